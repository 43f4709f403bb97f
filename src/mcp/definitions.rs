//! Tools as clients see them.

use std::sync::Arc;

use rmcp::model::{Tool as Definition, ToolAnnotations};
use serde_json::{Map, Value, json};

use crate::tools::tool::{Annotations, Tool};

/// The property that clients of the 2026-07-28 revision mirror in an HTTP header (`Mcp-Param-Device`), so that a
/// gateway can route and limit by device without reading the body.
const MIRRORED: (&str, &str) = ("device", "Device");

/// The definition of `tool` for `tools/list`.
pub(super) fn definition(tool: &Tool) -> Definition {
    Definition::new(tool.name.clone(), tool.description.clone(), Arc::new(input_schema(tool)))
        .with_title(tool.title.clone())
        .with_raw_output_schema(Arc::new(output_schema(&tool.output_schema)))
        .with_annotations(annotations(tool.annotations))
}

/// The schema of what a call answers: the tool's output, or the report of an error. Widely used clients hold the
/// structured content of errors against the schema too, so it must admit both.
fn output_schema(output: &Map<String, Value>) -> Map<String, Value> {
    let mut schema = output.clone();
    if let Some(required) = schema.remove("required") {
        schema.insert("anyOf".to_owned(), json!([{"required": required}, {"required": ["kind", "message"]}]));
    }
    schema
}

fn annotations(hints: Annotations) -> ToolAnnotations {
    ToolAnnotations::new()
        .read_only(hints.read_only)
        .destructive(hints.destructive)
        .idempotent(hints.idempotent)
        .open_world(hints.open_world)
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
    fn an_output_schema_demands_the_output_or_an_error() {
        let output = json!({"type": "object", "properties": {"rows": {}}, "required": ["rows"]});
        let schema = output_schema(output.as_object().unwrap());
        assert!(!schema.contains_key("required"));
        assert_eq!(schema["anyOf"], json!([{"required": ["rows"]}, {"required": ["kind", "message"]}]));
    }
}
