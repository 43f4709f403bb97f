//! Writes for tests: their three outcomes, and looking what is there afterwards by comparing texts.

use std::time::Duration;

use rosmcp::domain::row::RawRow;
use rosmcp::error::{Error, ErrorKind, Result};
use rosmcp::routeros::session::Session;
use rosmcp::routeros::transport::{Print, Reply, Request};
use tokio_util::sync::CancellationToken;

/// What became of a write.
///
/// It is what the router said, or that it said nothing. Routers have been seen to refuse what they did and to accept
/// what they did not do, so whoever must be certain reads back after each of the three.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The router says that it did it; a new row's id is in `ret`.
    Applied(Reply),
    /// It was not sent, or the router refused it in the words of the error.
    NotApplied(Error),
    /// It was sent, and no whole answer came; it was not sent again.
    Unknown,
}

impl Outcome {
    /// The outcome that `result`, which a call for a write returned, stands for.
    pub(super) fn of(result: Result<Reply>) -> Self {
        match result {
            Ok(reply) => Self::Applied(reply),
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Self::Unknown,
            Err(error) => Self::NotApplied(error),
        }
    }
}

/// What reading back shows of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// It is done; the row as it reads now, `None` where there is none any more.
    Done(Option<RawRow>),
    /// It is not done; the row as it still is.
    NotDone(Option<RawRow>),
    /// It cannot be told by comparing texts; the rows in question.
    Unclear(Vec<RawRow>),
}

/// Writing with a session.
pub(super) trait Writes {
    /// Sends a write within the session's timeout.
    async fn write(&self, request: Request) -> Outcome;

    /// Sends a write within `time` (at most a minute), unless `cancel` comes first.
    async fn write_within(&self, request: Request, time: Duration, cancel: &CancellationToken) -> Outcome;

    /// Looks whether the router shows what `request` was to do; for after an unknown outcome, and for certainty.
    ///
    /// A new row is known by the `comment` it was given, or else by its `name`: what is given should be unique. Values
    /// are compared as texts, so that one which RouterOS writes in another way is `Unclear`, never `NotDone`.
    async fn read_back(&self, request: &Request) -> Result<Shown>;
}

impl Writes for Session {
    async fn write(&self, request: Request) -> Outcome {
        Outcome::of(self.call(request).await)
    }

    async fn write_within(&self, request: Request, time: Duration, cancel: &CancellationToken) -> Outcome {
        Outcome::of(self.call_within(request, time, cancel).await)
    }

    async fn read_back(&self, request: &Request) -> Result<Shown> {
        match request {
            Request::Add { menu, values } => added(self, menu, values).await,
            Request::Set { menu, id: Some(id), values } => {
                Ok(compared(self.row(menu, id, &[]).await?, values))
            }
            Request::Set { menu, id: None, values } => {
                let print = Print { menu: menu.clone(), settings: true, ..Print::default() };
                Ok(compared(self.print(print).await?.into_iter().next(), values))
            }
            Request::Remove { menu, id } => Ok(match self.row(menu, id, &[]).await? {
                None => Shown::Done(None),
                kept => Shown::NotDone(kept),
            }),
            Request::Move { menu, id, before } => moved(self, menu, id, before.as_deref()).await,
            Request::Switch { menu, id, on } => {
                let disabled = if *on { "no" } else { "yes" };
                let wanted = RawRow::from([("disabled".to_owned(), disabled.to_owned())]);
                Ok(match compared(self.row(menu, id, &[]).await?, &wanted) {
                    // There are only two values, in texts that are known.
                    Shown::Unclear(mut rows) if !rows.is_empty() => Shown::NotDone(rows.pop()),
                    shown => shown,
                })
            }
            Request::Print(_) | Request::Run { .. } => Ok(Shown::Unclear(Vec::new())),
        }
    }
}

async fn added(session: &Session, menu: &str, values: &RawRow) -> Result<Shown> {
    let mark = |field: &'static str| Some((field, values.get(field)?.as_str()));
    let Some(mark) = mark("comment").filter(|(_, text)| !text.is_empty()).or_else(|| mark("name")) else {
        return Ok(Shown::Unclear(Vec::new()));
    };
    let mut rows = session.find(menu, &[mark], &[]).await?;
    Ok(match rows.len() {
        0 => Shown::NotDone(None),
        1 => Shown::Done(rows.pop()),
        _ => Shown::Unclear(rows),
    })
}

async fn moved(session: &Session, menu: &str, id: &str, before: Option<&str>) -> Result<Shown> {
    let rows = session.find(menu, &[], &[".id"]).await?;
    let mut ids = rows.iter().map(|row| row.get(".id").map_or("", String::as_str));
    if !ids.any(|one| one == id) {
        return Ok(Shown::Unclear(Vec::new()));
    }
    Ok(if ids.next() == before { Shown::Done(None) } else { Shown::NotDone(None) })
}

/// What `row` shows of writing `values`.
fn compared(row: Option<RawRow>, values: &RawRow) -> Shown {
    let Some(row) = row else { return Shown::Unclear(Vec::new()) };
    let is = |name: &str| row.get(name).map_or("", String::as_str);
    if values.iter().all(|(name, wanted)| same(name, is(name), wanted)) {
        Shown::Done(Some(row))
    } else {
        Shown::Unclear(vec![row])
    }
}

/// Truth values are written in two ways, and RouterOS leaves `disabled` out of rows that never were.
fn same(name: &str, is: &str, wanted: &str) -> bool {
    let flag = |text: &str| match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        "" if name == "disabled" => Some(false),
        _ => None,
    };
    is == wanted || flag(is).zip(flag(wanted)).is_some_and(|(is, wanted)| is == wanted)
}
