//! Replies: rows, ends and refusals as sentences, each with the tag of its command right after the reply word.

use tokio::sync::mpsc;

use super::codec::encode;
use crate::lab::bytes::put;
use crate::lab::command::{Output, Record};
use crate::lab::faults::wire::Wire;
use crate::lab::trap::Trap;

/// What a client gets.
pub(super) enum Said {
    /// A sentence.
    Words(Vec<u8>),
    /// What a fault makes of an answer.
    Wire(Wire),
}

/// Says sentences about one command; what is said after the client is gone is lost.
#[derive(Clone)]
pub(super) struct Voice {
    out: mpsc::Sender<Said>,
    tag: Option<Vec<u8>>,
}

impl Voice {
    /// Speaks to the client behind `out`.
    pub(super) fn new(out: mpsc::Sender<Said>) -> Self {
        Self { out, tag: None }
    }

    /// The same command, said to `out`.
    pub(super) fn to(&self, out: mpsc::Sender<Said>) -> Self {
        Self { out, tag: self.tag.clone() }
    }

    /// The same client, about the command with `tag`.
    pub(super) fn about(&self, tag: Option<Vec<u8>>) -> Self {
        Self { out: self.out.clone(), tag }
    }

    /// A row: its id first, then by name.
    pub(super) async fn row(&self, row: &Record) {
        let id = row.get_key_value(".id");
        let rest = row.iter().filter(|(name, _)| **name != ".id");
        let attributes = id.into_iter().chain(rest).map(|(name, value)| (*name, value.as_str()));
        self.sentence("!re", attributes).await;
    }

    /// That there are no rows.
    pub(super) async fn empty(&self) {
        self.sentence("!empty", []).await;
    }

    /// The end of the command.
    pub(super) async fn done(&self) {
        self.sentence("!done", []).await;
    }

    /// What `output` says beside rows that have been said already, and the end; `empties` is whether this router says
    /// that there was nothing.
    pub(super) async fn output(&self, output: Output, said: usize, empties: bool) {
        match output {
            Output::Rows(rows) => {
                for row in &rows {
                    self.row(row).await;
                }
                if empties && said == 0 && rows.is_empty() {
                    self.empty().await;
                }
                self.done().await;
            }
            Output::Ret(value) => self.sentence("!done", [("ret", value.as_str())]).await,
            Output::Done => self.done().await,
        }
    }

    /// A refusal; the command has not ended yet.
    pub(super) async fn trap(&self, trap: &Trap) {
        let (category, message) = match trap {
            Trap::NoSuchItem => (Some("0"), "no such item"),
            Trap::Refused(message) => (category(message), message.as_str()),
            Trap::NotAllowed(message) => (None, *message),
            Trap::Interrupted => (Some("2"), "interrupted"),
            Trap::SessionClosed => (None, "Session closed"),
            Trap::Unsupported(what) => return self.unsupported(what).await,
        };
        let category = category.map(|category| ("category", category));
        self.sentence("!trap", category.into_iter().chain([("message", message)])).await;
    }

    /// What the simulator hasn't: no router ever says so.
    async fn unsupported(&self, what: &str) {
        let message = format!("not simulated: {what}");
        self.sentence("!trap", [("x-sim-unsupported", what), ("message", &message)]).await;
    }

    /// The last words before the connection closes.
    pub(super) async fn fatal(&self, reason: &str) {
        self.send(encode([&b"!fatal"[..], reason.as_bytes()])).await;
    }

    async fn sentence<'a>(&self, word: &str, attributes: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let tag = self.tag.as_ref().map(|tag| [b".tag=", tag.as_slice()].concat());
        let attributes: Vec<_> = attributes.into_iter().map(|(name, value)| attribute(name, value)).collect();
        let words = [word.as_bytes().to_vec()].into_iter().chain(tag).chain(attributes);
        let words: Vec<_> = words.collect();
        self.send(encode(words.iter().map(Vec::as_slice))).await;
    }

    /// Sends what a fault makes of the answer.
    pub(super) async fn wire(&self, wire: Wire) {
        drop(self.out.send(Said::Wire(wire)).await);
    }

    async fn send(&self, bytes: Vec<u8>) {
        // The client may be gone.
        drop(self.out.send(Said::Words(bytes)).await);
    }
}

fn attribute(name: &str, value: &str) -> Vec<u8> {
    let mut word = format!("={name}=").into_bytes();
    value.chars().for_each(|c| put(c, &mut word));
    word
}

/// The category that goes with the router's words: a missing item or command, or an argument's value (RouterOS manual,
/// "API", `!trap`). Other words go without one.
fn category(message: &str) -> Option<&'static str> {
    let value = ["invalid value", "input does not match", "value of ", "ambiguous value"];
    if message.starts_with("no such") && !message.ends_with("prefix") {
        Some("0")
    } else if value.iter().any(|start| message.starts_with(start)) {
        Some("1")
    } else {
        None
    }
}
