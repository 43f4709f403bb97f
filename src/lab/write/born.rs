//! What RouterOS itself adds to a row when it is made or changed.

use super::{Author, Written};
use crate::catalogue::menu::Menu;
use crate::lab::policy::Policies;
use crate::lab::state::{State, hash};
use crate::lab::table::{Origin, Row};
use crate::lab::time::{self, Moment};
use crate::lab::tree::interface_type;
use crate::lab::value::{Value, duration};

/// Completes a new row.
pub(super) fn complete(state: &State, menu: &Menu, row: &mut Row, author: Author<'_>, now: Moment) {
    if let Some(kind) = interface_type(menu.path) {
        name_interface(state, kind, row);
    }
    match menu.path {
        "ip/firewall/address-list" | "ipv6/firewall/address-list" => {
            row.put("creation-time", Some(Value::text(local(state, now, "%Y-%m-%d %H:%M:%S"))));
            start_timeout(row, now);
        }
        "user/group" => join_policies(row, Policies::default()),
        "system/scheduler" => {
            default(row, "start-date", || local(state, now, "%Y-%m-%d"));
            default(row, "start-time", || local(state, now, "%H:%M:%S"));
            own(row, author);
        }
        "system/script" => own(row, author),
        "file" => {
            // Each version shows the one that it has.
            for name in ["creation-time", "last-modified"] {
                default(row, name, || local(state, now, "%Y-%m-%d %H:%M:%S"));
            }
        }
        _ => {}
    }
}

/// Completes a changed row.
pub(super) fn touch(menu: &Menu, row: &mut Row, written: &[Written], now: Moment) {
    let wrote = |name: &str| written.iter().any(|(field, _)| *field == name);
    if menu.path.ends_with("firewall/address-list") && wrote("timeout") {
        start_timeout(row, now);
    }
}

/// What the router's clock shows.
fn local(state: &State, now: Moment, pattern: &str) -> String {
    let zone = time::zone(state.setting("system/clock", "time-zone-name").unwrap_or("UTC"));
    time::format(now.wall, &zone, pattern)
}

fn default(row: &mut Row, name: &'static str, value: impl FnOnce() -> String) {
    if row.get(name).is_none() {
        row.put(name, Some(Value::text(value())));
    }
}

/// The creator owns scripts and schedules.
fn own(row: &mut Row, author: Author<'_>) {
    let owner = match author {
        Author::User(login) => login.user.as_str(),
        Author::Model(_) => "admin",
    };
    default(row, "owner", || owner.to_owned());
}

/// An entry with a timeout is dynamic and goes when the time is up.
fn start_timeout(row: &mut Row, now: Moment) {
    let span = row.text("timeout").and_then(duration::millis);
    row.expires = span.map(|span| now.uptime.saturating_add(span));
    row.origin = if span.is_some() { Origin::Dynamic(None) } else { Origin::User };
}

/// A port is called by its default name, anything else by its kind and the next number.
fn name_interface(state: &State, kind: &str, row: &mut Row) {
    let number = || {
        let free = |n: &u32| {
            let name = format!("{kind}{n}");
            state.tables_of("interface").all(|table| table.named(&name).is_none())
        };
        (1..=u32::MAX).find(free).unwrap_or_default()
    };
    let named = row.text("default-name").map(str::to_owned);
    default(row, "name", || named.unwrap_or_else(|| format!("{kind}{}", number())));
    if kind == "bridge" || kind == "ether" {
        let name = row.text("name").unwrap_or_default().to_owned();
        let bits = hash(&["mac", &name, &row.id.to_string()]);
        let octets: Vec<_> = bits.to_be_bytes().iter().take(5).map(|byte| format!("{byte:02X}")).collect();
        default(row, "mac-address", || format!("02:{}", octets.join(":")));
    }
}

/// The policies of a group after a change of some.
pub(super) fn join_policies(row: &mut Row, before: Policies) {
    let text = row.text("policy").unwrap_or_default();
    let joined = before.changed(text).unwrap_or(before);
    row.put("policy", Some(Value::text(joined.show())));
}
