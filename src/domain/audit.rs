//! What is remembered of every call and every change, and what binds each row to the one before it.

mod covered;

use serde::{Deserialize, Serialize};

use self::covered::Covered;
use crate::error::{Error, ErrorKind, Result};

/// The outcome of a row that says what is about to be done.
pub const INTENT: &str = "intent";

/// Every outcome that a row may have: `ok`, the kinds of errors, and [`INTENT`].
pub fn outcomes() -> impl Iterator<Item = &'static str> {
    ["ok", INTENT].into_iter().chain(ErrorKind::ALL.iter().map(|kind| kind.row().name))
}

/// What the first row is bound to: there is none before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Whether somebody was allowed to do what a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Role, scope and policy let it through, however it ended.
    Allowed,
    /// One of them stood in the way, a confirmation was missing, or the caller did not prove who he is.
    Denied,
}

impl Decision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Allowed, Self::Denied];
    /// The outcomes of what was denied.
    pub const DENIED: [ErrorKind; 2] = [ErrorKind::Refused, ErrorKind::Unauthenticated];

    /// The word that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
        }
    }
}

impl std::str::FromStr for Decision {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|decision| decision.as_str() == word)
            .ok_or_else(|| format!("allowed or denied, not {word:?}"))
    }
}

/// One audit row, as it is written. What is `None` does not apply, and is left out of the JSON that the hash covers, so that
/// later versions can add fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Serialize, Deserialize))]
pub struct AuditEvent {
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who: issuer.
    pub issuer: String,
    /// Who: subject at the issuer.
    pub subject: String,
    /// Whether the subject is a `person` or a `program`.
    pub kind: Option<String>,
    /// The role in which the subject acted.
    pub role: Option<String>,
    /// The client program that acted for the subject.
    pub client: Option<String>,
    /// The network address that the request came from.
    pub source: Option<String>,
    /// The host whose rosmcp wrote the row.
    pub instance: Option<String>,
    /// The request's identifier.
    pub request_id: String,
    /// What was done: `tool.call`, `device.add`, `device.edit`, `key.rotate`, …
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
    /// The digest of what was changed, as it was afterwards; of a password a keyed one, by which only those of one device
    /// and one encryption key compare.
    pub after_digest: Option<String>,
    /// The `seq` of the row that announced what this one reports.
    pub intent: Option<i64>,
    /// What else is worth keeping, without any secret: the menu read, the field changed, the error's message.
    pub detail: Option<String>,
    /// How long it took, milliseconds.
    pub duration_ms: i64,
}

impl AuditEvent {
    /// Whether it was allowed, as its outcome says.
    pub fn decision(&self) -> Decision {
        let denied = Decision::DENIED.iter().any(|kind| kind.row().name == self.outcome);
        if denied { Decision::Denied } else { Decision::Allowed }
    }

    /// Puts U+FFFD in place of U+0000, which PostgreSQL takes in no text: one caller's would refuse everybody's rows that
    /// are stored with it.
    pub fn without_nul(&mut self) {
        let texts =
            [&mut self.issuer, &mut self.subject, &mut self.request_id, &mut self.action, &mut self.outcome];
        let others = [
            &mut self.kind,
            &mut self.role,
            &mut self.client,
            &mut self.source,
            &mut self.instance,
            &mut self.tool,
            &mut self.device,
            &mut self.environment,
            &mut self.reason,
            &mut self.plan_id,
            &mut self.plan_digest,
            &mut self.before_digest,
            &mut self.after_digest,
            &mut self.detail,
        ];
        for text in texts.into_iter().chain(others.into_iter().flatten()) {
            if text.contains('\0') {
                *text = text.replace('\0', "\u{fffd}");
            }
        }
    }
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

impl AuditRow {
    /// The row as canonical JSON (RFC 8785) without its hash: what the hash covers, behind the hash of the row before.
    pub fn canonical(&self) -> Result<String> {
        serde_json::to_string(&Covered::of(self))
            .map_err(|error| Error::internal("an audit row cannot be written as JSON", error))
    }

    /// One line for a file outside: `{"event":{…},"hash":"…","prev_hash":"…","decision":"…"}`, the event as
    /// [`AuditRow::canonical`]; the decision follows from its outcome and is not part of what the hash covers.
    pub fn line(&self, previous: &str) -> Result<String> {
        let (event, hash, decision) = (self.canonical()?, &self.hash, self.event.decision().as_str());
        Ok(format!(
            "{{\"event\":{event},\"hash\":\"{hash}\",\"prev_hash\":\"{previous}\",\"decision\":\"{decision}\"}}\n"
        ))
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
pub(crate) mod tests {
    use super::*;

    /// Something that anna did at a shell and that came to a good end.
    pub(crate) fn event(at: i64, action: &str) -> AuditEvent {
        AuditEvent {
            at,
            issuer: "local".into(),
            subject: "anna".into(),
            request_id: format!("r{at}"),
            action: action.into(),
            outcome: "ok".into(),
            ..AuditEvent::default()
        }
    }

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
        assert_eq!(row.canonical().unwrap(), wanted);
        assert_eq!(
            row.line("00").unwrap(),
            format!("{{\"event\":{wanted},\"hash\":\"ff\",\"prev_hash\":\"00\",\"decision\":\"allowed\"}}\n")
        );
    }

    #[test]
    fn only_what_was_refused_or_not_proved_was_denied() {
        let denied: Vec<_> = outcomes()
            .filter(|outcome| {
                let event = AuditEvent { outcome: (*outcome).to_owned(), ..AuditEvent::default() };
                event.decision() == Decision::Denied
            })
            .collect();
        assert_eq!(denied, ["refused", "unauthenticated"]);
    }

    #[test]
    fn every_field_is_in_the_canonical_form_so_that_no_change_goes_unnoticed() {
        let some = |text: &str| Some(text.to_owned());
        let event = AuditEvent {
            at: 1,
            issuer: "i".into(),
            subject: "s".into(),
            kind: some("k"),
            role: some("r"),
            client: some("c"),
            source: some("so"),
            instance: some("in"),
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
        let mut nul: AuditEvent =
            serde_json::from_str(&serde_json::to_string(&event).unwrap().replace(":\"", ":\"\\u0000"))
                .unwrap();
        nul.without_nul();
        assert!(!serde_json::to_string(&nul).unwrap().contains("\\u0000"), "{nul:?}");
        let canonical = AuditRow { seq: 4, event, hash: String::new() }.canonical().unwrap();
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&canonical).expect("an object");
        assert_eq!(fields.len(), 23);
        assert_eq!(canonical, super::super::canonical::canonical(&fields).unwrap());
    }
}
