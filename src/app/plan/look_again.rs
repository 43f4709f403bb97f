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
use crate::domain::plan::{DevicePlan, DeviceState, Plan, PlanState};
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
        let (stored, _) = self.stored_plan(id).await?;
        if stored.state != PlanState::NeedsAttention {
            // Somebody has settled it meanwhile.
            return Ok(false);
        }
        for device in
            self.in_need(id, plan).await?.into_iter().filter(|device| answering.contains(&device.id))
        {
            let never = CancellationToken::new();
            if let Err(error) = self.act_on_device(id, plan, device, Act::Look, &never, &|_, _, _| {}).await {
                tracing::debug!(plan = id, device = device.name, %error, "could not be looked at again");
            }
        }
        if !self.in_need(id, plan).await?.is_empty() {
            return Ok(false);
        }
        Ok(self.settle(&stored, started).await? != stored.state)
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

#[cfg(test)]
mod tests {
    use super::super::super::audit::AuditFilter;
    use super::super::Sample;
    use super::*;
    use crate::domain::principal::{Caller, Principal, Role};

    async fn look(app: &App, id: &str) -> bool {
        let (_, plan) = app.stored_plan(id).await.unwrap();
        app.look_at_devices_again(id, &plan, &BTreeSet::new()).await.unwrap()
    }

    #[tokio::test]
    async fn a_look_that_ends_nothing_leaves_no_trace() {
        let app = App::scratch().await;
        let id = app.sample_in_need().await;
        let before = app.stored_plan(&id).await.unwrap().0.updated_at;
        assert!(!look(&app, &id).await);
        assert_eq!(app.stored_plan(&id).await.unwrap().0.updated_at, before);
        assert_eq!(app.metrics.plans.get([PlanState::NeedsAttention.as_str()]), 0);
    }

    #[tokio::test]
    async fn what_a_person_settled_meanwhile_is_theirs() {
        let app = App::scratch().await;
        let id = app.sample_in_need().await;
        app.cancel_plan(&Caller::new(Principal::unlimited("token", "ann", Role::OpsRw), "r"), &id)
            .await
            .unwrap();
        assert!(!look(&app, &id).await);
        let rows = app.audit.recent(AuditFilter { limit: 10, ..AuditFilter::default() }).await.unwrap();
        assert!(rows.iter().all(|row| row.event.action != "plan.recover"), "{rows:?}");
    }

    #[tokio::test]
    async fn a_plan_whose_run_died_after_its_last_device_was_undone_is_summed_up() {
        let app = App::scratch().await;
        let (id, _) = app.sample_plan(Sample::default()).await;
        app.sample_moved(&id, PlanState::NeedsAttention, DeviceState::RolledBack, None).await;
        assert_eq!(app.recover_plans().await.unwrap(), std::slice::from_ref(&id));
        assert_eq!(app.plan(&id).await.unwrap().status, PlanState::RolledBack);
    }
}
