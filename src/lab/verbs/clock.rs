//! `/system/clock/set`: date and time of day are kept nowhere, they set the router's clock.

use crate::catalogue::menu::Menu;
use crate::clock::UnixMs;
use crate::lab::command::{Command, Login, Output};
use crate::lab::router::Router;
use crate::lab::state::State;
use crate::lab::time;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::{Refusal, duration};

/// The menu of the clock.
pub(super) const MENU: &str = "system/clock";

/// Sets the zone first, then the clock that shows it.
pub(super) fn set(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let (shown, kept): (Vec<_>, Vec<_>) =
        command.words.iter().cloned().partition(|(name, _)| matches!(name.as_str(), "date" | "time"));
    let now = router.clock.now().wall;
    // What can't be read is refused before anything is done.
    wanted(&router.state(), command, now)?;
    if !kept.is_empty() {
        super::set(router, login, menu, &kept)?;
    }
    if !shown.is_empty() {
        let to = wanted(&router.state(), command, now)?;
        router.clock.jump(to - now);
    }
    Ok(Output::Done)
}

/// The moment at which the clock shows what is asked for; what isn't said stays as it is at `now`.
fn wanted(state: &State, command: &Command, now: UnixMs) -> Outcome<UnixMs> {
    let zone = time::zone(state.zone());
    let (date, clock) = (time::format(now, &zone, "%Y-%m-%d"), time::format(now, &zone, "%H:%M:%S"));
    let clock = command.word("time").map_or(Ok(clock), time_of_day)?;
    let date = command.word("date").map_or(Ok(date), day)?;
    time::moment(&date, &clock, &zone).ok_or_else(|| Trap::value("date", &Refusal::Invalid))
}

/// A date as RouterOS writes it since 7.10; the manual doesn't say whether a later one takes the older form.
fn day(text: &str) -> Outcome<String> {
    if text.contains('/') {
        return Err(Trap::Unsupported("a date with the name of its month".to_owned()));
    }
    Ok(text.to_owned())
}

/// `08:30:00` or `8h30m`.
fn time_of_day(text: &str) -> Outcome<String> {
    let micros = duration::parse(text).filter(|micros| (0..86_400_000_000).contains(micros));
    let seconds = micros.ok_or_else(|| Trap::value("time", &Refusal::Invalid))? / 1_000_000;
    Ok(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}
