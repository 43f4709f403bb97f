//! Rows that name other rows. RouterOS keeps a row's id for its name, and a row that is added anew has another id: what named
//! it has to be told again. A row that is renamed in a plan is known to the other steps by its old name only.

use super::Compiler;
use crate::catalogue::menu::{Field, Menu, MenuKind};
use crate::catalogue::menus;
use crate::change::row::{is_dynamic, text};
use crate::change::values::reference;
use crate::domain::plan::{Action, RowRef, Text, Undo, Values};
use crate::error::{Error, ErrorKind, Result};

/// Whether a field that names rows of `path` may name one of `menu`: an interface of any kind is an interface.
fn may_name(path: &str, menu: &str) -> bool {
    let is_kind = |kind: &str| kind.starts_with("interface/") && kind != "interface/list";
    path == menu || (path == "interface" && is_kind(menu)) || (menu == "interface" && is_kind(path))
}

/// The fields of `menu` that may name rows of `named`.
fn referring<'a>(menu: &'a Menu, named: &'a str) -> impl Iterator<Item = &'a Field> {
    let may = move |field: &&Field| reference(field.kind).is_some_and(|path| may_name(path, named));
    menu.fields.iter().filter(|field| field.writable && !field.secret).filter(may)
}

/// Whether `value` is that name, or a list with it.
fn says(value: &str, name: &str) -> bool {
    value.split(',').any(|part| part.trim().trim_start_matches('!') == name)
}

impl Compiler<'_> {
    /// Reads the menus whose rows may name rows of `menu`.
    pub(super) async fn load_referring(&mut self, menu: &Menu) {
        if menu.field("name").is_none() || !menu.can_restore() {
            return;
        }
        for other in menus::all().filter(|other| other.can_set()) {
            let known = self.world.knows(other.path) || self.unread.contains_key(other.path);
            if known || referring(other, menu.path).next().is_none() {
                continue;
            }
            if let Err(error) = self.world.load(self.session, other).await {
                // What the router does not have names nothing.
                let why = (error.kind() != ErrorKind::NotFound).then(|| error.message().to_owned());
                self.unread.insert(other.path, why);
            }
        }
    }

    /// Lets the undo of `number`, which brings the row `name` of `menu` back, tell the rows that name it. Returns what cannot be
    /// known of them.
    pub(super) fn restore_references(
        &mut self,
        number: usize,
        menu: &Menu,
        row: &RowRef,
        name: &str,
    ) -> Result<Vec<String>> {
        let mut lost = Vec::new();
        for other in menus::all().filter(|other| other.can_set()) {
            let fields: Vec<_> = referring(other, menu.path).collect();
            if fields.is_empty() {
                continue;
            }
            if let Some(Some(why)) = self.unread.get(other.path) {
                lost.push(format!("what of {} names {name} cannot be read: {why}", other.path));
            }
            for found in self.world.after(other.path).to_vec() {
                let itself = other.path == menu.path && found.at == *row;
                if itself || is_dynamic(&found.values) || matches!(found.at, RowRef::Added(_)) {
                    continue;
                }
                let naming = fields.iter().filter_map(|field| {
                    let value = text(&found.values, field.name).filter(|value| says(value, name))?;
                    Some((field.name.to_owned(), Text::Plain(value.to_owned())))
                });
                let values: Values = naming.collect();
                if values.is_empty() {
                    continue;
                }
                self.base_of(other, Some(&found.at))?;
                let at = (other.kind != MenuKind::Settings).then_some(found.at);
                let action = Action::Set { menu: other.path.to_owned(), row: at, values };
                self.undo.push(Undo { step: number, action, unless: None });
            }
        }
        Ok(lost)
    }

    /// Refuses a plan that renames a row which another of its steps names.
    pub(super) fn no_rename_meets_a_reference(&self) -> Result<()> {
        for step in &self.steps {
            let Some(Action::Set { menu, row: Some(_), .. }) = &step.action else { continue };
            let Some(change) = step.changes.iter().find(|change| change.field == "name") else { continue };
            let names: Vec<_> = [&change.old, &change.new].into_iter().flatten().collect();
            let sent = self.steps.iter().filter_map(|other| Some((other.number, other.action.as_ref()?)));
            let undone = self.undo.iter().map(|undo| (undo.step, &undo.action));
            let meets = |(number, action): &(usize, &Action)| {
                *number != step.number && names.iter().any(|name| refers(action, menu, name))
            };
            if let Some((other, _)) = sent.chain(undone).find(meets) {
                let message =
                    format!("step {} renames what step {other} names; one plan cannot do both", step.number);
                return Err(Error::usage(message).hint("make two plans, one for the new name"));
            }
        }
        Ok(())
    }
}

/// Whether `action` writes that name of a row of `menu`.
fn refers(action: &Action, menu: &str, name: &str) -> bool {
    let (Action::Add { values, .. } | Action::Set { values, .. }) = action else { return false };
    let Some(own) = menus::find(action.path()) else { return false };
    referring(own, menu)
        .any(|field| values.get(field.name).and_then(Text::plain).is_some_and(|value| says(value, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_of_any_kind_is_named_as_an_interface() {
        for (path, menu, may) in [
            ("interface", "interface/bridge", true),
            ("interface/bridge", "interface", true),
            ("interface/list", "interface/list", true),
            ("interface", "interface/list", false),
            ("interface/bridge", "interface/vlan", false),
        ] {
            assert_eq!(may_name(path, menu), may, "{path} {menu}");
        }
        assert!(says("!lan", "lan") && says("wan, lan", "lan") && !says("lan2", "lan"));
    }
}
