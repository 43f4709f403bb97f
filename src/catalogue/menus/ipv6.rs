//! `ipv6`: addresses, routes, neighbours and the firewall of IPv6.

use super::matchers::{
    ADDRESS_LIST, CONNECTION, CONNECTION_STATE, MANGLE, NAT_STATE, PACKET, RULE, TCP_FLAGS, TLS_HOST, V6,
};
use super::routing::ROUTE;
use crate::catalogue::menu::{Area, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{
    Address, AddressRange, Bytes, Duration, Enum, Flag, Mac, Prefix, Reference, Text,
};

const AREA: Area = Area::Ipv6;

const RESETS: &[&str] = &["reset-counters", "reset-counters-all"];

const ADDRESS: &[Field] = &[
    Field::new("address", Prefix),
    Field::interface("interface").required(),
    Field::reference("from-pool", "ipv6/pool"),
    Field::one_of("from-pool-policy", &["recommended", "strict", "without-acquire"]).since(7, 23),
    Field::flag("advertise").default_value("true"),
    Field::flag("eui-64").default_value("false"),
    Field::flag("no-dad").default_value("false"),
    Field::flag("auto-link-local").default_value("true").since(7, 18),
    Field::state("actual-interface", Reference("interface")),
    Field::state("vrf", Reference("ip/vrf")),
    Field::state("valid", Duration).or(&["forever"]),
    Field::state("preferred", Duration).or(&["forever"]),
    Field::mark("global"),
    Field::mark("link-local"),
    Field::mark("deprecated"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::mark("slave"),
    Field::comment(),
];

const ROUTE_V6: &[Field] = &[
    Field::mark("slaac"),
    Field::address("pref-src").since(7, 20),
    Field::flag("suppress-hw-offload").since(7, 12).until(7, 21),
];

const NEIGHBOR: &[Field] = &[
    Field::address("address").since(7, 18),
    Field::new("mac-address", Mac).since(7, 18),
    Field::interface("interface").since(7, 18),
    Field::state("status", Text),
    Field::mark("router"),
    Field::disabled().since(7, 18),
    Field::mark("dynamic"),
    Field::state("vrf", Reference("ip/vrf")),
    Field::comment().since(7, 18),
];

const POOL: &[Field] = &[
    Field::text("name").required(),
    Field::new("prefix", Prefix),
    Field::integer("prefix-length").required(),
    Field::reference("from-pool", "ipv6/pool").since(7, 22),
    Field::state("actual-prefix", Prefix),
    Field::state("valid-lifetime", Duration),
    Field::state("preferred-lifetime", Duration),
    Field::mark("dynamic"),
    Field::mark("inactive"),
    Field::comment(),
];

const SETTINGS: &[Field] = &[
    Field::flag("disable-ipv6").default_value("false"),
    Field::flag("forward").default_value("true"),
    Field::one_of("accept-redirects", &["no", "yes-if-forwarding-disabled"])
        .default_value("yes-if-forwarding-disabled"),
    Field::one_of("accept-router-advertisements", &["no", "yes", "yes-if-forwarding-disabled"])
        .default_value("yes-if-forwarding-disabled"),
    Field::reference("accept-router-advertisements-on", "interface/list").since(7, 21),
    Field::flag("disable-link-local-address").default_value("false").since(7, 18),
    Field::flag("allow-fast-path").default_value("true").since(7, 18),
    Field::one_of("multipath-hash-policy", &["l3", "l3-inner", "l4"]).default_value("l3").since(7, 16),
    Field::integer("max-neighbor-entries"),
    Field::integer("min-neighbor-entries").since(7, 17),
    Field::integer("soft-max-neighbor-entries").since(7, 17),
    Field::integer("stale-neighbor-detect-interval").since(7, 17),
    Field::integer("stale-neighbor-timeout").since(7, 17),
    Field::state("ipv6-fast-path-active", Flag),
    Field::counter("ipv6-fast-path-packets"),
    Field::state("ipv6-fast-path-bytes", Bytes),
    Field::state("ipv6-fasttrack-active", Flag),
    Field::counter("ipv6-fasttrack-packets"),
    Field::state("ipv6-fasttrack-bytes", Bytes),
];

const ND: &[Field] = &[
    Field::interface("interface").or(&["all"]),
    Field::duration("ra-lifetime").or(&["none"]).default_value("30m"),
    // A range, `3m20s-10m`.
    Field::text("ra-interval").default_value("3m20s-10m"),
    Field::duration("ra-delay").default_value("3s"),
    Field::one_of("ra-preference", &["low", "medium", "high"]).default_value("medium"),
    Field::integer("hop-limit").or(&["unspecified"]).default_value("unspecified"),
    Field::integer("mtu").or(&["unspecified"]).default_value("unspecified"),
    Field::duration("reachable-time").or(&["unspecified"]).default_value("unspecified"),
    Field::duration("retransmit-interval").or(&["unspecified"]).default_value("unspecified"),
    Field::flag("managed-address-configuration").default_value("false"),
    Field::flag("other-configuration").default_value("false"),
    Field::flag("advertise-mac-address").default_value("true"),
    Field::flag("advertise-dns").or(&["self"]),
    Field::list("dns", &Address),
    Field::list("pref64", &Prefix),
    Field::disabled(),
    Field::mark("default"),
    Field::mark("invalid"),
    Field::comment(),
];

const DHCP_CLIENT: &[Field] = &[
    Field::interface("interface").required(),
    Field::list("request", &Enum(&["info", "address", "prefix"])).required(),
    Field::state("status", Text),
    Field::state("address", Text),
    Field::state("prefix", Text),
    Field::text("pool-name"),
    Field::integer("pool-prefix-length").default_value("64"),
    Field::new("prefix-hint", Prefix),
    Field::list("prefix-address-lists", &Text).since(7, 17),
    Field::flag("accept-prefix-without-address").since(7, 20),
    Field::flag("add-default-route").default_value("false"),
    Field::integer("default-route-distance").default_value("1"),
    Field::list("default-route-tables", &Text).since(7, 19),
    Field::one_of("check-gateway", &["none", "arp", "ping", "bfd"]).since(7, 19),
    Field::flag("use-peer-dns").default_value("true"),
    Field::flag("rapid-commit").default_value("true"),
    Field::flag("use-interface-duid").default_value("false"),
    Field::text("custom-duid").since(7, 18),
    Field::integer("custom-iana-id").since(7, 20),
    Field::integer("custom-iapd-id").since(7, 20),
    Field::flag("validate-server-duid").since(7, 18),
    Field::flag("allow-reconfigure").since(7, 17),
    Field::list("dhcp-options", &Text),
    Field::text("script"),
    Field::state("dhcp-server-v6", Address),
    Field::state("duid", Text),
    Field::state("reconfigure-key", Text).secret(),
    Field::state("reconfigure-last-counter", Text),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::comment(),
];

const CHAIN_FILTER: &[Field] = &[
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
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    Field::one_of(
        "reject-with",
        &[
            "icmp-no-route",
            "icmp-admin-prohibited",
            "icmp-not-neighbour",
            "icmp-address-unreachable",
            "icmp-port-unreachable",
            "icmp-err-src-routing-header",
            "icmp-headers-too-long",
            "tcp-reset",
        ],
    ),
    CONNECTION_STATE,
    NAT_STATE,
    TCP_FLAGS,
    TLS_HOST,
];

const CHAIN_NAT: &[Field] = &[
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
            "jump",
            "return",
            "log",
            "passthrough",
            "add-src-to-address-list",
            "add-dst-to-address-list",
        ],
    )
    .default_value("accept"),
    Field::new("to-address", AddressRange),
    Field::text("to-ports"),
    CONNECTION_STATE,
    TCP_FLAGS,
    Field::text("tls-host").negatable().until(7, 16),
];

const CHAIN_MANGLE: &[Field] = &[
    Field::text("chain").or(&["prerouting", "input", "forward", "output", "postrouting"]).required(),
    Field::text("action").default_value("accept"),
    Field::text("new-hop-limit"),
    Field::new("src-prefix", Prefix),
    Field::new("dst-prefix", Prefix),
    CONNECTION_STATE,
    NAT_STATE,
    TCP_FLAGS,
    TLS_HOST,
];

const CHAIN_RAW: &[Field] = &[
    Field::text("chain").or(&["prerouting", "output"]).required(),
    Field::text("action").default_value("accept"),
    TCP_FLAGS,
    TLS_HOST,
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("ipv6/address", "IPv6 addresses of interfaces", AREA, ADDRESS)
        .identity(&["address", "interface"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("ipv6/route", "IPv6 routes", AREA, fields![ROUTE, ROUTE_V6])
        .identity(&["dst-address", "gateway", "routing-table", "distance"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("ipv6/neighbor", "Which IPv6 address has which MAC address", AREA, NEIGHBOR)
        .identity(&["address", "interface"]),
    Menu::list("ipv6/pool", "IPv6 prefix pools", AREA, POOL).identity(&["name"]),
    Menu::settings("ipv6/settings", "The IPv6 stack", AREA, SETTINGS).risk(Risk::High).management(),
    Menu::list("ipv6/nd", "What the router announces to hosts", AREA, ND)
        .identity(&["interface"])
        .risk(Risk::High),
    Menu::list("ipv6/dhcp-client", "IPv6 addresses and prefixes from servers", AREA, DHCP_CLIENT)
        .identity(&["interface"])
        .risk(Risk::High)
        .management()
        .commands(&["release", "renew"]),
    Menu::ordered(
        "ipv6/firewall/filter",
        "Which IPv6 packets pass",
        AREA,
        fields![CHAIN_FILTER, RULE, PACKET, CONNECTION, V6],
    )
    .risk(Risk::Critical)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ipv6/firewall/nat",
        "IPv6 address translation",
        AREA,
        fields![CHAIN_NAT, RULE, PACKET, CONNECTION, V6],
    )
    .risk(Risk::High)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ipv6/firewall/mangle",
        "Marks and changes of IPv6 packets",
        AREA,
        fields![CHAIN_MANGLE, MANGLE, RULE, PACKET, CONNECTION, V6],
    )
    .risk(Risk::High)
    .management()
    .commands(RESETS),
    Menu::ordered(
        "ipv6/firewall/raw",
        "Which IPv6 packets pass before connection tracking",
        AREA,
        fields![CHAIN_RAW, RULE, PACKET, V6],
    )
    .risk(Risk::Critical)
    .management()
    .commands(RESETS),
    Menu::list("ipv6/firewall/address-list", "Named sets of IPv6 addresses", AREA, ADDRESS_LIST)
        .identity(&["list", "address"])
        .risk(Risk::High)
        .management(),
];
