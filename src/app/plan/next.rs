//! What can be done about a plan.

use crate::domain::plan::{Plan, PlanState};
use crate::domain::policy::Decision;
use crate::store::plans::StoredPlan;

/// What can be done now, in words.
pub(super) fn next(
    stored: &StoredPlan,
    plan: &Plan,
    page: Option<String>,
    confirm_by: Option<&str>,
) -> Vec<String> {
    let (id, short) = (&stored.id, stored.digest.get(..12).unwrap_or_default());
    match stored.state {
        PlanState::Pending => {
            let at_a_shell = format!(
                "a person approves or rejects it at a shell: rosmcp plan approve {id} --digest {short}{}",
                if plan.policy.acknowledge { " --acknowledge-risk" } else { "" }
            );
            let on_the_page = page.map(|url| format!("a person approves or rejects it at {url}"));
            on_the_page.into_iter().chain([at_a_shell, "no tool can approve it".to_owned()]).collect()
        }
        PlanState::Approved if plan.policy.decision == Decision::Forbidden => {
            vec!["policy forbids it".to_owned()]
        }
        PlanState::Approved => {
            vec![format!("apply it: plan_apply, or rosmcp plan apply {id} --digest {short}")]
        }
        PlanState::Confirming => vec![
            format!(
                "confirm it before {}: plan_confirm, or rosmcp plan confirm {id}",
                confirm_by.unwrap_or("the guard's deadline")
            ),
            format!("or undo it now: plan_rollback, or rosmcp plan rollback {id}"),
        ],
        PlanState::Applying | PlanState::RollingBack => vec!["wait, and look again with plan_get".to_owned()],
        PlanState::Partial => {
            vec![format!(
                "go on with the other devices: plan_apply, or rosmcp plan apply {id} --digest {short}"
            )]
        }
        PlanState::NeedsAttention => vec![
            "a person looks at the router; the device is locked for plans until then".to_owned(),
            format!("then tries the undo once more: rosmcp plan rollback {id}"),
            format!("or says that it is settled: rosmcp plan cancel {id}"),
        ],
        PlanState::RolledBack | PlanState::Expired => vec!["make a new plan".to_owned()],
        PlanState::Applied | PlanState::Rejected | PlanState::Cancelled => Vec::new(),
    }
}
