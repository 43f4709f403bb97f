//! `/tool/bandwidth-test` against something that answers: the sections and figures of the captured runs. What becomes of
//! one that does not answer is not known.

use std::time::Duration;

use super::ping::number;
use super::traffic::span;
use super::{only, probe};
use crate::lab::command::{Command, Output, Record};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::Refusal;

const ARGUMENTS: &[&str] = &[
    "address",
    "as-value",
    "connection-count",
    "direction",
    "duration",
    "password",
    ".proplist",
    "protocol",
    "random-data",
    "user",
];
/// Bits per second of a simulated line.
const RATE: u64 = 941_000_000;

/// A section to connect, one a second, and the last one.
pub(super) async fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, ARGUMENTS)?;
    if !router.state().device_mode_allows("bandwidth-test") {
        return Err(Trap::failure("not allowed by device-mode"));
    }
    let text = command.word("address").ok_or_else(|| Trap::missing("address"))?;
    let address = probe::resolve(&router.state(), text)?;
    let direction = command.word("direction").unwrap_or("receive");
    if !matches!(direction, "receive" | "transmit" | "both") {
        return Err(Trap::value("direction", &Refusal::NoMatch));
    }
    let connections = number(command, "connection-count", 1, 255)?.unwrap_or(20);
    if probe::peer(&router.state(), address).rtt.is_none() {
        return Err(Trap::Unsupported(format!("a bandwidth test against {text}, which does not answer")));
    }
    let seconds = span(command, "duration")?.unwrap_or(60_000_000) / 1_000_000;
    let mut rows = Vec::new();
    let start = vec![("connecting", None)];
    let running = (0..seconds.max(1)).map(|second| ("running", Some(second)));
    let end = [("done testing", Some(seconds.max(1)))];
    for (section, (status, second)) in start.into_iter().chain(running).chain(end).enumerate() {
        let mut row = figures(direction, connections, status == "connecting");
        row.insert(".section", section.to_string());
        row.insert("status", status.to_owned());
        if let Some(second) = second {
            row.insert("duration", format!("{second}s"));
        }
        command.tell(row, &mut rows).await;
        if status == "running" {
            router.clock.sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(Output::Rows(rows))
}

fn figures(direction: &str, connections: u64, idle: bool) -> Record {
    let mut row = Record::from([
        ("connection-count", connections.to_string()),
        ("direction", direction.to_owned()),
        ("lost-packets", "0".to_owned()),
        ("random-data", "false".to_owned()),
    ]);
    let rate = if idle { "0".to_owned() } else { RATE.to_string() };
    if direction != "transmit" {
        for name in ["rx-10-second-average", "rx-current", "rx-total-average"] {
            row.insert(name, rate.clone());
        }
        row.insert("rx-size", "1500".to_owned());
    }
    if direction != "receive" {
        for name in ["tx-10-second-average", "tx-current", "tx-total-average"] {
            row.insert(name, rate.clone());
        }
        row.insert("tx-size", "1500".to_owned());
    }
    row
}
