//! A row of the trail as its hash covers it.

use serde::Serialize;

use super::{AuditEvent, AuditRow};

/// The row as the hash covers it. Its fields are in the order of RFC 8785 and its numbers are integers, so that what serde
/// makes of it is canonical as it is: every read leaves a row.
#[derive(Serialize)]
pub(super) struct Covered<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_digest: Option<&'a str>,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    before_digest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'a str>,
    duration_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<i64>,
    issuer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_digest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    seq: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'a str>,
}

impl<'a> Covered<'a> {
    pub(super) fn of(row: &'a AuditRow) -> Self {
        // All of them, so that none is forgotten.
        let AuditEvent {
            action,
            after_digest,
            at,
            before_digest,
            client,
            detail,
            device,
            duration_ms,
            environment,
            instance,
            intent,
            issuer,
            kind,
            outcome,
            plan_digest,
            plan_id,
            reason,
            request_id,
            role,
            source,
            subject,
            tool,
        } = &row.event;
        Self {
            action,
            after_digest: after_digest.as_deref(),
            at: *at,
            before_digest: before_digest.as_deref(),
            client: client.as_deref(),
            detail: detail.as_deref(),
            device: device.as_deref(),
            duration_ms: *duration_ms,
            environment: environment.as_deref(),
            instance: instance.as_deref(),
            intent: *intent,
            issuer,
            kind: kind.as_deref(),
            outcome,
            plan_digest: plan_digest.as_deref(),
            plan_id: plan_id.as_deref(),
            reason: reason.as_deref(),
            request_id,
            role: role.as_deref(),
            seq: row.seq,
            source: source.as_deref(),
            subject,
            tool: tool.as_deref(),
        }
    }
}
