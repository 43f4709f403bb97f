//! `tool` and `snmp`: watching, and being watched.

use super::common::BUILTIN_LISTS;
use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{
    Address, AddressRange, Duration, Enum, Integer, List, Mac, Percent, Reference, Text, Time,
};

const AREA: Area = Area::Tool;

const NETWATCH: &[Field] = &[
    Field::text("name"),
    Field::text("host").required(),
    Field::one_of("type", &["simple", "icmp", "tcp-conn", "http-get", "https-get", "dns"])
        .default_value("simple"),
    Field::state("status", Enum(&["unknown", "up", "down"])),
    Field::state("since", Time),
    Field::disabled(),
    Field::duration("interval").default_value("10s"),
    Field::duration("timeout").default_value("3s"),
    Field::duration("start-delay"),
    Field::duration("startup-delay").default_value("5m"),
    Field::address("src-address").since(7, 11),
    Field::integer("port"),
    Field::list("http-codes", &Text),
    Field::reference("certificate", "certificate").or(&["none"]),
    Field::flag("check-certificate"),
    Field::one_of("record-type", &["A", "AAAA", "MX", "NS"]).since(7, 16),
    Field::address("dns-server").since(7, 16),
    Field::integer("packet-count"),
    Field::duration("packet-interval"),
    Field::integer("packet-size"),
    Field::integer("ttl").since(7, 16),
    Field::flag("accept-icmp-time-exceeded").since(7, 16),
    Field::duration("thr-avg"),
    Field::duration("thr-max"),
    Field::duration("thr-jitter"),
    Field::duration("thr-stdev"),
    Field::integer("thr-loss-count"),
    Field::new("thr-loss-percent", Percent),
    Field::duration("thr-tcp-conn-time"),
    Field::duration("thr-http-time"),
    Field::flag("early-failure-detection").since(7, 20),
    Field::flag("early-success-detection").since(7, 20),
    Field::flag("ignore-initial-down").since(7, 17),
    Field::flag("ignore-initial-up").since(7, 17),
    Field::text("up-script"),
    Field::text("down-script"),
    Field::text("test-script"),
    Field::counter("done-tests"),
    Field::counter("failed-tests"),
    Field::state("sent-count", Integer),
    Field::state("response-count", Integer),
    Field::state("loss-count", Integer),
    Field::state("loss-percent", Percent),
    Field::state("rtt-min", Duration),
    Field::state("rtt-avg", Duration),
    Field::state("rtt-max", Duration),
    Field::state("rtt-jitter", Duration),
    Field::state("rtt-stdev", Duration),
    Field::state("tcp-connect-time", Duration),
    Field::state("http-resp-time", Duration),
    Field::state("http-status-code", Integer),
    Field::state("ip", Address),
    Field::state("ip6", Address),
    Field::state("mail-servers", List(&Text)).untrusted(),
    Field::state("name-servers", List(&Text)).untrusted(),
    Field::comment(),
];

const SNMP: &[Field] = &[
    Field::flag("enabled").default_value("false"),
    Field::text("contact"),
    Field::text("location"),
    Field::text("engine-id").until(7, 10),
    Field::text("engine-id-suffix").since(7, 10),
    Field::address("src-address").default_value("::"),
    Field::list("trap-target", &Address),
    // A community's name is its password.
    Field::text("trap-community").secret(),
    Field::one_of("trap-version", &["1", "2", "3"]).default_value("1"),
    Field::list("trap-generators", &Enum(&["interfaces", "start-trap", "temp-exception"])),
    Field::list("trap-interfaces", &Reference("interface")),
    Field::reference("vrf", "ip/vrf").default_value("main"),
];

const COMMUNITY: &[Field] = &[
    // A community's name is its password, and yet the only thing that tells rows apart.
    Field::text("name").secret(),
    Field::list("addresses", &AddressRange),
    Field::one_of("security", &["none", "authorized", "private"]).default_value("none"),
    Field::flag("read-access").default_value("true"),
    Field::flag("write-access").default_value("false"),
    Field::one_of("authentication-protocol", &["MD5", "SHA1"]).default_value("MD5"),
    Field::text("authentication-password").secret(),
    Field::one_of("encryption-protocol", &["DES", "AES"]).default_value("DES"),
    Field::text("encryption-password").secret(),
    Field::mark("default"),
    Field::disabled(),
    Field::comment(),
];

const MAC_SERVER: &[Field] =
    &[Field::reference("allowed-interface-list", "interface/list").or(BUILTIN_LISTS).negatable()];

const BANDWIDTH_SERVER: &[Field] = &[
    Field::flag("enabled").default_value("true"),
    Field::flag("authenticate").default_value("true"),
    Field::integer("allocate-udp-ports-from").default_value("2000"),
    Field::integer("max-sessions").default_value("100"),
    Field::list("allowed-addresses4", &AddressRange).since(7, 18),
    Field::list("allowed-addresses6", &AddressRange).since(7, 18),
];

const ROMON: &[Field] = &[
    Field::flag("enabled").default_value("false"),
    Field::new("id", Mac),
    Field::state("current-id", Mac),
    Field::list("secrets", &Text).secret(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    // Its scripts run with nearly every right.
    Menu::list("tool/netwatch", "Hosts that are watched", AREA, NETWATCH)
        .identity(&["host", "type", "port"])
        .risk(Risk::High),
    Menu::settings("snmp", "The SNMP agent", AREA, SNMP).commands(&["send-trap"]),
    // One with write access changes the router.
    Menu::list("snmp/community", "Who may ask by SNMP", AREA, COMMUNITY).risk(Risk::High),
    Menu::settings("tool/mac-server", "Where MAC Telnet is let in", AREA, MAC_SERVER)
        .risk(Risk::High)
        .management(),
    Menu::settings("tool/mac-server/mac-winbox", "Where WinBox is let in by MAC address", AREA, MAC_SERVER)
        .risk(Risk::High)
        .management(),
    Menu::settings("tool/bandwidth-server", "Bandwidth tests from others", AREA, BANDWIDTH_SERVER),
    Menu::settings("tool/romon", "Management between routers without IP", AREA, ROMON)
        .risk(Risk::High)
        .management()
        .commands(&["discover", "ping", "ssh"]),
];
