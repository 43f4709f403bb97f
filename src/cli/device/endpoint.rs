//! Flags that say how a device is reached, trusted and labelled, shared by `add` and `edit`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::domain::device::{Capability, Environment, Fingerprint, TransportKind, Trust};
use crate::error::{Error, Result};

/// No certificate file is larger.
const LARGEST_CA_FILE: u64 = 256 * 1024;

/// How rosmcp talks to the device.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Wire {
    /// REST over HTTPS
    Rest,
    /// The binary API
    Api,
}

impl From<Wire> for TransportKind {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Rest => Self::Rest,
            Wire::Api => Self::Api,
        }
    }
}

/// How the device proves who it is.
#[derive(Args)]
pub(super) struct TrustFlags {
    /// Trust exactly the certificate with this SHA-256
    #[arg(long, value_name = "SHA256", group = "trust")]
    tls_pin: Option<String>,
    /// Trust certificates of this authority (PEM)
    #[arg(long, value_name = "FILE", group = "trust")]
    ca_file: Option<PathBuf>,
    /// No TLS: the password can be read on the way
    #[arg(long, group = "trust")]
    plain_http: bool,
}

impl TrustFlags {
    /// What was asked for, `None` when nothing was.
    pub(super) fn trust(&self) -> Result<Option<Trust>> {
        if let Some(pin) = &self.tls_pin {
            return pin.parse::<Fingerprint>().map(Trust::Pin).map(Some);
        }
        if let Some(path) = &self.ca_file {
            return authority(path).map(Some);
        }
        Ok(self.plain_http.then_some(Trust::Plain))
    }
}

fn authority(path: &std::path::Path) -> Result<Trust> {
    let failed = |why: String| Error::usage(format!("the CA file {} cannot be used: {why}", path.display()));
    let unreadable = |error| Error::unreadable("the CA file", path, &error);
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST_CA_FILE {
        return Err(failed(format!("it is larger than {LARGEST_CA_FILE} bytes")));
    }
    let pem = std::fs::read_to_string(path).map_err(unreadable)?;
    if !pem.contains("-----BEGIN CERTIFICATE-----") {
        return Err(failed("it holds no PEM certificate".to_owned()));
    }
    Ok(Trust::Authority(pem))
}

macro_rules! capability_flags {
    ($name:ident, $prefix:literal, $help:literal, $say:literal, $($field:ident => $flag:literal, $capability:ident;)+) => {
        #[doc = $help]
        #[derive(Args)]
        pub(super) struct $name {
            $(
                #[arg(id = concat!($prefix, "-", $flag), long = concat!($prefix, "-", $flag), help = say($say, Capability::$capability))]
                $field: bool,
            )+
        }

        impl $name {
            /// The capabilities that were named.
            pub(super) fn capabilities(&self) -> Vec<Capability> {
                let named = [$((self.$field, Capability::$capability),)+];
                named.into_iter().filter_map(|(given, capability)| given.then_some(capability)).collect()
            }
        }
    };
}

/// The help of a flag: what it does to the capability, and what that one is.
fn say(act: &str, capability: Capability) -> String {
    let meaning = capability.meaning().trim().trim_end_matches('.');
    let (first, rest) = meaning.split_at(meaning.chars().next().map_or(0, char::len_utf8));
    format!("{act} {}{rest}", first.to_lowercase())
}

macro_rules! both_capability_flags {
    ($($rows:tt)+) => {
        capability_flags! { Allow, "allow", "Capabilities to grant; all are off unless granted.", "Allow", $($rows)+ }
        capability_flags! { Deny, "deny", "Capabilities to withdraw.", "No longer allow", $($rows)+ }
    };
}

both_capability_flags! {
    advanced_writes => "advanced-writes", AdvancedWrites;
    professional_workflows => "professional-workflows", ProfessionalWorkflows;
    firewall_writes => "firewall-writes", FirewallWrites;
    routing_writes => "routing-writes", RoutingWrites;
    wireless_writes => "wireless-writes", WirelessWrites;
    dhcp_writes => "dhcp-writes", DhcpWrites;
    bridge_writes => "bridge-writes", BridgeWrites;
    bandwidth_test => "bandwidth-test", BandwidthTest;
}

/// Reads tags, each as `key=value`; one that is given twice is a usage error.
pub(super) fn tags(tags: impl IntoIterator<Item = impl AsRef<str>>) -> Result<BTreeMap<String, String>> {
    let mut read = BTreeMap::new();
    for text in tags {
        let text = text.as_ref();
        let (key, value) = text.split_once('=').ok_or_else(|| not_a_tag(text))?;
        let (key, value) = tag(key, value)?;
        if let Some(before) = read.insert(key, value) {
            return Err(Error::usage(format!("the tag of {text:?} is given more than once"))
                .hint(format!("a device has one value for each tag; before, it was {before:?}")));
        }
    }
    Ok(read)
}

/// A tag whose key and value are written as tags are.
pub(super) fn tag(key: &str, value: &str) -> Result<(String, String)> {
    let good = |word: &str| {
        (1..=64).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/'))
    };
    if good(key) && good(value) {
        return Ok((key.to_owned(), value.to_owned()));
    }
    Err(not_a_tag(&format!("{key}={value}")))
}

fn not_a_tag(text: &str) -> Error {
    Error::usage(format!("{text:?} is not a tag"))
        .hint("write key=value, each 1 to 64 letters, digits, \".\", \"_\", \"-\" or \"/\"")
}

/// Reads an environment's name; clap lists the names when it is none.
pub(super) fn environments() -> impl TypedValueParser<Value = Environment> {
    let names = Environment::ALL.map(Environment::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Environment>())
}
