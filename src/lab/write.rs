//! Commands that change rows: add, set, remove, move.
//!
//! Checks in the order that RouterOS does: unknown parameter, value, missing parameter, then the menu's own rules. The
//! first one that fails is the answer, and nothing has changed.

mod born;
mod rules;
mod words;

use super::command::Login;
use super::dynamics;
use super::policy::Policies;
use super::state::State;
use super::table::{Origin, Row};
use super::time::Moment;
use super::trap::{Outcome, Trap};
use crate::catalogue::menu::{Menu, MenuKind};

pub(super) use words::Written;

/// Who writes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Author<'a> {
    /// A model at start: every field may be written.
    Model(Origin),
    /// A user.
    User(&'a Login),
}

/// Adds a row for a model, under `id` if one is said.
pub(super) fn seed(
    state: &mut State,
    menu: &'static Menu,
    id: Option<u32>,
    words: &[(String, String)],
    author: Author<'_>,
    now: Moment,
) -> Outcome<()> {
    let written = words::read(state, menu, words, author)?;
    let id = match id {
        Some(id) => {
            state.reserve(menu.path, id);
            id
        }
        None => state.allocate(menu.path),
    };
    insert(state, menu, id, &written, author, now);
    Ok(())
}

/// Adds a row for a user; returns its id.
pub(super) fn add(
    state: &mut State,
    menu: &'static Menu,
    words: &[(String, String)],
    login: &Login,
    now: Moment,
) -> Outcome<u32> {
    let (before, words) = place_before(menu, words);
    let written = words::read(state, menu, &words, Author::User(login))?;
    words::require(state, menu, &written)?;
    let before = before.map(|text| find(state, menu, &text)).transpose()?;
    let mut candidate = Row::new(u32::MAX, Origin::User);
    apply(&mut candidate, &written);
    rules::check(state, menu, &candidate)?;
    rules::addable(state, menu, &candidate)?;
    let id = state.allocate(menu.path);
    insert(state, menu, id, &written, Author::User(login), now);
    if let Some(before) = before {
        reorder(state, menu, &[id], Some(before))?;
    }
    dynamics::settle(state, now);
    Ok(id)
}

/// Splits `place-before` off; only ordered menus know it.
fn place_before(menu: &Menu, words: &[(String, String)]) -> (Option<String>, Vec<(String, String)>) {
    if menu.kind != MenuKind::Ordered {
        return (None, words.to_vec());
    }
    let (mut placed, rest): (Vec<_>, Vec<_>) =
        words.iter().cloned().partition(|(name, _)| name == "place-before");
    (placed.pop().map(|(_, value)| value), rest)
}

fn insert(
    state: &mut State,
    menu: &'static Menu,
    id: u32,
    written: &[Written],
    author: Author<'_>,
    now: Moment,
) {
    let mut row = Row::new(id, Origin::User);
    apply(&mut row, written);
    if let Author::Model(origin) = author {
        row.origin = if row.is("dynamic") { Origin::Dynamic(None) } else { origin };
    }
    born::complete(state, menu, &mut row, author, now);
    if let Some(table) = state.table_mut(menu.path) {
        table.rows.push(row);
    }
}

/// Writes `words` to the rows `ids`; all of them or none.
pub(super) fn set_rows(
    state: &mut State,
    menu: &'static Menu,
    ids: &[u32],
    words: &[(String, String)],
    author: Author<'_>,
    now: Moment,
) -> Outcome<()> {
    let written = words::read(state, menu, words, author)?;
    let rows =
        ids.iter().map(|id| changed(state, menu, *id, &written, author)).collect::<Outcome<Vec<_>>>()?;
    for mut row in rows {
        if let Author::User(_) = author {
            rules::check(state, menu, &row)?;
            born::touch(menu, &mut row, &written, now);
        }
        if let Some(slot) = state.row_mut(menu.path, row.id) {
            *slot = row;
        }
    }
    dynamics::settle(state, now);
    Ok(())
}

/// The row `id` as it would be after `written`.
fn changed(state: &State, menu: &Menu, id: u32, written: &[Written], author: Author<'_>) -> Outcome<Row> {
    let (_, row) = state.row(menu.path, id).ok_or(Trap::NoSuchItem)?;
    let mut row = row.clone();
    // A user who disables himself is told that it worked, and stays enabled.
    let himself = matches!(author, Author::User(login)
        if menu.path == "user" && row.text("name") == Some(login.user.as_str()));
    let kept: Vec<_> =
        written.iter().filter(|(name, _)| !(himself && *name == "disabled")).cloned().collect();
    let policies = Policies::read(row.text("policy").unwrap_or_default());
    apply(&mut row, &kept);
    if menu.path == "user/group" {
        born::join_policies(&mut row, policies);
    }
    Ok(row)
}

fn apply(row: &mut Row, written: &[Written]) {
    for (name, value) in written {
        row.put(name, value.clone());
    }
}

/// Removes the rows `ids`; all of them or none.
pub(super) fn remove(state: &mut State, menu: &'static Menu, ids: &[u32], now: Moment) -> Outcome<()> {
    for id in ids {
        let (_, row) = state.row(menu.path, *id).ok_or(Trap::NoSuchItem)?;
        rules::removable(state, menu, row)?;
    }
    for id in ids {
        if let Some(home) = state.home(menu.path, *id)
            && let Some(table) = state.table_mut(home)
        {
            table.rows.retain(|row| row.id != *id);
        }
    }
    dynamics::settle(state, now);
    Ok(())
}

/// Whether a user may remove the row at all.
pub(super) fn removable(menu: &Menu, row: &Row) -> bool {
    row.origin == Origin::User || rules::has_timeout(menu, row)
}

/// Puts the rows `ids`, in this order, right before `destination` or at the end; ids stay as they are.
pub(super) fn reorder(
    state: &mut State,
    menu: &'static Menu,
    ids: &[u32],
    destination: Option<u32>,
) -> Outcome<()> {
    let table = state.table_mut(menu.path).ok_or(Trap::NoSuchItem)?;
    if ids.iter().chain(destination.iter()).any(|id| table.row(*id).is_none()) {
        return Err(Trap::NoSuchItem);
    }
    let block: Vec<_> = ids.iter().filter_map(|id| table.row(*id)).cloned().collect();
    let anchor = destination.filter(|id| !ids.contains(id));
    if destination.is_some() && anchor.is_none() {
        return Ok(());
    }
    table.rows.retain(|row| !ids.contains(&row.id));
    let at = anchor.and_then(|id| table.rows.iter().position(|row| row.id == id));
    let at = at.unwrap_or(table.rows.len());
    table.rows.splice(at..at, block);
    Ok(())
}

/// The row of `menu` that `text` means, by id or name.
pub(super) fn find(state: &State, menu: &Menu, text: &str) -> Outcome<u32> {
    let found = match super::table::untag(text) {
        Some(id) => state.row(menu.path, id).map(|(_, row)| row.id),
        None => state.tables_of(menu.path).find_map(|table| table.named(text)).map(|row| row.id),
    };
    found.ok_or(Trap::NoSuchItem)
}
