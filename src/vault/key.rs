//! The outer key: 32 random bytes from outside the database.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use hkdf::Hkdf;
use secrecy::SecretString;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::random;

/// How many bytes a key has.
pub(super) const KEY_BYTES: usize = 32;

/// Fewer distinct byte values than this never come out of a random generator (chance below 2^-100).
const LEAST_DISTINCT: usize = 8;

/// Texts that guides show where a key belongs.
const SAMPLES: &[&str] =
    &["your-base64", "your_base64", "changeme", "change-me", "replace-me", "example", "secret-key"];

/// An outer key, wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// A new key from the operating system's random generator.
    pub fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        fill_random(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// Reads base64 (RFC 4648, standard or URL-safe alphabet, with padding) of exactly 32 bytes; blanks around it are
    /// ignored. A key that no random generator makes is a configuration error.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        if SAMPLES.iter().any(|sample| lower.starts_with(sample)) {
            return Err(wrong("is the sample text of a guide"));
        }
        let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
        let decoded =
            engine.decode(text).map(Zeroizing::new).map_err(|_| wrong("is not base64 with padding"))?;
        let bytes: [u8; KEY_BYTES] = decoded
            .as_slice()
            .try_into()
            .map_err(|_| wrong(&format!("has {} bytes, must have {KEY_BYTES}", decoded.len())))?;
        let bytes = Zeroizing::new(bytes);
        match weakness(&bytes) {
            Some(weakness) => Err(wrong(weakness)),
            None => Ok(Self(bytes)),
        }
    }

    /// The key as base64, for whoever keeps it.
    pub fn encode(&self) -> SecretString {
        SecretString::from(STANDARD.encode(self.0.as_slice()))
    }

    /// Fills `out` with bytes for one purpose in one installation (HKDF-SHA256, RFC 5869).
    pub(super) fn derive(&self, purpose: &str, installation: &[u8], out: &mut [u8]) -> Result<()> {
        Hkdf::<Sha256>::new(Some(installation), self.0.as_slice())
            .expand(purpose.as_bytes(), out)
            .map_err(|error| Error::internal("a key of that length can't be derived", error.to_string()))
    }
}

/// Why these bytes are no random key; `None` when they may be one.
fn weakness(bytes: &[u8; KEY_BYTES]) -> Option<&'static str> {
    let distinct = bytes.iter().collect::<BTreeSet<_>>().len();
    let steps = || bytes.iter().zip(bytes.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one));
    let first = steps().next();
    if distinct == 1 {
        Some("is the same byte 32 times")
    } else if distinct < LEAST_DISTINCT {
        Some("has too few distinct bytes to be random")
    } else if steps().all(|step| Some(step) == first) {
        Some("is a counted sequence, not random")
    } else if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')) {
        Some("is the base64 of readable text, not of random bytes")
    } else {
        None
    }
}

fn wrong(what: &str) -> Error {
    Error::configuration(format!("the encryption key {what}"))
        .hint("make one with `rosmcp keygen`, and keep it safe")
}

/// Fills `bytes` from the operating system's random generator.
pub(super) fn fill_random(bytes: &mut [u8]) -> Result<()> {
    random::fill(bytes)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn refusal(bytes: [u8; 32]) -> String {
        Key::parse(&STANDARD.encode(bytes)).err().expect("a refusal").to_string()
    }

    #[test]
    fn a_generated_key_reads_back_in_both_alphabets() {
        for _ in 0..50 {
            let key = Key::generate().expect("a key");
            let standard = key.encode();
            let url_safe = standard.expose_secret().replace('+', "-").replace('/', "_");
            assert_eq!(standard.expose_secret().len(), 44);
            for text in [standard.expose_secret(), &url_safe, &format!(" {url_safe}\n")] {
                assert_eq!(*Key::parse(text).expect("the same key").0, *key.0);
            }
        }
    }

    #[test]
    fn what_is_no_random_key_of_32_bytes_is_refused_with_its_reason() {
        assert!(refusal([7; 32]).contains("same byte"));
        assert!(refusal(std::array::from_fn(|at| u8::try_from(at % 7).expect("small"))).contains("too few"));
        assert!(refusal(std::array::from_fn(|at| u8::try_from(at).expect("small"))).contains("counted"));
        assert!(refusal(*b"correct horse battery staple 123").contains("readable text"));
        let good = Key::generate().expect("a key").encode();
        let good = good.expose_secret();
        for (text, reason) in [
            ("", "0 bytes"),
            ("your-base64-encoded-32-byte-key", "sample"),
            (&good[..40], "30 bytes"),
            (&good[..43], "not base64"),
            (&format!("{good}{good}"), "not base64"),
            (&format!("{good}!"), "not base64"),
            ("$(python3 -c 'import os')", "not base64"),
        ] {
            let error = Key::parse(text).err().expect(text);
            assert!(error.to_string().contains(reason), "{text}: {error}");
            assert_eq!(error.kind(), crate::error::ErrorKind::Configuration);
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_the_key() {
        let text = STANDARD.encode([b'A'; 31]);
        assert!(!Key::parse(&text).err().expect("31 bytes").to_string().contains(&text));
    }

    #[test]
    fn derived_bytes_differ_by_purpose_and_installation() {
        let key = Key::generate().expect("a key");
        let derive = |purpose, installation| {
            let mut out = [0; 32];
            key.derive(purpose, installation, &mut out).expect("32 bytes");
            out
        };
        assert_ne!(derive("a", b"x"), derive("b", b"x"));
        assert_ne!(derive("a", b"x"), derive("a", b"y"));
        assert_eq!(derive("a", b"x"), derive("a", b"x"));
    }
}
