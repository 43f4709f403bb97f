//! Restoring: to a new place, or in place of the database that is there, of which a copy is kept first.
//!
//! In place the database changes in one step, a rename: whenever that is interrupted, the old database opens or the new one.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::App;
use super::archive;
use super::place::{Reader, Workplace, unusable};
use super::verify::{check, extracted, open};
use crate::blocking;
use crate::clock;
use crate::domain::backup::Manifest;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::settings::{DatabaseUrl, ProcessEnvironment, Settings, SqlitePlace};
use crate::store;

/// The endings of what SQLite keeps beside a database and reads with it: a database that is new under a name must not find the
/// log of another one.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// The ending of a copy that is being made.
const PARTIAL: &str = ".partial";

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
        refuse_to_overwrite(&to)?;
        let (work, manifest) = self.checked(file, &to).await?;
        let (from, place) = (extracted(&work), to.clone());
        blocking::run(move || put(&from, &place)).await?;
        restored(file, &manifest, to, None).await
    }

    /// Restores `file` in place of the configured database; [`ErrorKind::Locked`] while anything uses that. The restored
    /// audit trail goes on with a row that says who did so and where the database before is kept.
    pub async fn restore_in_place(
        &self,
        caller: &Caller,
        settings: &Settings,
        environment: &ProcessEnvironment,
        file: &Path,
    ) -> Result<Restored> {
        let database = self.database.clone().ok_or_else(|| {
            Error::configuration("the database that is configured is not a file").hint(
                "restore with --to FILE; on PostgreSQL move that into an empty database: rosmcp migrate --from \
                 sqlite:///FILE",
            )
        })?;
        let (work, manifest) = self.checked(file, &database).await?;
        let from = extracted(&work);
        let (alone, kept) = take_over(database.clone()).await?;
        let url = DatabaseUrl::Sqlite(SqlitePlace::File(from.clone()));
        // Nobody sees it before it is in force, and then it says how it came to be.
        let next = App::open(Settings { database_url: url, ..settings.clone() }, environment).await?;
        let before = kept.as_ref().map(|kept| format!("; what was there is kept as {}", kept.display()));
        let detail = format!("{}{}", file.display(), before.unwrap_or_default());
        let recorded = next.change(caller, "backup.restore", None).ended(Some(detail), Ok(())).await;
        next.close().await;
        drop(next);
        recorded?;
        let (to, safety_copy) = (database.clone(), kept.clone());
        blocking::run(move || swap(&from, &to, safety_copy.as_deref())).await?;
        drop(alone);
        restored(file, &manifest, database, kept).await
    }

    /// Takes the database out of `file`, verified, to where it can be moved to `database` from.
    async fn checked(&self, file: &Path, database: &Path) -> Result<(Workplace, Manifest)> {
        let key = self.key(&archive::read_header(file)?)?;
        let directory = database.parent().unwrap_or(database).to_owned();
        // A machine that is set up anew has nothing yet.
        blocking::run(move || store::create_directory(&directory)).await?;
        let work = self.workplace(database.to_owned()).await?;
        let manifest = check(&work, file, key).await.while_doing(|| "restoring; nothing was changed")?;
        Ok((work, manifest))
    }
}

/// What was done, once the database has opened where it is now.
async fn restored(
    file: &Path,
    manifest: &Manifest,
    database: PathBuf,
    safety_copy: Option<PathBuf>,
) -> Result<Restored> {
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

/// The files that a database at this place would be read from.
fn files_of(database: &Path) -> impl Iterator<Item = PathBuf> {
    std::iter::once("").chain(LOGS).map(|suffix| store::beside(database, suffix))
}

fn refuse_to_overwrite(to: &Path) -> Result<()> {
    let Some(taken) = files_of(to).find(|path| path.exists()) else { return Ok(()) };
    let refusal = Error::new(ErrorKind::Conflict, format!("{} exists already", taken.display()));
    Err(if taken == to {
        refusal.hint("name a new file, or restore in place with --in-place")
    } else {
        refusal
            .hint("it is the log of a database that was there, and the new one would read it: move it away")
    })
}

/// Puts the database into its place, where nothing is.
fn put(from: &Path, to: &Path) -> Result<()> {
    let failed = |error: io::Error| unusable(to, &error);
    let partial = store::beside(to, ".restoring");
    copy(from, &partial).map_err(failed)?;
    store::publish(&partial, to).map_err(failed).inspect_err(|_| forget(&partial))
}

/// Takes the place of a database from everybody, and says under which name what is there will be kept.
async fn take_over(database: PathBuf) -> Result<(store::Lock, Option<PathBuf>)> {
    blocking::run(move || {
        let alone = store::take_over(&database)?;
        let kept = store::beside(&database, &format!(".before-restore-{}", clock::stamp(clock::now_ms())));
        Ok((alone, files_of(&database).any(|path| path.exists()).then_some(kept)))
    })
    .await
}

/// Puts the database in place of the one that is there, which is copied as `kept`; nobody else may have that open.
pub(super) fn swap(from: &Path, to: &Path, kept: Option<&Path>) -> Result<()> {
    store::fold(from)?;
    let partial = store::beside(to, ".restoring");
    copy(from, &partial).map_err(|error| unusable(to, &error))?;
    replace(&partial, to, kept).inspect_err(|_| forget(&partial))
}

fn replace(partial: &Path, to: &Path, kept: Option<&Path>) -> Result<()> {
    let failed = |error: io::Error| unusable(to, &error);
    if let Some(kept) = kept {
        keep(to, kept)?;
    }
    // A log that belongs to the old database would spoil the new one. Its content is in the copy.
    for suffix in LOGS.into_iter().chain(["-shm"]) {
        remove(&store::beside(to, suffix)).map_err(failed)?;
    }
    store::sync_directory(to.parent().unwrap_or(to)).map_err(failed)?;
    store::publish(partial, to).map_err(failed)
}

/// Copies the database, with its log, as `kept`; folds the log into the original afterwards where that is still sound. What has
/// the name of a copy is one, and whole.
fn keep(database: &Path, kept: &Path) -> Result<()> {
    let directory = database.parent().unwrap_or(database);
    let beginning = format!("{}.before-restore-", database.file_name().unwrap_or_default().to_string_lossy());
    store::clear(directory, |name| name.starts_with(&beginning) && name.ends_with(PARTIAL));
    let copies: Vec<_> = LOGS
        .into_iter()
        .chain([""])
        .map(|suffix| (store::beside(database, suffix), store::beside(kept, suffix)))
        .filter(|(original, _)| original.exists())
        .collect();
    let partial = |copy: &Path| store::beside(copy, PARTIAL);
    let make = || {
        copies.iter().try_for_each(|(original, kept)| copy(original, &partial(kept)))?;
        copies.iter().try_for_each(|(_, kept)| std::fs::rename(partial(kept), kept))?;
        store::sync_directory(directory)
    };
    make().map_err(|error| {
        for (_, kept) in &copies {
            forget(&partial(kept));
            forget(kept);
        }
        unusable(database, &error)
    })?;
    if let Err(error) = store::fold(database) {
        tracing::warn!(%error, copy = %kept.display(), "the old database is not sound; its copy is as it was");
    }
    Ok(())
}

/// Copies a file under a new name, for the user alone, and syncs it; leaves nothing when it fails.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    remove(to)?;
    let mut target = store::create_new(to)?;
    let copied = std::fs::File::open(from).and_then(|mut from| io::copy(&mut from, &mut target));
    copied.and_then(|_| target.sync_all()).inspect_err(|_| forget(to))
}

/// Removes what is of no use; that it could not be removed is not worth hiding why.
fn forget(path: &Path) {
    let _ = std::fs::remove_file(path);
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
