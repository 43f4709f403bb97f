//! `interface`: ports and what is made of them, except bridges, Wi-Fi and tunnels.

use super::common::{ARP, BUILTIN_LISTS, LOOP_PROTECT};
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, counters, fields};
use crate::domain::field::FieldType::{Address, Bytes, Flag, Integer, Mac, Reference, Text, Time};

const AREA: Area = Area::Interface;

const FLOW_CONTROL: &[&str] = &["off", "on", "auto"];

const INTERFACE: &[Field] = &[
    Field::text("name"),
    Field::fact("type", Text),
    Field::fact("default-name", Text),
    Field::mark("running"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("slave"),
    Field::mark("inactive"),
    Field::mark("passthrough"),
    Field::integer("mtu").or(&["auto"]),
    Field::state("actual-mtu", Integer),
    Field::integer("l2mtu"),
    Field::fact("max-l2mtu", Integer),
    Field::fact("mac-address", Mac),
    Field::state("vrf", Reference("ip/vrf")),
    Field::counter("link-downs"),
    Field::state("last-link-up-time", Time),
    Field::state("last-link-down-time", Time),
    Field::state("rx-byte", Bytes),
    Field::state("tx-byte", Bytes),
    Field::counter("rx-packet"),
    Field::counter("tx-packet"),
    Field::counter("rx-drop"),
    Field::counter("tx-drop"),
    Field::counter("tx-queue-drop"),
    Field::counter("rx-error"),
    Field::counter("tx-error"),
    Field::state("fp-rx-byte", Bytes),
    Field::state("fp-tx-byte", Bytes),
    Field::counter("fp-rx-packet"),
    Field::counter("fp-tx-packet"),
    Field::counter("fp-rps-drop"),
    Field::comment(),
];

const ETHERNET: &[Field] = &[
    Field::text("name"),
    Field::fact("default-name", Text),
    Field::mark("running"),
    Field::disabled(),
    Field::mark("slave"),
    Field::fact("switch", Text).hardware(),
    Field::integer("mtu").default_value("1500"),
    Field::integer("l2mtu"),
    Field::new("mac-address", Mac),
    Field::new("orig-mac-address", Mac),
    Field::flag("auto-negotiation").default_value("true"),
    // The names of link modes changed with 7.12 (`1000M-full` became `1G-baseT-full`).
    Field::list("advertise", &Text),
    Field::text("speed"),
    Field::flag("full-duplex").until(7, 12),
    Field::one_of("rx-flow-control", FLOW_CONTROL).default_value("off"),
    Field::one_of("tx-flow-control", FLOW_CONTROL).default_value("off"),
    Field::text("bandwidth").hardware(),
    Field::flag("disable-running-check").default_value("true"),
    Field::one_of("combo-mode", &["auto", "copper", "sfp"]),
    Field::one_of("fec-mode", &["off", "auto", "fec74", "fec91"]),
    Field::one_of("cable-settings", &["default", "short", "standard"]).default_value("default"),
    Field::flag("mdix-enable"),
    Field::integer("sfp-shutdown-temperature"),
    Field::text("sfp-rate-select"),
    Field::flag("sfp-ignore-rx-los").since(7, 15),
    Field::interface("passthrough-interface").or(&["none"]).hardware(),
    Field::one_of("poe-out", &["off", "auto-on", "forced-on", "forced-on-a", "forced-on-bt"]).hardware(),
    Field::integer("poe-priority").hardware(),
    Field::one_of("poe-voltage", &["auto", "low", "high"]).hardware(),
    Field::flag("power-cycle-ping-enabled").hardware(),
    Field::new("power-cycle-ping-address", Address).hardware(),
    Field::duration("power-cycle-ping-timeout").hardware(),
    Field::duration("power-cycle-interval").or(&["none"]).hardware(),
    Field::comment(),
];

const ETHERNET_BYTES: &[Field] = &[
    Field::state("rx-bytes", Bytes),
    Field::state("tx-bytes", Bytes),
    Field::state("driver-rx-byte", Bytes),
    Field::state("driver-tx-byte", Bytes),
    Field::state("tx-drop-byte", Bytes),
];

const ETHERNET_COUNTERS: &[Field] = &counters(&[
    "rx-packet",
    "tx-packet",
    "rx-drop",
    "tx-drop",
    "driver-rx-packet",
    "driver-tx-packet",
    "rx-unicast",
    "tx-unicast",
    "rx-broadcast",
    "tx-broadcast",
    "rx-multicast",
    "tx-multicast",
    "rx-control",
    "tx-control",
    "rx-pause",
    "tx-pause",
    "tx-pause-honored",
    "rx-64",
    "rx-65-127",
    "rx-128-255",
    "rx-256-511",
    "rx-512-1023",
    "rx-1024-1518",
    "rx-1519-max",
    "rx-1024-max",
    "tx-64",
    "tx-65-127",
    "tx-128-255",
    "tx-256-511",
    "tx-512-1023",
    "tx-1024-1518",
    "tx-1519-max",
    "tx-1024-max",
    "tx-rx-64",
    "tx-rx-65-127",
    "tx-rx-128-255",
    "tx-rx-256-511",
    "tx-rx-512-1023",
    "tx-rx-1024-1518",
    "tx-rx-1519-max",
    "tx-rx-1024-max",
]);

const ETHERNET_ERRORS: &[Field] = &counters(&[
    "rx-fcs-error",
    "tx-fcs-error",
    "rx-align-error",
    "rx-carrier-error",
    "rx-code-error",
    "rx-error-events",
    "rx-length-error",
    "rx-overflow",
    "rx-fragment",
    "tx-fragment",
    "rx-jabber",
    "tx-jabber",
    "rx-too-long",
    "tx-too-long",
    "rx-too-short",
    "tx-too-short",
    "rx-unknown-op",
    "rx-ip-header-checksum-error",
    "rx-tcp-checksum-error",
    "rx-udp-checksum-error",
    "tx-carrier-sense-error",
    "tx-collision",
    "tx-single-collision",
    "tx-multiple-collision",
    "tx-late-collision",
    "tx-excessive-collision",
    "tx-total-collision",
    "tx-deferred",
    "tx-excessive-deferred",
    "tx-underrun",
    "fc-fec-block-corrected",
    "fc-fec-block-uncorrected",
    "fc-fec-rx-block",
    "rs-fec-codewords",
    "rs-fec-corrected",
    "rs-fec-symbol-error",
    "rs-fec-uncorrected",
    "current-learned",
    "not-learned",
    "custom-drop-packet",
    "policy-drop-packet",
]);

const ETHERNET_QUEUES: &[Field] = &counters(&[
    "tx-drop-packet",
    "tx-queue0-packet",
    "tx-queue0-byte",
    "tx-drop-queue0-packet",
    "tx-drop-queue0-byte",
    "tx-queue1-packet",
    "tx-queue1-byte",
    "tx-drop-queue1-packet",
    "tx-drop-queue1-byte",
    "tx-queue2-packet",
    "tx-queue2-byte",
    "tx-drop-queue2-packet",
    "tx-drop-queue2-byte",
    "tx-queue3-packet",
    "tx-queue3-byte",
    "tx-drop-queue3-packet",
    "tx-drop-queue3-byte",
    "tx-queue4-packet",
    "tx-queue4-byte",
    "tx-drop-queue4-packet",
    "tx-drop-queue4-byte",
    "tx-queue5-packet",
    "tx-queue5-byte",
    "tx-drop-queue5-packet",
    "tx-drop-queue5-byte",
    "tx-queue6-packet",
    "tx-queue6-byte",
    "tx-drop-queue6-packet",
    "tx-drop-queue6-byte",
    "tx-queue7-packet",
    "tx-queue7-byte",
    "tx-drop-queue7-packet",
    "tx-drop-queue7-byte",
    "tx-queue-custom0-drop-packet",
    "tx-queue-custom0-drop-byte",
    "tx-queue-custom1-drop-packet",
    "tx-queue-custom1-drop-byte",
]);

const VLAN: &[Field] = &[
    Field::text("name"),
    Field::integer("vlan-id").required(),
    Field::interface("interface").required(),
    Field::mark("running"),
    Field::disabled(),
    Field::integer("mtu").default_value("1500"),
    Field::state("l2mtu", Integer),
    Field::fact("mac-address", Mac),
    Field::flag("use-service-tag").default_value("false"),
    Field::flag("mvrp").default_value("false").since(7, 15),
    Field::flag("l3-hw-offloading").hardware(),
    Field::mark("hw-offloaded"),
    Field::comment(),
];

const LIST: &[Field] = &[
    Field::text("name").required(),
    Field::list("include", &Reference("interface/list")),
    Field::list("exclude", &Reference("interface/list")),
    Field::fact("builtin", Flag),
    Field::mark("dynamic"),
    Field::comment(),
];

const LIST_MEMBER: &[Field] = &[
    Field::reference("list", "interface/list").or(BUILTIN_LISTS).required(),
    Field::interface("interface").required(),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::comment(),
];

const BONDING: &[Field] = &[
    Field::text("name"),
    Field::list("slaves", &Reference("interface")),
    Field::one_of(
        "mode",
        &["802.3ad", "active-backup", "balance-alb", "balance-rr", "balance-tlb", "balance-xor", "broadcast"],
    )
    .default_value("balance-rr"),
    Field::mark("running"),
    Field::disabled(),
    Field::integer("mtu").default_value("1500"),
    Field::fact("mac-address", Mac),
    Field::new("forced-mac-address", Mac),
    Field::interface("primary").or(&["none"]).default_value("none"),
    Field::one_of("link-monitoring", &["mii", "arp", "none"]).default_value("mii"),
    Field::duration("mii-interval").default_value("100ms"),
    Field::duration("arp-interval").default_value("100ms"),
    Field::list("arp-ip-targets", &Address),
    Field::duration("up-delay").default_value("0s"),
    Field::duration("down-delay").default_value("0s"),
    Field::integer("min-links").default_value("0"),
    Field::one_of(
        "transmit-hash-policy",
        &["layer-2", "layer-2-and-3", "layer-3-and-4", "encap-2-and-3", "encap-3-and-4"],
    )
    .default_value("layer-2"),
    Field::one_of("lacp-rate", &["30secs", "1sec"]).default_value("30secs"),
    Field::one_of("lacp-mode", &["active", "passive"]).since(7, 19),
    Field::new("lacp-system-id", Mac).since(7, 21),
    Field::integer("lacp-system-priority").since(7, 21),
    Field::integer("lacp-user-key"),
    Field::integer("mlag-id"),
    Field::comment(),
];

const VRRP: &[Field] = &[
    Field::text("name"),
    Field::interface("interface").required(),
    Field::integer("vrid").default_value("1"),
    Field::integer("priority").default_value("100"),
    Field::duration("interval").default_value("1s"),
    Field::mark("running"),
    Field::mark("master"),
    Field::mark("backup"),
    Field::mark("failure"),
    Field::mark("invalid"),
    Field::mark("grp-authority"),
    Field::mark("grp-member"),
    Field::disabled(),
    Field::flag("preemption-mode").default_value("true"),
    Field::one_of("version", &["2", "3"]).default_value("3"),
    Field::one_of("v3-protocol", &["ipv4", "ipv6"]).default_value("ipv4"),
    Field::flag("v3-checksum-as-v2").since(7, 24),
    Field::one_of("authentication", &["none", "simple", "ah"]).default_value("none"),
    Field::text("password").secret(),
    Field::address("remote-address"),
    Field::interface("group-master").or(&["", "none", "self"]),
    Field::interface("group-authority").or(&["", "none", "self"]).since(7, 10),
    Field::flag("sync-connection-tracking").default_value("false"),
    Field::one_of("connection-tracking-mode", &["passive-active", "active-active"]).since(7, 20),
    Field::integer("connection-tracking-port").since(7, 20),
    Field::text("on-master"),
    Field::text("on-backup"),
    Field::text("on-fail"),
    Field::integer("mtu").until(7, 20),
    Field::fact("mac-address", Mac),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("interface", "Every interface, of whatever kind", AREA, INTERFACE)
        .identity(&["name"])
        .only(Changes::Set)
        .risk(Risk::Critical)
        .management()
        .commands(&["blink", "monitor-traffic", "reset-counters"]),
    Menu::list(
        "interface/ethernet",
        "Ethernet ports",
        AREA,
        fields![
            ETHERNET,
            ARP,
            LOOP_PROTECT,
            ETHERNET_BYTES,
            ETHERNET_COUNTERS,
            ETHERNET_ERRORS,
            ETHERNET_QUEUES
        ],
    )
    .identity(&["default-name"])
    .only(Changes::Set)
    .risk(Risk::Critical)
    .management()
    .commands(&["blink", "cable-test", "monitor", "reset-counters", "reset-mac-address"]),
    Menu::list("interface/vlan", "VLAN interfaces", AREA, fields![VLAN, ARP, LOOP_PROTECT])
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/list", "Named sets of interfaces", AREA, LIST)
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/list/member", "Which interface is in which set", AREA, LIST_MEMBER)
        .identity(&["list", "interface"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/bonding", "Several ports as one", AREA, fields![BONDING, ARP])
        .identity(&["name"])
        .risk(Risk::Critical)
        .management()
        .commands(&["monitor", "monitor-slaves"]),
    Menu::list("interface/vrrp", "Addresses shared between routers", AREA, fields![VRRP, ARP])
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
];
