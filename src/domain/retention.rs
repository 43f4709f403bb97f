//! Which backups stay: the rules of restic's `forget` (<https://restic.readthedocs.io/en/stable/060_forget.html>), by the same
//! names, on calendar boundaries in UTC.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, ISOWeekDate};
use jiff::tz::TimeZone;

use crate::error::{Error, Result};

/// How long back, as restic writes it: `1y6m7d12h`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Within {
    years: i16,
    months: i16,
    days: i32,
    hours: i32,
}

impl Within {
    /// Reads `30d`, `1y6m`, `12h` and the like: each unit at most once, in this order.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::usage(format!("{text:?} is no length of time"))
                .hint("write years, months, days and hours like 1y6m7d12h, or 30d")
        };
        let (mut within, mut rest, mut units) = (Self::default(), text, "ymdh");
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let number: i16 = rest.get(..end).and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
            let unit = rest.get(end..).and_then(|rest| rest.chars().next()).ok_or_else(wrong)?;
            let place = units.find(unit).ok_or_else(wrong)?;
            match unit {
                'y' => within.years = number,
                'm' => within.months = number,
                'd' => within.days = number.into(),
                _ => within.hours = number.into(),
            }
            units = units.get(place + 1..).unwrap_or_default();
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        if within == Self::default() { Err(wrong()) } else { Ok(within) }
    }

    /// This long before `at`, Unix milliseconds. A day that the month lacks runs over into the next month.
    fn before(self, at: i64) -> Option<i64> {
        let time = utc(at);
        let months = i32::from(time.year()) * 12 + i32::from(time.month())
            - 1
            - i32::from(self.years) * 12
            - i32::from(self.months);
        let year = i16::try_from(months.div_euclid(12)).ok()?;
        let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
        let first = Date::new(year, month, 1).ok()?;
        let span = jiff::Span::new().try_days(i64::from(time.day()) - 1 - i64::from(self.days)).ok()?;
        let hours = jiff::Span::new().try_hours(self.hours).ok()?;
        let then = first.checked_add(span).ok()?.to_datetime(time.time()).checked_sub(hours).ok()?;
        Some(then.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
    }
}

/// How many stay of each sort; a backup stays when any rule keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    /// The newest.
    pub last: u32,
    /// The newest of each of so many hours that have one.
    pub hourly: u32,
    /// … days.
    pub daily: u32,
    /// … weeks (ISO 8601).
    pub weekly: u32,
    /// … months.
    pub monthly: u32,
    /// … years.
    pub yearly: u32,
    /// Everything made within this time before the newest that is not in the future.
    pub within: Option<Within>,
}

impl Policy {
    /// Whether no rule keeps anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For each of `times` (Unix milliseconds, newest first) why it stays; nothing where no rule keeps it. One that is dated after
    /// `now` takes no other's place: it is not deleted in any case.
    pub fn reasons(&self, times: &[i64], now: i64) -> Vec<Vec<String>> {
        let mut rules = self.rules();
        let latest = times.iter().copied().filter(|at| *at <= now).max();
        let horizon = latest.zip(self.within).and_then(|(latest, within)| within.before(latest));
        let oldest = times.len().saturating_sub(1);
        let keep = |(nr, at): (usize, &i64)| {
            let within = horizon.is_some_and(|horizon| *at > horizon).then(|| "within".to_owned());
            let counted = rules.iter_mut().filter(|_| *at <= now);
            let counted = counted.filter_map(|rule| rule.keeps(*at, nr, nr == oldest));
            within.into_iter().chain(counted).collect()
        };
        times.iter().enumerate().map(keep).collect()
    }

    fn rules(&self) -> [Rule; 6] {
        [
            Rule::new("last", self.last, |_, nr| i64::try_from(nr).unwrap_or(i64::MAX)),
            Rule::new("hourly", self.hourly, |at, _| day(at) * 100 + i64::from(at.hour())),
            Rule::new("daily", self.daily, |at, _| day(at)),
            Rule::new("weekly", self.weekly, |at, _| {
                let week: ISOWeekDate = at.date().iso_week_date();
                i64::from(week.year()) * 100 + i64::from(week.week())
            }),
            Rule::new("monthly", self.monthly, |at, _| i64::from(at.year()) * 100 + i64::from(at.month())),
            Rule::new("yearly", self.yearly, |at, _| i64::from(at.year())),
        ]
    }
}

/// The stretch of time that a backup falls into, as a number.
type Bucket = fn(DateTime, usize) -> i64;

struct Rule {
    name: &'static str,
    left: u32,
    bucket: Bucket,
    last: Option<i64>,
}

impl Rule {
    fn new(name: &'static str, count: u32, bucket: Bucket) -> Self {
        Self { name, left: count, bucket, last: None }
    }

    /// The newest of each stretch stays, and the oldest backup of all as long as the rule has places left.
    fn keeps(&mut self, at: i64, nr: usize, oldest: bool) -> Option<String> {
        let bucket = (self.bucket)(utc(at), nr);
        if self.left == 0 || (self.last == Some(bucket) && !oldest) {
            return None;
        }
        self.left -= 1;
        self.last = Some(bucket);
        Some(self.name.to_owned())
    }
}

fn day(at: DateTime) -> i64 {
    (i64::from(at.year()) * 100 + i64::from(at.month())) * 100 + i64::from(at.day())
}

fn utc(at: i64) -> DateTime {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    TimeZone::UTC.to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        let at: Timestamp = text.parse().expect(text);
        at.as_millisecond()
    }

    /// The days of `times` that stay.
    fn kept(policy: Policy, times: &[&str], now: &str) -> Vec<String> {
        let mut sorted: Vec<_> = times.to_vec();
        sorted.sort_unstable();
        sorted.reverse();
        let numbers: Vec<_> = sorted.iter().map(|time| at(time)).collect();
        let reasons = policy.reasons(&numbers, at(now));
        let stays = sorted.iter().zip(reasons).filter(|(_, reasons)| !reasons.is_empty());
        stays.map(|(time, _)| time.get(..10).unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn sundays_of_a_year_as_in_restics_manual() {
        // "Suppose you make one backup every Sunday for 12 weeks": --keep-daily 4 keeps the last four.
        let sundays = [
            "2025-10-05T12:00:00Z",
            "2025-10-12T12:00:00Z",
            "2025-10-19T12:00:00Z",
            "2025-10-26T12:00:00Z",
            "2025-11-02T12:00:00Z",
            "2025-11-09T12:00:00Z",
            "2025-11-16T12:00:00Z",
            "2025-11-23T12:00:00Z",
        ];
        let now = "2025-11-24T00:00:00Z";
        let daily = kept(Policy { daily: 4, ..Policy::default() }, &sundays, now);
        assert_eq!(daily, ["2025-11-23", "2025-11-16", "2025-11-09", "2025-11-02"]);
        let monthly = kept(Policy { monthly: 2, ..Policy::default() }, &sundays, now);
        assert_eq!(monthly, ["2025-11-23", "2025-10-26"]);
        // With places left, the oldest stays too.
        let monthly = kept(Policy { monthly: 3, ..Policy::default() }, &sundays, now);
        assert_eq!(monthly, ["2025-11-23", "2025-10-26", "2025-10-05"]);
        let within = kept(
            Policy { within: Some(Within::parse("14d").expect("days")), ..Policy::default() },
            &sundays,
            now,
        );
        assert_eq!(within, ["2025-11-23", "2025-11-16"]);
    }

    #[test]
    fn within_counts_back_from_the_newest_that_is_not_in_the_future() {
        let times =
            ["2025-01-01T00:00:00Z", "2025-01-31T00:00:00Z", "2025-02-01T00:00:00Z", "2030-01-01T00:00:00Z"];
        let policy = Policy { within: Some(Within::parse("2d").expect("days")), ..Policy::default() };
        // Failing backups must not let old ones go: now is much later.
        assert_eq!(kept(policy, &times, "2026-01-01T00:00:00Z"), ["2030-01-01", "2025-02-01", "2025-01-31"]);
    }

    #[test]
    fn what_a_clock_that_ran_ahead_has_dated_takes_nobodys_place() {
        let times =
            ["2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z"];
        for policy in [Policy { last: 2, ..Policy::default() }, Policy { daily: 2, ..Policy::default() }] {
            assert_eq!(kept(policy, &times, "2025-01-03T00:00:00Z"), ["2025-01-02", "2025-01-01"]);
        }
    }

    #[test]
    fn lengths_are_read_and_nothing_else_is() {
        let length = |text| Within::parse(text).expect(text);
        assert_eq!(length("1y6m7d12h"), Within { years: 1, months: 6, days: 7, hours: 12 });
        assert_eq!(length("30d"), Within { days: 30, ..Within::default() });
        for text in ["", "0d", "d", "3", "3w", "1d1y", "1d1d", "-1d", "99999d"] {
            assert!(Within::parse(text).is_err(), "{text}");
        }
        let before = |text, length: Within| length.before(at(text)).expect("a time");
        assert_eq!(before("2025-03-31T01:02:03Z", length("1m")), at("2025-03-03T01:02:03Z"));
        assert_eq!(before("2024-02-29T00:00:00Z", length("1y")), at("2023-03-01T00:00:00Z"));
        assert_eq!(before("2025-01-01T00:00:00Z", length("1y1m1d1h")), at("2023-11-29T23:00:00Z"));
    }
}
