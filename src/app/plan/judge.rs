//! How a plan is judged: its risk, and what policy is told of it. A change of our own password is judged apart.

use crate::catalogue::menus;
use crate::catalogue::recipes::OWN_PASSWORD;
use crate::change::Compiled;
use crate::domain::device::Device;
use crate::domain::plan::{DevicePlan, Finding, GuardPlan, GuardTier};
use crate::domain::policy::Facts;
use crate::domain::principal::Caller;
use crate::domain::risk::Risk;

/// Whether the plan changes our own password and nothing else.
pub(super) fn is_rotation(recipe: Option<&str>) -> bool {
    recipe == Some(OWN_PASSWORD)
}

/// What the analysis of other plans would say of this one is not true: nobody is locked out.
pub(super) fn judged(plan: DevicePlan) -> DevicePlan {
    let what = "rosmcp's own password changes; it is stored as soon as a login has proved it".to_owned();
    let gaps = vec![
        "none is needed: rosmcp knows both passwords, and finds out which one the router takes".to_owned(),
    ];
    DevicePlan {
        risk: Risk::High,
        findings: vec![Finding { risk: Risk::High, what, step: None }],
        guard: GuardPlan { tier: GuardTier::None, gaps },
        ..plan
    }
}

/// What can lock people out is critical where the analysis says so; such a menu by itself is high.
pub(super) fn risk(compiled: &Compiled, findings: &[Finding]) -> Risk {
    let of_step = compiled.steps.iter().filter(|step| step.action.is_some()).map(|step| {
        let management = step.action.as_ref().and_then(|action| menus::find(action.path()));
        if management.is_some_and(|menu| menu.management) { step.risk.min(Risk::High) } else { step.risk }
    });
    of_step.chain(findings.iter().map(|finding| finding.risk)).max().unwrap_or(Risk::Low)
}

/// Whether the guard undoes the plan whole, as far as anything can.
fn is_guarded(device: &DevicePlan) -> bool {
    match device.guard.tier {
        GuardTier::None => false,
        GuardTier::SafeMode => true,
        GuardTier::Scheduler | GuardTier::Job => device.steps.iter().all(|step| step.lost.is_empty()),
    }
}

/// What policy looks at.
pub(super) fn facts<'a>(
    caller: &Caller,
    risk: Risk,
    devices: &'a [&'a Device],
    planned: &'a [DevicePlan],
    recipe: Option<&str>,
) -> Facts<'a> {
    // It writes one thing only, and settles it either way: the bans and the guard are for other changes.
    let rotation = is_rotation(recipe);
    let steps = planned.iter().flat_map(|device| &device.steps).filter(|_| !rotation);
    let mut menus: Vec<_> = steps.filter_map(|step| Some(step.action.as_ref()?.path())).collect();
    menus.sort_unstable();
    menus.dedup();
    let bare = |device: &DevicePlan| !is_guarded(device) && !device.is_empty() && !rotation;
    Facts { role: caller.principal.role, risk, devices, menus, unguarded: planned.iter().any(bare) }
}
