//! A circuit breaker: a router that does not answer is left alone for a while.
//!
//! It opens after [`THRESHOLD`] failures in a row, is half open after a rest and then lets a single call through, whose success closes it and whose failure opens it again. Only silence counts as failure (no connection, no
//! answer); a router that says no is well.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Instant;
use crate::error::{Error, ErrorKind};

/// How many failures in a row open it.
const THRESHOLD: u32 = 5;

/// Whether calls are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// They are.
    Closed,
    /// They are not, until the rest is over.
    Open,
    /// One is, to see whether the router answers again.
    HalfOpen,
}

impl BreakerState {
    /// The word that users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

#[derive(Debug, Default)]
struct Inner {
    failures: u32,
    opened: Option<Instant>,
    probing: bool,
}

/// The breaker of one session; clones share it.
#[derive(Debug, Clone)]
pub(super) struct Breaker {
    inner: Arc<Mutex<Inner>>,
    rest: Duration,
}

impl Breaker {
    /// A closed one, which stays open for `rest` when it opens.
    pub(super) fn new(rest: Duration) -> Self {
        Self { inner: Arc::default(), rest }
    }

    /// Lets a call through at `now`, or says since when the router has not answered.
    pub(super) fn admit(&self, now: Instant) -> Result<Permit, Error> {
        let mut inner = self.inner.lock();
        let Some(opened) = inner.opened else {
            return Ok(Permit { breaker: self.clone(), probe: false, settled: false });
        };
        let since = now.saturating_duration_since(opened);
        if since < self.rest || inner.probing {
            return Err(resting(inner.failures, self.rest.saturating_sub(since)));
        }
        inner.probing = true;
        Ok(Permit { breaker: self.clone(), probe: true, settled: false })
    }

    /// The state at `now`.
    pub(super) fn state(&self, now: Instant) -> BreakerState {
        match self.inner.lock().opened {
            None => BreakerState::Closed,
            Some(opened) if now.saturating_duration_since(opened) < self.rest => BreakerState::Open,
            Some(_) => BreakerState::HalfOpen,
        }
    }
}

fn resting(failures: u32, wait: Duration) -> Error {
    Error::new(
        ErrorKind::Unreachable,
        format!(
            "{failures} requests in a row came to nothing, so the router is left alone; nothing was sent"
        ),
    )
    .hint(format!("it is tried again in {} s", wait.as_secs().max(1)))
}

/// A call that was let through; what became of it is told once. Dropped untold, it counts as neither.
#[derive(Debug)]
pub(super) struct Permit {
    breaker: Breaker,
    probe: bool,
    settled: bool,
}

impl Permit {
    /// The router answered.
    pub(super) fn answered(mut self) {
        self.settled = true;
        *self.breaker.inner.lock() = Inner::default();
    }

    /// The router did not answer; `now` is when that was certain.
    pub(super) fn silent(mut self, now: Instant) {
        self.settled = true;
        let mut inner = self.breaker.inner.lock();
        inner.failures = inner.failures.saturating_add(1);
        if self.probe {
            inner.probing = false;
            inner.opened = Some(now);
        } else if inner.failures >= THRESHOLD && inner.opened.is_none() {
            inner.opened = Some(now);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.probe && !self.settled {
            self.breaker.inner.lock().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const REST: Duration = Duration::from_secs(30);

    fn fail(breaker: &Breaker, times: u32, now: Instant) {
        for _ in 0..times {
            breaker.admit(now).expect("let through").silent(now);
        }
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_an_answer_starts_the_count_anew() {
        let (breaker, now) = (Breaker::new(REST), monotonic());
        fail(&breaker, 4, now);
        breaker.admit(now).expect("still closed").answered();
        fail(&breaker, 4, now);
        assert_eq!(breaker.state(now), BreakerState::Closed);
        fail(&breaker, 1, now);
        assert_eq!(breaker.state(now), BreakerState::Open);
        assert_eq!(breaker.admit(now).expect_err("open").kind(), ErrorKind::Unreachable);
    }

    #[test]
    fn half_open_lets_one_call_through_whose_answer_closes_it() {
        let (breaker, start) = (Breaker::new(REST), monotonic());
        fail(&breaker, 5, start);
        let later = start + REST;
        assert_eq!(breaker.state(later), BreakerState::HalfOpen);
        let probe = breaker.admit(later).expect("the probe");
        assert!(breaker.admit(later).is_err(), "a second call beside the probe");
        probe.answered();
        assert_eq!(breaker.state(later), BreakerState::Closed);
    }

    #[test]
    fn a_failed_probe_opens_it_again_and_an_abandoned_one_does_not() {
        let (breaker, start) = (Breaker::new(REST), monotonic());
        fail(&breaker, 5, start);
        let later = start + REST;
        drop(breaker.admit(later).expect("a probe that is given up"));
        breaker.admit(later).expect("the next probe").silent(later);
        assert_eq!(breaker.state(later), BreakerState::Open);
        assert!(breaker.admit(later + REST).is_ok());
    }
}
