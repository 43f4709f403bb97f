//! Which command the words at the start of a line name: `/ip firewall filter add`, `/ip/firewall/filter/add`, `add`.

use super::cursor::{Cursor, Read, Spot};
use crate::lab::commands;
use crate::lab::trap::Trap;

/// Reads a path and a command; `None` when only a menu was named, which commands without a path are in from then on.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<Option<(String, String)>> {
    let mut path = if cursor.take("/") { String::new() } else { cursor.menu.clone() };
    loop {
        cursor.skip_blanks();
        let spot = cursor.spot();
        if cursor.ends() {
            cursor.menu = path;
            return Ok(None);
        }
        let word = cursor.run_of(|c| c.is_alphanumeric() || c == '-' || c == '_' || c == '.');
        if word.is_empty() {
            return Err(cursor.syntax());
        }
        let below = join(&path, &word);
        if cursor.tree.is_directory(&below) && !is_command(cursor, &path, &word) {
            path = below;
            cursor.take("/");
            continue;
        }
        check(cursor, &path, &word, spot)?;
        return Ok(Some((path, word)));
    }
}

fn join(path: &str, word: &str) -> String {
    if path.is_empty() { word.to_owned() } else { format!("{path}/{word}") }
}

/// A word may be both: `/log error` is a command below a menu.
fn is_command(cursor: &Cursor<'_>, path: &str, word: &str) -> bool {
    commands::place(cursor.tree, path, word).is_ok()
}

/// Refuses a command that `path` doesn't have.
fn check(cursor: &Cursor<'_>, path: &str, word: &str, spot: Spot) -> Read<()> {
    match commands::place(cursor.tree, path, word) {
        Ok(_) => Ok(()),
        Err(Trap::Unsupported(what)) => Err(Cursor::unsupported(&what, spot)),
        Err(_) if shortens(cursor, path, word) => {
            Err(Cursor::unsupported(&format!("the abbreviation {word}"), spot))
        }
        Err(_) => Err(Cursor::wrong(&format!("bad command name {word}"), spot)),
    }
}

/// Whether `word` is the start of something longer, which RouterOS's console completes.
fn shortens(cursor: &Cursor<'_>, path: &str, word: &str) -> bool {
    let below = cursor.tree.children(path).into_iter();
    below.chain(commands::names(cursor.tree, path)).any(|known| known.starts_with(word))
}
