//! `log` and `system/logging`: what happened, and where it is written.

use super::common::TEXTS;
use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{Reference, Text, Time};

const AREA: Area = Area::Log;

const SEVERITIES: &[&str] =
    &["auto", "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

// RouterOS 7 tells of a change with the command: "user admin changed by winbox:… (/user set admin …)".
const LOG: &[Field] = &[
    Field::state("time", Time),
    Field::state("topics", TEXTS),
    Field::state("message", Text).untrusted().commands(),
    Field::state("extra-info", Text).untrusted().commands(),
    Field::state("buffer", Reference("system/logging/action")),
];

const LOGGING: &[Field] = &[
    Field::list("topics", &Text).negatable().default_value("info"),
    Field::reference("action", "system/logging/action").default_value("memory"),
    Field::text("prefix").default_value(""),
    Field::text("regex").since(7, 17),
    Field::disabled(),
    Field::mark("invalid"),
    Field::mark("default"),
    Field::comment().since(7, 22),
];

const ACTION: &[Field] = &[
    Field::text("name").required(),
    Field::one_of("target", &["memory", "disk", "echo", "remote", "email", "script"]).required(),
    Field::mark("default"),
    Field::integer("memory-lines").default_value("1000"),
    Field::flag("memory-stop-on-full").default_value("false"),
    Field::flag("remember").default_value("true"),
    Field::text("disk-file-name"),
    Field::integer("disk-lines-per-file").default_value("1000"),
    Field::integer("disk-file-count").default_value("2"),
    Field::flag("disk-stop-on-full").default_value("false"),
    Field::text("remote"),
    Field::integer("remote-port").default_value("514"),
    Field::one_of("remote-protocol", &["udp", "tcp", "tls"]).default_value("udp").since(7, 18),
    Field::one_of("remote-log-format", &["default", "syslog", "cef"]).default_value("default").since(7, 18),
    Field::flag("check-certificate").since(7, 23),
    Field::address("src-address"),
    Field::reference("vrf", "ip/vrf").default_value("main").since(7, 19),
    Field::text("syslog-facility").default_value("daemon"),
    Field::one_of("syslog-severity", SEVERITIES).default_value("auto"),
    Field::one_of("syslog-time-format", &["bsd-syslog", "iso8601"]).default_value("bsd-syslog"),
    Field::flag("bsd-syslog").until(7, 18),
    Field::text("cef-event-delimiter").since(7, 18),
    Field::flag("add-topics-string").since(7, 22),
    Field::text("email-to"),
    Field::list("email-cc", &Text).since(7, 23),
    Field::flag("email-start-tls").default_value("false"),
    Field::reference("script", "system/script").since(7, 22),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("log", "What happened lately", AREA, LOG)
        .read_only()
        .commands(&["debug", "error", "info", "warning"]),
    Menu::list("system/logging", "Which messages go where", AREA, LOGGING)
        .identity(&["topics", "action", "prefix"]),
    // One runs a script, or sends everything to somebody else.
    Menu::list("system/logging/action", "Where messages can go", AREA, ACTION)
        .identity(&["name"])
        .risk(Risk::High)
        .commands(&["clear"]),
];
