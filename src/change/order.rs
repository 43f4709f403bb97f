//! The order of lists in which it means something: which ones a plan is bound to, and how its steps leave them.

use std::collections::BTreeMap;

use super::row::{id, is_dynamic};
use super::verify::{Ids, id_of};
use super::world::World;
use crate::catalogue::menu::MenuKind;
use crate::catalogue::menus;
use crate::domain::plan::{Action, DevicePlan, PlannedStep, RowRef};

/// Fields that mean the same wherever the row stands.
const WITHOUT_PLACE: [&str; 3] = ["comment", "log", "log-prefix"];

/// The ids, in order, of each list with an order in which a step adds, changes, moves or removes a row.
pub(super) fn bound(steps: &[PlannedStep], world: &World) -> BTreeMap<String, Vec<String>> {
    let actions = steps.iter().filter_map(|step| step.action.as_ref());
    let placed = actions.filter(|action| match action {
        Action::Set { values, .. } => values.keys().any(|name| !WITHOUT_PLACE.contains(&name.as_str())),
        Action::Run { .. } => false,
        Action::Add { .. } | Action::Remove { .. } | Action::Move { .. } => true,
    });
    let paths = placed.map(Action::path).filter(|path| is_ordered(path));
    let ids = |path: &str| {
        world.before(path).iter().filter(|row| !is_dynamic(row)).map(|row| id(row).to_owned()).collect()
    };
    paths.map(|path| (path.to_owned(), ids(path))).collect()
}

/// Whether the order of the menu's rows means something.
pub(super) fn is_ordered(path: &str) -> bool {
    menus::find(path).is_some_and(|menu| menu.kind == MenuKind::Ordered)
}

/// The lists in which steps put a row before another one or move it, with their ids in the order that comes of it. A list
/// is left out where a row that counts is not known: one that RouterOS made, or one that was not added yet.
pub(super) fn planned(plan: &DevicePlan, ids: &Ids) -> BTreeMap<String, Vec<String>> {
    let puts = |action: &Action, path: &str| {
        action.path() == path && matches!(action, Action::Move { .. } | Action::Add { before: Some(_), .. })
    };
    let actions = || plan.steps.iter().filter_map(|step| step.action.as_ref());
    let orders = plan.orders.iter().filter(|(path, _)| actions().any(|action| puts(action, path)));
    orders.filter_map(|(path, order)| Some((path.clone(), carried_out(plan, path, order, ids)?))).collect()
}

fn carried_out(plan: &DevicePlan, path: &str, order: &[String], ids: &Ids) -> Option<Vec<String>> {
    let mut order = order.to_vec();
    for step in &plan.steps {
        match step.action.as_ref().filter(|action| action.path() == path) {
            Some(Action::Add { before, .. }) => {
                put(&mut order, ids.get(&step.number)?.clone(), before.as_ref(), ids)?;
            }
            Some(Action::Remove { row, .. }) => {
                let gone = id_of(row, ids)?;
                order.retain(|id| *id != gone);
            }
            Some(Action::Move { row, before, .. }) => {
                let moved = id_of(row, ids)?;
                order.retain(|id| *id != moved);
                put(&mut order, moved, before.as_ref(), ids)?;
            }
            Some(Action::Set { .. } | Action::Run { .. }) | None => {}
        }
    }
    Some(order)
}

fn put(order: &mut Vec<String>, id: String, before: Option<&RowRef>, ids: &Ids) -> Option<()> {
    let at = match before {
        Some(row) => {
            let anchor = id_of(row, ids)?;
            order.iter().position(|id| *id == anchor)?
        }
        None => order.len(),
    };
    order.insert(at, id);
    Some(())
}
