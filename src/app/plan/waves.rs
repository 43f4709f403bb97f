//! Many devices: wave by wave, each behind a gate, stopped when too many fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::App;
use super::super::progress::Progress;
use super::run::{Act, verdict};
use crate::change::Applied;
use crate::clock::{self, Instant};
use crate::domain::plan::{Confirm, DevicePlan, DeviceState, OnFailure, Plan, PlanState, Rollout};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::plans;

/// Devices that are changed at the same time.
pub(super) const AT_ONCE: usize = 8;
/// How many failed devices an error names.
const MOST_NAMED: usize = 20;

/// A run over the devices of a plan.
pub(super) struct Wave<'a> {
    pub(super) id: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) progress: &'a Arc<dyn Progress>,
    pub(super) cancel: &'a CancellationToken,
    /// When no further device is begun, because the guards of the first ones wait for a person who has to look at them all.
    by: Option<Instant>,
    /// Devices that need nothing more.
    finished: AtomicUsize,
}

/// Devices that failed, and why; an empty name is about no device.
pub(super) type Failures = Vec<(String, Error)>;

impl App {
    /// Applies the plan wave by wave to the devices that do not have it yet.
    pub(super) async fn waves(
        self: &Arc<Self>,
        caller: &Caller,
        id: &str,
        plan: &Plan,
        progress: &Arc<dyn Progress>,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let done = self.applied_on(id, plan).await?;
        let left: Vec<_> = plan.devices.iter().filter(|device| !done.contains(device)).collect();
        let third = Duration::from_secs(u64::from(plan.confirm_within)) / 3;
        let by = (plan.confirm == Confirm::Manual).then(|| clock::monotonic() + third);
        let run = Wave { id, plan, progress, cancel, by, finished: AtomicUsize::new(done.len()) };
        let failures = self.roll_out(&run, &left).await?;
        let state = self.sum_up(id, failures.first().map(named)).await?;
        tracing::info!(plan = id, %state, by = %caller.principal, "a plan was carried out");
        self.conclude(id, plan, state, failures).await
    }

    /// The devices that have the change already, be it confirmed or not.
    async fn applied_on<'a>(&self, id: &str, plan: &'a Plan) -> Result<Vec<&'a DevicePlan>> {
        let id = id.to_owned();
        let known = self.store.read(move |conn| plans::progress_of_all(conn, &id)).await?;
        let in_force = |state: DeviceState| matches!(state, DeviceState::Applied | DeviceState::Confirming);
        let has = |device: &&DevicePlan| {
            known.iter().any(|known| known.device == device.id && in_force(known.state))
        };
        Ok(plan.devices.iter().filter(has).collect())
    }

    async fn roll_out(&self, run: &Wave<'_>, left: &[&DevicePlan]) -> Result<Failures> {
        let rollout = run.plan.rollout.clone().unwrap_or_default();
        let most = rollout.max_failures as usize;
        let (mut failures, mut from) = (Failures::new(), 0);
        for end in rollout.ends(left.len()) {
            if run.cancel.is_cancelled() {
                let stopped = Error::new(ErrorKind::Interrupted, "stopped between two waves");
                failures.push((String::new(), stopped));
                break;
            }
            if run.is_late() {
                break;
            }
            let wave = left.get(from..end).unwrap_or_default();
            from = end;
            let changed = self.wave(run, wave, most.saturating_sub(failures.len()), &mut failures).await;
            // Where it is late a person looks next.
            if run.plan.devices.len() > 1 && failures.len() < most && !run.is_late() {
                failures.extend(self.gate(run, &rollout, &changed).await);
            }
            if failures.len() >= most {
                failures.extend(self.retreat(run, &rollout, &changed).await?);
                break;
            }
        }
        Ok(failures)
    }

    /// One wave; begins no further device after `most` failures, or when it is late. Returns the devices that were changed.
    async fn wave<'a>(
        &self,
        run: &Wave<'_>,
        wave: &[&'a DevicePlan],
        most: usize,
        failures: &mut Failures,
    ) -> Vec<&'a DevicePlan> {
        let failed = AtomicUsize::new(0);
        let mut work = Vec::new();
        for device in wave.iter().copied() {
            let failed = &failed;
            let one = async move {
                if failed.load(Ordering::Relaxed) >= most || run.is_late() {
                    return None;
                }
                let outcome = self.one(run, device).await.and_then(verdict);
                if outcome.is_err() {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
                Some((device, outcome))
            };
            work.push(one.boxed());
        }
        let mut outcomes = stream::iter(work).buffer_unordered(AT_ONCE);
        let mut changed = Vec::new();
        while let Some(outcome) = outcomes.next().await {
            let Some((device, outcome)) = outcome else { continue };
            if !run.is_of_one() {
                run.tell(&device.name).await;
            }
            match outcome {
                Ok(()) => changed.push(device),
                Err(error) => failures.push((device.name.clone(), error)),
            }
        }
        changed
    }

    async fn one(&self, run: &Wave<'_>, device: &DevicePlan) -> Result<Applied> {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(usize, usize, String)>();
        let tell = move |done: usize, of: usize, what: &str| {
            // Nobody is told any more once the caller has gone.
            let _gone = sender.send((done, of, what.to_owned()));
        };
        let alone = run.is_of_one();
        let watched = async {
            let mut steps = 0;
            while let Some((done, of, what)) = receiver.recv().await {
                steps = of;
                if alone {
                    run.report(done, of + 1, &what).await;
                }
            }
            // Of one device its steps are counted, and that it is through is the last of them.
            if alone {
                run.report(steps + 1, steps + 1, &device.name).await;
            }
        };
        let applying =
            async move { self.act_on_device(run.id, run.plan, device, Act::Apply, run.cancel, &tell).await };
        let (outcome, ()) = tokio::join!(applying, watched);
        outcome
    }

    /// Puts devices back that have the change, as far as the rollout wants that; those where it does not succeed.
    async fn retreat(&self, run: &Wave<'_>, rollout: &Rollout, wave: &[&DevicePlan]) -> Result<Failures> {
        let back = match rollout.on_failure {
            OnFailure::Stop => Vec::new(),
            OnFailure::RollBackWave => wave.to_vec(),
            OnFailure::RollBackAll => self.applied_on(run.id, run.plan).await?,
        };
        let mut work = Vec::new();
        for device in back {
            let one = async move {
                let never = CancellationToken::new();
                let undone =
                    self.act_on_device(run.id, run.plan, device, Act::Retreat, &never, &|_, _, _| {});
                (device.name.clone(), undone.await.and_then(verdict))
            };
            work.push(one.boxed());
        }
        let outcomes: Vec<_> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
        let failed = outcomes.into_iter().filter_map(|(name, outcome)| Some((name, outcome.err()?)));
        Ok(failed.filter(|(_, error)| error.kind() != ErrorKind::RolledBack).collect())
    }

    /// The result for the caller.
    async fn conclude(&self, id: &str, plan: &Plan, state: PlanState, mut failures: Failures) -> Result<()> {
        if failures.is_empty() {
            return Ok(());
        }
        if state == PlanState::Approved {
            let why = failures.first().map_or(String::new(), |(_, error)| error.to_string());
            let moved_on = failures.iter().all(|(_, error)| error.kind() == ErrorKind::Conflict);
            self.give_back(id, state, &why).await?;
            if moved_on {
                self.move_plan(
                    id,
                    &[PlanState::Applying, PlanState::Approved],
                    PlanState::Expired,
                    Some(why),
                )
                .await?;
            }
        }
        if plan.devices.len() == 1 {
            return Err(failures.remove(0).1);
        }
        let why = failures.iter().take(MOST_NAMED).map(named).collect::<Vec<_>>().join("; ");
        let message = match failures.iter().filter(|(name, _)| !name.is_empty()).count() {
            0 => why,
            1 => format!("1 device failed: {why}"),
            failed => format!("{failed} devices failed: {why}"),
        };
        let error = Error::new(ErrorKind::Partial, message);
        Err(match state {
            PlanState::RolledBack => error.hint("what was changed is undone; make a new plan"),
            _ => error.hint(format!(
                "plan_get (rosmcp plan show {id}) says how far each device is; apply it again to go on"
            )),
        })
    }
}

/// What failed, and where.
fn named((name, error): &(String, Error)) -> String {
    if name.is_empty() { error.to_string() } else { format!("{name}: {error}") }
}

impl Wave<'_> {
    /// Whether what is written has to be confirmed before anything more is.
    fn is_late(&self) -> bool {
        self.by.is_some_and(|by| clock::monotonic() >= by)
    }

    /// Tells of one more device that is through.
    async fn tell(&self, name: &str) {
        let finished = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
        self.report(finished, self.plan.devices.len(), name).await;
    }

    fn is_of_one(&self) -> bool {
        self.plan.devices.len() == 1
    }

    async fn report(&self, done: usize, of: usize, what: &str) {
        #[expect(clippy::cast_precision_loss, reason = "a count of steps or devices")]
        self.progress.report(done as f64, Some(of as f64), what).await;
    }
}
