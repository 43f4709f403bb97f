//! When the entries of `/system/scheduler` run (RouterOS manual, "Scheduler").
//!
//! An entry that has begun counts its interval by the uptime, so that a jump of the wall clock moves nothing; one that
//! begins in the future waits for the wall clock to show its moment. What a jump leaves behind runs once.

use std::collections::HashMap;

use super::State;
use crate::clock::UnixMs;
use crate::lab::table::Row;
use crate::lab::time::{self, Moment};
use crate::lab::value::duration;

/// The menu.
const MENU: &str = "system/scheduler";

/// Milliseconds after the boot when entries for the start run.
const STARTUP: i64 = 3000;

/// When an entry runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Due {
    /// Never, as it stands.
    Never,
    /// At this uptime, in milliseconds.
    Uptime(i64),
    /// When the wall clock shows this.
    Wall(UnixMs),
}

impl Due {
    /// Milliseconds that are left at `now`.
    fn left(self, now: Moment) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Uptime(at) => Some((at - now.uptime).max(0)),
            Self::Wall(at) => Some((at - now.wall).max(0)),
        }
    }
}

/// The plans of all entries.
#[derive(Debug, Clone, Default)]
pub(in crate::lab) struct Schedule(HashMap<u32, Plan>);

#[derive(Debug, Clone)]
struct Plan {
    /// What the plan was made from.
    said: [Option<String>; 4],
    interval: i64,
    due: Due,
}

impl Schedule {
    /// When the entry `id` runs next.
    pub(in crate::lab) fn due(&self, id: u32) -> Option<Due> {
        self.0.get(&id).map(|plan| plan.due)
    }

    /// Milliseconds from `now` until the first entry runs.
    pub(in crate::lab) fn wait(&self, now: Moment) -> Option<i64> {
        self.0.values().filter_map(|plan| plan.due.left(now)).min()
    }

    /// Forgets every plan: entries are planned anew, as after a boot.
    pub(in crate::lab) fn clear(&mut self) {
        self.0.clear();
    }
}

impl State {
    /// Plans entries that are new or have changed.
    pub(in crate::lab) fn plan_schedule(&mut self, now: Moment) {
        let mut old = std::mem::take(&mut self.schedule.0);
        let mut plans = HashMap::new();
        let allowed = self.device_mode_allows("scheduler");
        for row in self.rows(MENU).iter().filter(|row| row.enabled() && allowed) {
            let said = ["start-date", "start-time", "interval", "disabled"];
            let said = said.map(|name| row.text(name).map(str::to_owned));
            let plan = match old.remove(&row.id) {
                Some(plan) if plan.said == said => plan,
                _ => {
                    let interval = row.text("interval").and_then(duration::millis).unwrap_or_default();
                    Plan { said, interval, due: first(self, row, interval, now) }
                }
            };
            plans.insert(row.id, plan);
        }
        self.schedule.0 = plans;
    }

    /// The entries that are due at `now`, in the order of their list; each is planned on.
    pub(in crate::lab) fn take_due(&mut self, now: Moment) -> Vec<Row> {
        let mut due = Vec::new();
        for row in self.rows(MENU) {
            if self.schedule.0.get(&row.id).is_some_and(|plan| plan.due.left(now) == Some(0)) {
                due.push(row.clone());
            }
        }
        for row in &due {
            if let Some(plan) = self.schedule.0.get_mut(&row.id) {
                plan.due = next(plan, now);
            }
        }
        due
    }
}

/// When an entry that was just made or changed runs first.
fn first(state: &State, row: &Row, interval: i64, now: Moment) -> Due {
    let start = row.text("start-time").unwrap_or_default();
    if start == "startup" {
        return match (interval, now.uptime < STARTUP) {
            (0, true) => Due::Uptime(STARTUP),
            (0, false) => Due::Never,
            // With an interval it doesn't run at the start itself.
            _ => Due::Uptime(after(STARTUP, interval, now.uptime.max(STARTUP))),
        };
    }
    let zone = time::zone(state.zone());
    let Some(start) = moment(row.text("start-date").unwrap_or_default(), start, &zone) else {
        return Due::Never;
    };
    match interval {
        _ if start > now.wall => Due::Wall(start),
        0 => Due::Never,
        _ => Due::Uptime(now.uptime + after(start, interval, now.wall) - now.wall),
    }
}

/// When an entry that has just run does so again.
fn next(plan: &Plan, now: Moment) -> Due {
    let ran = match plan.due {
        Due::Uptime(at) => at,
        Due::Wall(at) => now.uptime - (now.wall - at),
        Due::Never => return Due::Never,
    };
    if plan.interval == 0 { Due::Never } else { Due::Uptime(after(ran, plan.interval, now.uptime)) }
}

/// The first of `start`, `start + interval`, … after `now`.
fn after(start: i64, interval: i64, now: i64) -> i64 {
    start + ((now - start).div_euclid(interval) + 1) * interval
}

/// A date and a time of day (`08:30:00`, `8h30m`) in `zone`.
fn moment(date: &str, time: &str, zone: &jiff::tz::TimeZone) -> Option<UnixMs> {
    let micros = duration::parse(time).filter(|micros| (0..86_400_000_000).contains(micros))?;
    let seconds = micros / 1_000_000;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    time::moment(date, &clock, zone)
}

/// Whether `text` is a start time.
pub(in crate::lab) fn is_start_time(text: &str) -> bool {
    text == "startup" || duration::parse(text).is_some_and(|micros| (0..86_400_000_000).contains(&micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_multiple_lies_after_now() {
        assert_eq!(after(1000, 500, 1000), 1500);
        assert_eq!(after(1000, 500, 1499), 1500);
        assert_eq!(after(1000, 500, 1500), 2000);
        assert_eq!(after(1000, 500, 99), 500, "before the start, too");
    }

    #[test]
    fn a_start_is_read_in_the_zone_of_the_router() {
        let riga = time::zone("Europe/Riga");
        assert_eq!(moment("2026-01-01", "02:00:00", &riga), Some(1_767_225_600_000));
        assert_eq!(moment("2026-01-01", "2h", &riga), Some(1_767_225_600_000));
        assert_eq!(moment("yesterday", "02:00:00", &riga), None);
        assert_eq!(moment("2026-01-01", "25:00:00", &riga), None);
    }
}
