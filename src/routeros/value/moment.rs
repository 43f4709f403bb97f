//! Dates and times of a router's own clock: `2026-11-27 17:00:00`, and the shorter forms that it prints beside it.
//!
//! They have no zone: RouterOS shows the local time of the router, and only its own clock tells which day that is.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// The longest text that is one: `oct/03/2026 17:00:00.123456789`.
const LONGEST: usize = 30;

/// A date and time as it is written, with what it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// All of it.
    Whole(DateTime),
    /// Without its year: `10-03 17:00:00`, `oct/03 17:00:00`.
    Yearless(i8, i8, Time),
    /// Without its date: `17:00:00`.
    Dateless(Time),
}

impl Moment {
    /// Reads what RouterOS prints and what people write: a date alone is its midnight, seconds may be left out. `None` for
    /// anything else, a zone among it.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let Some((date, time)) = text.split_once([' ', 'T']) else {
            let midnight = |date: Date| Self::Whole(date.to_datetime(Time::midnight()));
            return whole_date(text).map(midnight).or_else(|| time_of_day(text).map(Self::Dateless));
        };
        let time = time_of_day(time)?;
        whole_date(date)
            .map(|date| Self::Whole(date.to_datetime(time)))
            .or_else(|| day_of_year(date).map(|(month, day)| Self::Yearless(month, day, time)))
    }

    /// Whether only the router's clock can tell which day it is.
    pub const fn needs_clock(self) -> bool {
        !matches!(self, Self::Whole(_))
    }

    /// The whole date and time where the router's clock shows `now`: without a date it is today, without a year it is the
    /// last such day, because what RouterOS shortens has happened. `None` where there is no such day.
    pub fn at(self, now: DateTime) -> Option<DateTime> {
        match self {
            Self::Whole(moment) => Some(moment),
            Self::Dateless(time) => Some(now.date().to_datetime(time)),
            Self::Yearless(month, day, time) => {
                let of = |year| Some(Date::new(year, month, day).ok()?.to_datetime(time));
                // A clock may have been set back by as much as a day's change of zone.
                let last = now.checked_add(1.day()).unwrap_or(now);
                of(now.year()).filter(|moment| *moment <= last).or_else(|| of(now.year().checked_sub(1)?))
            }
        }
    }
}

/// `2026-10-03`, or `oct/03/2026` as before 7.10.
fn whole_date(text: &str) -> Option<Date> {
    let (year, month, day) = if let Some((month, rest)) = text.split_once('/') {
        let (day, year) = rest.split_once('/')?;
        (year, month_named(month)?, day)
    } else {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        (year, number(month, 2)?, day)
    };
    Date::new(number(year, 4)?, i8::try_from(month).ok()?, i8::try_from(number(day, 2)?).ok()?).ok()
}

/// `10-03` or `oct/03`, as month and day.
fn day_of_year(text: &str) -> Option<(i8, i8)> {
    let (month, day) = if let Some((month, day)) = text.split_once('/') {
        (month_named(month)?, day)
    } else {
        let (month, day) = text.split_once('-')?;
        (number(month, 2)?, day)
    };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(number(day, 2)?).ok()?);
    // A leap year has every day that there is.
    Date::new(2000, month, day).ok().map(|date| (date.month(), date.day()))
}

fn month_named(text: &str) -> Option<i16> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = NAMES.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    i16::try_from(at + 1).ok()
}

/// `17:00:00`, `17:00` or `17:00:00.123`.
fn time_of_day(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, rest)| (clock, Some(rest)));
    let mut parts = clock.split(':').map(|part| number(part, 2).and_then(|part| i8::try_from(part).ok()));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None if fraction.is_some() => return None,
        None => 0,
    };
    let nanoseconds = match fraction {
        Some(digits) if (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{digits:0<9}").parse().ok()?
        }
        Some(_) => return None,
        None => 0,
    };
    parts.next().is_none().then_some(())?;
    Time::new(hour, minute, second, nanoseconds).ok()
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let good = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, now: &str) -> Option<String> {
        let Some(Moment::Whole(now)) = Moment::parse(now) else { panic!("{now}") };
        Some(Moment::parse(text)?.at(now)?.to_string())
    }

    #[test]
    fn every_form_reads_as_one_moment_of_the_routers_clock() {
        for (text, moment) in [
            ("2026-11-27 17:00:01", "2026-11-27T17:00:01"),
            ("2026-11-27T17:00:01", "2026-11-27T17:00:01"),
            ("2026-11-27 17:00:01.250", "2026-11-27T17:00:01.25"),
            ("2026-11-27 17:00", "2026-11-27T17:00:00"),
            ("2026-11-27", "2026-11-27T00:00:00"),
            ("oct/03/2022 17:00:01", "2022-10-03T17:00:01"),
            ("Oct/03/2022", "2022-10-03T00:00:00"),
            ("17:00:01", "2026-01-02T17:00:01"),
            ("17:00", "2026-01-02T17:00:00"),
            ("01-02 09:00:00", "2026-01-02T09:00:00"),
            ("12-31 23:59:59", "2025-12-31T23:59:59"),
            ("dec/31 23:59:59", "2025-12-31T23:59:59"),
        ] {
            assert_eq!(at(text, "2026-01-02 10:00:00").as_deref(), Some(moment), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_and_time_is_none() {
        for text in [
            "",
            "never",
            "17",
            "17:0",
            "25:00",
            "17:00:61",
            "17:00.5",
            "17:00:00.",
            "2026-02-30 10:00:00",
            "2026-11-27T17:00:00Z",
            "2026-11-27 17:00:00+01:00",
            "2026-11-27 ",
            " 17:00",
            "1h30m",
            "13-01 10:00",
            "foo/03/2022",
            "2026-1-2",
            "+026-01-01",
            "2026-11-27 17:00:00 17:00:00",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        assert_eq!(at("02-29 10:00:00", "2026-03-01 10:00:00"), None);
    }
}
