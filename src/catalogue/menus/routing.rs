//! `ip/route` and `routing`: where packets go.

use crate::catalogue::menu::{Area, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{Address, List, Prefix, Reference};

const AREA: Area = Area::Routing;

/// What IPv4 and IPv6 routes have in common.
pub(super) const ROUTE: &[Field] = &[
    Field::new("dst-address", Prefix).default_value("0.0.0.0/0"),
    // An address, an interface, or both (`192.0.2.1%ether1`).
    Field::text("gateway"),
    Field::state("immediate-gw", List(&Address)),
    Field::integer("distance").default_value("1"),
    Field::reference("routing-table", "routing/table").default_value("main"),
    Field::mark("active"),
    Field::mark("inactive"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("static"),
    Field::mark("connect"),
    Field::mark("dhcp"),
    Field::mark("bgp"),
    Field::mark("ospf"),
    Field::mark("rip"),
    Field::mark("is-is"),
    Field::mark("vpn"),
    Field::mark("modem"),
    Field::mark("bgp-mpls-vpn"),
    Field::mark("ecmp"),
    Field::mark("hw-offloaded"),
    Field::one_of("check-gateway", &["none", "arp", "ping", "bfd"]).default_value("none"),
    Field::integer("scope").default_value("30"),
    Field::integer("target-scope").default_value("10"),
    // Present without a value where it holds.
    Field::flag("blackhole"),
    Field::interface("vrf-interface"),
    Field::comment(),
];

const ROUTE_V4: &[Field] = &[
    Field::address("pref-src"),
    Field::state("local-address", Address),
    Field::flag("suppress-hw-offload").until(7, 21),
];

const TABLE: &[Field] = &[
    Field::text("name"),
    // Present without a value where routes of the table reach the forwarding base.
    Field::flag("fib"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::mark("used"),
    Field::comment(),
];

const RULE: &[Field] = &[
    Field::new("src-address", Prefix),
    Field::new("dst-address", Prefix),
    Field::interface("interface"),
    Field::reference("routing-mark", "routing/table"),
    Field::one_of("action", &["lookup", "lookup-only-in-table", "unreachable", "drop", "mangle"])
        .default_value("lookup"),
    Field::reference("table", "routing/table").or(&["local"]),
    Field::integer("min-prefix"),
    Field::text("chain").since(7, 22),
    Field::integer("realm").since(7, 22),
    Field::flag("vrf").since(7, 22),
    Field::disabled(),
    Field::mark("inactive"),
    Field::mark("default"),
    Field::comment(),
];

const VRF: &[Field] = &[
    Field::text("name").required(),
    Field::list("interfaces", &Reference("interface")).required(),
    Field::disabled(),
    Field::mark("builtin"),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("ip/route", "IPv4 routes", AREA, fields![ROUTE, ROUTE_V4])
        .identity(&["dst-address", "gateway", "routing-table", "distance"])
        .risk(Risk::Critical)
        .management()
        .commands(&["check"]),
    Menu::list("routing/table", "Routing tables", AREA, TABLE).identity(&["name"]).risk(Risk::High),
    Menu::ordered("routing/rule", "Which packets look into which table", AREA, RULE)
        .risk(Risk::Critical)
        .management(),
    Menu::ordered("ip/vrf", "Interfaces with a routing of their own", AREA, VRF)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
];
