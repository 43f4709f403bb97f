//! Reads configuration text as `/export` writes it.
//!
//! One [`Line`] per command: sections (`/ip address`), commands below them, the terse form (`/ip address add …`),
//! `\` continuation, quoting and escapes, `[ find name=value ]`. It doesn't run anything and knows no menus.
//! Source: RouterOS manual, "Configuration Management" and "Scripting".

mod words;

pub(super) use words::Word;

/// One command of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it starts, counted from 1.
    pub(super) number: usize,
    /// The menu, words joined by slashes: `ip/address`.
    pub(super) path: String,
    /// `add`, `set`, ….
    pub(super) verb: String,
    /// What follows the verb.
    pub(super) words: Vec<Word>,
}

/// Why a text can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) message: String,
}

/// Words that end a path: what follows is theirs.
const VERBS: &[&str] = &["add", "set", "remove", "move", "enable", "disable", "comment", "print", "export"];

/// Every command of `text` in order; comments and empty lines are left out.
pub(super) fn read(text: &str) -> Result<Vec<Line>, SyntaxError> {
    let mut section = String::new();
    let mut lines = Vec::new();
    for (number, line) in logical_lines(text) {
        let words = words::split(&line).map_err(|message| SyntaxError { line: number, message })?;
        if let Some(line) = command(number, &mut section, words)? {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Lines with their continuations joined; the number is that of the first physical line.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, physical) in text.lines().enumerate() {
        let (number, mut line) = match open.take() {
            Some((number, begun)) => (number, begun + physical.trim_start()),
            None => (index + 1, physical.trim().to_owned()),
        };
        if continues(&line) {
            line.pop();
            open = Some((number, line));
        } else if !line.is_empty() && !line.starts_with('#') {
            lines.push((number, line));
        }
    }
    lines.extend(open);
    lines
}

/// Whether `line` ends in a backslash that isn't itself escaped.
fn continues(line: &str) -> bool {
    !line.starts_with('#') && line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The command in `words`, or a new section.
fn command(number: usize, section: &mut String, words: Vec<Word>) -> Result<Option<Line>, SyntaxError> {
    let mut words = words.into_iter().peekable();
    if let Some(Word::Bare(first)) = words.peek()
        && let Some(root) = first.strip_prefix('/')
    {
        root.trim_matches('/').clone_into(section);
        words.next();
        while let Some(Word::Bare(word)) = words.peek()
            && !VERBS.contains(&word.as_str())
        {
            if !section.is_empty() {
                section.push('/');
            }
            section.push_str(word);
            words.next();
        }
    }
    match words.next() {
        None => Ok(None),
        Some(Word::Bare(verb)) => {
            Ok(Some(Line { number, path: section.clone(), verb, words: words.collect() }))
        }
        Some(_) => Err(SyntaxError { line: number, message: "a command starts with its name".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> Word {
        Word::Pair(name.into(), value.into())
    }

    #[test]
    fn sections_continuations_and_quotes_are_read() {
        let text = "# by RouterOS\n/ip address\nadd address=10.0.0.1/24 \\\n    comment=\"a \\\"b\\\"\\r\\n\" interface=\\\n    ether1\n";
        let lines = read(text).expect("reads");
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (lines[0].number, lines[0].path.as_str(), lines[0].verb.as_str()),
            (3, "ip/address", "add")
        );
        let expected =
            [pair("address", "10.0.0.1/24"), pair("comment", "a \"b\"\r\n"), pair("interface", "ether1")];
        assert_eq!(lines[0].words, expected);
    }

    #[test]
    fn the_terse_form_and_find_are_read() {
        let lines =
            read("/interface ethernet set [ find default-name=ether1 ] name=wan\nset ssh disabled=yes")
                .expect("reads");
        assert_eq!(lines[0].path, "interface/ethernet");
        assert_eq!(lines[0].words[0], Word::Find(vec![("default-name".into(), "ether1".into())]));
        assert_eq!(lines[1].words, [Word::Bare("ssh".into()), pair("disabled", "yes")]);
        assert_eq!(lines[1].path, "interface/ethernet");
    }

    #[test]
    fn an_open_quote_is_refused_with_its_line() {
        assert_eq!(read("/a\nadd b=\"c").expect_err("open quote").line, 2);
    }
}
