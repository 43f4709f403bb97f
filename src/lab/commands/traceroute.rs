//! `/tool/traceroute` (RouterOS manual, "Traceroute").
//!
//! Each pass sends one packet to every hop and gives all hops again, numbered by `.section`; times are in milliseconds.

use std::time::Duration;

use super::only;
use super::ping::number;
use super::probe::{self, Peer};
use super::traffic::span;
use crate::lab::command::{Command, Output, Record};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

const ARGUMENTS: &[&str] = &[
    "address",
    "as-value",
    "count",
    "do-not-fragment",
    "dscp",
    "duration",
    "interface",
    "max-hops",
    "port",
    ".proplist",
    "protocol",
    "size",
    "src-address",
    "timeout",
    "use-dns",
    "vrf",
];

/// One hop and what came back from it.
struct Hop {
    address: String,
    peer: Peer,
    times: Vec<Option<u32>>,
}

/// Passes until `count` or `duration` is reached, else as long as the session.
pub(super) async fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, ARGUMENTS)?;
    let text = command.word("address").ok_or_else(|| Trap::missing("address"))?;
    let address = probe::resolve(&router.state(), text)?;
    let count = number(command, "count", 0, 1_000_000)?.filter(|count| *count > 0);
    let lasting = span(command, "duration")?;
    let timeout = span(command, "timeout")?.unwrap_or(1_000_000);
    let most = number(command, "max-hops", 1, 255)?.unwrap_or(255);
    let peer = probe::peer(&router.state(), address);
    let mut hops = path(&peer, usize::try_from(most).unwrap_or(usize::MAX));
    let (mut rows, mut passed, mut section) = (Vec::new(), 0, 0_u64);
    loop {
        let spent = pass(&mut hops, section, router.clock.now().uptime, timeout);
        router.clock.sleep(Duration::from_micros(spent.unsigned_abs())).await;
        if count.is_none() && lasting.is_none() {
            rows.clear();
        }
        for hop in &hops {
            command.tell(row(hop, section, command), &mut rows).await;
        }
        section += 1;
        passed += spent;
        if count.is_some_and(|count| section >= count) || lasting.is_some_and(|lasting| passed >= lasting) {
            return Ok(Output::Rows(rows));
        }
    }
}

/// The hops up to `peer`; where nothing answers, a few silent ones stand for the rest.
fn path(peer: &Peer, most: usize) -> Vec<Hop> {
    let step = u32::try_from(peer.hops.len()).unwrap_or(u32::MAX).saturating_add(1);
    let total = peer.rtt.unwrap_or(9000);
    let on_the_way = peer.hops.iter().zip(1_u32..).map(|(address, n)| {
        let rtt = Some((u64::from(total) * u64::from(n) / u64::from(step)).try_into().unwrap_or(u32::MAX));
        let peer = Peer { address: *address, rtt, ttl: 64, loss: 0, hops: Vec::new() };
        Hop { address: address.to_string(), peer, times: Vec::new() }
    });
    let mut hops: Vec<_> = on_the_way.collect();
    let ends = if peer.rtt.is_some() { 1 } else { 4 };
    for _ in 0..ends {
        let address = if peer.rtt.is_some() { peer.address.to_string() } else { String::new() };
        hops.push(Hop { address, peer: peer.clone(), times: Vec::new() });
    }
    hops.truncate(most);
    hops
}

/// Sends one packet to every hop; returns the microseconds that it takes.
fn pass(hops: &mut [Hop], section: u64, moment: i64, timeout: i64) -> i64 {
    let mut spent = 0;
    for hop in hops {
        let time = probe::round_trip(&hop.peer, section, moment);
        spent += time.map_or(timeout, i64::from);
        hop.times.push(time);
    }
    spent
}

fn row(hop: &Hop, section: u64, command: &Command) -> Record {
    let answers: Vec<f64> = hop.times.iter().flatten().map(|micros| f64::from(*micros) / 1000.0).collect();
    let sent = hop.times.len();
    let lost = sent - answers.len();
    let latest = hop.times.last().copied().flatten();
    let mut row = Record::from([
        ("address", hop.address.clone()),
        ("loss", (lost * 100 / sent.max(1)).to_string()),
        ("sent", sent.to_string()),
        ("last", latest.map_or_else(|| "timeout".to_owned(), |micros| print(f64::from(micros) / 1000.0))),
        ("status", String::new()),
    ]);
    if !answers.is_empty() {
        let [average, best, worst, deviation] = statistics(&answers);
        row.insert("avg", print(average));
        row.insert("best", print(best));
        row.insert("worst", print(worst));
        row.insert("std-dev", print(deviation));
    }
    if let Some(wanted) = command.word(".proplist") {
        row.retain(|name, _| wanted.split(',').any(|want| want == *name));
    }
    row.insert(".section", section.to_string());
    row
}

/// Average, least, most and standard deviation.
#[expect(clippy::cast_precision_loss, reason = "a count of packets is far below 2^52")]
fn statistics(answers: &[f64]) -> [f64; 4] {
    let count = answers.len() as f64;
    let average = answers.iter().sum::<f64>() / count;
    let variance = answers.iter().map(|answer| (answer - average).powi(2)).sum::<f64>() / count;
    let best = answers.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = answers.iter().copied().fold(0.0, f64::max);
    [average, best, worst, variance.sqrt()]
}

/// One decimal, none for a whole number.
fn print(millis: f64) -> String {
    let text = format!("{millis:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
