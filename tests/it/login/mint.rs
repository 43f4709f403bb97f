//! Keys and tokens of a made-up identity provider.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256};
use serde_json::{Map, Value, json};

/// The bytes before the key itself in PKCS#8 of a 2048-bit RSA key.
const PKCS8_HEADER: usize = 26;

/// A key that signs.
pub(super) struct Signer {
    pub(super) algorithm: Algorithm,
    key: EncodingKey,
    /// The public half.
    pub(super) jwk: Value,
}

impl Signer {
    pub(super) fn new(algorithm: Algorithm, kid: &str) -> Self {
        let (key, mut jwk) = match algorithm {
            Algorithm::ES256 => elliptic(&PKCS_ECDSA_P256_SHA256, "P-256", 32),
            Algorithm::ES384 => elliptic(&PKCS_ECDSA_P384_SHA384, "P-384", 48),
            Algorithm::EdDSA => edwards(),
            _ => rsa(algorithm),
        };
        jwk["kid"] = json!(kid);
        jwk["use"] = json!("sig");
        jwk["alg"] = serde_json::to_value(algorithm).expect("a name");
        Self { algorithm, key, jwk }
    }

    /// The signature of `message`, base64url.
    pub(super) fn sign(&self, message: &str) -> String {
        crypto::sign(message.as_bytes(), &self.key, self.algorithm).expect("a signature")
    }

    /// A token of this header and these claims, whatever they say.
    pub(super) fn token(&self, header: &Value, claims: &Value) -> String {
        self.token_of(&header.to_string(), &claims.to_string())
    }

    /// A token of these texts, whatever they are.
    pub(super) fn token_of(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        format!("{message}.{}", self.sign(&message))
    }
}

fn elliptic(kind: &'static rcgen::SignatureAlgorithm, curve: &str, bytes: usize) -> (EncodingKey, Value) {
    let pair = KeyPair::generate_for(kind).expect("a key");
    let (x, y) = pair.public_key_raw()[1..].split_at(bytes);
    let jwk = json!({"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)});
    (EncodingKey::from_ec_der(&pair.serialize_der()), jwk)
}

fn edwards() -> (EncodingKey, Value) {
    let pair = KeyPair::generate_for(&PKCS_ED25519).expect("a key");
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key_raw())});
    (EncodingKey::from_ed_der(&pair.serialize_der()), jwk)
}

fn rsa(algorithm: Algorithm) -> (EncodingKey, Value) {
    let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let key = EncodingKey::from_rsa_der(&pair.serialize_der()[PKCS8_HEADER..]);
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&key, algorithm).expect("a public key");
    (key, serde_json::to_value(jwk).expect("JSON"))
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `base` with the members of `changes`; one that is null there is taken out.
pub(super) fn with(base: &Value, changes: &Value) -> Value {
    let mut members: Map<String, Value> = base.as_object().expect("an object").clone();
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    Value::Object(members)
}

/// Unix seconds.
pub(super) fn now() -> i64 {
    rosmcp::clock::now_ms() / 1000
}
