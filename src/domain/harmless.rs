//! Which characters nobody should be shown, and how a text is kept from looking like more than one line.

use std::borrow::Cow;

/// Characters that hide, reorder or command; line ends and tabs are none.
pub fn is_harmful(c: char) -> bool {
    let kept = matches!(c, '\n' | '\r' | '\t');
    // U+FE0F stays, because most emoji end with it.
    let invisible = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    (c.is_control() && !kept) || invisible
}

/// `text` in one line: line ends and tabs as `\n`, `\r` and `\t`, and many blanks as a few, so that nobody's words can pass
/// for lines of ours.
pub fn one_line(text: &str) -> Cow<'_, str> {
    const BLANKS: &str = "    ";
    if !text.contains(['\n', '\r', '\t']) && !text.contains(BLANKS) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            ' ' if line.ends_with("   ") => {}
            c => line.push(c),
        }
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_commands_is_known_and_what_people_write_is_not() {
        for c in "\u{1b}\u{7}\u{202e}\u{200b}\u{2028}\u{ad}\u{3164}\u{fe01}\u{e0041}\u{e0141}".chars() {
            assert!(is_harmful(c), "{c:?}");
        }
        for c in "aä中عא❤\u{fe0f}👍\n\t ".chars() {
            assert!(!is_harmful(c), "{c:?}");
        }
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a b"), "a b");
        assert_eq!(one_line("a\n  1. b\r\tc"), "a\\n  1. b\\r\\tc");
        assert_eq!(one_line(&format!("a{}b", " ".repeat(500))), "a   b");
    }
}
