//! One router of a list, before it is known to be right.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;

use crate::app::device::NewDevice;
use crate::cli::device::endpoint;
use crate::domain::credential::Credential;
use crate::domain::device::{Fingerprint, Trust, check_host};
use crate::error::{Error, Result, nearest};

/// What an entry can say, in the order of the help.
pub(super) const KEYS: [&str; 11] = [
    "name",
    "host",
    "port",
    "transport",
    "username",
    "password",
    "environment",
    "tls_pin",
    "plain_http",
    "tags",
    "capabilities",
];

/// A router as a list describes it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Entry {
    /// Where in the file it stands, for messages.
    #[serde(skip)]
    pub(super) place: String,
    pub(super) name: String,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) transport: Option<String>,
    pub(super) username: Option<String>,
    pub(super) password: Option<SecretString>,
    pub(super) environment: Option<String>,
    pub(super) tls_pin: Option<String>,
    pub(super) plain_http: bool,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) capabilities: Vec<String>,
}

/// What the command line gives to every entry that has none of its own.
pub(super) struct Shared {
    pub(super) username: Option<String>,
    pub(super) password: Option<SecretString>,
}

impl Entry {
    /// The device that it describes; `Usage` says what is missing or wrong.
    pub(super) fn device(self, shared: &Shared) -> Result<NewDevice> {
        for (what, value) in [("name", &self.name), ("host", &self.host)] {
            if value.is_empty() {
                return Err(Error::usage(format!("it has no {what}")));
            }
        }
        let trust = match (&self.tls_pin, self.plain_http) {
            (Some(_), true) => return Err(Error::usage("tls_pin and plain_http exclude each other")),
            (Some(pin), false) => Trust::Pin(pin.parse::<Fingerprint>()?),
            (None, true) => Trust::Plain,
            (None, false) => Trust::System,
        };
        let username = self.username.or_else(|| shared.username.clone());
        let username =
            username.ok_or_else(|| Error::usage("it has no username, and --username gives none"))?;
        let password = self.password.or_else(|| shared.password.clone());
        let password =
            password.ok_or_else(|| Error::usage("it has no password, and none is given for all"))?;
        Ok(NewDevice {
            host: check_host(&self.host)?,
            name: self.name,
            port: self.port,
            transport: self.transport.as_deref().map(str::parse).transpose()?.unwrap_or_default(),
            trust,
            environment: self.environment.as_deref().map(str::parse).transpose()?,
            tags: self.tags.iter().map(|(key, value)| endpoint::tag(key, value)).collect::<Result<_>>()?,
            capabilities: self.capabilities.iter().map(|flag| flag.parse()).collect::<Result<_>>()?,
            credential: Credential { username, password },
        })
    }
}

/// The error for a key that no entry has.
pub(super) fn unknown(key: &str) -> Error {
    let error = Error::usage(format!("{key:?} is nothing that a router of a list has"));
    match nearest(key, KEYS) {
        Some(name) => error.hint(format!("did you mean {name:?}?")),
        None => error.hint(format!("there are: {}", KEYS.join(", "))),
    }
}
