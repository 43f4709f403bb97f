//! Rules and lists that do nothing as they stand: a chain that nothing jumps to, a list without entries, entries of a list that
//! no rule names.

use super::super::firewall::is_off;
use super::super::row::{id, is_on, text};
use super::super::world::World;
use crate::catalogue::menu::Risk;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef};
use crate::domain::row::RawRow;
use crate::routeros::session::Session;

/// The chains that RouterOS enters by itself.
const BUILT_IN: [&str; 7] = ["input", "forward", "output", "prerouting", "postrouting", "srcnat", "dstnat"];
/// The menus of rules, below `ip/firewall` and `ipv6/firewall`.
const RULES: [&str; 4] = ["filter", "nat", "mangle", "raw"];
/// The matchers that name a list.
const LISTS: [&str; 2] = ["src-address-list", "dst-address-list"];

/// What is to be said of the rules and the entries that `steps` leave.
pub(super) async fn findings(session: &Session, world: &mut World, steps: &[PlannedStep]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for family in ["ip/firewall", "ipv6/firewall"] {
        if !steps.iter().any(|step| written(step).is_some_and(|(menu, _)| menu.starts_with(family))) {
            continue;
        }
        let entries = format!("{family}/address-list");
        let menus: Vec<_> = RULES.iter().map(|menu| format!("{family}/{menu}")).collect();
        let read: Vec<_> = menus.iter().chain([&entries]).map(String::as_str).collect();
        // The whole firewall is looked at only for lists; a chain is told by its own menu.
        if steps.iter().any(|step| names_a_list(step, &entries, world)) {
            world.try_load(session, &read).await;
        }
        let known = read.iter().all(|menu| world.knows(menu));
        let family = Family { world, menus: &menus, entries: &entries, known };
        findings.extend(steps.iter().flat_map(|step| family.of_step(step)));
    }
    findings
}

/// The menu that `step` writes a row of, and the row.
fn written(step: &PlannedStep) -> Option<(&str, RowRef)> {
    match step.action.as_ref()? {
        Action::Add { menu, .. } => Some((menu, RowRef::Added(step.number))),
        Action::Set { menu, row, .. } => Some((menu, row.clone()?)),
        Action::Remove { .. } | Action::Move { .. } | Action::Run { .. } => None,
    }
}

/// Whether `step` leaves an entry of the menu `entries`, or a rule that matches by a list.
fn names_a_list(step: &PlannedStep, entries: &str, world: &World) -> bool {
    written(step).is_some_and(|(menu, at)| {
        let row = world.after(menu).iter().find(|row| row.at == at);
        menu == entries || row.is_some_and(|row| LISTS.iter().any(|field| text(&row.values, field).is_some()))
    })
}

/// The firewall of one family of addresses.
struct Family<'a> {
    world: &'a World,
    menus: &'a [String],
    entries: &'a str,
    /// Whether all of it was read.
    known: bool,
}

impl Family<'_> {
    fn of_step(&self, step: &PlannedStep) -> Vec<Finding> {
        let Some((menu, at)) = written(step) else { return Vec::new() };
        let Some(row) = self.world.after(menu).iter().find(|row| row.at == at) else { return Vec::new() };
        let before = self.world.before(menu).iter().find(|row| at == RowRef::Id(id(row).to_owned()));
        let new = |field: &str| {
            let value = text(&row.values, field)?;
            before.is_none_or(|before| text(before, field) != Some(value)).then_some(value)
        };
        let mut said = Vec::new();
        if menu == self.entries {
            said.extend(
                new("list").filter(|list| self.known && !self.is_named(list)).map(|list| {
                    format!("no rule names the address list {list}, so its entries do nothing yet")
                }),
            );
        } else if self.menus.iter().any(|of_rules| of_rules == menu) && !is_off(&row.values) {
            said.extend(
                new("chain")
                    .filter(|chain| !self.is_entered(menu, chain))
                    .map(|chain| format!("no rule jumps to the chain {chain}, so nothing comes to it")),
            );
            let lists = LISTS.into_iter().filter_map(new).map(|list| list.trim_start_matches('!'));
            said.extend(
                lists
                    .filter(|list| self.known && !self.has_entries(list))
                    .map(|list| format!("the address list {list} has no entries now")),
            );
        }
        let finding = |what| Finding { risk: Risk::Low, what, step: Some(step.number) };
        said.into_iter().map(finding).collect()
    }

    fn is_entered(&self, menu: &str, chain: &str) -> bool {
        let jumps = |rule: &RawRow| text(rule, "jump-target") == Some(chain) && !is_off(rule);
        BUILT_IN.contains(&chain) || self.world.after(menu).iter().any(|row| jumps(&row.values))
    }

    /// Whether a rule matches by the list.
    fn is_named(&self, list: &str) -> bool {
        let names = |rule: &RawRow| {
            LISTS
                .iter()
                .any(|field| text(rule, field).is_some_and(|name| name.trim_start_matches('!') == list))
        };
        self.rules().any(names)
    }

    /// Whether there are entries, or rules that make some.
    fn has_entries(&self, list: &str) -> bool {
        let entry = |row: &RawRow| text(row, "list") == Some(list) && !is_on(row, "disabled");
        self.world.after(self.entries).iter().any(|row| entry(&row.values))
            || self.rules().any(|rule| text(rule, "address-list") == Some(list))
    }

    fn rules(&self) -> impl Iterator<Item = &RawRow> {
        self.menus.iter().flat_map(|menu| self.world.after(menu)).map(|row| &row.values)
    }
}
