//! How errors look.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::ErrorKind as ClapKind;
use serde_json::json;

use crate::error::Error;

const RED: &str = "\x1b[1;31m";
const RESET: &str = "\x1b[0m";

/// What failed and what to do now, a line each; the causes beneath are for those who ask with `-v`.
pub(super) fn text(error: &Error, color: bool, causes: bool) -> String {
    let (on, off) = if color { (RED, RESET) } else { ("", "") };
    let mut text = format!("{on}error:{off} {error}");
    let mut cause = error.source().filter(|_| causes);
    while let Some(source) = cause {
        text.push_str(&format!("\n  caused by: {source}"));
        cause = source.source();
    }
    for hint in error.hints() {
        text.push_str(&format!("\n  hint: {hint}"));
    }
    text
}

/// `{"error":{"kind","message","hints","retryable"}}`.
pub(super) fn json(error: &Error) -> String {
    json!({"error": error.report()}).to_string()
}

/// Whether the words of a command line ask for JSON: `-o json`, `-ojson`, `--output=jsonl` and the like.
pub(super) fn wants_json(arguments: &[OsString]) -> bool {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let json = |format: &str| matches!(format, "json" | "jsonl");
    let joined =
        |word: &str| ["--output=", "-o=", "-o"].iter().find_map(|flag| word.strip_prefix(flag).map(json));
    words.windows(2).any(|pair| matches!(pair[0], "-o" | "--output") && json(pair[1]))
        || words.iter().any(|word| joined(word) == Some(true))
}

/// What clap has to say as an error of ours: its first paragraph is what is wrong, the others are hints.
pub(super) fn usage(error: &clap::Error) -> Error {
    if error.kind() == ClapKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Error::usage("a verb is missing").hint("`rosmcp help` lists the verbs");
    }
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(one_line).filter(|text| !text.is_empty());
    let what = paragraphs.next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    paragraphs.fold(Error::usage(what), Error::hint)
}

fn one_line(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(words: &[&str]) -> bool {
        wants_json(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn json_is_recognised_in_words_that_do_not_parse() {
        assert!(asks(&["rosmcp", "-o", "json", "bogus"]));
        assert!(asks(&["rosmcp", "bogus", "--output=jsonl"]));
        assert!(asks(&["rosmcp", "-ojson"]));
        assert!(!asks(&["rosmcp", "-o", "table", "get", "json"]));
        assert!(!asks(&["rosmcp", "tool", "call", "x", "--json", "{}"]));
    }

    #[test]
    fn what_is_wrong_comes_first_and_the_rest_are_hints() {
        let error = crate::cli::tree::command().try_get_matches_from(["rosmcp", "servr"]).unwrap_err();
        let error = usage(&error);
        assert_eq!(error.message(), "unrecognized subcommand 'servr'");
        assert!(error.hints()[0].contains("'serve'"), "{:?}", error.hints());
    }
}
