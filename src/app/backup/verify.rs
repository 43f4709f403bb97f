//! Whether a backup restores: everything in it is read, authenticated and compared, and its database is opened and checked.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::progress::Progress;
use super::archive::{self, DATABASE, Take, broken};
use super::place::{Reader, Workplace, among, files};
use crate::blocking;
use crate::clock;
use crate::domain::backup::{Manifest, Member};
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::store::contents::contents;
use crate::store::{Store, StoreOptions};
use crate::vault::BackupKey;

/// What verifying one backup found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Verified {
    /// The file.
    pub file: PathBuf,
    /// Whether it is sound; not where that could not be told for lack of its key.
    pub ok: bool,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Rows of its database.
    pub rows: i64,
    /// The last row of its audit trail.
    pub audit_seq: i64,
    /// Configurations of routers in it.
    pub exports: usize,
    /// The outer key that it needs and that is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_outer_key: Option<String>,
    /// What is wrong with it, or why that could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Part `n` of `of`, so that several runs read everything: `1/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subset {
    n: u32,
    of: u32,
}

impl FromStr for Subset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |text: &str| text.parse::<u32>().ok();
        let parts = text.split_once('/').and_then(|(n, of)| Some((read(n)?, read(of)?)));
        match parts {
            Some((n, of)) if n >= 1 && n <= of => Ok(Self { n, of }),
            _ => Err("write part/parts, e.g. 1/5".to_owned()),
        }
    }
}

impl Subset {
    /// Whether a backup belongs to it: by its name, so that a file stays in its part when others come and go.
    fn holds(self, file: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let digest: [u8; 32] = Sha256::digest(name).into();
        let number = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        number % self.of == self.n - 1
    }
}

impl Reader {
    /// Verifies one backup; an unsound one is an integrity error.
    pub async fn verify(&self, file: &Path) -> Result<Verified> {
        let work = self.workplace(among(file.parent().unwrap_or(file))).await?;
        self.verify_in(&work, file).await
    }

    /// Verifies the backups in `directory`, or the `subset` of them. What is not sound, or needs a key that is not given, is in
    /// the result; anything else, a full disk say, ends it.
    pub async fn verify_all(
        &self,
        directory: &Path,
        subset: Option<Subset>,
        progress: &dyn Progress,
    ) -> Result<Vec<Verified>> {
        let mut found = files(directory)?;
        let work = self.workplace(among(directory)).await?;
        found.retain(|file| subset.is_none_or(|subset| subset.holds(file)));
        let (mut done, total) = (Vec::new(), found.len());
        for file in found {
            let at = done.len() + 1;
            progress
                .report(
                    count(at),
                    Some(count(total)),
                    &format!("verifying {at} of {total}: {}", file.display()),
                )
                .await;
            match self.verify_if_possible(&work, &file).await {
                Ok(verified) => done.push(verified),
                Err(error) if error.kind() == ErrorKind::Integrity => done.push(unsound(&file, &error)),
                // It was deleted meanwhile.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    async fn verify_if_possible(&self, work: &Workplace, file: &Path) -> Result<Verified> {
        let header = archive::read_header(file)?;
        if self.key_if_given(&header)?.is_some() {
            return self.verify_in(work, file).await;
        }
        let fault = Some(format!("it needs outer key {}, which is not given", header.outer_key_id));
        Ok(Verified { needs_outer_key: Some(header.outer_key_id), fault, ..unread(file) })
    }

    async fn verify_in(&self, work: &Workplace, file: &Path) -> Result<Verified> {
        let key = self.key(&archive::read_header(file)?)?;
        let manifest = check(work, file, key).await?;
        Ok(Verified {
            file: file.to_owned(),
            ok: true,
            created_at: clock::rfc3339(manifest.header.created_at),
            rows: manifest.tables.values().sum(),
            audit_seq: manifest.audit_seq,
            exports: manifest.members.len() - 1,
            needs_outer_key: None,
            fault: None,
        })
    }
}

fn unsound(file: &Path, error: &Error) -> Verified {
    Verified { fault: Some(error.to_string()), ..unread(file) }
}

fn unread(file: &Path) -> Verified {
    Verified {
        file: file.to_owned(),
        ok: false,
        created_at: archive::read_header(file)
            .map_or_else(|_| String::new(), |header| clock::rfc3339(header.created_at)),
        rows: 0,
        audit_seq: 0,
        exports: 0,
        needs_outer_key: None,
        fault: None,
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Where [`check`] leaves the database that it took out.
pub(super) fn extracted(work: &Workplace) -> PathBuf {
    work.file("extracted.sqlite")
}

/// Reads the whole backup, takes its database out and compares it with the manifest.
pub(super) async fn check(work: &Workplace, file: &Path, key: BackupKey) -> Result<Manifest> {
    let (database, path) = (extracted(work), file.to_owned());
    let to = database.clone();
    let manifest = blocking::run(move || {
        let _ = std::fs::remove_file(&to);
        let mut extract = Extract { path: &to, file: None };
        archive::read(&path, &key, &mut extract)
    })
    .await?;
    let store =
        open(&database).await.while_doing(|| format!("opening the database in {}", file.display()))?;
    let compared = compare(&store, &manifest, file).await;
    store.close().await?;
    compared.map(|()| manifest)
}

async fn compare(store: &Store, manifest: &Manifest, file: &Path) -> Result<()> {
    store.check_thoroughly().await.while_doing(|| format!("checking the database in {}", file.display()))?;
    let found = store.read(contents).await?;
    let header = &manifest.header;
    let differs = [
        (found.tables != manifest.tables, "its tables have other numbers of rows"),
        (found.audit_seq != manifest.audit_seq, "its audit trail ends elsewhere"),
        (found.audit_hash != manifest.audit_hash, "its audit trail ends otherwise"),
        (found.schema_version != header.schema_version, "its schema has another version"),
        (found.installation.as_deref() != Some(&header.installation), "it is of another installation"),
        (found.data_keys != header.data_keys, "it has other data keys"),
    ];
    match differs.into_iter().find(|(differs, _)| *differs) {
        Some((_, what)) => Err(broken(file, &format!("{what} than its manifest says"))),
        None => Ok(()),
    }
}

/// Opens a copy of a database to look at it.
pub(super) async fn open(path: &Path) -> Result<Store> {
    let options = StoreOptions { create: false, readers: 1, ..StoreOptions::file(path) };
    blocking::run(move || Store::open(&options)).await
}

/// Takes the database out and lets everything else go by.
struct Extract<'a> {
    path: &'a Path,
    file: Option<File>,
}

impl Take for Extract<'_> {
    fn begin(&mut self, member: &Member) -> io::Result<()> {
        self.file = match member.name.as_str() {
            DATABASE => Some(crate::store::create_new(self.path)?),
            _ => None,
        };
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    fn end(&mut self) -> io::Result<()> {
        self.file.take().map_or(Ok(()), |file| file.sync_all())
    }
}
