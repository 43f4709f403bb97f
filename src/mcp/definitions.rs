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
        .with_raw_output_schema(Arc::new(tool.output_schema.clone()))
        .with_annotations(annotations(tool.annotations))
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
