//! What is remembered of every call and every change.

/// One audit row, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who: issuer.
    pub issuer: String,
    /// Who: subject at the issuer.
    pub subject: String,
    /// The request's identifier.
    pub request_id: String,
    /// What was done: `tool.call`, `device.add`, `device.edit`, `key.create`, …
    pub action: String,
    /// The tool, for `tool.call`.
    pub tool: Option<String>,
    /// The device's name, where one device was meant.
    pub device: Option<String>,
    /// `ok`, or the kind of the error.
    pub outcome: String,
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
}
