//! Taking up what was left in the middle: by a crash, a kill, a lost power supply.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::App;
use super::run::{Act, Held};
use crate::clock;
use crate::domain::plan::{Confirm, DeviceState, Plan, PlanState};
use crate::error::{ErrorKind, Result};
use crate::store::plans::{self, DeviceProgress, StoredPlan};

/// How often a server looks for plans that another run left behind.
const EVERY: Duration = Duration::from_secs(15);

impl App {
    /// Ends unfinished plans whose run has died, now and from time to time, until `stop`.
    pub async fn keep_plans_settled(self: Arc<Self>, stop: CancellationToken) {
        loop {
            match self.recover_plans().await {
                Ok(taken) if taken.is_empty() => {}
                Ok(taken) => tracing::warn!(plans = taken.join(","), "took up unfinished plans"),
                Err(error) => tracing::error!(%error, "unfinished plans could not be taken up"),
            }
            match self.store.read(plans::needing_attention).await {
                Ok(count) => self.metrics.plans_needing_attention.set_count([], count),
                Err(error) => tracing::warn!(%error, "plans that need a person could not be counted"),
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Ends every unfinished plan whose run has died: confirmed where everything is as planned, undone otherwise.
    /// Returns the ids of the plans that were taken up.
    pub async fn recover_plans(&self) -> Result<Vec<String>> {
        let mut taken = Vec::new();
        for stored in self.store.read(plans::under_way).await? {
            // Its run is alive.
            let Ok(held) = Held::of_plan(self, &stored.id).await else { continue };
            let taken_up = self.take_up(&stored.id).await;
            held.release(self).await;
            if taken_up? {
                taken.push(stored.id);
            }
        }
        Ok(taken)
    }

    /// Says whether the plan moved on.
    async fn take_up(&self, id: &str) -> Result<bool> {
        let (stored, plan) = self.stored_plan(id).await?;
        let id = stored.id.clone();
        let progress = self.store.read(move |conn| plans::progress_of_all(conn, &id)).await?;
        let mut waiting = false;
        for known in progress.iter().filter(|known| is_open(known)) {
            waiting |= self.take_device_up(&stored, &plan, known).await?;
        }
        if waiting {
            return Ok(false);
        }
        let state = self.sum_up(&stored.id).await?;
        if state == PlanState::Approved {
            self.give_back(&stored.id, "rosmcp stopped before anything was written").await?;
        }
        Ok(state != stored.state)
    }

    /// Says whether the device still waits for something.
    async fn take_device_up(&self, stored: &StoredPlan, plan: &Plan, known: &DeviceProgress) -> Result<bool> {
        let Some(device) = plan.devices.iter().find(|device| device.id == known.device) else {
            return Ok(false);
        };
        let deadline = known.guard.as_ref().map_or(0, |(_, _, deadline)| *deadline);
        let manual = plan.confirm == Confirm::Manual;
        if known.state == DeviceState::Confirming && manual && clock::now_ms() < deadline {
            return Ok(true);
        }
        let act = if manual { Act::RollBack } else { Act::Settle };
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

fn is_open(known: &DeviceProgress) -> bool {
    matches!(known.state, DeviceState::Applying | DeviceState::Confirming | DeviceState::RollingBack)
}
