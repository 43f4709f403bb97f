//! `/system/backup` (RouterOS manual, "Backup").
//!
//! A backup is a row of `/file` and, behind it, the tables as they were: its bytes are the simulator's own affair.

use super::only;
use crate::lab::command::{Command, Login, Output};
use crate::lab::router::Router;
use crate::lab::state::{Saved, State};
use crate::lab::table::Origin;
use crate::lab::time::Moment;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::Value;
use crate::lab::write::{self, Author};

/// The kind that `/file` shows.
const TYPE: &str = "backup";

/// Bytes of a backup with nothing in it, and for each row.
const SIZE: (usize, usize) = (18_000, 160);

/// Writes a backup.
pub(super) fn save(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["name", "password", "encryption", "dont-encrypt"])?;
    let name = command.word("name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Trap::Unsupported("the name of a backup that says none".to_owned()))?;
    let name = full(name);
    let open = command.flag("dont-encrypt");
    let password = command.word("password").filter(|password| !open && !password.is_empty());
    let mut state = router.state();
    let saved = state.saved(password.map(str::to_owned));
    let size = SIZE.0 + SIZE.1 * saved.rows();
    let id = file(&mut state, &name, size, router.clock.now())?;
    state.keep(id, saved);
    Ok(Output::Done)
}

fn full(name: &str) -> String {
    if name.ends_with(".backup") { name.to_owned() } else { format!("{name}.backup") }
}

/// The number of the file called `name`, made where it isn't, of that size.
fn file(state: &mut State, name: &str, size: usize, now: Moment) -> Outcome<u32> {
    let menu = state.tree.menu("file").ok_or_else(|| Trap::Unsupported("/file".to_owned()))?;
    if write::find(state, menu, name).is_err() {
        let words = [("name".to_owned(), name.to_owned())];
        write::seed(state, menu, None, &words, Author::Model(Origin::User), now)?;
    }
    let id = write::find(state, menu, name)?;
    let stamp = state.stamp(now.wall);
    if let Some(row) = state.row_mut(menu.path, id) {
        row.put("type", Some(Value::text(TYPE)));
        row.put("size", Some(Value::text(size.to_string())));
        row.put("creation-time", Some(Value::text(stamp.clone())));
        row.put("last-modified", Some(Value::text(stamp)));
    }
    Ok(id)
}

/// Goes back to a backup, and reboots.
pub(super) fn load(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    only(command, &["name", "password"])?;
    if !login.policies.has("reboot") {
        return Err(Trap::NOT_ENOUGH);
    }
    let name = command.word("name").ok_or_else(|| Trap::missing("name"))?;
    let saved = find(&router.state(), name)?;
    if !saved.opens(command.word("password").unwrap_or_default()) {
        return Err(Trap::Unsupported(
            "the words with which /system/backup/load refuses a password".to_owned(),
        ));
    }
    router.state().restore(&saved);
    router.reboot();
    Ok(Output::Done)
}

/// The backup in the file called `name`.
fn find(state: &State, name: &str) -> Outcome<Saved> {
    let menu = state.tree.menu("file").ok_or(Trap::NoSuchItem)?;
    let id = write::find(state, menu, name).or_else(|_| write::find(state, menu, &full(name)));
    id.ok().and_then(|id| state.backup(id)).cloned().ok_or_else(|| {
        Trap::Unsupported(
            "the words with which /system/backup/load refuses a file that is no backup".to_owned(),
        )
    })
}
