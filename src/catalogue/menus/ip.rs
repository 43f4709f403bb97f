//! `ip`: addresses, neighbours, services and pools.

use super::common::{BUILTIN_LISTS, TEXTS};
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk};
use crate::domain::field::FieldType::{
    Address, AddressRange, Bytes, Duration, Enum, Flag, Integer, List, Mac, Prefix, Reference, Text,
};

const AREA: Area = Area::Ip;

const ADDRESS: &[Field] = &[
    Field::new("address", Prefix).required(),
    Field::interface("interface").required(),
    Field::address("network"),
    Field::address("netmask"),
    Field::address("broadcast"),
    Field::state("actual-interface", Reference("interface")),
    Field::state("vrf", Reference("ip/vrf")),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::mark("slave"),
    Field::comment(),
];

const ARP: &[Field] = &[
    Field::address("address"),
    Field::new("mac-address", Mac),
    Field::interface("interface").required(),
    Field::state("status", Text),
    Field::mark("complete"),
    Field::mark("dynamic"),
    Field::mark("dhcp"),
    Field::mark("invalid"),
    Field::flag("published").default_value("false"),
    Field::disabled(),
    Field::state("vrf", Reference("ip/vrf")),
    Field::comment(),
];

// All of it is what the neighbour says of itself.
const NEIGHBOR: &[Field] = &[
    Field::state("identity", Text).untrusted(),
    Field::state("address", Address).untrusted(),
    Field::state("address4", Address).untrusted(),
    Field::state("address6", Address).untrusted(),
    Field::state("mac-address", Mac),
    Field::state("interface", List(&Reference("interface"))),
    Field::state("interface-name", Text).untrusted(),
    Field::state("platform", Text).untrusted(),
    Field::state("board", Text).untrusted(),
    Field::state("version", Text).untrusted(),
    Field::state("software-id", Text).untrusted(),
    Field::state("system-description", Text).untrusted(),
    Field::state("system-caps", TEXTS).untrusted(),
    Field::state("system-caps-enabled", TEXTS).untrusted(),
    Field::state("discovered-by", TEXTS),
    Field::state("age", Duration),
    Field::state("uptime", Duration).untrusted(),
    Field::mark("ipv6"),
    Field::state("unpack", Enum(&["none", "simple", "uncompress-headers", "uncompress-all"])),
    Field::state("running", TEXTS).untrusted(),
];

const DISCOVERY: &[Field] = &[
    Field::reference("discover-interface-list", "interface/list").or(BUILTIN_LISTS).negatable(),
    Field::list("protocol", &Enum(&["cdp", "lldp", "mndp"])).default_value("cdp,lldp,mndp"),
    Field::one_of("mode", &["tx-and-rx", "tx-only", "rx-only"]).default_value("tx-and-rx"),
    Field::duration("discover-interval").since(7, 16),
    Field::flag("lldp-mac-phy-config").since(7, 15),
    Field::flag("lldp-max-frame-size").since(7, 15),
    Field::integer("lldp-med-net-policy-vlan").or(&["disabled"]).default_value("disabled"),
    Field::flag("lldp-vlan-info").since(7, 16),
    Field::flag("lldp-med").since(7, 23),
    Field::flag("lldp-dcbx").hardware(),
    Field::flag("lldp-poe-power").hardware(),
    Field::flag("add-dns-entries").since(7, 23),
    Field::text("add-dns-entries-suffix").since(7, 23),
    Field::flag("dying-gasp").since(7, 24),
];

const SERVICE: &[Field] = &[
    Field::fact("name", Text),
    Field::integer("port"),
    Field::state("proto", Text),
    Field::disabled(),
    Field::list("address", &AddressRange),
    Field::list("available-from", &AddressRange).since(7, 24),
    Field::reference("certificate", "certificate").or(&["none"]),
    Field::one_of("tls-version", &["any", "only-1.2"]).default_value("any"),
    Field::reference("vrf", "ip/vrf").default_value("main"),
    Field::integer("max-sessions").default_value("20").since(7, 16),
    Field::mark("invalid"),
    // Listeners of other programs and open connections appear among the services since 7.19.
    Field::mark("dynamic"),
    Field::mark("connection"),
    Field::state("local", Text),
    Field::state("remote", Text),
    Field::state("container", Text),
    Field::state("netns", Integer),
];

const WEBSERVER: &[Field] = &[
    Field::flag("index-plain").default_value("true").since(7, 21),
    Field::flag("index-secure").default_value("true").since(7, 21),
    Field::flag("webfig-plain").default_value("true").since(7, 21),
    Field::flag("webfig-secure").default_value("true").since(7, 21),
    Field::flag("rest-plain").default_value("true").since(7, 21),
    Field::flag("rest-secure").default_value("true").since(7, 21),
    Field::flag("graphs-plain").since(7, 21),
    Field::flag("graphs-secure").since(7, 21),
    Field::flag("acme-plain").since(7, 21),
    Field::flag("crl-plain").since(7, 21),
    Field::flag("scep-plain").since(7, 21),
];

const POOL: &[Field] = &[
    Field::text("name"),
    Field::list("ranges", &AddressRange).required(),
    Field::reference("next-pool", "ip/pool").or(&["none"]).default_value("none"),
    Field::state("total", Integer),
    Field::state("used", Integer),
    Field::state("available", Integer),
    Field::comment(),
];

const POOL_USED: &[Field] = &[
    Field::state("pool", Reference("ip/pool")),
    Field::state("address", Address),
    Field::state("owner", Text),
    Field::state("info", Text),
];

const SETTINGS: &[Field] = &[
    Field::flag("ip-forward").default_value("true"),
    Field::one_of("rp-filter", &["no", "loose", "strict"]).default_value("no"),
    Field::flag("tcp-syncookies").default_value("false"),
    Field::one_of("tcp-timestamps", &["disabled", "enabled", "random-offset"])
        .default_value("random-offset")
        .since(7, 17),
    Field::flag("accept-redirects").default_value("false"),
    Field::flag("accept-source-route").default_value("false"),
    Field::flag("secure-redirects").default_value("true"),
    Field::flag("send-redirects").default_value("true"),
    Field::flag("allow-fast-path").default_value("true"),
    Field::duration("arp-timeout").default_value("30s"),
    Field::integer("max-neighbor-entries"),
    Field::one_of("ipv4-multipath-hash-policy", &["l3", "l3-inner", "l4"]).default_value("l3").since(7, 16),
    Field::integer("icmp-rate-limit").default_value("10"),
    Field::text("icmp-rate-mask").default_value("0x1818"),
    Field::flag("icmp-errors-use-inbound-interface-address").default_value("false").since(7, 17),
    Field::duration("ipv4-fragment-time").since(7, 23),
    Field::new("ipv4-high-fragment-thresh", Bytes).since(7, 23),
    Field::flag("route-cache").until(7, 13),
    Field::state("ipv4-fast-path-active", Flag),
    Field::counter("ipv4-fast-path-packets"),
    Field::state("ipv4-fast-path-bytes", Bytes),
    Field::state("ipv4-fasttrack-active", Flag),
    Field::counter("ipv4-fasttrack-packets"),
    Field::state("ipv4-fasttrack-bytes", Bytes),
];

const CLOUD: &[Field] = &[
    Field::flag("ddns-enabled").or(&["auto"]),
    Field::duration("ddns-update-interval").or(&["none"]).default_value("none"),
    Field::flag("update-time").default_value("true"),
    Field::state("status", Text),
    Field::fact("dns-name", Text),
    Field::state("public-address", Address),
    Field::state("public-address-ipv6", Address),
    Field::state("warning", Text),
];

const SSH: &[Field] = &[
    Field::flag("strong-crypto").default_value("false"),
    Field::one_of("forwarding-enabled", &["no", "local", "remote", "both"]).default_value("no"),
    Field::one_of("host-key-type", &["rsa", "ed25519"]),
    Field::integer("host-key-size"),
    Field::list("ciphers", &Enum(&["auto", "aes-gcm", "aes-ctr", "aes-cbc", "3des-cbc", "null"]))
        .since(7, 17),
    Field::one_of("password-authentication", &["yes", "no", "yes-if-no-key"]).since(7, 21),
    Field::one_of("publickey-authentication-options", &["none", "touch-required", "verify-required"])
        .since(7, 21),
    Field::flag("always-allow-password-login").until(7, 21),
    Field::flag("allow-none-crypto").until(7, 17),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("ip/address", "IPv4 addresses of interfaces", AREA, ADDRESS)
        .identity(&["address", "interface"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("ip/arp", "Which IPv4 address has which MAC address", AREA, ARP)
        .identity(&["address", "interface"])
        .management(),
    Menu::list("ip/neighbor", "Devices that announce themselves", AREA, NEIGHBOR).read_only(),
    Menu::settings("ip/neighbor/discovery-settings", "Who hears the router announce itself", AREA, DISCOVERY),
    Menu::list("ip/service", "Ways to manage the router", AREA, SERVICE)
        .identity(&["name"])
        .only(Changes::Set)
        .risk(Risk::Critical)
        .management(),
    Menu::settings("ip/service/webserver", "What the web server offers", AREA, WEBSERVER)
        .risk(Risk::Critical)
        .management()
        .since(7, 21),
    Menu::list("ip/pool", "Address pools", AREA, POOL).identity(&["name"]),
    Menu::list("ip/pool/used", "Addresses of pools that somebody has", AREA, POOL_USED).read_only(),
    Menu::settings("ip/settings", "The IPv4 stack", AREA, SETTINGS).risk(Risk::High).management(),
    Menu::settings("ip/cloud", "Dynamic DNS and time by MikroTik's cloud", AREA, CLOUD)
        .commands(&["force-update"]),
    Menu::settings("ip/ssh", "The SSH server's algorithms and keys", AREA, SSH)
        .risk(Risk::High)
        .management()
        .commands(&["export-host-key", "import-host-key", "regenerate-host-key"]),
];
