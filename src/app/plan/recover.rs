//! Taking up what was left in the middle: by a crash, a kill, a lost power supply.

use super::super::App;
use super::run::Act;
use crate::clock;
use crate::domain::plan::{Confirm, DeviceState};
use crate::error::{ErrorKind, Result};
use crate::store::plans;
use tokio_util::sync::CancellationToken;

impl App {
    /// Ends every unfinished plan whose run has died: confirmed where everything is as planned, undone otherwise.
    /// Returns the ids of the plans that were taken up.
    pub async fn recover_plans(&self) -> Result<Vec<String>> {
        let mut taken = Vec::new();
        for stored in self.store.read(plans::under_way).await? {
            let (stored, plan) = self.stored_plan(&stored.id).await?;
            let id = stored.id.clone();
            let progress = self.store.read(move |conn| plans::progress_of_all(conn, &id)).await?;
            let mut touched = false;
            let mut busy = false;
            for device in &plan.devices {
                let Some(known) = progress.iter().find(|known| known.device == device.id) else { continue };
                let open = matches!(
                    known.state,
                    DeviceState::Applying | DeviceState::Confirming | DeviceState::RollingBack
                );
                let deadline = known.guard.as_ref().map_or(0, |(_, _, deadline)| *deadline);
                let waiting = known.state == DeviceState::Confirming
                    && plan.confirm == Confirm::Manual
                    && clock::now_ms() < deadline;
                if !open {
                    continue;
                }
                if waiting {
                    busy = true;
                    continue;
                }
                let act = if plan.confirm == Confirm::Manual { Act::RollBack } else { Act::Settle };
                match self
                    .act_on_device(&stored.id, &plan, device, act, &CancellationToken::new(), &|_, _, _| {})
                    .await
                {
                    Ok(outcome) => {
                        tracing::warn!(
                            plan = stored.id,
                            device = device.name,
                            ?outcome,
                            "took up an unfinished change"
                        );
                        touched = true;
                    }
                    // Its run is alive.
                    Err(error) if error.kind() == ErrorKind::Locked => busy = true,
                    Err(error) => {
                        tracing::error!(plan = stored.id, device = device.name, %error, "an unfinished change could not be taken up");
                        busy = true;
                    }
                }
            }
            if !busy {
                self.sum_up(&stored.id).await?;
                touched = true;
            }
            if touched {
                taken.push(stored.id);
            }
        }
        Ok(taken)
    }
}
