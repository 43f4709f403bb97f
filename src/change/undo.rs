//! The order in which a plan is undone.
//!
//! Backwards, except where a list has an order: rows that were removed from it or moved in it are put back together,
//! each before the next row that the plan leaves alone, so that the order comes out as it was.

use std::collections::BTreeSet;

use super::order;
use super::row::{id, is_dynamic};
use super::world::World;
use crate::domain::plan::{Action, RowRef, Undo};

/// `undo`, given in the order of the steps, in the order in which it is done.
pub(super) fn in_order(undo: Vec<Undo>, world: &World) -> Vec<Undo> {
    let (mut placed, mut rest): (Vec<_>, Vec<_>) = undo.into_iter().partition(is_placed);
    rest.reverse();
    let ordered: BTreeSet<_> = placed.iter().map(|undo| undo.action.path().to_owned()).collect();
    for menu in ordered {
        let (of_menu, others): (Vec<_>, Vec<_>) =
            placed.into_iter().partition(|undo: &Undo| undo.action.path() == menu);
        placed = others;
        let group = restore(&of_menu, world.before(&menu).iter().filter(|row| !is_dynamic(row)).map(id));
        // After the undo of every later step, and before that of every earlier one and of what names a row that comes back.
        let first = group.iter().map(|undo| undo.step).min().unwrap_or_default();
        let at = rest.iter().position(|undo| undo.step <= first).unwrap_or(rest.len());
        rest.splice(at..at, group);
    }
    rest
}

/// Whether the undo puts a row into a list that has an order.
pub(super) fn is_placed(undo: &Undo) -> bool {
    order::is_ordered(undo.action.path()) && matches!(undo.action, Action::Add { .. } | Action::Move { .. })
}

/// The undo of one menu whose rows were `order`, each row with the place it had.
fn restore<'a>(undo: &[Undo], order: impl Iterator<Item = &'a str>) -> Vec<Undo> {
    let order: Vec<_> = order.collect();
    let touched: BTreeSet<String> = undo.iter().filter_map(row_of).collect();
    let mut group = Vec::new();
    for (at, row) in order.iter().enumerate() {
        let anchor = order.iter().skip(at + 1).find(|next| !touched.contains(**next));
        let anchor = anchor.map(|next| RowRef::Id((*next).to_owned()));
        // Of several steps with one row, the removal decides: a row that is gone must come back.
        let of_row = undo.iter().filter(|undo| row_of(undo).as_deref() == Some(*row));
        let undo = of_row.max_by_key(|undo| (matches!(undo.action, Action::Add { .. }), undo.step));
        group.extend(undo.map(|undo| placed_before(undo, anchor)));
    }
    group
}

fn placed_before(undo: &Undo, anchor: Option<RowRef>) -> Undo {
    let mut undo = undo.clone();
    if let Action::Add { before, .. } | Action::Move { before, .. } = &mut undo.action {
        *before = anchor;
    }
    undo
}

/// The id that the row had before the plan.
fn row_of(undo: &Undo) -> Option<String> {
    match (&undo.unless, &undo.action) {
        (Some(id), _) | (None, Action::Move { row: RowRef::Id(id), .. }) => Some(id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Values;

    fn gone(step: usize, id: &str) -> Undo {
        let action = Action::Add { menu: "ip/firewall/filter".into(), values: Values::new(), before: None };
        Undo { step, action, unless: Some(id.into()) }
    }

    fn moved(step: usize, id: &str) -> Undo {
        let row = RowRef::Id(id.into());
        let action = Action::Move { menu: "ip/firewall/filter".into(), row, before: None };
        Undo { step, action, unless: None }
    }

    /// Carries the undo out on `now`, the ids after the plan, and returns the ids as they stand then.
    fn carried_out(undo: &[Undo], before: &[&str], now: &[&str]) -> Vec<String> {
        let mut rows: Vec<String> = now.iter().map(|id| (*id).to_owned()).collect();
        for undo in restore(undo, before.iter().copied()) {
            let row = row_of(&undo).unwrap();
            let (Action::Add { before, .. } | Action::Move { before, .. }) = undo.action else { panic!() };
            rows.retain(|id| *id != row);
            let anchor = before.map(|anchor| match anchor {
                RowRef::Id(id) => id,
                RowRef::Added(_) => panic!("rows of the plan are gone by then"),
            });
            let at = anchor.map_or(rows.len(), |anchor| rows.iter().position(|id| *id == anchor).unwrap());
            rows.insert(at, row);
        }
        rows
    }

    #[test]
    fn neighbours_that_were_removed_come_back_in_their_order() {
        let before = ["*1", "*2", "*3", "*4"];
        let undo = vec![gone(1, "*2"), gone(2, "*1"), gone(3, "*4")];
        assert_eq!(carried_out(&undo, &before, &["*3"]), before);
    }

    #[test]
    fn moved_and_removed_rows_find_their_places_among_rows_that_others_added() {
        let before = ["*1", "*2", "*3", "*4", "*5"];
        let undo = vec![moved(1, "*5"), gone(2, "*1"), moved(3, "*3"), moved(4, "*5")];
        let after = carried_out(&undo, &before, &["*5", "*2", "*4", "*99", "*3"]);
        let ours: Vec<_> = after.iter().filter(|id| *id != "*99").collect();
        assert_eq!(ours, before.iter().collect::<Vec<_>>());
        assert!(after.contains(&"*99".to_owned()));
    }
}
