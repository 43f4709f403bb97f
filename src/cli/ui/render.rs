//! Values as tables, JSON, YAML and CSV.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::cli::global::Format;
use crate::domain::harmless::one_line;
use crate::error::{Error, Result};

/// The widest word that is kept whole in a table.
const WIDEST_WORD: usize = 255;
/// Blanks after each column.
const GAP: u16 = 2;

/// Every field that a `T` may have, in their order; those of a thing within it as `thing.field`.
pub(super) fn fields_of<T: JsonSchema>() -> Vec<String> {
    let mut settings = schemars::generate::SchemaSettings::default();
    settings.inline_subschemas = true;
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut fields = Vec::new();
    collect_fields("", schema.as_value(), &mut fields);
    fields
}

fn collect_fields(prefix: &str, schema: &Value, fields: &mut Vec<String>) {
    for (name, schema) in properties(schema).into_iter().flatten() {
        let name = format!("{prefix}{name}");
        match properties(schema) {
            Some(_) => collect_fields(&format!("{name}."), schema, fields),
            None => fields.push(name),
        }
    }
}

/// The fields of what is an object, also where it may be left out.
fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    let own = schema.get("properties").and_then(Value::as_object);
    own.or_else(|| schema.get("anyOf")?.as_array()?.iter().find_map(properties))
}

/// Rows: a table of `columns` (all fields when empty), or every field. CSV always has the columns `fields`, so that a
/// script finds each in its place whatever rows there are; what a row has besides is put behind.
pub(super) fn rows(format: Format, columns: &[&str], fields: &[String], rows: &[Value]) -> Result<String> {
    match format {
        Format::Table => Ok(table(&columns_of(columns, rows), rows)),
        Format::Json => pretty(&Value::Array(rows.to_vec())),
        Format::Jsonl => Ok(rows.iter().map(|row| format!("{row}\n")).collect()),
        Format::Yaml => yaml(&Value::Array(rows.to_vec())),
        Format::Csv => csv(&with_fields_of(fields.to_vec(), rows), rows),
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
    with_fields_of(Vec::new(), rows)
}

/// The columns, and the fields of all rows that they lack, in the order in which they first appear.
fn with_fields_of(mut columns: Vec<String>, rows: &[Value]) -> Vec<String> {
    for name in rows.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        let known = |column: &String| column == name || column.split('.').next() == Some(name);
        if !columns.iter().any(known) {
            columns.push(name.clone());
        }
    }
    columns
}

fn table(columns: &[String], rows: &[Value]) -> String {
    table_of(columns, rows, None)
}

/// A table for a terminal, of that width where it is given.
fn table_of(columns: &[String], rows: &[Value], width: Option<u16>) -> String {
    let mut table = Table::new();
    if let Some(width) = width {
        table.set_width(width);
    }
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width() == Some(0) {
        // Terminals that do not know their size say 0.
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table.set_header(columns.iter().map(|name| name.to_uppercase().replace('_', " ")));
    for row in rows {
        table.add_row(columns.iter().map(|name| row.get(name).map_or_else(String::new, table_cell)));
    }
    keep_words_whole(&mut table, columns, rows);
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// What people copy (ids, digests, names of files) is not broken: columns wrap between words, and a table whose words do not
/// fit is wider than the terminal.
fn keep_words_whole(table: &mut Table, columns: &[String], rows: &[Value]) {
    let mut needed: u16 = 0;
    for (column, name) in table.column_iter_mut().zip(columns) {
        let cells = rows.iter().filter_map(|row| row.get(name)).map(table_cell);
        let longest = cells.map(|cell| longest_word(&cell)).max().unwrap_or(0);
        let longest = longest.max(longest_word(&name.replace('_', " "))).min(WIDEST_WORD);
        let width = u16::try_from(longest).unwrap_or(u16::MAX).saturating_add(GAP);
        column.set_padding((0, GAP)).set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        needed = needed.saturating_add(width);
    }
    if let Some(width) = table.width().filter(|width| (1..needed).contains(width)) {
        table.set_width(width.max(needed));
    }
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
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
        Value::String(text) if text.contains('\n') => format!("{name}\n{}", quoted(text)),
        other => format!("{name:width$}  {}\n", one_line(&cell(other))),
    };
    fields.iter().map(line).collect()
}

/// A text of several lines, each of which is seen to be its.
fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("  | {}\n", one_line(line).trim_end())).collect()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// A value in one line that can be wrapped between the items of a list.
fn table_cell(value: &Value) -> String {
    let text = match value {
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => cell(other),
    };
    one_line(&text).into_owned()
}

/// A value as it is.
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
        let record = columns.iter().map(|column| at(row, column).map_or_else(String::new, cell));
        writer.write_record(record).map_err(unwritable)?;
    }
    let bytes = writer.into_inner().map_err(unwritable)?;
    String::from_utf8(bytes).map_err(unwritable)
}

/// A column of a row.
fn at<'a>(row: &'a Value, column: &str) -> Option<&'a Value> {
    let within = || column.split_once('.').and_then(|(name, field)| at(row.get(name)?, field));
    row.get(column).or_else(within)
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
        let text = rows(Format::Table, &["name", "mtu"], &[], &data()).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert_eq!(lines[0], ["NAME", "MTU"]);
        assert_eq!(lines[1], ["a", "1500"]);
        assert_eq!(lines[2], ["b,", "c"]);
    }

    #[test]
    fn nobodys_words_pass_for_a_row_or_a_field() {
        let row = json!({"name": "a", "comment": "two\nb  1500\r"});
        let text = rows(Format::Table, &["name", "comment"], &[], std::slice::from_ref(&row)).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        let text = object(Format::Table, &row).unwrap();
        assert_eq!(text, "name     a\ncomment\n  | two\n  | b  1500\\r\n");
        let csv = rows(Format::Csv, &[], &[], std::slice::from_ref(&row)).unwrap();
        assert!(csv.contains("two\nb  1500\r"), "{csv}");
    }

    #[test]
    fn csv_has_every_field_and_quotes() {
        let text = rows(Format::Csv, &["name"], &[], &data()).unwrap();
        assert_eq!(text, "name,mtu,tags,up\na,1500,\"x,y\",\n\"b, c\",,,true\n");
    }

    #[test]
    fn csv_has_the_same_columns_whatever_rows_there_are() {
        #[derive(serde::Serialize, JsonSchema)]
        struct Row {
            name: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            note: Option<u8>,
            #[serde(skip_serializing_if = "Option::is_none")]
            load: Option<Load>,
            tags: std::collections::BTreeMap<String, u8>,
        }
        #[derive(Clone, Copy, serde::Serialize, JsonSchema)]
        struct Load {
            cpu: u8,
            memory: Option<u8>,
        }
        let fields = fields_of::<Row>();
        let row = |note, load| {
            let tags = [("x".to_owned(), 1), ("y".to_owned(), 2)].into();
            serde_json::to_value(Row { name: "a", note, load, tags }).unwrap()
        };
        let csv = |of: &[Value]| rows(Format::Csv, &["name"], &fields, of).unwrap();
        let header = "name,note,load.cpu,load.memory,tags\n";
        assert_eq!(csv(&[]), header);
        assert_eq!(csv(&[row(None, None)]), format!("{header}a,,,,x=1 y=2\n"));
        let load = Some(Load { cpu: 7, memory: None });
        assert_eq!(csv(&[row(Some(2), load)]), format!("{header}a,2,7,,x=1 y=2\n"));
        assert_eq!(rows(Format::Csv, &[], &[], &[]).unwrap(), "");
    }

    #[test]
    fn what_is_copied_from_a_narrow_table_is_whole() {
        let (id, file) = ("01JARZ3NDEKTSV4RRFFQ69G5FAV", "rosmcp-prod-2026-11-27T17-20-00Z.backup");
        let row = json!({"id": id, "file": file, "reason": "because it had to be done ".repeat(9), "n": 1});
        let columns: Vec<_> = ["id", "file", "reason", "n"].map(str::to_owned).to_vec();
        for width in [20, 80, 120] {
            let text = table_of(&columns, std::slice::from_ref(&row), Some(width));
            for word in [id, file, "because"] {
                assert!(text.contains(word), "{width}: {text}");
            }
            let room = text.lines().map(str::len).max().unwrap_or(0);
            assert!(room <= usize::from(width).max(id.len() + file.len() + 20), "{width}: {text}");
        }
    }

    #[test]
    fn json_formats_read_back() {
        let json = rows(Format::Json, &[], &[], &data()).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Value>>(&json).unwrap(), data());
        let lines = rows(Format::Jsonl, &[], &[], &data()).unwrap();
        assert_eq!(lines.lines().count(), 2);
    }
}
