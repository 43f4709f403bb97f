//! Device-mode: which features a router refuses until somebody has pressed its button (RouterOS manual, "Device-mode").

use crate::error::{Error, Result};

/// Every feature that a mode switches.
const FEATURES: &[&str] = &[
    "bandwidth-test",
    "container",
    "email",
    "fetch",
    "hotspot",
    "install-any-version",
    "ipsec",
    "l2tp",
    "partitions",
    "pptp",
    "proxy",
    "romon",
    "routerboard",
    "scheduler",
    "smb",
    "sniffer",
    "socks",
    "traffic-gen",
    "zerotier",
];

/// What each mode allows.
const MODES: &[(&str, &[&str])] = &[
    ("home", &["ipsec", "l2tp", "pptp"]),
    (
        "advanced",
        &[
            "bandwidth-test",
            "email",
            "fetch",
            "hotspot",
            "ipsec",
            "l2tp",
            "pptp",
            "proxy",
            "romon",
            "scheduler",
            "smb",
            "sniffer",
            "socks",
            "zerotier",
        ],
    ),
];

/// The modes that a lab router can be in.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODES.iter().map(|(name, _)| *name)
}

/// What `/system/device-mode` says in the mode `name`; `Configuration` for an unknown one.
pub(super) fn fields(name: &str) -> Result<Vec<(&'static str, &'static str)>> {
    let (mode, allowed) = MODES
        .iter()
        .find(|(mode, _)| *mode == name)
        .ok_or_else(|| Error::configuration(format!("a lab router has no device-mode {name:?}")))?;
    let feature = |feature: &&'static str| (*feature, if allowed.contains(feature) { "yes" } else { "no" });
    Ok([("mode", *mode)].into_iter().chain(FEATURES.iter().map(feature)).collect())
}
