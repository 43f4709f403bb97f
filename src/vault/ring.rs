//! The vault: the unwrapped data keys of one installation, and what can be done with them.
//!
//! Several data keys may be there: the active one seals, the others only open what they sealed before. The outer key
//! may be the current or the previous one, so that neither kind of change needs everything to happen at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::archive::BackupKey;
use super::audit::AuditKey;
use super::binding::{Binding, endpoint_digest};
use super::envelope::{Context, Envelope, KeyBytes, KeyId, fault, seal, unhex};
use super::key::{KEY_BYTES, Key, fill_random};
use super::outer::{InstallationId, Outer};
use crate::clock::UnixMs;
use crate::domain::hex::hex;
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
    /// The outer key that opened it.
    outer: Outer,
    standing: Standing,
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
            ..KeyRecord::default()
        };
        installation.outer_key_id = Some(outer.id());
        installation.check_value = Some(outer.check_value());
        let vault = Self {
            installation: id,
            keys: BTreeMap::from([(key_id, data_key)]),
            active: key_id,
            sealed: AtomicI64::new(0),
            audit: vec![outer.audit_key()],
            standing: Standing::Current,
            outer,
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
        let standing = outers.standing(installation)?;
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
            keys,
            active: key_id(first)?,
            sealed: AtomicI64::new(first.sealed_count.max(0)),
            audit: outers.audit_keys(standing),
            outer: outers.opening(standing)?,
            standing,
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

    /// The data key that sealed `envelope`, in hexadecimal.
    pub fn key_of(envelope: &str) -> Result<String> {
        Ok(hex(&Envelope::parse(envelope)?.key_id))
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
    pub fn active_key_id(&self) -> String {
        hex(&self.active)
    }

    /// The outer key that opened it, in hexadecimal; it does not reveal the key.
    pub fn outer_key_id(&self) -> String {
        self.outer.id()
    }

    /// How the key that opened it stands to the database.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What seals backups of the database.
    pub fn backup_key(&self) -> BackupKey {
        self.outer.backup_key()
    }

    /// A further data key, wrapped, that is to seal in place of the one that does now.
    pub fn next_data_key(&self, now: UnixMs) -> Result<KeyRecord> {
        let (key_id, data_key) = new_data_key()?;
        let wrapped = self.outer.wrap(key_id, &data_key)?;
        if self.outer.unwrap(key_id, &wrapped)? != data_key {
            return Err(fault("a data key did not come out of its wrapping as it went in"));
        }
        Ok(KeyRecord {
            key_id: hex(&key_id),
            state: KeyState::Active,
            created_at: now,
            wrapped_by: self.outer.id(),
            wrapped,
            ..KeyRecord::default()
        })
    }

    /// The keys that authenticate the audit trail: the one to use, then the other one while the outer key is changed.
    pub fn audit_keys(&self) -> &[AuditKey] {
        &self.audit
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

/// How the outer key that opened a vault stands to its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the configured key, and the database is under it.
    Current,
    /// It is `encryption_key_previous`: the data keys wait to be wrapped by the configured one.
    Waiting,
    /// It is the configured key, but the database has moved on to another, and the change is not confirmed yet.
    Behind,
}

/// The data keys under a new outer key, to be stored in one transaction.
pub struct Rewrapped {
    /// The installation, which remembers the outer key before.
    pub installation: Installation,
    /// Every data key, wrapped by the new outer key and still by the one before.
    pub records: Vec<KeyRecord>,
}

/// Wraps every data key of a database that is under `previous` by `current` as well; each is taken out again to be sure.
pub fn rewrap(
    current: &Key,
    previous: &Key,
    installation: &Installation,
    records: &[KeyRecord],
) -> Result<Rewrapped> {
    let id = installation_bytes(installation)?;
    let (new, old) = (Outer::derive(current, id)?, Outer::derive(previous, id)?);
    if !old.matches(installation) {
        return Err(Error::new(ErrorKind::Conflict, "the database is not under encryption_key_previous"));
    }
    let moved = |record: &KeyRecord| {
        let key_id = key_id(record)?;
        let data_key = old.unwrap(key_id, &record.wrapped)?;
        let wrapped = new.wrap(key_id, &data_key)?;
        if new.unwrap(key_id, &wrapped)? != data_key {
            return Err(fault("a data key did not come out of its wrapping as it went in"));
        }
        Ok(KeyRecord {
            wrapped_by: new.id(),
            wrapped,
            previous_wrapped_by: Some(old.id()),
            previous_wrapped: Some(record.wrapped.clone()),
            ..record.clone()
        })
    };
    let records = records.iter().map(moved).collect::<Result<_>>()?;
    let installation = Installation {
        id: installation.id.clone(),
        outer_key_id: Some(new.id()),
        check_value: Some(new.check_value()),
        previous_outer_key_id: installation.outer_key_id.clone(),
        previous_check_value: installation.check_value.clone(),
    };
    Ok(Rewrapped { installation, records })
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

    /// Checks that a given key belongs to the database.
    fn standing(&self, installation: &Installation) -> Result<Standing> {
        if self.current.matches(installation) {
            return Ok(Standing::Current);
        }
        if self.previous.as_ref().is_some_and(|outer| outer.matches(installation)) {
            return Ok(Standing::Waiting);
        }
        if self.current.matched(installation) {
            return Ok(Standing::Behind);
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

    fn audit_keys(&self, standing: Standing) -> Vec<AuditKey> {
        let given = std::iter::once(&self.current).chain(&self.previous);
        let mut keys: Vec<_> = given.map(Outer::audit_key).collect();
        if standing == Standing::Waiting {
            keys.reverse();
        }
        keys
    }

    /// The key that opens the vault.
    fn opening(self, standing: Standing) -> Result<Outer> {
        match standing {
            Standing::Current | Standing::Behind => Ok(self.current),
            Standing::Waiting => self.previous.ok_or_else(|| fault("the previous key is missing")),
        }
    }

    fn unwrap(&self, record: &KeyRecord) -> Result<(KeyId, KeyBytes)> {
        let id = key_id(record)?;
        let wrappings = [
            (Some(&record.wrapped_by), Some(&record.wrapped)),
            (record.previous_wrapped_by.as_ref(), record.previous_wrapped.as_ref()),
        ];
        let given = [Some(&self.current), self.previous.as_ref()];
        for (by, wrapped) in wrappings.into_iter().filter_map(|(by, wrapped)| by.zip(wrapped)) {
            if let Some(outer) = given.into_iter().flatten().find(|outer| outer.id() == *by) {
                return Ok((id, outer.unwrap(id, wrapped)?));
            }
        }
        let message = format!(
            "data key {} is wrapped by outer key {}, which is not given",
            record.key_id, record.wrapped_by
        );
        Err(Error::configuration(message).hint("give that key as encryption_key_previous"))
    }
}

fn key_id(record: &KeyRecord) -> Result<KeyId> {
    unhex(&record.key_id).ok_or_else(|| fault("the id of a data key is not 16 hexadecimal digits"))
}

pub(super) fn installation_bytes(installation: &Installation) -> Result<InstallationId> {
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
