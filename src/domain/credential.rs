//! What a device wants to know before it answers.

use secrecy::SecretString;

/// A user name and its password, in memory only.
#[derive(Clone)]
pub struct Credential {
    /// The RouterOS user.
    pub username: String,
    /// Its password; never printed, logged or serialised.
    pub password: SecretString,
}

/// A credential as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCredential {
    /// The RouterOS user.
    pub username: String,
    /// Counts up with every change; part of what the envelope authenticates.
    pub version: i64,
    /// The data key that sealed it.
    pub key_id: String,
    /// The envelope, base64.
    pub sealed: String,
}
