//! Taking up what was left in the middle: by a crash, a kill, a lost power supply.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::audit::AuditFilter;
use super::super::clockwork;
use super::super::{App, elapsed_ms, outcome};
use super::begin::give_back;
use super::held::Held;
use super::record::{document, only_device};
use super::run::{Act, sum_up};
use super::waves::AT_ONCE;
use crate::change::Journal;
use crate::clock;
use crate::domain::audit::{AuditEvent, INTENT};
use crate::domain::device::DeviceId;
use crate::domain::plan::{Confirm, DevicePlan, DeviceState, Plan, PlanState};
use crate::error::{Error, ErrorKind, Result};
use crate::store::plans::{self, DeviceProgress, StoredPlan};
use crate::store::{Conn, audit};

/// How often a server looks for plans that another run left behind.
const EVERY: Duration = Duration::from_secs(15);
/// Every how many times it also looks at the routers of plans that were left to a person.
const LOOKS: u64 = 4;
/// How many unanswered records are looked at.
const MOST_INTENTS: u32 = 1000;

impl App {
    /// Ends unfinished plans whose run has died, now and from time to time, until `stop`; lets others expire.
    pub async fn keep_plans_settled(self: Arc<Self>, stop: CancellationToken) {
        for round in 0_u64.. {
            let app = self.clone();
            // A round may wait for a router as long as its guard takes; what another run leaves behind meanwhile does not.
            self.changes.begin(async move { app.settle_plans(round.is_multiple_of(LOOKS)).await });
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn settle_plans(&self, look: bool) {
        let taken = if look { self.recover_plans().await } else { self.take_plans_up().await };
        match taken {
            Ok(taken) if taken.is_empty() => {}
            Ok(taken) => tracing::warn!(plans = taken.join(","), "took up unfinished plans"),
            Err(error) => tracing::error!(%error, "unfinished plans could not be taken up"),
        }
        if let Err(error) = self.expire_plans().await {
            tracing::error!(%error, "plans whose time is over could not be let expire");
        }
        if let Err(error) = self.sample_plans().await {
            tracing::warn!(%error, "plans that need a person could not be counted");
        }
    }

    /// Ends every unfinished plan whose run has died: confirmed where everything is as planned, undone otherwise; and those
    /// that were left to a person, where the routers have undone them by themselves.
    /// Returns the ids of the plans that moved on; one that cannot be taken up is an error when the others are. Whoever asks
    /// may go away: what was begun goes on.
    pub async fn recover_plans(&self) -> Result<Vec<String>> {
        let app = self.clone();
        let recover = async move {
            let (taken, ended) = (app.take_plans_up().await, app.look_at_plans_again().await);
            let mut taken = taken?;
            taken.extend(ended?);
            Ok(taken)
        };
        self.changes.detached(recover).await
    }

    async fn take_plans_up(&self) -> Result<Vec<String>> {
        let left = self.store.read(plans::under_way).await?;
        let taken = self.each_plan(left, |id| self.carry_on(id).boxed()).await;
        self.close_intents().await?;
        taken
    }

    /// Does `work` with several plans at once, and returns the ids of those for which it says yes. The others wait neither for
    /// one whose router is silent, nor for one that fails; a failure is the result when all are through.
    pub(super) async fn each_plan<'a>(
        &'a self,
        ids: Vec<String>,
        work: impl Fn(String) -> BoxFuture<'a, Result<bool>>,
    ) -> Result<Vec<String>> {
        let all: Vec<_> = ids.into_iter().map(|id| work(id.clone()).map(|done| (id, done)).boxed()).collect();
        let (mut moved, mut failed) = (Vec::new(), Ok(()));
        let mut outcomes = stream::iter(all).buffer_unordered(AT_ONCE);
        while let Some((id, outcome)) = outcomes.next().await {
            match outcome {
                Ok(true) => moved.push(id),
                Ok(false) => {}
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        failed.map(|()| moved)
    }

    /// Takes a plan up whose run has died. Says whether it moved on.
    async fn carry_on(&self, id: String) -> Result<bool> {
        let Some(held) = self.run_that_died(&id).await? else { return Ok(false) };
        let taken_up = self.take_up(&id).await;
        held.release(self).await;
        taken_up
    }

    /// The right to carry the plan on; `None` while its run is alive.
    pub(super) async fn run_that_died(&self, id: &str) -> Result<Option<Held>> {
        match Held::of_plan(self, id).await {
            Ok(held) => Ok(Some(held)),
            Err(error) if error.kind() == ErrorKind::Locked => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reports what came of plans whose run ended after the plan did and before it could say so.
    async fn close_intents(&self) -> Result<()> {
        for row in self.audit.open_intents(MOST_INTENTS).await? {
            let Some(id) = row.event.plan_id else { continue };
            let Some(held) = self.run_that_died(&id).await? else { continue };
            let wanted = id.clone();
            let stored = self.store.read(move |conn| plans::get(conn, &wanted)).await?;
            let reported = match stored.filter(|stored| !is_under_way(stored.state)) {
                Some(stored) => self.report(stored, clock::monotonic()).await,
                None => Ok(()),
            };
            held.release(self).await;
            reported?;
        }
        Ok(())
    }

    /// Writes into the audit trail what came of a plan whose run could not say so.
    async fn report(&self, stored: StoredPlan, started: clock::Instant) -> Result<()> {
        let row = self.recovery(&stored, started);
        let report =
            move |conn: &mut dyn Conn| Ok(((), Some(reported(conn, row, &stored.id, stored.state)?)));
        self.audit.with(report).await
    }

    /// Stores what came of a plan that was taken up, with the row that says so, and returns it. Nothing is said of one that
    /// is as it was.
    pub(super) async fn settle(&self, stored: &StoredPlan, started: clock::Instant) -> Result<PlanState> {
        let (row, id, before) = (self.recovery(stored, started), stored.id.clone(), stored.state);
        let settle = move |conn: &mut dyn Conn| {
            let (state, moved) = sum_up(conn, &id, None)?;
            if state == PlanState::Approved {
                give_back(conn, &id, state, "rosmcp stopped before anything was written")?;
            }
            let row = if state == before { None } else { Some(reported(conn, row, &id, state)?) };
            Ok(((state, moved), row))
        };
        let (state, moved) = self.audit.with(settle).await?;
        if moved {
            self.metrics.plans.inc([state.as_str()]);
        }
        Ok(state)
    }

    /// The row of a plan that was taken up at `started`, before anything came of it.
    fn recovery(&self, stored: &StoredPlan, started: clock::Instant) -> AuditEvent {
        AuditEvent {
            plan_digest: Some(stored.digest.clone()),
            device: document(stored).ok().as_ref().and_then(only_device),
            duration_ms: elapsed_ms(started),
            ..self.plan_event(&clockwork::caller(), "plan.recover", &stored.id)
        }
    }

    /// Says whether the plan moved on.
    async fn take_up(&self, id: &str) -> Result<bool> {
        let started = clock::monotonic();
        let (stored, plan) = self.stored_plan(id).await?;
        if !is_unfinished(stored.state) {
            // Another run was faster.
            return Ok(false);
        }
        let id = stored.id.clone();
        let progress = self.store.read(move |conn| plans::progress_of_all(conn, &id)).await?;
        let open = progress.iter().filter(|known| is_open(known));
        let work: Vec<_> = open.map(|known| self.take_device_up(&stored, &plan, known).boxed()).collect();
        let waiting: Vec<_> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
        if waiting.into_iter().collect::<Result<Vec<_>>>()?.contains(&true) {
            self.wait_on(&stored.id).await?;
            return Ok(false);
        }
        Ok(self.settle(&stored, started).await? != stored.state)
    }

    /// Where nothing is being undone any more, what is left waits for its confirmation again.
    async fn wait_on(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        let wait = move |conn: &mut dyn Conn| {
            let progress = plans::progress_of_all(conn, &id)?;
            if progress.iter().any(|known| known.state == DeviceState::RollingBack) {
                return Ok(());
            }
            let (from, to) = (&[PlanState::RollingBack], PlanState::Confirming);
            plans::change_state(conn, &id, from, to, None, clock::now_ms()).map(drop)
        };
        self.store.write(wait).await
    }

    async fn is_gone(&self, device: &DeviceId) -> Result<bool> {
        match self.device(&device.0).await {
            Ok(_) => Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Hands a device that is no longer in the inventory to a person.
    async fn give_up(&self, id: &str, device: &DevicePlan) -> Result<()> {
        let held = Held::take(self, device.id.clone(), id).await?;
        let journal = Journal::new(self.store.clone(), id, &device.id, held.lease.clone());
        let written = match journal.state(DeviceState::NeedsAttention, Some(GONE)).await {
            Ok(()) => journal.log(format!("a person must look: {GONE}")).await,
            failed => failed,
        };
        held.release(self).await;
        written
    }

    /// Says whether the device still waits for something.
    async fn take_device_up(&self, stored: &StoredPlan, plan: &Plan, known: &DeviceProgress) -> Result<bool> {
        let Some(device) = plan.devices.iter().find(|device| device.id == known.device) else {
            return Ok(false);
        };
        if self.is_gone(&device.id).await? {
            self.give_up(&stored.id, device).await?;
            return Ok(false);
        }
        let deadline = known.guard.as_ref().map_or(0, |(_, _, deadline)| *deadline);
        let manual = plan.confirm == Confirm::Manual;
        if known.state == DeviceState::Confirming && manual && clock::now_ms() < deadline {
            return Ok(true);
        }
        let lapsed = known.state == DeviceState::Confirming && manual;
        let act = if lapsed { Act::Lapse } else { Act::Settle };
        let never = CancellationToken::new();
        let acted = self.act_on_device(&stored.id, plan, device, act, &never, &|_, _, _| {});
        match acted.await {
            Ok(outcome) => {
                tracing::warn!(
                    plan = stored.id,
                    device = device.name,
                    ?outcome,
                    "took up an unfinished change"
                );
                Ok(false)
            }
            Err(error) if error.kind() == ErrorKind::Locked => Ok(true),
            Err(error) => {
                tracing::error!(plan = stored.id, device = device.name, %error, "an unfinished change could not be taken up");
                Ok(true)
            }
        }
    }
}

/// What the journal says of a device that nobody can ask any more.
const GONE: &str = "the device was removed from the inventory while the change was under way, so whether its router has the \
    change or its guard has undone it is not known";

/// The row of a plan that came to `state`, as the answer to what announced it.
fn reported(conn: &mut dyn Conn, row: AuditEvent, id: &str, state: PlanState) -> Result<AuditEvent> {
    let filter = AuditFilter { plan_id: Some(id.to_owned()), limit: MOST_INTENTS, ..AuditFilter::default() };
    let rows = audit::recent(conn, &filter)?;
    let answered = |seq: i64| rows.iter().any(|row| row.event.intent == Some(seq));
    let intent = rows.iter().find(|row| row.event.outcome == INTENT && !answered(row.seq));
    Ok(AuditEvent {
        intent: intent.map(|row| row.seq),
        outcome: outcome(&came_to(state)),
        detail: Some(format!("plan {id} is {state}")),
        ..row
    })
}

/// What came of the plan, as its run would have reported it.
pub(super) fn came_to(state: PlanState) -> Result<()> {
    let kind = match state {
        PlanState::Applied | PlanState::Confirming => return Ok(()),
        PlanState::RolledBack => ErrorKind::RolledBack,
        PlanState::NeedsAttention => ErrorKind::OutcomeUnknown,
        PlanState::Partial => ErrorKind::Partial,
        _ => ErrorKind::Interrupted,
    };
    Err(Error::new(kind, state.as_str()))
}

fn is_unfinished(state: PlanState) -> bool {
    matches!(state, PlanState::Confirming | PlanState::NeedsAttention) || is_under_way(state)
}

fn is_under_way(state: PlanState) -> bool {
    matches!(state, PlanState::Applying | PlanState::RollingBack)
}

fn is_open(known: &DeviceProgress) -> bool {
    matches!(known.state, DeviceState::Applying | DeviceState::Confirming | DeviceState::RollingBack)
}
