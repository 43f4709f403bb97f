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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::settings::{self, Request};

    /// Settings and environment of these variables, each without its prefix unless it is systemd's.
    fn given(variables: &[(&str, &str)]) -> (Settings, ProcessEnvironment) {
        let named = variables.iter().map(|(name, value)| match *name {
            "CREDENTIALS_DIRECTORY" => ((*name).to_owned(), (*value).to_owned()),
            name => (format!("ROUTEROS_MCP_{name}"), (*value).to_owned()),
        });
        let environment = ProcessEnvironment::from_pairs(named);
        let request = Request { config: None, overrides: Vec::new(), environment: environment.clone() };
        (settings::load(&request).expect("good settings").settings, environment)
    }

    async fn keys(variables: &[(&str, &str)]) -> Result<Option<OuterKeys>> {
        let (settings, environment) = given(variables);
        outer_keys(&settings, &environment).await
    }

    async fn refusal(variables: &[(&str, &str)]) -> String {
        let error = keys(variables).await.err().expect("a refusal");
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        error.to_string()
    }

    fn new_key() -> String {
        Key::generate().expect("a key").encode().expose_secret().to_owned()
    }

    #[tokio::test]
    async fn each_source_gives_the_key_and_says_that_it_did() {
        let directory = tempfile::tempdir().expect("a directory");
        let text = new_key();
        let file = directory.path().join("encryption_key");
        key_file::create(&file, &Key::parse(&text).expect("a key")).expect("a key file");
        let (path, place) = (file.display().to_string(), directory.path().display().to_string());
        let command = format!("cat {path}");
        let argv = Argv { program: "cat".into(), arguments: vec![path.clone()] };
        let (from_file, from_credential) = (Source::File(file.clone()), Source::Credential(file.clone()));
        let cases: [(&[(&str, &str)], Source); 6] = [
            (&[("ENCRYPTION_KEY", &text)], Source::Setting),
            (&[("ENCRYPTION_KEY_FILE", &path)], from_file.clone()),
            (&[("CREDENTIALS_DIRECTORY", &place)], from_credential),
            (&[("ENCRYPTION_KEY_COMMAND", &command)], Source::Command(argv)),
            (
                &[("ENCRYPTION_KEY", &text), ("ENCRYPTION_KEY_FILE", "/x"), ("ENCRYPTION_KEY_SOURCE", "env")],
                Source::Setting,
            ),
            (
                &[("ENCRYPTION_KEY", "x"), ("ENCRYPTION_KEY_FILE", &path), ("ENCRYPTION_KEY_SOURCE", "file")],
                from_file,
            ),
        ];
        for (variables, source) in cases {
            let keys = keys(variables).await.expect("a readable source").expect("a key");
            assert_eq!(keys.source, source);
            assert_eq!(keys.current.encode().expose_secret(), text);
            assert!(keys.previous.is_none());
        }
    }

    #[tokio::test]
    async fn without_a_source_there_is_no_key_and_that_is_no_error() {
        assert!(keys(&[]).await.expect("no source").is_none());
        // A credentials directory with other things in it says nothing about the key.
        let directory = tempfile::tempdir().expect("a directory");
        let place = directory.path().display().to_string();
        assert!(keys(&[("CREDENTIALS_DIRECTORY", &place)]).await.expect("no source").is_none());
    }

    #[tokio::test]
    async fn two_sources_are_refused_and_both_are_named() {
        let two = refusal(&[("ENCRYPTION_KEY", "x"), ("ENCRYPTION_KEY_FILE", "/a/key")]).await;
        assert!(two.contains("the setting encryption_key") && two.contains("the file /a/key"), "{two}");
        let two =
            refusal(&[("ENCRYPTION_KEY_COMMAND", "vault get"), ("ENCRYPTION_KEY_FILE", "/a/key")]).await;
        assert!(two.contains("the command vault"), "{two}");
    }

    #[tokio::test]
    async fn a_named_source_is_the_only_one_that_is_tried() {
        for (name, missing) in [
            ("env", "encryption_key is not set"),
            ("file", "encryption_key_file is not set"),
            ("command", "encryption_key_command is not set"),
            ("credential", "CREDENTIALS_DIRECTORY is not set"),
        ] {
            assert!(refusal(&[("ENCRYPTION_KEY_SOURCE", name)]).await.contains(missing), "{name}");
        }
        let text = new_key();
        let elsewhere =
            [("ENCRYPTION_KEY_SOURCE", "file"), ("ENCRYPTION_KEY_FILE", "/none"), ("ENCRYPTION_KEY", &text)];
        assert!(refusal(&elsewhere).await.contains("does not exist"));
    }

    #[tokio::test]
    async fn what_is_no_key_is_refused_with_its_place_and_not_repeated() {
        let error = refusal(&[("ENCRYPTION_KEY", "your-base64-encoded-32-byte-key")]).await;
        assert!(error.contains("sample") && error.contains("the setting encryption_key"), "{error}");
        assert!(!error.contains("32-byte-key"), "{error}");
        let error = refusal(&[("ENCRYPTION_KEY", &new_key()), ("ENCRYPTION_KEY_PREVIOUS", "x")]).await;
        assert!(error.contains("encryption_key_previous"), "{error}");
    }

    #[tokio::test]
    async fn the_previous_key_comes_along() {
        let (new, old) = (new_key(), new_key());
        let keys = keys(&[("ENCRYPTION_KEY", &new), ("ENCRYPTION_KEY_PREVIOUS", &old)]).await;
        let previous = keys.expect("two keys").expect("two keys").previous.expect("the old one");
        assert_eq!(previous.encode().expose_secret(), old);
    }
}
