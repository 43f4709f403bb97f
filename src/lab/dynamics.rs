//! What RouterOS computes: states, counters, rows that nobody wrote.
//!
//! [`settle`] runs after every change and makes the rows that follow from others (connected routes, addresses and
//! routes of DHCP clients). [`show`], [`listing`] and [`append`] complete what a reader sees.

pub(super) mod interface;
mod ip;
mod lease;
pub(super) mod route;
mod session;
mod system;

pub(super) use lease::{end as end_lease, runs_out};

use super::command::Record;
use super::state::State;
use super::table::Row;
use super::time::Moment;
use super::view::View;
use crate::catalogue::menu::Menu;

/// Menus whose rows count packets.
pub(super) const COUNTED: &[&str] = &[
    "ip/firewall/filter",
    "ip/firewall/nat",
    "ip/firewall/mangle",
    "ip/firewall/raw",
    "ipv6/firewall/filter",
    "ipv6/firewall/nat",
    "ipv6/firewall/mangle",
    "ipv6/firewall/raw",
];

/// Makes and removes the rows that follow from others.
pub(super) fn settle(state: &mut State, now: Moment) {
    state.expire(now.uptime);
    lease::settle_leases(state, now.uptime);
    lease::settle_clients(state);
    route::settle_connected(state);
    interface::settle_traffic(state, now.uptime);
    state.plan_schedule(now);
}

/// Completes `record`, the shown form of `row` of `menu`.
pub(super) fn show(view: &View<'_>, menu: &'static Menu, row: &Row, record: &mut Record) {
    match menu.path {
        "interface" => interface::any(view, row, record),
        path if super::tree::interface_type(path).is_some() => interface::own(view, menu, row, record),
        "interface/bridge/port" => interface::port(view, row, record),
        "ip/address" | "ipv6/address" => ip::address(view, row, record),
        "ip/arp" => ip::arp(view, row, record),
        "ip/neighbor" => ip::neighbor(view, row, record),
        "ip/dns" => ip::dns(view, record),
        "ip/dns/cache" => ip::cache(view, row, record),
        "ip/pool" => ip::pool(view, row, record),
        "ip/route" | "ipv6/route" => route::show(view, row, record),
        "ip/dhcp-server/lease" => lease::lease(view, row, record),
        "ip/dhcp-server" => lease::server(view, row, record),
        "ip/dhcp-client" => lease::client(view, row, record),
        "ip/firewall/address-list" | "ipv6/firewall/address-list" => ip::listed(view, row, record),
        "system/resource" => system::resource(view, record),
        "system/clock" => system::clock(view, record),
        "system/health" => system::health(view, row, record),
        "system/scheduler" => system::scheduler(view, row, record),
        "system/script" => system::script(view, row, record),
        "file" => super::files::show(row, record),
        "user" => system::user(row, record),
        path if COUNTED.contains(&path) => ip::counters(view, menu, row, record),
        _ => {}
    }
}

/// The rows of menus that have no table of their own.
pub(super) fn listing(view: &View<'_>, menu: &'static Menu) -> Option<Vec<Record>> {
    match menu.path {
        "ip/pool/used" => Some(ip::used(view)),
        "log" => Some(session::log(view)),
        "system/history" => Some(session::history(view, menu)),
        "user/active" => Some(session::active(view)),
        _ => None,
    }
}

/// Rows that stand beside those of the table.
pub(super) fn append(view: &View<'_>, menu: &'static Menu, records: &mut Vec<Record>) {
    if menu.path == "ip/service" {
        session::services(view, records);
    }
}

/// Puts `text` under `name`.
#[expect(clippy::needless_pass_by_value, reason = "numbers, flags and text are put alike")]
fn put(record: &mut Record, name: &'static str, text: impl ToString) {
    record.insert(name, text.to_string());
}

/// Puts `text` under `name` unless something stands there.
#[expect(clippy::needless_pass_by_value, reason = "numbers, flags and text are put alike")]
fn default(record: &mut Record, name: &'static str, text: impl ToString) {
    record.entry(name).or_insert_with(|| text.to_string());
}
