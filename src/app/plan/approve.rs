//! Consent of a person to exactly one plan; never by a tool.

use super::super::App;
use super::create::LONGEST_REASON;
use super::record::{check_digest, identity};
use crate::clock;
use crate::domain::access;
use crate::domain::device::Environment;
use crate::domain::plan::{Plan, PlanState};
use crate::domain::policy::ApprovalBy;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
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
    /// Approves or rejects a plan; every refusal is in the audit trail.
    pub async fn judge_plan(&self, caller: &Caller, request: ApprovalRequest) -> Result<()> {
        let action = match request.verdict {
            Verdict::Approve => "plan.approve",
            Verdict::Reject => "plan.reject",
        };
        let id = request.id.clone();
        self.plan_act(caller, action, &id, self.judge(caller, request)).await
    }

    /// Whether the caller could approve the plan as it stands, its critical risk acknowledged; an error says why not.
    /// Nothing is changed or recorded.
    pub async fn could_approve(&self, caller: &Caller, id: &str, in_person: bool) -> Result<()> {
        let (stored, plan) = self.stored_plan(id).await?;
        access::may_approve(&caller.principal)?;
        waits(&stored, clock::now_ms())?;
        self.not_alone(caller, &plan, in_person)
    }

    /// Records that a judgement was refused before it came to anything, and returns why.
    pub async fn refused_to_judge(&self, caller: &Caller, id: &str, why: Error) -> Error {
        let refused = async { Err::<(), _>(why) };
        match self.plan_act(caller, "plan.judge", id, refused).await {
            Err(error) => error,
            Ok(()) => Error::new(ErrorKind::Internal, "a refusal was no refusal"),
        }
    }

    async fn judge(&self, caller: &Caller, request: ApprovalRequest) -> Result<()> {
        if request.note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_REASON) {
            return Err(Error::usage(format!("the reason is longer than {LONGEST_REASON} characters")));
        }
        let (stored, plan) = self.stored_plan(&request.id).await?;
        access::may_approve(&caller.principal)?;
        check_digest(&stored, &request.digest)?;
        let now = clock::now_ms();
        if let Err(error) = waits(&stored, now) {
            if stored.state == PlanState::Pending {
                self.move_plan(&stored.id, &[PlanState::Pending], PlanState::Expired, None).await?;
            }
            return Err(error);
        }
        if request.verdict == Verdict::Reject {
            return self.reject(&stored.id, request.note).await;
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
        let moved = self
            .store
            .write(move |conn| {
                plans::approve(conn, &stored.id, &approval)?;
                let text = format!("approved by {}", approval.approver);
                plans::log(conn, &stored.id, None, &text, now)?;
                plans::change_state(conn, &stored.id, &[PlanState::Pending], PlanState::Approved, None, now)
            })
            .await?;
        if !moved {
            return Err(Error::new(ErrorKind::Conflict, "the plan was judged meanwhile"));
        }
        self.metrics.plans.inc([PlanState::Approved.as_str()]);
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

    /// Refuses the requester's own approval where another person's is asked for, or where no person is there.
    fn not_alone(&self, caller: &Caller, plan: &Plan, in_person: bool) -> Result<()> {
        let own = identity(caller) == plan.requester;
        // The stricter of what holds now and what held when it was made.
        let by_another = super::record::rules(&self.settings).approval_by == ApprovalBy::OtherPerson
            || plan.policy.approval_by == ApprovalBy::OtherPerson;
        if own && by_another {
            return Err(refused("the one who asked for a plan does not approve it")
                .hint("another person approves it, or approval_by=out_of_band lets a lone admin do so at a terminal"));
        }
        if own && !in_person && self.settings.environment != Environment::Lab {
            return Err(refused("one's own plan is approved in person only").hint(
                "on a terminal without --yes, or on the page after signing in at the identity provider",
            ));
        }
        Ok(())
    }

    async fn reject(&self, id: &str, note: Option<String>) -> Result<()> {
        if self.move_plan(id, &[PlanState::Pending], PlanState::Rejected, note).await? {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Conflict, "the plan was judged meanwhile"))
    }
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
