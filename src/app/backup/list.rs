//! Which backups there are, from what they say in the clear.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::archive::read_header;
use super::place::files;
use crate::blocking;
use crate::clock;
use crate::error::Result;

/// A backup as its header describes it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Listed {
    /// The file.
    pub file: PathBuf,
    /// When it was made, RFC 3339.
    pub created_at: Option<String>,
    /// Its size, bytes.
    pub size: u64,
    /// The installation.
    pub installation: Option<String>,
    /// The outer key that a restore needs.
    pub needs_outer_key: Option<String>,
    /// The number of the last migration of its database.
    pub schema_version: Option<i64>,
    /// Why it cannot be read.
    pub fault: Option<String>,
}

/// The backups in `directory`, oldest first by name. Needs no key.
pub async fn list(directory: &Path) -> Result<Vec<Listed>> {
    let directory = directory.to_owned();
    blocking::run(move || Ok(files(&directory)?.into_iter().map(listed).collect())).await
}

fn listed(file: PathBuf) -> Listed {
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let (header, fault) = match read_header(&file) {
        Ok(header) => (Some(header), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Listed {
        file,
        created_at: header.as_ref().map(|header| clock::rfc3339(header.created_at)),
        size,
        installation: header.as_ref().map(|header| header.installation.clone()),
        needs_outer_key: header.as_ref().map(|header| header.outer_key_id.clone()),
        schema_version: header.map(|header| header.schema_version),
        fault,
    }
}
