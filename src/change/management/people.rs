//! Services by which people come in, which a plan takes from them.

use super::{ALLOWED_FROM, Way};
use crate::catalogue::menu::Risk;
use crate::change::row::{id, is_dynamic, is_on, text};
use crate::change::world::World;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef};
use crate::domain::row::RawRow;

/// Services that people and programs manage the router by.
const SERVICES: &[&str] = &["winbox", "ssh", "telnet", "ftp", "www", "www-ssl", "api", "api-ssl"];

/// What `steps` take from people other than rosmcp.
pub(super) fn findings(way: &Way, world: &World, steps: &[PlannedStep]) -> Vec<Finding> {
    let of_step = |step: &PlannedStep| {
        let Some(Action::Set { menu, row: Some(RowRef::Id(at)), .. }) = &step.action else { return None };
        let before = world.before(menu).iter().find(|row| menu == "ip/service" && id(row) == at)?;
        let after = world.after(menu).iter().find(|row| row.at == RowRef::Id(at.clone()))?;
        let what = taken(way, before, &after.values)?;
        Some(Finding {
            risk: Risk::Medium,
            what: format!("{what}{}", users(way, world, before)),
            step: Some(step.number),
        })
    };
    steps.iter().filter_map(of_step).collect()
}

fn taken(way: &Way, before: &RawRow, after: &RawRow) -> Option<String> {
    let name = text(before, "name").filter(|name| SERVICES.contains(name) && *name != way.service)?;
    if is_dynamic(before) || is_on(before, "disabled") {
        return None;
    }
    let differs = |field: &str| text(before, field) != text(after, field);
    if is_on(after, "disabled") {
        return Some(format!("it turns {name} off, by which others may come in"));
    }
    let from = ALLOWED_FROM.iter().find(|field| differs(field)).and_then(|field| text(after, field));
    if let Some(from) = from {
        return Some(format!("it lets others come in by {name} from {from} only"));
    }
    differs("port").then(|| {
        format!(
            "it moves {name}, by which others may come in, to port {}",
            text(after, "port").unwrap_or_default()
        )
    })
}

/// Who has logged in by the service and is still there.
fn users(way: &Way, world: &World, service: &RawRow) -> String {
    let by = text(service, "name").unwrap_or_default().trim_end_matches("-ssl");
    let via = if by == "www" { "web" } else { by };
    let mut names: Vec<_> = world
        .before("user/active")
        .iter()
        .filter(|row| text(row, "via") == Some(via))
        .filter_map(|row| text(row, "name").filter(|name| *name != way.user))
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { String::new() } else { format!("; so do now: {}", names.join(", ")) }
}
