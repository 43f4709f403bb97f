//! `user`: who may do what on the router.

use super::common::POLICIES;
use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk};
use crate::domain::field::FieldType::{Address, AddressRange, Enum, Integer, Reference, Text, Time};

const AREA: Area = Area::User;

const USER: &[Field] = &[
    Field::text("name").required(),
    Field::reference("group", "user/group").required(),
    Field::list("address", &AddressRange),
    // RouterOS never says it.
    Field::text("password").secret(),
    Field::disabled(),
    Field::mark("expired"),
    Field::state("last-logged-in", Time),
    Field::duration("inactivity-timeout").default_value("10m").since(7, 16),
    Field::one_of("inactivity-policy", &["none", "logout", "lockscreen"]).default_value("none").since(7, 16),
    Field::comment(),
];

const GROUP: &[Field] = &[
    Field::text("name"),
    // A leading `!` takes a policy away.
    Field::list("policy", &Enum(POLICIES)).negatable(),
    Field::text("skin").default_value("default"),
    Field::comment(),
];

const ACTIVE: &[Field] = &[
    Field::state("name", Text),
    Field::state("address", Address).untrusted(),
    Field::state("via", Text),
    Field::state("group", Reference("user/group")),
    Field::state("when", Time),
    Field::mark("radius"),
    Field::mark("by-romon"),
];

const SETTINGS: &[Field] = &[
    Field::integer("minimum-password-length").default_value("0"),
    Field::integer("minimum-categories").default_value("0"),
];

const SSH_KEYS: &[Field] = &[
    Field::reference("user", "user"),
    Field::text("key"),
    Field::fact("key-type", Text),
    Field::fact("bits", Integer),
    Field::fact("fingerprint", Text),
    Field::fact("info", Text).untrusted(),
    Field::comment(),
];

const AAA: &[Field] = &[
    Field::flag("use-radius").default_value("false"),
    Field::flag("accounting").default_value("true"),
    Field::duration("interim-update").default_value("0s"),
    Field::reference("default-group", "user/group").default_value("read"),
    Field::list("exclude-groups", &Reference("user/group")),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("user", "Users of the router", AREA, USER)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management()
        .commands(&["expire-password"]),
    Menu::list("user/group", "What users of a group may do", AREA, GROUP)
        .identity(&["name"])
        .risk(Risk::Critical)
        .management(),
    Menu::list("user/active", "Who is logged in", AREA, ACTIVE).only(Changes::Remove),
    Menu::settings("user/settings", "What passwords must be like", AREA, SETTINGS),
    Menu::list("user/ssh-keys", "Keys that users log in with", AREA, SSH_KEYS)
        .identity(&["user", "key"])
        .holds_more()
        .only(Changes::AddRemove)
        .risk(Risk::Critical)
        .management()
        .commands(&["import"]),
    Menu::settings("user/aaa", "Users from a RADIUS server", AREA, AAA).risk(Risk::Critical).management(),
];
