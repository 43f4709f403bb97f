//! `rosmcp audit …`: who did what.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Cx;
use crate::app::AuditFilter;
use crate::clock;
use crate::domain::audit::AuditRow;
use crate::error::Result;

const COLUMNS: [&str; 8] = ["seq", "at", "who", "action", "tool", "device", "outcome", "duration_ms"];

/// The audit trail
#[derive(Subcommand)]
pub(super) enum Audit {
    List(List),
}

/// List what was done, newest first
#[derive(Args)]
pub(super) struct List {
    /// How many rows, 1 to 10000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Only this device
    #[arg(long)]
    device: Option<String>,
    /// Only this tool
    #[arg(long)]
    tool: Option<String>,
    /// Only this action, e.g. device.add
    #[arg(long)]
    action: Option<String>,
}

#[derive(Serialize)]
struct Line {
    seq: i64,
    at: String,
    who: String,
    request_id: String,
    action: String,
    tool: Option<String>,
    device: Option<String>,
    outcome: String,
    detail: Option<String>,
    duration_ms: i64,
}

impl Audit {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let Self::List(list) = self;
        let filter = AuditFilter {
            limit: list.limit,
            device: list.device,
            tool: list.tool,
            action: list.action,
            ..AuditFilter::default()
        };
        let rows = cx.with_app(async |app| app.audit.recent(filter).await).await?;
        cx.ui.rows(&COLUMNS, &rows.into_iter().map(line).collect::<Vec<_>>())
    }
}

fn line(row: AuditRow) -> Line {
    let event = row.event;
    Line {
        seq: row.seq,
        at: clock::rfc3339(event.at),
        who: format!("{}:{}", event.issuer, event.subject),
        request_id: event.request_id,
        action: event.action,
        tool: event.tool,
        device: event.device,
        outcome: event.outcome,
        detail: event.detail,
        duration_ms: event.duration_ms,
    }
}
