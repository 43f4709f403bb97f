//! Values as tables, JSON, YAML and CSV.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use crate::cli::global::Format;
use crate::error::{Error, Result};

/// Rows: a table of `columns` (all fields when empty), or every field.
pub(super) fn rows(format: Format, columns: &[&str], rows: &[Value]) -> Result<String> {
    match format {
        Format::Table => Ok(table(&columns_of(columns, rows), rows)),
        Format::Json => pretty(&Value::Array(rows.to_vec())),
        Format::Jsonl => Ok(rows.iter().map(|row| format!("{row}\n")).collect()),
        Format::Yaml => yaml(&Value::Array(rows.to_vec())),
        Format::Csv if rows.is_empty() => csv(&columns_of(columns, rows), rows),
        Format::Csv => csv(&columns_of(&[], rows), rows),
    }
}

/// One thing: its fields a line each, or the bare object.
pub(super) fn object(format: Format, object: &Value) -> Result<String> {
    match format {
        Format::Table => Ok(lines(object)),
        Format::Json => pretty(object),
        Format::Jsonl => Ok(format!("{object}\n")),
        Format::Yaml => yaml(object),
        Format::Csv => csv(&columns_of(&[], std::slice::from_ref(object)), std::slice::from_ref(object)),
    }
}

/// The wanted columns, or the fields of all rows in the order in which they first appear.
fn columns_of(wanted: &[&str], rows: &[Value]) -> Vec<String> {
    if !wanted.is_empty() {
        return wanted.iter().map(|&name| name.to_owned()).collect();
    }
    let mut columns: Vec<String> = Vec::new();
    for name in rows.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns
}

fn table(columns: &[String], rows: &[Value]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width() == Some(0) {
        // Terminals that do not know their size say 0.
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table.set_header(columns.iter().map(|name| name.to_uppercase().replace('_', " ")));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for row in rows {
        table.add_row(columns.iter().map(|name| row.get(name).map_or_else(String::new, cell)));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

fn lines(object: &Value) -> String {
    let Value::Object(fields) = object else { return format!("{}\n", cell(object)) };
    let width = fields.keys().map(String::len).max().unwrap_or(0);
    let line = |(name, value): (&String, &Value)| match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let columns = columns_of(&[], items);
            format!("{name}\n{}", indented(&table(&columns, items)))
        }
        Value::Object(_) => format!("{name}\n{}", indented(&lines(value))),
        other => format!("{name:width$}  {}\n", cell(other)),
    };
    fields.iter().map(line).collect()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// A value in one line.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name}={}", cell(value))).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn pretty(value: &Value) -> Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(unwritable)
}

fn yaml(value: &Value) -> Result<String> {
    let text = serde_saphyr::to_string(value).map_err(unwritable)?;
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}

fn csv(columns: &[String], rows: &[Value]) -> Result<String> {
    if columns.is_empty() {
        return Ok(String::new());
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(unwritable)?;
    for row in rows {
        let record = columns.iter().map(|name| row.get(name).map_or_else(String::new, cell));
        writer.write_record(record).map_err(unwritable)?;
    }
    let bytes = writer.into_inner().map_err(unwritable)?;
    String::from_utf8(bytes).map_err(unwritable)
}

fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::internal("output cannot be written in this format", error)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn data() -> Vec<Value> {
        vec![json!({"name": "a", "mtu": 1500, "tags": ["x", "y"]}), json!({"name": "b, c", "up": true})]
    }

    #[test]
    fn a_table_has_the_wanted_columns_only() {
        let text = rows(Format::Table, &["name", "mtu"], &data()).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert_eq!(lines[0], ["NAME", "MTU"]);
        assert_eq!(lines[1], ["a", "1500"]);
        assert_eq!(lines[2], ["b,", "c"]);
    }

    #[test]
    fn csv_has_every_field_and_quotes() {
        let text = rows(Format::Csv, &["name"], &data()).unwrap();
        assert_eq!(text, "name,mtu,tags,up\na,1500,\"x,y\",\n\"b, c\",,,true\n");
    }

    #[test]
    fn csv_without_rows_is_its_header_at_most() {
        assert_eq!(rows(Format::Csv, &["name"], &[]).unwrap(), "name\n");
        assert_eq!(rows(Format::Csv, &[], &[]).unwrap(), "");
    }

    #[test]
    fn json_formats_read_back() {
        let json = rows(Format::Json, &[], &data()).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Value>>(&json).unwrap(), data());
        let lines = rows(Format::Jsonl, &[], &data()).unwrap();
        assert_eq!(lines.lines().count(), 2);
    }
}
