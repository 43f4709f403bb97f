//! What is derived from the table for readers: JSON Schema, reference and example file.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::declaration::{Declaration, Default};
use super::retired::RETIRED;
use super::table::TABLE;

/// The JSON Schema (2020-12) of the settings file.
pub fn schema() -> Value {
    let properties: Map<String, Value> =
        TABLE.iter().map(|setting| (setting.key.to_owned(), property(setting))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rosmcp settings",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn property(setting: &Declaration) -> Value {
    let mut schema = (setting.schema)();
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), setting.help().into());
        if let Some(range) = setting.range {
            schema.insert("minimum".to_owned(), number(range.low));
            schema.insert("maximum".to_owned(), number(range.high));
        }
        if let Default::Text(text) = setting.default {
            schema.insert("default".to_owned(), typed(text));
        }
    }
    schema
}

/// A whole number without a fraction.
fn number(amount: f64) -> Value {
    typed(&amount.to_string())
}

/// A default as JSON has it: a number, a truth value or a text.
fn typed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

/// The groups in the order of the table, each with its settings.
fn groups() -> impl Iterator<Item = (&'static str, &'static [Declaration])> {
    TABLE
        .chunk_by(|one, next| one.group == next.group)
        .filter_map(|group| Some((group.first()?.group, group)))
}

/// The reference of all settings in Markdown.
pub fn markdown() -> String {
    let mut page = "# Settings\n\n\
        Flag > environment > file > default. The environment variable of a setting is `ROUTEROS_MCP_` and its key in \
        upper case; the file is flat YAML with the keys in lower case. The file is the one of `--config`, else \
        `$XDG_CONFIG_HOME/rosmcp/config.yaml` (`~/.config/rosmcp/config.yaml`), else `/etc/routeros-mcp/config.yaml`. \
        `rosmcp settings show` lists every value with its origin. A key that does not exist is an error. Lists are \
        separated by commas, or are YAML lists in the file.\n"
        .to_owned();
    for (group, settings) in groups() {
        let head = "| key | type | default | meaning |\n|---|---|---|---|\n";
        let rows: String = settings.iter().map(row).collect();
        page.extend(["\n## ", group, "\n\n", head, &rows]);
    }
    page.push_str(
        "\n## Names of earlier releases\n\nThey are ignored with a warning.\n\n| key | why |\n|---|---|\n",
    );
    page.extend(RETIRED.iter().map(|retired| format!("| `{}` | {} |\n", retired.key, cell(retired.reason))));
    page
}

fn row(setting: &Declaration) -> String {
    let kind = match setting.range {
        Some(range) => format!("{}, {range}", setting.kind()),
        None => setting.kind(),
    };
    let default = match setting.default {
        Default::Text(text) => format!("`{text}`"),
        Default::Computed(_, words) => words.to_owned(),
        Default::Unset => "–".to_owned(),
    };
    let (kind, help) = (cell(&kind), cell(&setting.help()));
    format!("| `{}` | {kind} | {default} | {help} |\n", setting.key)
}

/// Text that stays inside its table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// An example settings file in which everything is commented out.
pub fn example() -> String {
    let mut page = "# Settings of rosmcp. Each line is commented out and shows the default, or an example.\n\
        # Environment variables (ROUTEROS_MCP_ and the key in upper case) and flags are stronger than this file.\n"
        .to_owned();
    for (group, settings) in groups() {
        page.extend(["\n# == ", group, " ==\n"]);
        for setting in settings {
            page.push('\n');
            page.extend(wrapped(&setting.help(), 96).iter().map(|line| format!("# {line}\n")));
            // Writing to a String can't fail.
            let _ = writeln!(page, "#{}: {}", setting.key, example_value(setting));
        }
    }
    page
}

/// The default, or something of the setting's type.
fn example_value(setting: &Declaration) -> String {
    let text = match setting.default {
        Default::Text(text) => text,
        Default::Computed(..) => "sqlite:////var/lib/routeros-mcp/rosmcp.db",
        Default::Unset => setting.example.unwrap_or_default(),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("{text:?}") }
}

/// `text` in lines of at most `width` characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::file::{Entry, parse};
    use super::super::{ProcessEnvironment, Request, load};
    use super::*;

    #[test]
    fn the_example_without_its_comment_marks_is_a_valid_file() {
        let example = example();
        let live: String = example
            .lines()
            .filter_map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')))
            .flat_map(|line| [line, "\n"])
            .collect();
        let entries = parse(&live).expect("flat YAML");
        assert_eq!(entries.len(), TABLE.len());
        assert!(entries.iter().all(|(_, entry)| *entry != Entry::Empty));
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("config.yaml");
        std::fs::write(&path, live).expect("a file");
        let environment = ProcessEnvironment::from_pairs([("HOME", "/nonexistent")]);
        let request = Request { config: Some(path.clone()), overrides: Vec::new(), environment };
        load(&request).expect("every example value is valid");
        std::fs::write(&path, example).expect("a file");
        let resolved = load(&request).expect("the example as it is shipped");
        assert!(resolved.shown.iter().all(|shown| shown.origin == super::super::Origin::Default));
    }

    #[test]
    fn the_schema_describes_every_setting_and_nothing_else() {
        let schema = schema();
        let properties = schema["properties"].as_object().expect("an object");
        assert_eq!(properties.len(), TABLE.len());
        assert_eq!(properties["mcp_http_port"]["maximum"], 65535);
        assert_eq!(properties["mcp_http_port"]["default"], 8080);
        assert_eq!(properties["debug"]["default"], false);
        assert_eq!(properties["encryption_key"]["writeOnly"], true);
        assert!(
            properties
                .values()
                .all(|property| property["description"].as_str().is_some_and(|d| d.len() > 10))
        );
    }

    #[test]
    fn the_reference_has_a_row_for_every_setting_and_every_retired_name() {
        let page = markdown();
        for key in TABLE.iter().map(|setting| setting.key).chain(RETIRED.iter().map(|retired| retired.key)) {
            assert_eq!(page.matches(&format!("| `{key}` |")).count(), 1, "{key}");
        }
    }
}
