//! The only door to time.
//!
//! Stored times are Unix milliseconds, UTC; shown times are RFC 3339. Deadlines use the monotonic clock, so that a jump
//! of the wall clock neither expires nor prolongs anything.

use jiff::Timestamp;
pub use tokio::time::Instant;

/// Wall-clock time in Unix milliseconds.
pub type UnixMs = i64;

/// The wall clock now, Unix milliseconds.
pub fn now_ms() -> UnixMs {
    Timestamp::now().as_millisecond()
}

/// The monotonic clock now.
pub fn monotonic() -> Instant {
    Instant::now()
}

/// `at` as RFC 3339 in UTC with milliseconds, `1970-01-01T00:00:00.000Z` for a time out of range.
pub fn rfc3339(at: UnixMs) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn shown_times_are_rfc_3339_in_utc() {
        assert_eq!(super::rfc3339(1_734_310_800_123), "2024-12-16T01:00:00.123Z");
    }
}
