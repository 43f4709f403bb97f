//! Consent of a person to exactly one plan; never by a tool.

use super::super::App;
use super::record::{check_digest, identity};
use crate::clock;
use crate::domain::access;
use crate::domain::device::Environment;
use crate::domain::plan::PlanState;
use crate::domain::policy::ApprovalBy;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::plans::{self, Approval};

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

    async fn judge(&self, caller: &Caller, request: ApprovalRequest) -> Result<()> {
        let (stored, plan) = self.stored_plan(&request.id).await?;
        access::may_approve(&caller.principal)?;
        check_digest(&stored, &request.digest)?;
        if stored.state != PlanState::Pending {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!("the plan is {}, not waiting for an approval", stored.state),
            ));
        }
        let now = clock::now_ms();
        if now >= stored.expires_at {
            self.move_plan(&stored.id, &[PlanState::Pending], PlanState::Expired, None).await?;
            return Err(Error::new(ErrorKind::Conflict, "the plan has expired").hint("make a new plan"));
        }
        if request.verdict == Verdict::Reject {
            return self.reject(&stored.id, request.note).await;
        }
        self.may_approve(caller, &plan, &request)?;
        let expiry = i64::try_from(self.settings.approval_expiry_seconds.as_millis()).unwrap_or(i64::MAX);
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

    fn may_approve(
        &self,
        caller: &Caller,
        plan: &crate::domain::plan::Plan,
        request: &ApprovalRequest,
    ) -> Result<()> {
        let own = identity(caller) == plan.requester;
        let refused = |what: &str| Error::new(ErrorKind::Refused, what.to_owned());
        // The stricter of what holds now and what held when it was made.
        let by_another = super::record::rules(&self.settings).approval_by == ApprovalBy::OtherPerson
            || plan.policy.approval_by == ApprovalBy::OtherPerson;
        if own && by_another {
            return Err(refused("the one who asked for a plan does not approve it")
                .hint("another person approves it, or approval_by=out_of_band lets a lone admin do so at a terminal"));
        }
        if own && !request.in_person && self.settings.environment != Environment::Lab {
            return Err(refused("one's own plan is approved in person only: on a terminal, without --yes"));
        }
        if plan.policy.acknowledge && !request.acknowledge {
            return Err(refused("the plan's risk is critical, and that must be acknowledged")
                .hint("read its findings, then add --acknowledge-risk"));
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
