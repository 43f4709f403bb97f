//! Local tokens: `rosmcp_IDENTIFIER_SECRET`. The identifier finds the row, the secret of 32 random bytes proves; only the
//! SHA-256 of the whole is kept, which is enough for a secret that nobody can guess.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::hex::hex;
use crate::error::Result;
use crate::random;

const PREFIX: &str = "rosmcp_";
const ID_BYTES: usize = 8;
const SECRET_BYTES: usize = 32;

/// The SHA-256 of a token.
#[derive(Debug, Clone, Copy)]
pub struct TokenDigest([u8; 32]);

/// A token as it is shown once.
pub struct NewToken {
    /// Its identifier, 16 hexadecimal digits.
    pub id: String,
    /// All of it.
    pub text: SecretString,
    /// What is kept of it.
    pub digest: TokenDigest,
}

/// What somebody presents as a token.
pub struct Presented {
    /// The identifier it names.
    pub id: String,
    /// What to compare.
    pub digest: TokenDigest,
}

impl TokenDigest {
    /// Whether both are of the same token; takes the same time wherever they differ.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The digest of a bearer's text, of whatever kind.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Its bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// A digest as it is stored, 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// A stored digest; `None` where it is none.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = (text.len() == 64 && text.is_ascii()).then(|| {
            (0..64)
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
                .collect::<Option<Vec<_>>>()
        })??;
        Some(Self(bytes.try_into().ok()?))
    }
}

/// A new token from the system's random numbers.
pub fn generate() -> Result<NewToken> {
    let bytes = random::bytes::<{ ID_BYTES + SECRET_BYTES }>()?;
    let (id, secret) = bytes.split_at(ID_BYTES);
    let id = hex(id);
    let text = format!("{PREFIX}{id}_{}", URL_SAFE_NO_PAD.encode(secret));
    Ok(NewToken { digest: TokenDigest::of(&text), text: SecretString::from(text), id })
}

/// Whether `text` has the form of a local token, and then what it names.
pub fn presented(text: &str) -> Option<Presented> {
    let rest = text.strip_prefix(PREFIX)?;
    let (id, secret) = rest.split_once('_')?;
    let well_formed = id.len() == 2 * ID_BYTES
        && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && URL_SAFE_NO_PAD.decode(secret).is_ok_and(|secret| secret.len() == SECRET_BYTES);
    well_formed.then(|| Presented { id: id.to_owned(), digest: TokenDigest::of(text) })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_token_is_recognised_and_no_other_is() {
        let (token, other) = (generate().unwrap(), generate().unwrap());
        let text = token.text.expose_secret();
        let shown = presented(text).unwrap();
        assert_eq!(shown.id, token.id);
        assert!(shown.digest.is(&token.digest) && !shown.digest.is(&other.digest));
        let stored = TokenDigest::from_hex(&token.digest.to_hex()).unwrap();
        assert!(stored.is(&token.digest));
        let short = &text[..text.len() - 1];
        let foreign = text.replace("rosmcp_", "github_");
        for text in ["", "rosmcp_", "rosmcp__", short, &format!("{text}A"), &text.to_uppercase(), &foreign] {
            assert!(presented(text).is_none(), "{text}");
        }
        assert!(TokenDigest::from_hex("zz").is_none() && TokenDigest::from_hex(&"é".repeat(32)).is_none());
    }
}
