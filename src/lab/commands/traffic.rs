//! Traffic counters: watching them, starting them again.

use std::time::Duration;

use super::only;
use crate::lab::command::{Command, Output, Record};
use crate::lab::router::Router;
use crate::lab::state::{State, Traffic};
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::{Refusal, duration};
use crate::lab::write;

const ARGUMENTS: &[&str] =
    &["interface", "numbers", ".id", "once", "duration", "interval", ".proplist", "as-value"];

/// `/interface monitor-traffic`: one row per interface and second; without an end it lasts as long as the session.
pub(super) async fn monitor(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, ARGUMENTS)?;
    let ids = interfaces(&router.state(), command)?;
    if command.flag("once") {
        return Ok(Output::Rows(sample(router, &ids, None, command)));
    }
    let interval = span(command, "interval")?.unwrap_or(1_000_000).max(20_000);
    let lasting = span(command, "duration")?;
    let mut rows = Vec::new();
    let mut passed = 0;
    for section in 0_u32.. {
        for row in sample(router, &ids, Some(section), command) {
            command.tell(row, &mut rows).await;
        }
        router.clock.sleep(Duration::from_micros(interval.unsigned_abs())).await;
        passed += interval;
        if lasting.is_some_and(|lasting| passed >= lasting) {
            break;
        }
        if lasting.is_none() {
            // Nothing reads the rows before the end, and there is none.
            rows.clear();
        }
    }
    Ok(Output::Rows(rows))
}

/// Microseconds in the argument `name`.
pub(super) fn span(command: &Command, name: &str) -> Outcome<Option<i64>> {
    let Some(text) = command.word(name) else { return Ok(None) };
    duration::parse(text).map(Some).ok_or_else(|| Trap::value(name, &Refusal::Invalid))
}

/// The interfaces that the command names.
fn interfaces(state: &State, command: &Command) -> Outcome<Vec<(u32, String)>> {
    let words = ["interface", "numbers", ".id"];
    let text = words.iter().find_map(|name| command.word(name)).ok_or_else(|| Trap::missing("interface"))?;
    let found = text.split(',').map(|word| {
        let menu = state.tree.menu("interface").ok_or(Trap::NoSuchItem)?;
        let id = write::find(state, menu, word).map_err(|_| Trap::value("interface", &Refusal::NoMatch))?;
        Ok((id, state.name("interface", id).unwrap_or(word).to_owned()))
    });
    found.collect()
}

fn sample(router: &Router, ids: &[(u32, String)], section: Option<u32>, command: &Command) -> Vec<Record> {
    let state = router.state();
    let uptime = router.clock.now().uptime;
    let mut rows: Vec<_> = ids.iter().map(|(id, name)| rates(&state, *id, name, uptime)).collect();
    for row in &mut rows {
        if let Some(wanted) = command.word(".proplist") {
            row.retain(|name, _| wanted.split(',').any(|want| want == *name));
        }
        if let Some(section) = section {
            row.insert(".section", section.to_string());
        }
    }
    rows
}

fn rates(state: &State, id: u32, name: &str, uptime: i64) -> Record {
    let traffic = state.traffic.get(&("interface", id)).copied().unwrap_or_else(|| Traffic::since(0, 0, 0));
    let (rx, tx) = traffic.rate(uptime);
    let mut row = Record::from([("name", name.to_owned())]);
    for (bits, packets, fast_bits, fast_packets, rate) in [
        (
            "rx-bits-per-second",
            "rx-packets-per-second",
            "fp-rx-bits-per-second",
            "fp-rx-packets-per-second",
            rx,
        ),
        (
            "tx-bits-per-second",
            "tx-packets-per-second",
            "fp-tx-bits-per-second",
            "fp-tx-packets-per-second",
            tx,
        ),
    ] {
        row.insert(bits, rate.to_string());
        row.insert(fast_bits, rate.to_string());
        row.insert(packets, rate.div_ceil(5840).to_string());
        row.insert(fast_packets, rate.div_ceil(5840).to_string());
    }
    for quiet in [
        "rx-drops-per-second",
        "rx-errors-per-second",
        "tx-drops-per-second",
        "tx-errors-per-second",
        "tx-queue-drops-per-second",
    ] {
        row.insert(quiet, "0".to_owned());
    }
    row
}

/// `reset-counters`: of the named rows, or of all.
pub(super) fn reset(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["numbers", ".id"])?;
    let mut state = router.state();
    let menu = state.tree.menu(&command.path).ok_or(Trap::NoSuchItem)?;
    let named = command.word("numbers").or(command.word(".id"));
    let ids = named
        .map(|text| text.split(',').map(|word| write::find(&state, menu, word)).collect::<Outcome<Vec<_>>>());
    let ids = ids.transpose()?;
    let uptime = router.clock.now().uptime;
    for ((path, id), traffic) in &mut state.traffic {
        if *path == menu.path && ids.as_ref().is_none_or(|ids| ids.contains(id)) {
            traffic.reset(uptime);
        }
    }
    Ok(Output::Done)
}
