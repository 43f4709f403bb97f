//! Deleting what is old: only whole checkpointed stretches, with a tombstone in their place.
//!
//! A long stretch goes piece by piece, each with its own tombstone in one transaction, so that appending waits for no more
//! than a piece and a run that is killed leaves a trail that verifies.

use super::writer::signed;
use crate::app::App;
use crate::domain::audit::CheckpointKind;
use crate::error::Result;
use crate::store::audit::checkpoints;
use crate::vault::AuditKey;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Rows of one transaction.
pub(super) const PIECE: u32 = 1000;

impl App {
    /// Deletes the audit rows that are older than `audit_retention_days` and returns how many; never any when that is 0.
    pub async fn retire_audit(&self) -> Result<u64> {
        let days = i64::from(self.settings.audit_retention_days);
        if days == 0 {
            return Ok(0);
        }
        let Some(key) = self.vault().await?.audit_keys().first().cloned() else { return Ok(0) };
        let last = self.store.read(move |conn| {
            let before = conn.now()? - days * DAY_MS;
            checkpoints::buriable(conn, before)
        });
        let last = last.await?;
        let Some(last) = last else { return Ok(0) };
        let mut retired = 0;
        loop {
            match self.retire_piece(&key, last).await? {
                0 => return Ok(retired),
                rows => retired += rows,
            }
        }
    }

    /// Deletes the oldest rows up to `last`, at most [`PIECE`], and returns how many.
    pub(super) async fn retire_piece(&self, key: &AuditKey, last: i64) -> Result<u64> {
        let key = key.clone();
        self.store
            .write(move |conn| match checkpoints::piece(conn, last, PIECE)? {
                Some(head) => checkpoints::bury(conn, &signed(&key, head, CheckpointKind::Tombstone)?),
                None => Ok(0),
            })
            .await
    }
}
