//! What an export says of one row.

use super::Style;
use crate::catalogue::menu::{Field, Menu, MenuKind};
use crate::domain::field::FieldType;
use crate::lab::state::State;
use crate::lab::table::{Origin, Row};
use crate::lab::value;
use crate::lab::view::View;

/// Fields that tell what the board is, though a user may overrule them.
const BOARD: &[&str] = &["default-name", "l2mtu", "orig-mac-address", "radio-mac"];

/// Fields that exports always show, default or not.
const ALWAYS: &[(&str, &[&str])] = &[
    ("ip/address", &["network"]),
    ("ip/firewall/filter", &["action", "chain"]),
    ("ip/firewall/mangle", &["action", "chain"]),
    ("ip/firewall/nat", &["action", "chain"]),
    ("ip/firewall/raw", &["action", "chain"]),
    ("ipv6/firewall/filter", &["action", "chain"]),
    ("ipv6/firewall/mangle", &["action", "chain"]),
    ("ipv6/firewall/nat", &["action", "chain"]),
    ("ipv6/firewall/raw", &["action", "chain"]),
];

/// The beginning of the command that makes `row`, the one at `number`; `None` for a row that is no configuration.
pub(super) fn verb(state: &State, menu: &Menu, row: &Row, number: usize) -> Option<String> {
    if let Some(port) = row.text("default-name") {
        return Some(format!("set [ find default-name={port} ]"));
    }
    match (menu.kind, row.origin) {
        (MenuKind::Settings, _) => Some("set".to_owned()),
        (_, Origin::Dynamic(_)) => None,
        (_, Origin::User) => Some("add".to_owned()),
        // Lists that RouterOS has by itself are no business of exports.
        (_, Origin::Builtin)
            if menu.path == "interface/list" || state.initial(menu.path, row.id).is_none() =>
        {
            None
        }
        (_, Origin::Builtin) if menu.path == "ip/service" => {
            row.text("name").map(|name| format!("set {name}"))
        }
        (_, Origin::Builtin) => Some(format!("set {number}")),
    }
}

/// `name=value` of everything that has to be said, in the order of names.
pub(super) fn words(
    view: &View<'_>,
    menu: &'static Menu,
    row: &Row,
    style: Style,
) -> Vec<(&'static str, String)> {
    let fields = menu.fields.iter().filter(|field| view.state.tree.has(field) && tells(field, style));
    let mut words: Vec<_> =
        fields.filter_map(|field| Some((field.name, said(view, menu, row, field, style)?))).collect();
    words.sort_unstable_by_key(|(name, _)| *name);
    words
}

/// Whether exports of this style have the field at all.
fn tells(field: &Field, style: Style) -> bool {
    field.writable && !field.volatile && !BOARD.contains(&field.name) && (style.secrets || !field.secret)
}

/// What has to be said of one field.
fn said(
    view: &View<'_>,
    menu: &'static Menu,
    row: &Row,
    field: &'static Field,
    style: Style,
) -> Option<String> {
    let always = ALWAYS.iter().any(|(path, names)| *path == menu.path && names.contains(&field.name));
    let written = row.get(field.name).map(|value| view.state.show(value));
    let usual = default_of(field);
    if always && written.is_none() && field.name == "network" {
        let computed = view.record(menu, row);
        return computed.get("network").cloned();
    }
    let initial = view.state.initial(menu.path, row.id).and_then(|row| view.state.shown(row, field.name));
    let before = initial.or_else(|| usual.clone());
    let own = board_value(row, field);
    let all = style.verbose || always;
    let text = match (written, all) {
        (Some(text), _) if all || (Some(&text) != before.as_ref() && Some(text.as_str()) != own) => text,
        (Some(_), _) => return None,
        (None, true) => usual?,
        // What was there at first and is gone has to be taken away.
        (None, false) => before.filter(|before| Some(before) != usual.as_ref()).map(|_| String::new())?,
    };
    Some(spell(field, &text))
}

/// What a port has by its nature under this field.
fn board_value<'a>(row: &'a Row, field: &Field) -> Option<&'a str> {
    match field.name {
        "name" => row.text("default-name"),
        "mac-address" => row.text("orig-mac-address").or_else(|| row.text("radio-mac")),
        _ => None,
    }
}

/// The default of `field` in the spelling of replies.
fn default_of(field: &Field) -> Option<String> {
    let default = field.default?;
    Some(match field.kind {
        FieldType::Flag => value::flag(default).unwrap_or_else(|| default.to_owned()),
        _ => default.to_owned(),
    })
}

/// Truth values are said as the console says them.
fn spell(field: &Field, text: &str) -> String {
    match (field.kind, text) {
        (FieldType::Flag, "true") => "yes".to_owned(),
        (FieldType::Flag, "false") => "no".to_owned(),
        _ => text.to_owned(),
    }
}
