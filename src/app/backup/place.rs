//! Where backups are, and where they are worked on: aside, beside the database, in a directory of the user's alone that the
//! next run clears.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::keys::{GivenKeys, KeyPlace, given_keys};
use super::super::progress::Progress;
use crate::blocking;
use crate::clock;
use crate::domain::backup::BackupHeader;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::{DatabaseUrl, ProcessEnvironment, Settings, SqlitePlace};
use crate::store;
use crate::vault::{BackupKey, backup_keys};

/// The ending of a backup's name.
pub(super) const SUFFIX: &str = ".rosmcp";

/// How long a backup that is to be made waits for other runs.
const PATIENCE: Duration = Duration::from_mins(5);
const PAUSE: Duration = Duration::from_millis(500);

/// Who can read backups: the keys that are given, and a place to work in. Needs no database.
pub struct Reader {
    pub(super) keys: GivenKeys,
    /// The database's file; `None` in memory.
    pub(super) database: Option<PathBuf>,
}

impl Reader {
    /// With the keys that the settings give; none given is a configuration error.
    pub async fn new(settings: &Settings, environment: &ProcessEnvironment) -> Result<Self> {
        let keys = given_keys(settings, &KeyPlace::Configured(environment.clone())).await?;
        let keys = keys.ok_or_else(|| {
            Error::configuration("no encryption key is configured, and backups are sealed with it")
                .hint("set encryption_key_file (or another source) to the key that the backup says it needs")
        })?;
        let database = match &settings.database_url {
            DatabaseUrl::Sqlite(SqlitePlace::File(path)) => Some(path.clone()),
            _ => None,
        };
        Ok(Self { keys, database })
    }

    /// The key that opens a backup with this header; a configuration error names the one that is needed.
    pub(super) fn key(&self, header: &BackupHeader) -> Result<BackupKey> {
        self.key_if_given(header)?.ok_or_else(|| {
            Error::configuration(format!(
                "the backup needs outer key {}, which is not given",
                header.outer_key_id
            ))
            .hint("give that key as encryption_key, or as encryption_key_previous")
        })
    }

    /// As [`Reader::key`]; `None` when it is not given.
    pub(super) fn key_if_given(&self, header: &BackupHeader) -> Result<Option<BackupKey>> {
        let keys = backup_keys(&self.keys.current, self.keys.previous.as_ref(), &header.installation)?;
        Ok(keys.into_iter().find(|key| key.id() == header.outer_key_id))
    }

    /// A place to work in: beside the database, or else beside `otherwise`.
    pub(super) async fn workplace(&self, otherwise: PathBuf) -> Result<Workplace> {
        let beside = self.database.clone().filter(|path| path.parent().is_some_and(Path::exists));
        Workplace::take(beside.unwrap_or(otherwise)).await
    }
}

/// What a place to work in is beside where no database is: the same for every backup in the directory.
pub(super) fn among(directory: &Path) -> PathBuf {
    directory.join("rosmcp")
}

/// A directory to work in, which only one run has and which is cleared before and after.
pub(super) struct Workplace {
    directory: PathBuf,
    _lock: store::Lock,
}

impl Workplace {
    /// As [`Workplace::take`], once other runs have ended; [`ErrorKind::Locked`] when that takes more than five minutes.
    pub(super) async fn wait_for(path: PathBuf, progress: &dyn Progress) -> Result<Self> {
        let until = clock::monotonic() + PATIENCE;
        let mut said = false;
        loop {
            match Self::take(path.clone()).await {
                Err(error) if error.kind() == ErrorKind::Locked && clock::monotonic() < until => {
                    if !said {
                        progress.report(0.0, None, "waiting for another backup, restore or drill").await;
                        tracing::info!(
                            "another backup, restore or drill is at work; waiting for it to finish"
                        );
                        said = true;
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                taken => return taken,
            }
        }
    }

    /// The one beside `path`; [`ErrorKind::Locked`] while another run has it.
    pub(super) async fn take(path: PathBuf) -> Result<Self> {
        blocking::run(move || {
            let lock = store::beside(&path, ".backup.lock");
            let lock =
                store::alone(&lock, "another backup, restore or drill is at work", "wait for it to finish")?;
            let directory = store::beside(&path, ".backup.work");
            clear(&directory)?;
            store::create_directory(&directory)?;
            Ok(Self { directory, _lock: lock })
        })
        .await
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if let Err(error) = clear(&self.directory) {
            tracing::warn!(%error, "the next run clears it");
        }
    }
}

fn clear(directory: &Path) -> Result<()> {
    match std::fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(directory, &error)),
        _ => Ok(()),
    }
}

/// The error for a file or directory of backups that cannot be used.
pub(super) fn unusable(path: &Path, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space there; nothing was overwritten"
        }
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only; choose another place",
        io::ErrorKind::PermissionDenied => "run as a user that may, or choose another place",
        _ => "check the path and the disk",
    };
    let kind =
        if error.kind() == io::ErrorKind::NotFound { ErrorKind::NotFound } else { ErrorKind::Configuration };
    Error::new(kind, format!("{}: {error}", path.display())).hint(hint)
}

/// The error for a backup that cannot be read, which somebody named.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::unreadable("the backup", path, error)
        .hint("check the path, and run as a user that may read it; rosmcp backup list shows those there are")
}

/// `rosmcp-20261126T020000Z-1a2b3c4d.rosmcp`: when and of which installation.
pub(super) fn file_name(header: &BackupHeader) -> String {
    format!("rosmcp-{}{}", clock::stamp(header.created_at), ending(header))
}

/// How the names of an installation's backups end.
fn ending(header: &BackupHeader) -> String {
    format!("-{}{SUFFIX}", header.installation.get(..8).unwrap_or_default())
}

/// The name of a backup that is being written.
pub(super) fn unfinished(header: &BackupHeader) -> String {
    format!(".{}.partial", file_name(header))
}

/// Removes what killed runs of the installation have left in `directory`, for whoever has its workplace.
pub(super) fn clear_unfinished(directory: &Path, header: &BackupHeader) {
    let ending = format!("{}.partial", ending(header));
    store::clear(directory, |name| name.ends_with(&ending));
}

/// The backups in `directory`, by name.
pub(super) fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error: io::Error| unusable(directory, &error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(SUFFIX));
        if named && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
