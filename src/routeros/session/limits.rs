//! What a session may take.

use std::time::Duration;

use super::observer::Observer;
use crate::random;

/// No call lasts longer: RouterOS ends every request 60 seconds after it began (RouterOS manual, "REST API").
pub const LONGEST_CALL: Duration = Duration::from_secs(55);

/// How long a router may work on one request before nothing of it can still be running.
pub(super) const ROUTER_LIMIT: Duration = Duration::from_mins(1);

/// The limits of one session.
#[derive(Debug, Clone)]
pub struct SessionLimits {
    /// The whole time of a call that is given no other: waiting, connecting, retrying, reading.
    pub timeout: Duration,
    /// Commands on their way at once over the binary API. Over REST it is always one, because RouterOS would only make
    /// the others wait where it cannot be seen.
    pub max_concurrent: usize,
    /// How often a read is sent before its failure is reported; at least once.
    pub retry_attempts: u32,
    /// The pause before the second attempt; it doubles each time, and up to half of it is taken off at random.
    pub retry_backoff: Duration,
    /// The largest answer that is read, bytes.
    pub max_body: usize,
    /// How long a router that did not answer five times in a row is left alone.
    pub breaker_rest: Duration,
    /// Whether the device may be on a loopback address: for the lab.
    pub allow_loopback: bool,
    /// Who is told how long requests wait and take.
    pub observer: Observer,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            max_concurrent: 3,
            retry_attempts: 3,
            retry_backoff: Duration::from_secs(1),
            max_body: 16 * 1024 * 1024,
            breaker_rest: Duration::from_secs(30),
            allow_loopback: false,
            observer: Observer::default(),
        }
    }
}

impl SessionLimits {
    /// How long a connection, TLS handshake included, may take; the rest of the timeout is for the answer.
    ///
    /// A write is let out of the queue only while this much time is left, so that a connection that does not come about
    /// is told from an answer that does not come: nothing was sent in the first case, the outcome is open in the second.
    pub(in crate::routeros) fn connect_timeout(&self) -> Duration {
        self.timeout.mul_f64(0.8)
    }

    /// The pause after attempt number `attempt` (from 1), with a jitter that keeps a fleet from retrying in step.
    pub(super) fn pause(&self, attempt: u32) -> Duration {
        let doubled = self.retry_backoff.saturating_mul(1 << attempt.saturating_sub(1).min(6));
        doubled.mul_f64(1.0 - random::share() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_vary_within_half() {
        let limits = SessionLimits { retry_backoff: Duration::from_millis(100), ..SessionLimits::default() };
        for (attempt, longest) in [(1, 100), (2, 200), (3, 400), (99, 6_400)] {
            let pause = limits.pause(attempt);
            let longest = Duration::from_millis(longest);
            assert!((longest / 2..=longest).contains(&pause), "{attempt}: {pause:?}");
        }
    }
}
