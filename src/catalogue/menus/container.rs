//! `container`: programs of others on the router.

use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{Address, Bytes, Mac, Prefix, Text};

const AREA: Area = Area::Container;

const CONTAINER: &[Field] = &[
    Field::text("name").since(7, 19),
    Field::text("remote-image"),
    Field::text("file"),
    Field::reference("interface", "interface/veth"),
    Field::text("root-dir"),
    Field::text("layer-dir").since(7, 21),
    Field::text("mounts").until(7, 21),
    Field::text("mountlists").since(7, 21),
    Field::text("mount").since(7, 21),
    Field::text("tmpfs").since(7, 21),
    // Variables often carry passwords.
    Field::text("env").secret().since(7, 21),
    Field::text("envlist").until(7, 20),
    Field::text("envlists").since(7, 20),
    Field::text("cmd"),
    Field::text("entrypoint"),
    Field::text("shell").since(7, 23),
    Field::text("user"),
    Field::text("workdir"),
    Field::text("hostname"),
    Field::text("domain-name"),
    Field::list("dns", &Address),
    Field::text("default-dns").since(7, 23),
    Field::text("hosts").since(7, 21),
    Field::flag("logging").default_value("false"),
    Field::flag("start-on-boot").default_value("false"),
    Field::text("restart-policy").since(7, 23),
    Field::duration("restart-interval").since(7, 23),
    Field::integer("restart-max-count").since(7, 23),
    Field::duration("auto-restart-interval").since(7, 20).until(7, 23),
    Field::text("stop-signal"),
    Field::duration("stop-time").since(7, 21),
    Field::flag("stop-on-unhealthy").since(7, 23),
    Field::text("healthcheck-cmd").since(7, 22),
    Field::duration("healthcheck-interval").since(7, 22),
    Field::integer("healthcheck-retries").since(7, 22),
    Field::duration("healthcheck-start-interval").since(7, 22),
    Field::duration("healthcheck-start-period").since(7, 22),
    Field::text("healthcheck-status").since(7, 22),
    Field::duration("healthcheck-timeout").since(7, 22),
    Field::new("memory-high", Bytes).or(&["unlimited"]).since(7, 20),
    Field::new("memory-max", Bytes).or(&["unlimited"]).since(7, 23),
    Field::new("swap-max", Bytes).or(&["unlimited"]).since(7, 24),
    Field::new("shm-size", Bytes).since(7, 21),
    Field::text("cpu-list").since(7, 21),
    Field::text("devices").since(7, 20),
    Field::flag("privileged").since(7, 24),
    Field::flag("check-certificate").since(7, 20),
    Field::flag("ignore-remote-image-change").since(7, 23),
    Field::state("status", Text),
    Field::fact("os", Text),
    Field::fact("arch", Text),
    Field::fact("tag", Text),
    Field::comment(),
];

const ENVS: &[Field] = &[
    Field::text("list").required().since(7, 20),
    Field::text("name").until(7, 20),
    Field::text("key").required(),
    Field::text("value").required().secret(),
    Field::disabled().since(7, 21),
    Field::comment(),
];

const MOUNTS: &[Field] = &[
    Field::text("list").required().since(7, 21),
    Field::text("name").until(7, 21),
    Field::text("src"),
    Field::text("dst").required(),
    Field::text("mode").since(7, 23),
    Field::flag("read-only").since(7, 20).until(7, 23),
    Field::disabled().since(7, 21),
    Field::comment(),
];

const CONFIG: &[Field] = &[
    Field::text("registry-url"),
    Field::fact("assumed-registry-url", Text),
    Field::text("username"),
    Field::text("password").secret(),
    Field::text("tmpdir"),
    Field::text("layer-dir").since(7, 11),
    Field::new("ram-high", Bytes).until(7, 20),
    Field::new("memory-high", Bytes).or(&["unlimited"]).since(7, 20),
    Field::new("memory-max", Bytes).or(&["unlimited"]).since(7, 23),
    Field::new("swap-max", Bytes).or(&["unlimited"]).since(7, 24),
    Field::state("memory-current", Bytes),
];

const VETH: &[Field] = &[
    Field::text("name"),
    Field::list("address", &Prefix),
    Field::address("gateway"),
    Field::address("gateway6").since(7, 11),
    Field::flag("dhcp").since(7, 20),
    Field::state("dhcp-address", Prefix),
    Field::new("mac-address", Mac).since(7, 20),
    Field::new("container-mac-address", Mac).since(7, 21),
    Field::mark("running"),
    Field::disabled(),
    Field::comment(),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::list("container", "Containers", AREA, CONTAINER)
        .identity(&["name"])
        .risk(Risk::Critical)
        .commands(&["kill", "repull", "restart", "run", "save", "shell", "start", "stop", "update"])
        .optional(),
    Menu::list("container/envs", "Variables of containers", AREA, ENVS).identity(&["list", "key"]).optional(),
    Menu::list("container/mounts", "Directories of containers", AREA, MOUNTS)
        .identity(&["list", "dst"])
        .optional(),
    Menu::settings("container/config", "Where images come from", AREA, CONFIG).optional(),
    Menu::list("interface/veth", "Interfaces of containers", AREA, VETH)
        .identity(&["name"])
        .risk(Risk::High)
        .optional(),
];
