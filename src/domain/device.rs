//! A router that rosmcp manages: its name, where it answers, how it is trusted, what may be done to it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::hex::hex;
use crate::error::{Error, Result, nearest};

/// An immutable identifier, 26 characters (ULID); names may change, ids never.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub String);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an installation or a device belongs; a device is only touched by a server of its own environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Experiments; nothing of value.
    #[default]
    Lab,
    /// Rehearsal.
    Staging,
    /// Production.
    Prod,
}

/// How rosmcp talks to a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransportKind {
    /// REST over HTTPS (service `www-ssl`), or HTTP (`www`) where plain HTTP is allowed for the device.
    #[default]
    Rest,
    /// The binary API (`api-ssl`, or `api`).
    Api,
}

macro_rules! words {
    ($type:ty, $what:literal, $($variant:path => $word:literal),+) => {
        impl $type {
            /// The word users write.
            pub const fn as_str(self) -> &'static str {
                match self { $($variant => $word,)+ }
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl FromStr for $type {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                match text {
                    $($word => Ok($variant),)+
                    other => Err(Error::usage(format!(concat!("{:?} is not ", $what), other))
                        .hint(concat!("one of:", $(" ", $word),+))),
                }
            }
        }
    };
}

impl Environment {
    /// Every environment, the least valuable first.
    pub const ALL: [Self; 3] = [Self::Lab, Self::Staging, Self::Prod];
}

words!(Environment, "an environment", Environment::Lab => "lab", Environment::Staging => "staging", Environment::Prod => "prod");
words!(TransportKind, "a transport", TransportKind::Rest => "rest", TransportKind::Api => "api");

/// The SHA-256 digest of a certificate in DER form: what RouterOS prints as `fingerprint` under `/certificate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for Fingerprint {
    type Err = Error;

    /// Reads 64 hexadecimal digits, with or without colons, in either case.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::usage(format!("{text:?} is not a SHA-256 fingerprint"))
                .hint("64 hexadecimal digits, colons allowed, as `/certificate print detail` shows it")
        };
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
        if digits.len() != 64 {
            return Err(bad());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| bad())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

/// How the device proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// A certificate that the system's roots vouch for, for the device's host name.
    System,
    /// Exactly this certificate.
    Pin(Fingerprint),
    /// A certificate signed by this authority (PEM), for the device's host name or address.
    Authority(String),
    /// No TLS: whoever is on the path reads the password. Refused in prod.
    Plain,
}

/// Where a device answers and how it is trusted; a stored credential is bound to exactly this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name, IPv4 or IPv6 address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// REST or binary API.
    pub transport: TransportKind,
    /// How the device proves who it is.
    pub trust: Trust,
}

impl Endpoint {
    /// The port that RouterOS uses for this transport unless told otherwise.
    pub const fn default_port(transport: TransportKind, plain: bool) -> u16 {
        match (transport, plain) {
            (TransportKind::Rest, false) => 443,
            (TransportKind::Rest, true) => 80,
            (TransportKind::Api, false) => 8729,
            (TransportKind::Api, true) => 8728,
        }
    }

    /// `host:port`, an IPv6 address in brackets.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

macro_rules! capabilities {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// What may be done to a device beyond reading; every flag is off unless an admin sets it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Capability { $($(#[doc = $doc])+ $variant,)+ }

        impl Capability {
            /// Every capability.
            pub const ALL: &'static [Capability] = &[$(Capability::$variant,)+];

            /// The flag's name, as `device edit --set-…` and JSON write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Capability::$variant => $name,)+ }
            }

            /// What the flag allows, one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Capability::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

capabilities! {
    /// Low-risk changes to this one device.
    AdvancedWrites = "allow_advanced_writes";
    /// High-risk changes and changes to many devices.
    ProfessionalWorkflows = "allow_professional_workflows";
    /// Changes to the firewall.
    FirewallWrites = "allow_firewall_writes";
    /// Changes to routing.
    RoutingWrites = "allow_routing_writes";
    /// Changes to wireless interfaces.
    WirelessWrites = "allow_wireless_writes";
    /// Changes to DHCP servers, pools and leases.
    DhcpWrites = "allow_dhcp_writes";
    /// Changes to bridges and their VLANs.
    BridgeWrites = "allow_bridge_writes";
    /// Bandwidth tests, which load the line.
    BandwidthTest = "allow_bandwidth_test";
}

impl FromStr for Capability {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|capability| capability.as_str() == text).ok_or_else(|| {
            let error = Error::usage(format!("{text:?} is not a capability flag"));
            match nearest(text, Self::ALL.iter().map(|capability| capability.as_str())) {
                Some(name) => error.hint(format!("did you mean {name:?}?")),
                None => error,
            }
        })
    }
}

/// What the device said of itself when it was last reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// `/system/identity` name. Text from the device: untrusted.
    pub identity: Option<String>,
    /// RouterOS version with channel, as `/system/resource` says it.
    pub version: Option<String>,
    /// Board name.
    pub model: Option<String>,
    /// CPU architecture.
    pub architecture: Option<String>,
    /// Serial number (RouterBOARD) or system id (CHR).
    pub serial: Option<String>,
}

/// A router in the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Immutable identifier.
    pub id: DeviceId,
    /// The name users call it by; unique, changeable.
    pub name: String,
    /// Where it answers.
    pub endpoint: Endpoint,
    /// Where it belongs.
    pub environment: Environment,
    /// Free labels.
    pub tags: BTreeMap<String, String>,
    /// What may be done to it.
    pub capabilities: Vec<Capability>,
    /// What it last said of itself.
    pub facts: Facts,
    /// When it was added, Unix milliseconds.
    pub created_at: i64,
    /// When its inventory row last changed, Unix milliseconds.
    pub updated_at: i64,
    /// When it last answered, Unix milliseconds.
    pub last_seen_at: Option<i64>,
}

/// Checks a device name: 1–64 of letters, digits, `.`, `_`, `-`, beginning with a letter or digit.
pub fn check_name(name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let good = (1..=64).contains(&name.len())
        && name.chars().all(allowed)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if good {
        return Ok(());
    }
    Err(Error::usage(format!("{name:?} is not a device name"))
        .hint("1 to 64 letters, digits, \".\", \"_\" or \"-\", beginning with a letter or digit"))
}

/// Checks a host: a DNS name, an IPv4 or an IPv6 address (brackets are taken off); returns it in canonical form.
pub fn check_host(host: &str) -> Result<String> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<std::net::IpAddr>() {
        return Ok(address.to_string());
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = bare.strip_suffix('.').unwrap_or(bare);
    let numeric = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if name.len() <= 253 && !numeric && name.split('.').all(label) {
        return Ok(name.to_ascii_lowercase());
    }
    Err(Error::usage(format!("{host:?} is neither a host name nor an address"))
        .hint("write a DNS name, an IPv4 or an IPv6 address; without a scheme or a port"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A device of the lab with these tags.
    pub(crate) fn device(name: &str, tags: &[(&str, &str)]) -> Device {
        Device {
            id: DeviceId(format!("id-of-{name}")),
            name: name.into(),
            endpoint: Endpoint {
                host: "192.0.2.1".into(),
                port: 443,
                transport: TransportKind::Rest,
                trust: Trust::System,
            },
            environment: Environment::Lab,
            tags: tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
            capabilities: vec![],
            facts: Facts::default(),
            created_at: 0,
            updated_at: 0,
            last_seen_at: None,
        }
    }

    #[test]
    fn hosts_are_names_or_addresses_and_nothing_that_only_looks_like_one() {
        assert_eq!(check_host("[2001:db8::1]").expect("IPv6"), "2001:db8::1");
        assert_eq!(check_host("Edge-1.Example.com.").expect("a name"), "edge-1.example.com");
        assert_eq!(check_host("192.0.2.1").expect("IPv4"), "192.0.2.1");
        for host in ["", "2130706433", "a b", "http://x", "x/y", "user@x", "-x", "1.2.3.4:443", "127.1"] {
            assert!(check_host(host).is_err(), "{host}");
        }
    }

    #[test]
    fn a_fingerprint_reads_with_and_without_colons() {
        let plain = "ab".repeat(32);
        let colons = vec!["AB"; 32].join(":");
        let parsed: Fingerprint = colons.parse().expect("a fingerprint");
        assert_eq!(parsed.to_string(), plain);
        assert!("abcd".parse::<Fingerprint>().is_err());
    }

    #[test]
    fn names_are_bounded() {
        for name in ["", "-edge", "a b", "ä", "../x", &"x".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_name("edge-1.ams").is_ok());
    }
}
