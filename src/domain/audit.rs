//! What is remembered of every call and every change, and what binds each row to the one before it.

use serde::{Deserialize, Serialize};

/// The outcome of a row that says what is about to be done.
pub const INTENT: &str = "intent";

/// What the first row is bound to: there is none before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One audit row, as it is written. What is `None` does not apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditEvent {
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who: issuer.
    pub issuer: String,
    /// Who: subject at the issuer.
    pub subject: String,
    /// The role in which the subject acted.
    pub role: Option<String>,
    /// The client program that acted for the subject.
    pub client: Option<String>,
    /// The network address that the request came from.
    pub source: Option<String>,
    /// The request's identifier.
    pub request_id: String,
    /// What was done: `tool.call`, `device.add`, `device.edit`, `key.create`, …
    pub action: String,
    /// The tool, for `tool.call`.
    pub tool: Option<String>,
    /// The device's name, where one device was meant.
    pub device: Option<String>,
    /// The environment of the server or device.
    pub environment: Option<String>,
    /// `ok`, the kind of the error, or [`INTENT`].
    pub outcome: String,
    /// Why, in the caller's words.
    pub reason: Option<String>,
    /// The plan that was carried out.
    pub plan_id: Option<String>,
    /// The digest of that plan.
    pub plan_digest: Option<String>,
    /// The digest of what was changed, as it was before.
    pub before_digest: Option<String>,
    /// The digest of what was changed, as it was afterwards.
    pub after_digest: Option<String>,
    /// The `seq` of the row that announced what this one reports.
    pub intent: Option<i64>,
    /// What else is worth keeping, without any secret: the menu read, the field changed, the error's message.
    pub detail: Option<String>,
    /// How long it took, milliseconds.
    pub duration_ms: i64,
}

/// An audit row as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Position in the trail, counting up from 1.
    pub seq: i64,
    /// The event.
    pub event: AuditEvent,
    /// SHA-256 of the hash before and of [`AuditRow::canonical`], in hexadecimal.
    pub hash: String,
}

/// The row as the hash covers it: canonical JSON (RFC 8785), which these fields in alphabetical order are, for they are
/// texts and integers. What is `None` is left out, so that later versions can add fields.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
struct Canonical<'a> {
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
    intent: Option<i64>,
    issuer: &'a str,
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

impl AuditRow {
    /// The row as canonical JSON (RFC 8785) without its hash: what the hash covers, behind the hash of the row before.
    pub fn canonical(&self) -> String {
        let event = &self.event;
        let canonical = Canonical {
            action: &event.action,
            after_digest: event.after_digest.as_deref(),
            at: event.at,
            before_digest: event.before_digest.as_deref(),
            client: event.client.as_deref(),
            detail: event.detail.as_deref(),
            device: event.device.as_deref(),
            duration_ms: event.duration_ms,
            environment: event.environment.as_deref(),
            intent: event.intent,
            issuer: &event.issuer,
            outcome: &event.outcome,
            plan_digest: event.plan_digest.as_deref(),
            plan_id: event.plan_id.as_deref(),
            reason: event.reason.as_deref(),
            request_id: &event.request_id,
            role: event.role.as_deref(),
            seq: self.seq,
            source: event.source.as_deref(),
            subject: &event.subject,
            tool: event.tool.as_deref(),
        };
        // Texts and integers always have a JSON form.
        serde_json::to_string(&canonical).unwrap_or_default()
    }

    /// One line for a file outside: `{"event":{…},"hash":"…","prev_hash":"…"}`, the event as [`AuditRow::canonical`].
    pub fn line(&self, previous: &str) -> String {
        format!(
            "{{\"event\":{},\"hash\":\"{}\",\"prev_hash\":\"{previous}\"}}\n",
            self.canonical(),
            self.hash
        )
    }
}

/// Why a checkpoint is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckpointKind {
    /// The trail was so at that row.
    Checkpoint,
    /// The rows up to that one were deleted because they were old.
    Tombstone,
}

impl CheckpointKind {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checkpoint => "checkpoint",
            Self::Tombstone => "tombstone",
        }
    }
}

impl std::str::FromStr for CheckpointKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Checkpoint, Self::Tombstone].into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// What the hash was at some row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The row.
    pub seq: i64,
    /// When this was noted, Unix milliseconds.
    pub at: i64,
    /// The hash of the row.
    pub hash: String,
    /// Why.
    pub kind: CheckpointKind,
    /// The outer key from which the key of the MAC is derived.
    pub key_id: String,
    /// HMAC-SHA256 of [`Checkpoint::message`], in hexadecimal.
    pub mac: String,
}

impl Checkpoint {
    /// What the MAC covers.
    pub fn message(&self) -> String {
        format!("rosmcp audit {} {} {} {}", self.kind.as_str(), self.seq, self.at, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_is_sorted_lean_and_escapes_as_rfc_8785_says() {
        let event = AuditEvent {
            at: 7,
            issuer: "local".into(),
            subject: "änna\u{1}\n\"".into(),
            outcome: "ok".into(),
            plan_id: Some("p".into()),
            ..AuditEvent::default()
        };
        let row = AuditRow { seq: 1, event, hash: "ff".into() };
        let wanted = "{\"action\":\"\",\"at\":7,\"duration_ms\":0,\"issuer\":\"local\",\"outcome\":\"ok\",\"plan_id\":\"p\",\
                      \"request_id\":\"\",\"seq\":1,\"subject\":\"änna\\u0001\\n\\\"\"}";
        assert_eq!(row.canonical(), wanted);
        assert_eq!(row.line("00"), format!("{{\"event\":{wanted},\"hash\":\"ff\",\"prev_hash\":\"00\"}}\n"));
    }

    #[test]
    fn every_field_is_in_the_canonical_form_so_that_no_change_goes_unnoticed() {
        let some = |text: &str| Some(text.to_owned());
        let event = AuditEvent {
            at: 1,
            issuer: "i".into(),
            subject: "s".into(),
            role: some("r"),
            client: some("c"),
            source: some("so"),
            request_id: "q".into(),
            action: "a".into(),
            tool: some("t"),
            device: some("d"),
            environment: some("e"),
            outcome: "o".into(),
            reason: some("w"),
            plan_id: some("p"),
            plan_digest: some("pd"),
            before_digest: some("b"),
            after_digest: some("af"),
            intent: Some(2),
            detail: some("de"),
            duration_ms: 3,
        };
        let canonical = AuditRow { seq: 4, event, hash: String::new() }.canonical();
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&canonical).expect("an object");
        assert_eq!(fields.len(), 21);
        assert!(fields.keys().is_sorted());
    }
}
