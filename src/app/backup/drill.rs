//! A drill: a backup is restored aside and used, as far as that goes without routers, to know that it would work.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::sessions::binding;
use super::super::{App, audit, elapsed_ms};
use super::archive::{self, broken};
use super::place::{Reader, among, files};
use super::verify::{check, extracted, open};
use crate::clock;
use crate::domain::principal::Caller;
use crate::error::{Error, Result, WhileDoing};
use crate::store::backups::{BackupRun, RunKind};
use crate::store::{Conn, Store, credentials, devices, installation, keys, migrations};
use crate::vault::{AuditKey, Vault};

/// What a drill found; it is only there when all went well.
#[derive(Debug, Clone, Serialize)]
pub struct Drilled {
    /// The backup.
    pub file: PathBuf,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Migrations that brought its database up to this rosmcp.
    pub migrations: usize,
    /// Credentials that opened.
    pub credentials: usize,
    /// Rows of the audit trail that are bound as they should be.
    pub audit_rows: i64,
    /// How long it took, milliseconds.
    pub duration_ms: i64,
}

impl App {
    /// Drills the backup `place`, or where that is a directory the newest in it, and remembers how it went.
    pub async fn drill_backup(&self, caller: &Caller, reader: &Reader, place: &Path) -> Result<Drilled> {
        let file = if place.is_dir() { newest(place, reader)? } else { place.to_owned() };
        let change = self.change(caller, "backup.drill", None);
        let result = reader.drill(&file).await;
        let (at, name) = (clock::now_ms(), file.display().to_string());
        let detail = result.as_ref().err().map(ToString::to_string);
        self.note_run(BackupRun { at, kind: RunKind::Drill, ok: result.is_ok(), file: name.clone(), detail })
            .await;
        change.ended(Some(name), result).await
    }
}

/// The newest backup. What another installation made there, or a clock that ran ahead has dated, comes after the rest.
fn newest(directory: &Path, reader: &Reader) -> Result<PathBuf> {
    let now = clock::now_ms();
    let rank = |file: PathBuf| {
        let header = archive::read_header(&file).ok()?;
        Some(((reader.key(&header).is_ok(), header.created_at <= now, header.created_at), file))
    };
    let newest = files(directory)?.into_iter().filter_map(rank).max().map(|(_, file)| file);
    newest.ok_or_else(|| {
        Error::not_found(format!("there is no backup in {}", directory.display()))
            .hint("rosmcp backup create")
    })
}

impl Reader {
    /// Restores `file` aside, brings its schema up, opens every credential and verifies the audit trail.
    pub async fn drill(&self, file: &Path) -> Result<Drilled> {
        let started = clock::monotonic();
        let key = self.key(&archive::read_header(file)?)?;
        let work = self.workplace(among(file.parent().unwrap_or(file))).await?;
        let manifest = check(&work, file, key).await?;
        let store = open(&extracted(&work)).await?;
        let used = self.use_it(&store, file).await;
        store.close().await?;
        let (migrations, credentials, audit_rows) =
            used.while_doing(|| format!("drilling {}", file.display()))?;
        Ok(Drilled {
            file: file.to_owned(),
            created_at: clock::rfc3339(manifest.header.created_at),
            migrations,
            credentials,
            audit_rows,
            duration_ms: elapsed_ms(started),
        })
    }

    async fn use_it(&self, store: &Store, file: &Path) -> Result<(usize, usize, i64)> {
        let migrated = migrations::run(store).await?.applied.len();
        let (found, records) =
            store.read(|conn| Ok((installation::get(conn)?.unwrap_or_default(), keys::list(conn)?))).await?;
        let vault = self.keys.open(&found, &records)?;
        let authentic = vault.audit_keys().to_vec();
        let opened = store.read(move |conn| open_all(conn, &vault)).await?;
        let rows = store.read(move |conn| whole_trail(conn, &authentic)).await?;
        match rows {
            Ok(rows) => Ok((migrated, opened, rows)),
            Err(fault) => Err(broken(file, &fault)),
        }
    }
}

/// Opens every credential; returns how many there are.
fn open_all(conn: &mut dyn Conn, vault: &Vault) -> Result<usize> {
    let mut count = 0;
    for device in devices::list(conn)? {
        if let Some(sealed) = credentials::get(conn, &device.id, credentials::LOGIN)? {
            vault
                .verify(&binding(&device, sealed.version), &sealed.sealed)
                .while_doing(|| format!("opening the password of {:?}", device.name))?;
            count += 1;
        }
    }
    Ok(count)
}

fn whole_trail(conn: &mut dyn Conn, keys: &[AuditKey]) -> Result<Result<i64, String>> {
    let verified = audit::verify(conn, 1, i64::MAX, keys)?;
    Ok(match verified.broken {
        Some((seq, fault)) => Err(format!("its audit trail is broken at row {seq}: {fault}")),
        None => Ok(verified.rows),
    })
}
