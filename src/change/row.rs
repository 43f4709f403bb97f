//! Rows as configuration: what counts as the same, and what a digest is taken over.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalogue::menu::{Field, Menu};
use crate::domain::field::FieldType;
use crate::domain::plan::digest;
use crate::domain::row::RawRow;
use crate::error::Result;
use crate::routeros::value::typed;

/// What is configured in `row`: typed, without what is secret, changes by itself, is read-only or is at its default.
pub(super) fn content(menu: &Menu, row: &RawRow) -> BTreeMap<&'static str, Value> {
    let configured = |field: &&Field| field.writable && !field.volatile && !field.secret;
    let fields = menu.fields.iter().filter(configured);
    fields
        .filter_map(|field| {
            let text = row.get(field.name)?;
            (!is_unset(field, text)).then(|| (field.name, meaning(field.kind, text)))
        })
        .collect()
}

/// SHA-256 of [`content`].
pub(super) fn content_digest(menu: &Menu, row: &RawRow) -> Result<String> {
    digest(&content(menu, row))
}

/// Whether `text` says no more than leaving the field out does.
pub(super) fn is_unset(field: &Field, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    match field.default {
        Some(default) => same(field.kind, text, default),
        None => field.kind == FieldType::Flag && same(field.kind, text, "false"),
    }
}

/// Whether both texts mean the same to the router; an unset one equals the default.
pub(super) fn equal(field: &Field, one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(field.kind, one, other),
        (Some(text), None) | (None, Some(text)) => is_unset(field, text),
        (None, None) => true,
    }
}

fn same(kind: FieldType, one: &str, other: &str) -> bool {
    one == other || meaning(kind, one) == meaning(kind, other)
}

/// What `text` means: a host's prefix length, letter case of MAC addresses and the order of flags are spelling only.
fn meaning(kind: FieldType, text: &str) -> Value {
    match kind {
        FieldType::Mac => Value::from(text.to_ascii_uppercase()),
        FieldType::Prefix | FieldType::AddressRange | FieldType::Address => {
            let host = text.strip_suffix("/32").or_else(|| text.strip_suffix("/128")).unwrap_or(text);
            Value::from(host.to_ascii_lowercase())
        }
        FieldType::List(item) if !text.is_empty() => {
            Value::Array(text.split(',').map(|part| meaning(*item, part.trim())).collect())
        }
        other => typed(other, text),
    }
}

/// What the row says of `name`, where it says anything.
pub(super) fn text<'a>(row: &'a RawRow, name: &str) -> Option<&'a str> {
    row.get(name).map(String::as_str).filter(|text| !text.is_empty())
}

/// Whether the flag `name` is set, in the words of REST or of the binary API.
pub(super) fn is_on(row: &RawRow, name: &str) -> bool {
    matches!(text(row, name), Some("true" | "yes"))
}

/// Whether RouterOS made the row by itself.
pub(super) fn is_dynamic(row: &RawRow) -> bool {
    is_on(row, "dynamic")
}

/// The row's `.id`.
pub(super) fn id(row: &RawRow) -> &str {
    row.get(".id").map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::menus::find;

    fn row(pairs: &[(&str, &str)]) -> RawRow {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn spelling_defaults_counters_and_states_are_no_configuration() {
        let menu = find("ip/firewall/filter").unwrap();
        let one = row(&[(".id", "*1"), ("chain", "input"), ("action", "drop"), ("bytes", "12")]);
        let other = row(&[
            (".id", "*7"),
            ("chain", "input"),
            ("action", "drop"),
            ("bytes", "99"),
            ("disabled", "false"),
            ("log", "no"),
            ("log-prefix", ""),
        ]);
        assert_eq!(content_digest(menu, &one).unwrap(), content_digest(menu, &other).unwrap());
        let disabled = row(&[("chain", "input"), ("action", "drop"), ("disabled", "true")]);
        assert_ne!(content_digest(menu, &one).unwrap(), content_digest(menu, &disabled).unwrap());
    }

    #[test]
    fn a_host_is_itself_with_and_without_its_prefix_length() {
        let field = find("ip/address").unwrap().field("address").unwrap();
        assert!(equal(field, Some("10.0.0.1"), Some("10.0.0.1/32")));
        assert!(!equal(field, Some("10.0.0.1/24"), Some("10.0.0.1/32")));
    }
}
