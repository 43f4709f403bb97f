//! Secrets in commands that a router quotes: its history and its log tell of changes in the words of its console.

use super::{REDACTED, is_secret};
use crate::catalogue::menu::Menu;
use crate::catalogue::menus;

/// The most words of a menu's path.
const DEEPEST: usize = 6;

/// `text` with the values of secrets taken out, wherever in it a command names one. Such texts are cut, joined and mixed
/// with prose, so they are not parsed: what stands before a `=` is a name, and what cannot be told from a value goes too.
pub(in crate::app) fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let (mut rest, mut menu) = (text, None);
    while let Some(at) = rest.find(['/', '=']) {
        let (before, here) = rest.split_at(at);
        shown.push_str(before);
        let begins_word = !shown.ends_with(|c: char| c.is_alphanumeric() || "-._=:/*".contains(c));
        rest = here.get(1..).unwrap_or_default();
        if here.starts_with('/') {
            if begins_word {
                menu = menu_of(rest);
            }
            shown.push('/');
            continue;
        }
        let names_a_secret = is_secret(menu, name_at_the_end(&shown));
        shown.push('=');
        if names_a_secret {
            let (value, after) = rest.split_at(value_length(rest));
            let empty = value.trim().trim_matches('"').is_empty();
            shown.push_str(if empty { value } else { REDACTED });
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// The menu that `text` begins with, behind its first slash; the words after it are a verb or values.
fn menu_of(text: &str) -> Option<&'static Menu> {
    let in_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/ ".contains(c);
    let path = text.find(|c| !in_path(c)).map_or(text, |end| &text[..end]);
    let words: Vec<_> = path.split(['/', ' ']).filter(|word| !word.is_empty()).take(DEEPEST).collect();
    (1..=words.len()).rev().find_map(|count| menus::find(&words.get(..count)?.join("/")))
}

fn name_at_the_end(text: &str) -> &str {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    text.rfind(|c| !in_name(c)).map_or(text, |end| text[end..].trim_start_matches(|c| !in_name(c)))
}

/// How many bytes of `text` are the value that it begins with.
fn value_length(text: &str) -> usize {
    let value = text.trim_start_matches(['\\', '\r', '\n', ' ', '\t']);
    // A line may be continued between the `=` and its value; a blank alone ends a value that is empty.
    let ahead = if text.starts_with(['\\']) { text.len() - value.len() } else { 0 };
    let Some(value) = text.get(ahead..) else { return text.len() };
    let ends = match value.chars().next() {
        Some('"') if !text[..ahead].ends_with('\\') => closing_quote(value),
        // A quote within a quote, or an expression: its end cannot be told.
        Some('"' | '(' | '[' | '{') => None,
        _ => bare_end(value),
    };
    ends.map_or(text.len(), |end| ahead + end)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    end.map(|(at, _)| at + 1)
}

/// The first blank that does not continue a line.
fn bare_end(text: &str) -> Option<usize> {
    let mut continued = false;
    let end = text.char_indices().find(|(_, c)| {
        let blank = c.is_whitespace();
        let ends = blank && !continued;
        continued = *c == '\\' || (blank && continued);
        ends
    });
    end.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_go_and_all_else_stays() {
        for (text, shown) in [
            ("/ip address remove *5", "/ip address remove *5"),
            ("/user set admin password=canary", "/user set admin password=[redacted]"),
            (
                "/ppp/secret/add name=u password=\"can ary\\\"x\" service=any",
                "/ppp/secret/add name=u password=[redacted] service=any",
            ),
            ("/user set *1 password=\"\" name=a", "/user set *1 password=\"\" name=a"),
            ("/user set *1 password= name=a", "/user set *1 password= name=a"),
            (
                "changed by winbox:admin@192.0.2.1 (/snmp community set *1 name=canary)",
                "changed by winbox:admin@192.0.2.1 (/snmp community set *1 name=[redacted]",
            ),
            (
                "/interface wireguard add private-key=canary= name=wg1",
                "/interface wireguard add private-key=[redacted] name=wg1",
            ),
            (
                "/made up set wpa2-pre-shared-key=canary x=y",
                "/made up set wpa2-pre-shared-key=[redacted] x=y",
            ),
            (
                "/ppp secret add password=\\\n    \"can\\\n    ary\" name=u",
                "/ppp secret add password=[redacted] name=u",
            ),
            (
                "/ppp secret add password=can\\\r\n    ary name=u",
                "/ppp secret add password=[redacted] name=u",
            ),
            ("a=b password=\"canary", "a=b password=[redacted]"),
            ("password=(\"can\" . \"ary\") name=u", "password=[redacted]"),
            ("source=\":do { x password=\\\"can ary\\\" }\"", "source=\":do { x password=[redacted]"),
            (
                "/ip route add dst-address=192.0.2.0/24 gateway=192.0.2.1",
                "/ip route add dst-address=192.0.2.0/24 gateway=192.0.2.1",
            ),
            ("ä=1 schlüssel=2 = /", "ä=1 schlüssel=2 = /"),
        ] {
            assert_eq!(without_secrets(text), shown, "{text:?}");
        }
    }
}
