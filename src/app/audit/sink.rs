//! The second place for audit rows: a file that is only appended to.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use crate::blocking;
use crate::domain::audit::AuditRow;
use crate::error::{Error, Result};

/// A file of JSON lines. It is opened for each batch, so that it can be rotated under the server.
pub(super) struct Sink(PathBuf);

impl Sink {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Appends `rows`, the first of which follows a row whose hash is `previous`, and syncs.
    pub(super) async fn append(&self, previous: &str, rows: &[AuditRow]) -> Result<()> {
        let previous = std::iter::once(previous).chain(rows.iter().map(|row| row.hash.as_str()));
        let lines: String =
            rows.iter().zip(previous).map(|(row, previous)| row.line(previous)).collect::<Result<_>>()?;
        let path = self.0.clone();
        blocking::run(move || {
            let write = || {
                let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
                file.write_all(lines.as_bytes())?;
                file.sync_data()
            };
            write().map_err(|error: std::io::Error| {
                Error::configuration(format!("{} cannot be written: {error}", path.display()))
                    .hint("check audit_log_file, its directory and the space there")
            })
        })
        .await
    }
}
