//! Request bodies: a JSON object becomes the arguments of a command.

use super::json::{self, Value};
use crate::lab::query::Query;
use crate::lab::trap::{Outcome, Trap};

/// The arguments in a body, and the query among them.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// Everything but the query.
    pub(super) words: Vec<(String, String)>,
    /// `.query`.
    pub(super) query: Query,
}

/// What `body` says; an empty one says nothing.
pub(super) fn read(body: &[u8]) -> Outcome<Arguments> {
    let mut arguments = Arguments::default();
    if body.is_empty() {
        return Ok(arguments);
    }
    let members = json::object(body).ok_or_else(|| Trap::Refused("Failed to parse json".to_owned()))?;
    for (name, value) in members {
        match (name.as_str(), value) {
            (".query", Value::List(words)) => arguments.query = query(words.iter().map(String::as_str))?,
            (".query", Value::Text(word)) => arguments.query = query([word.as_str()])?,
            (_, Value::Text(text)) => arguments.words.push((name, text)),
            (_, Value::List(items)) => arguments.words.push((name, items.join(","))),
        }
    }
    Ok(arguments)
}

fn query<'a>(words: impl IntoIterator<Item = &'a str>) -> Outcome<Query> {
    Query::read(words)
        .map_err(|word| Trap::Unsupported(format!("how a router refuses the query word {word:?}")))
}
