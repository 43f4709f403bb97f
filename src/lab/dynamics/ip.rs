//! `/ip`: addresses, ARP, neighbours, DNS, pools, lists and rule counters.

use std::net::IpAddr;

use super::{default, interface, put};
use crate::catalogue::menu::Menu;
use crate::lab::command::Record;
use crate::lab::state::{Traffic, hash};
use crate::lab::table::{Row, tag};
use crate::lab::value::address::{network, split_prefix};
use crate::lab::value::duration;
use crate::lab::view::View;

/// `/ip/address`: its network, where it really sits, whether it counts.
pub(super) fn address(view: &View<'_>, row: &Row, record: &mut Record) {
    let prefix = row.text("address").and_then(split_prefix);
    if let Some((ip, length)) = prefix.filter(|_| row.get("network").is_none()) {
        put(record, "network", network(ip, length));
    }
    let on = view.state.interface_of(row, "interface");
    let bridge = on.and_then(|id| interface::bridge_of(view.state, id));
    let shown = record.get("interface").cloned().unwrap_or_default();
    let actual = bridge.and_then(|id| view.state.name("interface", id)).map_or(shown, str::to_owned);
    put(record, "actual-interface", actual);
    let up = on.and_then(|id| view.state.row("interface", id)).is_some_and(|(_, row)| row.enabled());
    put(record, "invalid", !up);
    put(record, "slave", bridge.is_some());
    default(record, "disabled", "false");
    default(record, "vrf", "main");
}

/// `/ip/arp`.
pub(super) fn arp(_view: &View<'_>, row: &Row, record: &mut Record) {
    let complete = row.get("mac-address").is_some();
    put(record, "complete", complete);
    for name in ["dhcp", "published", "disabled", "invalid"] {
        default(record, name, "false");
    }
    default(record, "status", if complete { "reachable" } else { "failed" });
    default(record, "vrf", "main");
}

/// `/ip/neighbor`: discovery packets come every 30 seconds or so.
pub(super) fn neighbor(view: &View<'_>, row: &Row, record: &mut Record) {
    put(record, "age", duration::seconds(view.now.uptime.wrapping_add(shift(row)).rem_euclid(30_000)));
    if let Some(uptime) = row.text("uptime").and_then(duration::millis) {
        let since_start = view.now.uptime - view.state.facts.uptime;
        put(record, "uptime", duration::seconds(uptime + since_start));
    }
}

/// Keeps the rows of one menu from moving all at once.
pub(super) fn shift(row: &Row) -> i64 {
    i64::try_from(hash(&["shift", &row.tag()]) % 10_000_000).unwrap_or_default()
}

/// `/ip/dns`: servers learned from DHCP, cache in use.
pub(super) fn dns(view: &View<'_>, record: &mut Record) {
    let learned = view.state.rows("ip/dhcp-client").iter().filter(|client| {
        client.enabled()
            && client.text("status") == Some("bound")
            && client.text("use-peer-dns") != Some("no")
    });
    let servers: Vec<_> = learned
        .flat_map(|client| [client.text("primary-dns"), client.text("secondary-dns")])
        .flatten()
        .collect();
    put(record, "dynamic-servers", servers.join(","));
    put(record, "cache-used", 26 + view.state.rows("ip/dns/cache").len());
}

/// `/ip/dns/cache`: the time to live runs down and starts again, as if the name were asked for again.
pub(super) fn cache(view: &View<'_>, row: &Row, record: &mut Record) {
    let ttl = row.text("ttl").and_then(duration::millis).filter(|ttl| *ttl > 0);
    if let Some(ttl) = ttl {
        let passed = (view.now.uptime - view.state.facts.uptime).rem_euclid(ttl);
        put(record, "ttl", duration::seconds(ttl - passed));
    }
}

/// `/ip/pool`: how much of it is taken by leases.
pub(super) fn pool(view: &View<'_>, row: &Row, record: &mut Record) {
    let total: u128 = ranges(row).iter().map(|(first, last)| last - first + 1).sum();
    let taken = taken(view, row).count() as u128;
    if view.state.tree.menu("ip/pool").is_some_and(|menu| menu.field("total").is_some()) {
        put(record, "total", total);
        put(record, "used", taken);
        put(record, "available", total.saturating_sub(taken));
    }
}

/// The addresses of the pool in `row`, as numbers.
fn ranges(row: &Row) -> Vec<(u128, u128)> {
    row.text("ranges").unwrap_or_default().split(',').filter_map(bounds).collect()
}

/// The leases that hold an address of the pool in `row`.
fn taken<'a>(view: &'a View<'_>, row: &Row) -> impl Iterator<Item = &'a Row> {
    let ranges = ranges(row);
    let leases = view.state.rows("ip/dhcp-server/lease").iter();
    leases.filter(|lease| lease.text("status") == Some("bound")).filter(move |lease| {
        let address = lease.text("address").and_then(|text| text.parse::<IpAddr>().ok()).map(number);
        address.is_some_and(|address| ranges.iter().any(|(first, last)| (first..=last).contains(&&address)))
    })
}

/// `/ip/pool/used`: who has which address (RouterOS manual, "IP Pools"); here only DHCP gives addresses away.
pub(super) fn used(view: &View<'_>) -> Vec<Record> {
    let pools = view.state.rows("ip/pool").iter();
    let held = pools.flat_map(|pool| taken(view, pool).map(move |lease| (pool, lease)));
    let row = |(number, (pool, lease)): (u32, (&Row, &Row))| {
        let text = |row: &Row, name: &str| row.text(name).unwrap_or_default().to_owned();
        Record::from([
            (".id", tag(number)),
            ("pool", text(pool, "name")),
            ("address", text(lease, "address")),
            ("owner", "DHCP".to_owned()),
            ("info", text(lease, "mac-address")),
        ])
    };
    (1..).zip(held).map(row).collect()
}

/// First and last address of `a-b`, a prefix or an address, as numbers.
fn bounds(text: &str) -> Option<(u128, u128)> {
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (number(first.parse().ok()?), number(last.parse().ok()?));
        return (first <= last).then_some((first, last));
    }
    let (ip, length) = split_prefix(text)?;
    let first = number(network(ip, length));
    let bits = if ip.is_ipv4() { 32 } else { 128 } - u32::from(length);
    Some((first, first + (1_u128.checked_shl(bits).unwrap_or(u128::MAX) - 1)))
}

fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => u128::from(u32::from(ip)),
        IpAddr::V6(ip) => u128::from(ip),
    }
}

/// `/ip/firewall/address-list`: the timeout runs down.
pub(super) fn listed(view: &View<'_>, row: &Row, record: &mut Record) {
    default(record, "disabled", "false");
    if let Some(expires) = row.expires {
        let left = (expires - view.now.uptime).max(0);
        put(record, "timeout", duration::seconds(left + 999));
    }
}

/// Bytes and packets of a firewall rule.
pub(super) fn counters(view: &View<'_>, menu: &Menu, row: &Row, record: &mut Record) {
    let traffic = view.state.traffic.get(&(menu.path, row.id)).copied();
    let traffic = traffic.unwrap_or_else(|| Traffic::since(0, 0, 0));
    put(record, "bytes", traffic.bytes(view.now.uptime).0);
    put(record, "packets", traffic.packets(view.now.uptime).0);
}
