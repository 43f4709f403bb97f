//! The keys of an installation: where the outer key comes from, whether it fits, what it opens.

use serde::Serialize;

use super::App;
use crate::clock;
use crate::domain::keyring::{Installation, KeyRecord};
use crate::error::{Error, Result, WhileDoing};
use crate::store::{Store, credentials, installation, keys};
use crate::vault::source::{self, KeySource};
use crate::vault::{Key, Vault};

/// Which keys an installation uses; no key material in it.
#[derive(Debug, Clone, Serialize)]
pub struct KeyStatus {
    /// Where the outer key comes from, `none` when no source is set.
    pub source: String,
    /// The outer key's identifier, once the database has one.
    pub outer_key_id: Option<String>,
    /// Whether the key from the source opens this database; `None` when either is missing.
    pub fits: Option<bool>,
    /// The data keys, oldest first.
    pub data_keys: Vec<DataKey>,
    /// Stored credentials.
    pub credentials: usize,
}

/// A data key as people see it.
#[derive(Debug, Clone, Serialize)]
pub struct DataKey {
    /// Its identifier.
    pub key_id: String,
    /// `active`, `decrypt_only` or `retired`.
    pub state: &'static str,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// How many values it has sealed.
    pub sealed_count: i64,
}

/// What [`App::verify_keys`] found.
#[derive(Debug, Clone, Serialize)]
pub struct KeyVerification {
    /// Credentials that opened.
    pub ok: usize,
    /// The devices whose credential did not open, with the reason.
    pub failed: Vec<String>,
}

impl App {
    /// The vault, opened once; fails before anything is written when the key is missing or wrong.
    pub async fn vault(&self) -> Result<&Vault> {
        self.vault.get_or_try_init(|| open_or_create(&self.store, &self.key_source)).await
    }

    /// Which keys are in use.
    pub async fn key_status(&self) -> Result<KeyStatus> {
        let (installation, records, credentials) = self.store.read(key_rows).await?;
        let key = self.key_source.read().await?;
        let fits = match (&key, &installation.check_value) {
            (Some(key), Some(_)) => Some(Vault::open(key, None, &installation, &records).is_ok()),
            _ => None,
        };
        Ok(KeyStatus {
            source: self.key_source.describe(),
            outer_key_id: installation.outer_key_id,
            fits,
            data_keys: records.iter().map(data_key).collect(),
            credentials,
        })
    }

    /// Opens every stored credential and counts.
    pub async fn verify_keys(&self) -> Result<KeyVerification> {
        let vault = self.vault().await?;
        let mut verification = KeyVerification { ok: 0, failed: Vec::new() };
        for device in self.devices(&crate::domain::selector::Selector::default()).await? {
            let Some(sealed) = self.sealed_credential(&device.id).await? else { continue };
            match vault.unseal(&super::sessions::binding(&device, sealed.version), &sealed.sealed) {
                Ok(_) => verification.ok += 1,
                Err(error) => verification.failed.push(format!("{}: {error}", device.name)),
            }
        }
        Ok(verification)
    }
}

fn data_key(record: &KeyRecord) -> DataKey {
    DataKey {
        key_id: record.key_id.clone(),
        state: record.state.as_str(),
        created_at: clock::rfc3339(record.created_at),
        sealed_count: record.sealed_count,
    }
}

fn key_rows(conn: &mut dyn crate::store::Conn) -> Result<(Installation, Vec<KeyRecord>, usize)> {
    Ok((installation::get(conn)?, keys::list(conn)?, credentials::count(conn)?))
}

async fn open_or_create(store: &Store, key_source: &KeySource) -> Result<Vault> {
    let key = key_source.read().await.while_doing(|| "reading the encryption key")?.ok_or_else(no_key)?;
    let (installation, records, credentials) = store.read(key_rows).await?;
    if installation.check_value.is_some() {
        return Vault::open(&key, key_source.previous()?.as_ref(), &installation, &records);
    }
    if credentials > 0 {
        return Err(Error::configuration("the database holds credentials but no key to check ours against")
            .hint("restore the database from a backup; rosmcp never makes a new key over old credentials"));
    }
    create(store, &key, installation).await
}

/// Gives a new database its first data key under `key`.
async fn create(store: &Store, key: &Key, mut installation: Installation) -> Result<Vault> {
    let (vault, record) = Vault::create(key, &mut installation, clock::now_ms())?;
    store
        .write(move |conn| {
            installation::set_outer_key(conn, &installation)?;
            keys::insert(conn, &record)
        })
        .await?;
    Ok(vault)
}

fn no_key() -> Error {
    Error::configuration("no encryption key is configured")
        .hint("`rosmcp init` sets one up")
        .hint(format!(
            "or make one with `rosmcp keygen --out FILE` and set encryption_key_file, or one of: {}",
            source::names()
        ))
}
