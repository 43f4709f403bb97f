//! Making a backup: copy the database as it is at one moment, seal the copy, read everything back, and only then give the
//! file its name.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::config::Form;
use super::super::fleet::Outcome;
use super::super::progress::Progress;
use super::super::{App, elapsed_ms, outcome};
use super::archive::{self, Content, DATABASE, FORMAT};
use super::place::{Workplace, among, clear_unfinished, file_name, unfinished, unusable};
use super::verify::{check, open};
use crate::blocking;
use crate::clock::{self, UnixMs};
use crate::domain::backup::{BackupHeader, Manifest, Member};
use crate::domain::principal::Caller;
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::store::backups::{self, BackupRun, RunKind};
use crate::store::contents::{Contents, contents};
use crate::store::{self};
use crate::vault::{self, BackupKey};

/// What a backup is to hold, and where it goes.
#[derive(Debug, Clone)]
pub struct BackupOptions {
    /// The directory; made where there is none.
    pub directory: PathBuf,
    /// Whether the configuration of every router goes with it.
    pub with_exports: bool,
}

/// A backup that was made and read back.
#[derive(Debug, Clone, Serialize)]
pub struct Created {
    /// The file.
    pub file: PathBuf,
    /// Its size, bytes.
    pub size: u64,
    /// The moment whose data it holds, RFC 3339.
    pub created_at: String,
    /// Rows of its database.
    pub rows: i64,
    /// The last row of its audit trail.
    pub audit_seq: i64,
    /// Configurations of routers in it.
    pub exports: usize,
    /// The outer key without which it cannot be restored. Keep it apart from the backups.
    pub needs_outer_key: String,
    /// How long it took, milliseconds.
    pub duration_ms: i64,
    /// Routers that did not export, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed_exports: Vec<String>,
}

/// What routers exported: a name and a text each, and who did not.
#[derive(Default)]
struct Exports {
    texts: Vec<(String, String)>,
    failed: Vec<String>,
}

impl App {
    /// Makes a backup of rosmcp's own data while everything goes on; it is complete, verified and durable when this returns.
    /// It waits for another run, for five minutes at most; then it is [`ErrorKind::Locked`].
    pub async fn create_backup(
        &self,
        caller: &Caller,
        options: &BackupOptions,
        progress: &dyn Progress,
    ) -> Result<Created> {
        let change = self.change(caller, "backup.create", None);
        let made = self.make_backup(options, progress).await;
        let (at, result) = match made {
            Ok((at, created)) => (at, Ok(created)),
            Err(error) => (clock::now_ms(), Err(error)),
        };
        let (ok, file) = match &result {
            Ok(created) => (true, created.file.display().to_string()),
            Err(_) => (false, options.directory.display().to_string()),
        };
        self.metrics.backups.inc([&outcome(&result)]);
        let detail = result.as_ref().err().map(ToString::to_string);
        self.note_run(BackupRun { at, kind: RunKind::Create, ok, file: file.clone(), detail }).await;
        change.ended(Some(file), result).await
    }

    /// Remembers a run; that it cannot be remembered does not make it worse.
    pub(super) async fn note_run(&self, run: BackupRun) {
        if let Err(error) = self.store.write(move |conn| backups::record(conn, &run)).await {
            tracing::warn!(%error, "the run of the backup cannot be remembered");
        }
    }

    /// The moment whose data it holds, Unix milliseconds, and the backup.
    async fn make_backup(
        &self,
        options: &BackupOptions,
        progress: &dyn Progress,
    ) -> Result<(UnixMs, Created)> {
        let started = clock::monotonic();
        // The outer key may have been changed since a server opened the vault.
        let key = self.reopened_vault().await?.backup_key();
        let directory =
            std::path::absolute(&options.directory).map_err(|error| unusable(&options.directory, &error))?;
        let made = directory.clone();
        blocking::run(move || store::create_directory(&made)).await?;
        let beside = self.store.path().map_or_else(|| among(&directory), Path::to_owned);
        let work = Workplace::wait_for(beside, progress).await?;
        progress.report(1.0, Some(4.0), "copying the database").await;
        // What is written from here on may be missing.
        let at = clock::now_ms();
        let copy = work.file(DATABASE);
        self.store.back_up(copy.clone()).await?;
        let found = self.look_at(&copy).await?;
        progress.report(2.0, Some(4.0), "asking routers for their configuration").await;
        let exports = if options.with_exports { self.exports().await? } else { Exports::default() };
        progress.report(3.0, Some(4.0), "writing the backup").await;
        let header = header(&found, &key, at)?;
        let target = directory.join(file_name(&header));
        let partial = directory.join(unfinished(&header));
        let exported = exports.texts.len();
        write(&partial, &key, header, found, copy, exports.texts)
            .await
            .while_doing(|| "writing the backup")?;
        progress.report(4.0, Some(4.0), "reading it back").await;
        let published = publish(&work, &partial, &target, key.clone()).await;
        if published.is_err() {
            // What is left of it is of no use, and has no name that anybody looks for.
            let _ = std::fs::remove_file(&partial);
        }
        let (manifest, size) = published?;
        let created = Created {
            file: target,
            size,
            created_at: clock::rfc3339(manifest.header.created_at),
            rows: manifest.tables.values().sum(),
            audit_seq: manifest.audit_seq,
            exports: exported,
            needs_outer_key: key.id().to_owned(),
            duration_ms: elapsed_ms(started),
            failed_exports: exports.failed,
        };
        Ok((at, created))
    }

    async fn look_at(&self, copy: &Path) -> Result<Contents> {
        let store = open(copy).await?;
        let found = store.read(contents).await;
        store.close().await?;
        found
    }

    async fn exports(&self) -> Result<Exports> {
        let devices = self.devices(&Selector::default()).await?;
        let outcomes = self
            .for_each(devices, |app, device| async move { app.config(&device.name, Form::Raw).await })
            .await;
        let mut exports = Exports::default();
        for Outcome { device, result } in outcomes {
            match result {
                Ok(config) => exports.texts.push((format!("exports/{}.rsc", device.id), config.text)),
                Err(error) => exports.failed.push(format!("{}: {error}", device.name)),
            }
        }
        Ok(exports)
    }
}

fn header(found: &Contents, key: &BackupKey, at: UnixMs) -> Result<BackupHeader> {
    let installation =
        found.installation.clone().ok_or_else(|| Error::internal("nothing to back up", "no installation"))?;
    if found.outer_key_id.as_deref() != Some(key.id()) {
        return Err(Error::new(
            ErrorKind::Conflict,
            "the database is under another outer key than the one given here",
        )
        .hint("give the key that `rosmcp key status` names"));
    }
    Ok(BackupHeader {
        format: FORMAT,
        created_at: at,
        installation,
        outer_key_id: key.id().to_owned(),
        data_keys: found.data_keys.clone(),
        schema_version: found.schema_version,
        rosmcp: env!("CARGO_PKG_VERSION").to_owned(),
        salt: vault::installation_id()?,
    })
}

async fn write(
    partial: &Path,
    key: &BackupKey,
    header: BackupHeader,
    found: Contents,
    copy: PathBuf,
    exports: Vec<(String, String)>,
) -> Result<()> {
    let (partial, key) = (partial.to_owned(), key.clone());
    blocking::run(move || {
        let contents = std::iter::once((DATABASE, Content::File(&copy)))
            .chain(exports.iter().map(|(name, text)| (name.as_str(), Content::Bytes(text.as_bytes()))))
            .map(|(name, content)| Ok((archive::member(name, &content)?, content)))
            .collect::<Result<Vec<(Member, Content<'_>)>>>()?;
        let manifest = Manifest {
            header,
            database: "sqlite".to_owned(),
            tables: found.tables,
            audit_seq: found.audit_seq,
            audit_hash: found.audit_hash,
            members: contents.iter().map(|(member, _)| member.clone()).collect(),
        };
        clear_unfinished(partial.parent().unwrap_or(&partial), &manifest.header);
        let written = archive::write(&partial, &key, &manifest, &contents);
        // Room for the database that reading back takes out.
        let _ = std::fs::remove_file(&copy);
        if written.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        written
    })
    .await
}

/// Reads the backup back and gives it its name; returns what is in it and its size.
async fn publish(work: &Workplace, partial: &Path, target: &Path, key: BackupKey) -> Result<(Manifest, u64)> {
    let manifest = check(work, partial, key).await?;
    let (partial, target) = (partial.to_owned(), target.to_owned());
    let size = blocking::run(move || {
        let failed = |error: std::io::Error| unusable(&target, &error);
        if target.exists() {
            return Err(Error::new(ErrorKind::Conflict, format!("{} exists already", target.display()))
                .hint("try again in a moment"));
        }
        let size = File::open(&partial).and_then(|file| file.metadata()).map_err(failed)?.len();
        store::publish(&partial, &target).map_err(failed)?;
        Ok(size)
    })
    .await?;
    Ok((manifest, size))
}
