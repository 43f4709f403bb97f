//! Rules of single menus: what may not stand twice, what may not go.

use crate::catalogue::menu::Menu;
use crate::lab::state::{State, is_start_time};
use crate::lab::table::{Origin, Row};
use crate::lab::trap::{Outcome, Trap};
use crate::lab::tree::interface_type;
use crate::lab::value::Refusal;

/// Fields that together may stand only once in a menu, and what the router says otherwise.
const UNIQUE: &[(&str, &[&str], &str)] = &[
    ("ip/address", &["address", "interface"], "already have such address"),
    ("ip/firewall/address-list", &["list", "address"], "already have such entry"),
    ("ip/dns/static", &["name", "type", "address"], "entry already exists"),
    ("ip/dhcp-server/lease", &["address", "server"], "already have such lease"),
    ("ip/dhcp-client", &["interface"], "dhcp-client on that interface already exists"),
    ("interface/bridge/port", &["interface"], "device already added as bridge port"),
    ("interface/list/member", &["list", "interface"], "already have such entry"),
    ("user", &["name"], "user with the same name already exists"),
    ("user/group", &["name"], "group with the same name already exists"),
    ("ip/pool", &["name"], "pool with such name exists"),
    ("system/script", &["name"], "item with such name already exists"),
    ("system/scheduler", &["name"], "item with such name already exists"),
];

/// Refuses `row`, a new one or one that shall replace its namesake by id.
pub(super) fn check(state: &State, menu: &'static Menu, row: &Row) -> Outcome<()> {
    lease_has_an_owner(menu, row)?;
    starts_at_a_time(menu, row)?;
    ciphers_agree(menu, row)?;
    for (path, fields, message) in UNIQUE {
        if *path == menu.path && taken(state, menu.path, row, fields) {
            return Err(Trap::failure(message));
        }
    }
    let listed = UNIQUE.iter().any(|(path, ..)| *path == menu.path);
    if menu.path == "interface" || interface_type(menu.path).is_some() {
        return interface_name(state, row);
    }
    if !listed && menu.identity == ["name"] && taken(state, menu.path, row, &["name"]) {
        return Err(Trap::failure("already have such entry"));
    }
    Ok(())
}

/// Whether another row says the same under all of `fields`.
fn taken(state: &State, path: &str, row: &Row, fields: &[&str]) -> bool {
    state
        .rows(path)
        .iter()
        .any(|other| other.id != row.id && fields.iter().all(|field| other.get(field) == row.get(field)))
}

/// Every interface has a name of its own, whatever its kind.
fn interface_name(state: &State, row: &Row) -> Outcome<()> {
    let Some(name) = row.text("name") else { return Ok(()) };
    let other = state.tables_of("interface").find_map(|table| table.named(name));
    if other.is_some_and(|other| other.id != row.id) {
        return Err(Trap::failure("already have interface with such name"));
    }
    Ok(())
}

/// A static lease must say whose it is.
fn lease_has_an_owner(menu: &Menu, row: &Row) -> Outcome<()> {
    let owned = ["mac-address", "client-id"].iter().any(|field| row.get(field).is_some());
    if menu.path == "ip/dhcp-server/lease" && !owned {
        return Err(Trap::failure("at least one dynamic lease identifier should be specified"));
    }
    Ok(())
}

/// Refuses a start time that is none.
fn starts_at_a_time(menu: &Menu, row: &Row) -> Outcome<()> {
    let start = row.text("start-time").filter(|_| menu.path == "system/scheduler");
    if start.is_some_and(|start| !is_start_time(start)) {
        return Err(Trap::value("start-time", &Refusal::Invalid));
    }
    Ok(())
}

/// SSH cannot be strict about its ciphers and do without one.
fn ciphers_agree(menu: &Menu, row: &Row) -> Outcome<()> {
    if menu.path == "ip/ssh" && row.is("strong-crypto") && row.is("allow-none-crypto") {
        return Err(Trap::failure("strong-crypto and allow-none-crypto can't be used at the same time"));
    }
    Ok(())
}

/// Refuses a new row that may not be made at all.
pub(super) fn addable(state: &State, menu: &Menu, row: &Row) -> Outcome<()> {
    if menu.path == "system/scheduler" && !state.device_mode_allows("scheduler") {
        return Err(Trap::failure("not allowed by device-mode"));
    }
    if matches!(menu.path, "system/scheduler" | "system/script") && row.get("policy").is_none() {
        return Err(Trap::Unsupported(format!("the policy that /{}/add gives when none is said", menu.path)));
    }
    Ok(())
}

/// Whether the row is dynamic only because a user gave it a timeout.
pub(super) fn has_timeout(menu: &Menu, row: &Row) -> bool {
    row.expires.is_some() && menu.path.ends_with("firewall/address-list")
}

/// Refuses to remove what must stay.
pub(super) fn removable(state: &State, menu: &Menu, row: &Row) -> Outcome<()> {
    if menu.path == "user/group" {
        let id = row.id;
        let used = state.rows("user").iter().any(|user| {
            matches!(user.get("group"), Some(crate::lab::value::Value::Row { id: group, .. }) if *group == id)
        });
        if used {
            return Err(Trap::failure("group has some users"));
        }
    }
    match row.origin {
        Origin::User => Ok(()),
        Origin::Dynamic(_) if has_timeout(menu, row) => Ok(()),
        _ => {
            Err(Trap::Unsupported(format!("the words with which /{} refuses to remove this row", menu.path)))
        }
    }
}
