//! Every menu, by area, and how one is found.

mod bridge;
mod certificate;
mod common;
mod container;
mod dhcp;
mod dns;
mod file;
mod firewall;
mod interface;
mod ip;
mod ipsec;
mod ipv6;
mod log;
mod matchers;
mod protocols;
mod queue;
mod routing;
mod script;
mod system;
mod tool;
mod user;
mod vpn;
mod wifi;
mod wireless;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::menu::{Area, Menu};
use crate::error::nearest;

pub use common::POLICIES;

/// The menus of each area, in the order of the reference.
const AREAS: &[&[Menu]] = &[
    system::MENUS,
    interface::MENUS,
    bridge::MENUS,
    wifi::MENUS,
    wireless::MENUS,
    ip::MENUS,
    ipv6::MENUS,
    dhcp::MENUS,
    dns::MENUS,
    firewall::MENUS,
    routing::MENUS,
    protocols::MENUS,
    vpn::MENUS,
    ipsec::MENUS,
    queue::MENUS,
    user::MENUS,
    certificate::MENUS,
    log::MENUS,
    file::MENUS,
    script::MENUS,
    container::MENUS,
    tool::MENUS,
];

static BY_PATH: LazyLock<HashMap<&'static str, &'static Menu>> =
    LazyLock::new(|| all().map(|menu| (menu.path, menu)).collect());

/// Every menu of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Menu> {
    AREAS.iter().copied().flatten()
}

/// The menus of one area.
pub fn of(area: Area) -> impl Iterator<Item = &'static Menu> {
    all().filter(move |menu| menu.area == area)
}

/// The menu at `path`, written as `ip/address`, `/ip/address` or `/ip address`.
pub fn find(path: &str) -> Option<&'static Menu> {
    BY_PATH.get(normalise(path).as_str()).copied()
}

/// The menus below `path`, where that is no menu itself and only leads to some.
pub fn below(path: &str) -> Option<Vec<&'static str>> {
    let path = normalise(path);
    let inside = |menu: &&str| menu.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let below: Vec<_> = all().map(|menu| menu.path).filter(inside).collect();
    (find(&path).is_none() && !below.is_empty()).then_some(below)
}

/// The path of the menu that `path` may be a misspelling of.
pub fn like(path: &str) -> Option<&'static str> {
    nearest(&normalise(path), all().map(|menu| menu.path))
}

/// The menu that `path` asks for, without the `print` with which a command line ends.
pub fn printed(path: &str) -> String {
    let path = normalise(path);
    path.strip_suffix("/print").map_or_else(|| path.clone(), str::to_owned)
}

/// What else is said where `path` goes on to say which rows, as command lines do.
pub fn says_which_rows(path: &str) -> Option<String> {
    let (name, value) = path.split_whitespace().find_map(|word| word.split_once('='))?;
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:/".contains(&b));
    (plain(name) && plain(value)).then(|| {
        format!("menu is the path alone; which rows is said apart: where: {{\"{name}\": \"{value}\"}}, or --where at a shell")
    })
}

/// The menus of `area` whose path ends in the word or words of `path`.
pub fn ending_in(area: Area, path: &str) -> Vec<&'static str> {
    let ending = format!("/{}", normalise(path));
    of(area).map(|menu| menu.path).filter(|path| path.ends_with(&ending)).collect()
}

/// `path` as the catalogue writes it: no leading slash, words separated by single slashes.
pub fn normalise(path: &str) -> String {
    path.split(['/', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("/")
}
