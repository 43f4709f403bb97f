//! Arguments of add and set, checked and in the router's spelling.

use super::Author;
use crate::catalogue::menu::{Field, Menu};
use crate::domain::field::FieldType;
use crate::lab::policy::Policies;
use crate::lab::state::State;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::{self, Names as _, Refusal, Value};

/// One field as it shall be stored; `None` forgets it.
pub(in crate::lab) type Written = (&'static str, Option<Value>);

/// `words` as `menu` stores them.
pub(super) fn read(
    state: &State,
    menu: &'static Menu,
    words: &[(String, String)],
    author: Author<'_>,
) -> Outcome<Vec<Written>> {
    let fields =
        words.iter().map(|(name, _)| field(state, menu, name, author)).collect::<Outcome<Vec<_>>>()?;
    fields
        .iter()
        .zip(words)
        .map(|(field, (_, text))| Ok((field.name, stored(state, menu, field, text)?)))
        .collect()
}

/// The field that an argument names.
fn field(state: &State, menu: &'static Menu, name: &str, author: Author<'_>) -> Outcome<&'static Field> {
    let writable = |field: &&Field| matches!(author, Author::Model(_)) || field.writable;
    state.tree.field(menu, name).filter(writable).ok_or_else(|| Trap::unknown_parameter(name))
}

/// `text` as the value of `field`; empty text clears it.
fn stored(state: &State, menu: &'static Menu, field: &'static Field, text: &str) -> Outcome<Option<Value>> {
    if menu.path == "user/group" && field.name == "policy" {
        // Which words are known is checked here; how they join the old set depends on the verb.
        return match Policies::default().changed(text) {
            Ok(_) => Ok(Some(Value::text(text))),
            Err(_) => Err(Trap::value("policy", &Refusal::NoMatch)),
        };
    }
    if text.is_empty() {
        return empty(field);
    }
    if let Some(interface) = route_to(state, menu, field, text) {
        return Ok(Some(interface));
    }
    value::parse(menu, field, text, state).map(Some).map_err(|refusal| Trap::value(field.name, &refusal))
}

/// The interface that a route leads to by its name: the route follows when it is renamed.
fn route_to(state: &State, menu: &Menu, field: &Field, text: &str) -> Option<Value> {
    if field.name != "gateway" || !matches!(menu.path, "ip/route" | "ipv6/route") {
        return None;
    }
    let id = state.id("interface", text).ok().flatten()?;
    Some(Value::Row { menu: "interface", id, negated: false })
}

/// What an empty value means: a text that has a default becomes empty, anything else unset.
fn empty(field: &Field) -> Outcome<Option<Value>> {
    if field.required {
        return Err(Trap::value(field.name, &Refusal::Invalid));
    }
    let keeps = field.kind == FieldType::Text && field.default.is_some();
    Ok(keeps.then(|| Value::text("")))
}

/// Refuses when a required field is missing.
pub(super) fn require(state: &State, menu: &'static Menu, written: &[Written]) -> Outcome<()> {
    let given = |field: &Field| written.iter().any(|(name, value)| *name == field.name && value.is_some());
    let missing = menu.fields.iter().find(|field| field.required && state.tree.has(field) && !given(field));
    missing.map_or(Ok(()), |field| Err(Trap::missing(field.name)))
}
