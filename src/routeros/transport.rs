//! What can be asked of a router, whatever the wire.

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::clock::Instant;
use crate::domain::row::RawRow;
use crate::error::{Error, Result};
use crate::routeros::watch::News;

/// One request to a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Read a menu.
    Print(Print),
    /// Add a row.
    Add {
        /// Menu path without a leading slash.
        menu: String,
        /// What is written, RouterOS's names.
        values: RawRow,
    },
    /// Change a row, or the settings of a menu when there is no `id`.
    Set {
        /// Menu path.
        menu: String,
        /// The row's `.id`.
        id: Option<String>,
        /// What is written.
        values: RawRow,
    },
    /// Remove a row.
    Remove {
        /// Menu path.
        menu: String,
        /// The row's `.id`.
        id: String,
    },
    /// Put a row of an ordered list right before another one, or at the end.
    Move {
        /// Menu path.
        menu: String,
        /// The row's `.id`.
        id: String,
        /// The `.id` of the row that comes after it.
        before: Option<String>,
    },
    /// Enable or disable a row.
    Switch {
        /// Menu path.
        menu: String,
        /// The row's `.id`.
        id: String,
        /// Whether it is enabled.
        on: bool,
    },
    /// Run a command: `tool/ping`, `system/reboot`, `ip/dns/cache/flush`.
    Run {
        /// Command path.
        path: String,
        /// Its arguments.
        arguments: RawRow,
        /// Whether running it again has no other effect than running it once.
        read_only: bool,
    },
}

/// A read of one menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Print {
    /// Menu path without a leading slash.
    pub menu: String,
    /// Only these fields; all of them when empty. `.id` is always asked for in lists.
    pub fields: Vec<String>,
    /// Only rows where each of these fields has exactly this text.
    pub equals: Vec<(String, String)>,
    /// Whether the menu holds one row without `.id`.
    pub settings: bool,
}

impl Request {
    /// Whether the router's state is the same afterwards, so that it may be sent again.
    pub fn is_read(&self) -> bool {
        match self {
            Self::Print(_) => true,
            Self::Run { read_only, .. } => *read_only,
            Self::Add { .. }
            | Self::Set { .. }
            | Self::Remove { .. }
            | Self::Move { .. }
            | Self::Switch { .. } => false,
        }
    }

    /// What it asks for, in a word.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Print(_) => "print",
            Self::Add { .. } => "add",
            Self::Set { .. } => "set",
            Self::Remove { .. } => "remove",
            Self::Move { .. } => "move",
            Self::Switch { .. } => "switch",
            Self::Run { .. } => "run",
        }
    }

    /// The path it goes to, for logs and errors.
    pub fn path(&self) -> &str {
        match self {
            Self::Print(print) => &print.menu,
            Self::Add { menu, .. }
            | Self::Set { menu, .. }
            | Self::Remove { menu, .. }
            | Self::Move { menu, .. }
            | Self::Switch { menu, .. } => menu,
            Self::Run { path, .. } => path,
        }
    }
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Rows, in the router's order; one for settings; none for most writes.
    pub rows: Vec<RawRow>,
    /// What `!done` carried: the id of a new row, a count, a job.
    pub ret: Option<String>,
}

/// How far a request came before it failed; retries, the breaker and the outcome of a write follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was sent for a reason on our side: a malformed request, a refused address, a full queue.
    Withheld,
    /// The peer did not prove to be the device; no credential was sent.
    Untrusted,
    /// No connection came about; nothing was sent.
    Unsent,
    /// It was sent, or may have been, and no whole answer came.
    Lost,
    /// It was sent, and the caller gave up before the answer.
    Abandoned,
    /// An answer came that is not RouterOS's.
    Garbled,
    /// The router answered that it will not.
    Answered,
}

/// A request that failed, and how far it came.
#[derive(Debug)]
pub struct Failure {
    /// How far the request came.
    pub stage: Stage,
    /// What to tell the user.
    pub error: Error,
}

impl Failure {
    /// `error` at `stage`.
    pub fn at(stage: Stage, error: Error) -> Self {
        Self { stage, error }
    }

    /// Whether the same read may succeed when it is sent again at once.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(self.stage, Stage::Unsent | Stage::Lost | Stage::Garbled)
    }

    /// Whether the router may have carried the request out.
    pub fn may_have_had_effect(&self) -> bool {
        matches!(self.stage, Stage::Lost | Stage::Abandoned | Stage::Garbled)
    }
}

/// A wire to one router for one user.
///
/// It sends each request at most once: retrying is the session's decision.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request` and returns the whole answer, or fails by `deadline` and says how far it came.
    ///
    /// It ends when the router is done with the request. Once `given_up` is cancelled nobody waits for the answer: a
    /// wire that can stop a command on the router does so, others go on waiting.
    async fn call(
        &self,
        request: &Request,
        deadline: Instant,
        given_up: &CancellationToken,
    ) -> Result<Reply, Failure>;

    /// Whether it has the router stop a command that nobody waits for.
    fn stops(&self) -> bool {
        false
    }

    /// Has the router say when something happens to the rows of `menu`; `None` on a wire that cannot carry it.
    async fn follow(&self, _menu: &str) -> Result<Option<News>, Failure> {
        Ok(None)
    }
}
