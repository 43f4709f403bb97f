//! From text to an [`Export`], line by line.

use super::cursor::{Cursor, SyntaxError};
use super::tree::{Command, Entry, Export, Section, Word};
use super::word::word;

/// The longest text that is read, bytes.
pub const TEXT_LIMIT: usize = 16 * 1024 * 1024;
/// The longest command with the lines that continue it, bytes; a script's source is the longest of values.
const COMMAND_LIMIT: usize = 1024 * 1024;
/// The most commands and comments of an export.
const ENTRIES_LIMIT: usize = 500_000;
/// The most words of a command, and of a menu's path.
const WORDS_LIMIT: usize = 2_000;

/// What may stand behind a menu on the same line; other words belong to the menu's path.
const VERBS: [&str; 9] = ["add", "set", "remove", "move", "enable", "disable", "comment", "reset", "unset"];

impl Export {
    /// Reads `text`, at most [`TEXT_LIMIT`] bytes, in one pass.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(text);
        if text.len() > TEXT_LIMIT {
            return Err(cursor.error(format!("the text is longer than {} MiB", TEXT_LIMIT >> 20)));
        }
        let mut export = Self::default();
        let mut entries = 0;
        while cursor.peek().is_some() {
            if entries == ENTRIES_LIMIT {
                return Err(cursor.error(format!("more than {ENTRIES_LIMIT} lines")));
            }
            line(&mut cursor, &mut export)?;
            entries += 1;
        }
        Ok(export)
    }
}

fn line(cursor: &mut Cursor<'_>, export: &mut Export) -> Result<(), SyntaxError> {
    cursor.skip_blanks();
    match cursor.peek() {
        _ if cursor.at_line_end() => {}
        Some(b'#') => comment(cursor, export),
        Some(b'/') => menu(cursor, export)?,
        _ => {
            let start = *cursor;
            let verb = verb(cursor)?;
            let Some(section) = export.sections.last_mut() else {
                return Err(start.error("a command before the first menu"));
            };
            command(cursor, &start, verb, section)?;
        }
    }
    cursor.end_line();
    Ok(())
}

fn comment(cursor: &mut Cursor<'_>, export: &mut Export) {
    cursor.bump();
    let text = cursor.rest_of_line().replace('\0', "\u{fffd}");
    match export.sections.last_mut() {
        Some(section) => section.entries.push(Entry::Comment(text)),
        None => export.header.push(text),
    }
}

/// `/ip address` or `/ip/address`, and perhaps a command behind it.
fn menu(cursor: &mut Cursor<'_>, export: &mut Export) -> Result<(), SyntaxError> {
    let start = *cursor;
    let mut path: Vec<String> = Vec::new();
    let mut verb = None;
    while verb.is_none() && !cursor.at_line_end() {
        if path.len() == WORDS_LIMIT {
            return Err(start.error("a menu with too many words"));
        }
        if cursor.peek() == Some(b'/') {
            cursor.bump();
        }
        let at = *cursor;
        let word = menu_word(cursor);
        let ends = matches!(cursor.peek(), Some(b'/' | b' ' | b'\t')) || cursor.at_line_end();
        if word.is_empty() || !ends {
            return Err(at.error("not the name of a menu"));
        }
        if VERBS.contains(&word.as_str()) {
            verb = Some(word);
        } else {
            path.push(word);
            cursor.skip_blanks();
        }
    }
    if path.is_empty() {
        return Err(start.error("a menu is missing"));
    }
    export.enter(path.join("/"));
    match (verb, export.sections.last_mut()) {
        (Some(verb), Some(section)) => command(cursor, &start, verb, section),
        _ => Ok(()),
    }
}

fn menu_word(cursor: &mut Cursor<'_>) -> String {
    let mut word = String::new();
    while let Some(byte @ (b'a'..=b'z' | b'0'..=b'9' | b'-')) = cursor.peek() {
        word.push(char::from(byte));
        cursor.bump();
    }
    word
}

/// The words of a command up to the end of its line.
fn command(
    cursor: &mut Cursor<'_>,
    start: &Cursor<'_>,
    verb: String,
    section: &mut Section,
) -> Result<(), SyntaxError> {
    let words = words(cursor, start)?;
    section.entries.push(Entry::Command(Command { verb, words }));
    Ok(())
}

fn words(cursor: &mut Cursor<'_>, start: &Cursor<'_>) -> Result<Vec<Word>, SyntaxError> {
    let mut words = Vec::new();
    loop {
        let separated = cursor.skip_blanks();
        if cursor.at_line_end() {
            break;
        }
        if !separated {
            return Err(cursor.error("a space is missing before this word"));
        }
        if words.len() == WORDS_LIMIT {
            return Err(cursor.error(format!("more than {WORDS_LIMIT} words in a command")));
        }
        words.push(word(cursor, 0)?);
        if start.left() - cursor.left() > COMMAND_LIMIT {
            return Err(start.error(format!("a command longer than {} KiB", COMMAND_LIMIT >> 10)));
        }
    }
    Ok(words)
}

fn verb(cursor: &mut Cursor<'_>) -> Result<String, SyntaxError> {
    let start = *cursor;
    let mut verb = String::new();
    while let Some(byte @ (b'a'..=b'z' | b'-')) = cursor.peek() {
        verb.push(char::from(byte));
        cursor.bump();
    }
    let ends = matches!(cursor.peek(), Some(b' ' | b'\t')) || cursor.at_line_end();
    if verb.is_empty() || !ends {
        return Err(start.error("neither a menu, a command nor a comment"));
    }
    Ok(verb)
}
