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
    let mut text = Vec::new();
    write(&value, &mut text)?;
    String::from_utf8(text).map_err(|error| Error::internal("JSON is not UTF-8", error))
}

/// SHA-256 of the canonical JSON, 64 hexadecimal digits.
pub fn digest(value: &impl Serialize) -> Result<String> {
    Ok(hex(&Sha256::digest(canonical(value)?)))
}

fn write(value: &Value, text: &mut Vec<u8>) -> Result<()> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            separated(*b"{}", members, text, |(name, value), text| {
                plain(name, text)?;
                text.push(b':');
                write(value, text)
            })
        }
        Value::Array(items) => separated(*b"[]", items.iter().collect(), text, write),
        value => plain(value, text),
    }
}

fn plain(value: &impl Serialize, text: &mut Vec<u8>) -> Result<()> {
    serde_json::to_writer(text, value)
        .map_err(|error| Error::internal("a document cannot be written as JSON", error))
}

fn separated<T>(
    [open, close]: [u8; 2],
    items: Vec<T>,
    text: &mut Vec<u8>,
    each: impl Fn(T, &mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    text.push(open);
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        each(item, text)?;
    }
    text.push(close);
    Ok(())
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
