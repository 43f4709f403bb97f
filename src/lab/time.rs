//! A router's own time: wall clock, uptime, and sleeping on it.
//!
//! Everything in a simulated router that takes or shows time asks here, so that time can run faster than the host's.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::sync::watch;

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
    base: Mutex<Base>,
    speed: u32,
    jumps: watch::Sender<()>,
}

/// From where a clock counts.
#[derive(Debug, Clone, Copy)]
struct Base {
    started: Instant,
    wall: UnixMs,
    uptime: i64,
}

impl Clock {
    /// A clock that shows the host's time, of a router that booted `uptime` milliseconds ago; its time runs `speed`
    /// times as fast as the host's.
    pub(super) fn start(uptime: i64, speed: u32) -> Self {
        let base = Base { started: clock::monotonic(), wall: clock::now_ms(), uptime };
        Self { base: Mutex::new(base), speed: speed.max(1), jumps: watch::Sender::new(()) }
    }

    /// Now.
    pub(super) fn now(&self) -> Moment {
        self.read(*self.base.lock())
    }

    fn read(&self, base: Base) -> Moment {
        let real = clock::monotonic().saturating_duration_since(base.started).as_millis();
        let passed = i64::try_from(real).unwrap_or(i64::MAX / 2).saturating_mul(i64::from(self.speed));
        Moment { wall: base.wall.saturating_add(passed), uptime: base.uptime.saturating_add(passed) }
    }

    /// Moves both clocks at once, or the wall clock alone, and wakes whoever sleeps.
    fn change(&self, change: impl FnOnce(&mut Base)) {
        change(&mut self.base.lock());
        self.jumps.send_replace(());
    }

    /// Lets `span` of the router's time pass in no time.
    pub(super) fn advance(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 2);
        self.change(|base| {
            base.wall = base.wall.saturating_add(millis);
            base.uptime = base.uptime.saturating_add(millis);
        });
    }

    /// Sets the wall clock `millis` forward or back; the uptime goes on as it was.
    pub(super) fn jump(&self, millis: i64) {
        self.change(|base| base.wall = base.wall.saturating_add(millis));
    }

    /// Shows `at` from now on.
    pub(super) fn set(&self, at: Moment) {
        let Moment { wall, uptime } = at;
        self.change(|base| *base = Base { started: clock::monotonic(), wall, uptime });
    }

    /// Counts the uptime from zero again.
    pub(super) fn boot(&self) {
        self.change(|base| base.uptime = base.uptime.saturating_sub(self.read(*base).uptime));
    }

    /// Returns after `span` of the router's time.
    pub(super) async fn sleep(&self, span: Duration) {
        let mut jumps = self.jumps.subscribe();
        let millis = i64::try_from(span.as_micros().div_ceil(1000)).unwrap_or(i64::MAX / 2);
        let end = self.now().uptime.saturating_add(millis);
        let mut left = span;
        // A boot in between sets the uptime back; what sleeps then ends with the old boot.
        while !left.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(left / self.speed) => return,
                _ = jumps.changed() => {}
            }
            left = Duration::from_millis(u64::try_from(end - self.now().uptime).unwrap_or_default());
        }
    }
}

/// The moment at which clocks in `zone` show this date and this time of day; `None` when either can't be read.
pub(super) fn moment(date: &str, time: &str, zone: &TimeZone) -> Option<UnixMs> {
    let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", format!("{date} {time}")).ok()?;
    Some(local.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
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
