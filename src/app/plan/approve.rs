//! Consent of a person to exactly one plan; never by a tool.

use super::super::App;
use super::super::audit::Change;
use super::create::LONGEST_REASON;
use super::record::{Consent, act_ended, check_digest, identity};
use super::void;
use crate::clock;
use crate::domain::access;
use crate::domain::audit::AuditEvent;
use crate::domain::device::Environment;
use crate::domain::plan::{Identity, Plan, PlanState};
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Conn;
use crate::store::plans::{self, Approval, StoredPlan};

/// What a person says of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Approve,
    /// Don't.
    Reject,
}

/// A person's words about a plan.
#[derive(Debug, Clone)]
pub struct ApprovalRequest {
    /// The plan.
    pub id: String,
    /// Its digest, at least twelve digits of it.
    pub digest: String,
    /// What the person says.
    pub verdict: Verdict,
    /// Whether a critical risk is understood.
    pub acknowledge: bool,
    /// Whether the person sits at a terminal or looks at the page; programs can't say so.
    pub in_person: bool,
    /// Why.
    pub note: Option<String>,
}

impl App {
    /// Approves or rejects a plan; every refusal is in the audit trail. Whoever asks may go away: what is stored is
    /// recorded.
    pub async fn judge_plan(&self, caller: &Caller, request: ApprovalRequest) -> Result<()> {
        let action = match request.verdict {
            Verdict::Approve => "plan.approve",
            Verdict::Reject => "plan.reject",
        };
        let (app, caller, id) = (self.clone(), caller.clone(), request.id.clone());
        let judge = async move {
            let act = app.plan_act(&caller, action, &id).await;
            let judged = app.judge(&act, &caller, request).await;
            act_ended(act, &id, judged).await
        };
        self.changes.detached(judge).await
    }

    /// Whether the caller could approve the plan as it stands, its critical risk acknowledged; an error says why not.
    /// Nothing is changed or recorded.
    pub async fn could_approve(&self, caller: &Caller, id: &str, in_person: bool) -> Result<()> {
        let (stored, plan) = self.stored_plan(id).await?;
        access::may_approve(&caller.principal)?;
        let now = clock::now_ms();
        waits(&stored, now)?;
        self.not_alone(caller, &plan, in_person)?;
        let (id, digest, approver) = (stored.id, stored.digest, identity(caller));
        let given = self.store.read(move |conn| plans::approvals(conn, &id)).await?;
        not_twice(&given, &approver, &digest, now)
    }

    /// Records that a judgement was refused before it came to anything, and returns why.
    pub async fn refused_to_judge(&self, caller: &Caller, id: &str, why: Error) -> Error {
        let act = self.plan_act(caller, "plan.judge", id).await;
        match act_ended(act, id, Err::<(), _>(why)).await {
            Err(error) => error,
            Ok(()) => Error::new(ErrorKind::Internal, "a refusal was no refusal"),
        }
    }

    async fn judge(&self, act: &Change<'_>, caller: &Caller, request: ApprovalRequest) -> Result<()> {
        if request.note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_REASON) {
            return Err(Error::usage(format!("the reason is longer than {LONGEST_REASON} characters")));
        }
        let (stored, plan) = self.stored_plan(&request.id).await?;
        access::may_approve(&caller.principal)?;
        check_digest(&stored, &request.digest)?;
        let now = clock::now_ms();
        if let Err(error) = waits(&stored, now) {
            if stored.state == PlanState::Pending {
                self.expire(&stored.id).await?;
            }
            return Err(error);
        }
        if request.verdict == Verdict::Reject {
            return self.reject(act, stored.id, request.note).await;
        }
        self.may_approve(caller, &plan, &request)?;
        let expiry = clock::milliseconds(self.settings.approval_expiry_seconds);
        let approval = Approval {
            digest: stored.digest.clone(),
            approver: identity(caller),
            at: now,
            expires_at: now.saturating_add(expiry),
            note: request.note,
            used_at: None,
        };
        self.give_approval(act, stored, Consent::of(&self.settings, &plan), approval).await
    }

    /// Adds one approval; with as many as are `wanted` the plan is approved. Nothing is kept of one that comes too late.
    async fn give_approval(
        &self,
        act: &Change<'_>,
        stored: StoredPlan,
        wanted: Consent,
        approval: Approval,
    ) -> Result<()> {
        let add = move |conn: &mut dyn Conn, _: &mut AuditEvent| {
            let (id, now, needed) = (&stored.id, approval.at, wanted.needed);
            if void::is_revoked(conn, &approval.approver)? {
                return Err(refused("your token was revoked"));
            }
            plans::forget_expired(conn, id, now)?;
            let mut given = plans::approvals(conn, id)?;
            not_twice(&given, &approval.approver, &stored.digest, now)?;
            plans::approve(conn, id, &approval)?;
            let text = format!("approved by {}", approval.approver);
            given.push(approval);
            let counts =
                |given: &&Approval| given.holds(&stored.digest, now) && wanted.takes(&given.approver);
            let given = given.iter().filter(counts).count();
            let many = if needed > 1 { format!(", {given} of {needed}") } else { String::new() };
            plans::log(conn, id, None, &(text + &many), now)?;
            let to = if given >= needed { PlanState::Approved } else { PlanState::Pending };
            if plans::change_state(conn, id, &[PlanState::Pending], to, None, now)? {
                return Ok(to);
            }
            // An error takes back what this transaction has written.
            Err(judged_meanwhile())
        };
        if act.made(add).await? == PlanState::Approved {
            self.metrics.plans.inc([PlanState::Approved.as_str()]);
        }
        Ok(())
    }

    fn may_approve(&self, caller: &Caller, plan: &Plan, request: &ApprovalRequest) -> Result<()> {
        self.not_alone(caller, plan, request.in_person)?;
        if plan.policy.acknowledge && !request.acknowledge {
            return Err(refused("the plan's risk is critical, and that must be acknowledged")
                .hint("read its findings, then add --acknowledge-risk"));
        }
        Ok(())
    }

    /// Refuses the requester's own approval where another person's is asked for, or where no person is there; the latter for
    /// a shell's as well, whose scripts have its person's name.
    fn not_alone(&self, caller: &Caller, plan: &Plan, in_person: bool) -> Result<()> {
        let approver = identity(caller);
        if !Consent::of(&self.settings, plan).takes(&approver) {
            return Err(refused("the one who asked for a plan does not approve it")
                .hint("another person approves it, or approval_by=out_of_band lets a lone admin do so at a terminal"));
        }
        if in_person || self.settings.environment == Environment::Lab {
            return Ok(());
        }
        if approver.issuer == Principal::SHELL {
            return Err(refused("at a shell plans are approved in person only: a script is nobody")
                .hint("on a terminal without --yes, or on the approvals page"));
        }
        if approver == plan.requester {
            return Err(refused("one's own plan is approved in person only").hint(
                "on a terminal without --yes, or on the page after signing in at the identity provider",
            ));
        }
        Ok(())
    }

    async fn reject(&self, act: &Change<'_>, id: String, note: Option<String>) -> Result<()> {
        let (to, now) = (PlanState::Rejected, clock::now_ms());
        let reject = move |conn: &mut dyn Conn, _: &mut AuditEvent| {
            let moved = plans::change_state(conn, &id, &[PlanState::Pending], to, note.as_deref(), now)?;
            if moved { Ok(()) } else { Err(judged_meanwhile()) }
        };
        act.made(reject).await?;
        self.metrics.plans.inc([to.as_str()]);
        Ok(())
    }
}

fn judged_meanwhile() -> Error {
    Error::new(ErrorKind::Conflict, "the plan was judged meanwhile")
}

/// Refuses a second approval of the same person.
fn not_twice(given: &[Approval], approver: &Identity, digest: &str, now: clock::UnixMs) -> Result<()> {
    if given.iter().any(|approval| approval.approver == *approver && approval.holds(digest, now)) {
        return Err(Error::new(ErrorKind::Conflict, "you have approved the plan already")
            .hint("the approvals of different people are asked for"));
    }
    Ok(())
}

/// Refuses a plan that waits for no approval, or for none any more.
fn waits(stored: &StoredPlan, now: clock::UnixMs) -> Result<()> {
    if stored.state != PlanState::Pending {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("the plan is {}, not waiting for an approval", stored.state),
        ));
    }
    if now >= stored.expires_at {
        return Err(Error::new(ErrorKind::Conflict, "the plan has expired").hint("make a new plan"));
    }
    Ok(())
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::Refused, what)
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;
    use crate::app::audit::AuditFilter;
    use crate::domain::principal::Principal;

    fn by(subject: &str) -> Caller {
        Caller::new(Principal::shell(subject), "r")
    }

    fn request(id: &str, digest: &str, verdict: Verdict) -> ApprovalRequest {
        ApprovalRequest {
            id: id.to_owned(),
            digest: digest.to_owned(),
            verdict,
            acknowledge: false,
            in_person: true,
            note: None,
        }
    }

    /// The approvals and the lines of the log that are kept.
    async fn kept(app: &App, id: &str) -> (usize, Vec<String>) {
        let wanted = id.to_owned();
        let given = app.store.read(move |conn| plans::approvals(conn, &wanted)).await.unwrap();
        let log = app.plan_log(id).await.unwrap();
        (given.len(), log.into_iter().map(|line| line.text).collect())
    }

    #[tokio::test]
    async fn nothing_is_kept_of_an_approval_that_another_judgement_has_overtaken() {
        let app = App::scratch().await;
        let (id, digest) = app.sample_plan(Sample::default()).await;
        // What an approver has read of the plan before somebody else rejects it.
        let (stored, plan) = app.stored_plan(&id).await.unwrap();
        app.judge_plan(&by("carl"), request(&id, &digest, Verdict::Reject)).await.unwrap();
        let now = clock::now_ms();
        let approval = Approval {
            digest,
            approver: identity(&by("bea")),
            at: now,
            expires_at: now + 1000,
            note: None,
            used_at: None,
        };
        let act = app.plan_act(&by("bea"), "plan.approve", &id).await;
        let wanted = Consent::of(&app.settings, &plan);
        let late = app.give_approval(&act, stored, wanted, approval).await;
        let error = act_ended(act, &id, late).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert_eq!(kept(&app, &id).await, (0, Vec::new()));
        assert_eq!(app.plan(&id).await.unwrap().status, PlanState::Rejected);
        // By the device, so that whoever looks there finds it.
        let device = app.stored_plan(&id).await.unwrap().1.devices[0].name.clone();
        let filter = AuditFilter { device: Some(device), limit: 10, ..AuditFilter::default() };
        let trail = app.audit.recent(filter).await.unwrap();
        let said: Vec<_> =
            trail.iter().map(|row| (row.event.action.as_str(), row.event.outcome.as_str())).collect();
        assert_eq!(said, [("plan.approve", "conflict"), ("plan.reject", "ok")]);
    }

    #[tokio::test]
    async fn a_script_approves_nothing_outside_the_lab() {
        for (environment, may) in [("lab", true), ("staging", false), ("prod", false)] {
            let app = App::scratch_in(environment).await;
            let (id, digest) = app.sample_plan(Sample::default()).await;
            let request = ApprovalRequest { in_person: false, ..request(&id, &digest, Verdict::Approve) };
            let judged = app.judge_plan(&by("bea"), request).await;
            assert_eq!(
                judged.map_err(|error| error.kind()),
                if may { Ok(()) } else { Err(ErrorKind::Refused) }
            );
        }
    }

    #[tokio::test]
    async fn where_two_must_approve_the_same_person_counts_once() {
        let app = App::scratch().await;
        let (id, digest) = app.sample_plan(Sample { approvals: 2, ..Sample::default() }).await;
        let approve = |who: &str| {
            let (app, caller) = (&app, by(who));
            let request = request(&id, &digest, Verdict::Approve);
            async move { app.judge_plan(&caller, request).await.map_err(|error| error.kind()) }
        };
        approve("bea").await.unwrap();
        let view = app.plan(&id).await.unwrap();
        assert_eq!((view.status, view.approvals.as_deref()), (PlanState::Pending, Some("1 of 2")));
        assert!(view.next[0].contains("approves"), "{:?}", view.next);
        assert_eq!(approve("bea").await, Err(ErrorKind::Conflict));
        let again = app.could_approve(&by("bea"), &id, true).await.unwrap_err();
        assert!(again.message().contains("already"), "{again}");
        app.could_approve(&by("carl"), &id, true).await.unwrap();
        approve("carl").await.unwrap();
        let view = app.plan(&id).await.unwrap();
        assert_eq!((view.status, view.approvals.as_deref()), (PlanState::Approved, Some("2 of 2")));
        assert_eq!(view.approved_by.as_deref(), Some("local:bea, local:carl"));
        let (given, log) = kept(&app, &id).await;
        assert_eq!((given, log.len()), (2, 2), "{log:?}");
        assert!(log[0].ends_with("1 of 2") && log[1].ends_with("2 of 2"), "{log:?}");
    }
}
