//! One step of each kind: what it changes, what it was bound to, how it is undone.

use super::rows::{absent, change, kept, label, name_of, position, raw, raw_values, show_row};
use super::{Compiler, Texts};
use crate::catalogue::menu::{Field, Menu, MenuKind, Risk};
use crate::change::row::{equal, text};
use crate::change::world::WorldRow;
use crate::domain::plan::{Action, RowRef, StepRequest, Text, Undo, Values};
use crate::error::{Error, ErrorKind, Result};

impl Compiler<'_> {
    pub(super) fn add(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
        texts: Texts,
    ) -> Result<()> {
        let given = |name: &str| texts.iter().any(|(field, text)| field.name == name && !text.is_empty());
        let missing = menu.fields.iter().find(|field| field.required && !given(field.name));
        if let Some(field) = missing {
            return Err(Error::usage(format!("a new row of {} needs {:?}", menu.path, field.name)));
        }
        let before = self.place(menu, request)?;
        if let Some(row) = self.twin(menu, &texts).cloned() {
            return self.add_to_existing(number, menu, request, texts, &row);
        }
        self.check_held(menu, &texts)?;
        let label = label(menu, &texts);
        let mut changes: Vec<_> = texts.iter().map(|(field, text)| change(field, None, Some(text))).collect();
        if menu.kind == MenuKind::Ordered {
            changes.push(position(None, self.where_before(menu, before.as_ref())));
        }
        let values = self.seal_all(number, &texts)?;
        self.base_absent(menu, &texts);
        self.base_of(menu, before.as_ref())?;
        let row = WorldRow { at: RowRef::Added(number), values: raw(&texts) };
        let at = before.as_ref().and_then(|anchor| self.world.position(menu.path, anchor));
        let rows = self.world.after_mut(menu.path);
        rows.insert(at.unwrap_or(rows.len()), row);
        let action = Action::Add { menu: menu.path.to_owned(), values, before };
        let remove = Action::Remove { menu: menu.path.to_owned(), row: RowRef::Added(number) };
        self.undo.push(Undo { step: number, action: remove, unless: None });
        self.push(number, format!("add to {}{label}", menu.path), menu.risk, Some(action), changes);
        Ok(())
    }

    /// The row is there already: nothing to do, a change for recipes, or an error that says so.
    pub(super) fn add_to_existing(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
        texts: Texts,
        row: &WorldRow,
    ) -> Result<()> {
        let differs = texts.iter().any(|(field, text)| {
            !field.secret && !equal(field, row.values.get(field.name).map(String::as_str), Some(text))
        });
        if !differs || request.ensure {
            return self.change(number, menu, row, texts);
        }
        let name = show_row(&row.at);
        Err(Error::new(
            ErrorKind::Conflict,
            format!("{} has such a row already, {name}, with other values", menu.path),
        )
        .hint("use op set with match to change it"))
    }

    pub(super) fn set(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
        texts: Texts,
    ) -> Result<()> {
        if texts.is_empty() {
            return Err(Error::usage("set needs values"));
        }
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        self.change(number, menu, &row, texts)
    }

    pub(super) fn switch(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
        to: &str,
    ) -> Result<()> {
        let field = menu.field("disabled").filter(|field| field.writable).ok_or_else(|| {
            Error::usage(format!("rows of {} can be neither enabled nor disabled", menu.path))
        })?;
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        self.change(number, menu, &row, vec![(field, to.to_owned())])
    }

    /// Changes `row` to `texts`, where they differ.
    pub(super) fn change(
        &mut self,
        number: usize,
        menu: &'static Menu,
        row: &WorldRow,
        texts: Texts,
    ) -> Result<()> {
        let old = |field: &Field| row.values.get(field.name).map(String::as_str);
        let texts: Texts = texts
            .into_iter()
            .filter(|(field, text)| field.secret || !equal(field, old(field), Some(text)))
            .collect();
        let name = if menu.kind == MenuKind::Settings { String::new() } else { name_of(menu, row) };
        if texts.is_empty() {
            self.push(number, format!("{}{name} is so already", menu.path), Risk::Low, None, Vec::new());
            return Ok(());
        }
        let changes = texts.iter().map(|(field, text)| change(field, old(field), Some(text))).collect();
        let restored = texts.iter().filter(|(field, _)| !field.secret).map(|(field, _)| {
            let text = old(field).filter(|text| !text.is_empty()).or(field.default).unwrap_or_default();
            (field.name.to_owned(), Text::Plain(text.to_owned()))
        });
        let restored: Values = restored.collect();
        // A row that the plan adds goes as a whole.
        let stays = !matches!(row.at, RowRef::Added(_));
        let lost: Vec<_> = texts
            .iter()
            .filter(|(field, _)| stays && field.secret)
            .map(|(field, _)| format!("the old {} of {} cannot be read back", field.name, menu.path))
            .collect();
        let at = (menu.kind != MenuKind::Settings).then(|| row.at.clone());
        self.base_of(menu, Some(&row.at))?;
        if stays && !restored.is_empty() {
            let action = Action::Set { menu: menu.path.to_owned(), row: at.clone(), values: restored };
            self.undo.push(Undo { step: number, action, unless: None });
        }
        let risk = if texts.iter().all(|(field, _)| field.name == "comment") { Risk::Low } else { menu.risk };
        let sent = self.seal_all(number, &texts)?;
        if let Some(position) = self.world.position(menu.path, &row.at) {
            let rows = self.world.after_mut(menu.path);
            if let Some(found) = rows.get_mut(position) {
                found.values.extend(raw(&texts));
            }
        }
        let action = Action::Set { menu: menu.path.to_owned(), row: at, values: sent };
        self.push(number, format!("set {}{name}", menu.path), risk, Some(action), changes);
        self.loses(lost);
        Ok(())
    }

    pub(super) fn remove(&mut self, number: usize, menu: &'static Menu, request: &StepRequest) -> Result<()> {
        let Some(row) = self.target(menu, request)? else {
            self.push(number, format!("{} has no such row already", menu.path), Risk::Low, None, Vec::new());
            return Ok(());
        };
        self.base_of(menu, Some(&row.at))?;
        let kept = kept(menu, &row.values);
        let mut lost = Vec::new();
        if let RowRef::Id(id) = &row.at {
            if menu.can_restore() {
                let secret =
                    menu.secrets().find(|field| menu.path == "user" || row.values.contains_key(field.name));
                lost.extend(
                    secret.map(|field| format!("the {} of the removed row cannot be read back", field.name)),
                );
                // Undone backwards: first the row, then what names it.
                if let Some(name) = text(&row.values, "name") {
                    lost.extend(self.restore_references(number, menu, &row.at, name)?);
                }
                let values = raw_values(&kept);
                let action = Action::Add { menu: menu.path.to_owned(), values, before: None };
                self.undo.push(Undo { step: number, action, unless: Some(id.clone()) });
            } else {
                lost.push(format!("nothing brings a removed row of {} back", menu.path));
            }
        }
        let changes = kept.iter().map(|(field, text)| change(field, Some(text), None)).collect();
        self.world.after_mut(menu.path).retain(|found| found.at != row.at);
        let summary = format!("remove from {}{}", menu.path, name_of(menu, &row));
        let action = Action::Remove { menu: menu.path.to_owned(), row: row.at };
        self.push(number, summary, menu.risk, Some(action), changes);
        self.loses(lost);
        Ok(())
    }

    pub(super) fn relocate(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
    ) -> Result<()> {
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        let before = self.place(menu, request)?;
        if before.as_ref() == Some(&row.at) {
            return Err(Error::usage("a row cannot go before itself"));
        }
        let from = self.world.position(menu.path, &row.at).unwrap_or_default();
        let next = self.world.after(menu.path).get(from + 1).map(|row| row.at.clone());
        let summary = format!("move {}{}", menu.path, name_of(menu, &row));
        if next == before {
            self.push(number, format!("{summary}: it is there already"), Risk::Low, None, Vec::new());
            return Ok(());
        }
        self.base_of(menu, Some(&row.at))?;
        self.base_of(menu, before.as_ref())?;
        if matches!(row.at, RowRef::Id(_)) {
            let action = Action::Move { menu: menu.path.to_owned(), row: row.at.clone(), before: None };
            self.undo.push(Undo { step: number, action, unless: None });
        }
        let stood = self.where_before(menu, next.as_ref());
        let change = position(Some(stood), self.where_before(menu, before.as_ref()));
        let rows = self.world.after_mut(menu.path);
        let moved = rows.remove(from);
        let to = before.as_ref().and_then(|anchor| rows.iter().position(|row| row.at == *anchor));
        rows.insert(to.unwrap_or(rows.len()), moved);
        let action = Action::Move { menu: menu.path.to_owned(), row: row.at, before };
        self.push(number, summary, menu.risk, Some(action), vec![change]);
        Ok(())
    }
}
