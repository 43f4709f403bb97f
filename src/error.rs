//! What can go wrong, and what every surface makes of it.
//!
//! [`ErrorKind::row`] is THE table: exit code, HTTP status, JSON-RPC code and whether trying again can help. Surfaces
//! look here and decide nothing themselves. An [`Error`] says what failed (`message`), while doing what (`doing`) and
//! what to do now (`hints`). It never carries a secret: adapters redact before they construct one.

mod json;

use std::fmt;
use std::sync::Arc;

pub use json::in_json_terms;

/// The result of anything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whether the same call may succeed when it is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same call fails again.
    No,
    /// The same call may succeed later.
    Yes,
    /// Only the part that failed (some devices) is worth another try.
    FailedPart,
    /// Read the state first: the call may already have had its effect.
    ReadFirst,
    /// The world moved: make a new plan.
    Replan,
}

/// One row of the error table.
#[derive(Debug, Clone, Copy)]
pub struct ErrorRow {
    /// The stable name that users and scripts see, `snake_case`.
    pub name: &'static str,
    /// Process exit code.
    pub exit: u8,
    /// HTTP status code.
    pub http: u16,
    /// JSON-RPC error code where the error is a protocol fault; `None` where it is a tool result with `isError`.
    pub json_rpc: Option<i32>,
    /// Whether trying again can help.
    pub retry: Retry,
}

macro_rules! error_kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal, $exit:literal, $http:literal, $rpc:expr, $retry:ident;)+) => {
        /// The kinds of error that users meet; their names and codes are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorKind { $($(#[doc = $doc])+ $kind,)+ }

        impl ErrorKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$kind,)+];

            /// The kind's row of the table.
            pub const fn row(self) -> ErrorRow {
                match self {
                    $(ErrorKind::$kind => ErrorRow {
                        name: $name, exit: $exit, http: $http, json_rpc: $rpc, retry: Retry::$retry,
                    },)+
                }
            }

            /// What the kind means, one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(ErrorKind::$kind => concat!($($doc),+),)+ }
            }
        }
    };
}

error_kinds! {
    /// A fault of rosmcp itself.
    Internal = "internal", 1, 500, Some(-32603), No;
    /// The request is malformed: an unknown name, a value out of range, a missing argument.
    Usage = "usage", 2, 400, Some(-32602), No;
    /// Some devices failed; the answer has an outcome per device. Where none answered, the error is theirs.
    Partial = "partial", 3, 200, None, FailedPart;
    /// Not allowed by role, scope, capability, policy or read-only mode, or a confirmation is missing.
    Refused = "refused", 4, 403, None, No;
    /// The caller did not prove who he is.
    Unauthenticated = "unauthenticated", 4, 401, None, No;
    /// Differences were found, as asked.
    Differences = "differences_found", 5, 200, None, No;
    /// The change was undone.
    RolledBack = "rolled_back", 6, 409, None, No;
    /// Whether the change took effect is unknown, or its confirmation is pending.
    OutcomeUnknown = "outcome_unknown", 7, 202, None, ReadFirst;
    /// There is no such device, menu, row, plan or file.
    NotFound = "not_found", 8, 404, None, No;
    /// It exists already, or it changed meanwhile.
    Conflict = "conflict", 9, 409, None, Replan;
    /// A setting, the database's version or the encryption key is wrong, or the disk cannot be written.
    Configuration = "configuration", 10, 500, Some(-32603), No;
    /// Another run holds the lock, or another program the port.
    Locked = "locked", 11, 423, None, Yes;
    /// The device refused the user name, the password or the user's policies.
    DeviceAuth = "device_auth", 12, 502, None, No;
    /// The device could not be reached, or its certificate is not trusted.
    Unreachable = "unreachable", 13, 504, None, Yes;
    /// The device or service did not answer in time.
    Timeout = "timeout", 13, 504, None, Yes;
    /// The router said no; its own words are in the message.
    DeviceRejected = "device_rejected", 14, 422, None, No;
    /// Too much at once here or on the router.
    Busy = "busy", 15, 503, None, Yes;
    /// The caller asks too often.
    RateLimited = "rate_limited", 15, 429, None, Yes;
    /// A decryption, checksum or chain does not add up.
    Integrity = "integrity", 16, 500, Some(-32603), No;
    /// The user or the client stopped it.
    Interrupted = "interrupted", 130, 499, None, No;
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().name)
    }
}

/// What failed, while doing what, and what to do now.
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    doing: Vec<String>,
    hints: Vec<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind`; `message` says what failed, in lower case and without a full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner { kind, message, doing: Vec::new(), hints: Vec::new(), source: None }))
    }

    /// A fault of rosmcp itself, with the cause kept for the log.
    pub fn internal(
        message: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::new(ErrorKind::Internal, message).caused_by(source)
    }

    /// A malformed request.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Nothing by that name.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// The file `path`, called `what`, that the user named and that cannot be read: not found where it is not there, otherwise
    /// a usage error.
    pub fn unreadable(what: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let kind = if missing { ErrorKind::NotFound } else { ErrorKind::Usage };
        Self::new(kind, format!("{what} {} cannot be read: {error}", path.display()))
    }

    /// A wrong setting, database version or key.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// Adds what the user was doing; the use case knows it, the adapter does not.
    #[must_use]
    pub fn while_doing(mut self, doing: impl Into<String>) -> Self {
        self.0.doing.push(doing.into());
        self
    }

    /// Adds what the reader can do now.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// Keeps the cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into().into());
        self
    }

    /// The kind, which fixes every code.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What failed, without context.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do now, most useful first.
    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }

    /// The message and the hints in one text.
    pub fn with_hints(&self) -> String {
        self.hints().iter().fold(self.to_string(), |text, hint| format!("{text}; {hint}"))
    }

    /// What surfaces show as JSON: `{kind, message, hints, retryable}`.
    pub fn report(&self) -> serde_json::Value {
        let row = self.kind().row();
        serde_json::json!({
            "kind": row.name,
            "message": self.to_string(),
            "hints": self.hints(),
            "retryable": row.retry == Retry::Yes,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        for doing in &self.0.doing {
            write!(f, ", while {doing}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

/// Adds to the error of a result what the user was doing.
pub trait WhileDoing<T> {
    /// See [`Error::while_doing`]; `doing` is only called on an error.
    fn while_doing<D: Into<String>>(self, doing: impl FnOnce() -> D) -> Result<T>;
}

impl<T> WhileDoing<T> for Result<T> {
    fn while_doing<D: Into<String>>(self, doing: impl FnOnce() -> D) -> Result<T> {
        self.map_err(|error| error.while_doing(doing()))
    }
}

/// The candidate most like `wanted`, for "did you mean"; `None` when nothing is near.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// `docs/reference/errors.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Errors\n\nOne table for the exit code of the command line, the HTTP status and the JSON-RPC code. With \
         `-o json` an error is `{\"error\":{\"kind\",\"message\",\"hints\",\"retryable\"}}` on stderr; a tool result \
         with `isError` has the same four fields. What is no tool call, such as reading a resource, fails with JSON-RPC's \
         codes: -32002 (-32602 from 2026-07-28 on) for not_found, -32602 for usage and refused, else -32603, with those fields \
         as `data`. Over HTTP, a tool call that is too much at once is answered by a tool result, which also has \
         `retry_after_seconds`; any other request by 429 or 503 with `Retry-After`.\n\n| kind | exit | HTTP | MCP | again? | meaning |\n|---|---|---|---|---|---|\n",
    );
    for kind in ErrorKind::ALL {
        let row = kind.row();
        let mcp = match (kind, row.json_rpc) {
            (ErrorKind::Usage, Some(code)) => format!("{code}; tool error for a tool's arguments"),
            (ErrorKind::Partial, _) => "result that counts the failed; tool error for a plan".to_owned(),
            (_, Some(code)) => code.to_string(),
            (_, None) => "tool error".to_owned(),
        };
        let again = match row.retry {
            Retry::No => "no",
            Retry::Yes => "yes",
            Retry::FailedPart => "what failed",
            Retry::ReadFirst => "read first",
            Retry::Replan => "plan anew",
        };
        let meaning = kind.meaning().trim();
        page.push_str(&format!(
            "| {} | {} | {} | {mcp} | {again} | {meaning} |\n",
            row.name, row.exit, row.http
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_snake_case() {
        let mut names: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.row().name).collect();
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn an_error_reads_what_while_doing_what() {
        let error = Error::not_found("no device named \"edge\"").while_doing("reading ip/address");
        assert_eq!(error.to_string(), "no device named \"edge\", while reading ip/address");
    }

    #[test]
    fn a_report_says_whether_the_same_call_may_succeed_later() {
        let error = Error::new(ErrorKind::Timeout, "no answer within 5 s").hint("look at the link");
        let report = error.report();
        assert_eq!(report["kind"], "timeout");
        assert_eq!(report["hints"][0], "look at the link");
        assert_eq!(report["retryable"], true);
        assert_eq!(Error::usage("no such field").report()["retryable"], false);
    }

    #[test]
    fn nearest_finds_a_typo_and_nothing_far() {
        assert_eq!(nearest("mcp_http_prot", ["mcp_http_port", "debug"]), Some("mcp_http_port"));
        assert_eq!(nearest("LAB-1", ["lab-1", "edge"]), Some("lab-1"));
        assert_eq!(nearest("zzz", ["mcp_http_port", "debug"]), None);
    }
}
