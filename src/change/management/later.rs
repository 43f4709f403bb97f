//! Steps whose effect may come only after a change has been confirmed.

use crate::catalogue::menu::Risk;
use crate::domain::plan::{Action, Finding, PlannedStep};

/// Menus by their beginnings, and until when what is there goes on.
const LATER: &[(&str, &str)] = &[
    ("ip/ipsec", "keys are negotiated anew"),
    ("routing/ospf", "neighbours have missed it for long enough"),
    ("routing/bgp", "neighbours have missed it for long enough"),
    ("routing/filter", "routes are learnt anew"),
    ("ip/dhcp-client", "its lease runs out"),
    ("ip/dhcp-server", "leases run out"),
    ("ip/pool", "leases run out"),
];
/// Menus by their beginnings in which a new row takes nothing from what is there.
const TAKES_NOTHING: &[&str] = &["ip/dhcp-server", "ip/pool"];
/// One client's lease is no way to a router.
const LEASES: &str = "ip/dhcp-server/lease";

/// What to say of `steps` that only a program confirms, right after they were carried out.
pub(super) fn findings(steps: &[PlannedStep]) -> Vec<Finding> {
    steps.iter().filter_map(of_step).collect()
}

fn of_step(step: &PlannedStep) -> Option<Finding> {
    let action = step.action.as_ref()?;
    let path = action.path();
    let (_, until) = LATER.iter().find(|(above, _)| is_below(path, above) && path != LEASES)?;
    let harmless = match action {
        Action::Add { .. } => TAKES_NOTHING.iter().any(|above| is_below(path, above)),
        Action::Set { values, .. } => values.keys().all(|name| name == "comment"),
        _ => false,
    };
    let what = format!(
        "its effect may come only when {until}, after the change was confirmed: let a person confirm it (--confirm-manually)"
    );
    (!harmless).then_some(Finding { risk: Risk::Medium, what, step: Some(step.number) })
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{Text, Values};

    #[test]
    fn what_comes_later_is_said_where_it_takes_something() {
        let step = |action: Action| PlannedStep {
            number: 1,
            summary: String::new(),
            risk: Risk::Low,
            action: Some(action),
            changes: Vec::new(),
            lost: Vec::new(),
        };
        let values = |field: &str| Values::from([(field.to_owned(), Text::Plain("x".to_owned()))]);
        let set = |menu: &str, field: &str| {
            let action = Action::Set { menu: menu.to_owned(), row: None, values: values(field) };
            findings(&[step(action)]).len()
        };
        let add = |menu: &str| {
            let action = Action::Add { menu: menu.to_owned(), values: values("name"), before: None };
            findings(&[step(action)]).len()
        };
        assert_eq!(
            [set("ip/ipsec/proposal", "lifetime"), set("ip/pool", "ranges"), add("ip/ipsec/peer")],
            [1; 3]
        );
        assert_eq!(
            [set("ip/pool", "comment"), set("ip/pools", "x"), set("ip/dhcp-server/lease", "address")],
            [0; 3]
        );
        assert_eq!([add("ip/pool"), add("ip/dhcp-server/network"), add("ip/address")], [0; 3]);
    }
}
