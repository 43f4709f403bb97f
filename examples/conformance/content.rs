//! What the fixtures say.

use serde_json::{Value, json};

/// A red pixel, PNG.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==";
/// No sound, WAV.
const SILENCE: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

/// A tool's whole answer, one text.
pub(crate) fn said(text: impl Into<String>) -> Value {
    let text: String = text.into();
    json!({"content": [{"type": "text", "text": text}]})
}

/// The answer of a tool that only answers, `None` for one that does more.
pub(crate) fn answer(tool: &str, arguments: &Value) -> Option<Value> {
    Some(match tool {
        "test_simple_text" => said("This is a simple text response for testing."),
        "test_image_content" => json!({"content": [image()]}),
        "test_audio_content" => {
            json!({"content": [{"type": "audio", "data": SILENCE, "mimeType": "audio/wav"}]})
        }
        "test_embedded_resource" => {
            json!({"content": [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")]})
        }
        "test_multiple_content_types" => json!({"content": [
            {"type": "text", "text": "Multiple content types test:"},
            image(),
            embedded("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
        ]}),
        "test_error_handling" => {
            let mut answer = said("This tool intentionally returns an error for testing");
            answer["isError"] = json!(true);
            answer
        }
        "json_schema_2020_12_tool" => said("a schema is all that this tool has"),
        "greet" => said(format!("Hello, {}!", arguments["name"].as_str().unwrap_or("World"))),
        _ => return None,
    })
}

fn image() -> Value {
    json!({"type": "image", "data": PIXEL, "mimeType": "image/png"})
}

fn embedded(uri: &str, media: &str, text: &str) -> Value {
    json!({"type": "resource", "resource": {"uri": uri, "mimeType": media, "text": text}})
}

/// Every tool.
pub(crate) fn tools() -> Value {
    let plain = [
        "test_simple_text",
        "test_image_content",
        "test_audio_content",
        "test_embedded_resource",
        "test_multiple_content_types",
        "test_tool_with_logging",
        "test_error_handling",
        "test_tool_with_progress",
        "test_elicitation_sep1034_defaults",
        "test_elicitation_sep1330_enums",
        "test_reconnection",
        "test_missing_capability",
        "test_streaming_elicitation",
        "test_logging_tool",
        "test_trigger_tool_change",
        "test_trigger_prompt_change",
        "test_input_required_result_elicitation",
        "test_input_required_result_sampling",
        "test_input_required_result_list_roots",
        "test_input_required_result_request_state",
        "test_input_required_result_multiple_inputs",
        "test_input_required_result_multi_round",
        "test_input_required_result_tampered_state",
        "test_input_required_result_capabilities",
        "failing_job",
        "protocol_error_job",
        "multi_input",
        "test_tool_with_task",
    ];
    let mut tools: Vec<Value> = plain.iter().map(|name| tool(name, &json!({}))).collect();
    let text = json!({"type": "string"});
    tools.push(tool("test_sampling", &json!({"prompt": text})));
    tools.push(tool("test_elicitation", &json!({"message": text})));
    tools.push(tool("greet", &json!({"name": text})));
    tools.push(tool("slow_compute", &json!({"seconds": {"type": "number"}, "label": text})));
    tools.push(tool("confirm_delete", &json!({"filename": text})));
    let region = json!({"type": "string", "x-mcp-header": "Region"});
    tools.push(tool("test_custom_header", &json!({"region": region})));
    tools.push(json!({
        "name": "json_schema_2020_12_tool",
        "description": "A tool whose schema uses what JSON Schema 2020-12 has.",
        "inputSchema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "$defs": {"address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": text, "city": text},
            }},
            "properties": {
                "name": text,
                "address": {"$ref": "#/$defs/address"},
                "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                "phone": text,
                "email": text,
            },
            "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
            "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
            "then": {"required": ["phone"]},
            "else": {"required": ["email"]},
            "additionalProperties": false,
        },
    }));
    Value::Array(tools)
}

fn tool(name: &str, properties: &Value) -> Value {
    json!({
        "name": name,
        "description": format!("The suite's fixture {name}."),
        "inputSchema": {"type": "object", "properties": properties},
    })
}

/// Every resource.
pub(crate) fn resources() -> Value {
    let one = |uri: &str, media: &str| json!({"uri": uri, "name": uri.trim_start_matches("test://"), "description": "A fixture.", "mimeType": media});
    json!([
        one("test://static-text", "text/plain"),
        one("test://static-binary", "image/png"),
        one("test://watched-resource", "text/plain"),
        one("test://example-resource", "text/plain"),
    ])
}

/// Every template.
pub(crate) fn templates() -> Value {
    json!([{"uriTemplate": "test://template/{id}/data", "name": "template", "description": "A fixture.", "mimeType": "application/json"}])
}

/// The contents of a resource, `None` where there is none.
pub(crate) fn contents(uri: &str) -> Option<Value> {
    let text = |media: &str, text: String| json!([{"uri": uri, "mimeType": media, "text": text}]);
    Some(match uri {
        "test://static-text" => text("text/plain", "This is the content of the static text resource.".into()),
        "test://static-binary" => json!([{"uri": uri, "mimeType": "image/png", "blob": PIXEL}]),
        "test://watched-resource" | "test://example-resource" => {
            text("text/plain", "Something to watch.".into())
        }
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let data = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
            text("application/json", data.to_string())
        }
    })
}

/// Every prompt.
pub(crate) fn prompts() -> Value {
    let argument =
        |name: &str| json!({"name": name, "description": "A fixture's argument.", "required": true});
    let prompt = |name: &str, arguments: Value| json!({"name": name, "description": "A fixture.", "arguments": arguments});
    json!([
        prompt("test_simple_prompt", json!([])),
        prompt("test_prompt_with_arguments", json!([argument("arg1"), argument("arg2")])),
        prompt("test_prompt_with_embedded_resource", json!([argument("resourceUri")])),
        prompt("test_prompt_with_image", json!([])),
        prompt("test_input_required_result_prompt", json!([])),
    ])
}

/// The messages of a prompt, `None` where there is none.
pub(crate) fn messages(prompt: &str, arguments: &Value) -> Option<Value> {
    let user = |content: Value| json!({"role": "user", "content": content});
    let text = |text: String| user(json!({"type": "text", "text": text}));
    let argument = |name: &str| arguments[name].as_str().unwrap_or_default();
    Some(match prompt {
        "test_simple_prompt" => json!([text("This is a simple prompt for testing.".into())]),
        "test_prompt_with_arguments" => {
            json!([text(format!(
                "Prompt with arguments: arg1='{}', arg2='{}'",
                argument("arg1"),
                argument("arg2")
            ))])
        }
        "test_prompt_with_embedded_resource" => json!([
            user(embedded(argument("resourceUri"), "text/plain", "Embedded resource content for testing.")),
            text("Please process the embedded resource above.".into()),
        ]),
        "test_prompt_with_image" => json!([user(image()), text("Please analyze the image above.".into())]),
        _ => return None,
    })
}
