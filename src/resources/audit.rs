//! `audit://…`: who did what.

use serde::Serialize;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::AuditFilter;
use crate::app::complete::Words;
use crate::clock;
use crate::domain::audit::AuditRow;
use crate::error::Result;
use crate::events::Topic;

pub(super) fn resources() -> [Resource; 4] {
    [
        Resource::new(
            "audit://events/recent",
            "audit-events-recent",
            "Recent events",
            "The newest hundred rows of the audit trail: who called or changed what, and how it ended.",
            |_| vec![Topic::Audit],
            |context, _| events(context, AuditFilter::default()),
        )
        .listed()
        .untrusted(),
        narrowed(
            "audit://events/by-user/{subject}",
            "audit-events-by-user",
            "Events of a person",
            "The newest hundred rows of the audit trail of one person or service.",
            |values| AuditFilter {
                subject: Some(values.get("subject").to_owned()),
                ..AuditFilter::default()
            },
        ),
        narrowed(
            "audit://events/by-device/{device}",
            "audit-events-by-device",
            "Events of a device",
            "The newest hundred rows of the audit trail about one device.",
            |values| AuditFilter { device: Some(values.get("device").to_owned()), ..AuditFilter::default() },
        )
        .completing(&[("device", Words::Devices)]),
        narrowed(
            "audit://events/by-tool/{tool}",
            "audit-events-by-tool",
            "Events of a tool",
            "The newest hundred rows of the audit trail about one tool.",
            |values| AuditFilter { tool: Some(values.get("tool").to_owned()), ..AuditFilter::default() },
        ),
    ]
}

fn narrowed(
    template: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    filter: fn(&Values) -> AuditFilter,
) -> Resource {
    let read = move |context, values: Values| events(context, filter(&values));
    Resource::new(template, name, title, description, |_| vec![Topic::Audit], read).untrusted()
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

async fn events(context: Context, filter: AuditFilter) -> Result<Contents> {
    let rows = context.app.audit.recent(filter).await?;
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
