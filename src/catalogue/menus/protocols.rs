//! `routing/bgp`, `routing/ospf` and `routing/filter`: routes learned from others.

use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{
    Address, Bytes, Duration, Enum, Flag, Integer, List, Prefix, Reference, Text, Time,
};

const AREA: Area = Area::Routing;

const FAMILIES: &[&str] = &["ip", "ipv6", "l2vpn", "l2vpn-cisco", "vpnv4", "vpnv6", "evpn"];

const SOURCES: &[&str] = &[
    "connected",
    "static",
    "bgp",
    "ospf",
    "rip",
    "isis",
    "dhcp",
    "vpn",
    "modem",
    "slaac",
    "bgp-mpls-vpn",
    "fantasy",
];

const ROLES: &[&str] =
    &["ibgp", "ibgp-rr", "ebgp", "ebgp-customer", "ebgp-peer", "ebgp-provider", "ebgp-rs", "ebgp-rs-client"];

const ORIGINATE: &[&str] = &["never", "if-installed", "always"];

/// What BGP connections and templates have in common.
const BGP: &[Field] = &[
    // With a local number after a slash: `65521/1`.
    Field::text("as"),
    Field::list("afi", &Enum(FAMILIES)).since(7, 19),
    Field::text("address-families").until(7, 19),
    Field::reference("routing-table", "routing/table").default_value("main"),
    Field::reference("vrf", "ip/vrf").default_value("main"),
    Field::address("router-id").until(7, 20),
    Field::address("cluster-id").until(7, 20),
    Field::flag("multihop").default_value("false"),
    Field::flag("use-bfd").default_value("false"),
    Field::duration("hold-time").or(&["infinity"]).default_value("3m"),
    Field::duration("keepalive-time"),
    Field::one_of("nexthop-choice", &["default", "force-self", "propagate"]).default_value("default"),
    Field::list("templates", &Reference("routing/bgp/template")),
    Field::text("add-path-out").until(7, 22),
    Field::flag("as-override").until(7, 10),
    Field::flag("remove-private-as").until(7, 10),
    Field::one_of("cisco-vpls-nlri-len-fmt", &["auto-bits", "auto-bytes", "bits", "bytes"]),
    Field::text("save-to"),
    Field::text("input.affinity"),
    Field::text("input.filter"),
    Field::integer("input.allow-as"),
    Field::text("input.accept-nlri"),
    Field::text("input.accept-communities"),
    Field::text("input.accept-ext-communities"),
    Field::text("input.accept-large-communities"),
    Field::text("input.accept-unknown").until(7, 19),
    Field::text("input.filter-communities").since(7, 19),
    Field::text("input.filter-ext-communities").since(7, 19),
    Field::text("input.filter-large-communities").since(7, 19),
    Field::text("input.filter-unknown").since(7, 19),
    Field::text("input.filter-nlri").since(7, 20),
    Field::list("input.add-path", &Enum(&["ip", "ipv6"])).since(7, 22),
    Field::one_of("input.attr-error-handling", &["default", "revised"]).since(7, 20),
    Field::flag("input.ignore-as-path-len").until(7, 20),
    Field::integer("input.limit-process-routes-ipv4"),
    Field::integer("input.limit-process-routes-ipv6"),
    Field::text("output.affinity"),
    Field::text("output.filter-chain"),
    Field::text("output.filter-select"),
    Field::text("output.network"),
    Field::flag("output.network-blackhole").since(7, 20),
    Field::list("output.redistribute", &Enum(SOURCES)),
    Field::one_of("output.default-originate", ORIGINATE).default_value("never"),
    Field::integer("output.default-prepend"),
    Field::flag("output.as-override").since(7, 10),
    Field::flag("output.remove-private-as").since(7, 10),
    Field::list("output.add-path", &Enum(&["ip", "ipv6"])).since(7, 22),
    Field::flag("output.keep-sent-attributes"),
    Field::flag("output.no-client-to-client-reflection"),
    Field::flag("output.no-early-cut"),
    Field::disabled(),
    Field::mark("inactive"),
    Field::comment(),
];

const CONNECTION: &[Field] = &[
    Field::text("name").required(),
    Field::reference("instance", "routing/bgp/instance").required().since(7, 20),
    Field::text("remote.address"),
    Field::text("remote.as"),
    Field::integer("remote.port"),
    Field::integer("remote.ttl"),
    Field::text("remote.allowed-as"),
    Field::address("local.address"),
    Field::one_of("local.role", ROLES).required(),
    Field::integer("local.port"),
    Field::integer("local.ttl"),
    Field::state("local.default-address", Address),
    Field::flag("connect").default_value("true"),
    Field::flag("listen").default_value("true"),
    Field::text("tcp-md5-key").secret(),
    Field::mark("dynamic"),
];

const TEMPLATE: &[Field] = &[Field::text("name").required(), Field::mark("default")];

const INSTANCE: &[Field] = &[
    Field::text("name"),
    Field::text("as"),
    // An address or the name of a row of routing/id.
    Field::text("router-id"),
    Field::address("cluster-id"),
    Field::reference("routing-table", "routing/table").default_value("main"),
    Field::reference("vrf", "ip/vrf").default_value("main"),
    Field::flag("ignore-as-path-len"),
    Field::text("multipath").since(7, 22),
    Field::disabled(),
    Field::mark("inactive"),
    Field::comment(),
];

const SESSION: &[Field] = &[
    Field::state("name", Text),
    Field::mark("established"),
    Field::state("remote.address", Address),
    Field::state("remote.as", Text),
    Field::state("remote.id", Address),
    Field::state("local.address", Address),
    Field::state("local.as", Text),
    Field::state("local.id", Address),
    Field::state("local.role", Text),
    Field::state("remote.role", Text),
    Field::state("uptime", Duration),
    Field::state("prefix-count", Integer),
    Field::state("last-started", Time),
    Field::state("last-stopped", Time),
    Field::mark("stopped"),
    Field::mark("limit-exceeded"),
    Field::mark("ebgp"),
    Field::mark("ibgp"),
    Field::state("instance", Reference("routing/bgp/instance")),
    Field::state("vrf", Reference("ip/vrf")),
    Field::state("routing-table", Text),
    Field::state("multihop", Flag),
    Field::state("use-bfd", Flag),
    Field::state("hold-time", Duration).or(&["infinity"]),
    Field::state("keepalive-time", Duration),
    Field::state("keepalive-timer", Duration),
    Field::state("restart-timer", Duration),
    Field::state("nexthop-choice", Text),
    Field::state("save-to", Text),
    Field::state("cisco-vpls-nlri-len-fmt", Text),
    Field::state("local.port", Integer),
    Field::state("local.afi", List(&Text)),
    Field::state("local.capabilities", List(&Text)),
    Field::state("local.cluster-id", Address),
    Field::state("local.eor", List(&Text)),
    Field::state("local.bytes", Bytes),
    Field::counter("local.messages"),
    Field::state("remote.port", Integer),
    Field::state("remote.afi", List(&Text)),
    Field::state("remote.capabilities", List(&Text)),
    Field::state("remote.eor", List(&Text)),
    Field::state("remote.bytes", Bytes),
    Field::counter("remote.messages"),
    Field::state("remote.hold-time", Duration).or(&["infinity"]),
    Field::state("remote.gr-afi", List(&Text)),
    Field::state("remote.gr-afi-fwp", List(&Text)),
    Field::state("remote.gr-restart", Flag),
    Field::state("remote.gr-time", Integer),
    Field::state("remote.refused-cap-opt", Flag),
    Field::state("input.affinity", Text),
    Field::state("input.filter", Text),
    Field::state("input.allow-as", Integer),
    Field::state("input.as-override", Flag),
    Field::state("input.add-path", List(&Text)),
    Field::state("input.ignore-as-path-len", Flag),
    Field::state("input.last-notification", Text).untrusted(),
    Field::state("input.limit-process-routes", Integer),
    Field::state("input.procid", Integer),
    Field::state("output.affinity", Text),
    Field::state("output.filter-chain", Text),
    Field::state("output.filter-select", Text),
    Field::state("output.network", Text),
    Field::state("output.add-path", List(&Text)),
    Field::state("output.default-originate", Text),
    Field::state("output.default-prepend", Integer),
    Field::state("output.keep-sent-attributes", Flag),
    Field::state("output.last-notification", Text),
    Field::state("output.no-client-to-client-reflection", Flag),
    Field::state("output.no-early-cut", Flag),
    Field::state("output.procid", Integer),
    Field::state("output.remove-private-as", Flag),
];

const OSPF_INSTANCE: &[Field] = &[
    Field::text("name"),
    Field::one_of("version", &["2", "3"]).default_value("2"),
    // An address or the name of a row of routing/id.
    Field::text("router-id").default_value("main"),
    Field::reference("vrf", "ip/vrf").default_value("main"),
    Field::reference("routing-table", "routing/table"),
    Field::one_of("originate-default", ORIGINATE).default_value("never"),
    Field::list("redistribute", &Enum(SOURCES)),
    Field::text("in-filter-chain"),
    Field::text("out-filter-chain"),
    Field::text("out-filter-select"),
    Field::text("domain-id"),
    Field::integer("domain-tag"),
    Field::address("mpls-te-address"),
    Field::text("mpls-te-area"),
    Field::flag("use-dn"),
    Field::disabled(),
    Field::mark("inactive"),
    Field::comment(),
];

const OSPF_AREA: &[Field] = &[
    Field::text("name"),
    Field::reference("instance", "routing/ospf/instance").required(),
    Field::address("area-id").default_value("0.0.0.0"),
    Field::one_of("type", &["default", "stub", "nssa"]).default_value("default"),
    Field::integer("default-cost"),
    // Present without a value where it holds.
    Field::flag("no-summaries"),
    Field::one_of("nssa-translator", &["candidate", "no", "yes"]),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("inactive"),
    Field::mark("transit-capable"),
    Field::comment(),
];

const OSPF_TEMPLATE: &[Field] = &[
    Field::reference("area", "routing/ospf/area").required(),
    Field::list("interfaces", &Text),
    Field::list("networks", &Prefix),
    Field::one_of(
        "type",
        &["broadcast", "nbma", "ptp", "ptp-unnumbered", "ptmp", "ptmp-broadcast", "virtual-link"],
    )
    .default_value("broadcast"),
    Field::integer("cost").default_value("1"),
    Field::integer("priority").default_value("128"),
    // Present without a value where it holds.
    Field::flag("passive"),
    Field::one_of("auth", &["simple", "md5", "sha1", "sha256", "sha384", "sha512"]),
    Field::integer("auth-id"),
    Field::text("auth-key").secret(),
    Field::duration("hello-interval").default_value("10s"),
    Field::duration("dead-interval").default_value("40s"),
    Field::duration("retransmit-interval").default_value("5s"),
    Field::duration("transmit-delay").default_value("1s"),
    Field::integer("instance-id").default_value("0"),
    Field::text("prefix-list"),
    Field::flag("use-bfd").since(7, 10),
    Field::address("vlink-neighbor-id").until(7, 23),
    Field::reference("vlink-transit-area", "routing/ospf/area").until(7, 23),
    Field::disabled(),
    Field::mark("inactive"),
    Field::comment(),
];

const OSPF_NEIGHBOR: &[Field] = &[
    Field::state("instance", Reference("routing/ospf/instance")),
    Field::state("area", Reference("routing/ospf/area")),
    Field::state("address", Address),
    Field::state("router-id", Address),
    Field::state("state", Text),
    Field::state("adjacency", Duration),
    Field::state("interface", Reference("interface")),
    Field::state("priority", Integer),
    Field::state("dr", Address),
    Field::state("bdr", Address),
    Field::counter("state-changes"),
    Field::state("timeout", Duration),
    Field::state("db-summaries", Integer),
    Field::state("ls-requests", Integer),
    Field::state("ls-retransmits", Integer),
    Field::mark("virtual"),
    Field::mark("dynamic"),
    Field::comment(),
];

const FILTER_RULE: &[Field] = &[
    Field::text("chain").required(),
    Field::text("rule"),
    Field::disabled(),
    Field::mark("inactive"),
    Field::comment(),
];

/// The menus of routing protocols, part of the area routing.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("routing/bgp/connection", "BGP connections", AREA, fields![CONNECTION, BGP])
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("routing/bgp/template", "What BGP connections share", AREA, fields![TEMPLATE, BGP])
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("routing/bgp/instance", "BGP instances", AREA, INSTANCE)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management()
        .since(7, 20),
    Menu::list("routing/bgp/session", "BGP sessions", AREA, SESSION)
        .read_only()
        .risk(Risk::High)
        .commands(&["clear", "dump-saved-advertisements", "refresh", "resend", "stop"]),
    Menu::list("routing/ospf/instance", "OSPF instances", AREA, OSPF_INSTANCE)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("routing/ospf/area", "OSPF areas", AREA, OSPF_AREA)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
    Menu::ordered("routing/ospf/interface-template", "Where OSPF runs", AREA, OSPF_TEMPLATE)
        .risk(Risk::Critical)
        .management(),
    Menu::list("routing/ospf/neighbor", "OSPF neighbours", AREA, OSPF_NEIGHBOR)
        .only(Changes::Set)
        .risk(Risk::Low),
    Menu::ordered("routing/filter/rule", "Which routes are taken and given", AREA, FILTER_RULE)
        .risk(Risk::Critical)
        .management(),
];
