//! `ip/dhcp-server` and `ip/dhcp-client`: addresses for others and from others.

use super::common::{QUEUE_PLACE, USE_RADIUS};
use crate::catalogue::menu::{Area, Field, Menu, Risk, fields};
use crate::domain::field::FieldType::{Address, Duration, Enum, List, Mac, Prefix, Reference, Text};

const AREA: Area = Area::Dhcp;

const CHECK_GATEWAY: &[&str] = &["none", "arp", "ping", "bfd"];

const SERVER: &[Field] = &[
    Field::text("name"),
    Field::interface("interface").required(),
    Field::reference("address-pool", "ip/pool").or(&["static-only"]).default_value("static-only"),
    Field::duration("lease-time").default_value("30m"),
    Field::disabled(),
    Field::mark("invalid"),
    Field::mark("dynamic"),
    Field::one_of("authoritative", &["no", "after-2sec-delay", "after-10sec-delay", "yes"])
        .default_value("yes"),
    Field::one_of("bootp-support", &["none", "static", "dynamic"]).default_value("static"),
    Field::duration("bootp-lease-time").or(&["forever", "lease-time"]).default_value("forever"),
    Field::address("relay"),
    Field::address("server-address"),
    Field::duration("delay-threshold").or(&["none"]).default_value("none"),
    Field::flag("add-arp").default_value("false"),
    Field::flag("always-broadcast").default_value("false"),
    Field::flag("conflict-detection").default_value("true"),
    Field::integer("client-mac-limit").or(&["unlimited"]).default_value("unlimited"),
    Field::list("dynamic-lease-identifiers", &Enum(&["client-mac", "client-id", "opt-82"])).since(7, 21),
    Field::list("address-lists", &Text).since(7, 17),
    Field::reference("dhcp-option-set", "ip/dhcp-server/option/sets").or(&["none"]),
    Field::one_of("use-radius", USE_RADIUS).default_value("no"),
    Field::flag("use-framed-as-classless").default_value("true"),
    Field::flag("use-reconfigure").default_value("false").since(7, 19),
    Field::flag("support-broadband-tr101").since(7, 21),
    Field::flag("add-dns-entries").since(7, 23),
    Field::text("add-dns-entries-suffix").since(7, 23),
    Field::text("lease-script"),
    Field::comment(),
];

const LEASE: &[Field] = &[
    Field::address("address"),
    Field::new("mac-address", Mac),
    Field::state("host-name", Text).untrusted(),
    Field::state(
        "status",
        Enum(&["waiting", "testing", "authorizing", "busy", "offered", "bound", "declined", "conflict"]),
    ),
    Field::state("expires-after", Duration),
    Field::state("last-seen", Duration).or(&["never", "sometime"]),
    Field::state("age", Duration),
    Field::reference("server", "ip/dhcp-server").or(&["all"]),
    Field::text("client-id").untrusted(),
    Field::mark("dynamic"),
    Field::mark("blocked"),
    Field::mark("radius"),
    Field::disabled(),
    Field::flag("block-access").default_value("false"),
    Field::state("active-address", Address),
    Field::state("active-mac-address", Mac),
    Field::state("active-client-id", Text).untrusted(),
    Field::state("active-server", Reference("ip/dhcp-server")),
    Field::state("class-id", Text).untrusted(),
    Field::state("src-mac-address", Mac),
    Field::flag("use-src-mac").default_value("false"),
    Field::duration("lease-time"),
    Field::list("address-lists", &Text),
    Field::list("dhcp-option", &Reference("ip/dhcp-server/option")),
    Field::reference("dhcp-option-set", "ip/dhcp-server/option/sets").or(&["none"]),
    Field::flag("always-broadcast").default_value("false"),
    Field::text("rate-limit"),
    Field::text("queue-type"),
    Field::list("routes", &Text),
    Field::text("agent-circuit-id").untrusted().since(7, 21),
    Field::text("agent-remote-id").untrusted().since(7, 21),
    Field::state("active-agent-circuit-id", Text).untrusted(),
    Field::state("active-agent-remote-id", Text).untrusted(),
    Field::state("reconfigure-key", Text).secret(),
    Field::state("reconfigure-last-sent", Text),
    Field::state("reconfigure-status", Text),
    Field::comment(),
];

const NETWORK: &[Field] = &[
    Field::new("address", Prefix),
    Field::list("gateway", &Address),
    // A prefix length; 0 takes that of `address`.
    Field::integer("netmask").default_value("0"),
    Field::list("dns-server", &Address),
    Field::flag("dns-none").default_value("false"),
    Field::text("domain"),
    Field::list("ntp-server", &Address),
    Field::flag("ntp-none").default_value("false").since(7, 20),
    Field::list("wins-server", &Address),
    Field::list("caps-manager", &Address),
    Field::list("dhcp-option", &Reference("ip/dhcp-server/option")),
    Field::reference("dhcp-option-set", "ip/dhcp-server/option/sets").or(&["none"]),
    Field::address("next-server"),
    Field::text("boot-file-name"),
    Field::mark("dynamic"),
    Field::comment(),
];

const OPTION: &[Field] = &[
    Field::text("name").required(),
    Field::integer("code").or(&["vendor-specific"]).required(),
    Field::text("value"),
    Field::state("raw-value", Text),
    Field::flag("force").default_value("false"),
    Field::comment().since(7, 16),
];

const OPTION_SET: &[Field] = &[
    Field::text("name").required(),
    Field::list("options", &Reference("ip/dhcp-server/option")).required(),
    Field::comment().since(7, 23),
];

const CLIENT: &[Field] = &[
    Field::interface("interface").required(),
    Field::text("name").since(7, 22),
    Field::state(
        "status",
        Enum(&["stopped", "searching...", "requesting...", "bound", "renewing...", "rebinding...", "error"]),
    ),
    Field::state("address", Prefix),
    Field::state("gateway", Address),
    Field::state("dhcp-server", Address),
    Field::state("primary-dns", Address),
    Field::state("secondary-dns", Address),
    Field::state("primary-ntp", Address),
    Field::state("secondary-ntp", Address),
    Field::state("caps-managers", List(&Address)),
    Field::state("netmask", Text),
    Field::state("expires-after", Duration),
    Field::disabled(),
    Field::mark("invalid"),
    Field::mark("dynamic"),
    Field::one_of("add-default-route", &["no", "yes", "special-classless"]).default_value("yes"),
    Field::integer("default-route-distance").default_value("1"),
    Field::list("default-route-tables", &Text).default_value("default").since(7, 18),
    Field::flag("use-peer-dns").default_value("true"),
    Field::flag("use-peer-ntp").default_value("true"),
    Field::list("dhcp-options", &Text).default_value("hostname,clientid"),
    Field::one_of("check-gateway", CHECK_GATEWAY).default_value("none").since(7, 19),
    Field::flag("allow-reconfigure").default_value("false").since(7, 19),
    Field::one_of("use-broadcast", &["always", "never", "both"]).since(7, 20),
    Field::integer("dscp").since(7, 20),
    Field::integer("vlan-priority").since(7, 20),
    Field::text("script"),
    Field::state("custom-hostname-suffix", Text),
    Field::state("custom-source-mac-address", Mac),
    Field::state("reconfigure-key", Text).secret(),
    Field::state("reconfigure-last-counter", Text),
    Field::comment(),
];

const RELAY: &[Field] = &[
    Field::text("name"),
    Field::interface("interface").required(),
    Field::list("dhcp-server", &Address).required(),
    Field::reference("dhcp-server-vrf", "ip/vrf").since(7, 15),
    Field::address("local-address"),
    Field::flag("local-address-as-src-ip").since(7, 17),
    Field::flag("add-relay-info").default_value("false"),
    Field::text("relay-info-remote-id"),
    Field::duration("delay-threshold").or(&["none"]).default_value("none"),
    Field::disabled(),
    Field::mark("invalid"),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("ip/dhcp-server", "DHCP servers", AREA, fields![SERVER, QUEUE_PLACE])
        .identity(&["name"])
        .risk(Risk::High)
        .commands(&["setup"]),
    Menu::list("ip/dhcp-server/lease", "Addresses given to clients", AREA, fields![LEASE, QUEUE_PLACE])
        .identity(&["address", "mac-address", "server"])
        .commands(&["check-status", "make-static", "send-reconfigure"]),
    Menu::list("ip/dhcp-server/network", "What clients of a network are told", AREA, NETWORK)
        .identity(&["address"])
        .risk(Risk::High),
    Menu::list("ip/dhcp-server/option", "DHCP options", AREA, OPTION).identity(&["name"]),
    Menu::list("ip/dhcp-server/option/sets", "Sets of DHCP options", AREA, OPTION_SET).identity(&["name"]),
    Menu::list("ip/dhcp-client", "Addresses from other servers", AREA, CLIENT)
        .identity(&["interface"])
        .risk(Risk::Critical)
        .management()
        .commands(&["release", "renew"]),
    Menu::list("ip/dhcp-relay", "DHCP for networks further away", AREA, RELAY)
        .identity(&["name"])
        .risk(Risk::High)
        .commands(&["monitor", "reset-counters"]),
];
