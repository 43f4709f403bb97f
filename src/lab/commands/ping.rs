//! `/ping` and `/tool/ping` (RouterOS manual, "Ping").

use std::time::Duration;

use super::only;
use super::probe::{self, Peer};
use super::traffic::span;
use crate::lab::command::{Command, Output, Record};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::{Refusal, duration, integer};

const ARGUMENTS: &[&str] = &[
    "address",
    "arp-ping",
    "as-value",
    "count",
    "do-not-fragment",
    "dscp",
    "duration",
    "interface",
    "interval",
    ".proplist",
    "size",
    "src-address",
    "ttl",
    "vrf",
];

/// What was sent and came back so far.
#[derive(Debug, Default)]
struct Tally {
    sent: u64,
    received: u64,
    sum: u64,
    least: u32,
    most: u32,
}

impl Tally {
    fn add(&mut self, rtt: Option<u32>) {
        self.sent += 1;
        if let Some(rtt) = rtt {
            self.least = if self.received == 0 { rtt } else { self.least.min(rtt) };
            self.most = self.most.max(rtt);
            self.received += 1;
            self.sum += u64::from(rtt);
        }
    }

    fn loss(&self) -> u64 {
        (self.sent - self.received) * 100 / self.sent.max(1)
    }
}

/// One row per request, in `interval`s; without `count` or `duration` it lasts as long as the session.
pub(super) async fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, ARGUMENTS)?;
    let text = command.word("address").ok_or_else(|| Trap::missing("address"))?;
    let address = probe::resolve(&router.state(), text)?;
    let size = number(command, "size", 28, 65_535)?.unwrap_or(56);
    let count = number(command, "count", 0, 1_000_000)?.filter(|count| *count > 0);
    let interval = span(command, "interval")?.unwrap_or(1_000_000);
    if !(10_000..=5_000_000).contains(&interval) {
        return Err(Trap::Refused("value of interval is out of range (00:00:00.010 .. 00:00:05)".into()));
    }
    let lasting = span(command, "duration")?;
    let endless = count.is_none() && lasting.is_none();
    let (mut rows, mut tally, mut passed) = (Vec::new(), Tally::default(), 0);
    let last = loop {
        let peer = probe::peer(&router.state(), address);
        let rtt = probe::round_trip(&peer, tally.sent, router.clock.now().uptime);
        tally.add(rtt);
        command.tell(project(row(text, size, &peer, rtt, &tally), command), &mut rows).await;
        if count.is_some_and(|count| tally.sent >= count) {
            break rtt;
        }
        router.clock.sleep(Duration::from_micros(interval.unsigned_abs())).await;
        passed += interval;
        if lasting.is_some_and(|lasting| passed >= lasting) {
            break rtt;
        }
        if endless {
            // Nothing reads the rows before the end, and there is none.
            rows.clear();
        }
    };
    // The last request is waited for as long as any.
    let wait = last.map_or(interval, i64::from);
    router.clock.sleep(Duration::from_micros(wait.unsigned_abs())).await;
    Ok(Output::Rows(rows))
}

/// The number in the argument `name`.
pub(super) fn number(command: &Command, name: &str, low: i64, high: i64) -> Outcome<Option<u64>> {
    let Some(text) = command.word(name) else { return Ok(None) };
    let number = integer(text).ok_or_else(|| Trap::value(name, &Refusal::Invalid))?;
    if !(low..=high).contains(&number) {
        return Err(Trap::value(name, &Refusal::Range(low, high)));
    }
    Ok(u64::try_from(number).ok())
}

fn row(host: &str, size: u64, peer: &Peer, rtt: Option<u32>, tally: &Tally) -> Record {
    let mut row = Record::from([
        ("seq", (tally.sent - 1).to_string()),
        ("host", host.to_owned()),
        ("sent", tally.sent.to_string()),
        ("received", tally.received.to_string()),
        ("packet-loss", tally.loss().to_string()),
    ]);
    match rtt {
        Some(rtt) => {
            row.insert("size", size.to_string());
            row.insert("ttl", peer.ttl.to_string());
            row.insert("time", print(u64::from(rtt)));
        }
        None => {
            row.insert("status", "timeout".to_owned());
        }
    }
    if let Some(average) = tally.sum.checked_div(tally.received) {
        row.insert("min-rtt", print(u64::from(tally.least)));
        row.insert("avg-rtt", print(average));
        row.insert("max-rtt", print(u64::from(tally.most)));
    }
    row
}

fn print(micros: u64) -> String {
    duration::print(i64::try_from(micros).unwrap_or(i64::MAX))
}

fn project(mut row: Record, command: &Command) -> Record {
    if let Some(wanted) = command.word(".proplist") {
        row.retain(|name, _| wanted.split(',').any(|want| want == *name));
    }
    row
}
