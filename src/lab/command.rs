//! A command as every front hands it in, and what comes back.

use std::collections::BTreeMap;
use std::net::IpAddr;

use tokio::sync::mpsc;

use super::policy::Policies;
use super::query::Query;

/// Who is calling, as of his login.
#[derive(Debug, Clone)]
pub(super) struct Login {
    /// The user's name.
    pub(super) user: String,
    /// The policies of his group when he logged in.
    pub(super) policies: Policies,
    /// Where he calls from.
    pub(super) from: IpAddr,
    /// The number of his session in `/user/active`; none over REST, where it isn't his alone, and in scripts.
    pub(super) session: Option<u32>,
}

/// One command: `/ip/address` `add` `address=… interface=…`.
#[derive(Debug, Clone, Default)]
pub(super) struct Command {
    /// The directory, without a leading slash.
    pub(super) path: String,
    /// The command's name.
    pub(super) verb: String,
    /// Its arguments in the order given.
    pub(super) words: Vec<(String, String)>,
    /// What `print` shall find.
    pub(super) query: Query,
    /// Where a command that goes on tells its rows as they come; without it they are kept until it ends.
    pub(super) live: Option<mpsc::Sender<Record>>,
}

impl Command {
    /// The argument `name`.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(word, _)| word == name).map(|(_, value)| value.as_str())
    }

    /// Tells `row` at once, or keeps it among `rows`.
    pub(super) async fn tell(&self, row: Record, rows: &mut Vec<Record>) {
        match &self.live {
            // A client that is gone hears no more.
            Some(live) => drop(live.send(row).await),
            None => rows.push(row),
        }
    }

    /// Whether the flag `name` stands there; a flag is on without a value or with `yes`.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.word(name), Some("" | "yes" | "true"))
    }
}

/// A row as it is shown.
pub(super) type Record = BTreeMap<&'static str, String>;

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    /// Rows, perhaps none.
    Rows(Vec<Record>),
    /// One value after the end: a new row's id, a count.
    Ret(String),
    /// Nothing.
    Done,
}
