//! References between rows: found by name when written, shown by name when read.

use super::State;
use crate::lab::table::{Row, tag, untag};
use crate::lab::tree::interface_type;
use crate::lab::value::{Names, NoSuchMenu, Value};

impl Names for State {
    fn id(&self, menu: &'static str, name: &str) -> Result<Option<u32>, NoSuchMenu> {
        if self.tree.menu(menu).is_none() {
            return Err(NoSuchMenu);
        }
        if let Some(id) = untag(name) {
            return Ok(self.row(menu, id).map(|(_, row)| row.id));
        }
        Ok(self.tables_of(menu).find_map(|table| table.named(name)).map(|row| row.id))
    }
}

impl State {
    /// `value` as RouterOS shows it; a reference to a removed row reads as its dead id.
    pub(in crate::lab) fn show(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::Row { menu, id, negated } => {
                let name = self.name(menu, *id).map_or_else(|| tag(*id), str::to_owned);
                if *negated { format!("!{name}") } else { name }
            }
            Value::List(values) => values.iter().map(|value| self.show(value)).collect::<Vec<_>>().join(","),
        }
    }

    /// The name of the row `id` of the menu `path`.
    pub(in crate::lab) fn name(&self, path: &str, id: u32) -> Option<&str> {
        self.tables_of(path).find_map(|table| table.row(id)).and_then(|row| row.text("name"))
    }

    /// What `row` says under `name`, shown.
    pub(in crate::lab) fn shown(&self, row: &Row, name: &str) -> Option<String> {
        row.get(name).map(|value| self.show(value))
    }

    /// The interface that `row` refers to under `name`.
    pub(in crate::lab) fn interface_of(&self, row: &Row, name: &str) -> Option<u32> {
        match row.get(name)? {
            Value::Row { menu, id, .. } if *menu == "interface" || interface_type(menu).is_some() => {
                Some(*id)
            }
            Value::Text(text) => self.id("interface", text).ok().flatten(),
            _ => None,
        }
    }
}
