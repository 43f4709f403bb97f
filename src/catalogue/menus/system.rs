//! `system`: what the router is, how it is called, what time it has.

use crate::catalogue::menu::{Area, Changes, Field, Menu, Risk};
use crate::domain::field::FieldType::{
    Address, Bytes, Decimal, Duration, Enum, Flag, Integer, List, Percent, Text, Time,
};

const AREA: Area = Area::System;

const NTP_MODES: &[&str] = &["unicast", "broadcast", "multicast", "manycast"];

const RESOURCE: &[Field] = &[
    Field::fact("board-name", Text),
    Field::fact("platform", Text),
    Field::fact("version", Text),
    Field::fact("architecture-name", Text),
    Field::fact("build-time", Time),
    Field::fact("factory-software", Text),
    Field::state("uptime", Duration),
    Field::state("cpu-load", Percent),
    Field::fact("cpu", Text),
    Field::fact("cpu-count", Integer),
    // In MHz.
    Field::state("cpu-frequency", Integer),
    Field::state("free-memory", Bytes),
    Field::fact("total-memory", Bytes),
    Field::state("free-hdd-space", Bytes),
    Field::fact("total-hdd-space", Bytes),
    Field::counter("write-sect-since-reboot"),
    Field::counter("write-sect-total"),
    Field::state("bad-blocks", Percent),
];

const CLOCK: &[Field] = &[
    Field::text("date").volatile(),
    Field::text("time").volatile(),
    Field::text("time-zone-name"),
    Field::flag("time-zone-autodetect").default_value("true"),
    Field::state("gmt-offset", Text),
    Field::mark("dst-active"),
];

// CHR names its sensors as fields of one row; boards have one row per sensor (RouterOS manual, "Health").
const HEALTH: &[Field] = &[
    Field::fact("name", Text),
    Field::state("value", Decimal).or(&["ok", "fail", "not-present", "idle", "no-input"]),
    Field::fact("type", Enum(&["C", "RPM", "V", "A", "W", ""])),
    Field::mark("state"),
    Field::flag("state-after-reboot"),
    Field::state("cpu-temp", Decimal),
    Field::state("board-temp", Decimal),
    Field::state("lm87-temp", Decimal),
    Field::state("temp1", Decimal),
    Field::state("temp2", Decimal),
    Field::state("temp3", Decimal),
    Field::state("fan1", Integer),
    Field::state("fan2", Integer),
    Field::state("fan3", Integer),
    Field::state("core", Decimal),
    Field::state("3.3v", Decimal),
    Field::state("5v", Decimal),
    Field::state("12v", Decimal),
    Field::state("voltage1", Decimal),
    Field::state("voltage2", Decimal),
    Field::state("voltage3", Decimal),
    Field::state("voltage4", Decimal),
    Field::state("voltage5", Decimal),
    Field::state("voltage6", Decimal),
    Field::state("voltage7", Decimal),
    Field::state("voltage8", Decimal),
    Field::state("voltage9", Decimal),
    Field::state("voltage10", Decimal),
];

const PACKAGE: &[Field] = &[
    Field::fact("name", Text),
    Field::fact("version", Text),
    Field::fact("build-time", Time),
    Field::fact("size", Bytes),
    Field::fact("bundle", Text),
    Field::fact("disabled", Flag),
    Field::fact("available", Flag),
    Field::state("scheduled", Text),
];

const PACKAGE_UPDATE: &[Field] = &[
    Field::one_of("channel", &["stable", "long-term", "testing", "development"]).default_value("stable"),
    Field::fact("installed-version", Text),
    Field::state("latest-version", Text),
    Field::state("status", Text),
    Field::flag("check-certificate").since(7, 23),
    Field::text("ip-version").since(7, 23),
    Field::text("mode").since(7, 23),
];

const LICENSE: &[Field] = &[
    Field::fact("level", Text),
    // RouterBOARD has a software id and a numbered level, CHR a system id and dates.
    Field::fact("software-id", Text),
    Field::fact("nlevel", Integer),
    Field::fact("features", Text),
    Field::fact("system-id", Text),
    Field::fact("limited-upgrades", Flag),
    Field::state("expires-in", Duration),
    Field::state("next-renewal-at", Time),
    Field::state("deadline-at", Time),
];

const ROUTERBOARD: &[Field] = &[
    Field::fact("routerboard", Flag),
    Field::fact("board-name", Text),
    Field::fact("model", Text),
    Field::fact("revision", Text),
    Field::fact("serial-number", Text),
    Field::fact("firmware-type", Text),
    Field::fact("factory-firmware", Text),
    Field::fact("current-firmware", Text),
    Field::fact("upgrade-firmware", Text),
];

const HISTORY: &[Field] = &[
    Field::state("time", Time),
    Field::state("by", Text).untrusted(),
    Field::state("action", Text).untrusted(),
    Field::state("policy", List(&Text)),
    Field::state("undo", Text).untrusted().commands(),
    Field::state("redo", Text).untrusted().commands(),
    Field::state("trace", Text).untrusted().commands(),
    Field::mark("undoable"),
    Field::mark("redoable"),
    Field::mark("floating-undo"),
];

const DEVICE_MODE: &[Field] = &[
    // Named by `update` only, which a button or a power cycle must confirm (RouterOS manual, "Device-mode").
    Field::fact("mode", Enum(&["home", "basic", "advanced", "enterprise", "rose"])),
    Field::fact("flagged", Flag),
    Field::fact("flagging-enabled", Flag),
    Field::state("attempt-count", Integer),
    Field::fact("allowed-versions", Text),
    Field::fact("install-any-version", Flag),
    Field::fact("bandwidth-test", Flag),
    Field::fact("container", Flag),
    Field::fact("email", Flag),
    Field::fact("fetch", Flag),
    Field::fact("hotspot", Flag),
    Field::fact("ipsec", Flag),
    Field::fact("l2tp", Flag),
    Field::fact("partitions", Flag),
    Field::fact("pptp", Flag),
    Field::fact("proxy", Flag),
    Field::fact("romon", Flag),
    Field::fact("routerboard", Flag),
    Field::fact("scheduler", Flag),
    Field::fact("smb", Flag),
    Field::fact("sniffer", Flag),
    Field::fact("socks", Flag),
    Field::fact("traffic-gen", Flag),
    Field::fact("zerotier", Flag),
];

const NTP_CLIENT: &[Field] = &[
    Field::flag("enabled").default_value("false"),
    Field::one_of("mode", NTP_MODES).default_value("unicast"),
    Field::list("servers", &Text),
    Field::reference("vrf", "ip/vrf").default_value("main"),
    Field::state("status", Enum(&["stopped", "waiting", "synchronized", "using-local-clock"])),
    Field::state("synced-server", Address),
    Field::state("synced-stratum", Integer),
    // In parts per million.
    Field::state("freq-drift", Decimal),
    // In milliseconds.
    Field::state("system-offset", Decimal),
];

const NTP_SERVER: &[Field] = &[
    Field::flag("enabled").default_value("false"),
    Field::flag("broadcast").default_value("false"),
    Field::flag("multicast").default_value("false"),
    Field::flag("manycast").default_value("false"),
    Field::list("broadcast-addresses", &Address),
    Field::flag("use-local-clock").default_value("false"),
    Field::integer("local-clock-stratum").default_value("5"),
    Field::integer("auth-key").or(&["none"]).default_value("none"),
    Field::reference("vrf", "ip/vrf").default_value("main"),
];

const NOTE: &[Field] = &[
    Field::text("note").untrusted(),
    Field::flag("show-at-login").default_value("true"),
    Field::flag("show-at-cli-login").since(7, 14),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::settings("system/resource", "Hardware, version and load", AREA, RESOURCE)
        .read_only()
        .commands(&["monitor"]),
    Menu::settings("system/identity", "The router's name", AREA, &[Field::text("name").untrusted()])
        .risk(Risk::Low),
    Menu::settings("system/clock", "Date, time and time zone", AREA, CLOCK),
    Menu::list("system/health", "Temperatures, voltages, fans", AREA, HEALTH)
        .identity(&["name"])
        .only(Changes::Set)
        .risk(Risk::Low)
        .optional(),
    Menu::list("system/package", "Installed packages", AREA, PACKAGE)
        .identity(&["name"])
        .read_only()
        .risk(Risk::Critical)
        .commands(&["apply-changes", "disable", "downgrade", "enable", "uninstall", "unschedule"]),
    Menu::settings("system/package/update", "New versions of RouterOS", AREA, PACKAGE_UPDATE)
        .risk(Risk::Critical)
        .commands(&["cancel", "check-for-updates", "download", "install"]),
    Menu::settings("system/license", "The licence", AREA, LICENSE)
        .read_only()
        .risk(Risk::High)
        .commands(&["generate-new-id", "renew"]),
    Menu::settings("system/routerboard", "Model, serial number and firmware", AREA, ROUTERBOARD)
        .read_only()
        .risk(Risk::High)
        .commands(&["upgrade"])
        .optional(),
    Menu::list("system/history", "Recent changes and their undo", AREA, HISTORY).read_only(),
    Menu::settings("system/device-mode", "Features locked against remote change", AREA, DEVICE_MODE)
        .read_only()
        .risk(Risk::Critical)
        .commands(&["update"]),
    Menu::settings("system/ntp/client", "Time from servers", AREA, NTP_CLIENT)
        .commands(&["reset-freq-drift"]),
    Menu::settings("system/ntp/server", "Time for others", AREA, NTP_SERVER),
    Menu::settings("system/note", "The note shown at login", AREA, NOTE).risk(Risk::Low),
];
