//! The routing table: connected routes, and which routes are active.

use std::collections::HashMap;
use std::net::IpAddr;

use super::{default, interface, put};
use crate::lab::command::Record;
use crate::lab::state::State;
use crate::lab::table::{Origin, Row};
use crate::lab::value::Value;
use crate::lab::value::address::{contains, network, split_prefix};
use crate::lab::view::View;

/// What the routing table makes of one route.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lab) struct Status {
    /// Whether packets take it.
    pub(in crate::lab) active: bool,
    /// Whether others of the same destination and distance share the packets.
    pub(in crate::lab) ecmp: bool,
    /// The next hop with its interface; empty when it can't be reached.
    pub(in crate::lab) immediate: String,
}

/// Where the rows of connected routes come from.
const ADDRESSES: &str = "ip/address";

/// Makes the connected route of each address that counts, and removes those of others.
pub(super) fn settle_connected(state: &mut State) {
    let wanted: Vec<(u32, String, u32)> =
        state.rows(ADDRESSES).iter().filter_map(|row| connected(state, row)).collect();
    let Some(menu) = state.tree.menu("ip/route") else { return };
    let fits = |row: &Row| match row.origin {
        Origin::Dynamic(Some((ADDRESSES, id))) => wanted.iter().any(|(address, destination, interface)| {
            *address == id
                && row.text("dst-address") == Some(destination)
                && matches!(row.get("gateway"), Some(Value::Row { id, .. }) if id == interface)
        }),
        _ => true,
    };
    if let Some(table) = state.table_mut(menu.path) {
        table.rows.retain(fits);
    }
    for (address, destination, interface) in wanted {
        let by = (ADDRESSES, address);
        if !state.rows(menu.path).iter().any(|row| row.origin == Origin::Dynamic(Some(by))) {
            let id = state.allocate_connected();
            let gateway = Value::Row { menu: "interface", id: interface, negated: false };
            let values = vec![
                ("dst-address", Value::text(destination)),
                ("gateway", gateway),
                ("distance", Value::text("0")),
                ("scope", Value::text("10")),
                ("target-scope", Value::text("5")),
            ];
            state.push_dynamic(menu, id, by, values);
        }
    }
}

/// The address's id, its network and the interface that reaches it, if the address counts.
fn connected(state: &State, row: &Row) -> Option<(u32, String, u32)> {
    let (ip, length) = row.text("address").and_then(split_prefix)?;
    let on = state.interface_of(row, "interface")?;
    let actual = interface::bridge_of(state, on).unwrap_or(on);
    (row.enabled() && interface::running(state, actual))
        .then(|| (row.id, format!("{}/{length}", network(ip, length)), actual))
}

/// What becomes of every route, by id.
pub(in crate::lab) fn decide(state: &State) -> HashMap<u32, Status> {
    let rows = state.rows("ip/route");
    let mut decided: HashMap<u32, Status> = rows
        .iter()
        .map(|row| (row.id, Status { immediate: reach(state, row).unwrap_or_default(), ..Status::default() }))
        .collect();
    let usable = |row: &&Row| {
        row.enabled()
            && (row.is("blackhole")
                || decided.get(&row.id).is_some_and(|status| !status.immediate.is_empty()))
    };
    let mut best: HashMap<(String, String), (u32, Vec<u32>)> = HashMap::new();
    for row in rows.iter().filter(usable) {
        let entry = best.entry(destination(row)).or_insert((u32::MAX, Vec::new()));
        let distance = distance(row);
        if distance < entry.0 {
            *entry = (distance, vec![row.id]);
        } else if distance == entry.0 {
            entry.1.push(row.id);
        }
    }
    for (_, winners) in best.into_values() {
        for id in &winners {
            if let Some(status) = decided.get_mut(id) {
                status.active = true;
                status.ecmp = winners.len() > 1;
            }
        }
    }
    decided
}

/// Destination and table of a route.
fn destination(row: &Row) -> (String, String) {
    let text = |name, default: &str| row.text(name).unwrap_or(default).to_owned();
    (text("dst-address", "0.0.0.0/0"), text("routing-table", "main"))
}

fn distance(row: &Row) -> u32 {
    row.text("distance").and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// The next hop of `row` with its interface.
fn reach(state: &State, row: &Row) -> Option<String> {
    let gateway = state.shown(row, "gateway")?;
    let hops = gateway.split(',').filter_map(|hop| next_hop(state, hop));
    let hops = hops.collect::<Vec<_>>().join(",");
    (!hops.is_empty()).then_some(hops)
}

fn next_hop(state: &State, gateway: &str) -> Option<String> {
    let (address, zone) = gateway.split_once('%').map_or((gateway, None), |(ip, zone)| (ip, Some(zone)));
    let by_name = |name: &str| {
        let row = state.tables_of("interface").find_map(|table| table.named(name))?;
        interface::running(state, row.id).then(|| name.to_owned())
    };
    match (address.parse::<IpAddr>(), zone) {
        (Err(_), _) => by_name(gateway),
        (Ok(ip), Some(zone)) => by_name(zone).map(|zone| format!("{ip}%{zone}")),
        (Ok(ip), None) => out_of(state, ip).map(|interface| format!("{ip}%{interface}")),
    }
}

/// The interface on whose connected network `ip` lies.
pub(in crate::lab) fn out_of(state: &State, ip: IpAddr) -> Option<String> {
    let connected = state.rows("ip/route").iter().filter(|row| {
        matches!(row.origin, Origin::Dynamic(Some((ADDRESSES, _))))
            && row.text("dst-address").is_some_and(|prefix| contains(prefix, ip))
    });
    let longest =
        connected.max_by_key(|row| row.text("dst-address").and_then(split_prefix).map(|(_, bits)| bits));
    longest.and_then(|row| state.shown(row, "gateway"))
}

/// The active route that a packet to `ip` takes: its next hop with the interface.
pub(in crate::lab) fn way(state: &State, ip: IpAddr) -> Option<String> {
    let decided = decide(state);
    let fitting = state.rows("ip/route").iter().filter(|row| {
        let fits = row.text("dst-address").is_some_and(|prefix| contains(prefix, ip));
        fits && destination(row).1 == "main" && decided.get(&row.id).is_some_and(|status| status.active)
    });
    let longest =
        fitting.max_by_key(|row| row.text("dst-address").and_then(split_prefix).map(|(_, bits)| bits));
    longest.and_then(|row| decided.get(&row.id)).map(|status| status.immediate.clone())
}

/// A row of `/ip/route`.
pub(super) fn show(view: &View<'_>, row: &Row, record: &mut Record) {
    let status = view.routes().get(&row.id).cloned().unwrap_or_default();
    match row.origin {
        Origin::Dynamic(Some((ADDRESSES, address))) => {
            put(record, "connect", true);
            let local = view
                .state
                .row(ADDRESSES, address)
                .and_then(|(_, row)| row.text("address").and_then(split_prefix));
            if let Some((ip, _)) = local {
                put(record, "local-address", format!("{ip}%{}", status.immediate));
            }
        }
        Origin::Dynamic(_) => put(record, "dhcp", true),
        _ => put(record, "static", true),
    }
    put(record, "dynamic", matches!(row.origin, Origin::Dynamic(_)));
    default(record, "dst-address", "0.0.0.0/0");
    default(record, "distance", "1");
    default(record, "scope", "30");
    default(record, "target-scope", "10");
    default(record, "routing-table", "main");
    put(record, "immediate-gw", &status.immediate);
    put(record, "inactive", !status.active);
    for (name, on) in [("active", status.active), ("ecmp", status.ecmp)] {
        if on {
            put(record, name, true);
        } else {
            record.remove(name);
        }
    }
    if row.enabled() {
        record.remove("disabled");
    }
    if row.get("check-gateway").is_none() {
        record.remove("check-gateway");
    }
}
