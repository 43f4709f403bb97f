//! `interface/wireless`: the older wireless drivers, a package of their own since 7.13.

use super::common::ARP;
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{
    Address, BitRate, Duration, Enum, Integer, List, Mac, Reference, Text,
};

const AREA: Area = Area::Wifi;

const MODES: &[&str] = &[
    "station",
    "station-wds",
    "ap-bridge",
    "bridge",
    "alignment-only",
    "nstreme-dual-slave",
    "wds-slave",
    "station-pseudobridge",
    "station-pseudobridge-clone",
    "station-bridge",
];

const BANDS: &[&str] = &[
    "2ghz-b",
    "2ghz-onlyg",
    "2ghz-b/g",
    "2ghz-onlyn",
    "2ghz-g/n",
    "2ghz-b/g/n",
    "5ghz-a",
    "5ghz-onlyn",
    "5ghz-a/n",
    "5ghz-onlyac",
    "5ghz-n/ac",
    "5ghz-a/n/ac",
];

const WIDTHS: &[&str] = &[
    "5mhz",
    "10mhz",
    "20mhz",
    "40mhz-turbo",
    "20/40mhz-Ce",
    "20/40mhz-eC",
    "20/40mhz-XX",
    "20/40/80mhz-Ceee",
    "20/40/80mhz-eCee",
    "20/40/80mhz-eeCe",
    "20/40/80mhz-eeeC",
    "20/40/80mhz-XXXX",
    "20/40/80/160mhz-XXXXXXXX",
];

const AUTHENTICATION: &[&str] = &["wpa-psk", "wpa2-psk", "wpa-eap", "wpa2-eap"];
const CIPHERS: &[&str] = &["tkip", "aes-ccm"];
const SWITCHED: &[&str] = &["disabled", "enabled"];

const INTERFACE: &[Field] = &[
    Field::text("name"),
    Field::fact("default-name", Text),
    Field::fact("interface-type", Text),
    Field::mark("running"),
    Field::disabled(),
    Field::new("mac-address", Mac),
    Field::reference("master-interface", "interface/wireless").or(&["none"]).required(),
    Field::integer("mtu"),
    Field::integer("l2mtu"),
    Field::flag("disable-running-check"),
    Field::text("radio-name"),
    Field::one_of("mode", MODES),
    Field::text("ssid"),
    Field::text("area"),
    Field::flag("hide-ssid"),
    Field::text("frequency-mode"),
    Field::text("country"),
    Field::one_of("installation", &["any", "indoor", "outdoor"]),
    Field::integer("antenna-gain"),
    // In MHz.
    Field::integer("frequency").or(&["auto"]),
    Field::list("secondary-frequency", &Text),
    Field::one_of("band", BANDS),
    Field::one_of("channel-width", WIDTHS),
    Field::text("scan-list"),
    Field::text("wireless-protocol"),
    Field::one_of("skip-dfs-channels", &["disabled", "all", "10min-cac"]),
    Field::integer("max-station-count"),
    Field::text("distance"),
    // In dBm.
    Field::integer("tx-power"),
    Field::one_of("tx-power-mode", &["default", "all-rates-fixed", "card-rates", "manual-table"]),
    Field::list("tx-chains", &Integer),
    Field::list("rx-chains", &Integer),
    Field::one_of("vlan-mode", &["no-tag", "use-tag", "use-service-tag"]),
    Field::integer("vlan-id"),
    Field::one_of("wds-mode", &["disabled", "static", "dynamic", "static-mesh", "dynamic-mesh"]),
    Field::reference("wds-default-bridge", "interface/bridge").or(&["none"]),
    Field::flag("wds-ignore-ssid"),
    Field::one_of("bridge-mode", SWITCHED),
    Field::flag("default-authentication"),
    Field::flag("default-forwarding"),
    Field::integer("default-ap-tx-limit"),
    Field::integer("default-client-tx-limit"),
    Field::one_of("wmm-support", &["disabled", "enabled", "required"]),
    Field::reference("security-profile", "interface/wireless/security-profiles"),
    Field::text("interworking-profile"),
    Field::text("wps-mode"),
    Field::one_of("station-roaming", SWITCHED),
    Field::duration("disconnect-timeout"),
    Field::duration("on-fail-retry-time"),
    Field::text("nv2-security"),
    Field::text("nv2-preshared-key").secret(),
    Field::text("nv2-sync-secret").secret(),
    Field::integer("hw-retries"),
    Field::text("adaptive-noise-immunity"),
    Field::text("multicast-helper"),
    // How radios are tuned: words and numbers as the driver has them.
    Field::text("allow-sharedkey"),
    Field::text("ampdu-priorities"),
    Field::text("amsdu-limit"),
    Field::text("amsdu-threshold"),
    Field::text("antenna-mode"),
    Field::text("basic-rates-a/g"),
    Field::text("basic-rates-b"),
    Field::text("burst-time"),
    Field::text("compression"),
    Field::text("frame-lifetime"),
    Field::text("frequency-offset"),
    Field::text("guard-interval"),
    Field::text("ht-basic-mcs"),
    Field::text("ht-supported-mcs"),
    Field::text("hw-fragmentation-threshold"),
    Field::text("hw-protection-mode"),
    Field::text("hw-protection-threshold"),
    Field::text("keepalive-frames"),
    Field::text("multicast-buffering"),
    Field::text("noise-floor-threshold"),
    Field::text("nv2-cell-radius"),
    Field::text("nv2-downlink-ratio"),
    Field::text("nv2-mode"),
    Field::text("nv2-noise-floor-offset"),
    Field::text("nv2-qos"),
    Field::text("nv2-queue-count"),
    Field::text("preamble-mode"),
    Field::text("prism-cardtype"),
    Field::text("rate-selection"),
    Field::text("rate-set"),
    Field::text("station-bridge-clone-mac"),
    Field::text("supported-rates-a/g"),
    Field::text("supported-rates-b"),
    Field::text("tdma-period-size"),
    Field::text("update-stats-interval"),
    Field::text("vht-basic-mcs"),
    Field::text("vht-supported-mcs"),
    Field::text("wds-cost-range"),
    Field::text("wds-default-cost"),
    Field::comment(),
];

const SECURITY: &[Field] = &[
    Field::text("name").required(),
    Field::mark("default"),
    Field::one_of("mode", &["none", "static-keys-optional", "static-keys-required", "dynamic-keys"]),
    Field::list("authentication-types", &Enum(AUTHENTICATION)),
    Field::list("unicast-ciphers", &Enum(CIPHERS)),
    Field::list("group-ciphers", &Enum(CIPHERS)),
    Field::text("wpa-pre-shared-key").secret(),
    Field::text("wpa2-pre-shared-key").secret(),
    Field::text("supplicant-identity"),
    Field::list("eap-methods", &Text),
    Field::text("tls-mode"),
    Field::reference("tls-certificate", "certificate").or(&["none"]),
    Field::text("mschapv2-username"),
    Field::text("mschapv2-password").secret(),
    Field::flag("disable-pmkid"),
    Field::text("static-key-0").secret(),
    Field::text("static-key-1").secret(),
    Field::text("static-key-2").secret(),
    Field::text("static-key-3").secret(),
    Field::text("static-sta-private-key").secret(),
    Field::flag("radius-mac-authentication"),
    Field::flag("radius-mac-accounting"),
    Field::flag("radius-eap-accounting"),
    Field::duration("interim-update"),
    Field::duration("group-key-update"),
    Field::one_of("management-protection", &["allowed", "required", "disabled"]),
    Field::text("management-protection-key").secret(),
    Field::text("radius-called-format"),
    Field::text("radius-mac-caching"),
    Field::text("radius-mac-format"),
    Field::text("radius-mac-mode"),
    Field::text("static-algo-0"),
    Field::text("static-algo-1"),
    Field::text("static-algo-2"),
    Field::text("static-algo-3"),
    Field::text("static-sta-private-algo"),
    Field::text("static-transmit-key"),
    Field::comment(),
];

const REGISTRATION: &[Field] = &[
    Field::state("mac-address", Mac),
    Field::state("interface", Reference("interface")),
    Field::state("radio-name", Text).untrusted(),
    Field::mark("ap"),
    Field::mark("wds"),
    Field::mark("bridge"),
    // `-52@6Mbps`: in dBm, and at which rate.
    Field::state("signal-strength", Text),
    Field::state("tx-signal-strength", Integer),
    Field::state("signal-to-noise", Integer),
    Field::state("tx-ccq", Integer),
    Field::state("rx-ccq", Integer),
    Field::state("p-throughput", BitRate),
    Field::state("tx-rate", Text),
    Field::state("rx-rate", Text),
    Field::state("uptime", Duration),
    Field::state("last-activity", Duration),
    Field::state("last-ip", Address),
    // Sent and received: `1234,5678`.
    Field::state("bytes", List(&Integer)),
    Field::state("packets", List(&Integer)),
    Field::state("authentication-type", Text),
    Field::state("encryption", Text),
    Field::state("routeros-version", Text).untrusted(),
    Field::state("eap-identity", Text).untrusted(),
    Field::state("vlan-id", Integer),
    Field::state("comment", Text).untrusted(),
];

/// The menus of the older drivers.
pub(super) const MENUS: &[Menu] = &[
    Menu::list(
        "interface/wireless",
        "Wireless interfaces of the older drivers",
        AREA,
        fields![INTERFACE, ARP],
    )
    .identity(&["name"])
    .risk(Risk::High)
    .management()
    .commands(&[
        "frequency-monitor",
        "monitor",
        "reset-configuration",
        "reset-mac-address",
        "scan",
        "setup-repeater",
        "spectral-history",
        "spectral-scan",
        "wps-client",
        "wps-push-button",
    ])
    .optional(),
    Menu::list(
        "interface/wireless/security-profiles",
        "Who may join them, and with which key",
        AREA,
        SECURITY,
    )
    .identity(&["name"])
    .risk(Risk::High)
    .optional(),
    Menu::list("interface/wireless/registration-table", "Their clients connected now", AREA, REGISTRATION)
        .only(Changes::Remove)
        .risk(Risk::Low)
        .commands(&["reset-counters"])
        .optional(),
];
