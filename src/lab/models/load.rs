//! Runs a model's text into a state.

use std::collections::HashSet;
use std::sync::Arc;

use super::{COMMON, Facts, text};
use crate::catalogue::menu::{Menu, MenuKind};
use crate::catalogue::menus;
use crate::domain::version::Version;
use crate::error::{Error, Result};
use crate::lab::dynamics;
use crate::lab::state::{State, Traffic};
use crate::lab::table::{Origin, untag};
use crate::lab::text::{self as export, Line, Word};
use crate::lab::time::Moment;
use crate::lab::trap::Trap;
use crate::lab::tree::Tree;
use crate::lab::write::{self, Author};

/// The state of a new router of the model `name`, running `version` or the model's own, as of `now`.
///
/// Fails with `Configuration` for an unknown model, an impossible version, or a text that breaks the rules.
pub(in crate::lab) fn load(name: &str, version: Option<&str>, now: impl Fn(i64) -> Moment) -> Result<State> {
    let text = text(name).ok_or_else(|| {
        let known: Vec<_> = super::names().collect();
        Error::configuration(format!("there is no lab model {name:?}"))
            .hint(format!("models are: {}", known.join(", ")))
    })?;
    let mut facts = Facts::read(text).map_err(|message| bad(name, &message))?;
    if let Some(version) = version {
        facts.version = with_channel(version);
    }
    let version: Version = facts.version.parse().map_err(|_| match version {
        Some(version) => Error::usage(format!("{version:?} is no version of RouterOS")).hint("e.g. 7.22.1"),
        None => bad(name, "its version is none"),
    })?;
    if version.major != 7 {
        return Err(Error::usage(format!("the lab has no RouterOS {version}")).hint("it has version 7"));
    }
    let tree = Arc::new(Tree::catalogue(version, &facts.absent));
    build(name, text, facts, tree, now)
}

/// As [`load`], from parts.
pub(super) fn build(
    name: &str,
    text: &str,
    facts: Facts,
    tree: Arc<Tree>,
    now: impl Fn(i64) -> Moment,
) -> Result<State> {
    let now = now(facts.uptime);
    let mut state = State::new(tree, Arc::new(facts));
    run(&mut state, COMMON, Origin::Builtin, now).map_err(|message| bad("common", &message))?;
    state.found();
    run(&mut state, text, Origin::User, now).map_err(|message| bad(name, &message))?;
    start_log(&mut state, now);
    start_counters(&mut state);
    dynamics::settle(&mut state, now);
    Ok(state)
}

fn bad(name: &str, message: &str) -> Error {
    Error::configuration(format!("the lab model {name} is broken: {message}"))
}

/// `7.22.1` as `/system/resource` shows it.
fn with_channel(version: &str) -> String {
    if version.contains('(') {
        return version.to_owned();
    }
    let channel = if version.contains("rc") || version.contains("beta") { "testing" } else { "stable" };
    format!("{version} ({channel})")
}

/// Runs `text`; menus that only other routers have are left out, and rows that name what would stand in them.
fn run(state: &mut State, text: &str, origin: Origin, now: Moment) -> Result<(), String> {
    let lines = export::read(text).map_err(|error| format!("line {}: {}", error.line, error.message))?;
    let mut left_out = HashSet::new();
    for line in lines {
        match state.tree.menu(&line.path) {
            Some(_) if values(&line).any(|(_, value)| left_out.contains(value)) => {}
            Some(menu) => one(state, menu, &line, origin, now)
                .map_err(|trap| format!("line {}: /{} {}: {trap:?}", line.number, line.path, line.verb))?,
            None if origin == Origin::Builtin || menus::find(&line.path).is_some() => {
                let names = values(&line).filter(|(name, _)| *name == "name");
                left_out.extend(names.map(|(_, value)| value.to_owned()));
            }
            None => return Err(format!("line {}: there is no menu /{}", line.number, line.path)),
        }
    }
    Ok(())
}

/// The values that `line` says.
fn values(line: &Line) -> impl Iterator<Item = (&str, &str)> {
    line.words.iter().filter_map(|word| match word {
        Word::Pair(name, value) => Some((name.as_str(), value.as_str())),
        Word::Bare(_) | Word::Find(_) => None,
    })
}

fn one(state: &mut State, menu: &'static Menu, line: &Line, origin: Origin, now: Moment) -> Result<(), Trap> {
    let mut id = None;
    let mut words = Vec::new();
    for word in &line.words {
        match word {
            Word::Pair(name, value) if name == ".id" => id = untag(value),
            Word::Pair(name, value) if has(state, menu, name) => words.push((name.clone(), value.clone())),
            Word::Pair(..) | Word::Bare(_) | Word::Find(_) => {}
        }
    }
    // Even the first user is an ordinary one: another may remove it.
    let author = Author::Model(if menu.path == "user" { Origin::User } else { origin });
    match line.verb.as_str() {
        "add" => write::seed(state, menu, id, &words, author, now),
        "set" => write::set_rows(state, menu, &[target(state, menu, &line.words)?], &words, author, now),
        verb => Err(Trap::no_such(verb)),
    }
}

/// Whether this version has the field; a field that the catalogue doesn't have at all stays, and is refused.
fn has(state: &State, menu: &'static Menu, name: &str) -> bool {
    menu.field(name).is_none_or(|field| state.tree.has(field))
}

/// The row that a `set` line means.
fn target(state: &State, menu: &'static Menu, words: &[Word]) -> Result<u32, Trap> {
    if menu.kind == MenuKind::Settings {
        return Ok(0);
    }
    let found = match words.first() {
        Some(Word::Find(conditions)) => state.rows(menu.path).iter().find(|row| {
            conditions.iter().all(|(name, value)| state.shown(row, name).as_deref() == Some(value))
        }),
        Some(Word::Bare(word)) => match (untag(word), word.parse::<usize>()) {
            (Some(id), _) => state.rows(menu.path).iter().find(|row| row.id == id),
            (None, Ok(number)) => state.rows(menu.path).get(number),
            _ => state.rows(menu.path).iter().find(|row| row.text("name") == Some(word)),
        },
        _ => None,
    };
    found.map(|row| row.id).ok_or(Trap::NoSuchItem)
}

/// The log as it stands at the start.
fn start_log(state: &mut State, now: Moment) {
    let facts = state.facts.clone();
    for (ago, topics, message) in &facts.log {
        state.log.add(now.wall - ago, topics, message.clone());
    }
}

/// Counters of interfaces by the rates of the header, of firewall rules by their place.
fn start_counters(state: &mut State) {
    let facts = state.facts.clone();
    for (interface, rx, tx) in &facts.rates {
        let found = state.tables_of("interface").find_map(|table| table.named(interface));
        if let Some(id) = found.map(|row| row.id) {
            state.traffic.insert(("interface", id), Traffic::since(0, *rx, *tx));
        }
    }
    for path in dynamics::COUNTED {
        let ids: Vec<_> = state.rows(path).iter().map(|row| (row.id, row.enabled())).collect();
        for (id, enabled) in ids {
            let rate = crate::lab::state::hash(&[path, &id.to_string()]) % 40_000;
            let mut traffic = Traffic::since(0, rate, 0);
            traffic.run(enabled, 0);
            state.traffic.insert((path, id), traffic);
        }
    }
}
