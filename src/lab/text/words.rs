//! Splits one command line into words.

use std::iter::Peekable;
use std::str::Chars;

/// One word of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Word {
    /// `address=10.0.0.1/24`.
    Pair(String, String),
    /// `ssh`, `*1`, `add`.
    Bare(String),
    /// `[ find default-name=ether1 ]`.
    Find(Vec<(String, String)>),
}

/// The words of `line`; a message where it is malformed.
pub(super) fn split(line: &str) -> Result<Vec<Word>, String> {
    let mut chars = line.chars().peekable();
    let mut words = Vec::new();
    loop {
        skip_blanks(&mut chars);
        match chars.peek() {
            None => return Ok(words),
            Some('[') => {
                chars.next();
                words.push(find(&mut chars)?);
            }
            Some(_) => words.push(word(&mut chars)?),
        }
    }
}

fn skip_blanks(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
}

/// What stands between `[` and `]`.
fn find(chars: &mut Peekable<Chars<'_>>) -> Result<Word, String> {
    let mut conditions = Vec::new();
    let mut named = false;
    loop {
        skip_blanks(chars);
        match chars.peek() {
            None => return Err("missing ]".into()),
            Some(']') => {
                chars.next();
                return if named {
                    Ok(Word::Find(conditions))
                } else {
                    Err("only [find …] is read here".into())
                };
            }
            Some(_) => match word(chars)? {
                Word::Bare(text) if text == "find" && !named => named = true,
                Word::Bare(text) if text == "where" && named => {}
                Word::Pair(name, value) if named => conditions.push((name, value)),
                _ => return Err("only name=value is read after find".into()),
            },
        }
    }
}

/// One word: up to a blank or a bracket, quotes opened.
fn word(chars: &mut Peekable<Chars<'_>>) -> Result<Word, String> {
    let mut name = None;
    let mut text = String::new();
    while let Some(c) = chars.next_if(|c| !c.is_whitespace() && *c != ']') {
        match c {
            '=' if name.is_none() => name = Some(std::mem::take(&mut text)),
            '"' => quoted(chars, &mut text)?,
            _ => text.push(c),
        }
    }
    Ok(match name {
        Some(name) => Word::Pair(name, text),
        None => Word::Bare(text),
    })
}

/// Appends what stands up to the closing quote.
fn quoted(chars: &mut Peekable<Chars<'_>>, text: &mut String) -> Result<(), String> {
    loop {
        match chars.next().ok_or("missing closing quote")? {
            '"' => return Ok(()),
            '\\' => text.push(escaped(chars)?),
            c => text.push(c),
        }
    }
}

/// The character that an escape sequence stands for (RouterOS manual, "Scripting", constant escape sequences).
fn escaped(chars: &mut Peekable<Chars<'_>>) -> Result<char, String> {
    let c = chars.next().ok_or("missing closing quote")?;
    Ok(match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'v' => '\x0b',
        '_' => ' ',
        '"' | '\\' | '$' | '?' => c,
        _ => {
            let low = chars.next().and_then(|low| low.to_digit(16));
            let byte = c.to_digit(16).zip(low).map(|(high, low)| high * 16 + low);
            byte.and_then(char::from_u32).ok_or_else(|| format!("unknown escape \\{c}"))?
        }
    })
}
