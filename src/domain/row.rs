//! Rows as routers give them and rows as users read them.

use std::collections::BTreeMap;

/// A row as it came: every value a string, every name as RouterOS writes it, `.id` among them.
pub type RawRow = BTreeMap<String, String>;

/// A row as users read it: typed JSON values under RouterOS's own names.
pub type TypedRow = serde_json::Map<String, serde_json::Value>;
