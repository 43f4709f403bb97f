//! `/system` and `/user`: load, clock, temperatures, schedules.

use super::{default, put};
use crate::lab::command::Record;
use crate::lab::script;
use crate::lab::state::{Due, hash};
use crate::lab::table::Row;
use crate::lab::time;
use crate::lab::value::duration;
use crate::lab::view::View;

/// Milliseconds for which a measured value stands.
const MEASURED_EVERY: i64 = 5000;

/// A number below `width` that changes every few seconds.
fn walk(view: &View<'_>, what: &str, width: u64) -> u64 {
    let step = view.now.uptime / MEASURED_EVERY;
    hash(&[what, &step.to_string()]) % width.max(1)
}

/// `/system/resource`.
pub(super) fn resource(view: &View<'_>, record: &mut Record) {
    let (low, high) = view.state.facts.cpu_load;
    let load = u64::from(low) + walk(view, "cpu", u64::from(high.saturating_sub(low)) + 1);
    put(record, "cpu-load", load);
    put(record, "uptime", duration::seconds(view.now.uptime));
    put(record, "version", &view.state.facts.version);
    default(record, "platform", "MikroTik");
    let free = record.get("free-memory").and_then(|text| text.parse::<u64>().ok()).unwrap_or(500_000_000);
    put(record, "free-memory", free.saturating_sub(walk(view, "memory", free / 50) / 4096 * 4096));
    let written = u64::try_from(view.now.uptime / 60_000).unwrap_or_default();
    let before = record.get("write-sect-total").and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    put(record, "write-sect-since-reboot", written);
    put(record, "write-sect-total", before + written);
}

/// `/system/clock`.
pub(super) fn clock(view: &View<'_>, record: &mut Record) {
    let zone = time::zone(view.zone());
    put(record, "date", time::format(view.now.wall, &zone, "%Y-%m-%d"));
    put(record, "time", time::format(view.now.wall, &zone, "%H:%M:%S"));
    put(record, "gmt-offset", time::format(view.now.wall, &zone, "%:z"));
    default(record, "time-zone-name", "UTC");
    default(record, "time-zone-autodetect", "true");
    default(record, "dst-active", "false");
}

/// `/system/health`: temperatures move by a degree.
pub(super) fn health(view: &View<'_>, row: &Row, record: &mut Record) {
    let measured = row.text("value").and_then(|text| text.parse::<i64>().ok());
    if let Some(value) = measured.filter(|_| row.text("type") == Some("C")) {
        let step = i64::try_from(walk(view, &row.tag(), 3)).unwrap_or_default();
        put(record, "value", value + step - 1);
    }
}

/// `/system/scheduler`: when it runs next.
pub(super) fn scheduler(view: &View<'_>, row: &Row, record: &mut Record) {
    default(record, "run-count", "0");
    default(record, "interval", "0s");
    match view.state.schedule.due(row.id) {
        Some(Due::Wall(at)) => put(record, "next-run", view.stamp(at)),
        Some(Due::Uptime(at)) => put(record, "next-run", view.stamp(view.now.wall + at - view.now.uptime)),
        Some(Due::Never) | None => {}
    }
    if !view.state.device_mode_allows("scheduler") {
        put(record, ".about", "inactivated, not allowed by device-mode");
    }
}

/// `/system/script`: one that cannot be read is invalid.
pub(super) fn script(view: &View<'_>, row: &Row, record: &mut Record) {
    default(record, "run-count", "0");
    let read = script::read(row.text("source").unwrap_or_default(), &view.state.tree);
    put(record, "invalid", matches!(read, Err(script::Refused::Wrong(_))));
}

/// `/user`: inactivity is told only where it was set.
pub(super) fn user(row: &Row, record: &mut Record) {
    default(record, "expired", "false");
    record.retain(|name, _| !name.starts_with("inactivity-") || row.get(name).is_some());
}
