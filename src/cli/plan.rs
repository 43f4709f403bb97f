//! `rosmcp plan …`: every change to a router.

mod apply;
mod create;
mod judge;
mod list;
mod rollout;
mod show;

use std::sync::Arc;

use clap::{Args, Subcommand};

use super::context::Cx;
use crate::app::plan::PlanView;
use crate::domain::plan::PlanState;
use crate::error::{Error, ErrorKind, Result};

/// Changes to routers: plan, approve, apply, confirm
#[derive(Subcommand)]
pub(super) enum PlanVerb {
    Create(create::Create),
    List(list::List),
    Show(show::Show),
    Approve(judge::Approve),
    Reject(judge::Reject),
    Apply(apply::Apply),
    /// Confirm an applied plan before its guard undoes it
    Confirm(Named),
    /// Undo a plan that is not confirmed yet, or whose undo did not succeed
    Rollback(Named),
    /// Withdraw a plan that was not applied, or say that one that needs attention is settled
    Cancel(Named),
    /// List the recipes and their parameters
    Recipes(Recipes),
    /// Take up plans that a crash left in the middle, or that a silent router has undone since
    Recover(Recover),
}

/// A plan.
#[derive(Args)]
pub(super) struct Named {
    /// Id of the plan
    id: String,
}

#[derive(Args)]
pub(super) struct Recover {}

#[derive(Args)]
pub(super) struct Recipes {}

impl PlanVerb {
    /// Whether the verb handles Ctrl-C, because it has more to say then than that it was stopped.
    pub(super) fn sees_to_interrupts(&self) -> bool {
        matches!(self, Self::Apply(_))
    }

    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Create(verb) => verb.run(cx).await,
            Self::List(verb) => verb.run(cx).await,
            Self::Show(verb) => verb.run(cx).await,
            Self::Approve(verb) => verb.run(cx).await,
            Self::Reject(verb) => verb.run(cx).await,
            Self::Apply(verb) => verb.run(cx).await,
            Self::Confirm(named) => {
                let confirmed = async |app: &Arc<_>| {
                    let view = crate::app::App::confirm_plan(app, &cx.caller(), &named.id).await?;
                    told(cx, &view)
                };
                cx.with_app(confirmed).await
            }
            Self::Rollback(named) => {
                cx.with_app(async |app| {
                    let view = app.roll_back_plan(&cx.caller(), &named.id).await?;
                    match view.status {
                        PlanState::RolledBack => {
                            cx.ui.note(&format!("plan {} is undone; the router is as before", view.plan_id));
                            Ok(())
                        }
                        _ => told(cx, &view),
                    }
                })
                .await
            }
            Self::Cancel(named) => {
                cx.with_app(async |app| {
                    let view = app.cancel_plan(&cx.caller(), &named.id).await?;
                    cx.ui.note(&format!("plan {} is {}", view.plan_id, view.status));
                    Ok(())
                })
                .await
            }
            Self::Recipes(_) => cx.ui.rows(&["name", "title", "params"], &crate::tools::recipes()),
            Self::Recover(_) => {
                cx.with_app(async |app| {
                    for id in app.recover_plans().await? {
                        let view = app.plan(&id).await?;
                        cx.ui.print(&format!("{}  {}\n", view.plan_id, view.status))?;
                    }
                    Ok(())
                })
                .await
            }
        }
    }
}

/// Says how a change stands, and ends as it ended.
fn told(cx: &Cx, view: &PlanView) -> Result<()> {
    let verdict = view.verdict();
    for device in &view.devices {
        let note = device.note.as_ref().map_or(String::new(), |note| format!(": {note}"));
        let line = format!("{}: {}{note}", device.device, device.status);
        if verdict.is_err() { cx.ui.complain(&line) } else { cx.ui.note(&line) }
    }
    verdict?;
    match view.status {
        PlanState::Confirming | PlanState::Applying | PlanState::RollingBack => {
            let error =
                Error::new(ErrorKind::OutcomeUnknown, format!("plan {} is {}", view.plan_id, view.status));
            Err(view.next.iter().fold(error, Error::hint))
        }
        _ => {
            cx.ui.note(&format!("plan {} is {}", view.plan_id, view.status));
            Ok(())
        }
    }
}
