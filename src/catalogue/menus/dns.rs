//! `ip/dns`: the resolver, its own records and its cache.

use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{Address, Duration, Flag, Integer, List, Reference, Text};

const AREA: Area = Area::Dns;

const RECORD_TYPES: &[&str] = &["A", "AAAA", "CNAME", "FWD", "MX", "NS", "NXDOMAIN", "SRV", "TXT"];

const DNS: &[Field] = &[
    Field::list("servers", &Address),
    Field::state("dynamic-servers", List(&Address)),
    Field::flag("allow-remote-requests").default_value("false"),
    Field::text("use-doh-server"),
    Field::flag("verify-doh-cert").default_value("false"),
    Field::integer("doh-max-server-connections").default_value("5"),
    Field::integer("doh-max-concurrent-queries").default_value("50"),
    Field::duration("doh-timeout").default_value("5s"),
    Field::integer("max-udp-packet-size").default_value("4096"),
    Field::duration("query-server-timeout").default_value("2s"),
    Field::duration("query-total-timeout").default_value("10s"),
    Field::integer("max-concurrent-queries").default_value("100"),
    Field::integer("max-concurrent-tcp-sessions").default_value("20"),
    // In KiB, as `cache-used`.
    Field::integer("cache-size").default_value("2048"),
    Field::state("cache-used", Integer),
    Field::duration("cache-max-ttl").default_value("1w"),
    Field::duration("address-list-extra-time").default_value("0s").since(7, 10),
    Field::list("mdns-repeat-ifaces", &Reference("interface")).since(7, 16),
    Field::reference("vrf", "ip/vrf").default_value("main").since(7, 15),
];

const STATIC: &[Field] = &[
    Field::text("name"),
    Field::text("regexp"),
    Field::one_of("type", RECORD_TYPES).default_value("A"),
    Field::address("address"),
    Field::text("cname"),
    Field::text("forward-to"),
    Field::text("mx-exchange"),
    Field::integer("mx-preference"),
    Field::text("ns"),
    Field::text("srv-target"),
    Field::integer("srv-port"),
    Field::integer("srv-priority"),
    Field::integer("srv-weight"),
    Field::text("text"),
    Field::flag("match-subdomain"),
    Field::text("address-list"),
    Field::duration("ttl").default_value("1d"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::comment(),
];

const CACHE: &[Field] = &[
    Field::state("name", Text).untrusted(),
    Field::state("type", Text),
    Field::state("data", Text).untrusted(),
    Field::state("ttl", Duration),
    Field::state("static", Flag),
];

const FORWARDERS: &[Field] = &[
    Field::text("name"),
    Field::list("dns-servers", &Text),
    Field::list("doh-servers", &Text),
    Field::flag("verify-doh-cert"),
    Field::disabled(),
    Field::comment(),
];

const ADLIST: &[Field] = &[
    Field::text("url"),
    Field::text("file"),
    Field::flag("ssl-verify"),
    Field::state("name-count", Integer),
    Field::counter("match-count"),
    Field::disabled(),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::settings("ip/dns", "The resolver", AREA, DNS).risk(Risk::High),
    Menu::ordered("ip/dns/static", "Records of the router's own", AREA, STATIC).identity(&[
        "name",
        "regexp",
        "type",
        "address",
        "cname",
        "forward-to",
    ]),
    Menu::list("ip/dns/cache", "Answers remembered", AREA, CACHE).read_only().commands(&["flush"]),
    Menu::list("ip/dns/forwarders", "Other servers for some names", AREA, FORWARDERS)
        .identity(&["name"])
        .since(7, 17),
    Menu::list("ip/dns/adlist", "Lists of names to refuse", AREA, ADLIST)
        .identity(&["url", "file"])
        .commands(&["pause", "reload"])
        .since(7, 15),
];
