//! `rosmcp plan apply`.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{show, told};
use crate::app::App;
use crate::app::plan::PlanView;
use crate::cli::context::Cx;
use crate::cli::ui::Ui;
use crate::domain::plan::GuardTier;
use crate::domain::risk::Risk;
use crate::error::{Error, ErrorKind, Result};

/// How long somebody who wants to leave at once waits to hear what is left behind.
const PATIENCE: Duration = Duration::from_secs(2);

/// Apply a plan: arm the guard, write, verify over a new connection, confirm
///
/// Ctrl-C stops it before the next step and undoes what was written; a second one leaves that to the router's guard.
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
        let (left, mut leaving) = oneshot::channel();
        let applied = cx.with_app(async |app| {
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
            let interrupts = Interrupts { ui: cx.ui.clone(), cancel: cancel.clone(), left };
            let watch = tokio::spawn(interrupts.watch(app.clone(), self.id.clone()));
            let progress = Arc::new(cx.ui.bar("applying"));
            let applied = app.apply_plan(&cx.caller(), &self.id, &digest, progress, cancel).await;
            watch.abort();
            told(cx, &applied?)
        });
        tokio::select! {
            applied = applied => applied,
            // Closing would wait for the change.
            Ok(error) = &mut leaving => Err(error),
        }
    }
}

/// What Ctrl-C does while a plan is being applied.
struct Interrupts {
    ui: Ui,
    /// Cancelled by the first.
    cancel: CancellationToken,
    /// Told by the second what it leaves behind.
    left: oneshot::Sender<Error>,
}

impl Interrupts {
    /// The first one stops between steps, what was written is undone, and that is waited for; the second one waits for nothing.
    async fn watch(self, app: Arc<App>, id: String) {
        let Ok(mut interrupts) = signal(SignalKind::interrupt()) else { return };
        interrupts.recv().await;
        self.cancel.cancel();
        self.ui.note("stopping: what was written is undone; Ctrl-C again leaves that to the router");
        interrupts.recv().await;
        let view = tokio::time::timeout(PATIENCE, app.plan(&id)).await;
        // Nobody waits for it where the plan has ended meanwhile.
        let _ended = self.left.send(broken_off(&id, view.ok().and_then(Result::ok).as_ref()));
    }
}

/// What is left to whom.
fn broken_off(id: &str, view: Option<&PlanView>) -> Error {
    let error = |left: &str| Error::new(ErrorKind::Interrupted, format!("broken off by Ctrl-C: {left}"));
    let devices = view.map(|view| &view.devices[..]).unwrap_or_default();
    let armed = devices.iter().filter_map(|device| Some((device, device.guard_deadline.as_ref()?)));
    let left: Vec<_> = armed
        .map(|(device, deadline)| match device.guard.tier {
            GuardTier::None => format!("{} has no guard, so nothing undoes what was written", device.device),
            _ => format!("the guard on {} undoes by itself what was written, by {deadline}", device.device),
        })
        .collect();
    let error = match (view, left.is_empty()) {
        (None, _) => error("the guards on the routers undo by themselves what was written"),
        (_, true) => error("nothing is being written"),
        (_, false) => error(&left.join("; ")),
    };
    error.hint(format!(
        "half a minute from now: rosmcp plan recover; rosmcp plan show {id} says how it stands"
    ))
}
