//! Applying, confirming, rolling back and cancelling plans.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::super::audit::Intent;
use super::super::progress::Progress;
use super::super::sanitise::clean_text;
use super::super::{App, elapsed_ms, outcome};
use super::create::{TABLE, facts};
use super::record::{check_digest, may_change, rules};
use super::view::PlanView;
use crate::change::{self, Applied, Job, Journal, Settled};
use crate::clock;
use crate::domain::device::{Device, DeviceId};
use crate::domain::plan::{DevicePlan, DeviceState, Plan, PlanState};
use crate::domain::policy::Decision;
use crate::domain::principal::Caller;
use crate::domain::window::Window;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use crate::store::Conn;
use crate::store::leases::{self, Lease};
use crate::store::plans::{self, StoredPlan};
use crate::vault::{Binding, Vault};

/// How often a lease is renewed; it holds three times as long ([`leases::LONGEST`]).
const RENEW: Duration = Duration::from_secs(10);

/// The states in which a plan can be withdrawn, or called settled.
const WITHDRAWN_FROM: &[PlanState] =
    &[PlanState::Pending, PlanState::Approved, PlanState::Partial, PlanState::NeedsAttention];
/// The states that follow from those of the devices.
const SUMMED_FROM: &[PlanState] =
    &[PlanState::Applying, PlanState::Confirming, PlanState::RollingBack, PlanState::NeedsAttention];

/// A plan that this run carries out.
struct Begun {
    held: Held,
    stored: StoredPlan,
    plan: Plan,
    intent: Intent,
}

/// What is done with a device's part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Apply,
    Confirm,
    RollBack,
    Settle,
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
            let begun = app.plan_act(&who, "plan.apply", &plan, app.begin(&who, &plan, &sum)).await;
            let Begun { held, stored, plan, intent } = begun?;
            let result = app.waves(&who, &stored.id, &plan, &progress, &cancel).await;
            held.release(&app).await;
            let mut event = intent.outcome(outcome(&result), elapsed_ms(started));
            event.detail = result.as_ref().err().map(|error| clean_text(&error.to_string())).or(event.detail);
            app.audit.record(event).await?;
            result
        };
        detached(work).await?;
        self.plan(id).await
    }

    /// Everything before the first contact with a router, down to the record of what is about to be done.
    async fn begin(&self, caller: &Caller, id: &str, digest: &str) -> Result<Begun> {
        may_change(caller)?;
        let (stored, plan) = self.stored_plan(id).await?;
        check_digest(&stored, digest)?;
        self.still_allowed(caller, &plan).await?;
        // Whoever holds it is at work on the plan; a run that died loses it within half a minute.
        let held = Held::of_plan(self, &stored.id).await?;
        match self.claim_and_intend(caller, &stored, &plan).await {
            Ok(intent) => Ok(Begun { held, stored, plan, intent }),
            Err(error) => {
                held.release(self).await;
                Err(error)
            }
        }
    }

    async fn claim_and_intend(&self, caller: &Caller, stored: &StoredPlan, plan: &Plan) -> Result<Intent> {
        self.claim(stored, plan).await?;
        let intent = self.intend(caller, plan, &stored.digest).await;
        if intent.is_err() {
            self.give_back(&stored.id, "the audit trail could not be written").await?;
        }
        intent
    }

    /// Judges the plan once more by the rules that hold now.
    async fn still_allowed(&self, caller: &Caller, plan: &Plan) -> Result<()> {
        let mut devices = Vec::new();
        for planned in &plan.devices {
            devices.push(self.reachable_device(&planned.id.0).await?);
        }
        let devices: Vec<_> = devices.iter().collect();
        self.window_is_open()?;
        let now = rules(&self.settings).decide(&facts(caller, plan.risk, &devices, &plan.devices));
        match now.decision {
            Decision::Forbidden => {
                Err(Error::new(ErrorKind::Refused, format!("policy forbids it: {}", now.why.join("; "))))
            }
            Decision::Approval if plan.policy.decision == Decision::Apply => Err(Error::new(
                ErrorKind::Refused,
                "policy has become stricter: this plan now needs an approval",
            )
            .hint("make a new plan")),
            Decision::Approval | Decision::Apply => Ok(()),
        }
    }

    /// Refuses to write outside the maintenance windows.
    fn window_is_open(&self) -> Result<()> {
        let windows = &self.settings.maintenance_windows;
        let open = |text: &String| text.parse::<Window>().is_ok_and(|window| window.is_open(clock::now_ms()));
        if windows.is_empty() || windows.iter().any(open) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Refused, "no maintenance window is open; nothing was written")
            .hint(format!("the windows, in UTC: {}", windows.join(", "))))
    }

    /// Takes the plan for this run, with its approval: one of many callers gets it.
    async fn claim(&self, stored: &StoredPlan, plan: &Plan) -> Result<()> {
        let (stored, needs) = (stored.clone(), plan.policy.decision == Decision::Approval);
        let now = clock::now_ms();
        self.store
            .write(move |conn| {
                let state = plans::get(conn, &stored.id)?.map_or(stored.state, |plan| plan.state);
                if !matches!(state, PlanState::Approved | PlanState::Partial) {
                    return Err(not_ready(state));
                }
                if now >= stored.expires_at {
                    return Err(Error::new(ErrorKind::Conflict, "the plan has expired; nothing was written")
                        .hint("make a new plan"));
                }
                if needs && state == PlanState::Approved {
                    let approval = plans::approval(conn, &stored.id)?
                        .ok_or_else(|| Error::new(ErrorKind::Refused, "nobody has approved the plan"))?;
                    if approval.digest != stored.digest || now >= approval.expires_at {
                        return Err(Error::new(
                            ErrorKind::Refused,
                            "the approval has expired or is for another plan",
                        )
                        .hint("make a new plan and have it approved"));
                    }
                    if !plans::use_approval(conn, &stored.id, now)? {
                        return Err(Error::new(ErrorKind::Refused, "the approval has been used"));
                    }
                }
                let from = [PlanState::Approved, PlanState::Partial];
                if !plans::change_state(conn, &stored.id, &from, PlanState::Applying, None, now)? {
                    return Err(not_ready(state));
                }
                plans::log(conn, &stored.id, None, "being applied", now)
            })
            .await
    }

    /// Nothing was written: the plan and its approval are as good as before.
    pub(super) async fn give_back(&self, id: &str, why: &str) -> Result<()> {
        let (id, why, now) = (id.to_owned(), why.to_owned(), clock::now_ms());
        self.store
            .write(move |conn| {
                plans::unuse_approval(conn, &id)?;
                plans::change_state(conn, &id, &[PlanState::Applying], PlanState::Approved, Some(&why), now)
                    .map(drop)
            })
            .await
    }

    /// Confirms a plan that waits for it: read over a new connection, then the guard is taken off.
    pub async fn confirm_plan(self: &Arc<Self>, caller: &Caller, id: &str) -> Result<PlanView> {
        self.act_on_waiting(caller, id, "plan.confirm", Act::Confirm).await
    }

    /// Undoes a plan that waits for its confirmation, or whose undo did not succeed.
    pub async fn roll_back_plan(self: &Arc<Self>, caller: &Caller, id: &str) -> Result<PlanView> {
        self.act_on_waiting(caller, id, "plan.rollback", Act::RollBack).await
    }

    async fn act_on_waiting(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
        action: &'static str,
        act: Act,
    ) -> Result<PlanView> {
        let (app, who, plan) = (self.clone(), caller.clone(), id.to_owned());
        let work = async move {
            let acted = app.act_on_devices(&who, &plan, act);
            app.plan_act(&who, action, &plan, acted).await
        };
        detached(work).await?;
        self.plan(id).await
    }

    async fn act_on_devices(&self, caller: &Caller, id: &str, act: Act) -> Result<()> {
        may_change(caller)?;
        let (stored, plan) = self.stored_plan(id).await?;
        let waits = match act {
            Act::Confirm => matches!(stored.state, PlanState::Confirming),
            _ => matches!(
                stored.state,
                PlanState::Confirming
                    | PlanState::NeedsAttention
                    | PlanState::Applying
                    | PlanState::RollingBack
            ),
        };
        if !waits {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!(
                    "the plan is {}; there is nothing to {}",
                    stored.state,
                    if act == Act::Confirm { "confirm" } else { "roll back" }
                ),
            )
            .hint("a plan in force is undone by a new plan"));
        }
        let held = Held::of_plan(self, &stored.id).await?;
        let plan_id = stored.id.clone();
        let progress = self.store.read(move |conn| plans::progress_of_all(conn, &plan_id)).await?;
        let open = |device: &&DevicePlan| {
            progress.iter().any(|progress| {
                progress.device == device.id
                    && !matches!(
                        progress.state,
                        DeviceState::Planned | DeviceState::Applied | DeviceState::RolledBack
                    )
            })
        };
        let mut acted = Ok(());
        for device in plan.devices.iter().filter(open) {
            let never = CancellationToken::new();
            let done = self.act_on_device(&stored.id, &plan, device, act, &never, &|_, _, _| {}).await;
            acted = acted.and(done.map(drop));
        }
        let summed = self.sum_up(&stored.id).await.map(drop);
        held.release(self).await;
        acted.and(summed)
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
        let device = self.reachable_device(&planned.id.0).await?;
        if act == Act::Apply {
            self.not_blocked(&device).await.while_doing(doing)?;
        }
        let held = Held::take(self, device.id.clone(), id).await.while_doing(doing)?;
        let session = self.session(&device).await.while_doing(doing)?;
        let vault = self.vault().await?;
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
            Act::Apply => {
                let applied = change::apply(&job).await;
                self.metrics.plan_apply_duration.observe([&word(&applied)], started.elapsed());
                applied
            }
            Act::Confirm => change::confirm(&job).await.map(Applied::Settled),
            Act::RollBack => change::roll_back(&job, "somebody asked for it").await.map(Applied::Settled),
            Act::Settle => change::settle(&job).await.map(Applied::Settled),
        };
        held.release(self).await;
        applied.while_doing(doing)
    }

    /// Withdraws a plan before it is applied; for one that needs attention, a person's word that it is settled.
    pub async fn cancel_plan(&self, caller: &Caller, id: &str) -> Result<PlanView> {
        self.plan_act(caller, "plan.cancel", id, self.cancel(caller, id)).await?;
        self.plan(id).await
    }

    async fn cancel(&self, caller: &Caller, id: &str) -> Result<()> {
        may_change(caller)?;
        let (stored, _) = self.stored_plan(id).await?;
        if stored.state == PlanState::NeedsAttention {
            let plan = stored.id.clone();
            self.store.write(move |conn| plans::settle_devices(conn, &plan, clock::now_ms())).await?;
        }
        let note = format!("cancelled by {}", caller.principal);
        if self.move_plan(&stored.id, WITHDRAWN_FROM, PlanState::Cancelled, Some(note)).await? {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Conflict, format!("the plan is {} and cannot be cancelled", stored.state)))
    }

    /// What the states of the devices make of the plan; stored, and returned.
    pub(super) async fn sum_up(&self, id: &str) -> Result<PlanState> {
        let id = id.to_owned();
        let (state, moved) = self
            .store
            .write(move |conn| {
                let devices = plans::progress_of_all(conn, &id)?;
                let state = summed(&devices.iter().map(|device| device.state).collect::<Vec<_>>());
                let note = devices.iter().find_map(|device| device.note.clone());
                let note = note.filter(|_| state != PlanState::Applied);
                let now = clock::now_ms();
                let moved = plans::change_state(conn, &id, SUMMED_FROM, state, note.as_deref(), now)?;
                Ok((state, moved))
            })
            .await?;
        if moved {
            self.metrics.plans.inc([state.as_str()]);
        }
        Ok(state)
    }
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

fn not_ready(state: PlanState) -> Error {
    let error = Error::new(ErrorKind::Conflict, format!("the plan is {state}; nothing was written"));
    match state {
        PlanState::Pending => error.hint("a person must approve it first: rosmcp plan approve"),
        PlanState::Applying | PlanState::Confirming | PlanState::RollingBack => {
            error.hint("another run is at it")
        }
        _ => error.hint("make a new plan"),
    }
}

fn unseal(vault: &Vault, device: &Device, field: &str, envelope: &str) -> Result<SecretString> {
    let binding = Binding { table: TABLE, row: &device.id, field, version: 1, endpoint: &device.endpoint };
    vault.unseal(&binding, envelope)
}

/// Runs `work` to its end even if nobody waits for it any more.
async fn detached<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let task = tokio::spawn(work);
    task.await.unwrap_or_else(|error| Err(Error::internal("a change ended without a result", error)))
}

/// A lease that is renewed while this lives.
pub(super) struct Held {
    lease: Lease,
    of: DeviceId,
    renewing: tokio::task::AbortHandle,
}

impl Held {
    /// The right to carry the plan out; `Locked` while another run has it.
    pub(super) async fn of_plan(app: &App, plan: &str) -> Result<Self> {
        Self::take(app, DeviceId(format!("plan:{plan}")), plan).await
    }

    /// The right to write to a device.
    async fn take(app: &App, of: DeviceId, plan: &str) -> Result<Self> {
        let owner = ulid::Ulid::generate().to_string();
        let (id, plan) = (of.clone(), plan.to_owned());
        let taken = move |conn: &mut dyn Conn| leases::take(conn, &id.0, &plan, &owner, leases::LONGEST);
        let lease = app.store.write(taken).await?;
        let (store, id, renewed) = (app.store.clone(), of.clone(), lease.clone());
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEW).await;
                let (of, lease) = (id.clone(), renewed.clone());
                let held = store.write(move |conn| leases::renew(conn, &of.0, &lease, leases::LONGEST)).await;
                if !matches!(held, Ok(true)) {
                    tracing::error!(of = %id, "a lease could not be renewed");
                }
            }
        });
        Ok(Self { lease, of, renewing: renewing.abort_handle() })
    }

    pub(super) async fn release(self, app: &App) {
        let (of, lease) = (self.of.clone(), self.lease.clone());
        if let Err(error) = app.store.write(move |conn| leases::release(conn, &of.0, &lease)).await {
            tracing::warn!(%error, "a lease was not given back; it ends by itself");
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

/// The error with which a surface ends where the change is not in force.
/// What became of an apply, as metrics call it: `ok`, or an error kind.
fn word(applied: &Result<Applied>) -> String {
    match applied {
        Ok(Applied::Confirming(_) | Applied::Settled(Settled::Applied)) => "ok".to_owned(),
        Ok(Applied::Settled(Settled::RolledBack(_))) => ErrorKind::RolledBack.to_string(),
        Ok(Applied::Settled(Settled::NeedsAttention(_))) => ErrorKind::OutcomeUnknown.to_string(),
        Ok(Applied::Refused(error)) | Err(error) => error.kind().to_string(),
    }
}

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
