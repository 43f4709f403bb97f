//! `rosmcp config …`: the configuration of routers as text, now and over time.

mod diff;
mod drift;
mod export;
mod history;
mod snapshot;

use clap::Subcommand;

use super::context::Cx;
use crate::error::Result;

/// The configuration of routers as text, now and over time
#[derive(Subcommand)]
pub(super) enum Config {
    Snapshot(snapshot::Snapshot),
    History(history::History),
    Diff(diff::Diff),
    Drift(drift::Drift),
    Export(export::Export),
}

impl Config {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Snapshot(verb) => verb.run(cx).await,
            Self::History(verb) => verb.run(cx).await,
            Self::Diff(verb) => verb.run(cx).await,
            Self::Drift(verb) => verb.run(cx).await,
            Self::Export(verb) => verb.run(cx).await,
        }
    }
}
