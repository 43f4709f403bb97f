//! Tools as clients see them.

use std::sync::Arc;

use rmcp::model::{Tool as Definition, ToolAnnotations};
use serde_json::{Map, Value, json};

use crate::tools::tool::{Annotations, Tool};

/// The property that clients of the 2026-07-28 revision mirror in an HTTP header (`Mcp-Param-Device`), so that a
/// gateway can route and limit by device without reading the body.
pub(super) const MIRRORED: (&str, &str) = ("device", "Device");

/// The definition of `tool` for `tools/list`.
pub(super) fn definition(tool: &Tool) -> Definition {
    Definition::new(tool.name.clone(), tool.description.clone(), Arc::new(input_schema(tool)))
        .with_title(tool.title.clone())
        .with_raw_output_schema(Arc::new(output_schema(&tool.output_schema)))
        .with_annotations(annotations(tool.annotations))
}

/// The schema of what a call answers: the tool's output, or the report of an error. Widely used clients hold the
/// structured content of errors against the schema too, so it must admit both and demands nothing. What each property is
/// helps a model; that it is always there, every word of a long list, and what is nested deep cost more tokens than they
/// are worth: `tool show` has it all.
fn output_schema(output: &Map<String, Value>) -> Map<String, Value> {
    let mut schema = output.clone();
    loosen(&mut schema, LEVELS);
    schema
}

/// The most words of an output that are listed.
const MOST_WORDS: usize = 5;
/// Levels of properties that are shown.
const LEVELS: usize = 2;

fn loosen(schema: &mut Map<String, Value>, levels: usize) {
    schema.remove("required");
    schema.remove("maximum");
    if schema.get("enum").and_then(Value::as_array).is_some_and(|words| words.len() > MOST_WORDS) {
        schema.remove("enum");
    }
    if levels == 0 {
        schema.remove("properties");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(|one| loosen(one, levels - 1));
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        loosen(items, levels);
    }
}

fn annotations(hints: Annotations) -> ToolAnnotations {
    let annotations = ToolAnnotations::new().read_only(hints.read_only).open_world(hints.open_world);
    if hints.read_only {
        // The others mean something for tools that change something only (MCP, ToolAnnotations).
        return annotations;
    }
    annotations.destructive(hints.destructive).idempotent(hints.idempotent)
}

/// The input schema, with the mirrored property marked where it is a plain string (only primitives can be mirrored).
fn input_schema(tool: &Tool) -> Map<String, Value> {
    let mut schema = tool.input_schema.clone();
    let (property, header) = MIRRORED;
    if let Some(Value::Object(device)) = schema.get_mut("properties").and_then(|all| all.get_mut(property))
        && device.get("type") == Some(&json!("string"))
    {
        device.insert("x-mcp-header".to_owned(), json!(header));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_schema_admits_the_output_and_an_error() {
        let rows = json!({"type": "array", "items": {"required": ["a"], "properties": {"a": {}}}});
        let state = json!({"type": "string", "enum": ["a", "b", "c", "d", "e", "f"]});
        let output = json!({"properties": {"rows": rows, "state": state}, "required": ["rows"]});
        let schema = Value::Object(output_schema(output.as_object().unwrap()));
        let rows = json!({"type": "array", "items": {"properties": {"a": {}}}});
        assert_eq!(schema, json!({"properties": {"rows": rows, "state": {"type": "string"}}}));
    }
}
