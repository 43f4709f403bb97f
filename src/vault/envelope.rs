//! The envelope: what sealed bytes look like.
//!
//! `"RMC" | version 1 | algorithm 1 | key id (8) | nonce (12) | ciphertext | tag (16)`, base64 (RFC 4648, standard
//! alphabet, padded) where it is text. Algorithm 1 is AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). The
//! header up to the key id is authenticated together with the context in which the envelope was sealed.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::key::{KEY_BYTES, fill_random};
use super::padding::{pad, unpad};
use crate::error::{Error, ErrorKind, Result};

/// A key inside the vault, wiped when it is dropped.
pub(super) type KeyBytes = Zeroizing<[u8; KEY_BYTES]>;
/// What names a key, in the clear.
pub(super) type KeyId = [u8; 8];
/// Number used once.
pub(super) type NonceBytes = [u8; 12];

const MAGIC: &[u8; 3] = b"RMC";
const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const HEADER: usize = MAGIC.len() + 2 + size_of::<KeyId>();
const TAG: usize = 16;

/// The largest plaintext, in bytes; passwords and keys are far smaller.
const MAX_PLAIN: usize = 64 * 1024;
/// The longest envelope text that is looked at: the largest plaintext, padded and in base64, is shorter.
const MAX_TEXT: usize = 96 * 1024;

/// What an envelope is sealed for: opening it needs exactly the same.
pub(super) struct Context<'a> {
    /// What kind of thing it is.
    pub(super) purpose: &'a str,
    /// Where it belongs.
    pub(super) parts: &'a [&'a [u8]],
}

impl Context<'_> {
    /// The bytes that are authenticated with the ciphertext.
    fn authenticated(&self, header: &[u8]) -> Vec<u8> {
        let start = [self.purpose.as_bytes(), header];
        list(start.into_iter().chain(self.parts.iter().copied()))
    }
}

/// Each part behind its length (32 bits, big-endian), so that no two lists give the same bytes.
pub(super) fn list<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        // A part of 4 GiB does not exist here: plaintexts, names and digests are bounded.
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(part);
    }
    bytes
}

/// Seals `plain` under `key`, which `key_id` names, with a random nonce. Returns the envelope as base64.
pub(super) fn seal(key: &KeyBytes, key_id: KeyId, context: &Context<'_>, plain: &[u8]) -> Result<String> {
    let mut nonce = NonceBytes::default();
    fill_random(&mut nonce)?;
    seal_with_nonce(key, key_id, nonce, context, plain)
}

/// As [`seal`], with a nonce that the caller has never used with this key.
pub(super) fn seal_with_nonce(
    key: &KeyBytes,
    key_id: KeyId,
    nonce: NonceBytes,
    context: &Context<'_>,
    plain: &[u8],
) -> Result<String> {
    if plain.len() > MAX_PLAIN {
        return Err(Error::usage(format!(
            "a secret of {} bytes is too large, at most {MAX_PLAIN}",
            plain.len()
        )));
    }
    let mut bytes = [MAGIC.as_slice(), &[VERSION, AES_256_GCM], &key_id].concat();
    let aad = context.authenticated(&bytes);
    let padded = pad(plain);
    let sealed = cipher(key)
        .encrypt(&Nonce::from(nonce), Payload { msg: &padded, aad: &aad })
        .map_err(|_| Error::new(ErrorKind::Internal, "a secret could not be sealed"))?;
    bytes.extend(nonce);
    bytes.extend(sealed);
    Ok(STANDARD.encode(bytes))
}

fn cipher(key: &KeyBytes) -> Aes256Gcm {
    Aes256Gcm::new((&**key).into())
}

/// An envelope taken apart, not yet opened.
pub(super) struct Envelope {
    bytes: Vec<u8>,
    /// Which key sealed it.
    pub(super) key_id: KeyId,
    nonce: NonceBytes,
}

impl Envelope {
    /// Reads an envelope; an unknown version and an unknown algorithm are distinct integrity errors.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let malformed = || fault("what is stored is not an envelope");
        if text.len() > MAX_TEXT {
            return Err(malformed());
        }
        let bytes = STANDARD.decode(text).map_err(|_| malformed())?;
        let (magic, rest) = bytes.split_first_chunk::<3>().ok_or_else(malformed)?;
        let ([version, algorithm], rest) = rest.split_first_chunk::<2>().ok_or_else(malformed)?;
        if magic != MAGIC {
            return Err(malformed());
        }
        if *version != VERSION {
            return Err(fault(format!("the envelope has unknown version {version}"))
                .hint("a newer rosmcp may have sealed it"));
        }
        if *algorithm != AES_256_GCM {
            return Err(fault(format!("the envelope has unknown algorithm {algorithm}"))
                .hint("a newer rosmcp may have sealed it"));
        }
        let (key_id, rest) = rest.split_first_chunk().ok_or_else(malformed)?;
        let (nonce, body) = rest.split_first_chunk().ok_or_else(malformed)?;
        if body.len() < TAG {
            return Err(malformed());
        }
        let (key_id, nonce) = (*key_id, *nonce);
        Ok(Self { bytes, key_id, nonce })
    }

    /// Opens the envelope; anything but the same key, context and bytes is an integrity error.
    pub(super) fn open(&self, key: &KeyBytes, context: &Context<'_>) -> Result<Zeroizing<Vec<u8>>> {
        let refused = || {
            fault(
                "a sealed value does not authenticate: it was altered, or sealed for another place or address",
            )
        };
        let (header, rest) = self.bytes.split_at_checked(HEADER).ok_or_else(refused)?;
        let body = rest.get(self.nonce.len()..).ok_or_else(refused)?;
        let aad = context.authenticated(header);
        let padded = cipher(key)
            .decrypt(&Nonce::from(self.nonce), Payload { msg: body, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| refused())?;
        unpad(&padded).map(|plain| Zeroizing::new(plain.to_vec())).ok_or_else(refused)
    }
}

pub(super) fn fault(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Integrity, message)
}

/// Reads exactly `N` bytes of hexadecimal.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
