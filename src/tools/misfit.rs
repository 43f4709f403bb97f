//! What is wrong with a call's arguments, in the words of the schema that its caller was given: which argument, what it
//! takes, what came instead.

use serde_json::{Map, Value};

use crate::error::{Error, nearest};

/// The most characters that are shown of what came.
const SHOWN: usize = 40;

/// The first of `arguments` that does not fit `schema`, as an error; `None` where the schema has nothing against them.
pub(super) fn misfit(schema: &Map<String, Value>, arguments: &Map<String, Value>) -> Option<Error> {
    misfit_in(schema, arguments, "")
}

/// The same of the members of the argument `name`.
pub(super) fn misfit_in(
    schema: &Map<String, Value>,
    members: &Map<String, Value>,
    name: &str,
) -> Option<Error> {
    object(schema, members, name)
}

/// Unknown members come first: a misspelt name is also one that is missing.
fn object(schema: &Map<String, Value>, given: &Map<String, Value>, at: &str) -> Option<Error> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = schema.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let required: Vec<_> = required.iter().filter_map(Value::as_str).collect();
    let closed = ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| schema.get(*keyword) == Some(&Value::Bool(false)));
    let path = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if closed && let Some(name) = given.keys().find(|name| !properties.contains_key(*name)) {
        let error = Error::usage(format!("{}: there is no such argument", path(&short(name))));
        let known = properties.keys().map(String::as_str);
        return Some(match nearest(name, known.clone()) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint(format!("it takes {}", listed(&known.collect::<Vec<_>>(), "and"))),
        });
    }
    if let Some(name) = required.iter().find(|name| !given.contains_key(**name)) {
        let takes = properties.get(*name).and_then(Value::as_object);
        let takes = takes.map_or(String::new(), |schema| format!(", expected {}", expected(schema)));
        return Some(Error::usage(format!("{}: missing{takes}", path(name))));
    }
    given.iter().find_map(|(name, given)| {
        let schema = properties.get(name)?.as_object()?;
        // What may be left out may be null as well.
        if given.is_null() && !required.contains(&name.as_str()) {
            return None;
        }
        value(schema, given, &path(name))
    })
}

fn value(schema: &Map<String, Value>, given: &Value, at: &str) -> Option<Error> {
    let wrong =
        || Some(Error::usage(format!("{at}: expected {}, got {}", expected(schema), got(schema, given))));
    if let Some(choices) = choices(schema) {
        let fits =
            |choice: &Value| choice.as_object().is_none_or(|schema| value(schema, given, at).is_none());
        return if choices.iter().any(fits) { None } else { wrong() };
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return if words.contains(given) { None } else { wrong() };
    }
    let types = types(schema);
    if !types.is_empty() && !types.iter().any(|kind| is(kind, given)) {
        return wrong();
    }
    match given {
        Value::Number(number) => {
            let bound = |keyword| schema.get(keyword).and_then(Value::as_f64);
            let number = number.as_f64()?;
            let out = bound("minimum").is_some_and(|low| number < low)
                || bound("maximum").is_some_and(|high| number > high);
            if out { wrong() } else { None }
        }
        Value::Array(items) => {
            let of = schema.get("items")?.as_object()?;
            items.iter().enumerate().find_map(|(place, item)| value(of, item, &format!("{at}[{place}]")))
        }
        Value::Object(given) => object(schema, given, at),
        _ => None,
    }
}

fn choices(schema: &Map<String, Value>) -> Option<&Vec<Value>> {
    schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()
}

fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(kind: &str, given: &Value) -> bool {
    match kind {
        "string" => given.is_string(),
        "integer" => given.is_i64() || given.is_u64(),
        "number" => given.is_number(),
        "boolean" => given.is_boolean(),
        "array" => given.is_array(),
        "object" => given.is_object(),
        "null" => given.is_null(),
        _ => true,
    }
}

/// What a schema takes, in words.
fn expected(schema: &Map<String, Value>) -> String {
    if let Some(choices) = choices(schema) {
        return listed(&choices.iter().filter_map(Value::as_object).map(expected).collect::<Vec<_>>(), "or");
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return format!("one of {}", listed(&words.iter().map(bare).collect::<Vec<_>>(), "or"));
    }
    let kinds: Vec<_> = types(schema).into_iter().map(|kind| noun(kind, schema)).collect();
    if kinds.is_empty() { "another value".to_owned() } else { listed(&kinds, "or") }
}

fn noun(kind: &str, schema: &Map<String, Value>) -> String {
    let name = match kind {
        "string" => "a string",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => return array(schema),
        "object" => "an object",
        other => other,
    };
    if !matches!(kind, "integer" | "number") {
        return name.to_owned();
    }
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(low), Some(high)) => format!("{name} from {low} to {high}"),
        (Some(low), None) => format!("{name} of at least {low}"),
        (None, Some(high)) => format!("{name} up to {high}"),
        (None, None) => name.to_owned(),
    }
}

fn array(schema: &Map<String, Value>) -> String {
    match schema.get("items").and_then(Value::as_object).map(types).as_deref() {
        Some(["string"]) => "an array of strings".to_owned(),
        Some(["object"]) => "an array of objects".to_owned(),
        _ => "an array".to_owned(),
    }
}

/// What came; long texts are cut, and what is inside arrays and objects is not repeated.
fn got(schema: &Map<String, Value>, given: &Value) -> String {
    match given {
        Value::Null => "null".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        // In place of an object it may be anything, a password as well.
        Value::String(_) if takes_objects(schema) => {
            "a string; write the JSON itself, not a text of it".to_owned()
        }
        Value::String(text) => format!("{:?}", short(text)),
        plain => plain.to_string(),
    }
}

fn takes_objects(schema: &Map<String, Value>) -> bool {
    let items = schema.get("items").and_then(Value::as_object);
    types(schema).contains(&"object") || items.is_some_and(|items| types(items).contains(&"object"))
}

fn bare(word: &Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}

fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn listed<T: AsRef<str>>(words: &[T], last: &str) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tools::arguments::ReadArguments;
    use crate::tools::registry::registry;
    use crate::tools::schema;

    fn said(tool: &str, arguments: &serde_json::Value) -> (String, Vec<String>) {
        let schema = match tool {
            "menu_read" => schema::full_input::<ReadArguments>(),
            _ => registry().get(tool).expect("a tool").input_schema.clone(),
        };
        let error = super::misfit(&schema, arguments.as_object().expect("an object"));
        error.map_or_else(Default::default, |error| (error.to_string(), error.hints().to_vec()))
    }

    #[test]
    fn what_does_not_fit_is_named_in_the_schemas_words() {
        for (tool, arguments, words) in [
            (
                "menu_read",
                json!({"device": "r", "menu": "log", "limit": "ten"}),
                "limit: expected a whole number from 1 to 1000, got \"ten\"",
            ),
            ("menu_read", json!({"device": "r", "menu": "log", "limit": -1}), "got -1"),
            ("menu_read", json!({"device": "r", "menu": "log", "limit": 1.5}), "got 1.5"),
            (
                "menu_read",
                json!({"device": "r", "menu": "log", "fields": "name"}),
                "fields: expected an array of strings, got \"name\"",
            ),
            (
                "menu_read",
                json!({"device": "r", "menu": "log", "fields": ["a", 5]}),
                "fields[1]: expected a string, got 5",
            ),
            (
                "menu_read",
                json!({"device": "r", "menu": "log", "where": ["x"]}),
                "where: expected an object, got an array",
            ),
            ("menu_read", json!({"device": "r"}), "menu: missing, expected a string"),
            ("menu_read", json!({"device": ["r"], "menu": "log"}), "device: expected a string, got an array"),
            (
                "plan_create",
                json!({"device": "r", "steps": [{"op": "ad", "menu": "log"}]}),
                "steps[0].op: expected one of ",
            ),
            ("plan_create", json!({"apply": "yes"}), "apply: expected true or false, got \"yes\""),
        ] {
            let said = said(tool, &arguments).0;
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn a_misspelt_argument_is_told_from_a_missing_one() {
        let (said_of, hints) = said("menu_read", &json!({"device": "r", "menus": "log"}));
        assert_eq!(
            (said_of.as_str(), hints[0].as_str()),
            ("menus: there is no such argument", "did you mean \"menu\"?")
        );
        let (_, hints) = said("ping", &json!({"zzz": 1}));
        assert!(hints[0].starts_with("it takes "), "{hints:?}");
    }

    #[test]
    fn what_came_in_place_of_an_object_is_not_repeated() {
        for steps in [json!("set password=hunter2"), json!(["set password=hunter2"])] {
            let (said, _) = said("plan_create", &json!({"device": "r", "steps": steps}));
            assert!(said.contains("a string") && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn what_fits_is_no_misfit() {
        for (tool, arguments) in [
            ("menu_read", json!({"device": "r", "menu": "log", "limit": null, "where": {"a": {"gt": 1}}})),
            ("fleet_read", json!({"menu": "log", "devices": ["a"], "limit": 5})),
            (
                "plan_create",
                json!({"device": "r", "steps": [{"op": "add", "menu": "log", "place_before": null}]}),
            ),
        ] {
            assert_eq!(said(tool, &arguments).0, "", "{tool}");
        }
    }
}
