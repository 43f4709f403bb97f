//! Hints that something happened, between the connection that hears them and whoever looks.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How many rows are kept apart; when more are touched, all are looked at.
const MOST_ROWS: usize = 64;

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::routeros) enum Touched {
    /// At the rows with these ids.
    Rows(BTreeSet<String>),
    /// At all of them.
    All,
    /// No more hints come; whether that is because the router refuses to give any.
    Ended {
        /// See above.
        refused: bool,
    },
}

#[derive(Debug, Default)]
struct State {
    ids: BTreeSet<String>,
    all: bool,
    ended: Option<bool>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    wake: Notify,
}

/// A pair: what is said to the first is heard by the second; the token is cancelled when nobody listens any more.
pub(in crate::routeros) fn news() -> (Hints, News, CancellationToken) {
    let (shared, unheard) = (Arc::<Shared>::default(), CancellationToken::new());
    let hints = Hints(shared.clone());
    (hints, News { shared, _heard: unheard.clone().drop_guard() }, unheard)
}

/// Where hints are given.
#[derive(Debug)]
pub(in crate::routeros) struct Hints(Arc<Shared>);

impl Hints {
    /// The row `id` was touched, or one that is not named.
    pub(in crate::routeros) fn touched(&self, id: Option<String>) {
        let mut state = self.0.state.lock();
        match id {
            Some(id) if state.ids.len() < MOST_ROWS || state.ids.contains(&id) => {
                state.ids.insert(id);
            }
            _ => state.all = true,
        }
        drop(state);
        self.0.wake.notify_one();
    }

    /// No more hints come.
    pub(in crate::routeros) fn end(&self, refused: bool) {
        self.0.state.lock().ended.get_or_insert(refused);
        self.0.wake.notify_one();
    }
}

/// Where hints are heard that a router gives; dropping it has the router give none any more.
#[derive(Debug)]
pub struct News {
    shared: Arc<Shared>,
    _heard: DropGuard,
}

impl News {
    /// All that was touched since the last time, once there is something.
    pub(in crate::routeros) async fn next(&self) -> Touched {
        loop {
            if let Some(touched) = self.take() {
                return touched;
            }
            self.shared.wake.notified().await;
        }
    }

    fn take(&self) -> Option<Touched> {
        let mut state = self.shared.state.lock();
        let ids = std::mem::take(&mut state.ids);
        let all = std::mem::take(&mut state.all);
        if let Some(refused) = state.ended {
            return Some(Touched::Ended { refused });
        }
        if all {
            return Some(Touched::All);
        }
        (!ids.is_empty()).then_some(Touched::Rows(ids))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hints_are_gathered_and_bounded() {
        let (hints, news, unheard) = news();
        for id in ["*1", "*2", "*1"] {
            hints.touched(Some(id.to_owned()));
        }
        assert_eq!(news.next().await, Touched::Rows(BTreeSet::from(["*1".to_owned(), "*2".to_owned()])));
        for number in 0..1000 {
            hints.touched(Some(format!("*{number:X}")));
        }
        assert_eq!(news.next().await, Touched::All);
        hints.touched(None);
        assert_eq!(news.next().await, Touched::All);
        hints.touched(Some("*1".to_owned()));
        hints.end(true);
        hints.end(false);
        assert_eq!(news.next().await, Touched::Ended { refused: true });
        assert!(!unheard.is_cancelled());
        drop(news);
        assert!(unheard.is_cancelled());
    }
}
