//! The key that authenticates the audit trail: derived from the outer key, so that whoever can only write to the database
//! cannot make up a past. It also says which secrets were the same.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::envelope::{KeyBytes, unhex};
use crate::domain::hex::hex;
use crate::error::{Error, Result};

/// A key for HMAC-SHA256 (RFC 2104).
#[derive(Clone)]
pub struct AuditKey {
    id: String,
    key: KeyBytes,
}

impl AuditKey {
    pub(super) fn new(id: String, key: KeyBytes) -> Self {
        Self { id, key }
    }

    /// The outer key that it is derived from, in hexadecimal.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The MAC of `message`, in hexadecimal.
    pub fn mac(&self, message: &str) -> Result<String> {
        Ok(hex(&self.over(message)?.finalize().into_bytes()))
    }

    /// Whether `mac` is the one of `message`; takes as long either way.
    pub fn verifies(&self, message: &str, mac: &str) -> bool {
        let (Some(mac), Ok(over)) = (unhex::<32>(mac), self.over(message)) else { return false };
        over.verify_slice(&mac).is_ok()
    }

    /// A digest by which two secrets of the same `place` compare, and nothing else: `hmac:KEY:DIGEST`, the outer key's
    /// id and 16 digits. Whoever has not the key cannot try guesses against it, and secrets of two places never look alike.
    pub fn digest(&self, place: &str, secret: &SecretString) -> Result<String> {
        let parts = [b"rosmcp secret ".as_slice(), place.as_bytes(), b" ", secret.expose_secret().as_bytes()];
        let mac = parts.iter().fold(self.begin()?, Mac::chain_update).finalize();
        let digest: String = hex(&mac.into_bytes()).chars().take(16).collect();
        Ok(format!("hmac:{}:{digest}", self.id))
    }

    fn over(&self, message: &str) -> Result<Hmac<Sha256>> {
        Ok(self.begin()?.chain_update(message))
    }

    fn begin(&self) -> Result<Hmac<Sha256>> {
        Hmac::<Sha256>::new_from_slice(self.key.as_slice())
            .map_err(|error| Error::internal("a MAC cannot be made", error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn only_the_same_message_under_the_same_key_verifies() {
        let key = |byte| AuditKey::new("k".into(), Zeroizing::new([byte; 32]));
        let mac = key(1).mac("message").expect("a MAC");
        // Computed with Python: hmac.new(b"\x01" * 32, b"message", "sha256").hexdigest()
        assert_eq!(mac, "74927dc608f1a5706dd0cb41ba56416718c7aa2f6cf4940c9e08745e05a56e08");
        assert!(key(1).verifies("message", &mac));
        assert!(!key(1).verifies("messages", &mac) && !key(2).verifies("message", &mac));
        assert!(!key(1).verifies("message", &mac[2..]) && !key(1).verifies("message", ""));
    }

    #[test]
    fn only_the_same_secret_of_the_same_place_under_the_same_key_has_the_same_digest() {
        let digest = |byte, place: &str, secret: &str| {
            let key = AuditKey::new("k".into(), Zeroizing::new([byte; 32]));
            key.digest(place, &SecretString::from(secret)).expect("a digest")
        };
        // Computed with Python: hmac.new(b"\x01" * 32, b"rosmcp secret a b", "sha256").hexdigest()[:16]
        assert_eq!(digest(1, "a", "b"), "hmac:k:6a225be62de77677");
        let all = [digest(1, "a", "b"), digest(2, "a", "b"), digest(1, "b", "b"), digest(1, "a", "c")];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }
}
