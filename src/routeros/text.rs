//! What comes from a router, as text, and how much of it.

use std::borrow::Cow;

/// How many rows an answer may have.
pub(super) const ROWS_LIMIT: usize = 100_000;
/// How many fields a row may have; the widest menus have about a hundred.
pub(super) const FIELDS_LIMIT: usize = 2_000;
/// What is kept of the router's words in an error, in characters.
const WORDS_LIMIT: usize = 300;

/// `bytes` as text; what is not UTF-8 is taken byte by byte as Latin-1.
///
/// RouterOS passes comments in any encoding and pieces of files through as they are; one such byte must not hide a menu.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    Cow::Owned(text)
}

/// `text` from outside for an error: without control, formatting and bidirectional characters, cut to a few hundred.
pub(super) fn clean(text: &str) -> String {
    let mut visible = text.chars().filter(|character| !is_invisible(*character));
    let mut kept: String = visible.by_ref().take(WORDS_LIMIT).collect();
    if visible.next().is_some() {
        kept.push('…');
    }
    kept.trim().to_owned()
}

fn is_invisible(character: char) -> bool {
    let formatting = matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    formatting || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_latin_1() {
        assert_eq!(text("Büro".as_bytes()), "Büro");
        assert_eq!(text(b"B\xfcro"), "Büro");
        assert_eq!(text(b"\xff\xfe"), "ÿþ");
    }

    #[test]
    fn words_are_made_harmless_and_cut() {
        assert_eq!(clean(" \u{1b}[31mred\u{202e}\u{0}\r\n"), "[31mred");
        assert_eq!(clean(&"ä".repeat(1000)).chars().count(), WORDS_LIMIT + 1);
        assert_eq!(clean(&"ä".repeat(WORDS_LIMIT)).chars().count(), WORDS_LIMIT);
    }
}
