//! How a router refuses a command; each front says it in its own way.

use super::value::Refusal;

/// A refused command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trap {
    /// No row has that id.
    NoSuchItem,
    /// The command, an argument or its effect is refused, in the router's words.
    Refused(String),
    /// The user lacks a policy, in the router's words.
    NotAllowed(&'static str),
    /// The session ended before the command did.
    SessionClosed,
    /// Somebody stopped the command.
    Interrupted,
    /// RouterOS has this, the simulator doesn't: no router ever answers so.
    Unsupported(String),
}

/// What a command comes to.
pub(super) type Outcome<T> = Result<T, Trap>;

impl Trap {
    /// `failure: …`: the command's own logic says no.
    pub(super) fn failure(reason: &str) -> Self {
        Self::Refused(format!("failure: {reason}"))
    }

    /// A menu, command or row name that doesn't exist.
    pub(super) fn no_such(word: &str) -> Self {
        Self::Refused(format!("no such command or directory ({word})"))
    }

    /// An argument that the command doesn't have.
    pub(super) fn unknown_parameter(name: &str) -> Self {
        Self::Refused(format!("unknown parameter {name}"))
    }

    /// An argument that the command needs.
    pub(super) fn missing(name: &str) -> Self {
        Self::Refused(format!("missing ={name}="))
    }

    /// A value that the argument `name` doesn't take.
    pub(super) fn value(name: &str, refusal: &Refusal) -> Self {
        Self::Refused(refusal.message(name))
    }

    /// The policy for the command is missing.
    pub(super) const NOT_ENOUGH: Self = Self::NotAllowed("not enough permissions (9)");
    /// The user may not use the API at all.
    pub(super) const NO_API: Self = Self::NotAllowed("std failure: not allowed (9)");
}
