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
    /// At most this many, 1 to 10000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

impl List {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let state = self.status.as_deref().map(str::parse::<PlanState>).transpose()?;
        let limit = self.limit as usize;
        let mut plans = cx.with_app(async |app| app.plans(state, None, limit + 1).await).await?;
        if plans.len() > limit {
            plans.truncate(limit);
            cx.ui.note("there are older plans; --limit shows more");
        }
        cx.ui.rows(&COLUMNS, &plans)
    }
}
