//! Addresses without the length of their network.

use crate::domain::plan::{Action, Finding, PlannedStep, Text};
use crate::domain::risk::Risk;

/// A word on each IPv4 address that is written without one: RouterOS takes it for a network of one address.
pub(super) fn findings(steps: &[PlannedStep]) -> Vec<Finding> {
    steps.iter().filter_map(finding).collect()
}

fn finding(step: &PlannedStep) -> Option<Finding> {
    let (Action::Add { menu, values, .. } | Action::Set { menu, values, .. }) = step.action.as_ref()? else {
        return None;
    };
    let Text::Plain(address) = values.get("address").filter(|_| menu == "ip/address")? else { return None };
    let bare = !address.contains('/') && !values.contains_key("netmask");
    bare.then(|| Finding {
        risk: Risk::Medium,
        what: format!("{address} has no prefix length, so it is a /32 and its network has no other address"),
        step: Some(step.number),
    })
}
