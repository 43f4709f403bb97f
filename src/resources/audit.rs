//! `audit://…`: who did what.

use serde::Serialize;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::AuditFilter;
use crate::clock;
use crate::domain::audit::AuditRow;
use crate::error::Result;
use crate::events::Topic;

pub(super) fn resources() -> [Resource; 1] {
    [Resource::new(
        "audit://events/recent",
        "audit-events-recent",
        "Recent events",
        "The newest hundred rows of the audit trail: who called or changed what, and how it ended.",
        |_| vec![Topic::Audit],
        recent,
    )
    .listed()
    .untrusted()]
}

#[derive(Serialize)]
struct Events {
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Event {
    seq: i64,
    at: String,
    issuer: String,
    subject: String,
    request_id: String,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    duration_ms: i64,
}

async fn recent(context: Context, _: Values) -> Result<Contents> {
    let rows = context.app.audit.recent(AuditFilter::default()).await?;
    Contents::json(&Events { events: rows.into_iter().map(Event::from).collect() })
}

impl From<AuditRow> for Event {
    fn from(row: AuditRow) -> Self {
        let event = row.event;
        Self {
            seq: row.seq,
            at: clock::rfc3339(event.at),
            issuer: event.issuer,
            subject: event.subject,
            request_id: event.request_id,
            action: event.action,
            tool: event.tool,
            device: event.device,
            outcome: event.outcome,
            detail: event.detail,
            duration_ms: event.duration_ms,
        }
    }
}
