//! Words, marks and times of the pages.

use maud::{Markup, html};

use crate::clock;
use crate::domain::plan::{DeviceState, GuardTier, PlanState};
use crate::domain::risk::Risk;

/// Devices that are named before the rest is a number.
const NAMED: usize = 3;

/// A few of the names, and how many more there are.
pub(super) fn some(names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(NAMED));
    match rest.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The risk as a mark.
pub(super) fn risk_badge(risk: Risk) -> Markup {
    html! { span class={"badge risk " (risk.as_str())} { (risk.as_str()) " risk" } }
}

/// How far a plan is, as a mark.
pub(super) fn state_badge(state: PlanState) -> Markup {
    let tone = match state {
        PlanState::Applied => "good",
        PlanState::NeedsAttention | PlanState::Partial => "bad",
        PlanState::Pending | PlanState::Approved => "waits",
        PlanState::Applying | PlanState::Confirming | PlanState::RollingBack => "moves",
        PlanState::RolledBack | PlanState::Rejected | PlanState::Cancelled | PlanState::Expired => "over",
    };
    html! { span class={"badge " (tone)} { (spaced(state.as_str())) } }
}

/// How far a plan is on a device.
pub(super) fn device_state(state: DeviceState) -> String {
    spaced(state.as_str())
}

/// What a guard is, for people.
pub(super) fn guard(tier: GuardTier, seconds: u32) -> String {
    let time = duration(i64::from(seconds));
    match tier {
        GuardTier::Scheduler => format!(
            "A script and timers on the router undo it after {time}, unless it is confirmed over a new connection."
        ),
        GuardTier::SafeMode => format!(
            "RouterOS's safe mode undoes it when the session ends; unconfirmed, that is after {time} at the latest."
        ),
        GuardTier::Job => format!(
            "A background job on the router undoes it after {time}, unless it is confirmed; a reboot ends the job."
        ),
        GuardTier::None => "None: nothing undoes it by itself.".to_owned(),
    }
}

/// A time as people read it, in UTC.
pub(super) fn when(rfc3339: &str) -> Markup {
    let minute = rfc3339.get(..16).unwrap_or(rfc3339).replacen('T', " ", 1);
    html! { time datetime=(rfc3339) { (minute) " UTC" } }
}

/// How long it is until a time.
pub(super) fn left(rfc3339: &str) -> String {
    let until = clock::parse_rfc3339(rfc3339).unwrap_or_default();
    match (until - clock::now_ms()) / 1000 {
        seconds if seconds > 0 => format!("expires in {}", duration(seconds)),
        _ => "expired".to_owned(),
    }
}

/// Whole minutes from two minutes on, whole hours from two hours on.
fn duration(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / 3600),
    }
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_times_are_short() {
        let names: Vec<_> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        assert_eq!(some(&names[..2]), "a, b");
        assert_eq!(some(&names), "a, b, c and 2 more");
        assert_eq!([duration(90), duration(300), duration(9000)], ["90 seconds", "5 minutes", "2 hours"]);
        assert_eq!(left("2020-01-01T00:00:00.000Z"), "expired");
        assert!(when("2026-01-02T03:04:05.678Z").0.contains(">2026-01-02 03:04 UTC<"));
    }
}
