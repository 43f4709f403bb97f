//! `interface/bridge`: bridges, their ports, VLANs and learned hosts.

use super::common::{ARP, TEXTS};
use crate::catalogue::menu::{Area, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{Address, Bytes, Duration, Enum, Flag, Integer, Mac, Reference, Text};

const AREA: Area = Area::Bridge;

const FRAME_TYPES: &[&str] =
    &["admit-all", "admit-only-vlan-tagged", "admit-only-untagged-and-priority-tagged"];

const MULTICAST_ROUTER: &[&str] = &["disabled", "temporary-query", "permanent"];

const BRIDGE: &[Field] = &[
    Field::text("name"),
    Field::mark("running"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("managed"),
    Field::integer("mtu").or(&["auto"]).default_value("auto"),
    Field::state("actual-mtu", Integer),
    Field::state("l2mtu", Integer),
    Field::fact("mac-address", Mac),
    Field::flag("auto-mac").default_value("true"),
    Field::new("admin-mac", Mac),
    Field::flag("vlan-filtering").default_value("false"),
    Field::integer("pvid").default_value("1"),
    Field::one_of("frame-types", FRAME_TYPES).default_value("admit-all"),
    Field::flag("ingress-filtering").default_value("true"),
    Field::one_of("ether-type", &["0x8100", "0x88a8", "0x9100"]).default_value("0x8100"),
    Field::flag("mvrp").default_value("false").since(7, 15),
    Field::one_of("protocol-mode", &["none", "stp", "rstp", "mstp"]).default_value("rstp"),
    Field::text("priority").default_value("0x8000"),
    Field::one_of("port-cost-mode", &["long", "short"]).since(7, 13),
    Field::duration("max-message-age").default_value("20s"),
    Field::duration("forward-delay").default_value("15s"),
    Field::integer("transmit-hold-count").default_value("6"),
    Field::integer("max-hops").default_value("20"),
    Field::text("region-name"),
    Field::integer("region-revision"),
    Field::duration("ageing-time").default_value("5m"),
    Field::integer("max-learned-entries").or(&["auto", "unlimited"]).default_value("auto").since(7, 16),
    Field::flag("fast-forward").default_value("true"),
    Field::flag("forward-reserved-addresses").default_value("false").since(7, 16),
    Field::flag("igmp-snooping").default_value("false"),
    Field::one_of("igmp-version", &["2", "3"]).default_value("2"),
    Field::one_of("mld-version", &["1", "2"]).default_value("1"),
    Field::one_of("multicast-router", MULTICAST_ROUTER).default_value("temporary-query"),
    Field::flag("multicast-querier").default_value("false"),
    Field::flag("querier-uses-bridge-address").since(7, 24),
    Field::integer("startup-query-count").default_value("2"),
    Field::duration("startup-query-interval").default_value("31s250ms"),
    Field::integer("last-member-query-count").default_value("2"),
    Field::duration("last-member-interval").default_value("1s"),
    Field::duration("membership-interval").default_value("4m20s"),
    Field::duration("querier-interval").default_value("4m15s"),
    Field::duration("query-interval").default_value("2m5s"),
    Field::duration("query-response-interval").default_value("10s"),
    Field::flag("dhcp-snooping").default_value("false"),
    Field::flag("add-dhcp-option82").default_value("false").until(7, 23),
    Field::text("dhcp-agent-circuit-id").since(7, 23),
    Field::text("dhcp-agent-remote-id").since(7, 23),
    Field::flag("dhcpv6-snooping").since(7, 23),
    Field::text("dhcpv6-agent-circuit-id").since(7, 23),
    Field::text("dhcpv6-agent-remote-id").since(7, 23),
    Field::flag("ra-guard").since(7, 22),
    Field::duration("mlag-heartbeat").or(&["none"]).since(7, 22),
    Field::interface("mlag-peer-port").or(&["none"]).since(7, 22),
    Field::integer("mlag-priority").since(7, 22),
    Field::comment(),
];

const PORT: &[Field] = &[
    Field::interface("interface").required(),
    Field::reference("bridge", "interface/bridge").required(),
    Field::mark("inactive"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("managed"),
    Field::state("status", Enum(&["in-bridge", "inactive", "disabled"])),
    Field::state(
        "role",
        Enum(&["disabled-port", "root-port", "designated-port", "alternate-port", "backup-port"]),
    ),
    Field::mark("forwarding"),
    Field::mark("learning"),
    Field::integer("pvid").default_value("1"),
    Field::one_of("frame-types", FRAME_TYPES).default_value("admit-all"),
    Field::flag("ingress-filtering").default_value("true"),
    Field::flag("tag-stacking").default_value("false"),
    Field::text("priority").default_value("0x80"),
    Field::integer("path-cost"),
    Field::integer("internal-path-cost"),
    Field::one_of("edge", &["auto", "no", "no-discover", "yes", "yes-discover"]).default_value("auto"),
    Field::one_of("point-to-point", &["auto", "yes", "no"]).default_value("auto"),
    Field::one_of("learn", &["auto", "yes", "no"]).default_value("auto"),
    Field::integer("horizon").or(&["none"]).default_value("none"),
    Field::flag("hw").default_value("true"),
    Field::mark("hw-offload"),
    Field::state("hw-offload-group", Text),
    Field::flag("auto-isolate").default_value("false"),
    Field::flag("bpdu-guard").default_value("false"),
    Field::flag("restricted-role").default_value("false"),
    Field::flag("restricted-tcn").default_value("false"),
    Field::flag("broadcast-flood").default_value("true"),
    Field::flag("unknown-unicast-flood").default_value("true"),
    Field::flag("unknown-multicast-flood").default_value("true"),
    Field::one_of("multicast-router", MULTICAST_ROUTER).default_value("temporary-query"),
    Field::flag("fast-leave").default_value("false"),
    Field::flag("trusted").default_value("false"),
    Field::flag("trusted-dhcpv6").since(7, 23),
    Field::flag("trusted-ra").since(7, 22),
    Field::one_of("mvrp-applicant-state", &["normal-participant", "non-participant"]).since(7, 15),
    Field::one_of("mvrp-registrar-state", &["normal", "fixed"]).since(7, 15),
    Field::comment(),
];

const PORT_STATE: &[Field] = &[
    Field::state("parent", Text),
    Field::state("port-id", Text),
    Field::mark("edge-port"),
    Field::mark("edge-port-discovery"),
    Field::mark("point-to-point-port"),
    Field::mark("external-fdb-status"),
    Field::mark("sending-rstp"),
    Field::state("actual-path-cost", Integer),
    Field::state("root-path-cost", Integer),
    Field::state("internal-root-path-cost", Integer),
    Field::state("designated-bridge-id", Text),
    Field::state("designated-port-id", Text),
    Field::state("designated-cost", Integer),
    Field::counter("topology-changes"),
    Field::state("last-topology-change", Duration),
    Field::counter("forward-transitions"),
    Field::counter("discard-transitions"),
    Field::counter("rx-bpdu"),
    Field::counter("tx-bpdu"),
    Field::counter("rx-tc"),
    Field::counter("tx-tc"),
    Field::state("declared-vlan-ids", TEXTS),
    Field::state("registered-vlan-ids", TEXTS),
    Field::state("debug-info", Text),
];

const VLAN: &[Field] = &[
    Field::reference("bridge", "interface/bridge").required(),
    // Numbers and ranges: `10,20-29`.
    Field::list("vlan-ids", &Text).required(),
    Field::list("tagged", &Reference("interface")),
    Field::list("untagged", &Reference("interface")),
    Field::state("current-tagged", TEXTS),
    Field::state("current-untagged", TEXTS),
    Field::list("mvrp-forbidden", &Reference("interface")).since(7, 15),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("managed"),
    Field::comment(),
];

const HOST: &[Field] = &[
    Field::new("mac-address", Mac).required(),
    Field::reference("bridge", "interface/bridge").required(),
    Field::interface("interface").required(),
    Field::state("on-interface", Reference("interface")),
    Field::integer("vid"),
    Field::mark("local"),
    Field::mark("external"),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::disabled(),
    Field::mark("aged"),
    Field::mark("aged-peer"),
    Field::state("remote-ip", Address),
    Field::comment(),
];

const SETTINGS: &[Field] = &[
    Field::flag("use-ip-firewall").default_value("false"),
    Field::flag("use-ip-firewall-for-vlan").default_value("false"),
    Field::flag("use-ip-firewall-for-pppoe").default_value("false"),
    Field::flag("allow-fast-path").default_value("true"),
    Field::state("bridge-fast-path-active", Flag),
    Field::counter("bridge-fast-path-packets"),
    Field::state("bridge-fast-path-bytes", Bytes),
    Field::counter("bridge-fast-forward-packets"),
    Field::state("bridge-fast-forward-bytes", Bytes),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("interface/bridge", "Bridges", AREA, fields![BRIDGE, ARP])
        .identity(&["name"])
        .risk(Risk::Critical)
        .management()
        .commands(&["monitor"]),
    Menu::ordered("interface/bridge/port", "Ports of bridges", AREA, fields![PORT, PORT_STATE])
        .identity(&["interface"])
        .risk(Risk::Critical)
        .management()
        .commands(&["monitor"]),
    Menu::list("interface/bridge/vlan", "Which VLAN leaves a bridge where", AREA, VLAN)
        .identity(&["bridge", "vlan-ids"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("interface/bridge/host", "MAC addresses behind ports", AREA, HOST).identity(&[
        "bridge",
        "mac-address",
        "vid",
    ]),
    Menu::settings("interface/bridge/settings", "Bridging of all bridges", AREA, SETTINGS)
        .risk(Risk::High)
        .management(),
];
