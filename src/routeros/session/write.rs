//! Writes: their three outcomes, and looking what is there afterwards.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Session;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::transport::{Print, Reply, Request};

/// What became of a write.
///
/// It is what the router said, or that it said nothing. Routers have been seen to refuse what they did and to accept
/// what they did not do, so whoever must be certain reads back after each of the three.
#[derive(Debug)]
pub enum Outcome {
    /// The router says that it did it; a new row's id is in [`Reply::ret`].
    Applied(Reply),
    /// It was not sent, or the router refused it in the words of the error.
    NotApplied(Error),
    /// It was sent, and no whole answer came; it was not sent again.
    Unknown(Error),
}

impl Outcome {
    /// The outcome that `result`, which a call for a write returned, stands for.
    pub fn of(result: Result<Reply>) -> Self {
        match result {
            Ok(reply) => Self::Applied(reply),
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Self::Unknown(error),
            Err(error) => Self::NotApplied(error),
        }
    }
}

/// What reading back shows of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// It is done; the row as it reads now, `None` where there is none any more.
    Done(Option<RawRow>),
    /// It is not done; the row as it still is.
    NotDone(Option<RawRow>),
    /// It cannot be told by comparing texts; the rows in question.
    Unclear(Vec<RawRow>),
}

impl Session {
    /// Sends a write within the session's timeout.
    pub async fn write(&self, request: Request) -> Outcome {
        Outcome::of(self.call(request).await)
    }

    /// Sends a write within `time` (at most [`super::LONGEST_CALL`]), unless `cancel` comes first.
    pub async fn write_within(
        &self,
        request: Request,
        time: Duration,
        cancel: &CancellationToken,
    ) -> Outcome {
        Outcome::of(self.call_within(request, time, cancel).await)
    }

    /// The row of `menu` with this `.id`, or this name where `id` does not begin with `*`; only `fields` unless empty.
    pub async fn row(&self, menu: &str, id: &str, fields: &[&str]) -> Result<Option<RawRow>> {
        let field = if id.starts_with('*') { ".id" } else { "name" };
        Ok(self.find(menu, &[(field, id)], fields).await?.into_iter().next())
    }

    /// The rows of `menu` where each of these fields has exactly this text; only `fields` unless empty.
    pub async fn find(&self, menu: &str, equals: &[(&str, &str)], fields: &[&str]) -> Result<Vec<RawRow>> {
        self.print(Print {
            menu: menu.to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            equals: equals.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
            settings: false,
        })
        .await
    }

    /// Looks whether the router shows what `request` was to do; for after an unknown outcome, and for certainty.
    ///
    /// A new row is known by the `comment` it was given, or else by its `name`: what is given should be unique. Values
    /// are compared as texts, so that one which RouterOS writes in another way is `Unclear`, never `NotDone`.
    pub async fn read_back(&self, request: &Request) -> Result<Shown> {
        match request {
            Request::Add { menu, values } => self.added(menu, values).await,
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
            Request::Move { menu, id, before } => self.moved(menu, id, before.as_deref()).await,
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

    async fn added(&self, menu: &str, values: &RawRow) -> Result<Shown> {
        let mark = |field: &'static str| Some((field, values.get(field)?.as_str()));
        let Some(mark) = mark("comment").filter(|(_, text)| !text.is_empty()).or_else(|| mark("name")) else {
            return Ok(Shown::Unclear(Vec::new()));
        };
        let mut rows = self.find(menu, &[mark], &[]).await?;
        Ok(match rows.len() {
            0 => Shown::NotDone(None),
            1 => Shown::Done(rows.pop()),
            _ => Shown::Unclear(rows),
        })
    }

    async fn moved(&self, menu: &str, id: &str, before: Option<&str>) -> Result<Shown> {
        let rows = self.find(menu, &[], &[".id"]).await?;
        let mut ids = rows.iter().map(|row| row.get(".id").map_or("", String::as_str));
        if !ids.any(|one| one == id) {
            return Ok(Shown::Unclear(Vec::new()));
        }
        Ok(if ids.next() == before { Shown::Done(None) } else { Shown::NotDone(None) })
    }
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
