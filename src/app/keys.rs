//! The keys of an installation: where the outer key comes from, whether it fits, what it opens.

use serde::Serialize;

use super::App;
use crate::clock;
use crate::domain::keyring::{Installation, KeyRecord};
use crate::domain::selector::Selector;
use crate::error::{Error, Result};
use crate::settings::{ProcessEnvironment, Settings};
use crate::store::{Conn, Store, credentials, installation, keys};
use crate::vault::{self, Key, Vault};

/// Where an installation's outer key is looked for.
pub(super) enum KeyPlace {
    /// Where the settings say.
    Configured(ProcessEnvironment),
    /// Here, and nowhere else: for installations that are thrown away.
    Throwaway(Key),
}

/// Which keys an installation uses; no key material in it.
#[derive(Debug, Clone, Serialize)]
pub struct KeyStatus {
    /// Where the outer key comes from; absent when no source is configured.
    pub source: Option<String>,
    /// The outer key's identifier, once the database has one.
    pub outer_key_id: Option<String>,
    /// Whether the key from the source opens this database; absent when either is missing.
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

/// What the database knows of its keys.
struct Stored {
    installation: Option<Installation>,
    records: Vec<KeyRecord>,
    credentials: usize,
}

impl App {
    /// Opens the vault, once; fails before anything is written when the key is missing or wrong.
    pub(super) async fn vault(&self) -> Result<&Vault> {
        let open = async || {
            let vault = open_or_create(&self.store, &self.settings, &self.key_place).await?;
            self.audit.sign_with(&vault);
            Ok(vault)
        };
        self.vault.get_or_try_init(open).await
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
                self.fits(installation, &stored.records).await?
            }
            _ => None,
        };
        Ok(KeyStatus {
            source: self.key_source()?,
            outer_key_id: stored.installation.and_then(|installation| installation.outer_key_id),
            fits,
            data_keys: stored.records.iter().map(data_key).collect(),
            credentials: stored.credentials,
        })
    }

    async fn fits(&self, installation: &Installation, records: &[KeyRecord]) -> Result<Option<bool>> {
        let KeyPlace::Configured(environment) = &self.key_place else { return Ok(Some(true)) };
        let keys = vault::outer_keys(&self.settings, environment).await?;
        let opens = |keys: &vault::OuterKeys| {
            Vault::open(&keys.current, keys.previous.as_ref(), installation, records).is_ok()
        };
        Ok(keys.as_ref().map(opens))
    }

    /// Opens every stored credential and counts.
    pub async fn verify_keys(&self) -> Result<KeyVerification> {
        let vault = self.vault().await?;
        let mut verification = KeyVerification { ok: 0, failed: Vec::new() };
        for device in self.devices(&Selector::default()).await? {
            let Some(sealed) = self.sealed_credential(&device.id).await? else { continue };
            match vault.verify(&super::sessions::binding(&device, sealed.version), &sealed.sealed) {
                Ok(()) => verification.ok += 1,
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

fn stored(conn: &mut dyn Conn) -> Result<Stored> {
    Ok(Stored {
        installation: installation::get(conn)?,
        records: keys::list(conn)?,
        credentials: credentials::list(conn)?.len(),
    })
}

async fn open_or_create(store: &Store, settings: &Settings, place: &KeyPlace) -> Result<Vault> {
    let environment = match place {
        KeyPlace::Configured(environment) => environment,
        KeyPlace::Throwaway(key) => return create(store, key, None).await,
    };
    let keys = vault::outer_keys(settings, environment).await?.ok_or_else(no_key)?;
    let stored = store.read(stored).await?;
    match stored.installation {
        Some(installation) if installation.check_value.is_some() => {
            let vault = Vault::open(&keys.current, keys.previous.as_ref(), &installation, &stored.records)?;
            warn(&vault);
            Ok(vault)
        }
        _ if stored.credentials > 0 => {
            Err(Error::configuration("the database holds credentials but nothing to check a key against")
                .hint("restore the database from a backup; no new key is made over old credentials"))
        }
        installation => create(store, &keys.current, installation).await,
    }
}

/// What works, but not for ever.
fn warn(vault: &Vault) {
    if vault.opened_by_previous_key() {
        tracing::warn!(
            "the database is still under encryption_key_previous; keep it until it is under the new key"
        );
    }
    if vault.rotation_is_due() {
        tracing::warn!("the data key has sealed very many values and will refuse one day");
    }
}

/// Gives a new database its identity and its first data key under `key`.
async fn create(store: &Store, key: &Key, found: Option<Installation>) -> Result<Vault> {
    let is_new = found.is_none();
    let new = || Ok(Installation { id: vault::installation_id()?, outer_key_id: None, check_value: None });
    let mut installation = found.map_or_else(new, Ok)?;
    let now = clock::now_ms();
    let (vault, record) = Vault::create(key, &mut installation, now)?;
    store
        .write(move |conn| {
            if is_new {
                installation::create(conn, &installation, now)?;
            } else if let (Some(id), Some(check)) = (&installation.outer_key_id, &installation.check_value) {
                installation::set_outer_key(conn, id, check)?;
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
