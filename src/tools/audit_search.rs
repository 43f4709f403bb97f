//! `audit_search`: who did what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Context, Tool};
use crate::app::{AuditEntry, AuditFilter};
use crate::clock;
use crate::domain::access::{self, Tier};
use crate::domain::audit::{self, Decision};
use crate::error::{Error, Result};

/// The most rows of an answer.
const MOST: u32 = 200;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    device: Option<String>,
    /// E.g. plan.apply, or plan.
    #[serde(default)]
    action: Option<String>,
    #[serde(default)]
    tool: Option<String>,
    /// ok, intent or an error's kind.
    #[serde(default)]
    outcome: Option<String>,
    /// allowed or denied.
    #[serde(default)]
    decision: Option<String>,
    #[serde(default)]
    plan_id: Option<String>,
    /// RFC 3339, or a day.
    #[serde(default)]
    since: Option<String>,
    #[serde(default)]
    before: Option<i64>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// Newest first.
    events: Vec<AuditEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_before: Option<i64>,
    /// Why there are none. Not in the schema, which every model reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    note: Option<String>,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "audit_search",
        "Search the audit trail",
        "Who did what and how it ended, newest first.",
        "audit",
        run,
        |output: &Output| {
            let note = output.note.as_deref().map_or(String::new(), |note| format!(": {note}"));
            format!("{} events{note}", output.events.len())
        },
    )
    .tier(Tier::Oversight)
}

fn decision(text: &str) -> Result<Decision> {
    let found = Decision::ALL.into_iter().find(|decision| decision.as_str() == text);
    found.ok_or_else(|| Error::usage(format!("decision must be allowed or denied, is {text:?}")))
}

/// No row has another outcome than these.
fn check_outcome(text: &str) -> Result<()> {
    let words: Vec<_> = audit::outcomes().collect();
    if words.contains(&text) {
        return Ok(());
    }
    Err(Error::usage(format!("{text:?} is no outcome"))
        .hint(format!("outcome is one of: {}", words.join(", "))))
}

async fn run(context: Context, input: Input) -> Result<Output> {
    access::may_see_everything(&context.caller.principal)?;
    let limit = input.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Error::usage(format!("limit must be 1 to {MOST}, is {limit}")));
    }
    let decision = input.decision.as_deref().map(decision).transpose()?;
    if let Some(outcome) = &input.outcome {
        check_outcome(outcome)?;
    }
    let since = input.since.map(|since| if since.len() == 10 { since + "T00:00:00Z" } else { since });
    let since = since.as_deref().map(clock::parse_rfc3339).transpose();
    let since = since.map_err(|wanted| Error::usage(format!("since is no time: {wanted}")))?;
    let filter = AuditFilter {
        limit,
        device: input.device,
        tool: input.tool,
        action: input.action.clone(),
        subject: input.subject,
        plan_id: input.plan_id,
        outcome: input.outcome,
        decision,
        since,
        before_seq: input.before,
    };
    let events: Vec<_> = context.app.audit.recent(filter).await?.into_iter().map(AuditEntry::from).collect();
    let full = events.len() == limit as usize;
    let note = match input.action.filter(|_| events.is_empty()) {
        Some(action) => context.app.audit.is_unknown(&action).await?,
        None => None,
    };
    Ok(Output { next_before: events.last().filter(|_| full).map(|event| event.seq), events, note })
}
