//! Text from devices is data: made harmless to read, and secrets taken out, before anybody sees it.

mod commands;

use serde_json::Value;

pub(super) use self::commands::without_secrets;
use crate::catalogue::menu::Menu;
use crate::domain::harmless::is_harmful;

/// What stands where a secret stood.
pub(super) const REDACTED: &str = "[redacted]";

/// The most characters of one value that are shown.
const LONGEST_TEXT: usize = 4096;

/// Words that make a field a secret where the catalogue does not know it.
const SECRET_WORDS: [&str; 8] = [
    "password",
    "secret",
    "private-key",
    "pre-shared-key",
    "preshared-key",
    "passphrase",
    "community",
    "token",
];

/// Whether the field is a secret: as the catalogue says, or by its name where it does not know it.
pub(super) fn is_secret(menu: Option<&Menu>, field: &str) -> bool {
    let known = menu.and_then(|menu| menu.field(field));
    known.map_or_else(|| secret_by_name(field), |field| field.secret)
}

/// Whether a field that the catalogue does not describe must be taken for a secret by its name.
fn secret_by_name(field: &str) -> bool {
    SECRET_WORDS.iter().any(|word| field.contains(word))
        || matches!(field, "key" | "psk" | "pin" | "cak" | "key-val")
        || field.ends_with("-pin")
        || field.ends_with("-signature")
        || is_key(field)
}

/// Whether it is a key by its name (`auth-key`, `static-key-0`) and none that everybody may know.
fn is_key(field: &str) -> bool {
    let bare = field.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    bare.ends_with("-key") && !field.contains("public-key") && !field.contains("host-key")
}

/// `value` with the texts in it made harmless.
pub(super) fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean_text(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(clean).collect()),
        other => other,
    }
}

/// `text` without control, bidirectional and zero-width characters (each becomes U+FFFD, line ends and tabs stay),
/// cut after 4096 characters.
pub(super) fn clean_text(text: &str) -> String {
    let mut cleaned: String = text.chars().take(LONGEST_TEXT).map(harmless_char).collect();
    if text.chars().nth(LONGEST_TEXT).is_some() {
        cleaned.push_str("… [cut]");
    }
    cleaned
}

/// `text` made harmless as [`clean_text`] does, whole.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(harmless_char).collect()
}

fn harmless_char(c: char) -> char {
    if is_harmful(c) { char::REPLACEMENT_CHARACTER } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_hides_or_commands_gets_through() {
        let hostile = "a\u{1b}[31mb\u{202e}c\u{200b}d\u{e0041}e\r\nf\u{7}";
        assert_eq!(clean_text(hostile), "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}e\r\nf\u{fffd}");
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let cut = clean_text(&"x".repeat(5000));
        assert!(cut.ends_with("… [cut]"));
        assert_eq!(cut.chars().count(), LONGEST_TEXT + "… [cut]".chars().count());
    }

    #[test]
    fn unknown_fields_are_secrets_by_name() {
        for field in [
            "password",
            "wpa2-pre-shared-key",
            "smtp-password",
            "private-key",
            "key",
            "trap-community",
            "pin",
            "sim-pin",
            "cak",
            "encryption-key",
            "key-val",
            "auth-key",
            "static-key-0",
            "mtik-key",
            "paypal-signature",
        ] {
            assert!(secret_by_name(field), "{field}");
        }
        for field in [
            "name",
            "public-key",
            "peer-public-key",
            "host-key-type",
            "key-usage",
            "key-size",
            "comment",
            "ping",
            "mapping",
            "group-key-update",
        ] {
            assert!(!secret_by_name(field), "{field}");
        }
    }
}
