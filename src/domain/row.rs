//! Rows as routers give them and rows as users read them.

use std::collections::BTreeMap;

use serde_json::Value;

/// A row as it came: every value a string, every name as RouterOS writes it, `.id` among them.
pub type RawRow = BTreeMap<String, String>;

/// A row as users read it: typed JSON values under RouterOS's own names.
pub type TypedRow = serde_json::Map<String, Value>;

/// A field as text; empty where it is missing.
pub fn text(row: &TypedRow, field: &str) -> String {
    match row.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// A field as a truth; false where it is missing.
pub fn flag(row: &TypedRow, field: &str) -> bool {
    row.get(field).and_then(Value::as_bool).unwrap_or(false)
}
