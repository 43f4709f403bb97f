//! What goes on over one connection: whether it is of use, or only held.
//!
//! HTTP/1 has its own timers for that. A client of HTTP/2 can answer pings for ever without asking for anything, or leave
//! the window of a stream closed, and nothing of it shows on the socket.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use parking_lot::Mutex;

use crate::clock::{self, Instant};

/// Why a connection is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// It never asked for anything.
    Silent,
    /// Everything that it asked for was answered, and it asks for nothing further.
    Idle,
    /// It takes nothing of an answer.
    Stalled,
}

/// What goes on over one connection.
#[derive(Clone)]
pub(super) struct Activity(Arc<Mutex<State>>);

struct State {
    /// Requests so far; each is the number of its answer.
    asked: u64,
    /// Requests whose answer has not begun.
    handling: usize,
    /// Answers under way: since when the client has not taken what there is, `None` while there is nothing to take.
    answers: HashMap<u64, Option<Instant>>,
    /// When something last came to its end.
    since: Instant,
}

impl Activity {
    pub(super) fn new() -> Self {
        let since = clock::monotonic();
        Self(Arc::new(Mutex::new(State { asked: 0, handling: 0, answers: HashMap::new(), since })))
    }

    /// A request has come; it is being handled until the result is given up.
    pub(super) fn begin(&self) -> Handling {
        let mut state = self.0.lock();
        state.asked += 1;
        state.handling += 1;
        Handling { activity: self.clone(), number: state.asked }
    }

    /// Returns once the connection is only held: nothing was asked for in `idle`, or an answer was not taken in `stalled`.
    pub(super) async fn held(&self, idle: Duration, stalled: Duration) -> Held {
        loop {
            let next = match self.0.lock().look(clock::monotonic(), idle, stalled) {
                Ok(next) => next,
                Err(held) => return held,
            };
            tokio::time::sleep_until(next).await;
        }
    }
}

impl State {
    /// When to look again, or why not.
    fn look(&self, now: Instant, idle: Duration, stalled: Duration) -> Result<Instant, Held> {
        let untaken = self.answers.values().flatten().min().map(|since| *since + stalled);
        if untaken.is_some_and(|due| due <= now) {
            return Err(Held::Stalled);
        }
        if self.handling > 0 || !self.answers.is_empty() {
            return Ok(untaken.unwrap_or(now + idle));
        }
        let due = self.since + idle;
        let held = if self.asked == 0 { Held::Silent } else { Held::Idle };
        if due <= now { Err(held) } else { Ok(due) }
    }
}

/// A request that is being handled.
pub(super) struct Handling {
    activity: Activity,
    number: u64,
}

impl Handling {
    /// The same for as long as `body`, its answer's, is sent.
    pub(super) fn answering<B>(self, body: B) -> Answer<B> {
        self.activity.0.lock().answers.insert(self.number, Some(clock::monotonic()));
        Answer { body, activity: self.activity.clone(), number: self.number }
    }
}

impl Drop for Handling {
    fn drop(&mut self) {
        let mut state = self.activity.0.lock();
        state.handling -= 1;
        state.since = clock::monotonic();
    }
}

/// The body of an answer, which notes whether it is taken.
pub(super) struct Answer<B> {
    body: B,
    activity: Activity,
    number: u64,
}

impl<B: Body + Unpin> Body for Answer<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        // From now on the next piece is owed, until somebody comes for it.
        let untaken = polled.is_ready().then(clock::monotonic);
        self.activity.0.lock().answers.insert(self.number, untaken);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Answer<B> {
    fn drop(&mut self) {
        let mut state = self.activity.0.lock();
        state.answers.remove(&self.number);
        state.since = clock::monotonic();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(10);
    const STALLED: Duration = Duration::from_secs(30);

    fn look(activity: &Activity, later: Duration) -> Result<(), Held> {
        activity.0.lock().look(clock::monotonic() + later, IDLE, STALLED).map(drop)
    }

    #[test]
    fn a_connection_without_use_is_told_from_one_that_waits() {
        let activity = Activity::new();
        assert_eq!(look(&activity, IDLE / 2), Ok(()));
        assert_eq!(look(&activity, IDLE), Err(Held::Silent));
        let handling = activity.begin();
        assert_eq!(look(&activity, 10 * STALLED), Ok(()), "a call takes its time");
        let answer = handling.answering(());
        assert_eq!(look(&activity, STALLED / 2), Ok(()));
        assert_eq!(look(&activity, STALLED), Err(Held::Stalled));
        activity.0.lock().answers.insert(1, None);
        assert_eq!(look(&activity, 10 * STALLED), Ok(()), "a stream may have nothing to say");
        drop(answer);
        assert_eq!(look(&activity, IDLE / 2), Ok(()));
        assert_eq!(look(&activity, IDLE), Err(Held::Idle));
    }
}
