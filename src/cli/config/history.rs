//! `rosmcp config history`.

use clap::Args;

use crate::cli::context::Cx;
use crate::error::Result;

const COLUMNS: [&str; 6] = ["id", "taken_at", "seen_at", "taken_by", "bytes", "approved_by"];

/// List the kept configurations of a router, newest first
#[derive(Args)]
pub(in crate::cli) struct History {
    /// Name of the device
    device: String,
    /// At most this many, 1 to 10000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

impl History {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let history =
            cx.with_app(async |app| app.config_history(&self.device, None, self.limit).await).await?;
        cx.ui.rows(&COLUMNS, &history.snapshots)
    }
}
