//! WireGuard, PPP and tunnels.

use super::common::{ARP, LOOP_PROTECT};
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{Address, Bytes, Duration, Integer, Mac, Prefix, Text, Time};

const AREA: Area = Area::Vpn;

const PPP_SERVICES: &[&str] = &["any", "async", "pptp", "pppoe", "l2tp", "ovpn", "sstp"];

const DEFAULT_NO_YES: &[&str] = &["default", "no", "yes"];

const DEFAULT_NO_YES_REQUIRED: &[&str] = &["default", "no", "yes", "required"];

const WIREGUARD: &[Field] = &[
    Field::text("name"),
    Field::integer("listen-port"),
    Field::fact("public-key", Text),
    Field::text("private-key").secret(),
    Field::integer("mtu").default_value("1420"),
    Field::mark("running"),
    Field::disabled(),
    Field::reference("vrf", "ip/vrf").default_value("main").since(7, 21),
    Field::comment(),
];

const PEERS: &[Field] = &[
    Field::text("name").since(7, 15),
    Field::reference("interface", "interface/wireguard").required(),
    Field::text("public-key"),
    Field::list("allowed-address", &Prefix).required(),
    Field::text("endpoint-address"),
    Field::integer("endpoint-port").default_value("0"),
    Field::state("current-endpoint-address", Address).untrusted(),
    Field::state("current-endpoint-port", Integer),
    Field::state("last-handshake", Duration),
    Field::state("rx", Bytes),
    Field::state("tx", Bytes),
    Field::duration("persistent-keepalive"),
    Field::text("preshared-key").or(&["none", "auto"]).secret(),
    Field::text("private-key").or(&["none", "auto"]).secret().since(7, 12),
    Field::flag("responder").since(7, 17),
    Field::flag("is-responder").since(7, 15).until(7, 17),
    Field::list("client-address", &Prefix).since(7, 12),
    Field::list("client-allowed-address", &Prefix).since(7, 21),
    Field::list("client-dns", &Address).since(7, 12),
    Field::text("client-endpoint").since(7, 12),
    Field::duration("client-keepalive").since(7, 12),
    Field::integer("client-listen-port").since(7, 12),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::comment(),
];

const SECRET: &[Field] = &[
    Field::text("name").required(),
    Field::text("password").secret(),
    Field::one_of("service", PPP_SERVICES).default_value("any"),
    Field::reference("profile", "ppp/profile").default_value("default"),
    Field::text("caller-id"),
    Field::address("local-address"),
    Field::address("remote-address"),
    Field::new("remote-ipv6-prefix", Prefix),
    Field::text("routes"),
    Field::text("ipv6-routes"),
    Field::new("limit-bytes-in", Bytes).default_value("0"),
    Field::new("limit-bytes-out", Bytes).default_value("0"),
    Field::disabled(),
    Field::state("last-logged-out", Time),
    Field::state("last-caller-id", Text).untrusted(),
    Field::state("last-disconnect-reason", Text),
    Field::comment(),
];

const ACTIVE: &[Field] = &[
    Field::state("name", Text).untrusted(),
    Field::state("service", Text),
    Field::state("caller-id", Text).untrusted(),
    Field::state("address", Address),
    Field::state("uptime", Duration),
    Field::state("encoding", Text),
    Field::state("session-id", Text),
    Field::state("limit-bytes-in", Bytes),
    Field::state("limit-bytes-out", Bytes),
    Field::mark("radius"),
    Field::state("comment", Text).untrusted(),
];

const PROFILE: &[Field] = &[
    Field::text("name").required(),
    Field::mark("default"),
    // An address or the name of a pool.
    Field::text("local-address"),
    Field::text("remote-address"),
    Field::list("dns-server", &Address),
    Field::list("wins-server", &Address),
    Field::reference("remote-ipv6-prefix-pool", "ipv6/pool").or(&["none"]),
    Field::flag("remote-ipv6-prefix-reuse").since(7, 20),
    Field::reference("dhcpv6-pd-pool", "ipv6/pool").or(&["none"]),
    Field::duration("dhcpv6-lease-time").since(7, 20),
    Field::flag("dhcpv6-use-radius").since(7, 20),
    Field::reference("bridge", "interface/bridge"),
    Field::integer("bridge-horizon"),
    Field::one_of("bridge-learning", DEFAULT_NO_YES).default_value("default"),
    Field::integer("bridge-path-cost"),
    Field::text("bridge-port-priority"),
    Field::flag("bridge-port-trusted").since(7, 17),
    Field::integer("bridge-port-vid").since(7, 17),
    Field::reference("interface-list", "interface/list"),
    Field::text("address-list"),
    Field::text("incoming-filter"),
    Field::text("outgoing-filter"),
    Field::duration("session-timeout"),
    Field::duration("idle-timeout"),
    Field::text("rate-limit"),
    Field::text("queue-type"),
    Field::one_of("insert-queue-before", &["first", "bottom"]),
    Field::reference("parent-queue", "queue/simple").or(&["none"]),
    Field::one_of("only-one", DEFAULT_NO_YES).default_value("default"),
    Field::one_of("change-tcp-mss", DEFAULT_NO_YES).default_value("default"),
    Field::one_of("use-compression", DEFAULT_NO_YES).default_value("default"),
    Field::one_of("use-encryption", DEFAULT_NO_YES_REQUIRED).default_value("default"),
    Field::one_of("use-ipv6", DEFAULT_NO_YES_REQUIRED).default_value("yes"),
    Field::one_of("use-mpls", DEFAULT_NO_YES_REQUIRED).default_value("default"),
    Field::one_of("use-upnp", DEFAULT_NO_YES).default_value("default"),
    Field::text("on-up"),
    Field::text("on-down"),
    Field::comment(),
];

/// What clients of PPP services have in common.
const PPP_CLIENT: &[Field] = &[
    Field::text("name"),
    Field::mark("running"),
    Field::disabled(),
    Field::text("password").secret(),
    Field::reference("profile", "ppp/profile"),
    Field::integer("max-mtu").or(&["auto"]),
    Field::integer("max-mru").or(&["auto"]),
    Field::integer("mrru").or(&["disabled"]),
    Field::integer("keepalive-timeout").or(&["disabled"]),
    Field::flag("add-default-route").default_value("false"),
    Field::integer("default-route-distance").default_value("1"),
    Field::flag("dial-on-demand").default_value("false"),
    Field::flag("use-peer-dns").default_value("false"),
    Field::list("allow", &Text).default_value("pap,chap,mschap1,mschap2"),
    Field::comment(),
];

const PPPOE_CLIENT: &[Field] = &[
    Field::list("interface", &crate::domain::field::FieldType::Reference("interface")),
    Field::text("user"),
    Field::text("service-name"),
    Field::text("ac-name"),
    Field::text("host-uniq"),
    Field::mark("invalid"),
];

const L2TP_CLIENT: &[Field] = &[
    Field::text("connect-to").required(),
    Field::text("user").required(),
    Field::address("src-address"),
    Field::flag("random-source-port").since(7, 18),
    Field::flag("use-ipsec").default_value("false"),
    Field::text("ipsec-secret").secret(),
    Field::flag("allow-fast-path").default_value("false"),
    Field::one_of("l2tp-proto-version", &["l2tpv2", "l2tpv3-ip", "l2tpv3-udp"]).default_value("l2tpv2"),
    Field::text("l2tpv3-circuit-id"),
    Field::text("l2tpv3-cookie-length"),
    Field::text("l2tpv3-digest-hash"),
];

/// The interface that a certain user of the server always gets; others get one that is dynamic.
const L2TP_BINDING: &[Field] = &[
    Field::text("name"),
    Field::text("user").required(),
    Field::mark("running"),
    Field::mark("dynamic"),
    Field::disabled(),
    Field::state("client-address", Text),
    Field::state("mtu", Integer),
    Field::state("mru", Integer),
    Field::state("encoding", Text),
    Field::state("uptime", Duration),
    Field::comment(),
];

const L2TP_SERVER: &[Field] = &[
    Field::flag("enabled").default_value("false"),
    Field::integer("max-mtu").default_value("1450"),
    Field::integer("max-mru").default_value("1450"),
    Field::integer("mrru").or(&["disabled"]).default_value("disabled"),
    Field::list("authentication", &Text).default_value("pap,chap,mschap1,mschap2"),
    Field::integer("keepalive-timeout").or(&["disabled"]).default_value("30"),
    Field::integer("max-sessions").or(&["unlimited"]).default_value("unlimited"),
    Field::reference("default-profile", "ppp/profile").default_value("default-encryption"),
    Field::flag("use-ipsec").or(&["required"]).default_value("false"),
    Field::text("ipsec-secret").secret(),
    Field::one_of("caller-id-type", &["ip-address", "number"]).default_value("ip-address"),
    Field::flag("one-session-per-host").default_value("false"),
    Field::flag("allow-fast-path").default_value("false"),
    Field::text("accept-proto-version"),
    Field::text("accept-pseudowire-type"),
    Field::text("l2tpv3-circuit-id"),
    Field::text("l2tpv3-cookie-length"),
    Field::text("l2tpv3-digest-hash"),
    Field::reference("l2tpv3-ether-interface-list", "interface/list").or(&["none"]),
];

/// What tunnels between two addresses have in common.
const TUNNEL: &[Field] = &[
    Field::text("name"),
    Field::text("remote-address").required(),
    Field::address("local-address"),
    Field::state("current-remote-address", Address),
    Field::mark("running"),
    Field::disabled(),
    Field::integer("mtu").or(&["auto"]).default_value("auto"),
    Field::state("actual-mtu", Integer),
    // How long between two, how often: `10s,10`.
    Field::text("keepalive"),
    Field::integer("dscp").or(&["inherit"]).default_value("inherit"),
    Field::one_of("dont-fragment", &["no", "inherit"]).default_value("no"),
    Field::flag("clamp-tcp-mss").default_value("true"),
    Field::flag("allow-fast-path").default_value("true"),
    Field::text("ipsec-secret").secret(),
    Field::comment(),
];

const EOIP: &[Field] =
    &[Field::integer("tunnel-id").required(), Field::new("mac-address", Mac), Field::state("l2mtu", Integer)];

const VXLAN: &[Field] = &[
    Field::text("name"),
    Field::integer("vni").required(),
    Field::interface("interface"),
    Field::mark("running"),
    Field::disabled(),
    Field::integer("port"),
    Field::address("local-address"),
    Field::address("group"),
    Field::one_of("vteps-ip-version", &["ipv4", "ipv6"]).default_value("ipv4"),
    Field::reference("vrf", "ip/vrf").until(7, 20),
    Field::reference("vtep-vrf", "ip/vrf").since(7, 20),
    Field::reference("bridge", "interface/bridge").or(&["none"]).since(7, 18),
    Field::integer("bridge-pvid").since(7, 18),
    Field::flag("learning").since(7, 20),
    Field::flag("checksum").since(7, 20),
    Field::text("rem-csum").since(7, 20),
    Field::flag("hw").since(7, 18),
    Field::mark("hw-offloaded"),
    Field::integer("mtu"),
    Field::state("l2mtu", Integer),
    Field::new("mac-address", Mac),
    Field::text("ttl").since(7, 18),
    Field::integer("max-fdb-size"),
    Field::one_of("dont-fragment", &["auto", "disabled", "enabled", "inherit"]),
    Field::flag("allow-fast-path"),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("interface/wireguard", "WireGuard interfaces", AREA, WIREGUARD)
        .identity(&["name"])
        .risk(Risk::High)
        .management()
        .commands(&["wg-export", "wg-import"]),
    Menu::ordered("interface/wireguard/peers", "WireGuard peers", AREA, PEERS)
        .identity(&["interface", "public-key"])
        .risk(Risk::High)
        .management()
        .commands(&["show-client-config"]),
    Menu::list("ppp/secret", "Users of PPP services", AREA, SECRET).identity(&["name", "service"]),
    Menu::list("ppp/active", "PPP users connected now", AREA, ACTIVE).only(Changes::Remove),
    Menu::list("ppp/profile", "What PPP users get", AREA, PROFILE).identity(&["name"]).risk(Risk::High),
    Menu::list("interface/pppoe-client", "PPPoE to a provider", AREA, fields![PPP_CLIENT, PPPOE_CLIENT])
        .identity(&["name"])
        .risk(Risk::Critical)
        .management()
        .commands(&["monitor", "scan"]),
    Menu::list("interface/l2tp-client", "L2TP to a server", AREA, fields![PPP_CLIENT, L2TP_CLIENT])
        .identity(&["name"])
        .risk(Risk::High)
        .management()
        .commands(&["monitor"]),
    Menu::list("interface/l2tp-server", "Users of the L2TP server and their interfaces", AREA, L2TP_BINDING)
        .identity(&["name"])
        .risk(Risk::High)
        .management()
        .commands(&["monitor"]),
    Menu::settings("interface/l2tp-server/server", "The L2TP server", AREA, L2TP_SERVER).risk(Risk::High),
    Menu::list("interface/gre", "GRE tunnels", AREA, TUNNEL)
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/ipip", "IP in IP tunnels", AREA, fields![TUNNEL, &[Field::mark("dynamic")]])
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/eoip", "Ethernet over IP tunnels", AREA, fields![TUNNEL, EOIP, ARP, LOOP_PROTECT])
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("interface/vxlan", "VXLAN tunnels", AREA, fields![VXLAN, ARP, LOOP_PROTECT])
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
];
