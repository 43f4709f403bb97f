//! The keys of an installation: where the outer key comes from, whether it fits, what it opens.
//!
//! Keys change under a running server: it opens the vault anew when it meets what another process sealed with a newer key.

mod outer_change;
mod retire;
mod rotate;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Mutex;

pub use outer_change::OuterKeyChange;
pub use retire::KeyRetirement;
pub use rotate::KeyRotation;

use super::App;
use crate::clock;
use crate::domain::keyring::{Installation, KeyRecord};
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::{ProcessEnvironment, Settings};
use crate::store::{Conn, Store, credentials, installation, keys};
use crate::vault::{self, Key, Standing, Vault};

/// Where an installation's outer key is looked for.
pub(super) enum KeyPlace {
    /// Where the settings say.
    Configured(ProcessEnvironment),
    /// Here, and nowhere else: for installations that are thrown away.
    Throwaway(Key),
}

/// The open vault, once it is needed.
#[derive(Default)]
pub(super) struct VaultSlot(Mutex<Option<Arc<Vault>>>);

/// Which keys an installation uses; no key material in it.
#[derive(Debug, Clone, Serialize)]
pub struct KeyStatus {
    /// Where the outer key comes from; absent when no source is configured.
    pub source: Option<String>,
    /// The outer key's identifier, once the database has one.
    pub outer_key_id: Option<String>,
    /// Whether the key from the source opens this database; absent when either is missing.
    pub fits: Option<bool>,
    /// The outer key before the last change, which is accepted until `key retire`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_outer_key_id: Option<String>,
    /// The data keys, oldest first.
    pub data_keys: Vec<DataKey>,
    /// Stored credentials.
    pub credentials: i64,
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
    /// How many stored credentials need it.
    pub credentials: i64,
}

/// What [`App::verify_keys`] found.
#[derive(Debug, Clone, Serialize)]
pub struct KeyVerification {
    /// Credentials that opened.
    pub ok: usize,
    /// How many of them each data key opened.
    pub by_key: BTreeMap<String, usize>,
    /// The devices whose credential did not open, with the reason.
    pub failed: Vec<String>,
}

/// What the database knows of its keys.
struct Stored {
    installation: Option<Installation>,
    records: Vec<KeyRecord>,
    /// How many each data key sealed.
    credentials: BTreeMap<String, i64>,
}

impl App {
    /// Opens the vault, once; fails before anything is written when the key is missing or wrong.
    pub(super) async fn vault(&self) -> Result<Arc<Vault>> {
        let mut slot = self.vault.0.lock().await;
        if let Some(vault) = &*slot {
            return Ok(vault.clone());
        }
        self.open_vault(&mut slot).await
    }

    /// The vault as the database has it now.
    pub(super) async fn reopened_vault(&self) -> Result<Arc<Vault>> {
        self.open_vault(&mut *self.vault.0.lock().await).await
    }

    async fn open_vault(&self, slot: &mut Option<Arc<Vault>>) -> Result<Arc<Vault>> {
        let vault = Arc::new(open_or_create(&self.store, &self.settings, &self.key_place).await?);
        self.audit.sign_with(&vault);
        *slot = Some(vault.clone());
        Ok(vault)
    }

    /// The vault, opened anew when it does not know a data key that another process may have made.
    pub(super) async fn vault_knowing(&self, key_id: &str) -> Result<Arc<Vault>> {
        let vault = self.vault().await?;
        if vault.knows(key_id) { Ok(vault) } else { self.reopened_vault().await }
    }

    /// The vault, opened anew when its data key no longer is the one that seals.
    pub(super) async fn sealing_vault(&self) -> Result<Arc<Vault>> {
        let vault = self.vault().await?;
        match self.store.read(keys::active).await? {
            Some(active) if active != vault.active_key_id() => self.reopened_vault().await,
            _ => Ok(vault),
        }
    }

    /// Opens the vault now rather than with the first credential, giving a new database its first data key.
    pub async fn prepare_vault(&self) -> Result<()> {
        self.vault().await.map(drop)
    }

    /// Which source the outer key comes from; `None` when none is configured.
    pub fn key_source(&self) -> Result<Option<String>> {
        match &self.key_place {
            KeyPlace::Configured(environment) => {
                Ok(vault::configured(&self.settings, environment)?.map(|source| source.to_string()))
            }
            KeyPlace::Throwaway(_) => Ok(Some("a key that is thrown away".to_owned())),
        }
    }

    /// Which keys are in use.
    pub async fn key_status(&self) -> Result<KeyStatus> {
        let stored = self.store.read(stored).await?;
        let fits = match &stored.installation {
            Some(installation) if installation.check_value.is_some() => {
                let keys = self.given_keys().await?;
                keys.map(|keys| keys.open(installation, &stored.records).is_ok())
            }
            _ => None,
        };
        let installation = stored.installation.unwrap_or_default();
        Ok(KeyStatus {
            source: self.key_source()?,
            outer_key_id: installation.outer_key_id,
            previous_outer_key_id: installation.previous_outer_key_id,
            fits,
            data_keys: stored.records.iter().map(|record| data_key(record, &stored.credentials)).collect(),
            credentials: stored.credentials.values().sum(),
        })
    }

    /// The outer keys that are given; `None` when no source is configured.
    pub(super) async fn given_keys(&self) -> Result<Option<GivenKeys>> {
        given_keys(&self.settings, &self.key_place).await
    }

    /// Opens every stored credential and counts.
    pub async fn verify_keys(&self) -> Result<KeyVerification> {
        let mut verification = KeyVerification { ok: 0, by_key: BTreeMap::new(), failed: Vec::new() };
        for device in self.devices(&Selector::default()).await? {
            let Some(sealed) = self.sealed_credential(&device.id).await? else { continue };
            let vault = self.vault_knowing(&sealed.key_id).await?;
            match vault.verify(&super::sessions::binding(&device, sealed.version), &sealed.sealed) {
                Ok(()) => {
                    verification.ok += 1;
                    *verification.by_key.entry(sealed.key_id).or_default() += 1;
                }
                Err(error) => verification.failed.push(format!("{}: {error}", device.name)),
            }
        }
        Ok(verification)
    }
}

/// The outer keys that are given.
pub(super) struct GivenKeys {
    pub(super) current: Key,
    pub(super) previous: Option<Key>,
}

impl GivenKeys {
    /// Opens the vault of a database with these records.
    pub(super) fn open(&self, installation: &Installation, records: &[KeyRecord]) -> Result<Vault> {
        Vault::open(&self.current, self.previous.as_ref(), installation, records)
    }
}

pub(super) async fn given_keys(settings: &Settings, place: &KeyPlace) -> Result<Option<GivenKeys>> {
    match place {
        KeyPlace::Configured(environment) => {
            let keys = vault::outer_keys(settings, environment).await?;
            Ok(keys.map(|keys| GivenKeys { current: keys.current, previous: keys.previous }))
        }
        KeyPlace::Throwaway(key) => Ok(Some(GivenKeys { current: key.clone(), previous: None })),
    }
}

/// Whether an outer key is given; one that can't be read or must not be used is a configuration error.
pub async fn key_is_given(settings: &Settings, environment: &ProcessEnvironment) -> Result<bool> {
    Ok(given_keys(settings, &KeyPlace::Configured(environment.clone())).await?.is_some())
}

fn data_key(record: &KeyRecord, credentials: &BTreeMap<String, i64>) -> DataKey {
    DataKey {
        key_id: record.key_id.clone(),
        state: record.state.as_str(),
        created_at: clock::rfc3339(record.created_at),
        sealed_count: record.sealed_count,
        credentials: credentials.get(&record.key_id).copied().unwrap_or_default(),
    }
}

fn stored(conn: &mut dyn Conn) -> Result<Stored> {
    Ok(Stored {
        installation: installation::get(conn)?,
        records: keys::list(conn)?,
        credentials: credentials::count_by_key(conn)?,
    })
}

async fn open_or_create(store: &Store, settings: &Settings, place: &KeyPlace) -> Result<Vault> {
    let keys = given_keys(settings, place).await?.ok_or_else(no_key)?;
    let stored = store.read(stored).await?;
    if let Some(vault) = opened(&keys, &stored)? {
        return Ok(vault);
    }
    if !stored.credentials.is_empty() {
        return Err(Error::configuration(
            "the database holds credentials but nothing to check a key against",
        )
        .hint("restore the database from a backup; no new key is made over old credentials"));
    }
    match create(store, &keys.current, stored.installation).await {
        // Of several that begin on an empty database at once, one makes what all the others open.
        Err(error) if error.kind() == ErrorKind::Conflict => {
            opened(&keys, &store.read(self::stored).await?)?.ok_or(error)
        }
        made => made,
    }
}

/// The vault of a database that has one.
fn opened(keys: &GivenKeys, stored: &Stored) -> Result<Option<Vault>> {
    let Some(installation) = stored.installation.as_ref().filter(|one| one.check_value.is_some()) else {
        return Ok(None);
    };
    let vault = keys.open(installation, &stored.records)?;
    warn(&vault);
    Ok(Some(vault))
}

/// What works, but not for ever.
fn warn(vault: &Vault) {
    match vault.standing() {
        Standing::Current => {}
        Standing::Waiting => tracing::warn!(
            "the database is still under encryption_key_previous; `rosmcp key rotate --outer` puts it under the new key"
        ),
        Standing::Behind => tracing::warn!(
            "the database is under a newer key than the one given here, which `rosmcp key retire` will lock out"
        ),
    }
    if vault.rotation_is_due() {
        tracing::warn!(
            "the data key has sealed very many values and will refuse one day: `rosmcp key rotate`"
        );
    }
}

/// Gives a new database its identity and its first data key under `key`.
async fn create(store: &Store, key: &Key, found: Option<Installation>) -> Result<Vault> {
    let is_new = found.is_none();
    let new = || Ok(Installation { id: vault::installation_id()?, ..Installation::default() });
    let mut installation = found.map_or_else(new, Ok)?;
    let now = clock::now_ms();
    let (vault, record) = Vault::create(key, &mut installation, now)?;
    store
        .write(move |conn| {
            if is_new {
                installation::create(conn, &installation, now)?;
            } else {
                installation::set_outer_key(conn, &installation)?;
            }
            keys::insert(conn, &record)
        })
        .await?;
    Ok(vault)
}

fn no_key() -> Error {
    Error::configuration("no encryption key is configured")
        .hint("`rosmcp init` makes one and a settings file that names it")
        .hint("or make one with `rosmcp keygen --out FILE` and set encryption_key_file")
}
