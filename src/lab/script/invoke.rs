//! Hands a command of a script to the router, and says its failure as a script does.

use super::finding;
use super::run::{Run, Stop};
use super::syntax::{Call, Expression};
use super::value::Value;
use crate::catalogue::menu::Menu;
use crate::domain::field::FieldType;
use crate::lab::command::{Command, Output};
use crate::lab::export;
use crate::lab::policy;
use crate::lab::trap::Trap;
use crate::lab::value::{duration, integer};

/// Arguments that name rows.
const ROWS: &[&str] = &["numbers", "number", ".id"];

/// Runs `call`; returns what it comes to.
pub(super) async fn call(run: &mut Run, call: &Call) -> Result<Value, Stop> {
    if call.verb == "find" {
        return find(run, call).await;
    }
    let mut words = Vec::new();
    for (name, value) in &call.arguments {
        let text = match value {
            None => String::new(),
            // A word is an argument as it is written: `no` is a truth or one of several words.
            Some(Expression::Word(word)) => word.clone(),
            Some(value) => run.value(value).await?.argument(),
        };
        words.push((name.clone(), text));
    }
    let rows = words.iter_mut().find(|(name, _)| ROWS.contains(&name.as_str()));
    if let Some((name, text)) = rows {
        if text.is_empty() {
            return nothing(run, call);
        }
        if let Some(number) = integer(text) {
            *text = numbered(run, call, number)?;
        }
        ".id".clone_into(name);
    }
    let unshown = call.verb == "print" && !words.iter().any(|(name, _)| name == "count-only");
    if unshown || words.iter().any(|(name, _)| name == "as-value") {
        return Err(Stop::unsupported(&format!("the table of /{} {}", call.path, call.verb)));
    }
    let command = Command { path: call.path.clone(), verb: call.verb.clone(), words, ..Command::default() };
    if call.verb == "export" && (export::file(&command).is_none() || call.condition.is_some()) {
        return exported(run, call, &command).await;
    }
    let outcome = Box::pin(run.router.execute(&run.login, &command)).await;
    let output = outcome.map_err(|trap| failure(run, &command, trap))?;
    Ok(value(run, &command, output))
}

/// The id of the row at `number`, by which exports name rows that RouterOS has by itself.
///
/// Other commands count the rows of the last print on their console, which a script doesn't have.
fn numbered(run: &Run, call: &Call, number: i64) -> Result<String, Stop> {
    let menu = run.router.state().tree.menu(&call.path).filter(|_| call.verb == "set");
    let Some(menu) = menu else {
        return Err(Stop::unsupported(&format!("/{} {} by the number of a row", call.path, call.verb)));
    };
    let rows = run.router.look(&run.login, |view| view.rows(menu));
    let id = usize::try_from(number).ok().and_then(|number| rows.get(number)?.get(".id").cloned());
    id.ok_or_else(|| run.failed("no such item", &format!("/{}/{}", call.path, call.verb)))
}

/// What an export says is what the script puts out, unless a file is named.
async fn exported(run: &mut Run, call: &Call, command: &Command) -> Result<Value, Stop> {
    let rows = match &call.condition {
        Some(_) if below(run, &call.path) => {
            return Err(Stop::unsupported(&format!("/{} export where", call.path)));
        }
        Some(_) => Some(found(run, call).await?),
        None => None,
    };
    let said = export::spoken(&run.router, &run.login, command, rows);
    let said = said.map_err(|trap| failure(run, command, trap))?;
    match export::file(command) {
        Some(file) => export::keep(&run.router, file, &said).map_err(|trap| failure(run, command, trap))?,
        None => run.put(said.trim_end())?,
    }
    Ok(Value::Nothing)
}

/// Whether other menus stand below `path`, of whose rows a condition would say nothing.
fn below(run: &Run, path: &str) -> bool {
    let tree = &run.router.state().tree;
    tree.menu(path).is_none() || !tree.children(path).is_empty()
}

/// What a command does to no row at all.
fn nothing(run: &Run, call: &Call) -> Result<Value, Stop> {
    if call.verb == "get" {
        return Err(run.failed("no such item", &format!("/{}/{}", call.path, call.verb)));
    }
    Ok(Value::Nothing)
}

/// The ids of the rows that the condition finds.
async fn find(run: &mut Run, call: &Call) -> Result<Value, Stop> {
    let needed = policy::needed(&call.path, "find");
    if !needed.iter().all(|policy| run.login.policies.has(policy)) {
        return Err(failure(
            run,
            &Command { path: call.path.clone(), verb: "find".into(), ..Command::default() },
            Trap::NOT_ENOUGH,
        ));
    }
    found(run, call).await.map(|ids| Value::List(ids.into_iter().map(Value::Text).collect()))
}

/// The ids of the rows for which the condition of `call` holds.
async fn found(run: &mut Run, call: &Call) -> Result<Vec<String>, Stop> {
    let test = match &call.condition {
        Some(condition) => Some(finding::settle(run, condition).await?),
        None => None,
    };
    let menu = run.router.state().tree.menu(&call.path);
    let Some(menu) = menu else { return Err(Stop::unsupported(&format!("/{} find", call.path))) };
    let mut ids = Vec::new();
    for row in run.router.look(&run.login, |view| view.rows(menu)) {
        if test.as_ref().map_or(Ok(true), |test| test.holds(menu, &row))? {
            ids.extend(row.get(".id").cloned());
        }
    }
    Ok(ids)
}

/// What the answer of `command` is to a script.
fn value(run: &Run, command: &Command, output: Output) -> Value {
    let Output::Ret(text) = output else { return Value::Nothing };
    match command.verb.as_str() {
        "get" => got(run.router.state().tree.menu(&command.path), command.word("value-name"), text),
        "print" => Value::of_word(&text),
        _ => Value::Text(text),
    }
}

/// The value of the field `name`, of its type.
fn got(menu: Option<&'static Menu>, name: Option<&str>, text: String) -> Value {
    let field = menu.zip(name).and_then(|(menu, name)| menu.field(name));
    match field.map(|field| field.kind) {
        Some(FieldType::Flag) => Value::of_word(&text),
        Some(FieldType::Integer) => integer(&text).map_or(Value::Text(text), Value::Number),
        Some(FieldType::Duration) => duration::parse(&text).map_or(Value::Text(text), Value::Time),
        Some(FieldType::List(_)) => {
            Value::List(text.split(',').map(|item| Value::Text(item.to_owned())).collect())
        }
        None if text == "true" || text == "false" => Value::of_word(&text),
        _ => Value::Text(text),
    }
}

/// A refused command as a script's failure: `message (/path/verb (argument); line N)`.
fn failure(run: &Run, command: &Command, trap: Trap) -> Stop {
    let slash = if command.path.is_empty() { "" } else { "/" };
    let place = format!("{slash}{}/{}", command.path, command.verb);
    let message = match trap {
        Trap::NoSuchItem => "no such item".to_owned(),
        Trap::Refused(message) if message.starts_with("missing =") => {
            return Stop::unsupported(&format!("the words with which {place} says: {message}"));
        }
        Trap::Refused(message) => message,
        Trap::NotAllowed(message) => message.to_owned(),
        Trap::SessionClosed | Trap::Interrupted => return Stop::Killed,
        Trap::Unsupported(what) => return Stop::unsupported(&what),
    };
    match argument(&message, command) {
        Some(name) => run.failed(&message, &format!("{place} ({name})")),
        None => run.failed(&message, &place),
    }
}

/// The argument that `message` is about.
fn argument<'a>(message: &str, command: &'a Command) -> Option<&'a str> {
    let about = |name: &str| {
        message.ends_with(&format!(" {name}")) || message.starts_with(&format!("value of {name} "))
    };
    let of_a_value = ["input does not match", "invalid value", "value of ", "ambiguous value"];
    let named = of_a_value.iter().any(|start| message.starts_with(start));
    command.words.iter().map(|(name, _)| name.as_str()).find(|name| named && about(name))
}
