//! Arguments of a command: `name=value`, flags, and the values that need no name.

use super::condition;
use super::cursor::{Cursor, Read};
use super::expression;
use super::syntax::{Condition, Expression};
use crate::catalogue::menu::MenuKind;
use crate::lab::commands;

/// An argument, and its value unless it is a flag.
type Argument = (String, Option<Expression>);

/// The arguments up to the end of the statement, and the condition that may stand last.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    path: &str,
    verb: &str,
) -> Read<(Vec<Argument>, Option<Condition>)> {
    let known = commands::arguments(cursor.tree, path, verb);
    let mut unnamed = unnamed(cursor, path, verb).iter();
    let mut arguments = Vec::new();
    loop {
        cursor.skip_blanks();
        if cursor.ends() {
            return Ok((arguments, None));
        }
        let spot = cursor.spot();
        let (said, named) = cursor.ahead(|cursor| (word(cursor), cursor.peek() == Some('=')));
        let name = whole(&said, arguments.last());
        if named && known.contains(&name.as_str()) {
            cursor.take(&said);
            cursor.take("=");
            arguments.push((name, Some(value(cursor)?)));
        } else if !named && !name.is_empty() && is_flag(&name) && known.contains(&name.as_str()) {
            cursor.take(&name);
            arguments.push((name, None));
        } else if name == "where" && verb == "export" && !named && known.contains(&"where") {
            return Ok((arguments, condition::read(cursor)?));
        } else if name == "where" && (named || known.contains(&"where")) {
            return Err(Cursor::unsupported(&format!("/{path} {verb} where"), spot));
        } else {
            let name = unnamed.next().filter(|_| !named).ok_or_else(|| Cursor::leftover(spot))?;
            arguments.push(((*name).to_owned(), Some(expression::operand(cursor, expression::bare)?)));
        }
    }
}

/// The name that `said` means: `.width` after `channel.band` is `channel.width`, as exports write it.
fn whole(said: &str, before: Option<&Argument>) -> String {
    let group = before.and_then(|(name, _)| name.rsplit_once('.')).filter(|_| said.starts_with('.'));
    group.map_or_else(|| said.to_owned(), |(group, _)| format!("{group}{said}"))
}

fn word(cursor: &mut Cursor<'_>) -> String {
    cursor.run_of(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.')
}

/// An empty value may stand without quotes.
fn value(cursor: &mut Cursor<'_>) -> Read<Expression> {
    if cursor.ends() || matches!(cursor.peek(), Some(' ' | '\t')) {
        return Ok(Expression::Word(String::new()));
    }
    let spot = cursor.spot();
    let value = expression::operand(cursor, expression::bare)?;
    if cursor.ends() || matches!(cursor.peek(), Some(' ' | '\t' | '\\')) {
        return Ok(value);
    }
    Err(Cursor::unsupported("a value of several parts", spot))
}

/// Arguments that stand without a value.
fn is_flag(name: &str) -> bool {
    matches!(
        name,
        "as-string"
            | "as-value"
            | "brief"
            | "compact"
            | "count-only"
            | "detail"
            | "dry-run"
            | "hide-sensitive"
            | "once"
            | "show-sensitive"
            | "terse"
            | "verbose"
            | "without-paging"
    )
}

/// The names of the values that stand without one, in their order.
fn unnamed(cursor: &Cursor<'_>, path: &str, verb: &str) -> &'static [&'static str] {
    let settings = cursor.tree.menu(path).is_some_and(|menu| menu.kind == MenuKind::Settings);
    match verb {
        "get" if settings => &["value-name"],
        "get" => &["number", "value-name"],
        "set" if settings => &[],
        "set" | "remove" | "enable" | "disable" | "comment" | "reset-counters" => &["numbers"],
        "unset" => &["numbers", "value-name"],
        "move" => &["numbers", "destination"],
        "run" => &["number"],
        "info" | "warning" | "error" | "debug" => &["message"],
        "ping" | "traceroute" => &["address"],
        "execute" => &["script"],
        "import" => &["file-name"],
        _ => &[],
    }
}
