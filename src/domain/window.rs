//! Maintenance windows: `sat 02:00-05:00`, `daily 23:00-01:00`, in UTC.

use std::str::FromStr;

use crate::error::{Error, Result};

const DAYS: [&str; 7] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
const MINUTES_OF_DAY: i64 = 24 * 60;

/// A span of each week, or of each day, in which routers may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Days since a Thursday; every day when `None`.
    day: Option<i64>,
    from: i64,
    until: i64,
}

impl Window {
    /// Whether it is open at `at`, Unix milliseconds; one that ends before it begins goes on past midnight.
    pub fn is_open(&self, at: i64) -> bool {
        let minutes = at.div_euclid(60_000);
        // The epoch began on a Thursday.
        let (day, minute) =
            (minutes.div_euclid(MINUTES_OF_DAY).rem_euclid(7), minutes.rem_euclid(MINUTES_OF_DAY));
        let on = |day: i64| self.day.is_none_or(|wanted| wanted == day);
        if self.from < self.until {
            return on(day) && (self.from..self.until).contains(&minute);
        }
        (on(day) && minute >= self.from) || (on((day + 6) % 7) && minute < self.until)
    }
}

impl FromStr for Window {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::usage(format!("{text:?} is not a maintenance window"))
                .hint("write a day or daily and two times in UTC: sat 02:00-05:00")
        };
        let (day, times) = text.trim().split_once(' ').ok_or_else(bad)?;
        let day = match day.to_ascii_lowercase().as_str() {
            "daily" => None,
            name => Some(DAYS.iter().position(|day| *day == name).ok_or_else(bad)?),
        };
        let (from, until) = times.trim().split_once('-').ok_or_else(bad)?;
        let (from, until) = (minute(from).ok_or_else(bad)?, minute(until).ok_or_else(bad)?);
        if from == until {
            return Err(bad());
        }
        Ok(Self { day: day.and_then(|day| i64::try_from(day).ok()), from, until })
    }
}

fn minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-12-14 was a Saturday.
    const SATURDAY: i64 = 1_734_134_400_000;
    const HOUR: i64 = 3_600_000;

    fn open(window: &str, at: i64) -> bool {
        window.parse::<Window>().expect("a window").is_open(at)
    }

    #[test]
    fn a_window_is_open_from_its_first_minute_to_before_its_last() {
        assert!(
            open("sat 02:00-05:00", SATURDAY + 2 * HOUR) && !open("sat 02:00-05:00", SATURDAY + 5 * HOUR)
        );
        assert!(
            !open("sun 02:00-05:00", SATURDAY + 3 * HOUR) && open("daily 02:00-05:00", SATURDAY + 3 * HOUR)
        );
    }

    #[test]
    fn a_window_may_pass_midnight() {
        let late = "sat 23:00-01:00";
        assert!(open(late, SATURDAY + 23 * HOUR) && open(late, SATURDAY + 24 * HOUR));
        assert!(!open(late, SATURDAY) && !open(late, SATURDAY + 25 * HOUR));
        assert!(open("daily 23:00-01:00", SATURDAY));
    }

    #[test]
    fn what_is_no_window_is_refused() {
        for text in
            ["", "sat", "sat 2-5", "sat 02:00", "noday 02:00-05:00", "sat 24:00-25:00", "sat 02:00-02:00"]
        {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }
}
