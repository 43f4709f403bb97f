//! DHCP: leases that run down, and what a bound client brings with it.
//!
//! The clients of a served lease renew it for ever. Where nobody serves them (the server is disabled or its interface is),
//! the lease runs out: a dynamic one goes, a static one waits.

use super::ip::shift;
use super::{default, put};
use crate::lab::command::Record;
use crate::lab::state::State;
use crate::lab::table::{Origin, Row};
use crate::lab::value::{Value, duration};
use crate::lab::view::View;

/// Lease time where the server says nothing (RouterOS manual, "DHCP", `lease-time`).
const LEASE: i64 = 1_800_000;

/// `/ip/dhcp-server/lease`: a bound lease is renewed at half its time.
pub(super) fn lease(view: &View<'_>, row: &Row, record: &mut Record) {
    default(record, "disabled", "false");
    default(record, "blocked", "false");
    default(record, "radius", "false");
    let span = lease_time(view.state, row);
    if !runs_out(row) {
        default(record, "status", "waiting");
        match row.expires {
            Some(ended) => put(record, "last-seen", duration::seconds(view.now.uptime - ended + span)),
            None => default(record, "last-seen", "never"),
        }
        return;
    }
    let seen = match row.expires {
        Some(end) => span - (end - view.now.uptime),
        None => since_renewal(row, span, view.now.uptime),
    };
    put(record, "expires-after", duration::seconds(span - seen));
    put(record, "last-seen", duration::seconds(seen));
    let address = record.get("address").cloned().unwrap_or_default();
    default(record, "active-address", address);
    if let Some(mac) = record.get("mac-address").cloned() {
        default(record, "active-mac-address", mac);
    }
    if let Some(server) = record.get("server").cloned() {
        default(record, "active-server", server);
    }
}

/// Whether the lease is held; a row of another menu runs out as soon as it has an end.
pub(in crate::lab) fn runs_out(row: &Row) -> bool {
    row.get("status").is_none_or(|status| status.as_text() == Some("bound"))
}

/// Milliseconds since the client asked for its lease again, which it does at half of `span`.
fn since_renewal(row: &Row, span: i64, uptime: i64) -> i64 {
    uptime.wrapping_add(shift(row)).rem_euclid((span / 2).max(1000))
}

/// Leaves a static lease without its client.
pub(in crate::lab) fn end(row: &mut Row) {
    if runs_out(row) {
        row.put("status", Some(Value::text("waiting")));
        let held = ["active-address", "active-mac-address", "active-client-id", "active-server"];
        for name in held.into_iter().chain(["expires-after", "last-seen", "age"]) {
            row.put(name, None);
        }
    }
}

/// Lets leases run out from the moment that nobody serves their clients any more.
pub(super) fn settle_leases(state: &mut State, uptime: i64) {
    let leases = state.rows("ip/dhcp-server/lease").iter().filter(|row| row.text("status") == Some("bound"));
    let end = |row: &Row| {
        let span = lease_time(state, row);
        uptime + span - since_renewal(row, span, uptime)
    };
    let ends: Vec<_> = leases
        .map(|row| {
            (row.id, if is_served(state, row) { None } else { row.expires.or_else(|| Some(end(row))) })
        })
        .collect();
    for (id, end) in ends {
        if let Some(row) = state.row_mut("ip/dhcp-server/lease", id) {
            row.expires = end;
        }
    }
}

/// Whether a server answers the client of the lease in `row`.
fn is_served(state: &State, row: &Row) -> bool {
    let serves = |server: &Row| {
        let on = state.interface_of(server, "interface").and_then(|id| state.row("interface", id));
        server.enabled() && on.is_some_and(|(_, interface)| interface.enabled())
    };
    row.enabled()
        && match row.get("server") {
            Some(Value::Row { .. }) => server_of(state, row).is_some_and(serves),
            _ => state.rows("ip/dhcp-server").iter().any(serves),
        }
}

/// The server that the lease in `row` names.
fn server_of<'a>(state: &'a State, row: &Row) -> Option<&'a Row> {
    match row.get("server") {
        Some(Value::Row { menu, id, .. }) => state.row(menu, *id).map(|(_, server)| server),
        _ => None,
    }
}

/// Milliseconds for which the lease in `row` is given.
fn lease_time(state: &State, row: &Row) -> i64 {
    let server = server_of(state, row);
    let text = row.text("lease-time").or_else(|| server.and_then(|server| server.text("lease-time")));
    text.and_then(duration::millis).unwrap_or(LEASE)
}

/// `/ip/dhcp-server`: invalid while its interface is gone.
pub(super) fn server(view: &View<'_>, row: &Row, record: &mut Record) {
    let on = view.state.interface_of(row, "interface");
    put(record, "invalid", on.is_none());
}

/// `/ip/dhcp-client`: a disabled client shows nothing that it had.
pub(super) fn client(view: &View<'_>, row: &Row, record: &mut Record) {
    let bound = is_bound(row);
    if !bound {
        for name in ["address", "gateway", "dhcp-server", "primary-dns", "secondary-dns", "expires-after"] {
            record.remove(name);
        }
        put(record, "status", if row.enabled() { "searching..." } else { "stopped" });
        return;
    }
    let span = row.text("expires-after").and_then(duration::millis).unwrap_or(86_400_000).max(2000);
    let passed = view.now.uptime.rem_euclid(span / 2);
    put(record, "expires-after", duration::seconds(span - passed));
}

fn is_bound(row: &Row) -> bool {
    row.enabled() && row.text("status") == Some("bound")
}

/// Makes the address and the default route of each bound client, and removes those of others.
pub(super) fn settle_clients(state: &mut State) {
    let clients: Vec<Row> =
        state.rows("ip/dhcp-client").iter().filter(|row| is_bound(row)).cloned().collect();
    for path in ["ip/address", "ip/route"] {
        let gone = |row: &Row| {
            matches!(row.origin, Origin::Dynamic(Some(("ip/dhcp-client", id)))
                if !clients.iter().any(|client| client.id == id))
        };
        if let Some(table) = state.table_mut(path) {
            table.rows.retain(|row| !gone(row));
        }
    }
    for client in &clients {
        make_address(state, client);
        make_route(state, client);
    }
}

/// Whether the menu `path` has a row of the client `id` already.
fn made(state: &State, path: &str, id: u32) -> bool {
    state.rows(path).iter().any(|row| row.origin == Origin::Dynamic(Some(("ip/dhcp-client", id))))
}

fn make_address(state: &mut State, client: &Row) {
    let (Some(menu), Some(address), Some(interface)) =
        (state.tree.menu("ip/address"), client.get("address").cloned(), client.get("interface").cloned())
    else {
        return;
    };
    if !made(state, menu.path, client.id) {
        let id = state.allocate(menu.path);
        let values = vec![("address", address), ("interface", interface)];
        state.push_dynamic(menu, id, ("ip/dhcp-client", client.id), values);
    }
}

fn make_route(state: &mut State, client: &Row) {
    let (Some(menu), Some(gateway)) = (state.tree.menu("ip/route"), client.get("gateway").cloned()) else {
        return;
    };
    let wanted = !matches!(client.text("add-default-route"), Some("no" | "false"));
    if wanted && !made(state, menu.path, client.id) {
        let id = state.allocate(menu.path);
        let distance = client.text("default-route-distance").unwrap_or("1").to_owned();
        let values = vec![
            ("dst-address", Value::text("0.0.0.0/0")),
            ("gateway", gateway),
            ("distance", Value::text(distance)),
        ];
        state.push_dynamic(menu, id, ("ip/dhcp-client", client.id), values);
    }
}
