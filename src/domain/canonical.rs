//! JSON in one spelling only, after RFC 8785, so that equal content has equal bytes.
//!
//! Plans and audit rows hold no fractions, so numbers are integers and need no rule of their own.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::hex::hex;
use crate::error::{Error, Result};

/// `value` as canonical JSON: no spaces, members sorted by their UTF-16 form.
pub fn canonical(value: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value)
        .map_err(|error| Error::internal("a document cannot be written as JSON", error))?;
    let mut text = String::new();
    write(&value, &mut text);
    Ok(text)
}

/// SHA-256 of the canonical JSON, 64 hexadecimal digits.
pub fn digest(value: &impl Serialize) -> Result<String> {
    Ok(hex(&Sha256::digest(canonical(value)?)))
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_cached_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            separated('{', '}', members, text, |(name, value), text| {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            });
        }
        Value::Array(items) => separated('[', ']', items.iter().collect(), text, write),
        plain => text.push_str(&plain.to_string()),
    }
}

fn separated<T>(open: char, close: char, items: Vec<T>, text: &mut String, each: impl Fn(T, &mut String)) {
    text.push(open);
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        each(item, text);
    }
    text.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_and_spaces_do_not_matter_and_content_does() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"z": null, "y": "ä\n"}], "a": true}"#).unwrap();
        let other = json!({"a": true, "b": [1, {"y": "ä\n", "z": null}]});
        assert_eq!(canonical(&one).unwrap(), r#"{"a":true,"b":[1,{"y":"ä\n","z":null}]}"#);
        assert_eq!(digest(&one).unwrap(), digest(&other).unwrap());
        assert_ne!(digest(&one).unwrap(), digest(&json!({"a": true, "b": [1]})).unwrap());
    }
}
