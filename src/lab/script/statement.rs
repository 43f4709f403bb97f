//! One statement: a command of the language, which a colon stands before, or of the router.

use super::block;
use super::command;
use super::cursor::{Cursor, Read, Refused};
use super::expression::{self, bare, operand};
use super::syntax::{Block, Call, Expression, Function, Statement, What};
use crate::lab::tree::Tree;

/// Commands of the language that aren't known here.
const UNKNOWN: &[&str] = &[
    "beep",
    "break",
    "continue",
    "convert",
    "deserialize",
    "environment",
    "exit",
    "find",
    "grep",
    "jobname",
    "onerror",
    "parse",
    "pick",
    "quit",
    "range",
    "resolve",
    "retry",
    "rndnum",
    "rndstr",
    "serialize",
    "terminal",
    "time",
    "timestamp",
    "toarray",
    "tobool",
    "tocrlf",
    "tohex",
    "toid",
    "toip",
    "toip6",
    "tolf",
    "tonsec",
    "totime",
    "typeof",
];

/// Reads a whole script whose commands are those of `tree`.
pub(in crate::lab) fn read(source: &str, tree: &Tree) -> Result<Block, Refused> {
    let mut cursor = Cursor::new(source, tree)?;
    let block = block::read(&mut cursor)?;
    if cursor.peek().is_some() { Err(cursor.syntax()) } else { Ok(block) }
}

/// The statement that begins here; `None` for a line that only names a menu.
pub(super) fn one(cursor: &mut Cursor<'_>) -> Read<Option<Statement>> {
    let spot = cursor.spot();
    let what = match cursor.peek() {
        Some(':') => {
            cursor.next();
            Some(colon(cursor)?)
        }
        Some('{') => Some(What::Block(block::braces(cursor)?)),
        Some('[') => Some(parsed(cursor)?),
        Some('$' | '(' | '"') => Some(What::Value(operand(cursor, bare)?)),
        _ => command::read(cursor)?,
    };
    Ok(what.map(|what| Statement { line: spot.line, what }))
}

/// `[[:parse text]]`; other brackets that begin a statement aren't known here.
fn parsed(cursor: &mut Cursor<'_>) -> Read<What> {
    let spot = cursor.spot();
    if !cursor.take("[[:parse ") {
        return Err(Cursor::unsupported("a statement in brackets", spot));
    }
    cursor.skip_blanks();
    let text = cursor.deeper(|cursor| operand(cursor, bare))?;
    cursor.expect("]]").map(|()| What::Parsed(text))
}

/// A command of the language, whose colon is taken.
fn colon(cursor: &mut Cursor<'_>) -> Read<What> {
    let spot = cursor.spot();
    let word = cursor.run_of(|c| c.is_ascii_alphanumeric() || c == '-');
    cursor.skip_blanks();
    match word.as_str() {
        "put" => argument(cursor, "message").map(What::Put),
        "error" => argument(cursor, "message").map(What::Error),
        "delay" => argument(cursor, "delay-time").map(What::Delay),
        "return" => rest(cursor, "value").map(What::Return),
        "log" => log(cursor),
        "local" => declared(cursor).map(|(name, value)| What::Local(name, value)),
        "global" => declared(cursor).map(|(name, value)| What::Global(name, value)),
        "set" => declared(cursor).map(|(name, value)| What::Set(name, value)),
        "if" => condition(cursor),
        "do" => repeated(cursor),
        "while" => looped(cursor),
        "foreach" => each(cursor),
        "for" => count(cursor),
        "len" => function(cursor, Function::Length),
        "tostr" => function(cursor, Function::ToText),
        "tonum" => function(cursor, Function::ToNumber),
        "nothing" => Ok(What::Block(Block::default())),
        "execute" | "import" | "export" | "ping" => root(cursor, &word),
        known if UNKNOWN.contains(&known) => Err(Cursor::unsupported(&format!(":{known}"), spot)),
        _ => Err(Cursor::wrong(&format!("bad command name {word}"), spot)),
    }
}

/// One value, which may be called `name`.
fn argument(cursor: &mut Cursor<'_>, name: &str) -> Read<Expression> {
    if cursor.take(&format!("{name}=")) {
        return operand(cursor, bare);
    }
    operand(cursor, bare)
}

/// One value, unless the statement ends.
fn rest(cursor: &mut Cursor<'_>, name: &str) -> Read<Option<Expression>> {
    cursor.skip_blanks();
    if cursor.ends() { Ok(None) } else { argument(cursor, name).map(Some) }
}

/// A command of the root menu that may have a colon.
fn root(cursor: &mut Cursor<'_>, word: &str) -> Read<What> {
    let (arguments, condition) = super::arguments::read(cursor, "", word)?;
    let verb = word.to_owned();
    if let Err(trap) = crate::lab::commands::place(cursor.tree, "", word) {
        return Err(Cursor::unsupported(&format!("{trap:?}"), cursor.spot()));
    }
    Ok(What::Command(Call { path: String::new(), verb, arguments, condition }))
}

fn log(cursor: &mut Cursor<'_>) -> Read<What> {
    let topic = operand(cursor, bare)?;
    cursor.skip_blanks();
    Ok(What::Log(topic, argument(cursor, "message")?))
}

/// A variable's name and perhaps its value.
fn declared(cursor: &mut Cursor<'_>) -> Read<(String, Option<Expression>)> {
    let name = expression::name(cursor)?;
    cursor.take("=");
    Ok((name, rest(cursor, "value")?))
}

fn condition(cursor: &mut Cursor<'_>) -> Read<What> {
    let condition = argument(cursor, "condition")?;
    let then = named_block(cursor, "do")?.ok_or_else(|| cursor.syntax())?;
    let otherwise = named_block(cursor, "else")?.unwrap_or_default();
    Ok(What::If(condition, then, otherwise))
}

/// `name={ … }`, if it stands next.
fn named_block(cursor: &mut Cursor<'_>, name: &str) -> Read<Option<Block>> {
    blanks(cursor, name);
    if cursor.take(&format!("{name}=")) { block::braces(cursor).map(Some) } else { Ok(None) }
}

/// Skips blanks, and line ends that `name=` stands after.
fn blanks(cursor: &mut Cursor<'_>, name: &str) {
    cursor.skip_blanks();
    let follows = cursor.ahead(|cursor| {
        cursor.run_of(char::is_whitespace);
        cursor.sees(&format!("{name}="))
    });
    if follows {
        cursor.run_of(char::is_whitespace);
    }
}

/// `:do { … }` with `on-error={ … }`, with `while=( … )`, or alone.
fn repeated(cursor: &mut Cursor<'_>) -> Read<What> {
    cursor.take("command=");
    let body = block::braces(cursor)?;
    blanks(cursor, "while");
    if cursor.take("while=") {
        return Ok(What::While { condition: operand(cursor, bare)?, body, first: true });
    }
    Ok(What::Try(body, named_block(cursor, "on-error")?))
}

fn looped(cursor: &mut Cursor<'_>) -> Read<What> {
    let condition = operand(cursor, bare)?;
    let body = named_block(cursor, "do")?.ok_or_else(|| cursor.syntax())?;
    Ok(What::While { condition, body, first: false })
}

fn each(cursor: &mut Cursor<'_>) -> Read<What> {
    let name = expression::name(cursor)?;
    cursor.skip_blanks();
    cursor.expect("in=")?;
    let list = operand(cursor, bare)?;
    let body = named_block(cursor, "do")?.ok_or_else(|| cursor.syntax())?;
    Ok(What::Each(name, list, body))
}

fn count(cursor: &mut Cursor<'_>) -> Read<What> {
    let name = expression::name(cursor)?;
    let mut bound = |name: &str| {
        cursor.skip_blanks();
        if cursor.take(&format!("{name}=")) { operand(cursor, bare).map(Some) } else { Ok(None) }
    };
    let (from, to, step) = (bound("from")?, bound("to")?, bound("step")?);
    let (Some(from), Some(to)) = (from, to) else { return Err(cursor.syntax()) };
    let body = named_block(cursor, "do")?.ok_or_else(|| cursor.syntax())?;
    Ok(What::Count { name, from, to, step, body })
}

fn function(cursor: &mut Cursor<'_>, function: Function) -> Read<What> {
    let value = operand(cursor, bare)?;
    Ok(What::Value(Expression::Function(function, Box::new(value))))
}
