//! Words: names, bare values, quotes with their escapes, `[ find … ]`.

use super::cursor::{Cursor, SyntaxError};
use super::tree::{Value, Word};

/// How deep `[ find … ]` may stand in one another; exports use one.
const DEPTH_LIMIT: usize = 8;

/// Reads `name=value` or a value alone; stands behind it afterwards.
pub(super) fn word(cursor: &mut Cursor<'_>, depth: usize) -> Result<Word, SyntaxError> {
    if matches!(cursor.peek(), Some(b'"' | b'[')) {
        return Ok(Word { name: None, value: value(cursor, depth)? });
    }
    let start = *cursor;
    let text = bare(cursor, b"=")?;
    if cursor.peek() != Some(b'=') {
        return Ok(Word { name: None, value: Value::Text(text) });
    }
    let name = name(text).ok_or_else(|| start.error("what stands before \"=\" is not a name"))?;
    cursor.bump();
    Ok(Word { name: Some(name), value: value(cursor, depth)? })
}

fn name(text: Vec<u8>) -> Option<String> {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (!text.is_empty() && text.iter().all(letter)).then(|| String::from_utf8(text).ok())?
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Value, SyntaxError> {
    match cursor.peek() {
        Some(b'"') => quoted(cursor).map(Value::Text),
        Some(b'[') => find(cursor, depth).map(Value::Find),
        _ => bare(cursor, b"").map(Value::Text),
    }
}

/// Bytes up to a blank, a line end, `]` or one of `ends`.
fn bare(cursor: &mut Cursor<'_>, ends: &[u8]) -> Result<Vec<u8>, SyntaxError> {
    let mut text = Vec::new();
    while let Some(byte) = cursor.peek() {
        match byte {
            b' ' | b'\t' | b'\n' | b']' => break,
            byte if ends.contains(&byte) => break,
            b'\r' if cursor.at_line_end() => break,
            b'"' => return Err(cursor.error("a quote in the middle of a word")),
            b'\\' => return Err(cursor.error("a backslash outside quotes")),
            b'$' | b'[' | b'(' | b')' | b'{' | b'}' | b';' => {
                let what = char::from(byte);
                return Err(cursor.error(format!("{what:?} outside quotes: exports hold no script")));
            }
            byte if byte.is_ascii_control() => return Err(cursor.error("a control character")),
            byte => text.push(byte),
        }
        cursor.bump();
    }
    Ok(text)
}

fn quoted(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, SyntaxError> {
    let start = *cursor;
    cursor.bump();
    let mut text = Vec::new();
    loop {
        if cursor.at_line_end() {
            return Err(start.error("a quote that is not closed on its line"));
        }
        match cursor.peek() {
            Some(b'"') => break,
            Some(b'\\') => text.push(escape(cursor)?),
            Some(0) | None => return Err(cursor.error("a NUL character")),
            Some(byte) => {
                text.push(byte);
                cursor.bump();
            }
        }
    }
    cursor.bump();
    Ok(text)
}

/// The byte that an escape means; hexadecimal digits are capitals, which tells `\b` from `\B0`.
fn escape(cursor: &mut Cursor<'_>) -> Result<u8, SyntaxError> {
    let start = *cursor;
    cursor.bump();
    let bad = || start.error("an escape that RouterOS does not have");
    let first = cursor.raw().ok_or_else(bad)?;
    let byte = match first {
        b'"' | b'\\' | b'$' | b'?' => first,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'_' => b' ',
        b'a' => 0x07,
        b'b' => 0x08,
        b'v' => 0x0B,
        b'f' => 0x0C,
        _ => {
            let high = digit(first).ok_or_else(bad)?;
            cursor.bump();
            high << 4 | cursor.raw().and_then(digit).ok_or_else(bad)?
        }
    };
    cursor.bump();
    if byte == 0 { Err(start.error("a NUL character")) } else { Ok(byte) }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// `[ find name=value … ]`, the blanks being optional.
fn find(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Word>, SyntaxError> {
    let start = *cursor;
    if depth == DEPTH_LIMIT {
        return Err(start.error(format!("[find] more than {DEPTH_LIMIT} deep")));
    }
    cursor.bump();
    cursor.skip_blanks();
    if bare(cursor, b"=")? != b"find" {
        return Err(start.error("in brackets only [find …] is understood"));
    }
    let mut words = Vec::new();
    loop {
        let separated = cursor.skip_blanks();
        if cursor.at_line_end() {
            return Err(start.error("a bracket that is not closed on its line"));
        }
        if cursor.peek() == Some(b']') {
            cursor.bump();
            return Ok(words);
        }
        if !separated {
            return Err(cursor.error("a space is missing before this word"));
        }
        words.push(word(cursor, depth + 1)?);
    }
}
