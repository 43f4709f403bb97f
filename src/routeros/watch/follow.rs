//! Looking, and telling what is found.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::changes::{Change, Rows};
use super::news::{News, Touched};
use crate::domain::row::RawRow;
use crate::error::Result;
use crate::routeros::session::Session;
use crate::routeros::transport::{Print, Stage};

/// Changes that wait for their listener; more are told when he has taken these.
const QUEUE: usize = 256;

/// How long hints are gathered before somebody looks, so that a change of many rows is one look.
const SETTLE: Duration = Duration::from_millis(100);

/// How much slower each look is than the one before, while nothing changes.
const SLOWER: f64 = 1.5;

/// What to follow.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// Menu path without a leading slash.
    pub menu: String,
    /// Only these fields; all of them when empty.
    pub fields: Vec<String>,
    /// Fields whose differences are not told: counters, timers.
    pub ignored: BTreeSet<String>,
    /// Whether the menu holds one row without `.id`.
    pub settings: bool,
    /// How often to look where the router gives no hints.
    pub pace: Pace,
}

/// How often to look.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The pause after a look that found a change.
    pub fast: Duration,
    /// The longest pause; also how often to look where the router gives hints, in case one got lost.
    pub slow: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { fast: Duration::from_secs(2), slow: Duration::from_mins(1) }
    }
}

/// The changes of a menu; dropping it ends the watch.
#[derive(Debug)]
pub struct Changes {
    /// The rows as they were when the watch began.
    pub first: Vec<RawRow>,
    queue: mpsc::Receiver<Change>,
    task: JoinHandle<()>,
}

impl Changes {
    /// The next change, as soon as there is one. It may be dropped while it waits; nothing is lost.
    pub async fn next(&mut self) -> Option<Change> {
        self.queue.recv().await
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Session {
    /// Reads a menu and follows its changes from then on; fails as the read does.
    pub async fn watch(&self, watch: Watch) -> Result<Changes> {
        // Hints come first, so that nothing falls between them and the first look.
        let source = Source::of(self, &watch.menu).await;
        let first = self.print(watch.print()).await?;
        let (telling, queue) = mpsc::channel(QUEUE);
        let known = Rows::of(first.clone());
        let follower = Follower { session: self.clone(), watch, source, known, silent: false, telling };
        let task = tokio::spawn(follower.follow().in_current_span());
        Ok(Changes { first, queue, task })
    }
}

impl Watch {
    fn print(&self) -> Print {
        let (menu, fields) = (self.menu.clone(), self.fields.clone());
        Print { menu, fields, equals: Vec::new(), settings: self.settings }
    }
}

/// Where hints come from.
enum Source {
    /// The router gives them.
    Hints(News),
    /// It does not now, and may later.
    Broken,
    /// This wire or this menu has none.
    None,
}

impl Source {
    async fn of(session: &Session, menu: &str) -> Self {
        match session.follow(menu).await {
            Ok(Some(news)) => Self::Hints(news),
            Ok(None) => Self::None,
            Err(failure) if matches!(failure.stage, Stage::Answered | Stage::Withheld) => Self::None,
            Err(failure) => {
                tracing::debug!(menu, error = %failure.error, "no hints for now");
                Self::Broken
            }
        }
    }

    /// Where to look, once there is a hint and `settle` has passed.
    async fn hint(&self, settle: Duration) -> Touched {
        match self {
            Self::Hints(news) => {
                let first = news.next().await;
                tokio::time::sleep(settle).await;
                let more = tokio::time::timeout(Duration::ZERO, news.next()).await;
                more.map_or(first.clone(), |more| merge(first, more))
            }
            Self::Broken | Self::None => std::future::pending().await,
        }
    }
}

fn merge(first: Touched, more: Touched) -> Touched {
    match (first, more) {
        (Touched::Rows(mut ids), Touched::Rows(more)) => {
            ids.extend(more);
            Touched::Rows(ids)
        }
        (ended @ Touched::Ended { .. }, _) | (_, ended @ Touched::Ended { .. }) => ended,
        _ => Touched::All,
    }
}

struct Follower {
    session: Session,
    watch: Watch,
    source: Source,
    /// What the listener knows.
    known: Rows,
    silent: bool,
    telling: mpsc::Sender<Change>,
}

/// The listener has left.
struct Unheard;

impl Follower {
    async fn follow(mut self) {
        let Pace { fast, slow } = self.watch.pace;
        let (mut pause, mut settle) = (fast, SETTLE);
        loop {
            let wait = if matches!(self.source, Source::Hints(_)) { slow } else { pause };
            let touched = tokio::select! {
                () = self.telling.closed() => return,
                touched = self.source.hint(settle) => touched,
                () = tokio::time::sleep(wait) => Touched::All,
            };
            match touched {
                Touched::Ended { refused: true } => self.source = Source::None,
                Touched::Ended { refused: false } => self.source = Source::Broken,
                Touched::Rows(_) | Touched::All => {}
            }
            if matches!(self.source, Source::Broken) {
                self.source = Source::of(&self.session, &self.watch.menu).await;
            }
            match self.look(&touched).await {
                Ok(true) => (pause, settle) = (fast, SETTLE),
                // Hints of what is not told, counters for one, must not keep the router busy.
                Ok(false) => {
                    (pause, settle) = (pause.mul_f64(SLOWER).min(slow), settle.mul_f64(SLOWER).min(fast));
                }
                Err(Unheard) => return,
            }
        }
    }

    /// Looks and tells what changed; returns whether anything did.
    async fn look(&mut self, touched: &Touched) -> Result<bool, Unheard> {
        match self.read(touched).await {
            Ok(now) => {
                if std::mem::take(&mut self.silent) {
                    self.tell(Change::Answering).await?;
                }
                let changes = self.known.until(&now, &self.watch.ignored);
                let found = !changes.is_empty();
                self.known = now;
                for change in changes {
                    self.tell(change).await?;
                }
                Ok(found)
            }
            Err(error) => {
                if !std::mem::replace(&mut self.silent, true) {
                    self.tell(Change::Silent(error)).await?;
                }
                Ok(false)
            }
        }
    }

    /// The rows now. One row that was touched is read alone where that explains why.
    async fn read(&self, touched: &Touched) -> Result<Rows> {
        if let Touched::Rows(ids) = touched
            && let (Some(id), 1, false) = (ids.first(), ids.len(), self.watch.settings)
        {
            let fields: Vec<_> = self.watch.fields.iter().map(String::as_str).collect();
            let row = self.session.row(&self.watch.menu, id, &fields).await?;
            // One that is new or was moved has a place, which only the whole list tells.
            if self.known.differs(id, row.as_ref(), &self.watch.ignored) {
                return Ok(self.known.with(id, row));
            }
        }
        Ok(Rows::of(self.session.print(self.watch.print()).await?))
    }

    async fn tell(&self, change: Change) -> Result<(), Unheard> {
        self.telling.send(change).await.map_err(|_| Unheard)
    }
}
