//! `rosmcp plan list`.

use clap::Args;

use crate::cli::context::Cx;
use crate::domain::plan::PlanState;
use crate::error::Result;

const COLUMNS: [&str; 6] = ["plan_id", "status", "risk", "devices", "requester", "reason"];

/// List plans, newest first
#[derive(Args)]
pub(in crate::cli) struct List {
    /// Only plans in this state, e.g. pending
    #[arg(long)]
    status: Option<String>,
    /// At most this many
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

impl List {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let state = self.status.as_deref().map(str::parse::<PlanState>).transpose()?;
        let mut plans = cx.with_app(async |app| app.plans(state, self.limit.saturating_add(1)).await).await?;
        if plans.len() > self.limit {
            plans.truncate(self.limit);
            cx.ui.note("there are older plans; --limit shows more");
        }
        cx.ui.rows(&COLUMNS, &plans)
    }
}
