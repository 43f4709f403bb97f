//! `rosmcp plan apply`.

use std::sync::Arc;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{show, told};
use crate::cli::context::Cx;
use crate::domain::risk::Risk;
use crate::error::Result;

/// Apply a plan: arm the guard, write, verify over a new connection, confirm
///
/// Ctrl-C stops it before the next step and undoes what was written.
#[derive(Args)]
pub(in crate::cli) struct Apply {
    /// Id of the plan
    id: String,
    /// The digest, at least its first 12 digits; nothing is asked then
    #[arg(long)]
    digest: Option<String>,
}

impl Apply {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let digest = if let Some(digest) = self.digest {
                digest
            } else {
                let view = app.plan(&self.id).await?;
                view.may_be_applied()?;
                show::print(cx, &view)?;
                if view.risk >= Risk::High && cx.ui.can_ask() {
                    cx.ui.ask("Digest (its first 12 digits) to apply", "--digest").await?
                } else {
                    cx.ui.confirm("apply this plan?").await?;
                    view.digest
                }
            };
            let cancel = CancellationToken::new();
            let watch = tokio::spawn(stop_on_ctrl_c(cancel.clone()));
            let progress = Arc::new(cx.ui.bar("applying"));
            let applied = app.apply_plan(&cx.caller(), &self.id, &digest, progress, cancel).await;
            watch.abort();
            told(cx, &applied?)
        })
        .await
    }
}

/// The first Ctrl-C stops between steps; what was written is undone, and that is waited for.
async fn stop_on_ctrl_c(cancel: CancellationToken) {
    if tokio::signal::ctrl_c().await.is_ok() {
        cancel.cancel();
    }
}
