//! A plan as people and programs see it, made from the stored document and the journal alone.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::super::App;
use super::super::sanitise::{clean_text, harmless};
use super::begin::ready;
use super::next::{Standing, next};
use super::record::{Consent, check_digest};
use crate::change;
use crate::clock;
use crate::domain::plan::{
    Change, Confirm, DevicePlan, DeviceState, Finding, GuardPlan, Plan, PlanState, Rollout,
};
use crate::domain::policy::{Decision, Snapshot};
use crate::domain::risk::Risk;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Conn;
use crate::store::plans::{self, Approval, DeviceProgress, LogLine, StoredPlan};

/// A plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanView {
    /// Identifier.
    pub plan_id: String,
    /// SHA-256 of the plan; approving and applying name it.
    pub digest: String,
    /// How far it is.
    pub status: PlanState,
    /// Why, where there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The highest risk in it.
    pub risk: Risk,
    /// What policy says.
    #[schemars(with = "serde_json::Value")]
    pub policy: Snapshot,
    /// Who asked for it.
    pub requester: String,
    /// Why.
    pub reason: String,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// How many people have approved it, of how many that must: `1 of 2`; absent where nobody must. Not in the schema, which
    /// every model reads with every tool about plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub approvals: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub expires_at: String,
    /// Seconds until the guard undoes it.
    pub confirm_within: u32,
    /// Whether it is undone then unless somebody confirms it; rosmcp does so by itself otherwise. As `approvals`, not in the
    /// schema.
    #[schemars(skip)]
    pub confirm_manually: bool,
    /// Until when it has to be confirmed, RFC 3339, while it waits for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub confirm_by: Option<String>,
    /// How it goes over several devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "serde_json::Value")]
    pub rollout: Option<Rollout>,
    /// Each device.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub devices: Vec<DeviceChange>,
    /// What can be done now.
    pub next: Vec<String>,
    /// Fields here that have text of the router, which outsiders may have written: data, never instructions. Not in the
    /// schema, as `approvals`.
    #[schemars(skip)]
    pub untrusted_fields: &'static [&'static str],
}

/// The fields of a plan with text of the router: the old values, in which steps and findings are told as well.
const UNTRUSTED: &[&str] = &["changes", "findings", "note", "script"];

impl PlanView {
    /// What becomes of it once it is written, where somebody still has to see to that.
    pub fn lapses(&self) -> Option<String> {
        use PlanState::{Applying, Approved, Partial, Pending};
        let within = self.confirm_within;
        let ahead = matches!(self.status, Pending | Approved | Applying | Partial);
        let waits = self.confirm_by.is_some();
        ((ahead || waits) && self.confirm_manually)
            .then(|| format!("is undone unless somebody confirms it within {within} s"))
    }

    /// The worst of what the analysis found, and the device that it is about.
    pub fn worst_finding(&self) -> Option<(&str, &Finding)> {
        let all = self.devices.iter().flat_map(|one| one.findings.iter().map(|found| (&*one.device, found)));
        // The first of the worst, which max_by_key would give the last of.
        all.min_by_key(|(_, found)| std::cmp::Reverse(found.risk))
    }

    /// Refuses what cannot be applied as it stands, as applying it would.
    pub fn may_be_applied(&self) -> Result<()> {
        ready(self.status)
    }

    /// The error of a change that is being undone: it has failed, and how the router is will be known when that has ended.
    pub fn open(&self) -> Result<()> {
        let undone = |device: &&DeviceChange| device.status == DeviceState::RollingBack;
        let Some(device) = self.devices.iter().find(undone) else { return Ok(()) };
        let why = device.note.as_deref().unwrap_or_default();
        let message =
            format!("the change of {:?} is being undone, and not yet as before: {why}", device.device);
        Err(Error::new(ErrorKind::OutcomeUnknown, message)
            .hint(format!("it goes on by itself; plan_get {} says how it ended", self.plan_id)))
    }

    /// The error with which a surface ends where a change that was to be in force has ended otherwise.
    pub fn verdict(&self) -> Result<()> {
        let why = self.note.as_deref().unwrap_or_default();
        let (kind, message) = match self.status {
            PlanState::RolledBack => {
                (ErrorKind::RolledBack, format!("the change was undone; the router is as before: {why}"))
            }
            PlanState::NeedsAttention => (ErrorKind::OutcomeUnknown, format!("a person must look: {why}")),
            PlanState::Partial => (ErrorKind::Partial, "it is in force on some devices only".to_owned()),
            _ => return Ok(()),
        };
        Err(Error::new(kind, message))
    }
}

/// What a plan does on one device.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceChange {
    /// The device.
    pub device: String,
    /// How far it is.
    pub status: DeviceState,
    /// Why, where there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The highest risk on it.
    pub risk: Risk,
    /// What undoes it when nobody confirms, and what that does not cover.
    pub guard: GuardPlan,
    /// When the guard fires at the latest, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard_deadline: Option<String>,
    /// What the analysis found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Old → new, step by step.
    pub changes: Vec<StepView>,
    /// The same as RouterOS commands, without secrets.
    pub script: String,
}

/// One step.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// From 1.
    pub step: usize,
    /// What it does.
    pub what: String,
    /// Whether the router is so already.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_change: bool,
    /// Property by property.
    pub changes: Vec<Change>,
}

/// Something that happened to a plan.
#[derive(Debug, Clone, Serialize)]
pub struct LogEntry {
    /// RFC 3339.
    pub at: String,
    /// The device, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// What happened.
    pub text: String,
}

impl App {
    /// The plan `id`.
    pub async fn plan(&self, id: &str) -> Result<PlanView> {
        let (stored, plan) = self.stored_plan(id).await?;
        let id = stored.id.clone();
        let read = move |conn: &mut dyn Conn| {
            let progress = plans::progress_of_all(conn, &id)?;
            let standing = Standing::of(conn, &id, &progress)?;
            Ok((progress, standing, plans::approvals(conn, &id)?))
        };
        let (progress, standing, given) = self.store.read(read).await?;
        let page = self.approval_url(&stored.id);
        let stored = StoredPlan { state: stored.state_at(clock::now_ms()), ..stored };
        let approvals = Approvals { given, wanted: Consent::of(&self.settings, &plan) };
        view(&stored, &plan, (&progress, standing), &approvals, page)
    }

    /// The plan `id`, if `digest` is its.
    pub async fn plan_of_digest(&self, id: &str, digest: &str) -> Result<PlanView> {
        let (stored, _) = self.stored_plan(id).await?;
        check_digest(&stored, digest)?;
        self.plan(id).await
    }

    /// Refuses a plan that is not there, or not for the caller to see.
    pub async fn sees_plan(&self, id: &str) -> Result<()> {
        self.stored_plan(id).await.map(drop)
    }

    /// A text for each of the plans `ids` that there are: another one whenever the plan, one of its devices or its log is
    /// another than before.
    pub async fn plan_stamps(&self, ids: BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        self.store.read(move |conn| plans::stamps(conn, &ids)).await
    }

    /// What happened to the plan, oldest first.
    pub async fn plan_log(&self, id: &str) -> Result<Vec<LogEntry>> {
        let (stored, plan) = self.stored_plan(id).await?;
        let lines = self.store.read(move |conn| plans::log_of(conn, &stored.id)).await?;
        let name = |id: String| {
            let device = plan.devices.iter().find(|device| device.id.0 == id);
            device.map_or(id, |device| device.name.clone())
        };
        let entry = |line: LogLine| LogEntry {
            at: clock::rfc3339(line.at),
            device: line.device.map(name),
            text: clean_text(&line.text),
        };
        Ok(lines.into_iter().map(entry).collect())
    }

    /// The plan as lines with `-` and `+`, device by device.
    pub async fn plan_diff(&self, id: &str) -> Result<String> {
        let (_, plan) = self.stored_plan(id).await?;
        Ok(plan
            .devices
            .iter()
            .map(|device| harmless(&format!("=== {}\n{}", device.name, change::diff(device))))
            .collect())
    }
}

/// The approvals of a plan, and which it needs.
struct Approvals {
    given: Vec<Approval>,
    wanted: Consent,
}

impl Approvals {
    /// How many of those that are needed count: the used ones, and the others while their time is not over.
    fn count(&self, digest: &str) -> String {
        let now = clock::now_ms();
        let counts = |given: &&Approval| {
            given.used_at.is_some() || (given.holds(digest, now) && self.wanted.takes(&given.approver))
        };
        format!("{} of {}", self.given.iter().filter(counts).count(), self.wanted.needed)
    }

    fn givers(&self) -> Option<String> {
        let givers: Vec<_> = self.given.iter().map(|given| given.approver.to_string()).collect();
        (!givers.is_empty()).then(|| givers.join(", "))
    }
}

fn view(
    stored: &StoredPlan,
    plan: &Plan,
    (progress, standing): (&[DeviceProgress], Standing),
    approvals: &Approvals,
    page: Option<String>,
) -> Result<PlanView> {
    let devices = plan.devices.iter().map(|device| {
        let progress = progress.iter().find(|progress| progress.device == device.id);
        device_change(device, progress)
    });
    let devices = devices.collect::<Result<Vec<_>>>()?;
    let mut next = next(stored, plan, page, standing);
    if stored.state == PlanState::Confirming
        && standing.confirm_by().is_some()
        && devices.iter().any(|device| device.status == DeviceState::Planned)
    {
        next.push(
            "the other devices wait for that; once it is confirmed, apply it again to go on".to_owned(),
        );
    }
    Ok(PlanView {
        plan_id: stored.id.clone(),
        digest: stored.digest.clone(),
        status: stored.state,
        note: stored.note.as_deref().map(clean_text),
        risk: plan.risk,
        policy: plan.policy.clone(),
        requester: stored.requester.to_string(),
        reason: clean_text(&plan.reason),
        approved_by: approvals.givers(),
        approvals: (plan.policy.decision == Decision::Approval).then(|| approvals.count(&stored.digest)),
        created_at: clock::rfc3339(stored.created_at),
        expires_at: clock::rfc3339(stored.expires_at),
        confirm_within: plan.confirm_within,
        confirm_manually: plan.confirm == Confirm::Manual,
        confirm_by: standing.confirm_by().map(clock::rfc3339),
        rollout: plan.rollout.clone(),
        devices,
        next,
        untrusted_fields: UNTRUSTED,
    })
}

fn device_change(device: &DevicePlan, progress: Option<&DeviceProgress>) -> Result<DeviceChange> {
    let shown = |change: &Change| Change {
        field: change.field.clone(),
        old: change.old.as_deref().map(clean_text),
        new: change.new.as_deref().map(clean_text),
    };
    let step = |step: &crate::domain::plan::PlannedStep| StepView {
        step: step.number,
        what: clean_text(&step.summary),
        no_change: step.action.is_none(),
        changes: step.changes.iter().map(shown).collect(),
    };
    let status = progress.map_or(DeviceState::Planned, |progress| progress.state);
    let armed = matches!(status, DeviceState::Applying | DeviceState::Confirming | DeviceState::RollingBack);
    let deadline = progress.and_then(|progress| progress.guard.as_ref()).filter(|_| armed);
    Ok(DeviceChange {
        device: clean_text(&device.name),
        status,
        note: progress.and_then(|progress| progress.note.as_deref()).map(clean_text),
        risk: device.risk,
        guard: GuardPlan {
            tier: device.guard.tier,
            gaps: device.guard.gaps.iter().map(|gap| clean_text(gap)).collect(),
        },
        guard_deadline: deadline.map(|(_, _, deadline)| clock::rfc3339(*deadline)),
        findings: device.findings.iter().map(found).collect(),
        changes: device.steps.iter().map(step).collect(),
        script: harmless(&change::script_of(device.steps.iter().filter_map(|step| step.action.as_ref()))?),
    })
}

/// A finding may quote what a router says.
fn found(finding: &Finding) -> Finding {
    Finding { what: clean_text(&finding.what), ..finding.clone() }
}
