//! `interface/wifi`: wireless of the drivers since 7.13.

mod profile;

use super::common::{ARP, BUILTIN_LISTS};
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{
    BitRate, Bytes, Duration, Enum, Integer, List, Mac, Reference, Text, Time,
};
use profile::{aaa, channel, configuration, datapath, interworking, security, steering};

const AREA: Area = Area::Wifi;

const AUTHENTICATION: &[&str] = &[
    "wpa-psk",
    "wpa2-psk",
    "wpa2-psk-sha2",
    "wpa3-psk",
    "wpa-eap",
    "wpa2-eap",
    "wpa3-eap",
    "wpa3-eap-192",
    "owe",
];

const CIPHERS: &[&str] = &["tkip", "ccmp", "ccmp-256", "gcmp", "gcmp-256"];

const BANDS: &[&str] = &[
    "2ghz-g", "2ghz-n", "2ghz-ax", "2ghz-be", "5ghz-a", "5ghz-n", "5ghz-ac", "5ghz-ax", "5ghz-be", "6ghz-ax",
    "6ghz-be",
];

const WIDTHS: &[&str] =
    &["20mhz", "20/40mhz", "20/40mhz-Ce", "20/40mhz-eC", "20/40/80mhz", "20/40/80/160mhz"];

/// Which profiles a configuration or an interface takes.
const PROFILES: &[Field] = &[
    Field::reference("security", "interface/wifi/security"),
    Field::reference("channel", "interface/wifi/channel"),
    Field::reference("datapath", "interface/wifi/datapath"),
    Field::text("aaa"),
    Field::text("steering"),
    Field::text("interworking"),
];

/// What every profile has.
const NAMED: &[Field] = &[Field::text("name").required(), Field::disabled(), Field::comment()];

const INTERFACE: &[Field] = &[
    Field::text("name"),
    Field::fact("default-name", Text),
    Field::mark("running"),
    Field::disabled(),
    Field::mark("inactive"),
    Field::mark("master"),
    Field::mark("bound"),
    Field::mark("dynamic"),
    Field::new("mac-address", Mac),
    Field::new("radio-mac", Mac),
    Field::reference("master-interface", "interface/wifi").or(&["none"]),
    Field::reference("configuration", "interface/wifi/configuration"),
    Field::integer("mtu"),
    Field::integer("l2mtu"),
    Field::flag("disable-running-check"),
    Field::text("mld-interface").since(7, 22),
    Field::text("mld-name").since(7, 22),
    Field::state("cap", Text).untrusted(),
    Field::state("network", Text),
    Field::comment(),
];

const REGISTRATION: &[Field] = &[
    Field::state("mac-address", Mac),
    Field::state("interface", Reference("interface")),
    Field::state("ssid", Text).untrusted(),
    // In dBm.
    Field::state("signal", Integer),
    Field::state("uptime", Duration),
    Field::state("last-activity", Duration),
    Field::mark("authorized"),
    Field::state("auth-type", Text),
    Field::state("band", Text),
    Field::state("tx-rate", BitRate),
    Field::state("rx-rate", BitRate),
    Field::state("tx-bits-per-second", BitRate),
    Field::state("rx-bits-per-second", BitRate),
    // Sent and received: `1234,5678`.
    Field::state("bytes", List(&Bytes)),
    Field::state("packets", List(&Integer)),
    Field::state("vlan-id", Integer),
    Field::state("eap-identity", Text).untrusted(),
    Field::state("mld-interfaces", List(&Text)),
    Field::state("mld-link-addresses", List(&Mac)),
    Field::state("signal-per-link", List(&Integer)),
    Field::state("tx-rate-per-link", List(&BitRate)),
    Field::state("rx-rate-per-link", List(&BitRate)),
    Field::state("tx-bits-per-second-per-link", List(&BitRate)),
    Field::state("rx-bits-per-second-per-link", List(&BitRate)),
    Field::state("tx-bytes-per-link", List(&Bytes)),
    Field::state("rx-bytes-per-link", List(&Bytes)),
    Field::state("tx-packets-per-link", List(&Integer)),
    Field::state("rx-packets-per-link", List(&Integer)),
    Field::state("comment", Text).untrusted(),
];

const RADIO: &[Field] = &[
    Field::fact("radio-mac", Mac),
    Field::state("interface", Reference("interface")),
    Field::state("cap", Text).untrusted(),
    Field::mark("local"),
    Field::fact("hw-type", Text),
    Field::fact("hw-caps", List(&Text)),
    Field::fact("bands", List(&Text)),
    Field::fact("ciphers", List(&Text)),
    Field::fact("countries", List(&Text)),
    Field::state("current-country", Text),
    Field::state("current-channels", List(&Text)),
    Field::state("current-gopclasses", List(&Integer)),
    Field::state("current-max-reg-power", Integer),
    Field::state("current-halow-regdom", Text),
    Field::fact("2g-channels", List(&Integer)),
    Field::fact("5g-channels", List(&Integer)),
    Field::fact("6g-channels", List(&Integer)),
    Field::fact("60g-channels", List(&Integer)),
    Field::fact("s1g-channels", List(&Integer)),
    Field::fact("rx-chains", List(&Integer)),
    Field::fact("tx-chains", List(&Integer)),
    Field::fact("min-antenna-gain", Integer),
    Field::fact("max-interfaces", Integer),
    Field::fact("max-station-interfaces", Integer),
    Field::fact("max-peers", Integer),
    Field::fact("max-vlans", Integer),
    Field::fact("afc-deployment", Text),
    Field::fact("ml-group", Text),
];

const ACCESS_LIST: &[Field] = &[
    Field::new("mac-address", Mac),
    Field::new("mac-address-mask", Mac),
    Field::interface("interface").or(&["any"]),
    Field::text("ssid-regexp"),
    Field::one_of("action", &["accept", "reject", "query-radius"]),
    Field::text("signal-range"),
    Field::duration("allow-signal-out-of-range").or(&["always"]),
    Field::flag("client-isolation"),
    Field::flag("radius-accounting"),
    Field::text("passphrase").secret(),
    Field::text("multi-passphrase-group").since(7, 17),
    Field::integer("vlan-id").or(&["none"]),
    Field::text("time"),
    Field::list("days", &Text).since(7, 21),
    Field::state("last-logged-in", Time),
    Field::state("last-logged-out", Time),
    Field::counter("match-count"),
    Field::disabled(),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list(
        "interface/wifi",
        "Wi-Fi interfaces",
        AREA,
        fields![
            INTERFACE,
            PROFILES,
            configuration!("configuration."),
            security!("security."),
            channel!("channel."),
            datapath!("datapath."),
            aaa!("aaa."),
            steering!("steering."),
            interworking!("interworking."),
            ARP,
        ],
    )
    .identity(&["name"])
    .risk(Risk::High)
    .management()
    .commands(&[
        "devel",
        "flat-snoop",
        "frequency-scan",
        "liberate",
        "monitor",
        "reset-mac-address",
        "roam",
        "scan",
        "sniffer",
        "spectral-history",
        "spectral-scan",
        "wps-client",
        "wps-push-button",
    ])
    .since(7, 13),
    Menu::list("interface/wifi/registration-table", "Wi-Fi clients connected now", AREA, REGISTRATION)
        .only(Changes::Remove)
        .risk(Risk::Low)
        .since(7, 13),
    Menu::list(
        "interface/wifi/configuration",
        "Wi-Fi configurations",
        AREA,
        fields![
            NAMED,
            PROFILES,
            configuration!(""),
            security!("security."),
            channel!("channel."),
            datapath!("datapath."),
            aaa!("aaa."),
            steering!("steering."),
            interworking!("interworking."),
        ],
    )
    .identity(&["name"])
    .risk(Risk::High)
    .since(7, 13),
    Menu::list("interface/wifi/security", "Wi-Fi security profiles", AREA, fields![NAMED, security!("")])
        .identity(&["name"])
        .risk(Risk::High)
        .since(7, 13),
    Menu::list("interface/wifi/channel", "Wi-Fi channel profiles", AREA, fields![NAMED, channel!("")])
        .identity(&["name"])
        .risk(Risk::High)
        .since(7, 13),
    Menu::list("interface/wifi/datapath", "How Wi-Fi joins the network", AREA, fields![NAMED, datapath!("")])
        .identity(&["name"])
        .risk(Risk::High)
        .since(7, 13),
    Menu::list("interface/wifi/radio", "Radios and what they can do", AREA, RADIO)
        .identity(&["radio-mac"])
        .read_only()
        .commands(&["provision", "reg-info"])
        .since(7, 13),
    Menu::ordered("interface/wifi/access-list", "Which Wi-Fi clients are let in", AREA, ACCESS_LIST)
        .risk(Risk::High)
        .since(7, 13),
];
