//! Texts in quotes: escapes, and what `$` puts in between.

use super::cursor::{Cursor, Read};
use super::expression;
use super::syntax::Expression;
use crate::lab::bytes;

/// Reads the text whose opening quote is taken; a text without variables is one part.
pub(super) fn quoted(cursor: &mut Cursor<'_>) -> Read<Expression> {
    let mut parts = Vec::new();
    let mut plain = Vec::new();
    loop {
        match cursor.peek() {
            None => return Err(cursor.syntax()),
            Some('"') => {
                cursor.next();
                break;
            }
            Some('\\') => {
                cursor.next();
                escape(cursor, &mut plain)?;
            }
            Some('$') => {
                flush(&mut plain, &mut parts);
                parts.push(expression::dollar(cursor)?);
            }
            Some(c) => {
                cursor.next();
                bytes::put(c, &mut plain);
            }
        }
    }
    flush(&mut plain, &mut parts);
    Ok(Expression::Text(parts))
}

fn flush(plain: &mut Vec<u8>, parts: &mut Vec<Expression>) {
    if !plain.is_empty() {
        parts.push(Expression::Word(bytes::characters(plain).collect()));
        plain.clear();
    }
}

/// One escape sequence, whose backslash is taken (RouterOS manual, "Scripting", constant escape sequences).
fn escape(cursor: &mut Cursor<'_>, plain: &mut Vec<u8>) -> Read<()> {
    let refused = cursor.syntax();
    let Some(c) = cursor.next() else { return Err(refused) };
    plain.push(match c {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'v' => 11,
        '_' => b' ',
        '"' => b'"',
        '\\' => b'\\',
        '$' => b'$',
        '?' => b'?',
        '\r' | '\n' => {
            // The text goes on in the next line, after its indent.
            cursor.run_of(char::is_whitespace);
            return Ok(());
        }
        high => {
            let digits = high.to_digit(16).zip(cursor.next().and_then(|low| low.to_digit(16)));
            let byte = digits.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            return byte.map(|byte| plain.push(byte)).ok_or(refused);
        }
    });
    Ok(())
}
