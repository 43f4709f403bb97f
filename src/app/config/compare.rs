//! Two configurations compared, menu by menu. Where the order of rows means nothing to RouterOS, it makes no difference.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::catalogue::menu::MenuKind;
use crate::catalogue::menus;

/// After which a comparison becomes coarser instead of finer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Unchanged lines around a difference.
const CONTEXT: usize = 2;

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Whether anything does.
    pub differs: bool,
    /// The menus that differ, in the order of the export.
    pub menus: Vec<MenuDifference>,
    /// As a unified diff of RouterOS commands, menu by menu.
    pub diff: String,
}

/// How much of a menu differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MenuDifference {
    /// Menu path.
    pub menu: String,
    /// Commands that are gone.
    pub removed: usize,
    /// Commands that are new; a changed command is one of each.
    pub added: usize,
}

/// Compares two normalised exports.
pub(super) fn compare(old: &str, new: &str) -> Comparison {
    let (old, new) = (menus(old), menus(new));
    let mut order: Vec<&str> = old.keys().copied().collect();
    order.extend(new.keys().copied().filter(|menu| !old.contains_key(menu)));
    order.sort_by_key(|menu| new.get(menu).or_else(|| old.get(menu)).map_or(0, |menu| menu.place));
    let (mut found, mut diff) = (Vec::new(), String::new());
    for menu in order {
        let path = menu.replace(' ', "/");
        let (old, new) = (arranged(&path, old.get(menu)), arranged(&path, new.get(menu)));
        if old != new {
            let (difference, text) = differing(path, &old, &new);
            found.push(difference);
            diff.push_str(&text);
        }
    }
    Comparison { differs: !found.is_empty(), menus: found, diff }
}

struct Menu<'a> {
    /// The place of its first line.
    place: usize,
    lines: Vec<&'a str>,
}

/// The lines of each menu; what stands before the first is the device's own.
fn menus(text: &str) -> BTreeMap<&str, Menu<'_>> {
    let mut menus: BTreeMap<&str, Menu<'_>> = BTreeMap::new();
    let mut current = "device";
    for (place, line) in text.lines().enumerate() {
        match line.strip_prefix('/') {
            Some(path) => current = path,
            None => {
                menus.entry(current).or_insert(Menu { place, lines: Vec::new() }).lines.push(line);
            }
        }
    }
    menus
}

/// The lines of a menu, in an order of their own where theirs means nothing: a row that was removed and put back stands
/// last. The order of a menu that the catalogue does not know may mean something.
fn arranged<'a>(path: &str, menu: Option<&Menu<'a>>) -> Vec<&'a str> {
    let mut lines = menu.map(|menu| menu.lines.clone()).unwrap_or_default();
    if menus::find(path).is_some_and(|menu| menu.kind == MenuKind::List) {
        lines.sort_unstable();
    }
    lines
}

fn differing(path: String, old: &[&str], new: &[&str]) -> (MenuDifference, String) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(old, new);
    let count = |wanted| diff.iter_all_changes().filter(|change| change.tag() == wanted).count();
    let text = diff.unified_diff().context_radius(CONTEXT).header(&path, &path).to_string();
    let (removed, added) = (count(ChangeTag::Delete), count(ChangeTag::Insert));
    (MenuDifference { menu: path, removed, added }, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "# model = RB5009\n/interface bridge\nadd name=lan\n/ip address\nadd address=192.0.2.1/24\n\
                       add address=192.0.2.2/24\n/ip dns\nset servers=192.0.2.53\n";

    #[test]
    fn what_differs_is_told_by_menu() {
        let new =
            OLD.replace("192.0.2.2/24\n", "192.0.2.3/24\n").replace("/interface bridge\nadd name=lan\n", "");
        let found = compare(OLD, &format!("{new}/ip route\nadd gateway=192.0.2.9\n"));
        let menus: Vec<_> =
            found.menus.iter().map(|menu| (menu.menu.as_str(), menu.removed, menu.added)).collect();
        assert_eq!(menus, [("interface/bridge", 1, 0), ("ip/address", 1, 1), ("ip/route", 0, 1)]);
        assert!(found.differs);
        assert!(found.diff.contains("--- ip/address\n+++ ip/address\n@@"), "{}", found.diff);
        assert!(
            found.diff.contains(
                " add address=192.0.2.1/24\n-add address=192.0.2.2/24\n+add address=192.0.2.3/24\n"
            )
        );
        assert!(found.diff.contains("-add name=lan\n") && !found.diff.contains("dns"), "{}", found.diff);
    }

    #[test]
    fn order_is_a_difference_where_it_means_something() {
        for (menu, differences) in [("ip address", 0), ("ip firewall filter", 1), ("no such menu", 1)] {
            let old = format!("/{menu}\nadd a=1\nadd a=2\nadd a=3\n");
            let moved = format!("/{menu}\nadd a=1\nadd a=3\nadd a=2\n");
            assert_eq!(compare(&old, &moved).menus.len(), differences, "{menu}");
            assert_eq!(
                compare(&old, &old),
                Comparison { differs: false, menus: Vec::new(), diff: String::new() }
            );
            let fewer = compare(&old, &old.replace("add a=2\n", ""));
            assert_eq!((fewer.menus[0].removed, fewer.menus[0].added), (1, 0), "{menu}");
        }
    }
}
