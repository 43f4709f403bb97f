//! The prompts as a page of the reference.

use std::fmt::Write as _;

use super::prompt::Prompt;
use super::registry;

/// `docs/reference/prompts.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Prompts\n\nWays of working that a person picks in an MCP client and a model then follows. Generated from the \
         registry; a star marks what must be given.\n",
    );
    registry::all().for_each(|prompt| page.push_str(&section(prompt)));
    page
}

fn section(prompt: &Prompt) -> String {
    let mut text = format!("\n## {}\n\n{}\n", prompt.name, prompt.description);
    if prompt.arguments.is_empty() {
        return text;
    }
    text.push_str("\n| argument | | by default |\n|---|---|---|\n");
    for argument in prompt.arguments {
        // Writing to a string does not fail.
        let _written = writeln!(
            text,
            "| {}{} | {} | {} |",
            argument.name,
            if argument.default.is_none() { " \\*" } else { "" },
            argument.description,
            argument.default.map_or_else(String::new, quoted),
        );
    }
    text
}

fn quoted(word: &str) -> String {
    if word.is_empty() { "nothing".to_owned() } else { format!("`{word}`") }
}
