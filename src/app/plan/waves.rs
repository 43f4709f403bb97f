//! Many devices: one first, then a twentieth, a quarter, the rest; stopped at the first failure.

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::App;
use super::super::progress::Progress;
use super::run::{Act, verdict};
use crate::change::Applied;
use crate::domain::plan::{DevicePlan, DeviceState, Plan, PlanState};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::plans;

/// Devices that are changed at the same time.
const AT_ONCE: usize = 8;

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
        let plan_id = id.to_owned();
        let known = self.store.read(move |conn| plans::progress_of_all(conn, &plan_id)).await?;
        let done = |device: &DevicePlan| {
            known.iter().any(|known| known.device == device.id && known.state == DeviceState::Applied)
        };
        let left: Vec<_> = plan.devices.iter().filter(|device| !done(device)).collect();
        let mut failures = Vec::new();
        let mut finished = plan.devices.len() - left.len();
        for wave in sizes(&left) {
            if cancel.is_cancelled() {
                failures
                    .push((String::new(), Error::new(ErrorKind::Interrupted, "stopped between two waves")));
                break;
            }
            let mut work = Vec::new();
            for device in wave {
                work.push(self.one(id, plan, device, progress, cancel).boxed());
            }
            let outcomes: Vec<_> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
            for (name, outcome) in outcomes {
                finished += 1;
                #[expect(clippy::cast_precision_loss, reason = "a count of devices")]
                progress.report(finished as f64, Some(plan.devices.len() as f64), &name).await;
                if let Err(error) = outcome.and_then(verdict) {
                    failures.push((name, error));
                }
            }
            if !failures.is_empty() {
                break;
            }
        }
        let state = self.sum_up(id).await?;
        tracing::info!(plan = id, %state, by = %caller.principal, "a plan was carried out");
        self.conclude(id, plan, state, failures).await
    }

    async fn one(
        &self,
        id: &str,
        plan: &Plan,
        device: &DevicePlan,
        progress: &Arc<dyn Progress>,
        cancel: &CancellationToken,
    ) -> (String, Result<Applied>) {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(usize, usize, String)>();
        let tell = move |done: usize, of: usize, what: &str| {
            // Nobody is told any more once the caller has gone.
            let _gone = sender.send((done, of, what.to_owned()));
        };
        let alone = plan.devices.len() == 1;
        let watched = async {
            while let Some((done, of, what)) = receiver.recv().await {
                if alone {
                    #[expect(clippy::cast_precision_loss, reason = "a count of steps")]
                    progress.report(done as f64, Some(of as f64 + 1.0), &what).await;
                }
            }
        };
        let applying = async move { self.act_on_device(id, plan, device, Act::Apply, cancel, &tell).await };
        let (outcome, ()) = tokio::join!(applying, watched);
        (device.name.clone(), outcome)
    }

    /// The result for the caller.
    async fn conclude(
        &self,
        id: &str,
        plan: &Plan,
        state: PlanState,
        mut failures: Vec<(String, Error)>,
    ) -> Result<()> {
        if failures.is_empty() {
            return Ok(());
        }
        if state == PlanState::Approved {
            let why = failures.first().map_or(String::new(), |(_, error)| error.to_string());
            let moved_on = failures.iter().all(|(_, error)| error.kind() == ErrorKind::Conflict);
            self.give_back(id, &why).await?;
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
        let names: Vec<_> = failures.iter().map(|(name, error)| format!("{name}: {error}")).collect();
        Err(Error::new(
            ErrorKind::Partial,
            format!("stopped after {} devices failed: {}", names.len(), names.join("; ")),
        )
        .hint(format!("rosmcp plan show {id} says how far each device is; apply it again to go on")))
    }
}

/// One device, then up to a twentieth of them, a quarter, the rest.
fn sizes<'a>(devices: &[&'a DevicePlan]) -> Vec<Vec<&'a DevicePlan>> {
    let count = devices.len();
    let ends = [1, count.div_ceil(20), count.div_ceil(4), count];
    let mut waves = Vec::new();
    let mut from = 0;
    for end in ends {
        if end > from {
            waves.push(devices.iter().take(end).skip(from).copied().collect());
            from = end;
        }
    }
    waves
}
