//! One command of the router with its arguments.

use super::arguments;
use super::condition;
use super::cursor::{Cursor, Read};
use super::place;
use super::syntax::{Call, What};

/// Reads a command line; `None` for one that only names a menu.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<Option<What>> {
    let Some((path, verb)) = place::read(cursor)? else { return Ok(None) };
    // Within its arguments a command of its menu needs no path.
    let outside = std::mem::replace(&mut cursor.menu, path.clone());
    let call = call(cursor, path, verb);
    cursor.menu = outside;
    call.map(|call| Some(What::Command(call)))
}

fn call(cursor: &mut Cursor<'_>, path: String, verb: String) -> Read<Call> {
    if verb == "find" {
        let condition = condition::read(cursor)?;
        return Ok(Call { path, verb, arguments: Vec::new(), condition });
    }
    let (arguments, condition) = arguments::read(cursor, &path, &verb)?;
    Ok(Call { path, verb, arguments, condition })
}
