//! A row of the trail as people, models and scripts are shown it: the same from the shell, from the tool and as a resource.
//!
//! The tool's schema leaves out what models seldom ask for: every one of them reads it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::clock;
use crate::domain::audit::{AuditRow, Decision};

/// Who did what, from where, and how it ended. What does not apply is left out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "AuditEvent says what each is; every model would be sent it again")]
pub struct AuditEntry {
    pub seq: i64,
    pub at: String,
    pub issuer: String,
    pub subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub instance: Option<String>,
    #[schemars(skip)]
    pub request_id: String,
    pub action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub environment: Option<String>,
    #[schemars(skip)]
    pub decision: Decision,
    pub outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub plan_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub before_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub after_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub intent: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[schemars(skip)]
    pub duration_ms: i64,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        let (decision, event) = (row.event.decision(), row.event);
        Self {
            seq: row.seq,
            at: clock::rfc3339(event.at),
            issuer: event.issuer,
            subject: event.subject,
            kind: event.kind,
            role: event.role,
            client: event.client,
            source: event.source,
            instance: event.instance,
            request_id: event.request_id,
            action: event.action,
            tool: event.tool,
            device: event.device,
            environment: event.environment,
            decision,
            outcome: event.outcome,
            reason: event.reason,
            plan_id: event.plan_id,
            plan_digest: event.plan_digest,
            before_digest: event.before_digest,
            after_digest: event.after_digest,
            intent: event.intent,
            detail: event.detail,
            duration_ms: event.duration_ms,
        }
    }
}
