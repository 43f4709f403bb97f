//! The kinds of faults.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::lab::command::Command;
use crate::lab::trap::Trap;

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Fault {
    /// The request comes late.
    Latency(Duration),
    /// The request is done at once and answered late.
    Stall(Duration),
    /// Nothing is done and nothing is answered; the connection stays open.
    Hang,
    /// The connection is reset after that many bytes of the answer.
    Reset(usize),
    /// The connection is closed after that many bytes of the answer, or half of it.
    Truncate(Option<usize>),
    /// Bytes that mean nothing instead of the answer's body.
    Garbage,
    /// The answer's length is said to be so much more than it is, or less.
    WrongLength(i32),
    /// The answer comes byte by byte, one in that time.
    Drip(Duration),
    /// Nothing is done; the answer is this HTTP status, a trap over the API.
    Status(u16, Option<String>),
    /// The request is done, and the connection closed without an answer.
    LostAnswer,
    /// As if the credentials were wrong.
    Unauthorized,
    /// The request is done, and refused.
    Refused(Option<String>),
    /// The request is answered as if it were done.
    Ignored,
    /// The request is done; then the router is off for that time.
    Reboot(Duration),
    /// Another admin does something before it.
    Edit(Edit),
    /// The connection meets another certificate than the router's.
    Certificate,
}

/// What another admin does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::lab) struct Edit {
    path: String,
    verb: String,
    #[serde(default)]
    values: BTreeMap<String, String>,
}

impl Edit {
    /// The command that does it.
    pub(in crate::lab) fn command(self) -> Command {
        let Self { path, verb, values } = self;
        Command { path, verb, words: values.into_iter().collect(), ..Command::default() }
    }
}

impl Fault {
    /// The first `at` of the answer's `bytes`, or half of them.
    pub(in crate::lab) fn cut(mut bytes: Vec<u8>, at: Option<usize>) -> Vec<u8> {
        bytes.truncate(at.unwrap_or(bytes.len() / 2));
        bytes
    }
}

/// The words of a fault that has none of its own.
pub(in crate::lab) const WORDS: &str = "std failure: timeout (13)";

/// What is said when the other admin's edit was refused: a mistake of the rule, which must not pass unseen.
pub(in crate::lab) fn not_edited(trap: &Trap) -> String {
    format!("the edit that a fault asked for was refused: {trap:?}")
}
