//! `rosmcp plan approve` and `rosmcp plan reject`.

use clap::Args;

use super::show;
use crate::app::plan::{ApprovalRequest, Verdict};
use crate::cli::context::Cx;
use crate::domain::plan::PlanState;
use crate::error::Result;

/// Approve a plan, exactly as it is
///
/// The plan is shown, and its digest typed or given: whoever approves says which plan is meant.
#[derive(Args)]
pub(in crate::cli) struct Approve {
    /// Id of the plan
    id: String,
    /// The digest, at least its first 12 digits; asked for on a terminal
    #[arg(long)]
    digest: Option<String>,
    /// Say that the critical risk is understood
    #[arg(long)]
    acknowledge_risk: bool,
    /// Why
    #[arg(long)]
    note: Option<String>,
}

/// Reject a plan
#[derive(Args)]
pub(in crate::cli) struct Reject {
    /// Id of the plan
    id: String,
    /// Why
    #[arg(long)]
    reason: Option<String>,
}

impl Approve {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let view = app.plan(&self.id).await?;
            let in_person = cx.ui.can_ask();
            let digest = match self.digest {
                // At a terminal the digest is typed, so that somebody has looked.
                Some(digest) if !in_person => digest,
                _ => {
                    show::print(cx, &view)?;
                    cx.ui.ask("Digest (its first 12 digits) to approve", "--digest").await?
                }
            };
            let request = ApprovalRequest {
                id: self.id.clone(),
                digest,
                verdict: Verdict::Approve,
                acknowledge: self.acknowledge_risk,
                in_person,
                note: self.note,
            };
            app.judge_plan(&cx.caller(), request).await?;
            let view = app.plan(&self.id).await?;
            let next = match (view.status, view.approvals) {
                (PlanState::Pending, Some(count)) => format!("{count} approvals, so others approve it too"),
                _ => format!("next: rosmcp plan apply {}", self.id),
            };
            cx.ui.note(&format!("approved {}; {next}", self.id));
            Ok(())
        })
        .await
    }
}

impl Reject {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let view = app.plan(&self.id).await?;
            let request = ApprovalRequest {
                id: self.id.clone(),
                digest: view.digest,
                verdict: Verdict::Reject,
                acknowledge: false,
                in_person: cx.ui.can_ask(),
                note: self.reason,
            };
            app.judge_plan(&cx.caller(), request).await?;
            cx.ui.note(&format!("rejected {}", self.id));
            Ok(())
        })
        .await
    }
}
