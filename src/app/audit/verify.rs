//! Whether the trail is whole, and handing it out.

use serde::Serialize;

use super::AuditLog;
use crate::app::App;
use crate::clock;
use crate::domain::audit::{Checkpoint, GENESIS};
use crate::error::{Error, Result};
use crate::store::audit::{self, chain};
use crate::vault::AuditKey;

/// Rows handed out at once.
const PAGE: u32 = 1000;

/// What [`App::verify_audit`] found.
#[derive(Debug, Clone, Serialize)]
pub struct AuditVerification {
    /// Whether everything adds up.
    pub ok: bool,
    /// Rows that are bound as they should be, up to the first that is not.
    pub rows: i64,
    /// The last of them.
    pub last: i64,
    /// Its hash: written down elsewhere, it proves later that nothing before it was altered.
    pub hash: String,
    /// Checkpoints and tombstones that agree with the rows.
    pub checkpoints: usize,
    /// Those of them that could not be authenticated, because the key that they were made with is not given.
    pub unauthenticated: usize,
    /// The first row that is not as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_seq: Option<i64>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

impl App {
    /// Checks the rows from `from` to `to` (both included) and every checkpoint among them. Without a configured key the
    /// checkpoints are compared with the rows, but not authenticated.
    pub async fn verify_audit(&self, from: Option<i64>, to: Option<i64>) -> Result<AuditVerification> {
        if let Some(from) = from {
            let last = self.store.read(chain::head).await?.seq;
            if from > to.unwrap_or(i64::MAX) || from > last.max(1) {
                return Err(Error::usage(format!("there are no such rows: the trail ends at row {last}")));
            }
        }
        let keys = match self.key_source()? {
            Some(_) => self.vault().await?.audit_keys().to_vec(),
            None => Vec::new(),
        };
        self.audit.verify(from.unwrap_or(1).max(1), to.unwrap_or(i64::MAX), keys).await
    }
}

impl AuditLog {
    pub(in crate::app) async fn verify(
        &self,
        from: i64,
        to: i64,
        keys: Vec<AuditKey>,
    ) -> Result<AuditVerification> {
        let verified = self.store.read(move |conn| verify(conn, from, to, &keys)).await?;
        let (broken_seq, fault) = verified.broken.unzip();
        Ok(AuditVerification {
            ok: broken_seq.is_none(),
            rows: verified.rows,
            last: verified.head.seq,
            hash: verified.head.hash,
            checkpoints: verified.checkpoints,
            unauthenticated: verified.unauthenticated,
            broken_seq,
            fault,
        })
    }

    /// Hands the rows from `since` (Unix milliseconds) on to `take`, oldest first, as lines that bind to each other; see
    /// [`crate::domain::audit::AuditRow::line`]. Returns how many there were.
    pub async fn export(
        &self,
        since: Option<clock::UnixMs>,
        mut take: impl FnMut(&str) -> Result<()>,
    ) -> Result<u64> {
        let (mut seq, mut previous, mut count) = (0, None::<String>, 0);
        loop {
            let rows = self.store.read(move |conn| audit::after(conn, seq, PAGE)).await?;
            let Some(last) = rows.last() else { return Ok(count) };
            seq = last.seq;
            for row in &rows {
                // What the oldest row follows is deleted or never was.
                let follows = previous.as_deref().unwrap_or(if row.seq == 1 { GENESIS } else { "" });
                if since.is_none_or(|since| row.event.at >= since) {
                    take(&row.line(follows)?)?;
                    count += 1;
                }
                previous = Some(row.hash.clone());
            }
        }
    }
}

/// As [`chain::verify`], with checkpoints authenticated by whichever of `keys` made them.
pub(in crate::app) fn verify(
    conn: &mut dyn crate::store::Conn,
    from: i64,
    to: i64,
    keys: &[AuditKey],
) -> Result<chain::Verified> {
    let authentic = |point: &Checkpoint| {
        let key = keys.iter().find(|key| key.id() == point.key_id)?;
        Some(key.verifies(&point.message(), &point.mac))
    };
    chain::verify(conn, from, to, &authentic)
}
