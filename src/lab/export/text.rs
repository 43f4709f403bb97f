//! The text itself: sections, quotes, line breaks.

use crate::lab::bytes;

/// Characters of a line, beside what says that it goes on (measured on exports of real routers).
const WIDTH: usize = 77;
/// Before what goes on.
const INDENT: &str = "    ";

/// A text that grows by commands.
pub(super) struct Page {
    text: String,
    section: Option<&'static str>,
    terse: bool,
}

impl Page {
    /// Nothing yet; `terse` is one whole command per line.
    pub(super) fn new(terse: bool) -> Self {
        Self { text: String::new(), section: None, terse }
    }

    /// A remark.
    pub(super) fn remark(&mut self, remark: &str) {
        let line = format!("# {remark}");
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// A command of the menu `path`.
    pub(super) fn command(&mut self, path: &'static str, verb: &str, words: &[(&'static str, String)]) {
        let spoken = format!("/{}", path.replace('/', " "));
        let mut pieces = Vec::new();
        if self.terse {
            pieces.push(format!("{spoken} {verb}"));
        } else {
            if self.section != Some(path) {
                self.text.push_str(&spoken);
                self.text.push('\n');
                self.section = Some(path);
            }
            pieces.push(verb.to_owned());
        }
        let mut group = "";
        for (name, value) in words {
            let (before, rest) = name.rsplit_once('.').unwrap_or(("", name));
            // What belongs to the same thing as the word before leaves its name out.
            let short = !before.is_empty() && before == group;
            pieces.push(if short { format!(" .{rest}=") } else { format!(" {name}=") });
            pieces.push(quoted(value));
            group = before;
        }
        if self.terse {
            self.text.push_str(&pieces.concat());
        } else {
            self.text.push_str(&wrapped(&pieces));
        }
        self.text.push('\n');
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// `pieces` in lines; a piece that begins with a space can begin a line without it.
fn wrapped(pieces: &[String]) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        if line.is_empty() || line.chars().count() + piece.chars().count() <= WIDTH {
            line.push_str(piece);
        } else {
            text.push_str(&line);
            text.push_str(if piece.starts_with(' ') { " \\\n" } else { "\\\n" });
            line = format!("{INDENT}{}", piece.strip_prefix(' ').unwrap_or(piece));
        }
        while let Some((head, rest)) = cut(&line) {
            text.push_str(&head);
            text.push_str("\\\n");
            line = format!("{INDENT}{rest}");
        }
    }
    text + &line
}

/// Splits a line that is too long even by itself, never inside an escape; a space that would come first is written as
/// one that stays.
fn cut(line: &str) -> Option<(String, String)> {
    if line.chars().count() <= WIDTH {
        return None;
    }
    let mut at = 0;
    let mut rest = line;
    let mut taken = 0;
    while let Some(length) = unit(rest) {
        taken += rest.get(..length)?.chars().count();
        if taken > WIDTH {
            break;
        }
        at += length;
        rest = rest.get(length..)?;
    }
    // A closing quote alone isn't worth a line.
    if rest.len() <= 1 {
        return None;
    }
    let rest = rest.strip_prefix(' ').map_or_else(|| rest.to_owned(), |rest| format!("\\_{rest}"));
    Some((line.get(..at)?.to_owned(), rest))
}

/// Bytes of the first character or escape of `text`.
fn unit(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first != '\\' {
        return Some(first.len_utf8());
    }
    let second = chars.next()?;
    Some(if second.is_ascii_hexdigit() && second.is_ascii_uppercase() || second.is_ascii_digit() {
        3
    } else {
        2
    })
}

/// `value`, in quotes where it needs them.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!*,-./:_%@+<>^&|".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' | '$' | '?' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            ' '..='~' => text.push(c),
            c => {
                let mut bytes = Vec::new();
                bytes::put(c, &mut bytes);
                text.extend(bytes.iter().map(|byte| format!("\\{byte:02X}")));
            }
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[(&'static str, &str)]) -> String {
        let words: Vec<_> = words.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut page = Page::new(false);
        page.command("ip/firewall/filter", "add", &words);
        page.finish().strip_prefix("/ip firewall filter\n").expect("its section").to_owned()
    }

    #[test]
    fn lines_break_where_routers_break_them() {
        let words = [
            ("action", "accept"),
            ("chain", "forward"),
            ("comment", "defconf: accept established,related, untracked"),
            ("connection-state", "established,related,untracked"),
        ];
        assert_eq!(
            line(&words),
            "add action=accept chain=forward comment=\\\n    \"defconf: accept established,related, untracked\" \
             connection-state=\\\n    established,related,untracked\n"
        );
        let words = [
            ("action", "drop"),
            ("chain", "input"),
            ("comment", "defconf: drop all not coming from LAN"),
            ("in-interface-list", "!LAN"),
        ];
        assert_eq!(
            line(&words),
            "add action=drop chain=input comment=\"defconf: drop all not coming from LAN\" \\\n    in-interface-list=!LAN\n"
        );
    }

    #[test]
    fn long_texts_break_inside_and_keep_their_spaces() {
        let source = format!("{} {}\r\n\"$x\"", "a".repeat(62), "b".repeat(90));
        let text = line(&[("comment", &source)]);
        assert!(text.lines().all(|line| line.len() <= WIDTH + 2), "{text}");
        let joined = text.replace("\\\n    ", "");
        let read = joined.replace("\\_", " ").replace("\\r\\n\\\"\\$x\\\"", "\r\n\"$x\"");
        assert_eq!(read, format!("add comment=\"{source}\"\n"));
    }

    #[test]
    fn what_belongs_together_is_named_once() {
        assert_eq!(
            line(&[("local.address", "10.0.0.1"), ("local.role", "ebgp"), ("remote.as", "1")]),
            "add local.address=10.0.0.1 .role=ebgp remote.as=1\n"
        );
    }

    #[test]
    fn what_is_not_plain_is_quoted() {
        for (value, text) in [
            ("10.0.0.0/8,!x", "10.0.0.0/8,!x"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("1+1=2", "\"1+1=2\""),
            ("Rīga", "\"R\\C4\\ABga\""),
        ] {
            assert_eq!(quoted(value), text);
        }
    }
}
