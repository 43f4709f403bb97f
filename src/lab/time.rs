//! A router's own time: wall clock, uptime, and sleeping on it.
//!
//! Everything in a simulated router that takes or shows time asks here, so that time can run faster than the host's.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::{self, Instant, UnixMs};

/// A moment of a router's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The router's wall clock, Unix milliseconds.
    pub(super) wall: UnixMs,
    /// Milliseconds since the router booted.
    pub(super) uptime: i64,
}

/// A router's clock.
#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    wall: UnixMs,
    uptime: i64,
    speed: u32,
}

impl Clock {
    /// A clock that shows the host's time, of a router that booted `uptime` milliseconds ago; its time runs `speed`
    /// times as fast as the host's.
    pub(super) fn start(uptime: i64, speed: u32) -> Self {
        Self { started: clock::monotonic(), wall: clock::now_ms(), uptime, speed: speed.max(1) }
    }

    /// Now.
    pub(super) fn now(&self) -> Moment {
        let real = clock::monotonic().saturating_duration_since(self.started).as_millis();
        let passed = i64::try_from(real).unwrap_or(i64::MAX / 2).saturating_mul(i64::from(self.speed));
        Moment { wall: self.wall.saturating_add(passed), uptime: self.uptime.saturating_add(passed) }
    }

    /// Returns after `span` of the router's time.
    pub(super) async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span / self.speed).await;
    }
}

/// The zone of that name, UTC where the host doesn't know it.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// `YYYY-MM-DD HH:MM:SS` in `zone` (the form of RouterOS 7.10 and later).
pub(super) fn stamp(at: UnixMs, zone: &TimeZone) -> String {
    format(at, zone, "%Y-%m-%d %H:%M:%S")
}

/// `at` in `zone`, by a `strftime` pattern.
pub(super) fn format(at: UnixMs, zone: &TimeZone, pattern: &str) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone.clone()).strftime(pattern).to_string()
}
