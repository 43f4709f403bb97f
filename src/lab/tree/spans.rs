//! Which of the usual commands a menu lacks, and which commands came or went with a version.
//!
//! Source: the command lines of RouterOS 7.10 to 7.24. What isn't listed is there from 7.10 on.

use crate::catalogue::menu::{Menu, MenuKind};
use crate::domain::version::Version;

/// Menus without a command that others of their kind have.
const LACKING: &[(&str, &[&str])] = &[
    (
        "export",
        &[
            "interface/wifi/registration-table",
            "ip/dns/cache",
            "ip/ipsec/active-peers",
            "ip/ipsec/installed-sa",
            "ip/pool/used",
            "log",
            "ppp/active",
            "routing/bgp/session",
            "routing/ospf/neighbor",
            "system/backup",
            "system/history",
            "system/script/environment",
            "system/script/job",
            "user/active",
            "user/ssh-keys",
        ],
    ),
    (
        "reset",
        &[
            "interface/bridge/settings",
            "ip/firewall/connection/tracking",
            "ip/neighbor/discovery-settings",
            "ip/settings",
            "ipv6/settings",
        ],
    ),
];

/// Menu, commands, and the minor version of RouterOS 7 that has them first.
const SINCE: &[(&str, &[&str], u16)] = &[
    ("certificate", &["acme-renew"], 24),
    ("certificate", &["add-acme"], 22),
    ("container", &["run", "kill", "update", "unset"], 21),
    ("container", &["repull"], 20),
    ("container", &["restart"], 23),
    ("container", &["save"], 24),
    ("container/envs", &["enable", "disable"], 21),
    ("container/mounts", &["enable", "disable"], 21),
    ("file", &["copy", "head", "tail"], 23),
    ("file", &["read"], 13),
    ("file", &["recursive-print"], 20),
    ("interface", &["recursive-print"], 20),
    ("interface/bridge", &["unset"], 23),
    ("interface/bridge/port", &["unset"], 13),
    ("interface/wifi", &["liberate"], 22),
    ("interface/wifi", &["reset-mac-address", "roam"], 17),
    ("interface/wifi", &["spectral-history", "spectral-scan"], 16),
    ("interface/wifi/radio", &["export"], 17),
    ("interface/wireguard", &["wg-export", "wg-import"], 12),
    ("interface/wireguard/peers", &["show-client-config"], 12),
    ("ip/dhcp-server/lease", &["send-reconfigure"], 19),
    ("ip/dhcp-server/option", &["comment"], 16),
    ("ip/dhcp-server/option/sets", &["comment"], 23),
    ("ip/neighbor", &["unset"], 19),
    ("ip/route", &["check"], 18),
    ("ipv6/dhcp-client", &["unset"], 20),
    ("ipv6/nd", &["unset"], 23),
    (
        "ipv6/neighbor",
        &["add", "comment", "disable", "edit", "enable", "export", "remove", "reset", "set"],
        18,
    ),
    ("system/device-mode", &["export"], 21),
    ("system/health", &["reset"], 21),
    ("system/license", &["export"], 21),
    ("system/logging", &["comment"], 22),
    ("system/logging/action", &["clear"], 20),
    ("system/package", &["apply-changes"], 18),
    ("system/scheduler", &["unset"], 24),
    ("system/script", &["unset"], 24),
    ("user", &["recursive-print"], 20),
    ("user/active", &["add", "remove"], 20),
];

/// Menu, commands, and the minor version that has them no more.
const UNTIL: &[(&str, &[&str], u16)] = &[
    ("interface/wifi/registration-table", &["edit", "reset"], 24),
    ("ip/service", &["unset"], 17),
    ("user/active", &["request-logout"], 20),
    ("user/ssh-keys", &["reset"], 20),
];

/// The minor version in which settings can first be reset.
const RESET_SETTINGS: u16 = 21;

/// Whether the menu at `path`, `menu` where the catalogue has it, can have the command `verb` in `version`.
pub(super) fn has(path: &str, menu: Option<&Menu>, verb: &str, version: Version) -> bool {
    let lacks = LACKING.iter().any(|(name, menus)| *name == verb && menus.contains(&path));
    let minor = |minor: &u16| Version::new(7, *minor, 0) <= version;
    let listed = |spans: &[(&str, &[&str], u16)]| {
        let found = spans.iter().find(|(menu, verbs, _)| *menu == path && verbs.contains(&verb));
        found.map(|(.., at)| minor(at))
    };
    let settings = menu.is_some_and(|menu| menu.kind == MenuKind::Settings);
    let settled = verb != "reset" || !settings || minor(&RESET_SETTINGS);
    !lacks && settled && listed(SINCE).unwrap_or(true) && !listed(UNTIL).unwrap_or(false)
}
