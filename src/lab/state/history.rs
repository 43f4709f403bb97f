//! What was changed, and how to change it back (`/system/history`, `/undo`, `/redo`).

use super::State;
use crate::catalogue::menu::{Menu, MenuKind};
use crate::clock::UnixMs;
use crate::lab::dynamics;
use crate::lab::table::{Row, tag};
use crate::lab::time::Moment;

/// How many changes `/system/history` keeps (RouterOS manual, "Configuration Management").
const KEPT: usize = 100;

/// Menus whose changes are no configuration.
const UNRECORDED: &[&str] = &["file", "log", "system/script/environment", "system/script/job"];

/// A row of a menu at its place, or no row.
type Placed = Option<(usize, Row)>;

/// What a change did to one row, or to the order of all.
#[derive(Debug, Clone)]
pub(in crate::lab) enum Step {
    /// The row of this table with this number was one thing and became the other.
    Row { path: &'static str, id: u32, before: Placed, after: Placed },
    /// The rows of this table stood in one order, and then in the other.
    Order { path: &'static str, before: Vec<u32>, after: Vec<u32> },
}

/// A row of `/system/history`.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Change {
    /// The number behind `.id`; later changes have higher ones.
    pub(in crate::lab) id: u32,
    /// What was done.
    pub(in crate::lab) action: String,
    /// Who did it.
    pub(in crate::lab) by: String,
    /// When.
    pub(in crate::lab) at: UnixMs,
    /// Whether it was undone and can be done again.
    pub(in crate::lab) undone: bool,
    menu: &'static Menu,
    steps: Vec<Step>,
}

impl Change {
    /// The commands that undo it, as a console takes them.
    pub(in crate::lab) fn undo(&self, state: &State) -> String {
        self.script(state, true)
    }

    /// The commands that do it again.
    pub(in crate::lab) fn redo(&self, state: &State) -> String {
        self.script(state, false)
    }

    fn script(&self, state: &State, back: bool) -> String {
        let menu = format!("/{}", self.menu.path.replace('/', " "));
        let lines = self.steps.iter().map(|step| match step {
            Step::Row { id, before, after, .. } => {
                let (from, to) = if back { (after, before) } else { (before, after) };
                row_command(state, self.menu, *id, from.as_ref(), to.as_ref())
            }
            Step::Order { before, after, .. } => {
                let order = if back { before } else { after };
                let ids: Vec<_> = order.iter().map(|id| tag(*id)).collect();
                format!("move {}", ids.join(","))
            }
        });
        lines.map(|line| format!("{menu} {line}")).collect::<Vec<_>>().join("\n")
    }
}

/// The command that makes the row `id` what `to` says; secrets are left out.
fn row_command(
    state: &State,
    menu: &Menu,
    id: u32,
    from: Option<&(usize, Row)>,
    to: Option<&(usize, Row)>,
) -> String {
    let Some((_, to)) = to else { return format!("remove {}", tag(id)) };
    let old = |name: &str| from.and_then(|(_, row)| row.get(name));
    let open = |name: &str| menu.field(name).is_some_and(|field| field.writable && !field.secret);
    let new = to.written().filter(|(name, value)| open(name) && old(name) != Some(*value));
    let mut words: Vec<_> =
        new.map(|(name, value)| format!("{name}={}", quote(&state.show(value)))).collect();
    if let Some((_, from)) = from {
        let gone = from.written().filter(|(name, _)| open(name) && to.get(name).is_none());
        words.extend(gone.map(|(name, _)| format!("{name}=\"\"")));
    }
    let verb = match (from, menu.kind) {
        (None, _) => "add".to_owned(),
        (Some(_), MenuKind::Settings) => "set".to_owned(),
        (Some(_), _) => format!("set {}", tag(id)),
    };
    format!("{verb} {}", words.join(" "))
}

/// In quotes where it must be.
fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/,*".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    format!("\"{}\"", escaped.replace('\r', "\\r").replace('\n', "\\n"))
}

impl State {
    /// The row `id` of the menu `path` at its place.
    pub(in crate::lab) fn placed(&self, path: &str, id: u32) -> Option<(&'static str, usize, Row)> {
        let (table, row) = self.row(path, id)?;
        let at = table.rows.iter().position(|row| row.id == id)?;
        Some((table.menu.path, at, row.clone()))
    }

    /// The rows `ids` of the menu `path` as they are: what a change may do to them.
    pub(in crate::lab) fn before(&self, path: &'static str, ids: &[u32]) -> Vec<Step> {
        let step = |id: &u32| {
            let (home, at, row) = self.placed(path, *id)?;
            Some(Step::Row { path: home, id: *id, before: Some((at, row)), after: None })
        };
        ids.iter().filter_map(step).collect()
    }

    /// `steps`, which knew the rows before a change, with what it made of them.
    pub(in crate::lab) fn after(&self, mut steps: Vec<Step>) -> Vec<Step> {
        for step in &mut steps {
            if let Step::Row { path, id, after, .. } = step {
                *after = self.placed(path, *id).map(|(_, at, row)| (at, row));
            }
        }
        steps
    }

    /// The numbers of the rows of the menu `path`, in their order.
    pub(in crate::lab) fn order(&self, path: &str) -> Vec<u32> {
        self.rows(path).iter().map(|row| row.id).collect()
    }

    /// Remembers a change of `menu` for `/system/history`; what was undone before can't be done again.
    pub(in crate::lab) fn record(
        &mut self,
        menu: &'static Menu,
        action: String,
        by: &str,
        at: UnixMs,
        steps: Vec<Step>,
    ) {
        if UNRECORDED.contains(&menu.path) {
            return;
        }
        let id = self.allocate("system/history");
        self.history.retain(|change| !change.undone);
        let by = by.to_owned();
        self.history.push(Change { id, action, by, at, undone: false, menu, steps });
        if self.history.len() > KEPT {
            self.history.remove(0);
        }
        self.safe_mode_counts(id);
    }

    /// Undoes the latest change that isn't undone; whether there was one.
    pub(in crate::lab) fn undo(&mut self, now: Moment) -> bool {
        let Some(at) = self.history.iter().rposition(|change| !change.undone) else { return false };
        self.play(at, true, now);
        true
    }

    /// Does the change again that was undone last; whether there was one.
    pub(in crate::lab) fn redo(&mut self, now: Moment) -> bool {
        let Some(at) = self.history.iter().position(|change| change.undone) else { return false };
        self.play(at, false, now);
        true
    }

    /// Undoes every change from the one numbered `first` on, and forgets them.
    pub(in crate::lab) fn unroll(&mut self, first: u32, now: Moment) {
        while let Some(at) = self.history.iter().rposition(|change| change.id >= first && !change.undone) {
            self.play(at, true, now);
        }
        self.history.retain(|change| change.id < first);
    }

    fn play(&mut self, at: usize, back: bool, now: Moment) {
        let Some(change) = self.history.get_mut(at) else { return };
        change.undone = back;
        let mut steps = change.steps.clone();
        if back {
            steps.reverse();
        }
        for step in steps {
            match step {
                Step::Row { path, id, before, after } => {
                    self.become_row(path, id, if back { before } else { after });
                }
                Step::Order { path, before, after } => {
                    self.become_ordered(path, if back { &before } else { &after });
                }
            }
        }
        dynamics::settle(self, now);
    }

    /// Makes the row `id` what `row` says: there or not there.
    fn become_row(&mut self, path: &'static str, id: u32, row: Placed) {
        let Some(table) = self.table_mut(path) else { return };
        let here = table.rows.iter().position(|row| row.id == id);
        match (here, row) {
            (Some(here), Some((_, row))) => {
                if let Some(slot) = table.rows.get_mut(here) {
                    *slot = row;
                }
            }
            (Some(here), None) => {
                table.rows.remove(here);
            }
            (None, Some((at, row))) => table.rows.insert(at.min(table.rows.len()), row),
            (None, None) => {}
        }
    }

    /// Puts the rows in the order of `ids`; those that aren't among them go to the end.
    fn become_ordered(&mut self, path: &'static str, ids: &[u32]) {
        if let Some(table) = self.table_mut(path) {
            let place = |row: &Row| ids.iter().position(|id| *id == row.id).unwrap_or(usize::MAX);
            table.rows.sort_by_key(place);
        }
    }
}
