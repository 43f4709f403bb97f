//! The vault: the unwrapped data keys of one installation, and what can be done with them.
//!
//! Several data keys may be there: the active one seals, the others only open what they sealed before. The outer key
//! may be the current or the previous one, so that neither kind of change needs everything to happen at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::audit::AuditKey;
use super::binding::{Binding, endpoint_digest};
use super::envelope::{Context, Envelope, KeyBytes, KeyId, fault, hex, seal, unhex};
use super::key::{KEY_BYTES, Key, fill_random};
use super::outer::{InstallationId, Outer};
use crate::clock::UnixMs;
use crate::domain::keyring::{Installation, KeyRecord, KeyState};
use crate::error::{Error, ErrorKind, Result};

/// From here on a data key should be replaced: random nonces begin to be used up (NIST SP 800-38D, 8.3).
const SEALS_WARNED: i64 = 1 << 30;
/// A data key never seals more than this; the limit for random nonces is 2^32.
const SEALS_REFUSED: i64 = 1 << 31;

/// A sealed value, to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The data key that sealed it, in hexadecimal; the store adds one to its `sealed_count`.
    pub key_id: String,
    /// The envelope, base64.
    pub envelope: String,
}

/// The data keys of an installation, unwrapped, in memory only.
pub struct Vault {
    installation: InstallationId,
    outer_key_id: String,
    by_previous: bool,
    keys: BTreeMap<KeyId, KeyBytes>,
    active: KeyId,
    sealed: AtomicI64,
    /// Of each outer key that was given, the one that the database is under first.
    audit: Vec<AuditKey>,
}

impl Vault {
    /// Sets up the keys of a new installation: writes the outer key's id and check value into `installation` and
    /// returns the vault with its first data key, wrapped, to be stored with it in one transaction.
    pub fn create(key: &Key, installation: &mut Installation, now: UnixMs) -> Result<(Self, KeyRecord)> {
        if installation.outer_key_id.is_some() || installation.check_value.is_some() {
            return Err(Error::new(ErrorKind::Conflict, "this database has an encryption key already"));
        }
        let id = installation_bytes(installation)?;
        let outer = Outer::derive(key, id)?;
        let (key_id, data_key) = new_data_key()?;
        let record = KeyRecord {
            key_id: hex(&key_id),
            state: KeyState::Active,
            created_at: now,
            sealed_count: 0,
            wrapped_by: outer.id(),
            wrapped: outer.wrap(key_id, &data_key)?,
        };
        installation.outer_key_id = Some(outer.id());
        installation.check_value = Some(outer.check_value());
        let vault = Self {
            installation: id,
            outer_key_id: outer.id(),
            by_previous: false,
            keys: BTreeMap::from([(key_id, data_key)]),
            active: key_id,
            sealed: AtomicI64::new(0),
            audit: vec![outer.audit_key()],
        };
        Ok((vault, record))
    }

    /// Opens the keys of an installation with the current outer key, or with the previous one while it is being
    /// changed. A key that does not belong to the database is a configuration error, before anything else happens;
    /// a record that was altered is an integrity error. Retired keys are left alone.
    pub fn open(
        current: &Key,
        previous: Option<&Key>,
        installation: &Installation,
        records: &[KeyRecord],
    ) -> Result<Self> {
        let id = installation_bytes(installation)?;
        let outers = Outers::derive(current, previous, id)?;
        let by_previous = outers.belongs_to(installation)?;
        let live = || records.iter().filter(|record| record.state != KeyState::Retired);
        let keys: BTreeMap<_, _> = live().map(|record| outers.unwrap(record)).collect::<Result<_>>()?;
        if keys.len() != live().count() {
            return Err(fault("two data keys have the same id"));
        }
        let mut active = live().filter(|record| record.state == KeyState::Active);
        let (Some(first), None) = (active.next(), active.next()) else {
            return Err(fault("exactly one data key must be active"));
        };
        Ok(Self {
            installation: id,
            outer_key_id: installation.outer_key_id.clone().unwrap_or_default(),
            by_previous,
            keys,
            active: key_id(first)?,
            sealed: AtomicI64::new(first.sealed_count.max(0)),
            audit: outers.audit_keys(by_previous),
        })
    }

    /// Seals a secret for one place under the active data key. A conflict error once the key has sealed 2^31 values.
    pub fn seal(&self, binding: &Binding<'_>, secret: &SecretString) -> Result<Sealed> {
        let key = self.keys.get(&self.active).ok_or_else(|| fault("the active data key is missing"))?;
        self.count()?;
        let plain = secret.expose_secret().as_bytes();
        let envelope = self.in_context(binding, |context| seal(key, self.active, context, plain))?;
        Ok(Sealed { key_id: hex(&self.active), envelope })
    }

    /// Opens what was sealed for exactly this place; anything else is an integrity error.
    pub fn unseal(&self, binding: &Binding<'_>, envelope: &str) -> Result<SecretString> {
        let envelope = Envelope::parse(envelope)?;
        let key = self.keys.get(&envelope.key_id).ok_or_else(|| {
            fault(format!("the envelope was sealed by unknown data key {}", hex(&envelope.key_id)))
        })?;
        let plain = self.in_context(binding, |context| envelope.open(key, context))?;
        let text = std::str::from_utf8(&plain).map_err(|_| fault("a sealed value is not text"))?;
        Ok(SecretString::from(text.to_owned()))
    }

    /// Whether a sealed value opens, without giving it out.
    pub fn verify(&self, binding: &Binding<'_>, envelope: &str) -> Result<()> {
        self.unseal(binding, envelope).map(drop)
    }

    /// Whether this vault can open what the data key sealed; when it can't, the keys may have been changed meanwhile.
    pub fn knows(&self, key_id: &str) -> bool {
        unhex(key_id).is_some_and(|id: KeyId| self.keys.contains_key(&id))
    }

    /// The data key that seals, in hexadecimal.
    #[cfg(test)]
    fn active_key_id(&self) -> String {
        hex(&self.active)
    }

    /// The outer key that the database was set up with, in hexadecimal; it does not reveal the key.
    pub fn outer_key_id(&self) -> &str {
        &self.outer_key_id
    }

    /// The keys that authenticate the audit trail: the one to use, then the other one while the outer key is changed.
    pub fn audit_keys(&self) -> &[AuditKey] {
        &self.audit
    }

    /// Whether the previous outer key opened the vault: the data keys wait to be wrapped by the current one.
    pub fn opened_by_previous_key(&self) -> bool {
        self.by_previous
    }

    /// Whether the active data key has sealed so much that it should be replaced.
    pub fn rotation_is_due(&self) -> bool {
        self.sealed.load(Ordering::Relaxed) >= SEALS_WARNED
    }

    fn count(&self) -> Result<()> {
        let count = |sealed: i64| (sealed < SEALS_REFUSED).then_some(sealed + 1);
        let before = self.sealed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).map_err(|_| {
            let message = format!("data key {} has sealed all that it may", hex(&self.active));
            Error::new(ErrorKind::Conflict, message).hint("replace it with `rosmcp key rotate`")
        })?;
        if before == SEALS_WARNED {
            tracing::warn!(key_id = hex(&self.active), "data key has sealed 2^30 values, rotate it");
        }
        Ok(())
    }

    fn in_context<T>(&self, binding: &Binding<'_>, work: impl FnOnce(&Context<'_>) -> T) -> T {
        let (version, digest) = (binding.version.to_be_bytes(), endpoint_digest(binding.endpoint));
        let parts = [
            self.installation.as_slice(),
            binding.table.as_bytes(),
            binding.row.0.as_bytes(),
            binding.field.as_bytes(),
            &version,
            &digest,
        ];
        work(&Context { purpose: "rosmcp/cred", parts: &parts })
    }
}

/// The outer keys that were given, for one installation.
struct Outers {
    current: Outer,
    previous: Option<Outer>,
}

impl Outers {
    fn derive(current: &Key, previous: Option<&Key>, id: InstallationId) -> Result<Self> {
        let previous = previous.map(|key| Outer::derive(key, id)).transpose()?;
        Ok(Self { current: Outer::derive(current, id)?, previous })
    }

    /// Checks that a given key belongs to the database; returns whether it is the previous one.
    fn belongs_to(&self, installation: &Installation) -> Result<bool> {
        if self.current.matches(installation) {
            return Ok(false);
        }
        if self.previous.as_ref().is_some_and(|outer| outer.matches(installation)) {
            return Ok(true);
        }
        let Some(wanted) = &installation.outer_key_id else {
            return Err(Error::configuration("this database has no encryption key yet")
                .hint("`rosmcp init` sets one up"));
        };
        let given = self.current.id();
        Err(Error::configuration(format!(
            "key does not match this database: it needs key {wanted}, this is {given}"
        ))
        .hint("give the key with which the database was set up; a new key can't open what the old one sealed")
        .hint("while the key is being changed, the old one goes to encryption_key_previous"))
    }

    fn audit_keys(&self, by_previous: bool) -> Vec<AuditKey> {
        let mut keys: Vec<_> =
            std::iter::once(&self.current).chain(&self.previous).map(Outer::audit_key).collect();
        if by_previous {
            keys.reverse();
        }
        keys
    }

    fn unwrap(&self, record: &KeyRecord) -> Result<(KeyId, KeyBytes)> {
        let id = key_id(record)?;
        let outer = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|outer| outer.id() == record.wrapped_by)
            .ok_or_else(|| {
                let message = format!(
                    "data key {} is wrapped by outer key {}, which is not given",
                    record.key_id, record.wrapped_by
                );
                Error::configuration(message).hint("give that key as encryption_key_previous")
            })?;
        Ok((id, outer.unwrap(id, &record.wrapped)?))
    }
}

fn key_id(record: &KeyRecord) -> Result<KeyId> {
    unhex(&record.key_id).ok_or_else(|| fault("the id of a data key is not 16 hexadecimal digits"))
}

fn installation_bytes(installation: &Installation) -> Result<InstallationId> {
    unhex(&installation.id).ok_or_else(|| fault("the installation's id is not 32 hexadecimal digits"))
}

fn new_data_key() -> Result<(KeyId, KeyBytes)> {
    let (mut id, mut key) = (KeyId::default(), Zeroizing::new([0; KEY_BYTES]));
    fill_random(&mut id)?;
    fill_random(key.as_mut_slice())?;
    Ok((id, key))
}

/// A new installation's id: 16 random bytes in hexadecimal.
pub fn installation_id() -> Result<String> {
    let mut id = InstallationId::default();
    fill_random(&mut id)?;
    Ok(hex(&id))
}

#[cfg(test)]
mod tests;
