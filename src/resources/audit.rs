//! `audit://…`: who did what.

use serde::Serialize;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::complete::Words;
use crate::app::{AuditEntry, AuditFilter};
use crate::domain::access::Tier;
use crate::error::Result;
use crate::events::Topic;

/// Of the tool that searches the trail.
const TOOLSET: &str = "audit";

pub(super) fn resources() -> [Resource; 4] {
    [
        Resource::new(
            TOOLSET,
            "audit://events/recent",
            "audit-events-recent",
            "Recent events",
            "The newest hundred rows of the audit trail: who called or changed what, and how it ended.",
            |_| vec![Topic::Audit],
            |context, _| events(context, AuditFilter::default()),
        )
        .tier(Tier::Oversight)
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
    Resource::new(TOOLSET, template, name, title, description, |_| vec![Topic::Audit], read)
        .tier(Tier::Oversight)
        .untrusted()
}

#[derive(Serialize)]
struct Events {
    events: Vec<AuditEntry>,
}

async fn events(context: Context, filter: AuditFilter) -> Result<Contents> {
    let rows = context.app.audit.recent(filter).await?;
    Contents::json(&Events { events: rows.into_iter().map(AuditEntry::from).collect() })
}
