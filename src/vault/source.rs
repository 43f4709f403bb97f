//! Where the outer key comes from. Only what is configured is tried; nothing is guessed, and nothing is made up.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::key::Key;
use super::key_file::{self, Closed};
use super::{command, keyring};
use crate::blocking;
use crate::error::{Error, Result, WhileDoing};
use crate::settings::{Argv, KeySource, ProcessEnvironment, Settings};

/// How long a command or a keyring may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A source that is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The setting `encryption_key` itself.
    Setting,
    /// This file.
    File(PathBuf),
    /// This credential that systemd hands over.
    Credential(PathBuf),
    /// The keyring of the operating system.
    Keyring,
    /// The output of this program.
    Command(Argv),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting => f.write_str("the setting encryption_key"),
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Credential(path) => write!(f, "the systemd credential {}", path.display()),
            Self::Keyring => f.write_str("the keyring of the operating system"),
            Self::Command(argv) => write!(f, "the command {}", argv.program),
        }
    }
}

/// The outer keys of this run.
pub struct OuterKeys {
    /// The key.
    pub current: Key,
    /// The one before it, while the key is being changed.
    pub previous: Option<Key>,
    /// Where the key came from.
    pub source: Source,
}

/// Which source is configured: the one that `encryption_key_source` names, else the single one there is; `None` when
/// there is none. Two without a decision between them are a configuration error.
pub fn configured(settings: &Settings, environment: &ProcessEnvironment) -> Result<Option<Source>> {
    let setting = settings.encryption_key.as_ref().map(|_| Source::Setting);
    let file = settings.encryption_key_file.clone().map(Source::File);
    let command = settings.encryption_key_command.clone().map(Source::Command);
    let credential = environment.key_credential();
    let Some(wanted) = settings.encryption_key_source else {
        let credential = credential.filter(|path| path.exists()).map(Source::Credential);
        return the_only_one([setting, file, command, credential].into_iter().flatten().collect());
    };
    let (source, missing) = match wanted {
        KeySource::Env => (setting, "encryption_key is not set"),
        KeySource::File => (file, "encryption_key_file is not set"),
        KeySource::Command => (command, "encryption_key_command is not set"),
        KeySource::Credential => (credential.map(Source::Credential), "CREDENTIALS_DIRECTORY is not set"),
        KeySource::Keyring => (Some(Source::Keyring), ""),
    };
    match source {
        Some(source) => Ok(Some(source)),
        None => Err(Error::configuration(format!("encryption_key_source is {wanted}, but {missing}"))),
    }
}

fn the_only_one(sources: Vec<Source>) -> Result<Option<Source>> {
    if let [one, other, ..] = sources.as_slice() {
        return Err(Error::configuration(format!("the encryption key has two sources: {one} and {other}"))
            .hint("take one away, or choose with encryption_key_source"));
    }
    Ok(sources.into_iter().next())
}

/// Reads the outer key from the configured source; `None` when no source is configured.
pub async fn outer_keys(settings: &Settings, environment: &ProcessEnvironment) -> Result<Option<OuterKeys>> {
    let Some(source) = configured(settings, environment)? else {
        return Ok(None);
    };
    let text = match &source {
        Source::Setting => Zeroizing::new(
            settings.encryption_key.as_ref().map_or("", ExposeSecret::expose_secret).to_owned(),
        ),
        Source::File(path) => file(path, Closed::ToAllButOwner).await?,
        Source::Credential(path) => file(path, Closed::ToOthers).await?,
        Source::Keyring => patiently().await?,
        Source::Command(argv) => output(argv, environment).await?,
    };
    let current = Key::parse(&text).while_doing(|| format!("reading {source}"))?;
    let previous = settings.encryption_key_previous.as_ref();
    let previous = previous
        .map(|key| Key::parse(key.expose_secret()))
        .transpose()
        .while_doing(|| "reading the setting encryption_key_previous")?;
    Ok(Some(OuterKeys { current, previous, source }))
}

async fn file(path: &Path, closed: Closed) -> Result<Zeroizing<String>> {
    let path = path.to_owned();
    blocking::run(move || key_file::read(&path, closed)).await
}

async fn output(argv: &Argv, environment: &ProcessEnvironment) -> Result<Zeroizing<String>> {
    let argv = argv.clone();
    let hidden: Vec<String> = environment.setting_names().map(str::to_owned).collect();
    blocking::run(move || command::output(&argv, &hidden, PATIENCE)).await
}

/// A keyring may ask a person to unlock it; nobody sits in front of a server.
async fn patiently() -> Result<Zeroizing<String>> {
    let answer = tokio::time::timeout(PATIENCE, blocking::run(keyring::read)).await;
    answer.unwrap_or_else(|_| {
        Err(Error::configuration("the keyring of the operating system does not answer")
            .hint("unlock it, or use encryption_key_file"))
    })
}
