//! `ip/firewall`: what IPv4 packets may do.

use super::matchers::{
    ADDRESS_LIST, CONNECTION, CONNECTION_STATE, MANGLE, NAT_STATE, P2P, PACKET, RULE, TCP_FLAGS, TLS_HOST,
    V4, V4_CONNECTION,
};
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{
    Address, AddressRange, BitRate, Bytes, Duration, Enum, Flag, Integer, Text,
};

const AREA: Area = Area::Firewall;

const RESETS: &[&str] = &["reset-counters", "reset-counters-all"];

const FILTER: &[Field] = &[
    Field::text("chain").or(&["input", "forward", "output"]).required(),
    Field::one_of(
        "action",
        &[
            "accept",
            "drop",
            "reject",
            "fasttrack-connection",
            "jump",
            "return",
            "log",
            "passthrough",
            "tarpit",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    Field::one_of(
        "reject-with",
        &[
            "icmp-network-unreachable",
            "icmp-host-unreachable",
            "icmp-protocol-unreachable",
            "icmp-port-unreachable",
            "icmp-net-prohibited",
            "icmp-host-prohibited",
            "icmp-admin-prohibited",
            "tcp-reset",
        ],
    ),
    Field::flag("hw-offload").until(7, 21),
    CONNECTION_STATE,
    Field::list("connection-nat-state", &Enum(&["dstnat", "ein-dnat", "ein-snat", "srcnat"])).negatable(),
    TCP_FLAGS,
    TLS_HOST,
    P2P,
];

const NAT: &[Field] = &[
    Field::text("chain").or(&["srcnat", "dstnat", "input", "output"]).required(),
    Field::one_of(
        "action",
        &[
            "accept",
            "masquerade",
            "src-nat",
            "dst-nat",
            "redirect",
            "netmap",
            "same",
            "endpoint-independent-nat",
            "socksify",
            "jump",
            "return",
            "log",
            "passthrough",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    Field::new("to-addresses", AddressRange),
    Field::text("to-ports"),
    Field::flag("randomise-ports").since(7, 10),
    Field::flag("same-not-by-dst"),
    Field::address("socks5-server").since(7, 20),
    Field::integer("socks5-port").since(7, 20),
    Field::text("socksify-service").since(7, 20),
    Field::text("tls-host").negatable().until(7, 16),
];

const MANGLE_RULE: &[Field] = &[
    Field::text("chain").or(&["prerouting", "input", "forward", "output", "postrouting"]).required(),
    Field::one_of(
        "action",
        &[
            "accept",
            "mark-connection",
            "mark-packet",
            "mark-routing",
            "change-dscp",
            "change-mss",
            "change-ttl",
            "clear-df",
            "fasttrack-connection",
            "route",
            "set-priority",
            "sniff-pc",
            "sniff-tzsp",
            "strip-ipv4-options",
            "jump",
            "return",
            "log",
            "passthrough",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    Field::text("new-ttl"),
    Field::address("route-dst"),
    CONNECTION_STATE,
    NAT_STATE,
    TCP_FLAGS,
    TLS_HOST,
    P2P,
];

const RAW: &[Field] = &[
    Field::text("chain").or(&["prerouting", "output"]).required(),
    Field::one_of(
        "action",
        &[
            "accept",
            "drop",
            "notrack",
            "jump",
            "return",
            "log",
            "passthrough",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    TCP_FLAGS,
    TLS_HOST,
];

const TRACKED: &[Field] = &[
    Field::state("protocol", Text),
    Field::state("src-address", Address),
    Field::state("src-port", Integer),
    Field::state("dst-address", Address),
    Field::state("dst-port", Integer),
    Field::state("reply-src-address", Address),
    Field::state("reply-src-port", Integer),
    Field::state("reply-dst-address", Address),
    Field::state("reply-dst-port", Integer),
    Field::state(
        "tcp-state",
        Enum(&[
            "none",
            "syn-sent",
            "syn-recv",
            "established",
            "fin-wait",
            "close-wait",
            "last-ack",
            "time-wait",
            "close",
            "listen",
        ]),
    ),
    Field::state("timeout", Duration),
    Field::state("orig-rate", BitRate),
    Field::state("repl-rate", BitRate),
    Field::state("orig-bytes", Bytes),
    Field::state("repl-bytes", Bytes),
    Field::counter("orig-packets"),
    Field::counter("repl-packets"),
    Field::state("orig-fasttrack-bytes", Bytes),
    Field::state("repl-fasttrack-bytes", Bytes),
    Field::counter("orig-fasttrack-packets"),
    Field::counter("repl-fasttrack-packets"),
    Field::state("connection-mark", Text),
    Field::state("connection-type", Text),
    Field::state("icmp-type", Integer),
    Field::state("icmp-code", Integer),
    Field::state("icmp-id", Integer),
    Field::state("gre-key", Integer),
    Field::state("gre-protocol", Integer),
    Field::state("gre-version", Integer),
    Field::mark("seen-reply"),
    Field::mark("assured"),
    Field::mark("confirmed"),
    Field::mark("dying"),
    Field::mark("expected"),
    Field::mark("fasttrack"),
    Field::mark("hw-offload"),
    Field::mark("srcnat"),
    Field::mark("dstnat"),
    Field::mark("uses-helper"),
];

const TRACKING: &[Field] = &[
    Field::one_of("enabled", &["auto", "yes", "no"]).default_value("auto"),
    Field::state("active-ipv4", Flag),
    Field::state("active-ipv6", Flag),
    Field::state("total-entries", Integer),
    Field::state("total-ip4-entries", Integer),
    Field::state("total-ip6-entries", Integer),
    Field::fact("max-entries", Integer),
    Field::duration("generic-timeout").default_value("10m"),
    Field::duration("icmp-timeout").default_value("10s"),
    Field::duration("udp-timeout").default_value("30s"),
    Field::duration("udp-stream-timeout").default_value("3m"),
    Field::duration("tcp-established-timeout").default_value("1d"),
    Field::duration("tcp-syn-sent-timeout").default_value("5s"),
    Field::duration("tcp-syn-received-timeout").default_value("5s"),
    Field::duration("tcp-fin-wait-timeout").default_value("10s"),
    Field::duration("tcp-close-wait-timeout").default_value("10s"),
    Field::duration("tcp-last-ack-timeout").default_value("10s"),
    Field::duration("tcp-time-wait-timeout").default_value("10s"),
    Field::duration("tcp-close-timeout").default_value("10s"),
    Field::duration("tcp-max-retrans-timeout").default_value("5m"),
    Field::duration("tcp-unacked-timeout").default_value("5m"),
    Field::flag("loose-tcp-tracking").default_value("true"),
    Field::flag("liberal-tcp-tracking").default_value("false").since(7, 20),
];

const LAYER7: &[Field] = &[Field::text("name"), Field::text("regexp"), Field::comment()];

const SERVICE_PORT: &[Field] = &[
    Field::fact("name", Text),
    Field::list("ports", &Integer),
    Field::disabled(),
    Field::mark("invalid"),
    Field::flag("sip-direct-media"),
    Field::duration("sip-timeout"),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::ordered(
        "ip/firewall/filter",
        "Which IPv4 packets pass",
        AREA,
        fields![FILTER, RULE, PACKET, CONNECTION, V4, V4_CONNECTION],
    )
    .risk(Risk::Critical)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ip/firewall/nat",
        "IPv4 address translation",
        AREA,
        fields![NAT, RULE, PACKET, CONNECTION, V4, V4_CONNECTION],
    )
    .risk(Risk::Critical)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ip/firewall/mangle",
        "Marks and changes of IPv4 packets",
        AREA,
        fields![MANGLE_RULE, MANGLE, RULE, PACKET, CONNECTION, V4, V4_CONNECTION],
    )
    .risk(Risk::High)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ip/firewall/raw",
        "Which IPv4 packets pass before connection tracking",
        AREA,
        fields![RAW, RULE, PACKET, V4],
    )
    .risk(Risk::Critical)
    .management()
    .commands(RESETS),
    Menu::list("ip/firewall/address-list", "Named sets of IPv4 addresses", AREA, ADDRESS_LIST)
        .identity(&["list", "address"])
        .risk(Risk::High)
        .management(),
    Menu::list("ip/firewall/connection", "Connections that pass now", AREA, TRACKED).only(Changes::Remove),
    Menu::settings("ip/firewall/connection/tracking", "Connection tracking", AREA, TRACKING)
        .risk(Risk::High)
        .management(),
    Menu::list("ip/firewall/layer7-protocol", "Patterns of protocols", AREA, LAYER7).identity(&["name"]),
    Menu::list(
        "ip/firewall/service-port",
        "Helpers for protocols with several connections",
        AREA,
        SERVICE_PORT,
    )
    .identity(&["name"])
    .only(Changes::Set),
];
