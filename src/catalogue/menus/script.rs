//! `system/scheduler` and `system/script`: what the router does by itself.

use super::common::POLICIES;
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk};
use crate::domain::field::FieldType::{Enum, Integer, List, Text, Time};

const AREA: Area = Area::Script;

const SCHEDULER: &[Field] = &[
    Field::text("name").required(),
    // A script's name or the commands themselves.
    Field::text("on-event"),
    Field::text("start-date"),
    Field::text("start-time").or(&["startup"]),
    Field::duration("interval").default_value("0s"),
    Field::list("days", &Enum(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"])).since(7, 24),
    Field::disabled(),
    Field::state("next-run", Time),
    Field::counter("run-count"),
    Field::fact("owner", Text),
    Field::list("policy", &Enum(POLICIES)),
    Field::comment(),
];

/// A script has no way in of its own, so the policies of ways in are not among its own.
const SCRIPT_POLICIES: &[&str] =
    &["ftp", "reboot", "read", "write", "policy", "test", "password", "sniff", "sensitive", "romon"];

const SCRIPT: &[Field] = &[
    Field::text("name"),
    Field::text("source"),
    Field::mark("invalid"),
    Field::state("last-started", Time),
    Field::counter("run-count"),
    Field::text("owner"),
    Field::list("policy", &Enum(SCRIPT_POLICIES)),
    Field::flag("dont-require-permissions").default_value("false"),
    Field::comment(),
];

const JOB: &[Field] = &[
    Field::state("script", Text),
    Field::state("owner", Text),
    Field::state("started", Time),
    Field::state("type", Enum(&["command", "login", "api-login"])),
    Field::state("policy", List(&Text)),
    Field::state("parent", Integer),
    Field::state("trace", Text).untrusted(),
    Field::comment(),
];

const ENVIRONMENT: &[Field] =
    &[Field::fact("name", Text), Field::text("value").untrusted().volatile(), Field::comment()];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("system/scheduler", "Commands at their time", AREA, SCHEDULER)
        .identity(&["name"])
        .risk(Risk::Critical),
    Menu::list("system/script", "Scripts", AREA, SCRIPT)
        .identity(&["name"])
        .risk(Risk::Critical)
        .commands(&["run"]),
    Menu::list("system/script/job", "Scripts and sessions that run now", AREA, JOB).only(Changes::Remove),
    Menu::list("system/script/environment", "Variables of scripts", AREA, ENVIRONMENT)
        .identity(&["name"])
        .only(Changes::SetRemove),
];
