//! Restoring: to a new place, or in place of the database that is there, of which a copy is kept first.
//!
//! In place the database changes in one step, a rename: whenever that is interrupted, the old database opens or the new one.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::archive;
use super::place::{Reader, unusable};
use super::verify::{check, extracted, open};
use crate::blocking;
use crate::clock;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::store;

/// What a restore did.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    /// The backup.
    pub file: PathBuf,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// The database.
    pub database: PathBuf,
    /// The copy of what was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_copy: Option<PathBuf>,
    /// Rows restored.
    pub rows: i64,
    /// The last row of the audit trail.
    pub audit_seq: i64,
}

impl Reader {
    /// Restores `file` as the new database `to`; [`ErrorKind::Conflict`] where something is already.
    pub async fn restore_to(&self, file: &Path, to: &Path) -> Result<Restored> {
        let to = std::path::absolute(to).map_err(|error| unusable(to, &error))?;
        if to.exists() {
            return Err(Error::new(ErrorKind::Conflict, format!("{} exists already", to.display()))
                .hint("name a new file, or restore in place with --in-place"));
        }
        self.restore(file, to, false).await
    }

    /// Restores `file` in place of the configured database; [`ErrorKind::Locked`] while anything uses that.
    pub async fn restore_in_place(&self, file: &Path) -> Result<Restored> {
        let database = self.database.clone().ok_or_else(|| {
            Error::configuration("the database that is configured is not a file").hint(
                "restore with --to FILE; on PostgreSQL move that into an empty database: rosmcp migrate --from \
                 sqlite:///FILE",
            )
        })?;
        self.restore(file, database, true).await
    }

    async fn restore(&self, file: &Path, database: PathBuf, in_place: bool) -> Result<Restored> {
        let key = self.key(&archive::read_header(file)?)?;
        let work = self.workplace(&database).await?;
        let manifest = check(&work, file, key).await.while_doing(|| "restoring; nothing was changed")?;
        let (from, to) = (extracted(&work), database.clone());
        let safety_copy =
            blocking::run(move || if in_place { swap(&from, &to) } else { put(&from, &to).map(|()| None) });
        let safety_copy = safety_copy.await?;
        // It must open where it is now.
        open(&database).await?.close().await?;
        Ok(Restored {
            file: file.to_owned(),
            created_at: clock::rfc3339(manifest.header.created_at),
            database,
            safety_copy,
            rows: manifest.tables.values().sum(),
            audit_seq: manifest.audit_seq,
        })
    }
}

/// Puts the database into its place, where nothing is.
fn put(from: &Path, to: &Path) -> Result<()> {
    let failed = |error: io::Error| unusable(to, &error);
    store::create_directory(to.parent().unwrap_or(to))?;
    let partial = store::beside(to, ".restoring");
    copy(from, &partial).map_err(failed)?;
    store::publish(&partial, to).map_err(failed)
}

/// Puts the database in place of the one that is there, and returns the copy of that.
fn swap(from: &Path, to: &Path) -> Result<Option<PathBuf>> {
    let failed = |error: io::Error| unusable(to, &error);
    if let Some(parent) = to.parent() {
        store::create_directory(parent)?;
    }
    let _alone = store::take_over(to)?;
    let partial = store::beside(to, ".restoring");
    copy(from, &partial).map_err(failed)?;
    let safety_copy = if to.exists() { Some(keep(to)?) } else { None };
    // A log that belongs to the old database would spoil the new one. Its content is in the copy.
    for suffix in ["-wal", "-shm"] {
        remove(&store::beside(to, suffix)).map_err(failed)?;
    }
    store::publish(&partial, to).map_err(failed)?;
    Ok(safety_copy)
}

/// Copies the database, with its log, under another name; folds the log into the original first where that is still sound.
fn keep(database: &Path) -> Result<PathBuf> {
    let failed = |error: io::Error| unusable(database, &error);
    let time: String = clock::rfc3339(clock::now_ms()).chars().filter(char::is_ascii_alphanumeric).collect();
    let kept = store::beside(database, &format!(".before-restore-{time}"));
    for suffix in ["-wal", ""] {
        let original = store::beside(database, suffix);
        if original.exists() {
            copy(&original, &store::beside(&kept, suffix)).map_err(failed)?;
        }
    }
    store::sync_directory(database.parent().unwrap_or(database)).map_err(failed)?;
    if let Err(error) = store::fold(database) {
        tracing::warn!(%error, copy = %kept.display(), "the old database is not sound; its copy is as it was");
    }
    Ok(kept)
}

/// Copies a file under a new name, for the user alone, and syncs it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    remove(to)?;
    store::create_new(to)?;
    let mut target = std::fs::File::options().write(true).open(to)?;
    io::copy(&mut std::fs::File::open(from)?, &mut target)?;
    target.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
