//! The menus of one router: those of the catalogue that its version and board have.

mod spans;

use std::collections::{HashMap, HashSet};

use crate::catalogue::menu::{Field, Menu, MenuKind};
use crate::catalogue::menus;
use crate::domain::version::Version;

/// Menus that make interfaces, and the `type` that `/interface` shows for them.
pub(super) const INTERFACES: &[(&str, &str)] = &[
    ("interface/ethernet", "ether"),
    ("interface/bridge", "bridge"),
    ("interface/vlan", "vlan"),
    ("interface/wifi", "wifi"),
    ("interface/wireless", "wlan"),
    ("interface/bonding", "bond"),
    ("interface/wireguard", "wg"),
    ("interface/veth", "veth"),
    ("interface/vrrp", "vrrp"),
    ("interface/vxlan", "vxlan"),
    ("interface/macvlan", "macvlan"),
    ("interface/eoip", "eoip"),
    ("interface/gre", "gre-tunnel"),
    ("interface/ipip", "ipip-tunnel"),
    ("interface/pppoe-client", "pppoe-out"),
    ("interface/l2tp-client", "l2tp-out"),
    ("interface/l2tp-server", "l2tp-in"),
    ("interface/pptp-client", "pptp-out"),
    ("interface/sstp-client", "sstp-out"),
    ("interface/ovpn-client", "ovpn-out"),
    ("interface/lte", "lte"),
];

/// Menus that have the command `unset` (RouterOS 7.24 manual, the command line reference).
const UNSETTABLE: &[&str] = &[
    "certificate",
    "container",
    "interface/bonding",
    "interface/bridge",
    "interface/bridge/host",
    "interface/bridge/port",
    "interface/eoip",
    "interface/ethernet",
    "interface/gre",
    "interface/ipip",
    "interface/pppoe-client",
    "interface/vxlan",
    "interface/wifi",
    "interface/wifi/access-list",
    "interface/wifi/channel",
    "interface/wifi/configuration",
    "interface/wifi/datapath",
    "interface/wifi/radio",
    "interface/wifi/security",
    "ip/dhcp-client",
    "ip/dhcp-relay",
    "ip/dhcp-server/lease",
    "ip/dhcp-server/network",
    "ip/firewall/filter",
    "ip/firewall/mangle",
    "ip/firewall/nat",
    "ip/firewall/raw",
    "ip/neighbor",
    "ip/route",
    "ipv6/dhcp-client",
    "ipv6/firewall/filter",
    "ipv6/firewall/mangle",
    "ipv6/firewall/nat",
    "ipv6/firewall/raw",
    "ipv6/nd",
    "ipv6/route",
    "ppp/profile",
    "ppp/secret",
    "queue/simple",
    "routing/bgp/connection",
    "routing/bgp/instance",
    "routing/bgp/session",
    "routing/bgp/template",
    "routing/ospf/area",
    "routing/ospf/instance",
    "routing/ospf/interface-template",
    "routing/rule",
    "routing/table",
    "system/scheduler",
    "system/script",
    "tool/netwatch",
];

/// Directories that hold only commands, and the first version that has them.
const COMMAND_DIRECTORIES: &[(&str, Version)] = &[
    ("console", Version::new(7, 0, 0)),
    ("interface", Version::new(7, 0, 0)),
    ("ip", Version::new(7, 0, 0)),
    ("routing", Version::new(7, 0, 0)),
    ("safe-mode", Version::new(7, 18, 0)),
    ("system", Version::new(7, 0, 0)),
    ("system/backup", Version::new(7, 0, 0)),
    ("tool", Version::new(7, 0, 0)),
];

/// The menus of one router.
#[derive(Debug)]
pub(super) struct Tree {
    menus: Vec<&'static Menu>,
    by_path: HashMap<&'static str, &'static Menu>,
    directories: HashSet<&'static str>,
    version: Version,
    /// Whether it is a board with hardware of its own; CHR has none.
    board: bool,
}

impl Tree {
    /// The catalogue's menus that `version` has, without those listed in `absent`.
    pub(super) fn catalogue(version: Version, absent: &[String]) -> Self {
        Self::of(menus::all(), version, absent)
    }

    /// Those of `menus` that `version` has, without those listed in `absent`.
    pub(super) fn of(
        menus: impl Iterator<Item = &'static Menu>,
        version: Version,
        absent: &[String],
    ) -> Self {
        let menus: Vec<_> = menus
            .filter(|menu| menu.since.is_none_or(|since| since <= version))
            .filter(|menu| !absent.iter().any(|path| path == menu.path))
            .collect();
        let by_path = menus.iter().map(|menu| (menu.path, *menu)).collect();
        let parents = menus.iter().flat_map(|menu| prefixes(menu.path));
        let commands = COMMAND_DIRECTORIES.iter().filter(|(_, since)| *since <= version);
        let directories = parents.chain(commands.map(|(path, _)| *path)).collect();
        let board = !absent.iter().any(|path| path == "system/routerboard");
        Self { menus, by_path, directories, version, board }
    }

    /// The RouterOS version.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// The menu at `path`.
    pub(super) fn menu(&self, path: &str) -> Option<&'static Menu> {
        self.by_path.get(path).copied()
    }

    /// Every menu, in the catalogue's order.
    pub(super) fn menus(&self) -> impl Iterator<Item = &'static Menu> {
        self.menus.iter().copied()
    }

    /// Whether `path` is a menu or leads to one.
    pub(super) fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.directories.contains(path)
    }

    /// The words below the directory `path`, sorted.
    pub(super) fn children(&self, path: &str) -> Vec<&'static str> {
        let mut words: Vec<_> = self.directories.iter().filter_map(|known| child(path, known)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The field `name` of `menu`, if this version has it.
    pub(super) fn field(&self, menu: &'static Menu, name: &str) -> Option<&'static Field> {
        menu.field(name).filter(|field| self.has(field))
    }

    /// Whether the directory `path` can have the command `verb` in this version.
    pub(super) fn has_command(&self, path: &str, verb: &str) -> bool {
        spans::has(path, self.menu(path), verb, self.version)
    }

    /// The usual commands that `menu` has.
    pub(super) fn verbs(&self, menu: &Menu) -> Vec<&'static str> {
        let mut verbs = usual(menu);
        verbs.retain(|verb| self.has_command(menu.path, verb));
        verbs
    }

    /// Whether this version and board have `field`.
    pub(super) fn has(&self, field: &Field) -> bool {
        (self.board || !field.hardware)
            && field.since.is_none_or(|since| since <= self.version)
            && field.until.is_none_or(|until| self.version < until)
    }
}

/// `ip`, `ip/firewall`, `ip/firewall/filter`.
fn prefixes(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

/// The last word of `known` when it stands right below `path`.
fn child(path: &str, known: &'static str) -> Option<&'static str> {
    let rest = if path.is_empty() { known } else { known.strip_prefix(path)?.strip_prefix('/')? };
    (!rest.contains('/')).then_some(rest)
}

/// The `type` of interfaces that the menu at `path` makes.
pub(super) fn interface_type(path: &str) -> Option<&'static str> {
    INTERFACES.iter().find(|(menu, _)| *menu == path).map(|(_, kind)| *kind)
}

/// The usual commands that menus like `menu` have.
fn usual(menu: &Menu) -> Vec<&'static str> {
    let list = menu.kind != MenuKind::Settings;
    let settable =
        |name: &str| list && menu.can_set() && menu.field(name).is_some_and(|field| field.writable);
    let sets: [(bool, &[&str]); 8] = [
        (true, &["export", "get", "print"]),
        (list, &["find"]),
        (menu.can_add(), &["add"]),
        (menu.can_remove(), &["remove"]),
        (menu.can_set(), &["edit", "reset", "set"]),
        (settable("disabled"), &["disable", "enable"]),
        (settable("comment"), &["comment"]),
        (menu.can_set() && UNSETTABLE.contains(&menu.path), &["unset"]),
    ];
    let held = sets.iter().filter(|(held, _)| *held).flat_map(|(_, names)| names.iter().copied());
    let moves = (menu.kind == MenuKind::Ordered && menu.can_set()).then_some("move");
    let mut verbs: Vec<_> = held.chain(moves).collect();
    verbs.sort_unstable();
    verbs
}
