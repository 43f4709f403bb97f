//! A JSON Web Key Set (RFC 7517): the keys of it that can verify a signature, and which of them a token means.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::json;

/// Keys of one set.
const MOST: usize = 64;
/// Bits of an RSA modulus, at least and at most.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Signature algorithms that are accepted, each with its name: asymmetric only, so that nobody can sign with what
/// everybody knows.
pub(super) const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

/// What a key is, whatever it is called: the SHA-256 of its public parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; 32]);

/// A key that may verify signatures.
pub(super) struct Key {
    kid: Option<String>,
    algorithms: Vec<Algorithm>,
    pub(super) id: KeyId,
    pub(super) decoding: DecodingKey,
}

/// The usable keys of an issuer.
pub(super) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a set; the reason where it is none, is too large, or has no key that can be used. Keys for other uses and of
    /// other kinds are left out.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let document = json::object(text).ok_or("it is not a JSON object")?;
        let entries = document.get("keys").and_then(Value::as_array).ok_or("it has no list of keys")?;
        if entries.len() > MOST {
            return Err(format!("it has more than {MOST} keys"));
        }
        let keys: Vec<_> = entries.iter().filter_map(Value::as_object).filter_map(Key::parse).collect();
        if keys.is_empty() { Err("no key in it can verify a signature".to_owned()) } else { Ok(Self(keys)) }
    }

    /// The key that a token of `algorithm` with `kid` means. Without a `kid` it means the only key of a set of one;
    /// never the first that happens to fit.
    pub(super) fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&Key> {
        let named = |key: &&Key| match kid {
            Some(kid) => key.kid.as_deref() == Some(kid),
            None => self.0.len() == 1,
        };
        self.0.iter().filter(named).find(|key| key.algorithms.contains(&algorithm))
    }

    /// Whether the set has a key of that name, whatever it is for.
    pub(super) fn names(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the set has that very key.
    pub(super) fn holds(&self, id: KeyId) -> bool {
        self.0.iter().any(|key| key.id == id)
    }
}

impl Key {
    fn parse(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        // RFC 7517 §4.2 and §4.3: a key for encryption verifies nothing.
        if jwk.contains_key("use") && text("use") != Some("sig") {
            return None;
        }
        if let Some(operations) = jwk.get("key_ops")
            && !operations.as_array()?.iter().any(|operation| operation == "verify")
        {
            return None;
        }
        let (decoding, fitting, id) = match text("kty")? {
            "RSA" => rsa(text("n")?, text("e")?)?,
            "EC" => elliptic(text("crv")?, text("x")?, text("y")?)?,
            "OKP" => edwards(text("crv")?, text("x")?)?,
            _ => return None,
        };
        let algorithms = match jwk.get("alg") {
            None => fitting,
            Some(named) => {
                let (_, named) = ALGORITHMS.iter().find(|(name, _)| named == name)?;
                fitting.contains(named).then(|| vec![*named])?
            }
        };
        let kid = text("kid").map(str::to_owned);
        Some(Self { kid, algorithms, id, decoding })
    }
}

type Parts = (DecodingKey, Vec<Algorithm>, KeyId);

fn rsa(n: &str, e: &str) -> Option<Parts> {
    use Algorithm::{PS256, PS384, PS512, RS256, RS384, RS512};
    let modulus = URL_SAFE_NO_PAD.decode(n).ok()?;
    let significant = modulus.iter().position(|byte| *byte != 0).map_or(&[][..], |at| &modulus[at..]);
    let bits = significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize);
    if !RSA_BITS.contains(&bits) {
        return None;
    }
    let decoding = DecodingKey::from_rsa_components(n, e).ok()?;
    Some((decoding, vec![RS256, RS384, RS512, PS256, PS384, PS512], id(&["RSA", n, e])))
}

fn elliptic(curve: &str, x: &str, y: &str) -> Option<Parts> {
    let (algorithm, bytes) = match curve {
        "P-256" => (Algorithm::ES256, 32),
        "P-384" => (Algorithm::ES384, 48),
        _ => return None,
    };
    if !has_bytes(x, bytes) || !has_bytes(y, bytes) {
        return None;
    }
    Some((DecodingKey::from_ec_components(x, y).ok()?, vec![algorithm], id(&["EC", curve, x, y])))
}

fn edwards(curve: &str, x: &str) -> Option<Parts> {
    if curve != "Ed25519" || !has_bytes(x, 32) {
        return None;
    }
    Some((DecodingKey::from_ed_components(x).ok()?, vec![Algorithm::EdDSA], id(&["OKP", curve, x])))
}

fn has_bytes(text: &str, bytes: usize) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|decoded| decoded.len() == bytes)
}

fn id(parts: &[&str]) -> KeyId {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    KeyId(digest.finalize().into())
}
