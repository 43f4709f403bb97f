//! How rows are shown: what was written, defaults, and what RouterOS computes at that moment.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::command::Record;
use super::dynamics::{self, route::Status};
use super::live::Live;
use super::state::State;
use super::table::{Origin, Row, tag, untag};
use super::time::Moment;
use crate::catalogue::menu::{Field, Menu, MenuKind};
use crate::domain::field::FieldType;
use crate::domain::version::Version;
use crate::lab::value;

/// What stands for a secret that the user may not see.
const HIDDEN: &str = "*****";

/// Firewall menus show these only once they were written; early versions show them as this from the start.
const ABSENT_UNTIL_WRITTEN: &[(&str, &str)] = &[("disabled", "false"), ("log", "false"), ("log-prefix", "")];
/// The first version that leaves them out: captures before it have them, captures of 7.23 have not.
const LEAVES_OUT: Version = Version::new(7, 20, 0);

/// Ordered menus whose rows tell the id of the next one.
const CHAINED: &[&str] = &["interface/bridge/port", "routing/rule", "routing/bfd/configuration"];

/// One look at a router.
pub(super) struct View<'a> {
    /// The router's state.
    pub(super) state: &'a State,
    /// The moment of the look.
    pub(super) now: Moment,
    /// Connections and sessions at that moment.
    pub(super) live: &'a Live,
    /// Whether secrets are shown.
    pub(super) sensitive: bool,
    routes: OnceCell<HashMap<u32, Status>>,
}

impl<'a> View<'a> {
    /// A look at `state`.
    pub(super) fn new(state: &'a State, now: Moment, live: &'a Live, sensitive: bool) -> Self {
        Self { state, now, live, sensitive, routes: OnceCell::new() }
    }

    /// Every row of `menu` as it is shown.
    pub(super) fn rows(&self, menu: &'static Menu) -> Vec<Record> {
        if let Some(rows) = dynamics::listing(self, menu) {
            return rows;
        }
        let mut shown: Vec<_> = self.state.tables_of(menu.path).flat_map(|table| &table.rows).collect();
        if menu.path == "interface" {
            shown.sort_by_key(|row| row.id);
        }
        let mut records: Vec<_> = shown.into_iter().map(|row| self.record(menu, row)).collect();
        if CHAINED.contains(&menu.path) {
            chain(&mut records);
        }
        dynamics::append(self, menu, &mut records);
        records
    }

    /// The row of `menu` with that id.
    pub(super) fn row(&self, menu: &'static Menu, id: &str) -> Option<Record> {
        let stored = untag(id).and_then(|id| self.state.row(menu.path, id));
        match stored {
            Some((_, row)) if tag(row.id) == id && !CHAINED.contains(&menu.path) => {
                Some(self.record(menu, row))
            }
            _ => {
                self.rows(menu).into_iter().find(|record| record.get(".id").is_some_and(|shown| shown == id))
            }
        }
    }

    /// How `row` of `menu` is shown.
    pub(super) fn record(&self, menu: &'static Menu, row: &Row) -> Record {
        let mut record = Record::new();
        for field in menu.fields.iter().filter(|field| self.state.tree.has(field)) {
            if let Some(text) = self.field(menu, field, row) {
                record.insert(field.name, text);
            }
        }
        if menu.kind != MenuKind::Settings {
            record.insert(".id", row.tag());
            flags(menu, row, &mut record);
        }
        dynamics::show(self, menu, row, &mut record);
        if !self.sensitive {
            hide(menu, &mut record);
        }
        record
    }

    /// What `row` shows for `field`.
    fn field(&self, menu: &Menu, field: &Field, row: &Row) -> Option<String> {
        if menu.path == "user" && field.name == "password" {
            return None;
        }
        if let Some(written) = row.get(field.name) {
            return Some(self.state.show(written));
        }
        let unwritten = ABSENT_UNTIL_WRITTEN.iter().find(|(name, _)| *name == field.name);
        if let Some((_, early)) = unwritten.filter(|_| menu.path.contains("firewall/")) {
            return (self.state.tree.version() < LEAVES_OUT).then(|| (*early).to_owned());
        }
        let Some(default) = field.default else { return empty(menu, field) };
        Some(match field.kind {
            FieldType::Flag => value::flag(default).unwrap_or_else(|| default.to_owned()),
            _ => default.to_owned(),
        })
    }

    /// What the routing table makes of its routes; computed once per look.
    pub(super) fn routes(&self) -> &HashMap<u32, Status> {
        self.routes.get_or_init(|| dynamics::route::decide(self.state))
    }

    /// `at` as the router's clock shows it.
    pub(super) fn stamp(&self, at: crate::clock::UnixMs) -> String {
        self.state.stamp(at)
    }

    /// The router's time zone.
    pub(super) fn zone(&self) -> &str {
        self.state.zone()
    }
}

/// Settings show a text or a list that was never written as empty; rows leave it out.
fn empty(menu: &Menu, field: &Field) -> Option<String> {
    let shown = menu.kind == MenuKind::Settings
        && field.writable
        && !field.hardware
        && matches!(field.kind, FieldType::Text | FieldType::List(_));
    shown.then(String::new)
}

/// The flags that lists have by themselves.
fn flags(menu: &Menu, row: &Row, record: &mut Record) {
    if menu.field("dynamic").is_some() {
        record.insert("dynamic", matches!(row.origin, Origin::Dynamic(_)).to_string());
    }
    if menu.field("invalid").is_some() {
        record.entry("invalid").or_insert_with(|| "false".to_owned());
    }
}

fn hide(menu: &Menu, record: &mut Record) {
    // What a file holds is no setting, and comes as it is.
    for field in menu.fields.iter().filter(|field| field.secret && menu.path != "file") {
        if let Some(text) = record.get_mut(field.name).filter(|text| !text.is_empty()) {
            HIDDEN.clone_into(text);
        }
    }
}

/// Tells each row the id of the next; the last one's is all ones.
fn chain(records: &mut [Record]) {
    let ids: Vec<_> = records.iter().filter_map(|record| record.get(".id").cloned()).collect();
    let next = ids.into_iter().skip(1).chain([tag(u32::MAX)]);
    for (record, next) in records.iter_mut().zip(next) {
        record.insert(".nextid", next);
    }
}
