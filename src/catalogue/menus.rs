//! Every menu, by area, and how one is found.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::menu::Menu;

/// The menus of each area, in the order of the reference.
const AREAS: &[&[Menu]] = &[];

static BY_PATH: LazyLock<HashMap<&'static str, &'static Menu>> =
    LazyLock::new(|| all().map(|menu| (menu.path, menu)).collect());

/// Every menu of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Menu> {
    AREAS.iter().copied().flatten()
}

/// The menu at `path`, written as `ip/address`, `/ip/address` or `/ip address`.
pub fn find(path: &str) -> Option<&'static Menu> {
    BY_PATH.get(normalise(path).as_str()).copied()
}

/// `path` as the catalogue writes it: no leading slash, words separated by single slashes.
pub fn normalise(path: &str) -> String {
    path.split(['/', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("/")
}
