//! What fields of several menus share: word lists and small groups.

use crate::catalogue::menu::Field;
use crate::domain::field::FieldType::{self, Enum};

/// How an interface answers ARP.
pub(super) const ARP_MODES: &[&str] = &["enabled", "disabled", "proxy-arp", "reply-only", "local-proxy-arp"];

/// Whether a RADIUS server is asked; RouterOS keeps the words `yes` and `no` here.
pub(super) const USE_RADIUS: &[&str] = &["no", "yes", "accounting"];

/// Interface lists that exist without being made.
pub(super) const BUILTIN_LISTS: &[&str] = &["all", "dynamic", "none", "static"];

/// What a user, a scheduler entry or a script may do, in the order in which groups show it (RouterOS manual, "User").
pub const POLICIES: &[&str] = &[
    "local",
    "telnet",
    "ssh",
    "ftp",
    "reboot",
    "read",
    "write",
    "policy",
    "test",
    "winbox",
    "password",
    "web",
    "sniff",
    "sensitive",
    "api",
    "romon",
    "rest-api",
];

/// A list of texts.
pub(super) const TEXTS: FieldType = FieldType::List(&FieldType::Text);

/// The ARP settings of an interface.
pub(super) const ARP: &[Field] = &[
    Field::one_of("arp", ARP_MODES).default_value("enabled"),
    Field::duration("arp-timeout").or(&["auto"]).default_value("auto"),
];

/// The loop protection of an interface.
pub(super) const LOOP_PROTECT: &[Field] = &[
    Field::one_of("loop-protect", &["default", "off", "on"]).default_value("default"),
    Field::duration("loop-protect-send-interval").default_value("5s"),
    Field::duration("loop-protect-disable-time").default_value("5m"),
    Field::state("loop-protect-status", Enum(&["off", "on", "disabled"])),
];

/// Where a limited client's queue goes.
pub(super) const QUEUE_PLACE: &[Field] = &[
    Field::one_of("insert-queue-before", &["first", "bottom"]),
    Field::reference("parent-queue", "queue/simple").or(&["none"]),
    Field::flag("allow-dual-stack-queue").default_value("true"),
];
