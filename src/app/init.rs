//! First set-up: a key file and a settings file that names it.

use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::App;
use crate::error::{Error, Result};
use crate::vault::{Key, create_key_file};

/// The key file's name beside the settings file.
const KEY_FILE: &str = "encryption.key";

/// What a set-up made or found.
#[derive(Debug, Clone, Serialize)]
pub struct Setup {
    /// The settings file.
    pub settings_file: PathBuf,
    /// The key file; keep a copy in a safe place, for without it stored passwords cannot be read.
    pub key_file: PathBuf,
}

impl App {
    /// Makes a key for an installation that has none yet: a key file beside `settings_file`, named in it. An existing
    /// key file is used as it is; a database that already has a key is refused, for a new key would not open it.
    pub async fn set_up_key(&self, settings_file: &Path) -> Result<Setup> {
        if let Some(outer_key_id) = self.key_status().await?.outer_key_id {
            return Err(Error::configuration(format!(
                "the database already has a key ({outer_key_id}), but no key source is configured"
            ))
            .hint("set encryption_key_file (or another source) to that key; a new one would open nothing"));
        }
        let settings_file = settings_file.to_owned();
        crate::blocking::run(move || make_files(&settings_file)).await
    }
}

fn make_files(settings_file: &Path) -> Result<Setup> {
    let directory = settings_file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(|error| unwritable(directory, &error))?;
    let directory = directory.canonicalize().map_err(|error| unwritable(directory, &error))?;
    let key_file = directory.join(KEY_FILE);
    if !key_file.exists() {
        create_key_file(&key_file, &Key::generate()?)?;
    }
    name_key_file(settings_file, &key_file)?;
    Ok(Setup { settings_file: settings_file.to_owned(), key_file })
}

/// Adds the key file's name to the settings file, making the file where there is none.
fn name_key_file(settings_file: &Path, key_file: &Path) -> Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(settings_file)
        .map_err(|error| unwritable(settings_file, &error))?;
    let name = serde_json::Value::String(key_file.display().to_string());
    writeln!(file, "encryption_key_file: {name}")
        .and_then(|()| file.sync_all())
        .map_err(|error| unwritable(settings_file, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::configuration(format!("{} cannot be written: {error}", path.display()))
        .hint("check the directory's owner and mode, or choose another place with --config FILE")
}
