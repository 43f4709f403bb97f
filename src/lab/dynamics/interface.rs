//! Interfaces: the union view, states and counters.

use super::{default, put};
use crate::catalogue::menu::Menu;
use crate::lab::command::Record;
use crate::lab::state::{State, Traffic};
use crate::lab::table::{Origin, Row};
use crate::lab::tree::interface_type;
use crate::lab::view::View;

/// How many interfaces may lie under one another (a VLAN on a bond on a port, …).
const DEPTH: usize = 8;

/// The type that `/interface` shows for the interface `id`.
fn kind(state: &State, id: u32) -> Option<&'static str> {
    state.home("interface", id).and_then(interface_type)
}

/// Whether the interface `id` is enabled and has a link.
pub(in crate::lab) fn running(state: &State, id: u32) -> bool {
    running_within(state, id, DEPTH)
}

fn running_within(state: &State, id: u32, depth: usize) -> bool {
    let Some((_, row)) = state.row("interface", id) else { return false };
    // Nobody dials in to a simulated router.
    let waits = state.home("interface", id) == Some("interface/l2tp-server");
    if depth == 0 || waits || !row.enabled() || row.text("running") == Some("false") {
        return false;
    }
    match state.interface_of(row, "interface") {
        Some(parent) if parent != id => running_within(state, parent, depth - 1),
        _ => true,
    }
}

/// The bridge that the interface `id` is a port of.
pub(in crate::lab) fn bridge_of(state: &State, id: u32) -> Option<u32> {
    let port = state
        .rows("interface/bridge/port")
        .iter()
        .find(|port| port.enabled() && state.interface_of(port, "interface") == Some(id))?;
    state.interface_of(port, "bridge")
}

/// A row of `/interface`, whatever kind it is.
pub(super) fn any(view: &View<'_>, row: &Row, record: &mut Record) {
    let kind = kind(view.state, row.id).or(row.text("type")).unwrap_or("ether").to_owned();
    put(record, "running", running(view.state, row.id));
    let usual = match kind.as_str() {
        "bridge" => "auto",
        "loopback" => "65536",
        _ => "1500",
    };
    default(record, "mtu", usual);
    let mtu = record.get("mtu").filter(|mtu| *mtu != "auto").cloned();
    put(record, "actual-mtu", mtu.unwrap_or_else(|| "1500".into()));
    if let Some(mac) = mac(view.state, row, DEPTH) {
        put(record, "mac-address", mac);
    }
    if kind == "ether" {
        // Only ports have a default name, and they are never dynamic.
        record.remove("dynamic");
        default(record, "default-name", row.text("default-name").unwrap_or_default());
    } else {
        record.remove("default-name");
        put(record, "dynamic", matches!(row.origin, Origin::Dynamic(_)));
    }
    if bridge_of(view.state, row.id).is_some() {
        put(record, "slave", true);
    }
    put(record, "type", kind);
    default(record, "disabled", "false");
    default(record, "link-downs", "0");
    counters(view, row, record, ["rx-byte", "tx-byte", "rx-packet", "tx-packet"]);
    for name in ["rx-drop", "tx-drop", "rx-error", "tx-error", "tx-queue-drop"] {
        default(record, name, "0");
    }
    let (rx, tx) = traffic(view.state, row.id).bytes(view.now.uptime);
    put(record, "fp-rx-byte", rx);
    put(record, "fp-tx-byte", tx);
    let (rx, tx) = traffic(view.state, row.id).packets(view.now.uptime);
    put(record, "fp-rx-packet", rx);
    put(record, "fp-tx-packet", tx);
}

/// A row of the menu that makes the interface.
pub(super) fn own(view: &View<'_>, menu: &Menu, row: &Row, record: &mut Record) {
    put(record, "running", running(view.state, row.id));
    if let Some(mac) = mac(view.state, row, DEPTH).filter(|_| menu.field("mac-address").is_some()) {
        put(record, "mac-address", mac);
    }
    if menu.path == "interface/ethernet" {
        let mac = row.text("mac-address").unwrap_or_default();
        default(record, "orig-mac-address", mac);
        default(record, "loop-protect-status", "off");
        counters(view, row, record, ["rx-bytes", "tx-bytes", "rx-packet", "tx-packet"]);
        if bridge_of(view.state, row.id).is_some() {
            put(record, "slave", true);
        }
    } else if menu.field("actual-mtu").is_some() {
        let mtu = record.get("mtu").filter(|mtu| *mtu != "auto").cloned();
        put(record, "actual-mtu", mtu.unwrap_or_else(|| "1500".into()));
    }
}

/// A row of `/interface/bridge/port`.
pub(super) fn port(view: &View<'_>, row: &Row, record: &mut Record) {
    let up = view.state.interface_of(row, "interface").is_some_and(|id| running(view.state, id));
    put(record, "inactive", !(up && row.enabled()));
    if up && row.enabled() {
        default(record, "status", "in-bridge");
        default(record, "role", "designated-port");
        default(record, "forwarding", "true");
        default(record, "learning", "true");
    } else {
        default(record, "status", "inactive");
        default(record, "role", "disabled-port");
        default(record, "forwarding", "false");
        default(record, "learning", "false");
    }
}

/// An interface's own MAC address, else the one of what lies under it.
fn mac(state: &State, row: &Row, depth: usize) -> Option<String> {
    if let Some(mac) = row.text("mac-address") {
        return Some(mac.to_owned());
    }
    let parent = state.interface_of(row, "interface").filter(|parent| *parent != row.id && depth > 0)?;
    mac(state, state.row("interface", parent)?.1, depth - 1)
}

fn counters(view: &View<'_>, row: &Row, record: &mut Record, names: [&'static str; 4]) {
    let traffic = traffic(view.state, row.id);
    let (bytes, packets) = (traffic.bytes(view.now.uptime), traffic.packets(view.now.uptime));
    for (name, count) in names.into_iter().zip([bytes.0, bytes.1, packets.0, packets.1]) {
        put(record, name, count);
    }
}

/// The counters of the interface `id`; zero where nothing flows.
pub(in crate::lab) fn traffic(state: &State, id: u32) -> Traffic {
    state.traffic.get(&("interface", id)).copied().unwrap_or_else(|| Traffic::since(0, 0, 0))
}

/// Counters stand while their interface or rule is down.
pub(super) fn settle_traffic(state: &mut State, uptime: i64) {
    let keys: Vec<_> = state.traffic.keys().copied().collect();
    for (path, id) in keys {
        let runs = if path == "interface" {
            running(state, id)
        } else {
            state.row(path, id).is_some_and(|(_, row)| row.enabled())
        };
        let exists = state.row(path, id).is_some();
        if !exists {
            state.traffic.remove(&(path, id));
        } else if let Some(traffic) = state.traffic.get_mut(&(path, id)) {
            traffic.run(runs, uptime);
        }
    }
}
