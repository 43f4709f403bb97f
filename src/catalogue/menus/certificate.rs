//! `certificate`: who the router is and whom it believes.

use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{Duration, Enum, Flag, List, Text, Time};

const AREA: Area = Area::Certificate;

const KEY_USAGES: &[&str] = &[
    "digital-signature",
    "content-commitment",
    "key-encipherment",
    "data-encipherment",
    "key-agreement",
    "key-cert-sign",
    "crl-sign",
    "encipher-only",
    "decipher-only",
    "dvcs",
    "tls-server",
    "tls-client",
    "code-sign",
    "email-protect",
    "timestamp",
    "ocsp-sign",
];

const CERTIFICATE: &[Field] = &[
    Field::text("name"),
    Field::text("common-name"),
    Field::list("subject-alt-name", &Text),
    Field::fact("issuer", Text),
    Field::fact("ca", Text),
    Field::fact("fingerprint", Text),
    Field::fact("serial-number", Text),
    Field::fact("invalid-before", Time),
    Field::fact("invalid-after", Time),
    Field::state("expires-after", Duration),
    Field::mark("expired"),
    Field::mark("revoked"),
    Field::mark("issued"),
    Field::mark("dynamic"),
    Field::state("status", Text),
    Field::flag("trusted").default_value("false"),
    Field::list("trust-store", &Text).since(7, 21),
    Field::fact("authority", Flag),
    // Whether there is one; the key itself never leaves the router this way.
    Field::fact("private-key", Flag),
    Field::fact("smart-card-key", Flag),
    Field::fact("crl", Flag),
    Field::integer("days-valid").default_value("365"),
    Field::one_of(
        "key-size",
        &["1024", "1536", "2048", "4096", "8192", "prime256v1", "secp384r1", "secp521r1"],
    )
    .default_value("2048"),
    Field::fact("key-type", Text),
    Field::list("key-usage", &Enum(KEY_USAGES)),
    Field::one_of("digest-algorithm", &["md5", "sha1", "sha256", "sha384", "sha512"]).default_value("sha256"),
    Field::text("country"),
    Field::text("state"),
    Field::text("locality"),
    Field::text("organization"),
    Field::text("unit"),
    Field::fact("akid", Text),
    Field::fact("skid", Text),
    Field::fact("ca-crl-host", Text),
    Field::fact("ca-fingerprint", Text),
    Field::fact("req-fingerprint", Text),
    Field::fact("challenge-password", Text).secret(),
    Field::fact("scep-url", Text),
    Field::fact("acme-managed", Flag),
    Field::state("acme-status", Text),
    Field::fact("directory-url", Text),
    Field::fact("domain-names", List(&Text)),
];

const SETTINGS: &[Field] = &[
    Field::flag("crl-download").default_value("false"),
    Field::flag("crl-use").default_value("false"),
    Field::one_of("crl-store", &["ram", "system"]).default_value("ram"),
    Field::list("builtin-trust-store", &Text).since(7, 21),
    Field::text("builtin-trust-anchors").since(7, 19).until(7, 21),
    Field::text("current-defaults").since(7, 22),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("certificate", "Certificates", AREA, CERTIFICATE)
        .identity(&["name"])
        .holds_more()
        .risk(Risk::High)
        .management()
        .commands(&[
            "acme-renew",
            "add-acme",
            "add-scep",
            "card-reinstall",
            "card-verify",
            "create-certificate-request",
            "enable-ssl-certificate",
            "export-certificate",
            "import",
            "issued-revoke",
            "scep-renew",
            "sign",
            "sign-certificate-request",
        ]),
    Menu::settings("certificate/settings", "Revocation lists and trust", AREA, SETTINGS)
        .risk(Risk::High)
        .management(),
];
