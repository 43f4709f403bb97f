//! Looking again at routers that were left to a person: one that undid its change while nobody could reach it needs none.

use std::collections::BTreeSet;

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::App;
use super::judge::is_rotation;
use super::run::Act;
use super::waves::AT_ONCE;
use crate::change;
use crate::clock;
use crate::domain::device::DeviceId;
use crate::domain::plan::{DevicePlan, DeviceState, Plan};
use crate::error::Result;
use crate::store::plans;

impl App {
    /// Ends every plan that was left to a person and whose routers are as before by now; writes to no router.
    /// Returns the ids of the plans that ended.
    pub(super) async fn look_at_plans_again(&self) -> Result<Vec<String>> {
        let left = self.store.read(plans::needing_attention).await?;
        self.each_plan(left, |id| self.look_at_plan_again(id).boxed()).await
    }

    /// Says whether the plan ended.
    async fn look_at_plan_again(&self, id: String) -> Result<bool> {
        let (_, plan) = self.stored_plan(&id).await?;
        // Which password a router takes is not read but tried, and tries can lock an account.
        if is_rotation(plan.recipe.as_deref()) {
            return Ok(false);
        }
        // Asked before the plan is held: a person who settles it waits for no silent router.
        let answering = self.answering(&id, &plan).await?;
        if answering.is_empty() {
            return Ok(false);
        }
        let Some(held) = self.run_that_died(&id).await? else { return Ok(false) };
        let ended = self.look_at_devices_again(&id, &plan, &answering).await;
        held.release(self).await;
        ended
    }

    async fn look_at_devices_again(
        &self,
        id: &str,
        plan: &Plan,
        answering: &BTreeSet<DeviceId>,
    ) -> Result<bool> {
        let started = clock::monotonic();
        for device in
            self.in_need(id, plan).await?.into_iter().filter(|device| answering.contains(&device.id))
        {
            let never = CancellationToken::new();
            if let Err(error) = self.act_on_device(id, plan, device, Act::Look, &never, &|_, _, _| {}).await {
                tracing::debug!(plan = id, device = device.name, %error, "could not be looked at again");
            }
        }
        let (stored, _) = self.stored_plan(id).await?;
        let state = self.sum_up(id, None).await?;
        if state == stored.state {
            return Ok(false);
        }
        self.report(&stored.id, &stored.digest, state, started).await?;
        Ok(true)
    }

    /// The devices that the plan left to a person.
    async fn in_need<'a>(&self, id: &str, plan: &'a Plan) -> Result<Vec<&'a DevicePlan>> {
        let wanted = id.to_owned();
        let progress = self.store.read(move |conn| plans::progress_of_all(conn, &wanted)).await?;
        let needs = |device: &&DevicePlan| {
            progress
                .iter()
                .any(|known| known.device == device.id && known.state == DeviceState::NeedsAttention)
        };
        Ok(plan.devices.iter().filter(needs).collect())
    }

    /// Which of them answer, as the routers that were planned for.
    async fn answering(&self, id: &str, plan: &Plan) -> Result<BTreeSet<DeviceId>> {
        let asked = self.in_need(id, plan).await?.into_iter().map(|device| {
            let answers = async move { self.answers(device).await.is_ok().then(|| device.id.clone()) };
            answers.boxed()
        });
        let answers = stream::iter(asked.collect::<Vec<_>>()).buffer_unordered(AT_ONCE);
        Ok(answers.filter_map(std::future::ready).collect().await)
    }

    async fn answers(&self, device: &DevicePlan) -> Result<()> {
        let session = self.session(&self.owner(&device.id).await?).await?;
        change::same_router(&session, device).await
    }
}
