//! `plan_*`: every change to a router, as a plan. Approving is no tool.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arguments;
use super::tool::{Annotations, Context, Tool, Waiting};
use crate::app::Targets;
use crate::app::plan::{NewPlan, PlanLine, PlanView};
use crate::domain::access::Tier;
use crate::domain::plan::{Confirm, PlanState, Rollout, StepRequest};
use crate::error::{Error, Result};

/// How long a call waits for a change to end; it goes on by itself, and `plan_get` tells.
const PATIENCE: Duration = Duration::from_secs(50);
/// The most plans of a list.
const MOST: usize = 100;

/// Changes stored plans, but no router.
const DRAFT: Annotations =
    Annotations { read_only: false, destructive: false, idempotent: false, open_world: false };
/// Changes routers.
const CHANGE: Annotations =
    Annotations { read_only: false, destructive: true, idempotent: true, open_world: false };

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Create {
    /// Or selector.
    #[serde(default)]
    device: Option<String>,
    /// As in `device_list`.
    #[serde(default)]
    selector: Option<String>,
    /// In order; or recipe.
    #[serde(default)]
    steps: Vec<StepRequest>,
    /// From `recipe_list`.
    #[serde(default)]
    recipe: Option<String>,
    #[serde(default)]
    params: serde_json::Map<String, serde_json::Value>,
    /// Why, for who approves.
    #[serde(default)]
    reason: String,
    /// Apply now if no approval is needed.
    #[serde(default)]
    apply: bool,
    /// Seconds until its undo, 30 to 3600.
    #[serde(default)]
    confirm_within: Option<u32>,
    /// Wait for `plan_confirm`.
    #[serde(default)]
    confirm_manually: bool,
    /// `waves` (`["1","5%"]`), `soak_seconds`, `max_failures`, `on_failure` (stop, `roll_back_wave`, `roll_back_all`), `max_cpu_percent`, `max_memory_percent`, `ping`.
    #[serde(default)]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    rollout: Rollout,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct One {
    plan_id: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Apply {
    plan_id: String,
    /// The plan's digest, 12 digits or more.
    digest: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    status: Option<PlanState>,
    #[serde(default)]
    #[schemars(range(max = 100))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Plans {
    /// Newest first.
    plans: Vec<PlanLine>,
    /// Whether there are older ones.
    truncated: bool,
}

/// How a change stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Progress {
    plan_id: String,
    status: PlanState,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// device: status.
    devices: Vec<String>,
    next: Vec<String>,
}

impl From<PlanView> for Progress {
    fn from(view: PlanView) -> Self {
        let devices = view.devices.iter().map(|device| {
            let note = device.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
            format!("{}: {}{note}", device.device, device.status)
        });
        Self {
            devices: devices.collect(),
            plan_id: view.plan_id,
            status: view.status,
            note: view.note,
            next: view.next,
        }
    }
}

pub(super) fn tools() -> [Tool; 7] {
    [
        Tool::read(
            "plan_create",
            "Plan a change",
            "Plans a change of routers and shows old → new, risk and guard; writes nothing unless `apply` and policy say so.",
            "change",
            create,
            describe,
        )
        .annotated(Annotations { destructive: true, ..DRAFT })
        .tier(Tier::Advanced)
        .waiting(Waiting::As("plan_get")),
        Tool::read("plan_get", "Show a plan", "Returns a plan: changes, risk, guard, status, next steps.", "change", get, describe),
        Tool::read("plan_list", "List plans", "Lists plans, newest first.", "change", list, |plans: &Plans| {
            let older = if plans.truncated { "; there are older ones" } else { "" };
            format!("{} plans{older}", plans.plans.len())
        }),
        Tool::read(
            "plan_apply",
            "Apply a plan",
            "Applies an approved plan under its guard, verifies it over a new connection, and undoes it when anything fails.",
            "change",
            apply,
            told,
        )
        .annotated(CHANGE)
        .tier(Tier::Advanced)
        .waiting(Waiting::Again),
        Tool::read("plan_confirm", "Confirm a plan", "Confirms an applied plan before its guard undoes it.", "change", confirm, told)
            .annotated(CHANGE)
            .tier(Tier::Advanced),
        Tool::read("plan_rollback", "Roll a plan back", "Undoes a plan that is not confirmed yet.", "change", roll_back, told)
            .annotated(CHANGE)
            .tier(Tier::Advanced),
        Tool::read("plan_cancel", "Cancel a plan", "Withdraws a plan that was not applied.", "change", cancel, told)
            .annotated(DRAFT)
            .tier(Tier::Advanced),
    ]
}

fn describe(plan: &PlanView) -> String {
    let next = plan.next.first().map_or(String::new(), |next| format!("; next: {next}"));
    format!("plan {} is {}, risk {}{next}", plan.plan_id, plan.status, plan.risk.as_str())
}

fn told(progress: &Progress) -> String {
    let next = match progress.status {
        PlanState::Pending => progress.next.first().map_or(String::new(), |next| format!("; next: {next}")),
        _ => String::new(),
    };
    format!("plan {} is {}: {}{next}", progress.plan_id, progress.status, progress.devices.join(", "))
}

async fn create(context: Context, input: Create) -> Result<PlanView> {
    let targets = match (&input.device, &input.selector) {
        (Some(device), None) => Targets::Names(vec![device.clone()]),
        (None, Some(selector)) => Targets::Matching(selector.parse()?),
        _ => return Err(Error::usage("give device or selector")),
    };
    let (steps, recipe) = arguments::steps(input.steps, input.recipe.as_deref(), &input.params)?;
    let confirm = if input.confirm_manually { Confirm::Manual } else { Confirm::Automatic };
    let new = NewPlan {
        targets,
        steps,
        recipe,
        reason: input.reason,
        confirm_within: input.confirm_within,
        confirm,
        rollout: input.rollout,
    };
    let view = context.app.create_plan(&context.caller, new).await?;
    if !input.apply || view.status != PlanState::Approved {
        return Ok(view);
    }
    let (id, digest) = (view.plan_id.clone(), view.digest.clone());
    patient(&context, &id, Box::pin(apply_now(&context, &id, &digest))).await?;
    context.app.plan(&id).await
}

async fn get(context: Context, input: One) -> Result<PlanView> {
    context.app.plan(&input.plan_id).await
}

async fn list(context: Context, input: List) -> Result<Plans> {
    let limit = input.limit.unwrap_or(20);
    if !(1..=MOST).contains(&limit) {
        return Err(Error::usage(format!("limit must be 1 to {MOST}, is {limit}")));
    }
    let mut plans = context.app.plans(input.status, limit + 1).await?;
    let truncated = plans.len() > limit;
    plans.truncate(limit);
    Ok(Plans { plans, truncated })
}

async fn apply(context: Context, input: Apply) -> Result<Progress> {
    // One that waits for an approval is no failure: nothing was tried, and the answer says who has to do what.
    let waits = context.app.plan(&input.plan_id).await?;
    if waits.status == PlanState::Pending {
        return Ok(waits.into());
    }
    let view = Box::pin(apply_now(&context, &input.plan_id, &input.digest));
    patient(&context, &input.plan_id, view).await.map(Progress::from)
}

async fn apply_now(context: &Context, id: &str, digest: &str) -> Result<PlanView> {
    let (progress, cancel) = (Arc::clone(&context.progress), context.cancel.clone());
    context.app.apply_plan(&context.caller, id, digest, progress, cancel).await
}

async fn confirm(context: Context, input: One) -> Result<Progress> {
    let confirmed = Box::pin(context.app.confirm_plan(&context.caller, &input.plan_id));
    let view = patient(&context, &input.plan_id, confirmed).await?;
    view.verdict()?;
    Ok(view.into())
}

async fn roll_back(context: Context, input: One) -> Result<Progress> {
    let undone = Box::pin(context.app.roll_back_plan(&context.caller, &input.plan_id));
    let view = patient(&context, &input.plan_id, undone).await?;
    if view.status != PlanState::RolledBack {
        view.verdict()?;
    }
    Ok(view.into())
}

async fn cancel(context: Context, input: One) -> Result<Progress> {
    context.app.cancel_plan(&context.caller, &input.plan_id).await.map(Progress::from)
}

/// What came of it, or how it stands once the caller has waited long enough.
async fn patient(
    context: &Context,
    id: &str,
    work: impl Future<Output = Result<PlanView>>,
) -> Result<PlanView> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(result) => result,
        Err(_) => context.app.plan(id).await,
    }
}
