//! From the wire to the router's address and back: ports, bridges, VLANs, routes.

use std::net::IpAddr;

use crate::lab::dynamics::interface::{bridge_of, running};
use crate::lab::dynamics::route;
use crate::lab::state::State;
use crate::lab::table::Row;
use crate::lab::value::address::{contains, split_prefix};

/// The VLAN of untagged frames where nothing is said (RouterOS manual, "Bridging and Switching").
const USUAL: u16 = 1;

/// The interface at which a frame that comes in by the port `entry`, tagged or not, reaches the router itself.
pub(super) fn arrival(state: &State, entry: u32, tag: Option<u16>) -> Option<u32> {
    if !running(state, entry) {
        return None;
    }
    let Some(bridge) = bridge_of(state, entry) else { return untagged(state, entry, tag) };
    if !running(state, bridge) {
        return None;
    }
    let (_, row) = state.row("interface", bridge)?;
    if row.is("vlan-filtering") { filtered(state, entry, tag, row) } else { untagged(state, bridge, tag) }
}

/// `on` itself, or the VLAN interface on it for tagged frames.
fn untagged(state: &State, on: u32, tag: Option<u16>) -> Option<u32> {
    let Some(tag) = tag else { return Some(on) };
    let vlan = state.rows("interface/vlan").iter().find(|row| {
        state.interface_of(row, "interface") == Some(on) && number(row, "vlan-id") == Some(tag)
    })?;
    running(state, vlan.id).then_some(vlan.id)
}

/// The same on a bridge that looks at VLANs: its port and the bridge itself have to be in the frame's VLAN.
fn filtered(state: &State, entry: u32, tag: Option<u16>, bridge: &Row) -> Option<u32> {
    let ports = state.rows("interface/bridge/port");
    let port =
        ports.iter().find(|port| port.enabled() && state.interface_of(port, "interface") == Some(entry))?;
    let (refused, vlan) = match tag {
        Some(tag) => ("admit-only-untagged-and-priority-tagged", tag),
        None => ("admit-only-vlan-tagged", number(port, "pvid").unwrap_or(USUAL)),
    };
    // Answers leave as they are configured, so membership must fit the frame whether or not the way in is filtered.
    let member = match tag {
        Some(_) => lists(state, bridge.id, vlan, "tagged", entry),
        None => true,
    };
    if port.text("frame-types") == Some(refused) || !member {
        return None;
    }
    if number(bridge, "pvid").unwrap_or(USUAL) == vlan {
        return (bridge.text("frame-types") != Some("admit-only-vlan-tagged")).then_some(bridge.id);
    }
    let tagged = bridge.text("frame-types") != Some("admit-only-untagged-and-priority-tagged");
    let reaches = tagged && lists(state, bridge.id, vlan, "tagged", bridge.id);
    if reaches { untagged(state, bridge.id, Some(vlan)) } else { None }
}

/// Whether `/interface/bridge/vlan` has `interface` under `role` for the VLAN `vlan` of `bridge`.
fn lists(state: &State, bridge: u32, vlan: u16, role: &str, interface: u32) -> bool {
    let name = state.name("interface", interface).unwrap_or_default();
    state.rows("interface/bridge/vlan").iter().any(|row| {
        let shown = |field: &str| state.shown(row, field).unwrap_or_default();
        row.enabled()
            && state.interface_of(row, "bridge") == Some(bridge)
            && shown("vlan-ids").split(',').any(|ids| within(ids, vlan))
            && shown(role).split(',').any(|listed| listed == name)
    })
}

/// Whether `ids` (`10` or `10-20`) has `vlan`.
fn within(ids: &str, vlan: u16) -> bool {
    let (first, last) = ids.split_once('-').unwrap_or((ids, ids));
    matches!((first.parse::<u16>(), last.parse::<u16>()), (Ok(first), Ok(last)) if (first..=last).contains(&vlan))
}

fn number(row: &Row, name: &str) -> Option<u16> {
    row.text(name).and_then(|text| text.parse().ok())
}

/// Whether the router has `address`, on an interface that runs.
pub(super) fn holds(state: &State, address: IpAddr) -> bool {
    state.rows("ip/address").iter().any(|row| {
        let own = row.text("address").and_then(split_prefix).is_some_and(|(ip, _)| ip == address);
        own && row.enabled()
            && state
                .interface_of(row, "interface")
                .is_some_and(|on| running(state, bridge_of(state, on).unwrap_or(on)))
    })
}

/// Whether a rule of routing drops what the router sends from `address` to `client`; those with more matchers are never met.
pub(super) fn is_dropped(state: &State, address: IpAddr, client: IpAddr) -> bool {
    let fits = |row: &Row, name: &str, ip: IpAddr| row.text(name).is_none_or(|range| contains(range, ip));
    let more =
        |row: &Row| ["interface", "routing-mark", "min-prefix"].iter().any(|name| row.get(name).is_some());
    let mut rules = state.rows("routing/rule").iter().filter(|row| row.enabled() && !more(row));
    let met = rules.find(|row| fits(row, "src-address", address) && fits(row, "dst-address", client));
    met.is_some_and(|row| matches!(row.text("action"), Some("drop" | "unreachable")))
}

/// Whether a packet to `client` leaves by `interface`.
pub(super) fn leads_back(state: &State, client: IpAddr, interface: u32) -> bool {
    let way = route::way(state, client).unwrap_or_default();
    let out = way.rsplit_once('%').map_or(way.as_str(), |(_, interface)| interface);
    state.name("interface", interface) == Some(out)
}
