//! Confirming and undoing by hand a plan that waits for it, or whose undo did not succeed.

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::App;
use super::begin::Begun;
use super::held::Held;
use super::next::what_ends;
use super::recover::came_to;
use super::run::Act;
use super::view::PlanView;
use crate::clock;
use crate::domain::access;
use crate::domain::plan::{DevicePlan, DeviceState, Plan, PlanState};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::plans::{self, StoredPlan};

impl App {
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
            let started = clock::monotonic();
            let begun = app.begin_waiting(&who, &plan, action, act).await;
            let begun = app.begun_or_refused(&who, action, &plan, started, begun).await?;
            let acted = app.act_on_devices(&begun.stored.id, &begun.plan, act).await;
            let came_to = match &acted {
                Ok(PlanState::RolledBack) if act == Act::RollBack => Ok(()),
                Ok(state) => came_to(*state),
                Err(error) => Err(Error::new(error.kind(), error.to_string())),
            };
            app.record_end(begun, started, &came_to).await?;
            acted.map(drop)
        };
        self.changes.detached(work).await?;
        self.plan(id).await
    }

    /// Everything before the first contact with a router, down to the record of what is about to be done.
    async fn begin_waiting(
        &self,
        caller: &Caller,
        id: &str,
        action: &'static str,
        act: Act,
    ) -> Result<Begun> {
        access::may_change(&caller.principal)?;
        let (stored, plan) = self.stored_plan(id).await?;
        if let Err(error) = may_act(stored.state, act) {
            return Err(self.instead_of(&stored, error).await?);
        }
        if stored.state == PlanState::NeedsAttention {
            access::may_settle(&caller.principal, &stored.id)?;
        }
        let held = Held::of_plan(self, &stored.id).await?;
        match self.intend(caller, action, &plan, &stored.digest).await {
            Ok(intent) => Ok(Begun { held, stored, plan, intent }),
            Err(error) => {
                held.release(self).await;
                Err(error)
            }
        }
    }

    /// `error` for who acts on a plan that does not wait for that; one that something is under way of may be left to nobody.
    async fn instead_of(&self, stored: &StoredPlan, error: Error) -> Result<Error> {
        if !matches!(stored.state, PlanState::Applying | PlanState::RollingBack) {
            return Ok(error);
        }
        let id = stored.id.clone();
        Ok(error.hint(self.store.read(move |conn| what_ends(conn, &id)).await?))
    }

    /// The state that the plan came to.
    async fn act_on_devices(&self, id: &str, plan: &Plan, act: Act) -> Result<PlanState> {
        let wanted = id.to_owned();
        let progress = self.store.read(move |conn| plans::progress_of_all(conn, &wanted)).await?;
        let open = |device: &&DevicePlan| {
            progress.iter().any(|progress| progress.device == device.id && is_unsettled(progress.state))
        };
        let work = plan.devices.iter().filter(open).map(|device| {
            let one = async move {
                let never = CancellationToken::new();
                self.act_on_device(id, plan, device, act, &never, &|_, _, _| {}).await
            };
            one.boxed()
        });
        // One whose router is silent holds up no other: their guards would fire meanwhile.
        let acted: Vec<_> = stream::iter(work.collect::<Vec<_>>())
            .buffer_unordered(plan.devices.len().max(1))
            .collect()
            .await;
        let acted = acted.into_iter().try_for_each(|done| done.map(drop));
        let summed = self.sum_up(id, None).await;
        acted.and(summed)
    }
}

/// Refuses what the plan does not wait for.
fn may_act(state: PlanState, act: Act) -> Result<()> {
    use PlanState::{Applying, Confirming, NeedsAttention, RollingBack};
    let (waits, what) = match act {
        Act::Confirm => (state == Confirming, "confirm"),
        _ => (matches!(state, Confirming | NeedsAttention | Applying | RollingBack), "roll back"),
    };
    if waits {
        return Ok(());
    }
    let message = format!("the plan is {state}; there is nothing to {what}");
    let error = Error::new(ErrorKind::Conflict, message);
    Err(instead(state, act).into_iter().fold(error, Error::hint))
}

/// What can be done with a plan in this state; what is under way takes a look at its run.
fn instead(state: PlanState, act: Act) -> Option<&'static str> {
    Some(match (state, act) {
        (PlanState::Pending, Act::Confirm) => "a person must approve it first: rosmcp plan approve",
        (PlanState::Approved, Act::Confirm) => "apply it first: plan_apply, or rosmcp plan apply",
        (PlanState::Pending | PlanState::Approved, _) => {
            "nothing was written; plan_cancel, or rosmcp plan cancel, withdraws it"
        }
        (PlanState::Applying | PlanState::RollingBack, _) => return None,
        (PlanState::NeedsAttention, _) => {
            "look at the router, then: rosmcp plan rollback, or rosmcp plan cancel"
        }
        (PlanState::Applied | PlanState::Partial | PlanState::Confirming, _) => {
            "a plan in force is undone by a new plan"
        }
        (PlanState::RolledBack | PlanState::Rejected | PlanState::Cancelled | PlanState::Expired, _) => {
            "make a new plan"
        }
    })
}

fn is_unsettled(state: DeviceState) -> bool {
    use DeviceState::{Applied, Planned, RolledBack, Settled};
    !matches!(state, Planned | Applied | RolledBack | Settled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::principal::{Principal, Role};

    #[test]
    fn what_waits_for_nothing_says_what_can_be_done_instead() {
        for (state, act, what) in [
            (PlanState::Pending, Act::Confirm, "plan approve"),
            (PlanState::Approved, Act::Confirm, "plan apply"),
            (PlanState::Approved, Act::RollBack, "plan cancel"),
            (PlanState::NeedsAttention, Act::Confirm, "plan rollback"),
            (PlanState::Applied, Act::RollBack, "a new plan"),
            (PlanState::RolledBack, Act::Confirm, "make a new plan"),
        ] {
            let hints = may_act(state, act).unwrap_err().hints().join("; ");
            assert!(hints.contains(what), "{state}: {hints}");
        }
    }

    #[tokio::test]
    async fn only_a_person_s_word_settles_a_plan_and_it_claims_nothing_more() {
        let app = Arc::new(App::scratch().await);
        let id = app.sample_in_need().await;
        let person = Principal::unlimited("token", "ann", Role::OpsRw);
        let program = Caller::new(Principal { person: false, ..person.clone() }, "r");
        for refused in [app.cancel_plan(&program, &id).await, app.roll_back_plan(&program, &id).await] {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::Refused);
        }
        assert_eq!(app.plan(&id).await.unwrap().devices[0].status, DeviceState::NeedsAttention);
        let settled = app.cancel_plan(&Caller::new(person, "r"), &id).await.unwrap();
        assert_eq!(settled.status, PlanState::Cancelled);
        assert_eq!(settled.devices[0].status, DeviceState::Settled);
        for note in [settled.note, settled.devices[0].note.clone()] {
            assert_eq!(note.as_deref(), Some("settled by token:ann, not verified"));
        }
    }
}
