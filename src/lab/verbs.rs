//! The commands that menus share: print, get, add, set, unset, remove, move, enable, disable, comment.

mod clock;

use parking_lot::MutexGuard;

use super::command::{Command, Login, Output, Record};
use super::router::Router;
use super::state::{State, Step};
use super::table::untag;
use super::trap::{Outcome, Trap};
use super::value::Refusal;
use super::write::{self, Author};
use crate::catalogue::menu::{Menu, MenuKind};

/// Arguments of `print` that choose how a console shows rows, and change nothing here.
const CONSOLE_ONLY: &[&str] = &[
    "as-value",
    "brief",
    "detail",
    "terse",
    "value-list",
    "without-paging",
    "show-ids",
    "stats",
    "with-extra-info",
];

/// The menu whose `print` can leave out what nobody holds.
const LEASES: &str = "ip/dhcp-server/lease";
const ACTIVE: &str = "active";

/// Names of properties that `print oid` can give, with the SNMP object (RouterOS manual, "SNMP").
const OIDS: &[(&str, &str, &str)] = &[
    ("system/resource", "build-time", ".1.3.6.1.4.1.14988.1.1.7.6.0"),
    ("system/resource", "cpu-frequency", ".1.3.6.1.4.1.14988.1.1.3.14.0"),
    ("system/resource", "total-memory", ".1.3.6.1.2.1.25.2.3.1.5.65536"),
    ("system/resource", "uptime", ".1.3.6.1.2.1.1.3.0"),
];

/// Runs one of them.
pub(super) fn run(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    match command.verb.as_str() {
        "print" => print(router, login, menu, command),
        "get" => get(router, login, menu, command),
        "add" => add(router, login, menu, command),
        "set" if menu.path == clock::MENU => clock::set(router, login, menu, command),
        "set" | "comment" => set(router, login, menu, &command.words),
        "unset" => unset(router, login, menu, command),
        "enable" => flag(router, login, menu, command, "no"),
        "disable" => flag(router, login, menu, command, "yes"),
        "remove" => remove(router, login, menu, command),
        "move" => reorder(router, login, menu, command),
        verb => Err(Trap::Unsupported(format!("/{} {verb}", menu.path))),
    }
}

/// Rows of the menu, chosen by id, query and property list.
fn print(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let known = |name: &str| {
        matches!(name, ".id" | ".proplist" | "proplist" | "count-only" | "oid")
            || CONSOLE_ONLY.contains(&name)
            || name == ACTIVE && menu.path == LEASES
    };
    if let Some((name, _)) = command.words.iter().find(|(name, _)| !known(name)) {
        return Err(Trap::unknown_parameter(name));
    }
    if command.flag("oid") {
        return oids(menu);
    }
    let mut rows = router.look(login, |view| match command.word(".id") {
        Some(id) => view.row(menu, id).map(|row| vec![row]).ok_or(Trap::NoSuchItem),
        None => Ok(view.rows(menu)),
    })?;
    let active = command.word(ACTIVE).is_some();
    rows.retain(|row| {
        command.query.finds(row) && (!active || row.get("status").is_some_and(|at| at == "bound"))
    });
    if command.flag("count-only") {
        return Ok(Output::Ret(rows.len().to_string()));
    }
    if let Some(wanted) = command.word(".proplist").or(command.word("proplist")) {
        project(&mut rows, wanted);
    }
    Ok(Output::Rows(rows))
}

/// Leaves only the properties that `wanted` lists.
fn project(rows: &mut [Record], wanted: &str) {
    let names: Vec<_> = wanted.split(',').map(str::trim).collect();
    for row in rows {
        row.retain(|name, _| names.contains(name));
    }
}

fn oids(menu: &Menu) -> Outcome<Output> {
    let record: Record = OIDS
        .iter()
        .filter(|(path, ..)| *path == menu.path)
        .map(|(_, name, oid)| (*name, (*oid).to_owned()))
        .collect();
    if record.is_empty() {
        return Err(Trap::Unsupported(format!("/{} print oid", menu.path)));
    }
    Ok(Output::Rows(vec![record]))
}

/// One value of one row.
fn get(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let name = command
        .word("value-name")
        .ok_or_else(|| Trap::Unsupported(format!("/{} get without value-name", menu.path)))?;
    let record = if menu.kind == MenuKind::Settings {
        router.look(login, |view| view.rows(menu)).pop()
    } else {
        let id = write::find(&router.state(), menu, one(command)?)?;
        router.look(login, |view| view.row(menu, &super::table::tag(id)))
    };
    let record = record.ok_or(Trap::NoSuchItem)?;
    Ok(Output::Ret(record.get(name).cloned().unwrap_or_default()))
}

fn one(command: &Command) -> Outcome<&str> {
    command
        .word(".id")
        .or(command.word("numbers"))
        .or(command.word("number"))
        .ok_or_else(|| Trap::missing(".id"))
}

fn add(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let mut state = router.state();
    let id = write::add(&mut state, menu, &command.words, login, router.clock.now())?;
    let steps = vec![Step::Row { path: menu.path, id, before: None, after: None }];
    note(router, &mut state, menu, login, ("added", steps));
    Ok(Output::Ret(super::table::tag(id)))
}

/// Sets what `words` say on the rows that they name.
fn set(router: &Router, login: &Login, menu: &'static Menu, words: &[(String, String)]) -> Outcome<Output> {
    let (names, words): (Vec<_>, Vec<_>) =
        words.iter().cloned().partition(|(name, _)| name == ".id" || name == "numbers");
    let mut state = router.state();
    let ids = match (menu.kind, names.first()) {
        (MenuKind::Settings, _) => vec![0],
        (_, Some((_, text))) => ids(&state, menu, text)?,
        (_, None) => return Err(Trap::missing(".id")),
    };
    let before = state.before(menu.path, &ids);
    write::set_rows(&mut state, menu, &ids, &words, Author::User(login), router.clock.now())?;
    note(router, &mut state, menu, login, ("changed", before));
    Ok(Output::Done)
}

/// Forgets one value of the rows.
fn unset(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    if let Some((name, _)) =
        command.words.iter().find(|(name, _)| !matches!(name.as_str(), ".id" | "numbers" | "value-name"))
    {
        return Err(Trap::unknown_parameter(name));
    }
    let name = command.word("value-name").ok_or_else(|| Trap::missing("value-name"))?;
    let rows = (".id".to_owned(), one(command)?.to_owned());
    // What isn't there to be written is no value that could be unset.
    set(router, login, menu, &[rows, (name.to_owned(), String::new())]).map_err(|trap| match trap {
        Trap::Refused(_) => Trap::value("value-name", &Refusal::NoMatch),
        trap => trap,
    })
}

fn flag(
    router: &Router,
    login: &Login,
    menu: &'static Menu,
    command: &Command,
    disabled: &str,
) -> Outcome<Output> {
    let mut words = command.words.clone();
    words.push(("disabled".to_owned(), disabled.to_owned()));
    set(router, login, menu, &words)
}

fn remove(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let mut state = router.state();
    let ids = ids(&state, menu, one(command)?)?;
    let before = state.before(menu.path, &ids);
    write::remove(&mut state, menu, &ids, router.clock.now())?;
    note(router, &mut state, menu, login, ("removed", before));
    Ok(Output::Done)
}

fn reorder(router: &Router, login: &Login, menu: &'static Menu, command: &Command) -> Outcome<Output> {
    let mut state = router.state();
    let moved = ids(&state, menu, one(command)?)?;
    let destination = command.word("destination").filter(|text| !text.is_empty());
    let destination = destination.map(|text| write::find(&state, menu, text)).transpose()?;
    let before = state.order(menu.path);
    write::reorder(&mut state, menu, &moved, destination)?;
    let steps = vec![Step::Order { path: menu.path, before, after: state.order(menu.path) }];
    note(router, &mut state, menu, login, ("moved", steps));
    Ok(Output::Done)
}

/// The rows that `text` lists, by id or name.
fn ids(state: &MutexGuard<'_, State>, menu: &Menu, text: &str) -> Outcome<Vec<u32>> {
    if text.is_empty() {
        return Err(Trap::missing(".id"));
    }
    text.split(',').map(|word| write::find(state, menu, word.trim())).collect()
}

/// Writes a change to the log and the history, as RouterOS does for every change of configuration.
fn note(
    router: &Router,
    state: &mut State,
    menu: &'static Menu,
    login: &Login,
    (done, steps): (&str, Vec<Step>),
) {
    let at = router.clock.now().wall;
    let what = menu.path.rsplit('/').next().unwrap_or(menu.path);
    state.log.add(at, "system,info", format!("{what} {done} by {}", login.user));
    let steps = state.after(steps);
    state.record(menu, format!("{what} {done}"), &login.user, at, steps);
}

/// Whether `key` is written as an id.
pub(super) fn is_id(key: &str) -> bool {
    untag(key).is_some()
}
