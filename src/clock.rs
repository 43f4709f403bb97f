//! The only door to time.
//!
//! Stored times are Unix milliseconds, UTC; shown times are RFC 3339. Deadlines use the monotonic clock, so that a jump
//! of the wall clock neither expires nor prolongs anything.

use std::time::Duration;

use jiff::Timestamp;
pub use tokio::time::Instant;

use crate::random;

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

/// A length of time in milliseconds, as stored times are counted; the largest number for one that is longer still.
pub fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}

/// `at` as RFC 3339 in UTC with milliseconds, `1970-01-01T00:00:00.000Z` for a time out of range.
pub fn rfc3339(at: UnixMs) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

/// A time as names of files have it: RFC 3339 without its punctuation.
pub fn stamp(at: UnixMs) -> String {
    rfc3339(at).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Reads RFC 3339, e.g. `2026-01-31T00:00:00Z`; anything else is said in words.
pub fn parse_rfc3339(text: &str) -> Result<UnixMs, String> {
    let at: Timestamp = text.parse().map_err(|_| "write it like 2026-01-31T00:00:00Z".to_owned())?;
    Ok(at.as_millisecond())
}

/// A share of `most`, at random: so that not everything happens at once.
pub fn jitter(most: Duration) -> Duration {
    most.mul_f64(random::share())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    #[test]
    fn jitter_is_a_share() {
        assert!(super::jitter(Duration::from_secs(3)) <= Duration::from_secs(3));
    }

    #[test]
    fn shown_times_are_rfc_3339_in_utc() {
        assert_eq!(super::rfc3339(1_734_310_800_123), "2024-12-16T01:00:00.123Z");
        assert_eq!(super::parse_rfc3339("2024-12-16T01:00:00.123Z"), Ok(1_734_310_800_123));
        assert!(super::parse_rfc3339("yesterday").is_err());
        assert_eq!(super::stamp(1_734_310_800_123), "20241216T010000123Z");
    }
}
