//! What a database holds, in figures: to compare a copy with.

use std::collections::BTreeMap;

use super::audit::chain;
use super::conn::Conn;
use super::{installation, keys};
use crate::domain::keyring::KeyState;
use crate::error::Result;

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The installation; `None` in a new database.
    pub installation: Option<String>,
    /// The outer key that it is under; `None` until one is set up.
    pub outer_key_id: Option<String>,
    /// The data keys that open its credentials.
    pub data_keys: Vec<String>,
    /// The number of the last migration that it has.
    pub schema_version: i64,
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
    /// The last row of the audit trail.
    pub audit_seq: i64,
    /// Its hash.
    pub audit_hash: String,
}

/// What the database holds, of one state.
pub fn contents(conn: &mut dyn Conn) -> Result<Contents> {
    let found = installation::get(conn)?.unwrap_or_default();
    let live = |state| state != KeyState::Retired;
    let head = chain::head(conn)?;
    let mut tables = BTreeMap::new();
    for table in conn.tables()? {
        // The name comes from the database's own catalogue.
        let quoted = table.name.replace('"', "\"\"");
        let rows = conn.query(&format!("SELECT COUNT(*) AS n FROM \"{quoted}\""), &[])?;
        tables.insert(table.name, rows.first().map(|row| row.get("n")).transpose()?.unwrap_or_default());
    }
    let version = conn.query("SELECT MAX(version) AS v FROM schema_migrations", &[])?;
    let schema_version = version.first().map(|row| row.get("v")).transpose()?.unwrap_or_default();
    Ok(Contents {
        installation: Some(found.id).filter(|id| !id.is_empty()),
        outer_key_id: found.outer_key_id,
        data_keys: keys::list(conn)?
            .into_iter()
            .filter(|key| live(key.state))
            .map(|key| key.key_id)
            .collect(),
        schema_version,
        tables,
        audit_seq: head.seq,
        audit_hash: head.hash,
    })
}
