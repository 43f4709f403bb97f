//! Rows of one menu.

use super::value::Value;
use crate::catalogue::menu::Menu;

/// Where a row comes from, which decides who may remove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Configuration: users change and remove it.
    User,
    /// It comes with RouterOS or the board: users may change it, never remove it.
    Builtin,
    /// RouterOS made it by itself, perhaps on behalf of the row with this menu and id.
    Dynamic(Option<(&'static str, u32)>),
}

/// One row: what was written, nothing else.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The number behind `.id`.
    pub(super) id: u32,
    /// Who made it.
    pub(super) origin: Origin,
    /// The uptime in milliseconds at which its time is up: setting the clock doesn't shorten a span.
    pub(super) expires: Option<i64>,
    values: Vec<(&'static str, Value)>,
}

impl Row {
    /// A row without values.
    pub(super) fn new(id: u32, origin: Origin) -> Self {
        Self { id, origin, expires: None, values: Vec::new() }
    }

    /// The written value of `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The written text of `name`; `None` for references too.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_text)
    }

    /// Everything that was written, in that order.
    pub(super) fn written(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// Whether the flag `name` was written and is true.
    pub(super) fn is(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// Whether the row counts: not disabled.
    pub(super) fn enabled(&self) -> bool {
        !self.is("disabled")
    }

    /// Writes `name`, or forgets that it was ever written.
    pub(super) fn put(&mut self, name: &'static str, value: Option<Value>) {
        let at = self.values.iter().position(|(field, _)| *field == name);
        match (at, value) {
            (Some(at), Some(value)) => {
                if let Some(slot) = self.values.get_mut(at) {
                    slot.1 = value;
                }
            }
            (Some(at), None) => {
                self.values.remove(at);
            }
            (None, Some(value)) => self.values.push((name, value)),
            (None, None) => {}
        }
    }

    /// The row's id as RouterOS writes it.
    pub(super) fn tag(&self) -> String {
        tag(self.id)
    }
}

/// `*1F` for 31.
pub(super) fn tag(id: u32) -> String {
    format!("*{id:X}")
}

/// 31 for `*1F`.
pub(super) fn untag(text: &str) -> Option<u32> {
    text.strip_prefix('*').and_then(|hex| u32::from_str_radix(hex, 16).ok())
}

/// The rows of one menu, in RouterOS's order; a settings menu has exactly one.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The menu.
    pub(super) menu: &'static Menu,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(menu: &'static Menu) -> Self {
        Self { menu, rows: Vec::new() }
    }

    /// The row with that id.
    pub(super) fn row(&self, id: u32) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The row with that id.
    pub(super) fn row_mut(&mut self, id: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    /// The row whose `name` is that.
    pub(super) fn named(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.text("name") == Some(name))
    }
}
