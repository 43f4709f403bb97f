//! Which menu and which row a step means, and what they are called.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::{SECRET, Texts};
use crate::catalogue::menu::{Field, Menu, MenuKind};
use crate::catalogue::menus;
use crate::change::row::{equal, is_unset};
use crate::change::values::in_its_spelling;
use crate::change::world::WorldRow;
use crate::domain::field::FieldType;
use crate::domain::plan::{Change, Op, RowRef, StepRequest, Text, Values};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};

pub(super) fn described(path: &str) -> Result<&'static Menu> {
    let path = menus::normalise(path);
    menus::find(&path).ok_or_else(|| {
        let error =
            Error::usage(format!("the catalogue does not describe {path:?}, so it cannot be changed"));
        match menus::like(&path) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("the read tools (and rosmcp menu list) name the menus"),
        }
    })
}

pub(super) fn allowed(menu: &Menu, op: Op) -> Result<()> {
    let good = match op {
        Op::Add => menu.can_add(),
        Op::Set | Op::Enable | Op::Disable => menu.can_set(),
        Op::Remove => menu.can_remove(),
        Op::Move => menu.kind == MenuKind::Ordered,
        Op::Run => true,
    };
    if good { Ok(()) } else { Err(Error::usage(format!("{} takes no {}", menu.path, op.as_str()))) }
}

pub(super) fn absent(menu: &Menu, request: &StepRequest) -> Error {
    let asked = serde_json::to_string(&request.matching).unwrap_or_default();
    let error = Error::not_found(format!("{} has no row that matches {asked}", menu.path));
    let bare = request.matching.iter().find(|(name, value)| {
        let prefix = menu.field(name).is_some_and(|field| matches!(field.kind, FieldType::Prefix));
        prefix && value.as_str().is_some_and(|text| text.parse::<IpAddr>().is_ok())
    });
    match bare {
        Some((name, _)) => error.hint(format!("the prefix length is part of {name}: 192.0.2.1/24")),
        None => error,
    }
}

/// What a row must say to be meant.
pub(super) fn matched(
    menu: &'static Menu,
    matching: &Map<String, Value>,
) -> Result<Vec<(&'static Field, String)>> {
    let one = |(name, value): (&String, &Value)| {
        menu.check_fields(&[name])?;
        let field =
            menu.field(name).ok_or_else(|| Error::usage("match names fields; give the row's id as id"))?;
        if field.secret {
            return Err(Error::new(ErrorKind::Refused, format!("{name:?} is a secret")));
        }
        let text = crate::routeros::value::wire(field.kind, value)?;
        Ok((field, in_its_spelling(field.kind, text)))
    };
    matching.iter().map(one).collect()
}

pub(super) fn agrees(row: &WorldRow, wanted: &[(&'static Field, String)]) -> bool {
    wanted
        .iter()
        .all(|(field, text)| equal(field, row.values.get(field.name).map(String::as_str), Some(text)))
}

/// What must be written to have the row again.
pub(super) fn kept(menu: &Menu, row: &RawRow) -> Texts {
    let writable = menu.fields.iter().filter(|field| field.writable && !field.secret && !field.volatile);
    writable
        .filter_map(|field| {
            let text = row.get(field.name)?;
            (!is_unset(field, text)).then(|| (field, text.clone()))
        })
        .collect()
}

pub(super) fn raw(texts: &Texts) -> RawRow {
    texts.iter().map(|(field, text)| (field.name.to_owned(), text.clone())).collect()
}

pub(super) fn raw_values(texts: &Texts) -> Values {
    texts.iter().map(|(field, text)| (field.name.to_owned(), Text::Plain(text.clone()))).collect()
}

pub(super) fn change(field: &Field, old: Option<&str>, new: Option<&String>) -> Change {
    let shown = |text: &str| if field.secret { SECRET.to_owned() } else { text.to_owned() };
    let set = |text: &&str| !text.is_empty();
    Change {
        field: field.name.to_owned(),
        old: old.filter(set).map(shown),
        new: new.map(String::as_str).filter(set).map(shown),
    }
}

pub(super) fn show_row(row: &RowRef) -> String {
    match row {
        RowRef::Id(id) => id.clone(),
        RowRef::Added(step) => format!("the row of step {step}"),
    }
}

/// A few words by which a person knows the row.
pub(super) fn name_of(menu: &Menu, row: &WorldRow) -> String {
    let said = described_by(menu, row);
    let space = if said.is_empty() { "" } else { " " };
    format!("{space}{said} ({})", show_row(&row.at))
}

/// The same without its id.
pub(super) fn described_by(menu: &Menu, row: &WorldRow) -> String {
    describe(menu, |name| row.values.get(name).map(String::as_str)).trim_start().to_owned()
}

/// A change of where a row stands in its list.
pub(super) fn position(old: Option<String>, new: String) -> Change {
    Change { field: "position".to_owned(), old, new: Some(new) }
}

pub(super) fn label(menu: &Menu, texts: &Texts) -> String {
    describe(menu, |name| texts.iter().find(|(field, _)| field.name == name).map(|(_, text)| text.as_str()))
}

pub(super) fn describe<'a>(menu: &Menu, text: impl Fn(&str) -> Option<&'a str>) -> String {
    let telling: Vec<_> =
        if menu.identity.is_empty() { vec!["chain", "action", "comment"] } else { menu.identity.to_vec() };
    let said = telling.iter().filter(|name| menu.field(name).is_some_and(|field| !field.secret));
    let said: Vec<_> = said.filter_map(|name| text(name).filter(|text| !text.is_empty())).collect();
    if said.is_empty() { String::new() } else { format!(" {}", said.join(" ")) }
}
