//! Applying, confirming, rolling back and cancelling plans.

use std::sync::Arc;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::super::audit::Change;
use super::super::progress::Progress;
use super::super::sanitise::clean_text;
use super::super::{App, elapsed_ms, outcome};
use super::begin::Begun;
use super::held::Held;
use super::judge::is_rotation;
use super::record::act_ended;
use super::sealing::binding;
use super::view::PlanView;
use crate::change::{self, Applied, Job, Journal, Settled};
use crate::clock;
use crate::domain::access;
use crate::domain::audit::AuditEvent;
use crate::domain::device::Device;
use crate::domain::plan::{DevicePlan, DeviceState, Plan, PlanState};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use crate::store::Conn;
use crate::store::plans::{self, StoredPlan};
use crate::vault::Vault;

/// The states in which a plan can be withdrawn.
const WITHDRAWN_FROM: &[PlanState] = &[PlanState::Pending, PlanState::Approved, PlanState::Partial];
/// The state in which a person can call it settled.
const SETTLED_FROM: &[PlanState] = &[PlanState::NeedsAttention];
/// The states that follow from those of the devices.
const SUMMED_FROM: &[PlanState] =
    &[PlanState::Applying, PlanState::Confirming, PlanState::RollingBack, PlanState::NeedsAttention];

/// What is done with a device's part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Apply,
    Confirm,
    RollBack,
    /// Undone because nobody confirmed it in time.
    Lapse,
    /// Undone because other devices failed.
    Retreat,
    Settle,
    /// Only looked at: it may be as before by now.
    Look,
}

impl App {
    /// Applies an approved plan. What was begun goes on to a known state even when the caller goes away.
    pub async fn apply_plan(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
        digest: &str,
        progress: Arc<dyn Progress>,
        cancel: CancellationToken,
    ) -> Result<PlanView> {
        let (app, who, plan, sum) = (self.clone(), caller.clone(), id.to_owned(), digest.to_owned());
        let work = async move {
            let started = clock::monotonic();
            let begun = app.begin(&who, &plan, &sum).await;
            let begun = app.begun_or_refused(&who, "plan.apply", &plan, started, begun).await?;
            let cancel = app.changes.cancelled_with(&cancel);
            let result = app.waves(&who, &begun.stored.id, &begun.plan, &progress, &cancel).await;
            app.ended(begun, started, result).await
        };
        self.changes.detached(work).await?;
        self.plan(id).await
    }

    /// What was begun; of what was not, the trail says why.
    pub(super) async fn begun_or_refused(
        &self,
        caller: &Caller,
        action: &'static str,
        id: &str,
        started: clock::Instant,
        begun: Result<Begun>,
    ) -> Result<Begun> {
        // Of one that goes on the trail has its intent, and what came of it: nothing is ok yet.
        if begun.is_err() {
            let refused = self.act_event(caller, action, id, started, &begun).await;
            if let Err(error) = self.audit.record(refused).await {
                tracing::error!(plan = id, %error, "that {action} was not begun could not be recorded");
            }
        }
        begun
    }

    /// Writes what came of it into the trail, and lets the plan go.
    pub(super) async fn ended(
        &self,
        begun: Begun,
        started: clock::Instant,
        result: Result<()>,
    ) -> Result<()> {
        self.record_end(begun, started, &result).await?;
        result
    }

    /// Writes into the trail that it `came_to` that, and lets the plan go.
    pub(super) async fn record_end(
        &self,
        begun: Begun,
        started: clock::Instant,
        came_to: &Result<()>,
    ) -> Result<()> {
        let mut event = begun.intent.outcome(outcome(came_to), elapsed_ms(started));
        event.detail = came_to.as_ref().err().map(|error| clean_text(&error.to_string())).or(event.detail);
        // Written before it is let go: whoever finds it free and without an outcome reports one.
        let recorded = self.audit.record(event).await;
        begun.held.release(self).await;
        recorded.map(drop)
    }

    /// One device's part, under its lease.
    pub(super) async fn act_on_device(
        &self,
        id: &str,
        plan: &Plan,
        planned: &DevicePlan,
        act: Act,
        cancel: &CancellationToken,
        tell: &(dyn Fn(usize, usize, &str) + Send + Sync),
    ) -> Result<Applied> {
        let doing = || format!("changing {:?}", planned.name);
        let device = self.owner(&planned.id).await?;
        let session = self.session(&device).await.while_doing(doing)?;
        let vault = self.sealing_vault().await?;
        let held = Held::take(self, device.id.clone(), id).await.while_doing(doing)?;
        // Once it is held: until then another plan could come to wait for its confirmation.
        if act == Act::Apply
            && let Err(blocked) = self.not_blocked(&device, id).await
        {
            held.release(self).await;
            return Err(blocked).while_doing(doing);
        }
        let fresh = || session.fresh();
        let unseal =
            |field: &str, envelope: &str| unseal(&vault, &device, &format!("{id}/{field}"), envelope);
        let job = Job {
            plan: planned,
            confirm_within: plan.confirm_within,
            confirm: plan.confirm,
            fresh: &fresh as &(dyn Fn() -> Result<Session> + Send + Sync),
            unseal: &unseal,
            journal: Journal::new(self.store.clone(), id, &planned.id, held.lease.clone()),
            cancel: cancel.clone(),
            tell,
        };
        let started = clock::monotonic();
        let applied = match act {
            _ if is_rotation(plan.recipe.as_deref()) => self.rotate_password(&job, &device, plan, act).await,
            Act::Apply => {
                let applied = change::apply(&job).await;
                self.metrics.plan_apply_duration.observe([&word(&applied)], started.elapsed());
                applied
            }
            Act::Confirm => change::confirm(&job).await.map(Applied::Settled),
            Act::RollBack => {
                // What is open already has a reason, and that somebody tries again is none.
                let open = job.journal.progress().await.map(|known| known.note);
                match open {
                    Ok(why) => {
                        let why = why.as_deref().unwrap_or("somebody asked for it");
                        change::roll_back(&job, why).await.map(Applied::Settled)
                    }
                    Err(error) => Err(error),
                }
            }
            Act::Lapse => change::roll_back(&job, "nobody confirmed it in time").await.map(Applied::Settled),
            Act::Retreat => {
                let undone = change::roll_back(&job, "the rollout stopped, and its devices are put back");
                undone.await.map(Applied::Settled)
            }
            Act::Settle => change::settle(&job).await.map(Applied::Settled),
            Act::Look => change::look_again(&job).await.map(Applied::Settled),
        };
        held.release(self).await;
        if let (true, Ok(Applied::Confirming(_) | Applied::Settled(_))) = (renames(planned), &applied) {
            // What the inventory says it calls itself is as old as the last check.
            if let Err(error) = self.check_device(&device).await {
                tracing::debug!(device = device.name, %error, "its name could not be read again");
            }
        }
        applied.while_doing(doing)
    }

    /// Withdraws a plan before it is applied; for one that needs attention, a person's word that it is settled.
    pub async fn cancel_plan(&self, caller: &Caller, id: &str) -> Result<PlanView> {
        let (app, who, plan) = (self.clone(), caller.clone(), id.to_owned());
        let cancel = async move {
            let act = app.plan_act(&who, "plan.cancel", &plan).await;
            let cancelled = app.cancel(&act, &who, &plan).await;
            act_ended(act, &plan, cancelled).await
        };
        self.changes.detached(cancel).await?;
        self.plan(id).await
    }

    async fn cancel(&self, act: &Change<'_>, caller: &Caller, id: &str) -> Result<()> {
        access::may_change(&caller.principal)?;
        let (stored, _) = self.stored_plan(id).await?;
        if stored.state != PlanState::NeedsAttention {
            let word = format!("cancelled by {}", caller.principal);
            return self.withdraw(act, &stored, WITHDRAWN_FROM, word).await;
        }
        access::may_settle(&caller.principal, &stored.id)?;
        // An undo that somebody tries at this moment would leave its devices in need of a plan that has ended.
        let held = Held::of_plan(self, &stored.id).await?;
        let word = format!("settled by {}, not verified", caller.principal);
        let withdrawn = self.withdraw(act, &stored, SETTLED_FROM, word).await;
        held.release(self).await;
        withdrawn
    }

    async fn withdraw(
        &self,
        act: &Change<'_>,
        stored: &StoredPlan,
        from: &'static [PlanState],
        note: String,
    ) -> Result<()> {
        let (id, now, known, to) = (stored.id.clone(), clock::now_ms(), stored.state, PlanState::Cancelled);
        let withdraw = move |conn: &mut dyn Conn, _: &mut AuditEvent| {
            if plans::change_state(conn, &id, from, to, Some(&note), now)? {
                return plans::settle_devices(conn, &id, &note, now);
            }
            let state = plans::get(conn, &id)?.map_or(known, |plan| plan.state);
            let message = format!("the plan is {state} and cannot be cancelled");
            Err(Error::new(ErrorKind::Conflict, message))
        };
        act.made(withdraw).await?;
        self.metrics.plans.inc([to.as_str()]);
        Ok(())
    }

    /// What the states of the devices make of the plan; stored, and returned. `otherwise` is why, where no device says it.
    pub(super) async fn sum_up(&self, id: &str, otherwise: Option<String>) -> Result<PlanState> {
        let id = id.to_owned();
        let (state, moved) = self.store.write(move |conn| sum_up(conn, &id, otherwise)).await?;
        if moved {
            self.metrics.plans.inc([state.as_str()]);
        }
        Ok(state)
    }
}

/// The same inside a transaction; also says whether the plan moved.
pub(super) fn sum_up(conn: &mut dyn Conn, id: &str, otherwise: Option<String>) -> Result<(PlanState, bool)> {
    let devices = plans::progress_of_all(conn, id)?;
    let state = summed(&devices.iter().map(|device| device.state).collect::<Vec<_>>());
    let note = devices.iter().find_map(|device| device.note.clone());
    let note = note.or(otherwise).filter(|_| state != PlanState::Applied);
    let moved = plans::change_state(conn, id, SUMMED_FROM, state, note.as_deref(), clock::now_ms())?;
    Ok((state, moved))
}

/// The worst of what is still open, else what they all came to.
fn summed(states: &[DeviceState]) -> PlanState {
    let any = |wanted: DeviceState| states.contains(&wanted);
    if any(DeviceState::NeedsAttention) {
        PlanState::NeedsAttention
    } else if any(DeviceState::RollingBack) {
        PlanState::RollingBack
    } else if any(DeviceState::Applying) {
        PlanState::Applying
    } else if any(DeviceState::Confirming) {
        PlanState::Confirming
    } else if states.iter().all(|state| *state == DeviceState::Applied) {
        PlanState::Applied
    } else if any(DeviceState::Applied) {
        PlanState::Partial
    } else if any(DeviceState::RolledBack) {
        PlanState::RolledBack
    } else {
        PlanState::Approved
    }
}

/// Whether the plan changes what the device calls itself.
fn renames(planned: &DevicePlan) -> bool {
    let actions = planned.steps.iter().filter_map(|step| step.action.as_ref());
    actions.into_iter().any(|action| action.path() == "system/identity")
}

fn unseal(vault: &Vault, device: &Device, field: &str, envelope: &str) -> Result<SecretString> {
    vault.unseal(&binding(device, field), envelope)
}

/// What became of an apply, as metrics call it: `ok`, or an error kind.
fn word(applied: &Result<Applied>) -> String {
    match applied {
        Ok(Applied::Confirming(_) | Applied::Settled(Settled::Applied)) => "ok".to_owned(),
        Ok(Applied::Settled(Settled::RolledBack(_))) => ErrorKind::RolledBack.to_string(),
        Ok(Applied::Settled(Settled::NeedsAttention(_))) => ErrorKind::OutcomeUnknown.to_string(),
        Ok(Applied::Refused(error)) | Err(error) => error.kind().to_string(),
    }
}

/// The error with which a surface ends where the change is not in force.
pub(super) fn verdict(applied: Applied) -> Result<()> {
    match applied {
        Applied::Refused(error) => Err(error),
        Applied::Confirming(_) | Applied::Settled(Settled::Applied) => Ok(()),
        Applied::Settled(Settled::RolledBack(why)) => Err(Error::new(
            ErrorKind::RolledBack,
            format!("the change was undone, and the router is as before: {why}"),
        )
        .hint("make a new plan")),
        Applied::Settled(Settled::NeedsAttention(why)) => Err(Error::new(
            ErrorKind::OutcomeUnknown,
            format!("the router is neither as planned nor as before: {why}"),
        )
        .hint("a person must look; the device is locked for plans until then")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;

    #[tokio::test]
    async fn a_plan_says_why_it_stopped_where_none_of_its_devices_does() {
        let app = App::scratch().await;
        for (device, note) in
            [(DeviceState::RolledBack, Some("stopped between two waves")), (DeviceState::Applied, None)]
        {
            let (id, _) = app.sample_plan(Sample::default()).await;
            app.sample_moved(&id, PlanState::Applying, device, None).await;
            app.sum_up(&id, Some("stopped between two waves".to_owned())).await.unwrap();
            assert_eq!(app.plan(&id).await.unwrap().note.as_deref(), note);
        }
    }
}
