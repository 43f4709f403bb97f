//! What the rules of the IPv4 and IPv6 firewalls have in common (RouterOS manual, "Filter", "NAT", "Mangle", "RAW").

use super::common::BUILTIN_LISTS;
use crate::catalogue::menu::Field;
use crate::domain::field::FieldType::{AddressRange, Bytes, Enum, Mac, Time};

/// What every rule does beside its action.
pub(super) const RULE: &[Field] = &[
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::state("bytes", Bytes),
    Field::counter("packets"),
    Field::text("jump-target"),
    Field::text("address-list"),
    Field::duration("address-list-timeout").or(&["none-dynamic", "none-static"]),
    Field::flag("log").default_value("false"),
    Field::text("log-prefix").default_value(""),
    Field::comment(),
];

/// What the rules of every table match.
pub(super) const PACKET: &[Field] = &[
    Field::new("src-address", AddressRange).negatable(),
    Field::new("dst-address", AddressRange).negatable(),
    Field::text("src-address-list").negatable(),
    Field::text("dst-address-list").negatable(),
    Field::text("protocol").or(PROTOCOLS).negatable(),
    // Ports are numbers, ranges and lists of both: `80,443,8000-8100`.
    Field::text("src-port").negatable(),
    Field::text("dst-port").negatable(),
    Field::text("port").negatable(),
    Field::interface("in-interface").or(INTERFACE_WORDS).negatable(),
    Field::interface("out-interface").or(INTERFACE_WORDS).negatable(),
    Field::reference("in-interface-list", "interface/list").or(BUILTIN_LISTS).negatable(),
    Field::reference("out-interface-list", "interface/list").or(BUILTIN_LISTS).negatable(),
    Field::interface("in-bridge-port").negatable(),
    Field::interface("out-bridge-port").negatable(),
    Field::reference("in-bridge-port-list", "interface/list").or(BUILTIN_LISTS).negatable(),
    Field::reference("out-bridge-port-list", "interface/list").or(BUILTIN_LISTS).negatable(),
    Field::new("src-mac-address", Mac).negatable(),
    Field::text("packet-mark").or(&["no-mark"]).negatable(),
    Field::text("packet-size").negatable(),
    Field::text("icmp-options").negatable(),
    Field::text("tcp-mss").negatable(),
    Field::text("ipsec-policy").or(&["in,ipsec", "in,none", "out,ipsec", "out,none"]),
    Field::integer("dscp").negatable(),
    Field::text("tos").negatable().since(7, 21),
    Field::integer("priority").negatable(),
    Field::integer("ingress-priority").negatable(),
    Field::text("content").negatable(),
    Field::text("per-connection-classifier").negatable(),
    Field::text("nth").negatable(),
    Field::integer("random"),
    Field::text("limit").negatable(),
    Field::text("dst-limit"),
    Field::text("time").negatable(),
];

/// What only tables with connection tracking match.
pub(super) const CONNECTION: &[Field] = &[
    Field::text("connection-mark").or(&["no-mark"]).negatable(),
    Field::list("connection-type", &Enum(&["ftp", "h323", "irc", "pptp", "quake3", "sip", "tftp"]))
        .negatable(),
    Field::text("connection-bytes"),
    Field::text("connection-rate").negatable(),
    Field::text("connection-limit").negatable(),
    Field::reference("routing-mark", "routing/table").negatable(),
];

/// The state of the packet's connection.
pub(super) const CONNECTION_STATE: Field =
    Field::list("connection-state", &Enum(&["established", "invalid", "new", "related", "untracked"]))
        .negatable();

/// How the packet's connection is translated.
pub(super) const NAT_STATE: Field =
    Field::list("connection-nat-state", &Enum(&["dstnat", "srcnat"])).negatable();

/// Combinations of TCP flags, `syn,!ack`.
pub(super) const TCP_FLAGS: Field = Field::text("tcp-flags").negatable();

/// The server's name in a TLS handshake.
pub(super) const TLS_HOST: Field = Field::text("tls-host").negatable();

/// Peer-to-peer protocols of the past.
pub(super) const P2P: Field = Field::text("p2p").negatable();

/// What only IPv4 rules match.
pub(super) const V4: &[Field] = &[
    Field::list("src-address-type", &Enum(ADDRESS_TYPES_V4)).negatable(),
    Field::list("dst-address-type", &Enum(ADDRESS_TYPES_V4)).negatable(),
    Field::flag("fragment"),
    Field::text("hotspot").negatable(),
    Field::one_of("ipv4-options", IPV4_OPTIONS),
    Field::text("psd"),
    Field::text("ttl"),
];

/// What only IPv4 tables with connection tracking match.
pub(super) const V4_CONNECTION: &[Field] = &[
    Field::reference("layer7-protocol", "ip/firewall/layer7-protocol").negatable(),
    Field::integer("realm").negatable(),
];

/// What only IPv6 rules match.
pub(super) const V6: &[Field] = &[
    Field::list("src-address-type", &Enum(ADDRESS_TYPES_V6)).negatable(),
    Field::list("dst-address-type", &Enum(ADDRESS_TYPES_V6)).negatable(),
    Field::text("headers").negatable(),
    Field::text("hop-limit"),
];

/// What mangle changes or copies.
pub(super) const MANGLE: &[Field] = &[
    Field::text("new-connection-mark"),
    Field::text("new-packet-mark"),
    Field::reference("new-routing-mark", "routing/table"),
    Field::integer("new-dscp").or(&["from-priority", "from-priority-to-high-3-bits"]),
    Field::integer("new-mss").or(&["clamp-to-pmtu"]),
    Field::integer("new-priority").or(&["from-dscp", "from-dscp-high-3-bits", "from-ingress"]),
    Field::flag("passthrough").default_value("true"),
    Field::integer("sniff-id"),
    Field::address("sniff-target"),
    Field::integer("sniff-target-port"),
];

/// A row of an address list.
pub(super) const ADDRESS_LIST: &[Field] = &[
    Field::text("list").required(),
    // Also a DNS name, whose addresses then appear as dynamic rows.
    Field::new("address", AddressRange),
    Field::duration("timeout").volatile(),
    Field::state("creation-time", Time),
    Field::flag("dynamic").volatile(),
    Field::disabled(),
    Field::comment(),
];

const INTERFACE_WORDS: &[&str] = &["all-ethernet", "all-ppp", "all-vlan", "all-wireless"];

const ADDRESS_TYPES_V4: &[&str] = &["blackhole", "broadcast", "local", "multicast", "unicast"];

const ADDRESS_TYPES_V6: &[&str] = &["anycast", "local", "multicast", "unicast", "unreachable"];

const IPV4_OPTIONS: &[&str] = &[
    "any",
    "loose-source-routing",
    "no-record-route",
    "no-router-alert",
    "no-source-routing",
    "no-timestamp",
    "none",
    "record-route",
    "router-alert",
    "strict-source-routing",
    "timestamp",
];

// The names of IP protocols that users meet; numbers work for all others.
const PROTOCOLS: &[&str] = &[
    "tcp",
    "udp",
    "icmp",
    "icmpv6",
    "gre",
    "ipsec-ah",
    "ipsec-esp",
    "igmp",
    "ipip",
    "ipv6-encap",
    "l2tp",
    "ospf",
    "pim",
    "sctp",
    "vrrp",
    "dccp",
    "udp-lite",
    "etherip",
    "encap",
    "ipencap",
    "rsvp",
    "egp",
    "rdp",
];
