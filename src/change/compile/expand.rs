//! Steps that mean as many rows as the router has, written out as one step for each.

use super::rows::{agrees, described, matched};
use crate::catalogue::menu::Menu;
use crate::change::row::{equal, is_dynamic};
use crate::change::world::{World, WorldRow};
use crate::domain::plan::{Except, RowRef, StepRequest};
use crate::error::Result;
use crate::routeros::session::Session;
use crate::routeros::value::wire;

/// `requests`, with a step per row in the place of those that mean many.
pub(super) async fn written_out(
    session: &Session,
    world: &mut World,
    requests: &[StepRequest],
) -> Result<Vec<StepRequest>> {
    let mut steps = Vec::new();
    for request in requests {
        let Some(except) = &request.except else {
            steps.push(request.clone());
            continue;
        };
        let menu = described(&request.menu)?;
        world.load(session, menu).await?;
        let wanted = matched(menu, &request.matching)?;
        let rows = world.after(menu.path).iter();
        let meant = rows.filter(|row| agrees(row, &wanted) && !is_dynamic(&row.values));
        for row in meant {
            if spared(menu, row, except)? {
                continue;
            }
            if let RowRef::Id(id) = &row.at {
                steps.push(StepRequest { id: Some(id.clone()), ..StepRequest::new(request.op, menu.path) });
            }
        }
    }
    Ok(steps)
}

fn spared(menu: &Menu, row: &WorldRow, except: &Except) -> Result<bool> {
    let Some(field) = menu.field(&except.field) else { return Ok(false) };
    let now = row.values.get(field.name).map(String::as_str);
    for value in &except.kept {
        if equal(field, now, Some(&wire(field.kind, value)?)) {
            return Ok(true);
        }
    }
    Ok(false)
}
