//! What a backup says of itself: in the clear, and sealed inside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What everybody can read of a backup without a key. It cannot be altered without the rest ceasing to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHeader {
    /// The version of the format.
    pub format: u32,
    /// The moment whose data it holds, Unix milliseconds.
    pub created_at: i64,
    /// The installation.
    pub installation: String,
    /// The outer key that a restore needs.
    pub outer_key_id: String,
    /// The data keys inside that open its credentials.
    pub data_keys: Vec<String>,
    /// The number of the last migration of its database.
    pub schema_version: i64,
    /// The version of rosmcp that made it.
    pub rosmcp: String,
    /// 16 random bytes in hexadecimal, so that no two backups have the same header.
    pub salt: String,
}

/// One file inside a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name inside.
    pub name: String,
    /// Its size, bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What is inside; the first thing in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The header again.
    pub header: BackupHeader,
    /// Which database it is of: `sqlite`.
    pub database: String,
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
    /// The last row of the audit trail.
    pub audit_seq: i64,
    /// Its hash.
    pub audit_hash: String,
    /// The files that follow, in order: the database first.
    pub members: Vec<Member>,
}
