//! Files of a router: writing them, and reading them in pieces (RouterOS manual, "Files").

use super::bytes;
use super::command::{Command, Output, Record};
use super::router::Router;
use super::state::State;
use super::table::{Origin, Row};
use super::time::{self, Moment};
use super::trap::{Outcome, Trap};
use super::value::{Value, integer};

/// The largest piece that `/file/read` gives, bytes.
const PIECE: usize = 32 * 1024;
/// How many bytes of a file `contents` shows, and takes.
pub(super) const CONTENTS: usize = 60 * 1024;
/// How many bytes a simulated router stores; a real one has a disk that can be full, too.
const DISK: usize = 16 * 1024 * 1024;

/// Writes `text` to the file `name`, a new one or one in whose place it comes.
pub(super) fn write(state: &mut State, name: &str, kind: &str, text: &str, now: Moment) -> Outcome<()> {
    let Some(menu) = state.tree.menu("file") else { return Err(Trap::no_such("file")) };
    let stored: usize = state.rows("file").iter().filter_map(|row| row.text("contents").map(str::len)).sum();
    if stored + text.len() > DISK {
        return Err(Trap::Unsupported("the words of a router whose disk is full".to_owned()));
    }
    let present = state.rows("file").iter().find(|row| row.text("name") == Some(name)).map(|row| row.id);
    let id = match present {
        Some(id) => id,
        None => state.allocate(menu.path),
    };
    let zone = time::zone(state.setting("system/clock", "time-zone-name").unwrap_or("UTC"));
    let mut row = Row::new(id, Origin::User);
    for (name, value) in [
        ("name", name.to_owned()),
        ("type", kind.to_owned()),
        ("size", raw(text).len().to_string()),
        ("creation-time", time::stamp(now.wall, &zone)),
        ("last-modified", time::stamp(now.wall, &zone)),
        ("contents", text.to_owned()),
    ] {
        row.put(name, Some(Value::text(value)));
    }
    if let Some(table) = state.table_mut(menu.path) {
        table.rows.retain(|row| row.id != id);
        table.rows.push(row);
    }
    Ok(())
}

/// The bytes of the file `name`, if the simulator has them.
pub(super) fn contents(state: &State, name: &str) -> Outcome<String> {
    let row = state.rows("file").iter().find(|row| row.text("name") == Some(name)).ok_or(Trap::NoSuchItem)?;
    let text = row.text("contents");
    text.map(str::to_owned).ok_or_else(|| Trap::Unsupported(format!("the contents of the file {name}")))
}

/// Completes `record`, the shown form of a file: how large it is, and its contents unless that is too much.
pub(super) fn show(row: &Row, record: &mut Record) {
    let Some(text) = row.text("contents") else { return };
    record.insert("size", raw(text).len().to_string());
    if text.len() > CONTENTS {
        record.remove("contents");
    }
}

/// Runs `/file/read`: one piece of a file, empty at its end.
pub(super) fn read(router: &Router, command: &Command) -> Outcome<Output> {
    super::commands::only(command, &["as-value", "chunk-size", "file", "offset"])?;
    let name = command.word("file").ok_or_else(|| Trap::missing("file"))?;
    let number = |word: &str| {
        let text = command.word(word).ok_or_else(|| Trap::missing(word))?;
        let number = integer(text).and_then(|number| usize::try_from(number).ok());
        number.ok_or_else(|| Trap::value(word, &super::value::Refusal::Invalid))
    };
    let (size, offset) = (number("chunk-size")?, number("offset")?);
    if !(1..=PIECE).contains(&size) {
        let most = i64::try_from(PIECE).unwrap_or(i64::MAX);
        return Err(Trap::value("chunk-size", &super::value::Refusal::Range(1, most)));
    }
    let bytes = raw(&contents(&router.state(), name)?);
    let rest = bytes.get(offset..).ok_or_else(|| Trap::failure("chunk out of file bounds"))?;
    let data = bytes::characters(rest.get(..size).unwrap_or(rest)).collect();
    Ok(Output::Rows(vec![Record::from([("data", data)])]))
}

/// The bytes that `text` stands for.
fn raw(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    text.chars().for_each(|c| bytes::put(c, &mut bytes));
    bytes
}
