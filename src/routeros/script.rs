//! The one way to say a text in RouterOS's console and script language.
//!
//! Whatever the text holds, it becomes a single literal that RouterOS reads as exactly that text: nothing in it can end
//! the quotes, name a variable or begin a command (RouterOS manual, "Scripting", constant escape sequences).

use crate::error::{Error, Result};

/// `text` as one literal in quotes, ASCII only; other characters are the escaped bytes of their UTF-8 form.
///
/// `Usage` for a text with a NUL, which RouterOS's strings cannot hold.
pub fn quote(text: &str) -> Result<String> {
    if text.contains('\0') {
        return Err(Error::usage("a RouterOS text cannot hold a NUL character"));
    }
    Ok(quote_bytes(text.as_bytes()))
}

/// `bytes`, of which none is NUL, as one literal.
pub(super) fn quote_bytes(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() + 2);
    literal.push('"');
    for byte in bytes {
        push(*byte, &mut literal);
    }
    literal.push('"');
    literal
}

/// `?` is escaped because the console may take it for a question, `$` because it begins a variable even in quotes.
fn push(byte: u8, literal: &mut String) {
    match byte {
        b'"' | b'\\' | b'$' | b'?' => literal.extend(['\\', char::from(byte)]),
        b'\n' => literal.push_str("\\n"),
        b'\r' => literal.push_str("\\r"),
        b'\t' => literal.push_str("\\t"),
        b' '..=b'~' => literal.push(char::from(byte)),
        other => literal.push_str(&format!("\\{other:02X}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::ErrorKind;
    use crate::routeros::export::{Export, Value};

    /// The text of the one value in `/system note` / `set note=LITERAL`.
    fn reread(literal: &str) -> Vec<u8> {
        let export = Export::parse(&format!("/system note\nset note={literal}\n")).expect("one literal");
        let [section] = &export.sections[..] else { panic!("one section: {export:?}") };
        let command = section.commands().next().expect("a command");
        match &command.words[..] {
            [word] => match &word.value {
                Value::Text(bytes) => bytes.clone(),
                Value::Find(_) => panic!("not a text: {literal}"),
            },
            words => panic!("one word: {words:?}"),
        }
    }

    #[test]
    fn nothing_gets_out_of_the_quotes() {
        assert_eq!(quote("a\"; /user/remove [find]").expect("a literal"), "\"a\\\"; /user/remove [find]\"");
        assert_eq!(quote("$[:put 1]${x}").expect("a literal"), "\"\\$[:put 1]\\${x}\"");
        assert_eq!(quote("a\\\r\n\tb?").expect("a literal"), "\"a\\\\\\r\\n\\tb\\?\"");
        assert_eq!(quote("€\u{7f}").expect("a literal"), "\"\\E2\\82\\AC\\7F\"");
        assert_eq!(quote("").expect("a literal"), "\"\"");
    }

    #[test]
    fn a_nul_is_refused() {
        assert_eq!(quote("a\0b").expect_err("a NUL").kind(), ErrorKind::Usage);
    }

    proptest! {
        #[test]
        fn every_text_reads_back_as_itself(text in any::<String>()) {
            let text = text.replace('\0', "");
            prop_assert_eq!(reread(&quote(&text).expect("a literal")), text.as_bytes());
        }

        #[test]
        fn texts_made_of_syntax_read_back_as_themselves(text in "[\"\\\\$\\[\\]{};?#/= \n\r\tA-F0-9_nrt]{0,40}") {
            prop_assert_eq!(reread(&quote(&text).expect("a literal")), text.as_bytes());
        }
    }
}
