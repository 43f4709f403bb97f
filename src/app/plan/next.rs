//! What can be done about a plan.

use super::held::is_at_work;
use crate::clock::{self, UnixMs};
use crate::domain::plan::{DeviceState, Plan, PlanState};
use crate::domain::policy::Decision;
use crate::domain::risk::Risk;
use crate::error::Result;
use crate::store::Conn;
use crate::store::plans::{self, DeviceProgress, StoredPlan};

/// How a plan stands beside its state: what its devices, its run and the clock say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Whether a run is at work on it.
    pub(super) at_work: bool,
    /// When the first of the guards that wait for a confirmation fires.
    deadline: Option<UnixMs>,
    now: UnixMs,
}

impl Standing {
    /// Of the plan `id` with these devices, now.
    pub(super) fn of(conn: &mut dyn Conn, id: &str, progress: &[DeviceProgress]) -> Result<Self> {
        let waits = progress.iter().filter(|device| device.state == DeviceState::Confirming);
        let deadline = waits.filter_map(|device| device.guard.as_ref().map(|(_, _, deadline)| *deadline));
        Ok(Self { at_work: is_at_work(conn, id)?, deadline: deadline.min(), now: clock::now_ms() })
    }

    /// Until when it has to be confirmed, where that can still be done.
    pub(super) fn confirm_by(self) -> Option<UnixMs> {
        self.deadline.filter(|_| !self.has_lapsed())
    }

    /// Whether nobody has confirmed it in time.
    fn has_lapsed(self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= self.now)
    }
}

/// What is said of a plan whose devices are as it wants them.
const NOTHING_TO_CHANGE: &str = "nothing to change: the router is so already";

/// What can be done now, in words.
pub(super) fn next(
    stored: &StoredPlan,
    plan: &Plan,
    page: Option<String>,
    standing: Standing,
) -> Vec<String> {
    let (id, short) = (&stored.id, stored.digest.get(..12).unwrap_or_default());
    match stored.state {
        PlanState::Pending => {
            let at_a_shell = format!(
                "a person approves or rejects it at a shell: rosmcp plan approve {id} --digest {short}{}",
                if plan.policy.acknowledge { " --acknowledge-risk" } else { "" }
            );
            let on_the_page = page.map(|url| format!("a person approves or rejects it at {url}"));
            on_the_page.into_iter().chain([at_a_shell, "no tool can approve it".to_owned()]).collect()
        }
        PlanState::Approved if plan.policy.decision == Decision::Forbidden => {
            vec!["policy forbids it".to_owned()]
        }
        PlanState::Approved if plan.changes_nothing() => vec![NOTHING_TO_CHANGE.to_owned()],
        PlanState::Approved => {
            let first = if plan.risk == Risk::Critical { "look at the findings first, then " } else { "" };
            vec![format!("{first}apply it: plan_apply, or rosmcp plan apply {id} --digest {short}")]
        }
        PlanState::Confirming if !standing.has_lapsed() => vec![
            format!(
                "confirm it before {}: plan_confirm, or rosmcp plan confirm {id}",
                standing.confirm_by().map_or("the guard's deadline".to_owned(), clock::rfc3339)
            ),
            format!("or undo it now: plan_rollback, or rosmcp plan rollback {id}"),
        ],
        PlanState::Confirming | PlanState::Applying | PlanState::RollingBack => {
            vec![unattended(standing).unwrap_or_else(|| "wait, and look again with plan_get".to_owned())]
        }
        PlanState::Partial => {
            vec![format!(
                "go on with the other devices: plan_apply, or rosmcp plan apply {id} --digest {short}"
            )]
        }
        PlanState::NeedsAttention => vec![
            "a person looks at the router; the device is locked for plans until then".to_owned(),
            format!("then tries the undo once more: rosmcp plan rollback {id}"),
            format!("or says that it is settled: rosmcp plan cancel {id}"),
        ],
        PlanState::RolledBack | PlanState::Expired => vec!["make a new plan".to_owned()],
        PlanState::Applied | PlanState::Rejected | PlanState::Cancelled => Vec::new(),
    }
}

/// What ends the plan `id`, which something is under way of, so that its devices are free again.
pub(super) fn what_ends(conn: &mut dyn Conn, id: &str) -> Result<String> {
    let progress = plans::progress_of_all(conn, id)?;
    let standing = Standing::of(conn, id, &progress)?;
    let state = plans::get(conn, id)?.map(|stored| stored.state);
    if state == Some(PlanState::Confirming) && !standing.has_lapsed() {
        return Ok(format!(
            "end it first: plan_confirm or plan_rollback; rosmcp plan confirm {id}, or rosmcp plan rollback {id}"
        ));
    }
    let wait = || format!("wait until it has ended: plan_get, or rosmcp plan show {id}");
    Ok(unattended(standing).unwrap_or_else(wait))
}

/// What mends a plan that something is under way of and nobody at work on.
fn unattended(standing: Standing) -> Option<String> {
    if standing.at_work {
        return None;
    }
    let why = if standing.has_lapsed() {
        "the time to confirm it is over, and the router undoes it by itself"
    } else {
        "the run that was at it has died"
    };
    Some(format!("{why}; {RECOVER}"))
}

/// What takes up a plan that nobody is at work on.
pub(super) const RECOVER: &str = "take it up: rosmcp plan recover; a running server does so by itself";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::App;
    use super::super::Sample;
    use super::super::held::Held;
    use super::*;
    use crate::domain::plan::Confirm;
    use crate::domain::principal::{Caller, Principal};
    use crate::error::ErrorKind;

    /// The first thing that can be done about a plan in this state, and what another one on its device is told.
    async fn said(app: &App, id: &str) -> (String, String) {
        let first = app.plan(id).await.unwrap().next[0].clone();
        let id = id.to_owned();
        (first, app.store.read(move |conn| what_ends(conn, &id)).await.unwrap())
    }

    #[tokio::test]
    async fn what_a_dead_run_left_is_to_be_taken_up() {
        let app = Arc::new(App::scratch().await);
        let (id, _) = app.sample_plan(Sample::default()).await;
        app.sample_moved(&id, PlanState::Applying, DeviceState::Applying, None).await;
        let held = Held::of_plan(&app, &id).await.unwrap();
        let (next, ends) = said(&app, &id).await;
        assert!(next.starts_with("wait") && ends.starts_with("wait"), "{next}; {ends}");
        held.release(&app).await;
        let (next, ends) = said(&app, &id).await;
        assert!(next.contains("died") && next.contains("rosmcp plan recover"), "{next}");
        assert_eq!(next, ends);
        let caller = Caller::new(Principal::lab(), "r");
        let confirmed = app.confirm_plan(&caller, &id).await.unwrap_err();
        assert_eq!(confirmed.kind(), ErrorKind::Conflict);
        assert!(confirmed.hints()[0].contains("rosmcp plan recover"), "{confirmed:?}");
    }

    #[tokio::test]
    async fn a_confirmation_is_asked_for_until_its_time_is_over_or_it_is_undone() {
        let app = App::scratch().await;
        let soon = clock::now_ms() + 3_600_000;
        let sample = || Sample { confirm: Confirm::Manual, ..Sample::default() };
        for (deadline, device, waits, words) in [
            (soon, DeviceState::Confirming, true, "confirm it before"),
            (0, DeviceState::Confirming, false, "the time to confirm it is over"),
            (soon, DeviceState::RollingBack, false, "rosmcp plan recover"),
        ] {
            let (id, _) = app.sample_plan(sample()).await;
            app.sample_moved(&id, PlanState::Confirming, device, Some(deadline)).await;
            let view = app.plan(&id).await.unwrap();
            assert_eq!(view.confirm_by.is_some(), waits, "{words}");
            assert!(view.next[0].contains(words), "{:?}", view.next);
            assert_eq!(view.status == PlanState::RollingBack, device == DeviceState::RollingBack);
            assert_eq!(view.lapses().is_some(), waits);
        }
        let (id, _) = app.sample_plan(sample()).await;
        assert!(app.plan(&id).await.unwrap().lapses().is_some());
        app.sample_moved(&id, PlanState::Cancelled, DeviceState::Planned, None).await;
        assert_eq!(app.plan(&id).await.unwrap().lapses(), None);
    }
}
