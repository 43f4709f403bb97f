//! The audit trail: rows are only ever added.
//!
//! The caller decides how many events make one transaction: reads are collected and written together, a change's
//! event goes with the change.

use super::conn::{Conn, MAX_ROWS, Row, Value};
use super::sql::{columns, placeholders};
use crate::clock::UnixMs;
use crate::domain::audit::{AuditEvent, AuditRow};
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: &[&str] = &[
    "seq",
    "at",
    "issuer",
    "subject",
    "request_id",
    "action",
    "tool",
    "device",
    "outcome",
    "detail",
    "duration_ms",
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
    /// Only this action.
    pub action: Option<String>,
    /// Only what happened at or after this time, Unix milliseconds.
    pub since: Option<UnixMs>,
    /// Only rows older than this one: the last `seq` of the page before.
    pub before_seq: Option<i64>,
}

impl Default for AuditFilter {
    /// The newest hundred of everything.
    fn default() -> Self {
        Self { limit: 100, device: None, tool: None, action: None, since: None, before_seq: None }
    }
}

/// Appends events in order and returns the last one's `seq`, `None` when there are no events.
pub fn append_all(conn: &mut dyn Conn, events: &[AuditEvent]) -> Result<Option<i64>> {
    if events.is_empty() {
        return Ok(None);
    }
    let count = i64::try_from(events.len()).map_err(|error| Error::internal("too many events", error))?;
    let last = reserve(conn, count)?;
    let sql =
        format!("INSERT INTO audit_events ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    for (seq, event) in (last + 1 - count..).zip(events) {
        conn.execute(&sql, &values(seq, event))?;
    }
    Ok(Some(last))
}

/// The newest rows that match, newest first.
pub fn recent(conn: &mut dyn Conn, filter: &AuditFilter) -> Result<Vec<AuditRow>> {
    let restrictions: [(&str, Value); 5] = [
        ("device =", filter.device.as_deref().into()),
        ("tool =", filter.tool.as_deref().into()),
        ("action =", filter.action.as_deref().into()),
        ("at >=", filter.since.into()),
        ("seq <", filter.before_seq.into()),
    ];
    let mut values = vec![i64::from(filter.limit.min(MAX_ROWS)).into()];
    let mut conditions = Vec::new();
    for (condition, value) in restrictions.into_iter().filter(|(_, value)| *value != Value::Null) {
        values.push(value);
        conditions.push(format!("{condition} ?{}", values.len()));
    }
    let condition =
        if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    let sql = format!("SELECT {} FROM audit_events {condition} ORDER BY seq DESC LIMIT ?1", columns(COLUMNS));
    conn.query(&sql, &values)?.iter().map(audit_row).collect()
}

/// Takes the next `count` numbers and returns the last of them.
fn reserve(conn: &mut dyn Conn, count: i64) -> Result<i64> {
    let sql = "UPDATE sequences SET value = value + ?1 WHERE name = 'audit_events' RETURNING value";
    let rows = conn.query(sql, &[count.into()])?;
    let row = rows.first().ok_or_else(|| {
        Error::new(ErrorKind::Integrity, "the counter of the audit trail is missing")
            .hint("somebody else wrote to the database; restore a backup")
    })?;
    row.get("value")
}

fn values(seq: i64, event: &AuditEvent) -> [Value; 11] {
    [
        seq.into(),
        event.at.into(),
        (&event.issuer).into(),
        (&event.subject).into(),
        (&event.request_id).into(),
        (&event.action).into(),
        event.tool.as_deref().into(),
        event.device.as_deref().into(),
        (&event.outcome).into(),
        event.detail.as_deref().into(),
        event.duration_ms.into(),
    ]
}

fn audit_row(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        seq: row.get("seq")?,
        event: AuditEvent {
            at: row.get("at")?,
            issuer: row.get("issuer")?,
            subject: row.get("subject")?,
            request_id: row.get("request_id")?,
            action: row.get("action")?,
            tool: row.get("tool")?,
            device: row.get("device")?,
            outcome: row.get("outcome")?,
            detail: row.get("detail")?,
            duration_ms: row.get("duration_ms")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    fn call(at: i64, tool: &str, device: Option<&str>) -> AuditEvent {
        AuditEvent {
            at,
            issuer: "local".into(),
            subject: "anna".into(),
            request_id: format!("r{at}"),
            action: "tool.call".into(),
            tool: Some(tool.into()),
            device: device.map(Into::into),
            outcome: "ok".into(),
            detail: None,
            duration_ms: 12,
        }
    }

    fn seqs(conn: &mut dyn Conn, filter: &AuditFilter) -> Vec<i64> {
        recent(conn, filter).expect("rows").into_iter().map(|row| row.seq).collect()
    }

    fn all() -> AuditFilter {
        AuditFilter::default()
    }

    #[test]
    fn events_come_back_whole_and_newest_first() {
        scratch(|conn| {
            let bare = AuditEvent {
                action: "device.add".into(),
                tool: None,
                detail: Some("ä \"quoted\"\n".into()),
                outcome: "conflict".into(),
                ..call(1, "", None)
            };
            let events = [bare, call(2, "ping", Some("edge-1"))];
            assert_eq!(append_all(conn, &events).expect("appended"), Some(2));
            let rows = recent(conn, &all()).expect("rows");
            assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 1]);
            assert!(rows.into_iter().rev().map(|row| row.event).eq(events));
            assert_eq!(append_all(conn, &[]).expect("nothing"), None);
        });
    }

    #[test]
    fn every_restriction_holds_and_they_combine() {
        scratch(|conn| {
            let tools = ["log_read", "ping", "log_read", "ping", "log_read", "ping"];
            let mut events: Vec<_> =
                (1..).zip(tools).map(|(at, tool)| call(at, tool, Some("edge-1"))).collect();
            events[5].device = Some("edge-2".into());
            events[0].action = "device.add".into();
            append_all(conn, &events).expect("appended");
            assert_eq!(seqs(conn, &AuditFilter { device: Some("edge-2".into()), ..all() }), [6]);
            assert_eq!(seqs(conn, &AuditFilter { tool: Some("ping".into()), ..all() }), [6, 4, 2]);
            assert_eq!(seqs(conn, &AuditFilter { action: Some("device.add".into()), ..all() }), [1]);
            assert_eq!(seqs(conn, &AuditFilter { since: Some(5), ..all() }), [6, 5]);
            assert_eq!(seqs(conn, &AuditFilter { before_seq: Some(3), ..all() }), [2, 1]);
            assert_eq!(seqs(conn, &AuditFilter { limit: 2, ..all() }), [6, 5]);
            let both = AuditFilter { tool: Some("ping".into()), before_seq: Some(6), limit: 1, ..all() };
            assert_eq!(seqs(conn, &both), [4]);
        });
    }

    #[test]
    fn a_number_is_never_given_twice() {
        scratch(|conn| {
            append_all(conn, &[call(1, "ping", None), call(2, "ping", None)]).expect("appended");
            conn.execute("DELETE FROM audit_events", &[]).expect("deleted");
            append_all(conn, &[call(3, "ping", None)]).expect("appended");
            assert_eq!(seqs(conn, &all()), [3]);
        });
    }
}
