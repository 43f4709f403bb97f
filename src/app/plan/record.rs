//! Finding a stored plan, and what every act on one leaves in the audit trail.

use std::collections::BTreeSet;

use super::super::audit::{Change, Intent};
use super::super::sanitise::clean_text;
use super::super::toolsets;
use super::super::{App, elapsed_ms, outcome};
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::domain::device::{DeviceId, Environment};
use crate::domain::plan::{Action, Identity, Plan, PlanState, canonical, digest};
use crate::domain::policy::{ApprovalBy, Rules};
use crate::domain::principal::Caller;
use crate::domain::risk::Risk;
use crate::domain::scope::DeviceScope;
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::{ApprovalChoice, ApprovalFrom, Settings};
use crate::store::plans::{self, StoredPlan};

/// The fewest digits of a digest that name a plan.
const SHORTEST_DIGEST: usize = 12;

/// The rules that the settings make.
pub(super) fn rules(settings: &Settings) -> Rules {
    let from = settings.approval_from_risk.unwrap_or(match settings.environment {
        Environment::Lab => ApprovalFrom::Never,
        Environment::Staging => ApprovalFrom::High,
        Environment::Prod => ApprovalFrom::Low,
    });
    let by = settings.approval_by.unwrap_or(match settings.environment {
        Environment::Prod => ApprovalChoice::OtherPerson,
        Environment::Lab | Environment::Staging => ApprovalChoice::OutOfBand,
    });
    Rules {
        environment: settings.environment,
        read_only: settings.read_only_mode,
        approval_from: match from {
            ApprovalFrom::Low => Some(Risk::Low),
            ApprovalFrom::Medium => Some(Risk::Medium),
            ApprovalFrom::High => Some(Risk::High),
            ApprovalFrom::Critical => Some(Risk::Critical),
            ApprovalFrom::Never => None,
        },
        approval_by: match by {
            ApprovalChoice::OtherPerson => ApprovalBy::OtherPerson,
            ApprovalChoice::OutOfBand => ApprovalBy::OutOfBand,
        },
        approvals: settings.approvals_required,
        max_devices: settings.plan_max_devices as usize,
        allowed_menus: settings.plan_allowed_menus.clone(),
    }
}

/// Whose consent a plan takes: the stricter of what holds now and what held when it was made.
pub(super) struct Consent {
    /// How many people must approve it.
    pub(super) needed: usize,
    /// Who asked for it, where another person must approve it.
    not_by: Option<Identity>,
}

impl Consent {
    pub(super) fn of(settings: &Settings, plan: &Plan) -> Self {
        let now = rules(settings);
        let by_another = [now.approval_by, plan.policy.approval_by].contains(&ApprovalBy::OtherPerson);
        Self {
            needed: plan.policy.approvals.max(now.approvals) as usize,
            not_by: by_another.then(|| plan.requester.clone()),
        }
    }

    /// Whether the approval of `approver` counts.
    pub(super) fn takes(&self, approver: &Identity) -> bool {
        self.not_by.as_ref() != Some(approver)
    }
}

/// The refusal of a plan that policy forbids.
pub(super) fn forbidden(why: &[String]) -> Error {
    Error::new(ErrorKind::Refused, format!("policy forbids it: {}", why.join("; ")))
}

/// What exists for a caller.
pub(super) struct Sight {
    /// The devices in its scope; `None` for all.
    devices: Option<BTreeSet<DeviceId>>,
    /// The toolsets whose menus it may touch; `None` for all.
    toolsets: Option<BTreeSet<String>>,
}

impl Sight {
    /// Whether all devices and menus of the plan are in it: otherwise the plan does not exist for that caller.
    pub(super) fn has_all_of(&self, plan: &Plan) -> bool {
        let reaches = |menu| toolsets::reach(self.toolsets.as_ref(), menu);
        self.has(plan.devices.iter().map(|device| &device.id)) && paths(plan).all(reaches)
    }

    /// Whether all of these are in it.
    pub(super) fn has<'a>(&self, mut devices: impl Iterator<Item = &'a DeviceId>) -> bool {
        self.devices.as_ref().is_none_or(|ids| devices.all(|id| ids.contains(id)))
    }

    /// Whether it has some menus only, so that it takes a whole plan to know whether it is in it.
    pub(super) fn has_some_menus(&self) -> bool {
        self.toolsets.is_some()
    }
}

/// The menus and commands that the plan touches, one of them maybe several times.
pub(super) fn paths(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.devices.iter().flat_map(|device| {
        let done = device.steps.iter().filter_map(|step| step.action.as_ref()).map(Action::path);
        done.chain(device.bases.iter().map(|base| base.menu.as_str()))
    })
}

/// Who a caller is, as a plan remembers it.
pub(super) fn identity(caller: &Caller) -> Identity {
    let principal = &caller.principal;
    Identity { issuer: principal.issuer.clone(), subject: principal.subject.clone() }
}

impl App {
    /// The plan `id` and its document, whose digest is checked.
    pub(super) async fn stored_plan(&self, id: &str) -> Result<(StoredPlan, Plan)> {
        self.seen_plan(&self.sight().await?, id).await
    }

    /// The same for somebody of whom it is known what exists for them.
    pub(super) async fn seen_plan(&self, sight: &Sight, id: &str) -> Result<(StoredPlan, Plan)> {
        let wanted = id.trim().to_ascii_uppercase();
        let found = self.store.read(move |conn| plans::get(conn, &wanted)).await?;
        // The same words for what is not there and for what the caller may not see.
        let none = || {
            Error::not_found(format!("there is no plan {id:?}"))
                .hint("plan_list (rosmcp plan list) names them")
        };
        let stored = found.ok_or_else(none)?;
        let plan = document(&stored)?;
        if !sight.has_all_of(&plan) {
            return Err(none());
        }
        Ok((stored, plan))
    }

    /// Those of the plans `ids` that exist for whom this view is of, so that they may be named.
    pub(in crate::app) async fn told_plans(&self, ids: BTreeSet<String>) -> Result<BTreeSet<String>> {
        if ids.is_empty() || (self.scope == DeviceScope::All && self.toolsets.is_none()) {
            return Ok(ids);
        }
        let (sight, mut told) = (self.sight().await?, BTreeSet::new());
        for id in ids {
            match self.seen_plan(&sight, &id).await {
                Ok(_) => drop(told.insert(id)),
                // A damaged plan is not known to be for this caller.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Integrity) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }

    /// What the caller may see of plans, looked up once for however many.
    pub(super) async fn sight(&self) -> Result<Sight> {
        let devices = match self.scope {
            DeviceScope::All => None,
            DeviceScope::Only(_) => {
                let devices = self.devices(&Selector::default()).await?;
                Some(devices.into_iter().map(|device| device.id).collect())
            }
        };
        Ok(Sight { devices, toolsets: self.toolsets.clone() })
    }

    /// Moves a plan on, if it is where it must be.
    pub(super) async fn move_plan(
        &self,
        id: &str,
        from: &'static [PlanState],
        to: PlanState,
        note: Option<String>,
    ) -> Result<bool> {
        let id = id.to_owned();
        let at = clock::now_ms();
        let moved = self
            .store
            .write(move |conn| plans::change_state(conn, &id, from, to, note.as_deref(), at))
            .await?;
        if moved {
            self.metrics.plans.inc([to.as_str()]);
        }
        Ok(moved)
    }

    /// Begins an act on a plan; [`act_ended`] ends it.
    pub(super) async fn plan_act(&self, caller: &Caller, action: &'static str, id: &str) -> Change<'_> {
        let device = self.only_device_of(id).await;
        self.act_of(caller, action, id, device)
    }

    /// The same where it is known which device it is about.
    pub(super) fn act_of(
        &self,
        caller: &Caller,
        action: &'static str,
        id: &str,
        device: Option<String>,
    ) -> Change<'_> {
        let detail = Some(act_detail(id, &Ok(())));
        self.change_of(AuditEvent { device, detail, ..self.plan_event(caller, action, id) })
    }

    /// The device of the plan `id`, where it has one and the caller may see it.
    async fn only_device_of(&self, id: &str) -> Option<String> {
        let (_, plan) = self.stored_plan(id).await.ok()?;
        only_device(&plan)
    }

    /// What the trail says of an act that began at `started` and came to `result`.
    pub(super) async fn act_event<T>(
        &self,
        caller: &Caller,
        action: &str,
        id: &str,
        started: clock::Instant,
        result: &Result<T>,
    ) -> AuditEvent {
        AuditEvent {
            detail: Some(act_detail(id, result)),
            outcome: outcome(result),
            duration_ms: elapsed_ms(started),
            device: self.only_device_of(id).await,
            ..self.plan_event(caller, action, id)
        }
    }

    /// What the trail says of every act on the plan `id`.
    pub(super) fn plan_event(&self, caller: &Caller, action: &str, id: &str) -> AuditEvent {
        AuditEvent {
            // What somebody mistyped is no plan.
            plan_id: ulid::Ulid::from_string(id.trim()).ok().map(|id| id.to_string()),
            ..self.audit_event(caller, action)
        }
    }

    /// Commits, before a router is written to, that it is about to be.
    pub(super) async fn intend(
        &self,
        caller: &Caller,
        action: &'static str,
        plan: &Plan,
        digest: &str,
    ) -> Result<Intent> {
        let names: Vec<_> = plan.devices.iter().map(|device| device.name.as_str()).take(20).collect();
        let event = AuditEvent {
            device: only_device(plan),
            reason: Some(plan.reason.clone()).filter(|reason| !reason.is_empty()),
            plan_digest: Some(digest.to_owned()),
            detail: Some(format!("on {}", names.join(","))),
            ..self.plan_event(caller, action, &plan.id)
        };
        self.audit.intent(event).await
    }
}

/// The name of the device that the plan is about; none where there are several, which a row of the trail does not hold.
pub(super) fn only_device(plan: &Plan) -> Option<String> {
    match plan.devices.as_slice() {
        [device] => Some(device.name.clone()),
        _ => None,
    }
}

/// Records an act on a plan, refused or not, where the trail does not have it yet.
pub(super) async fn act_ended<T>(act: Change<'_>, id: &str, result: Result<T>) -> Result<T> {
    let detail = act_detail(id, &result);
    act.ended(Some(detail), result).await
}

/// What the trail says beside the outcome of an act on the plan `id`.
fn act_detail<T>(id: &str, result: &Result<T>) -> String {
    let why = result.as_ref().err().map_or(String::new(), |error| format!(": {error}"));
    clean_text(&format!("plan {id}{why}"))
}

/// `plan` as it is stored, in `state`; [`document`] reads it.
pub(super) fn stored(plan: &Plan, state: PlanState) -> Result<StoredPlan> {
    Ok(StoredPlan {
        id: plan.id.clone(),
        digest: digest(plan)?,
        document: canonical(plan)?,
        state,
        requester: plan.requester.clone(),
        created_at: plan.created_at,
        expires_at: plan.expires_at,
        updated_at: plan.created_at,
        note: None,
    })
}

/// What a stored plan says, whose digest is checked.
pub(in crate::app) fn document(stored: &StoredPlan) -> Result<Plan> {
    let damaged = |why: &str| {
        Error::new(ErrorKind::Integrity, format!("the plan {} is damaged: {why}", stored.id))
            .hint("make a new plan")
    };
    let plan: Plan = serde_json::from_str(&stored.document)
        .map_err(|error| damaged("it cannot be read").caused_by(error))?;
    if digest(&plan)? != stored.digest || plan.id != stored.id {
        return Err(damaged("its digest does not match"));
    }
    Ok(plan)
}

/// Refuses a digest that is not the plan's; twelve digits of it are enough.
pub(super) fn check_digest(stored: &StoredPlan, given: &str) -> Result<()> {
    let given = given.trim().to_ascii_lowercase();
    if given.len() >= SHORTEST_DIGEST && stored.digest.starts_with(&given) {
        return Ok(());
    }
    let why = if given.len() < SHORTEST_DIGEST {
        format!("{given:?} is too little of a digest: {SHORTEST_DIGEST} digits at least")
    } else {
        "the digest is not this plan's: it is another plan, or a mistyped digest".to_owned()
    };
    Err(Error::new(ErrorKind::Conflict, why)
        .hint(format!("look at it again: plan_get, or rosmcp plan show {}", stored.id)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{NewPlan, Sample};
    use super::*;
    use crate::app::Targets;
    use crate::domain::plan::{Confirm, Rollout, StepRequest};
    use crate::domain::principal::{Principal, Role};

    fn limited(toolsets: &[&str]) -> Principal {
        let toolsets = toolsets.iter().map(|toolset| (*toolset).to_owned()).collect();
        Principal { toolsets: Some(toolsets), ..Principal::unlimited("token", "t", Role::Admin) }
    }

    #[tokio::test]
    async fn a_plan_of_menus_out_of_a_login_s_toolsets_does_not_exist_for_it() {
        let app = App::scratch().await;
        // It touches ip/dns/static.
        let (id, _) = app.sample_plan(Sample::default()).await;
        for (toolsets, sees) in
            [(&["change", "ip"][..], false), (&["change", "dns"], true), (&["change", "generic"], true)]
        {
            let view = Arc::new(app.seen_by(&limited(toolsets)));
            assert_eq!(view.plan(&id).await.is_ok(), sees, "{toolsets:?}");
            assert_eq!(view.plans(None, None, 10).await.unwrap().len(), usize::from(sees), "{toolsets:?}");
            let caller = Caller::new(limited(toolsets), "r");
            let error = view.roll_back_plan(&caller, &id).await.unwrap_err();
            let kind = if sees { ErrorKind::Conflict } else { ErrorKind::NotFound };
            assert_eq!(error.kind(), kind, "{toolsets:?}");
        }
    }

    #[tokio::test]
    async fn a_login_plans_changes_of_its_toolsets_only() {
        let app = App::scratch().await;
        let step: StepRequest =
            serde_json::from_value(serde_json::json!({"op": "remove", "menu": "/ip dns static", "id": "*1"}))
                .unwrap();
        let new = NewPlan {
            targets: Targets::Names(vec!["edge-1".into()]),
            steps: vec![step],
            recipe: None,
            reason: String::new(),
            confirm_within: None,
            confirm: Confirm::Automatic,
            rollout: Rollout::default(),
        };
        for (toolsets, kind) in
            [(&["change", "ip"][..], ErrorKind::Refused), (&["change", "dns"], ErrorKind::NotFound)]
        {
            let caller = Caller::new(limited(toolsets), "r");
            let made = app.seen_by(&caller.principal).create_plan(&caller, new.clone()).await;
            assert_eq!(made.unwrap_err().kind(), kind, "{toolsets:?}: there is no such device");
        }
    }
}
