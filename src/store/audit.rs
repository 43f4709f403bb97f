//! The audit trail: rows are only ever added, each bound to the one before it.
//!
//! The caller decides how many events make one transaction: reads are collected and written together, a change's
//! event goes with the change. What binds the rows is in [`chain`], what is authenticated from outside in
//! [`checkpoints`].

pub mod chain;
pub mod checkpoints;

use super::conn::{Conn, MAX_ROWS, Row, Value};
use super::sql::{columns, placeholders};
use crate::clock::UnixMs;
use crate::domain::audit::{AuditEvent, AuditRow, Decision};
use crate::error::Result;

const COLUMNS: &[&str] = &[
    "seq",
    "at",
    "issuer",
    "subject",
    "kind",
    "role",
    "client",
    "source",
    "instance",
    "request_id",
    "action",
    "tool",
    "device",
    "environment",
    "outcome",
    "reason",
    "plan_id",
    "plan_digest",
    "before_digest",
    "after_digest",
    "intent",
    "detail",
    "duration_ms",
    "hash",
];

/// Which rows of the trail; what is `None` does not restrict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFilter {
    /// At most this many rows; never more than 100,000.
    pub limit: u32,
    /// Only this device, by name.
    pub device: Option<String>,
    /// Only this tool.
    pub tool: Option<String>,
    /// Only this action, or those of this family: `plan` for `plan.create`, `plan.apply` and so on.
    pub action: Option<String>,
    /// Only this subject, whoever vouches for it; or `issuer:subject`, as plans name people.
    pub subject: Option<String>,
    /// Only this plan.
    pub plan_id: Option<String>,
    /// Only this outcome.
    pub outcome: Option<String>,
    /// Only what was allowed, or what was denied.
    pub decision: Option<Decision>,
    /// Only what happened at or after this time, Unix milliseconds.
    pub since: Option<UnixMs>,
    /// Only rows older than this one: the last `seq` of the page before.
    pub before_seq: Option<i64>,
}

impl Default for AuditFilter {
    /// The newest hundred of everything.
    fn default() -> Self {
        Self {
            limit: 100,
            device: None,
            tool: None,
            action: None,
            subject: None,
            plan_id: None,
            outcome: None,
            decision: None,
            since: None,
            before_seq: None,
        }
    }
}

/// Appends events in order and returns their rows.
pub fn append_all(conn: &mut dyn Conn, events: &[AuditEvent]) -> Result<Vec<AuditRow>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let mut head = chain::reserve(conn, events.len())?;
    let sql =
        format!("INSERT INTO audit_events ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let row = head.follow(event.clone())?;
        conn.execute(&sql, &values(&row))?;
        rows.push(row);
    }
    chain::set_head(conn, &head.hash)?;
    Ok(rows)
}

/// The newest rows that match, newest first.
pub fn recent(conn: &mut dyn Conn, filter: &AuditFilter) -> Result<Vec<AuditRow>> {
    let restrictions: [(&str, Value); 6] = [
        ("device =", filter.device.as_deref().into()),
        ("tool =", filter.tool.as_deref().into()),
        ("plan_id =", filter.plan_id.as_deref().into()),
        ("outcome =", filter.outcome.as_deref().into()),
        ("at >=", filter.since.into()),
        ("seq <", filter.before_seq.into()),
    ];
    let mut values = vec![i64::from(filter.limit.min(MAX_ROWS)).into()];
    let mut conditions = Vec::new();
    for (condition, value) in restrictions.into_iter().filter(|(_, value)| *value != Value::Null) {
        values.push(value);
        conditions.push(format!("{condition} ?{}", values.len()));
    }
    if let Some(action) = &filter.action {
        let known: Vec<_> = actions(conn)?.into_iter().filter(|known| is_of(known, action)).collect();
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let from = values.len() + 1;
        values.extend(known.into_iter().map(Value::from));
        let places: Vec<_> = (from..=values.len()).map(|at| format!("?{at}")).collect();
        conditions.push(format!("action IN ({})", places.join(", ")));
    }
    if let Some(subject) = &filter.subject {
        values.push(subject.into());
        let at = values.len();
        let mut whole = format!("subject = ?{at}");
        // Plans name people with their issuer.
        if let Some((issuer, subject)) = subject.rsplit_once(':') {
            values.extend([issuer.into(), subject.into()]);
            whole = format!("({whole} OR (issuer = ?{} AND subject = ?{}))", at + 1, at + 2);
        }
        conditions.push(whole);
    }
    if let Some(decision) = filter.decision {
        let denied = Decision::DENIED.map(|kind| format!("'{kind}'")).join(", ");
        let not = if decision == Decision::Denied { "" } else { "NOT " };
        conditions.push(format!("outcome {not}IN ({denied})"));
    }
    let condition =
        if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    let sql = format!("SELECT {} FROM audit_events {condition} ORDER BY seq DESC LIMIT ?1", columns(COLUMNS));
    conn.query(&sql, &values)?.iter().map(audit_row).collect()
}

/// The actions that rows have, each once, by name; one step through the index for each.
pub fn actions(conn: &mut dyn Conn) -> Result<Vec<String>> {
    let mut actions: Vec<String> = Vec::new();
    loop {
        let last = actions.last().map_or("", String::as_str);
        let next =
            conn.query("SELECT MIN(action) AS next FROM audit_events WHERE action > ?1", &[last.into()])?;
        match next.first().map(|row| row.get("next")).transpose()?.flatten() {
            Some(next) => actions.push(next),
            None => return Ok(actions),
        }
    }
}

/// Whether `action` is `wanted`, or one of that family.
pub fn is_of(action: &str, wanted: &str) -> bool {
    action.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The rows after `seq`, oldest first, at most `limit`.
pub fn after(conn: &mut dyn Conn, seq: i64, limit: u32) -> Result<Vec<AuditRow>> {
    let sql = format!("SELECT {} FROM audit_events WHERE seq > ?1 ORDER BY seq LIMIT ?2", columns(COLUMNS));
    conn.query(&sql, &[seq.into(), i64::from(limit).into()])?.iter().map(audit_row).collect()
}

/// The newest intent rows that no row reports on, newest first, at most `limit`: what a crash interrupted, or what is
/// being done just now.
pub fn open_intents(conn: &mut dyn Conn, limit: u32) -> Result<Vec<AuditRow>> {
    let sql = format!(
        "SELECT {} FROM audit_events WHERE outcome = 'intent'
            AND NOT EXISTS (SELECT 1 FROM audit_events AS o WHERE o.intent = audit_events.seq)
            ORDER BY seq DESC LIMIT ?1",
        columns(COLUMNS)
    );
    conn.query(&sql, &[i64::from(limit.min(MAX_ROWS)).into()])?.iter().map(audit_row).collect()
}

fn values(row: &AuditRow) -> [Value; COLUMNS.len()] {
    let event = &row.event;
    [
        row.seq.into(),
        event.at.into(),
        (&event.issuer).into(),
        (&event.subject).into(),
        event.kind.as_deref().into(),
        event.role.as_deref().into(),
        event.client.as_deref().into(),
        event.source.as_deref().into(),
        event.instance.as_deref().into(),
        (&event.request_id).into(),
        (&event.action).into(),
        event.tool.as_deref().into(),
        event.device.as_deref().into(),
        event.environment.as_deref().into(),
        (&event.outcome).into(),
        event.reason.as_deref().into(),
        event.plan_id.as_deref().into(),
        event.plan_digest.as_deref().into(),
        event.before_digest.as_deref().into(),
        event.after_digest.as_deref().into(),
        event.intent.into(),
        event.detail.as_deref().into(),
        event.duration_ms.into(),
        (&row.hash).into(),
    ]
}

fn audit_row(row: &Row) -> Result<AuditRow> {
    let event = AuditEvent {
        at: row.get("at")?,
        issuer: row.get("issuer")?,
        subject: row.get("subject")?,
        kind: row.get("kind")?,
        role: row.get("role")?,
        client: row.get("client")?,
        source: row.get("source")?,
        instance: row.get("instance")?,
        request_id: row.get("request_id")?,
        action: row.get("action")?,
        tool: row.get("tool")?,
        device: row.get("device")?,
        environment: row.get("environment")?,
        outcome: row.get("outcome")?,
        reason: row.get("reason")?,
        plan_id: row.get("plan_id")?,
        plan_digest: row.get("plan_digest")?,
        before_digest: row.get("before_digest")?,
        after_digest: row.get("after_digest")?,
        intent: row.get("intent")?,
        detail: row.get("detail")?,
        duration_ms: row.get("duration_ms")?,
    };
    Ok(AuditRow { seq: row.get("seq")?, event, hash: row.get("hash")? })
}

#[cfg(test)]
mod tests;
