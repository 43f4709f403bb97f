//! When the last good backup was made, and the last good drill.

use serde::Serialize;

use super::super::App;
use crate::clock::UnixMs;
use crate::error::Result;
use crate::store::backups::{self, RunKind};

/// How it stands with backups; times are Unix milliseconds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BackupStatus {
    /// When the last good backup was made.
    pub last_success: Option<UnixMs>,
    /// Its file.
    pub file: Option<String>,
    /// Whether the last try went well.
    pub last_ok: Option<bool>,
    /// When the last drill was.
    pub last_drill: Option<UnixMs>,
    /// Whether it went well.
    pub drill_ok: Option<bool>,
}

impl App {
    /// How it stands with backups.
    pub async fn backup_status(&self) -> Result<BackupStatus> {
        self.store
            .read(|conn| {
                let good = backups::last_good(conn, RunKind::Create)?;
                let last = backups::last(conn, RunKind::Create)?;
                let drill = backups::last(conn, RunKind::Drill)?;
                Ok(BackupStatus {
                    last_success: good.as_ref().map(|run| run.at),
                    file: good.map(|run| run.file),
                    last_ok: last.map(|run| run.ok),
                    last_drill: drill.as_ref().map(|run| run.at),
                    drill_ok: drill.map(|run| run.ok),
                })
            })
            .await
    }
}
