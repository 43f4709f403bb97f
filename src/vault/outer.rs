//! The outer key at work: its id, its check value, and the wrapping of data keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::archive::BackupKey;
use super::audit::AuditKey;
use super::envelope::{Context, Envelope, KeyBytes, KeyId, fault, seal};
use super::key::{KEY_BYTES, Key};
use crate::domain::hex::hex;
use crate::domain::keyring::Installation;
use crate::error::Result;

/// What an installation is called inside an envelope.
pub(super) type InstallationId = [u8; 16];

/// What is derived from an outer key for one installation; the key itself is used for nothing else.
pub(super) struct Outer {
    installation: InstallationId,
    id: KeyId,
    check: [u8; 16],
    wrapping: KeyBytes,
    audit: KeyBytes,
    backup: KeyBytes,
}

impl Outer {
    pub(super) fn derive(key: &Key, installation: InstallationId) -> Result<Self> {
        let (mut id, mut check) = (KeyId::default(), [0; 16]);
        let mut wrapping = Zeroizing::new([0; KEY_BYTES]);
        key.derive("rosmcp/outer-key/id/1", &installation, &mut id)?;
        key.derive("rosmcp/outer-key/check/1", &installation, &mut check)?;
        key.derive("rosmcp/outer-key/wrap/1", &installation, wrapping.as_mut_slice())?;
        let mut audit = Zeroizing::new([0; KEY_BYTES]);
        key.derive("rosmcp/outer-key/audit/1", &installation, audit.as_mut_slice())?;
        let mut backup = Zeroizing::new([0; KEY_BYTES]);
        key.derive("rosmcp/outer-key/backup/1", &installation, backup.as_mut_slice())?;
        Ok(Self { installation, id, check, wrapping, audit, backup })
    }

    /// The name of the key, which does not reveal it.
    pub(super) fn id(&self) -> String {
        hex(&self.id)
    }

    /// What authenticates the audit trail.
    pub(super) fn audit_key(&self) -> AuditKey {
        AuditKey::new(self.id(), self.audit.clone())
    }

    /// What seals backups.
    pub(super) fn backup_key(&self) -> BackupKey {
        BackupKey::new(self.id(), self.backup.clone())
    }

    /// What proves that a key belongs to the installation.
    pub(super) fn check_value(&self) -> String {
        STANDARD.encode(self.check)
    }

    /// Whether this is the key that the installation is under.
    pub(super) fn matches(&self, installation: &Installation) -> bool {
        installation.outer_key_id.as_deref() == Some(&self.id())
            && installation.check_value.as_deref() == Some(&self.check_value())
    }

    /// Whether this is the key that the installation was under until a change that is not confirmed yet.
    pub(super) fn matched(&self, installation: &Installation) -> bool {
        installation.previous_outer_key_id.as_deref() == Some(&self.id())
            && installation.previous_check_value.as_deref() == Some(&self.check_value())
    }

    /// Wraps a data key; returns the envelope.
    pub(super) fn wrap(&self, data_key_id: KeyId, data_key: &KeyBytes) -> Result<String> {
        let parts = [self.installation.as_slice(), &data_key_id, &self.id];
        seal(&self.wrapping, self.id, &context(&parts), data_key.as_slice())
    }

    /// Takes a data key out of its envelope.
    pub(super) fn unwrap(&self, data_key_id: KeyId, wrapped: &str) -> Result<KeyBytes> {
        let envelope = Envelope::parse(wrapped)?;
        if envelope.key_id != self.id {
            let other = hex(&envelope.key_id);
            return Err(fault(format!(
                "data key {} is wrapped by another outer key, {other}",
                hex(&data_key_id)
            )));
        }
        let parts = [self.installation.as_slice(), &data_key_id, &self.id];
        let plain = envelope.open(&self.wrapping, &context(&parts))?;
        let bytes: [u8; KEY_BYTES] =
            plain.as_slice().try_into().map_err(|_| fault("a data key has the wrong length"))?;
        Ok(Zeroizing::new(bytes))
    }
}

fn context<'a>(parts: &'a [&'a [u8]]) -> Context<'a> {
    Context { purpose: "rosmcp/key", parts }
}
