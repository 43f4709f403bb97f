//! What comes from a router, as text, and how much of it.

use std::borrow::Cow;

use crate::domain::harmless::is_harmful;

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

/// The longest name of a field that is kept, in characters.
const NAME_LIMIT: usize = 100;

/// The name of a field as a router says it; what no name has is taken out, because names stand beside ours unquoted.
pub(super) fn field_name(name: &str) -> Cow<'_, str> {
    if name.len() <= NAME_LIMIT && name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.chars().take(NAME_LIMIT).map(|c| if c.is_ascii_graphic() { c } else { '_' }).collect())
}

/// `text` from outside for an error: without control, formatting and bidirectional characters, cut to a few hundred.
pub(super) fn clean(text: &str) -> String {
    let mut visible = text.chars().filter(|c| !is_harmful(*c) && !c.is_control());
    let mut kept: String = visible.by_ref().take(WORDS_LIMIT).collect();
    if visible.next().is_some() {
        kept.push('…');
    }
    kept.trim().to_owned()
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
    fn names_of_fields_are_names() {
        for name in [".id", "basic-rates-a/g", "rx_64"] {
            assert_eq!(field_name(name), name);
        }
        assert_eq!(field_name("a\u{1b}[31mkey\nß"), "a_[31mkey__");
        assert_eq!(field_name(&"x".repeat(5000)).len(), NAME_LIMIT);
    }

    #[test]
    fn words_are_made_harmless_and_cut() {
        assert_eq!(clean(" \u{1b}[31mred\u{202e}\u{0}\r\n"), "[31mred");
        assert_eq!(clean(&"ä".repeat(1000)).chars().count(), WORDS_LIMIT + 1);
        assert_eq!(clean(&"ä".repeat(WORDS_LIMIT)).chars().count(), WORDS_LIMIT);
    }
}
