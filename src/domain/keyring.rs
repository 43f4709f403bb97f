//! The two levels of keys: one key from outside wraps the data keys that the database holds.

/// What identifies an installation and proves that a key belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installation {
    /// 16 random bytes in hexadecimal, set once when the database is created.
    pub id: String,
    /// Identifies the outer key without revealing it; `None` until a key is set up.
    pub outer_key_id: Option<String>,
    /// The outer key's check value, base64; a key that does not reproduce it is the wrong one.
    pub check_value: Option<String>,
    /// The outer key before the last change, as long as that is not confirmed.
    pub previous_outer_key_id: Option<String>,
    /// The check value of that key.
    pub previous_check_value: Option<String>,
}

/// Where a data key is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyState {
    /// Seals and opens.
    #[default]
    Active,
    /// Only opens what it sealed before.
    DecryptOnly,
    /// No longer used; kept wrapped for old backups.
    Retired,
}

impl KeyState {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::DecryptOnly => "decrypt_only",
            Self::Retired => "retired",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Active, Self::DecryptOnly, Self::Retired].into_iter().find(|state| state.as_str() == word)
    }
}

/// A data key as the database holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRecord {
    /// 8 random bytes in hexadecimal.
    pub key_id: String,
    /// Where it is in its life.
    pub state: KeyState,
    /// When it was made, Unix milliseconds.
    pub created_at: i64,
    /// How many values it has sealed.
    pub sealed_count: i64,
    /// The outer key that wraps it.
    pub wrapped_by: String,
    /// The wrapped key, base64 of an envelope.
    pub wrapped: String,
    /// The outer key before, as long as its change is not confirmed.
    pub previous_wrapped_by: Option<String>,
    /// The key as that one wraps it.
    pub previous_wrapped: Option<String>,
}
