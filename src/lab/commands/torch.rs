//! `/tool/torch`: the connections that pass an interface, a section a second, none before the second one.

use std::net::IpAddr;
use std::time::Duration;

use super::only;
use super::traffic::span;
use crate::lab::command::{Command, Output, Record};
use crate::lab::dynamics::route;
use crate::lab::router::Router;
use crate::lab::state::State;
use crate::lab::table::Row;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::Refusal;

const ARGUMENTS: &[&str] = &[
    "as-value",
    "cpu",
    "dscp",
    "dst-address",
    "dst-address6",
    "duration",
    "interface",
    "ip-protocol",
    "mac-protocol",
    "port",
    ".proplist",
    "src-address",
    "src-address6",
    "vlan-id",
    "without-paging",
];
/// What is not simulated: every other word than these means a filter.
const ANYTHING: &[&str] = &["any", "0.0.0.0/0", "::/0"];

/// Rows until `duration` is over, else as long as the session.
pub(super) async fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, ARGUMENTS)?;
    let interface = command.word("interface").ok_or_else(|| Trap::missing("interface"))?;
    for filter in [
        "src-address",
        "src-address6",
        "dst-address",
        "dst-address6",
        "ip-protocol",
        "port",
        "mac-protocol",
        "dscp",
        "vlan-id",
        "cpu",
    ] {
        if command.word(filter).is_some_and(|word| !ANYTHING.contains(&word)) {
            return Err(Trap::Unsupported(format!("/tool/torch with {filter}")));
        }
    }
    if !router.state().tables_of("interface").any(|table| table.named(interface).is_some()) {
        return Err(Trap::value("interface", &Refusal::NoMatch));
    }
    let lasting = span(command, "duration")?;
    let (mut rows, mut passed) = (Vec::new(), 0);
    for section in 0_u32.. {
        router.clock.sleep(Duration::from_secs(1)).await;
        passed += 1_000_000;
        if section > 0 {
            let seen = flows(&router.state(), interface);
            for mut row in seen {
                row.insert(".section", (section - 1).to_string());
                command.tell(row, &mut rows).await;
            }
        }
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

/// The tracked connections of which one end is behind the interface.
fn flows(state: &State, interface: &str) -> Vec<Record> {
    let passes = |row: &&Row| {
        let ends = ["src-address", "dst-address"].into_iter().filter_map(|name| row.text(name)?.parse().ok());
        let mut behind = ends.map(|address| behind(state, address));
        behind.any(|found| found.as_deref() == Some(interface))
    };
    state.rows("ip/firewall/connection").iter().filter(passes).map(|row| flow(state, row)).collect()
}

/// The interface that leads to `address`.
fn behind(state: &State, address: IpAddr) -> Option<String> {
    let way = || route::way(state, address)?.rsplit('%').next().map(str::to_owned);
    route::out_of(state, address).or_else(way)
}

fn flow(state: &State, row: &Row) -> Record {
    let text = |name: &str| state.shown(row, name).unwrap_or_default();
    let rate =
        |name: &str| Some(text(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| "0".to_owned());
    let packets = |bits: &str| bits.parse::<u64>().unwrap_or(0).div_ceil(5840).to_string();
    let (rx, tx) = (rate("orig-rate"), rate("repl-rate"));
    Record::from([
        ("dscp", "0".to_owned()),
        ("dst-address", text("dst-address")),
        ("dst-port", text("dst-port")),
        ("ip-protocol", text("protocol")),
        ("mac-protocol", "ip".to_owned()),
        ("rx-packets", packets(&rx)),
        ("tx-packets", packets(&tx)),
        ("rx", rx),
        ("src-address", text("src-address")),
        ("src-port", text("src-port")),
        ("tx", tx),
    ])
}
