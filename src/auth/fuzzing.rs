//! The door for the fuzz target of the pre-parse; compiled by `cargo fuzz` only.

use serde_json::{Map, Value};

use super::compact::Compact;

/// Header and claims of a token in compact form, `None` when it is none.
pub fn compact_jwt(token: &str) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let compact = Compact::parse(token).ok()?;
    Some((compact.header, compact.claims))
}
