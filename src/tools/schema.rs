//! JSON Schemas of tools, without what costs a model tokens and tells it nothing.
//!
//! Every tool's schemas are read by every model at the start of every conversation. So they are inlined, formats and
//! defaults that only repeat the type are dropped, an argument whose name says all has no prose, and outputs go without
//! any: their names are telling, and the reference explains them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The schema of a tool's arguments.
pub(super) fn input<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = full_input::<T>();
    schema.values_mut().for_each(without_small_minimum);
    schema
}

/// The same with every bound, for saying what is wrong with arguments.
pub(super) fn full_input<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = schema::<T>(SchemaSettings::draft2020_12());
    slim(&mut schema, false);
    // The arguments' own description is the tool's.
    schema.remove("description");
    schema
}

/// The schema of a tool's structured output; what may be left out is not required.
pub(super) fn output<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = schema::<T>(SchemaSettings::draft2020_12().for_serialize());
    slim(&mut schema, true);
    schema.values_mut().for_each(without_small_minimum);
    schema
}

/// Nobody asks for less than none, or for nothing.
fn without_small_minimum(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            keywords.retain(|keyword, value| {
                keyword != "minimum" || value.as_f64().is_none_or(|minimum| minimum > 1.0)
            });
            keywords.values_mut().for_each(without_small_minimum);
        }
        Value::Array(several) => several.iter_mut().for_each(without_small_minimum),
        _ => {}
    }
}

fn schema<T: JsonSchema>(settings: SchemaSettings) -> Map<String, Value> {
    let settings = settings.with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let mut object = schema.ensure_object().clone();
    object.entry("type").or_insert_with(|| Value::String("object".into()));
    object
}

/// Slims one schema and the ones in it; property names are left alone.
fn slim(schema: &mut Map<String, Value>, is_output: bool) {
    if is_output {
        schema.remove("description");
        never_null(schema);
    } else {
        without_null(schema);
    }
    schema.remove("title");
    schema.remove("format");
    schema.retain(|keyword, value| !says_nothing(keyword, value));
    as_enum(schema);
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.values_mut().filter_map(Value::as_object_mut).for_each(|one| slim(one, is_output));
            }
            ("items" | "additionalProperties", Value::Object(one)) => {
                // The list's own description says what its items are.
                one.remove("description");
                slim(one, is_output);
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(all)) => {
                all.iter_mut().filter_map(Value::as_object_mut).for_each(|one| slim(one, is_output));
            }
            _ => {}
        }
    }
}

/// A choice of single words is an `enum`: each of them with a schema of its own costs four times as much.
fn as_enum(schema: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = schema.get("oneOf") else { return };
    let words: Option<Vec<_>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
    if let Some(words) = words.filter(|words| words.iter().all(Value::is_string)) {
        schema.remove("oneOf");
        schema.insert("type".to_owned(), Value::String("string".to_owned()));
        schema.insert("enum".to_owned(), Value::Array(words));
    }
}

/// Whether a keyword only repeats what holds without it.
fn says_nothing(keyword: &str, value: &Value) -> bool {
    match keyword {
        "additionalProperties" => *value == Value::Bool(true),
        "default" => match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        },
        _ => false,
    }
}

/// What an output may leave out, it leaves out instead of saying null.
fn never_null(schema: &mut Map<String, Value>) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    let left_out = properties.iter_mut().filter(|(name, _)| !required.iter().any(|one| one == *name));
    left_out.filter_map(|(_, property)| property.as_object_mut()).for_each(without_null);
}

/// An argument that may be left out needs no null.
fn without_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(choices)) = schema.get("anyOf")
        && let [Value::Object(only), null] = choices.as_slice()
        && null["type"] == "null"
    {
        let mut only = only.clone();
        if let Some(own) = schema.remove("description") {
            only.insert("description".to_owned(), own);
        }
        *schema = only;
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    let Some(Value::Array(types)) = schema.get_mut("type") else { return };
    types.retain(|kind| kind != "null");
    if let [only] = types.as_slice() {
        let only = only.clone();
        schema.insert("type".to_owned(), only);
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Thing {
        /// How many.
        count: Option<u32>,
        /// Named as a keyword is.
        format: String,
        /// Mostly left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// One of two.
        #[serde(default)]
        side: Option<Side>,
    }

    /// A side.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        Left,
        Right,
    }

    #[test]
    fn arguments_keep_their_prose_and_lose_the_rest() {
        let schema = Value::Object(input::<Thing>());
        assert_eq!(schema["properties"]["count"], json!({"type": "integer", "description": "How many."}));
        assert_eq!(schema["properties"]["format"]["type"], "string");
        let side = json!({"type": "string", "enum": ["left", "right"], "description": "One of two."});
        assert_eq!(schema["properties"]["side"], side);
        assert_eq!(schema["required"], json!(["format"]));
    }

    #[test]
    fn outputs_keep_types_only() {
        let schema = Value::Object(output::<Thing>());
        assert_eq!(schema["properties"]["count"], json!({"type": ["integer", "null"]}));
        assert_eq!(schema["properties"]["format"], json!({"type": "string"}));
        assert_eq!(schema["properties"]["note"], json!({"type": "string"}));
        assert_eq!(schema["required"], json!(["count", "format", "side"]));
    }
}
