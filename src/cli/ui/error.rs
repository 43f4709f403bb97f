//! How errors look.

use std::error::Error as _;

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
