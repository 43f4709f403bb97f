//! The tools as a page of the reference.

use std::fmt::Write as _;

use serde_json::Value;

use super::registry::registry;
use super::tool::Tool;

/// `docs/reference/tools.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Tools\n\nWhat an MCP client may call, and `rosmcp tool call NAME --json '{…}'` too. Generated from the \
         registry; `rosmcp tool show NAME` prints the whole schemas.\n",
    );
    for tool in registry().all() {
        page.push_str(&section(tool));
    }
    page
}

fn section(tool: &Tool) -> String {
    let mut text = format!("\n## {}\n\n{}\n", tool.name, tool.description);
    let Some(Value::Object(properties)) = tool.input_schema.get("properties") else { return text };
    if properties.is_empty() {
        return text;
    }
    text.push_str("\n| argument | type | |\n|---|---|---|\n");
    for (name, schema) in properties {
        // Writing to a string does not fail.
        let _written =
            writeln!(text, "| {name}{} | {} | {} |", star(tool, name), kind(schema), meaning(schema));
    }
    text
}

/// A star behind what must be given.
fn star(tool: &Tool, name: &str) -> &'static str {
    let required = tool.input_schema.get("required").and_then(Value::as_array);
    let is_required = required.is_some_and(|names| names.iter().any(|required| required == name));
    if is_required { " \\*" } else { "" }
}

fn kind(schema: &Value) -> String {
    match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    }
}

fn meaning(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let words = schema.get("enum").and_then(Value::as_array);
    let words = words.map(|words| words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("`, `"));
    match words {
        Some(words) => format!("{text} one of `{words}`").trim().to_owned(),
        None => text.replace('\n', " ").replace('|', "\\|"),
    }
}
