//! `ip/ipsec`: who is met there, and what may be exchanged.

use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk};
use crate::domain::field::FieldType::{
    Address, Bytes, Duration, Enum, Integer, Prefix, Reference, Text, Time,
};

const AREA: Area = Area::Vpn;

const HASHES: &[&str] = &["md5", "sha1", "sha256", "sha384", "sha512"];

const GROUPS: &[&str] = &[
    "x25519", "ecp256", "ecp384", "ecp521", "modp768", "modp1024", "modp1536", "modp2048", "modp3072",
    "modp4096", "modp6144", "modp8192",
];

const PEER: &[Field] = &[
    Field::text("name"),
    // An address, a prefix or a DNS name.
    Field::text("address"),
    Field::address("local-address"),
    Field::integer("port"),
    Field::one_of("exchange-mode", &["main", "base", "aggressive", "ike2"]).default_value("main"),
    Field::reference("profile", "ip/ipsec/profile").default_value("default"),
    Field::flag("passive").default_value("false"),
    Field::flag("send-initial-contact").default_value("true"),
    Field::text("ppk-secret").secret().since(7, 21),
    Field::state("current-address", Address),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("responder"),
    Field::comment(),
];

const IDENTITY: &[Field] = &[
    Field::reference("peer", "ip/ipsec/peer").required(),
    Field::one_of(
        "auth-method",
        &[
            "pre-shared-key",
            "digital-signature",
            "eap",
            "eap-radius",
            "pre-shared-key-xauth",
            "rsa-key",
            "rsa-signature-hybrid",
        ],
    )
    .default_value("pre-shared-key"),
    Field::text("secret").secret(),
    Field::text("username"),
    Field::text("password").secret(),
    Field::text("my-id").default_value("auto"),
    Field::text("remote-id").default_value("auto"),
    Field::one_of("match-by", &["remote-id", "certificate"]).default_value("remote-id"),
    Field::list("certificate", &Reference("certificate")),
    Field::reference("remote-certificate", "certificate").or(&["none"]),
    Field::text("key"),
    Field::text("remote-key"),
    Field::list("eap-methods", &Enum(&["eap-tls", "eap-ttls", "eap-peap", "eap-mschapv2"])),
    Field::one_of("generate-policy", &["no", "port-override", "port-strict"]).default_value("no"),
    Field::text("policy-template-group"),
    Field::text("mode-config"),
    Field::text("notrack-chain"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::comment(),
];

const PROFILE: &[Field] = &[
    Field::text("name").required(),
    Field::mark("default"),
    Field::one_of("hash-algorithm", HASHES),
    Field::one_of("prf-algorithm", &["auto", "sha1", "sha256", "sha384", "sha512"]).default_value("auto"),
    Field::list("enc-algorithm", &Enum(&["aes-256", "aes-192", "aes-128", "3des", "des"])),
    Field::list("dh-group", &Enum(GROUPS)),
    Field::duration("lifetime").default_value("1d"),
    Field::integer("lifebytes"),
    Field::one_of("proposal-check", &["obey", "strict", "claim", "exact"]).default_value("obey"),
    Field::flag("nat-traversal").default_value("true"),
    Field::duration("dpd-interval").or(&["disable-dpd"]),
    Field::integer("dpd-maximum-failures"),
    Field::one_of("ppk", &["no", "psk", "psk-ike-initial", "qkd"]).since(7, 21),
];

const PROPOSAL: &[Field] = &[
    Field::text("name"),
    Field::mark("default"),
    Field::list("auth-algorithms", &Enum(&["sha512", "sha256", "sha1", "md5", "null"])),
    Field::list(
        "enc-algorithms",
        &Enum(&[
            "chacha20poly1305",
            "aes-256-cbc",
            "aes-256-ctr",
            "aes-256-gcm",
            "aes-192-cbc",
            "aes-192-ctr",
            "aes-192-gcm",
            "aes-128-cbc",
            "aes-128-ctr",
            "aes-128-gcm",
            "camellia-256",
            "camellia-192",
            "camellia-128",
            "3des",
            "blowfish",
            "twofish",
            "des",
            "null",
        ]),
    ),
    Field::duration("lifetime").default_value("30m"),
    Field::text("pfs-group").or(&["none"]).default_value("modp1024"),
    Field::disabled(),
    Field::comment(),
];

const POLICY: &[Field] = &[
    Field::list("peer", &Reference("ip/ipsec/peer")),
    Field::new("src-address", Prefix),
    Field::new("dst-address", Prefix),
    Field::flag("tunnel"),
    Field::one_of("action", &["encrypt", "discard", "none"]).default_value("encrypt"),
    Field::mark("active"),
    Field::state("ph2-state", Text),
    Field::state("ph2-count", Integer),
    Field::text("protocol").default_value("all"),
    Field::integer("src-port").or(&["any"]),
    Field::integer("dst-port").or(&["any"]),
    Field::one_of("level", &["require", "unique", "use"]).default_value("require"),
    Field::one_of("ipsec-protocols", &["esp", "ah"]).default_value("esp"),
    Field::reference("proposal", "ip/ipsec/proposal").default_value("default"),
    Field::address("sa-src-address"),
    Field::address("sa-dst-address"),
    Field::flag("template"),
    Field::text("group"),
    Field::disabled(),
    Field::mark("dynamic"),
    Field::mark("invalid"),
    Field::mark("default"),
    Field::mark("backup"),
    Field::comment(),
];

const ACTIVE_PEERS: &[Field] = &[
    Field::state("id", Text).untrusted(),
    Field::state("remote-address", Address),
    Field::state("port", Integer),
    Field::state("local-address", Address),
    Field::state("dynamic-address", Address),
    Field::state("state", Text),
    Field::state("side", Text),
    Field::state("uptime", Duration),
    Field::state("last-seen", Duration),
    Field::state("ph2-total", Integer),
    Field::state("rx-bytes", Bytes),
    Field::state("tx-bytes", Bytes),
    Field::counter("rx-packets"),
    Field::counter("tx-packets"),
    Field::state("spii", Text),
    Field::state("spir", Text),
    Field::mark("responder"),
    Field::mark("natt-peer"),
    Field::mark("ppk"),
    Field::comment(),
];

const INSTALLED: &[Field] = &[
    Field::state("spi", Text),
    // With a port where the association goes through NAT.
    Field::state("src-address", Text),
    Field::state("dst-address", Text),
    Field::state("state", Enum(&["larval", "mature", "dying", "dead"])),
    Field::state("auth-algorithm", Text),
    Field::state("auth-key", Text).secret(),
    Field::state("enc-algorithm", Text),
    Field::state("enc-key", Text).secret(),
    Field::state("enc-key-size", Integer),
    Field::state("addtime", Time),
    Field::state("expires-in", Duration),
    Field::state("add-lifetime", Text),
    Field::state("current-bytes", Bytes),
    Field::counter("current-packets"),
    Field::counter("invalid-packets"),
    Field::state("replay", Integer),
    Field::mark("seen-traffic"),
    Field::mark("hw-aead"),
    Field::mark("AH"),
    Field::mark("ESP"),
];

/// The menus of `ip/ipsec`, part of the area vpn.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("ip/ipsec/peer", "Whom IPsec meets", AREA, PEER)
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("ip/ipsec/identity", "How peers prove who they are", AREA, IDENTITY)
        .identity(&["peer"])
        .risk(Risk::High)
        .management(),
    Menu::list("ip/ipsec/profile", "What is agreed with peers", AREA, PROFILE)
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::list("ip/ipsec/proposal", "What is agreed for traffic", AREA, PROPOSAL)
        .identity(&["name"])
        .risk(Risk::High)
        .management(),
    Menu::ordered("ip/ipsec/policy", "Which traffic is encrypted", AREA, POLICY)
        .risk(Risk::High)
        .management(),
    Menu::list("ip/ipsec/active-peers", "Peers connected now", AREA, ACTIVE_PEERS)
        .only(Changes::SetRemove)
        .commands(&["kill-connections"]),
    Menu::list("ip/ipsec/installed-sa", "Security associations in use", AREA, INSTALLED)
        .read_only()
        .commands(&["flush"]),
];
