//! Deleting what is old: only whole checkpointed stretches, with a tombstone in their place.

use super::writer::signed;
use crate::app::App;
use crate::clock;
use crate::domain::audit::CheckpointKind;
use crate::error::Result;
use crate::store::audit::checkpoints;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl App {
    /// Deletes the audit rows that are older than `audit_retention_days` and returns how many; never any when that is 0.
    pub async fn retire_audit(&self) -> Result<u64> {
        let days = i64::from(self.settings.audit_retention_days);
        if days == 0 {
            return Ok(0);
        }
        let before = clock::now_ms() - days * DAY_MS;
        let Some(key) = self.vault().await?.audit_keys().first().cloned() else { return Ok(0) };
        self.store
            .write(move |conn| match checkpoints::buriable(conn, before)? {
                Some(head) => checkpoints::bury(conn, &signed(&key, head, CheckpointKind::Tombstone)?),
                None => Ok(0),
            })
            .await
    }
}
