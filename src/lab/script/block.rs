//! Statements one after the other, up to a closing brace.

use super::cursor::{Cursor, Read};
use super::statement;
use super::syntax::Block;

/// Statements up to the end or to a closing brace, which stays.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<Block> {
    let mut statements = Vec::new();
    loop {
        cursor.skip_between();
        if cursor.peek().is_none() || cursor.sees("}") {
            return Ok(Block { statements });
        }
        statements.extend(statement::one(cursor)?);
        cursor.skip_blanks();
        if !cursor.ends() || matches!(cursor.peek(), Some(']' | ')')) {
            return Err(Cursor::leftover(cursor.spot()));
        }
    }
}

/// `{ … }`; the menu that it ends in doesn't hold after it.
pub(super) fn braces(cursor: &mut Cursor<'_>) -> Read<Block> {
    cursor.expect("{")?;
    let menu = cursor.menu.clone();
    let block = cursor.deeper(read)?;
    cursor.menu = menu;
    cursor.expect("}").map(|()| block)
}
