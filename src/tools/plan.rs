//! `plan_*`: every change to a router, as a plan. Approving is no tool.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arguments::{self, cursor};
use super::tool::{Annotations, Context, Tool, Waiting};
use crate::app::Targets;
use crate::app::plan::{NewPlan, PlanLine, PlanView};
use crate::domain::access::Tier;
use crate::domain::plan::{Confirm, DeviceState, PlanState, StepRequest};
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
    /// Or devices or selector.
    #[serde(default)]
    device: Option<String>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    devices: Option<Vec<String>>,
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
    rollout: serde_json::Map<String, serde_json::Value>,
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
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    #[serde(default)]
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Newest first.
    plans: Vec<PlanLine>,
    /// Whether there are older ones.
    truncated: bool,
    /// Pass as `cursor` to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// How a change stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Progress {
    plan_id: String,
    status: PlanState,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Each device.
    #[schemars(with = "Vec<serde_json::Value>")]
    devices: Vec<DeviceProgress>,
    /// Until when it has to be confirmed, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    confirm_by: Option<String>,
    next: Vec<String>,
    /// As a plan's, and as that one not in the schema.
    #[schemars(skip)]
    untrusted_fields: &'static [&'static str],
}

/// How it stands on one device, under the names that a plan has for that.
#[derive(Debug, Serialize)]
struct DeviceProgress {
    device: String,
    status: DeviceState,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl std::fmt::Display for DeviceProgress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.device, self.status)?;
        self.note.as_ref().map_or(Ok(()), |note| write!(f, " ({note})"))
    }
}

impl From<PlanView> for Progress {
    fn from(view: PlanView) -> Self {
        let devices = view.devices.into_iter().map(|device| DeviceProgress {
            device: device.device,
            status: device.status,
            note: device.note,
        });
        Self {
            devices: devices.collect(),
            plan_id: view.plan_id,
            status: view.status,
            note: view.note,
            confirm_by: view.confirm_by,
            next: view.next,
            untrusted_fields: &["note"],
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
        Tool::read("plan_list", "List plans", "Lists plans, newest first.", "change", list, |plans: &Listed| {
            let older = if plans.truncated { "; older ones with next_cursor" } else { "" };
            let (count, s) = (plans.plans.len(), if plans.plans.len() == 1 { "" } else { "s" });
            format!("{count} plan{s}{older}")
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
        Tool::read("plan_cancel", "Cancel a plan", "Withdraws a plan that was not applied, or says that one that needs attention is settled.", "change", cancel, told)
            .annotated(DRAFT)
            .tier(Tier::Advanced),
    ]
}

fn describe(plan: &PlanView) -> String {
    let next = plan.next.first().map_or(String::new(), |next| format!("; next: {next}"));
    let worst = plan
        .worst_finding()
        .map_or(String::new(), |(device, finding)| format!("; worst finding, on {device}: {}", finding.what));
    let lapses = plan.lapses().map_or(String::new(), |lapses| format!("; once applied it {lapses}"));
    format!("plan {} is {}, risk {}{worst}{lapses}{next}", plan.plan_id, plan.status, plan.risk.as_str())
}

fn told(progress: &Progress) -> String {
    use PlanState::{Applying, Confirming, Partial, Pending, RollingBack};
    let nothing = if progress.status == Pending { ", nothing was written" } else { "" };
    let goes_on = matches!(progress.status, Pending | Applying | Confirming | Partial | RollingBack);
    let next =
        progress.next.first().filter(|_| goes_on).map_or(String::new(), |next| format!("; next: {next}"));
    format!(
        "plan {} is {}{nothing}: {}{next}",
        progress.plan_id,
        progress.status,
        progress.devices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )
}

fn targets(device: Option<String>, devices: Option<Vec<String>>, selector: Option<&str>) -> Result<Targets> {
    match (device, devices, selector) {
        (Some(device), None, None) => Ok(Targets::Names(vec![device])),
        (None, Some(names), None) if names.is_empty() => {
            Err(Error::usage("devices is empty").hint("name the devices that the plan is for"))
        }
        (None, Some(names), None) => Ok(Targets::Names(names)),
        (None, None, Some(selector)) => Ok(Targets::Matching(selector.parse()?)),
        _ => Err(Error::usage("give one of device, devices and selector")
            .hint("a selector is such as env=lab or tag:site=ams")),
    }
}

async fn create(context: Context, input: Create) -> Result<PlanView> {
    let targets = targets(input.device, input.devices, input.selector.as_deref())?;
    let (steps, recipe) = arguments::steps(input.steps, input.recipe.as_deref(), &input.params)?;
    let confirm = if input.confirm_manually { Confirm::Manual } else { Confirm::Automatic };
    let new = NewPlan {
        targets,
        steps,
        recipe,
        reason: input.reason,
        confirm_within: input.confirm_within,
        confirm,
        rollout: arguments::object("rollout", input.rollout)?,
    };
    let view = context.app.create_plan(&context.caller, new).await?;
    if !input.apply || view.status != PlanState::Approved {
        return Ok(view);
    }
    let (id, digest) = (view.plan_id.clone(), view.digest.clone());
    let applied = patient(&context, &id, Box::pin(apply_now(&context, &id, &digest))).await;
    let in_force = applied.and_then(|view| view.verdict().map(|()| view));
    in_force.map_err(|error| error.hint(format!("the plan is {id}; plan_get shows how it stands")))
}

async fn get(context: Context, input: One) -> Result<PlanView> {
    context.app.plan(&input.plan_id).await
}

async fn list(context: Context, input: List) -> Result<Listed> {
    let limit = input.limit.unwrap_or(20);
    if !(1..=MOST).contains(&limit) {
        return Err(Error::usage(format!("limit must be 1 to {MOST}, is {limit}")));
    }
    let before = input.cursor.as_deref().map(cursor).transpose()?;
    let mut plans = context.app.plans(input.status, before.as_deref(), limit + 1).await?;
    let truncated = plans.len() > limit;
    plans.truncate(limit);
    let next_cursor = plans.last().filter(|_| truncated).map(|plan| plan.plan_id.clone());
    Ok(Listed { plans, truncated, next_cursor })
}

async fn apply(context: Context, input: Apply) -> Result<Progress> {
    // One that waits for an approval is no failure: nothing was tried, and the answer says who has to do what.
    let waits = context.app.plan_of_digest(&input.plan_id, &input.digest).await?;
    if waits.status == PlanState::Pending {
        return Ok(waits.into());
    }
    let applied = Box::pin(apply_now(&context, &input.plan_id, &input.digest));
    let view = patient(&context, &input.plan_id, applied).await?;
    view.verdict()?;
    Ok(view.into())
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

/// What came of it, or how it stands once the caller has waited long enough; an error where it is being undone.
async fn patient(
    context: &Context,
    id: &str,
    work: impl Future<Output = Result<PlanView>>,
) -> Result<PlanView> {
    if let Ok(result) = tokio::time::timeout(PATIENCE, work).await {
        return result;
    }
    let view = context.app.plan(id).await?;
    view.open().map(|()| view)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio_util::sync::CancellationToken;

    use super::super::registry::registry;
    use super::*;
    use crate::app::App;
    use crate::app::plan::Sample;
    use crate::app::progress::Unwatched;
    use crate::domain::principal::{Caller, Principal};
    use crate::error::ErrorKind;
    use crate::tools::tool::Answer;

    async fn call(app: &Arc<App>, tool: &str, arguments: Value) -> Result<Answer> {
        let context = Context {
            app: app.clone(),
            caller: Caller::new(Principal::lab(), "r1"),
            progress: Arc::new(Unwatched),
            cancel: CancellationToken::new(),
        };
        let Value::Object(arguments) = arguments else { panic!("no object: {arguments}") };
        registry().call(context, tool, arguments).await
    }

    #[tokio::test]
    async fn a_plan_that_waits_for_an_approval_is_told_of_only_with_its_digest() {
        let app = Arc::new(App::scratch().await);
        let (id, digest) = app.sample_plan(Sample::default()).await;
        let other = "0".repeat(64);
        let wrong = call(&app, "plan_apply", json!({"plan_id": id, "digest": other})).await;
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Conflict);
        let told = call(&app, "plan_apply", json!({"plan_id": id, "digest": digest})).await.unwrap();
        assert!(told.text.contains("pending, nothing was written"), "{}", told.text);
        assert!(told.text.contains("rosmcp plan approve"), "{}", told.text);
        let listed = call(&app, "plan_list", json!({})).await.unwrap();
        assert_eq!(listed.text, "1 plan");
        let (newer, _) = app.sample_plan(Sample::default()).await;
        let page = call(&app, "plan_list", json!({"limit": 1})).await.unwrap().object().unwrap();
        assert_eq!((&page["plans"][0]["plan_id"], &page["next_cursor"]), (&json!(newer), &json!(newer)));
        let rest =
            call(&app, "plan_list", json!({"limit": 1, "cursor": newer})).await.unwrap().object().unwrap();
        assert_eq!((&rest["plans"][0]["plan_id"], rest.get("next_cursor")), (&json!(id), None));
        let wrong = call(&app, "plan_list", json!({"cursor": "x"})).await;
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Usage);
    }

    #[tokio::test]
    async fn whoever_has_to_confirm_is_told_so_and_until_when() {
        let app = Arc::new(App::scratch().await);
        let (id, _) = app.sample_plan(Sample { confirm: Confirm::Manual, ..Sample::default() }).await;
        let planned = call(&app, "plan_get", json!({"plan_id": id})).await.unwrap();
        assert!(planned.text.contains("undone unless somebody confirms it within 300 s"), "{}", planned.text);
        assert_eq!(planned.object().unwrap()["confirm_manually"], true);
        app.sample_moved(&id, PlanState::Confirming, DeviceState::Confirming, Some(4_102_444_800_000)).await;
        let progress = Progress::from(app.plan(&id).await.unwrap());
        assert_eq!(progress.confirm_by.as_deref(), Some("2100-01-01T00:00:00.000Z"));
        let device = serde_json::to_value(&progress.devices[0]).unwrap();
        assert_eq!(device, json!({"device": "edge-1 plain", "status": "confirming"}));
        let text = told(&progress);
        assert!(text.contains("confirm it before 2100-01-01T00:00:00.000Z: plan_confirm"), "{text}");
    }

    #[tokio::test]
    async fn an_error_in_a_rollout_names_the_argument() {
        let app = Arc::new(App::scratch().await);
        let step = json!({"op": "add", "menu": "ip/dns/static"});
        for (rollout, words) in [
            (json!({"waves": [true]}), "rollout.waves[0]: expected"),
            (json!({"soak_seconds": "x"}), "rollout.soak_seconds: expected a whole number"),
            (json!({"on_failure": "panic"}), "rollout.on_failure: expected one of"),
            (json!({"wave": ["1"]}), "rollout.wave: there is no such argument"),
            // These fit, and what is missed is the device.
            (json!({"waves": [1, "5%"], "ping": null}), "no device"),
        ] {
            let given = json!({"device": "edge-9", "steps": [step], "rollout": rollout});
            let error = call(&app, "plan_create", given).await.unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[tokio::test]
    async fn a_plan_names_its_devices_in_one_way() {
        let app = Arc::new(App::scratch().await);
        for (which, words) in [
            (json!({}), "give one of device, devices and selector"),
            (json!({"device": "edge-9", "selector": "env=lab"}), "give one of device"),
            (json!({"devices": []}), "devices is empty"),
            (json!({"devices": ["edge-9"]}), "no device named \"edge-9\""),
        ] {
            let mut given = which.clone();
            given["steps"] = json!([{"op": "add", "menu": "ip/dns/static"}]);
            let error = call(&app, "plan_create", given).await.unwrap_err();
            assert!(error.to_string().contains(words), "{which}: {error}");
        }
    }

    #[tokio::test]
    async fn what_is_being_undone_is_no_success() {
        let app = Arc::new(App::scratch().await);
        let (id, _) = app.sample_plan(Sample::default()).await;
        app.sample_moved(&id, PlanState::Applying, DeviceState::Applying, None).await;
        let text = told(&app.plan(&id).await.unwrap().into());
        assert!(text.contains("next: the run that was at it has died"), "{text}");
        let (id, _) = app.sample_plan(Sample::default()).await;
        app.sample_moved(&id, PlanState::Applying, DeviceState::RollingBack, None).await;
        let error = app.plan(&id).await.unwrap().open().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        assert!(error.hints()[0].contains(&id), "{error:?}");
    }
}
