//! Everything before the first contact with a router: may it be applied now, and by this run?

use super::super::App;
use super::super::audit::Intent;
use super::held::Held;
use super::judge::facts;
use super::record::{Consent, check_digest, forbidden, rules};
use super::void;
use crate::clock;
use crate::domain::access;
use crate::domain::plan::{Plan, PlanState};
use crate::domain::policy::Decision;
use crate::domain::principal::Caller;
use crate::domain::window::Window;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Conn;
use crate::store::plans::{self, StoredPlan};

/// A plan that this run carries out.
pub(super) struct Begun {
    pub(super) held: Held,
    pub(super) stored: StoredPlan,
    pub(super) plan: Plan,
    pub(super) intent: Intent,
}

impl App {
    /// Everything before the first contact with a router, down to the record of what is about to be done.
    pub(super) async fn begin(&self, caller: &Caller, id: &str, digest: &str) -> Result<Begun> {
        access::may_change(&caller.principal)?;
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
        let before = self.claim(stored, plan).await?;
        let intent = self.intend(caller, "plan.apply", plan, &stored.digest).await;
        if intent.is_err()
            && let Err(error) =
                self.give_back(&stored.id, before, "the audit trail could not be written").await
        {
            // The first error is the one that is told; a plan that is left claimed is taken up when its lease ends.
            tracing::error!(plan = stored.id, %error, "the plan could not be given back");
        }
        intent
    }

    /// Judges the plan once more by the rules that hold now.
    async fn still_allowed(&self, caller: &Caller, plan: &Plan) -> Result<()> {
        let mut devices = Vec::new();
        for planned in &plan.devices {
            devices.push(self.owner(&planned.id).await?);
        }
        let devices: Vec<_> = devices.iter().collect();
        self.window_is_open()?;
        let now = rules(&self.settings).decide(&facts(
            caller,
            plan.risk,
            &devices,
            &plan.devices,
            plan.recipe.as_deref(),
        ));
        match now.decision {
            Decision::Forbidden => Err(forbidden(&now.why)),
            Decision::Approval if plan.policy.decision == Decision::Apply => {
                let why = now.why.join("; ");
                let error = Error::new(
                    ErrorKind::Refused,
                    format!("nobody has approved the plan, and now somebody must: {why}"),
                );
                Err(error.hint("make a new plan and have it approved"))
            }
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

    /// Takes the plan for this run, with its approval: one of many callers gets it. Returns the state that it was in.
    async fn claim(&self, stored: &StoredPlan, plan: &Plan) -> Result<PlanState> {
        let (stored, needs) = (stored.clone(), plan.policy.decision == Decision::Approval);
        let wanted = Consent::of(&self.settings, plan);
        let now = clock::now_ms();
        self.store
            .write(move |conn| {
                let state = plans::get(conn, &stored.id)?.map_or(stored.state, |plan| plan.state);
                ready(state)?;
                if now >= stored.expires_at {
                    return Err(Error::new(ErrorKind::Conflict, "the plan has expired; nothing was written")
                        .hint("make a new plan"));
                }
                if needs && state == PlanState::Approved {
                    use_approvals(conn, &stored, &wanted, now)?;
                }
                if !plans::change_state(conn, &stored.id, &[state], PlanState::Applying, None, now)? {
                    return Err(not_ready(state));
                }
                plans::log(conn, &stored.id, None, "being applied", now)?;
                Ok(state)
            })
            .await
    }

    /// Nothing was written: the plan is `as_before`, and an approval that this run has used is good again.
    pub(super) async fn give_back(&self, id: &str, as_before: PlanState, why: &str) -> Result<()> {
        let (id, why) = (id.to_owned(), why.to_owned());
        self.store.write(move |conn| give_back(conn, &id, as_before, &why)).await
    }
}

/// The same inside a transaction.
pub(super) fn give_back(conn: &mut dyn Conn, id: &str, as_before: PlanState, why: &str) -> Result<()> {
    // Those of a partial plan were used when it was applied first.
    if as_before == PlanState::Approved {
        plans::unuse_approvals(conn, id)?;
    }
    let (from, now) = ([PlanState::Applying, as_before], clock::now_ms());
    plans::change_state(conn, id, &from, as_before, Some(why), now)?;
    void::of_plan(conn, id, now)
}

/// Uses up the consent that is `wanted`, or refuses.
fn use_approvals(
    conn: &mut dyn Conn,
    stored: &StoredPlan,
    wanted: &Consent,
    now: clock::UnixMs,
) -> Result<()> {
    let needed = wanted.needed;
    let mut given = plans::approvals(conn, &stored.id)?;
    let all = given.len();
    given.retain(|approval| wanted.takes(&approval.approver));
    let good = given.iter().filter(|approval| approval.holds(&stored.digest, now)).count();
    let refused = |what: &str| Error::new(ErrorKind::Refused, what);
    if given.is_empty() && all > 0 {
        return Err(refused("the one who asked for the plan has approved it, and now another person must")
            .hint("make a new plan and have it approved"));
    }
    if given.is_empty() {
        return Err(refused("nobody has approved the plan"));
    }
    if given.len() < needed {
        return Err(refused(&format!("{} of {needed} people have approved the plan", given.len()))
            .hint("make a new plan and have it approved by as many"));
    }
    if good < needed {
        return Err(refused("the approval has expired or is for another plan")
            .hint("make a new plan and have it approved"));
    }
    if plans::use_approvals(conn, &stored.id, now)? < needed {
        return Err(refused("the approval has been used"));
    }
    Ok(())
}

/// Refuses a plan in a state in which it cannot be applied.
pub(super) fn ready(state: PlanState) -> Result<()> {
    if matches!(state, PlanState::Approved | PlanState::Partial) { Ok(()) } else { Err(not_ready(state)) }
}

fn not_ready(state: PlanState) -> Error {
    let error = Error::new(ErrorKind::Conflict, format!("the plan is {state}; nothing was written"));
    match state {
        PlanState::Pending => error.hint("a person must approve it first: rosmcp plan approve"),
        PlanState::Applying | PlanState::Confirming | PlanState::RollingBack => {
            error.hint("it is under way; plan_get, or rosmcp plan show, says what can be done")
        }
        PlanState::NeedsAttention => error.hint("a person looks at the router first; plan_get says more"),
        _ => error.hint("make a new plan"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;
    use crate::domain::policy::ApprovalBy;
    use crate::domain::principal::Principal;
    use crate::settings::{ApprovalChoice, Settings};

    #[tokio::test]
    async fn where_another_person_must_approve_now_ones_own_approval_counts_no_longer() {
        let app = App::scratch().await;
        let own =
            Sample { requester: ("local", "bea"), approval_by: ApprovalBy::OutOfBand, ..Sample::default() };
        let (id, digest) = app.sample_plan(own).await;
        app.approve_sample(&id, &digest).await;
        let (stored, plan) = app.stored_plan(&id).await.unwrap();
        let strict = Settings { approval_by: Some(ApprovalChoice::OtherPerson), ..app.settings.clone() };
        let wanted = Consent::of(&strict, &plan);
        let used = app.store.write(move |conn| use_approvals(conn, &stored, &wanted, clock::now_ms()));
        let error = used.await.unwrap_err();
        assert!(error.kind() == ErrorKind::Refused && error.message().contains("another person"), "{error}");
        let (stored, plan) = app.stored_plan(&id).await.unwrap();
        assert_eq!(app.claim(&stored, &plan).await.unwrap(), PlanState::Approved);
    }

    #[tokio::test]
    async fn a_plan_whose_apply_cannot_be_recorded_is_as_it_was() {
        for (before, used) in [(PlanState::Approved, false), (PlanState::Partial, true)] {
            let app = App::scratch().await;
            let (id, digest) = app.sample_plan(Sample::default()).await;
            app.approve_sample(&id, &digest).await;
            let plan = id.clone();
            let broken = app.store.write(move |conn| {
                if used {
                    plans::use_approvals(conn, &plan, 1)?;
                    plans::change_state(conn, &plan, &[PlanState::Approved], before, None, 1)?;
                }
                conn.execute("ALTER TABLE audit_events RENAME TO away", &[]).map(drop)
            });
            broken.await.unwrap();
            let (stored, plan) = app.stored_plan(&id).await.unwrap();
            let ann = Caller::new(Principal::shell("ann"), "r");
            app.claim_and_intend(&ann, &stored, &plan).await.unwrap_err();
            assert_eq!(app.stored_plan(&id).await.unwrap().0.state, before);
            let given = app.store.read(move |conn| plans::approvals(conn, &id)).await.unwrap();
            assert_eq!(given[0].used_at.is_some(), used, "{before}");
        }
    }
}
