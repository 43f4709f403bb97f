//! Conditions on rows: `field=value`, `!=`, `>`, `>=`, `<`, `<=`, `field~text`, `field?`, `field!?`.
//!
//! All conditions of a filter must hold. Values are compared as the field's type says, so `mtu>1400` compares numbers
//! and `disabled=yes` compares truth values.

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// How a field is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Not equal, also true where the field is absent.
    NotEqual,
    /// Greater, numbers and times only.
    Greater,
    /// Greater or equal, numbers and times only.
    AtLeast,
    /// Less, numbers and times only.
    Less,
    /// Less or equal, numbers and times only.
    AtMost,
    /// Text contains, ignoring case.
    Contains,
    /// The field is there at all.
    Present,
    /// The field is not there.
    Absent,
}

impl Comparison {
    /// Whether only what has an order, numbers and times, can be compared so.
    pub const fn is_ordering(self) -> bool {
        matches!(self, Self::Greater | Self::AtLeast | Self::Less | Self::AtMost)
    }

    /// Whether it holds for what stands so to the value; never, unless it [is about order](Self::is_ordering).
    pub const fn allows(self, order: Ordering) -> bool {
        match self {
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            _ => false,
        }
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The field's RouterOS name.
    pub field: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// What it is compared with; `Null` for [`Comparison::Present`] and [`Comparison::Absent`].
    pub value: Value,
}

impl Condition {
    /// Reads the shell's form: `name=ether1`, `mtu>1400`, `comment~guest`, `disabled!=yes`, `comment?`,
    /// `comment!?`.
    pub fn parse(text: &str) -> Result<Self> {
        const OPERATORS: [(&str, Comparison); 7] = [
            ("!=", Comparison::NotEqual),
            ("=", Comparison::Equal),
            (">=", Comparison::AtLeast),
            (">", Comparison::Greater),
            ("<=", Comparison::AtMost),
            ("<", Comparison::Less),
            ("~", Comparison::Contains),
        ];
        if let Some(field) = text.strip_suffix("!?") {
            return Self::new(field, Comparison::Absent, Value::Null);
        }
        if let Some(field) = text.strip_suffix('?') {
            return Self::new(field, Comparison::Present, Value::Null);
        }
        let (at, operator, comparison) = OPERATORS
            .iter()
            .filter_map(|(operator, comparison)| text.find(operator).map(|at| (at, *operator, *comparison)))
            .min_by_key(|(at, operator, _)| (*at, usize::MAX - operator.len()))
            .ok_or_else(|| {
                Error::usage(format!("{text:?} is not a condition"))
                    .hint("write field=value, field!=value, field>value, field>=value, field~text, field? or field!?")
            })?;
        let value = Value::String(text[at + operator.len()..].to_owned());
        Self::new(&text[..at], comparison, value)
    }

    fn new(field: &str, comparison: Comparison, value: Value) -> Result<Self> {
        if field.is_empty() {
            return Err(Error::usage("a condition needs the name of a field before its operator"));
        }
        Ok(Self { field: field.to_owned(), comparison, value })
    }

    /// Whether what was `found` in the field satisfies the condition; `self.value` has been read by the field's type already.
    pub fn holds(&self, found: Option<&Value>) -> bool {
        let order = || number(found?)?.partial_cmp(&number(&self.value)?);
        match self.comparison {
            Comparison::Present => found.is_some(),
            Comparison::Absent => found.is_none(),
            Comparison::Equal => found.is_some_and(|found| equal(found, &self.value)),
            Comparison::NotEqual => !found.is_some_and(|found| equal(found, &self.value)),
            Comparison::Contains => found.is_some_and(|found| contains(found, &self.value)),
            ordering => order().is_some_and(|order| ordering.allows(order)),
        }
    }
}

/// Lists are equal to a value when they hold it, or when the whole list is equal.
fn equal(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Array(items), wanted) if !wanted.is_array() => items.iter().any(|item| equal(item, wanted)),
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => found == wanted,
    }
}

/// A number, or the text of one where nothing says what the text means.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number.filter(|number| number.is_finite())
}

fn contains(found: &Value, wanted: &Value) -> bool {
    let wanted = text(wanted).to_lowercase();
    match found {
        Value::Array(items) => items.iter().any(|item| text(item).to_lowercase().contains(&wanted)),
        other => text(other).to_lowercase().contains(&wanted),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::row::TypedRow;

    fn row() -> TypedRow {
        json!({"name": "ether1", "mtu": 1500, "disabled": false, "topics": ["system", "info"]})
            .as_object()
            .cloned()
            .unwrap_or_default()
    }

    fn condition(field: &str, comparison: Comparison, value: Value) -> Condition {
        Condition { field: field.into(), comparison, value }
    }

    fn holds(field: &str, comparison: Comparison, value: Value) -> bool {
        condition(field, comparison, value).holds(row().get(field))
    }

    #[test]
    fn the_first_operator_splits() {
        let parsed = Condition::parse("comment=a!=b").expect("a condition");
        assert_eq!((parsed.field.as_str(), parsed.comparison), ("comment", Comparison::Equal));
        assert_eq!(parsed.value, json!("a!=b"));
        let parsed = Condition::parse("disabled!=yes").expect("a condition");
        assert_eq!((parsed.field.as_str(), parsed.comparison), ("disabled", Comparison::NotEqual));
        let parsed = Condition::parse("mtu>=1500").expect("a condition");
        assert_eq!((parsed.comparison, parsed.value), (Comparison::AtLeast, json!("1500")));
        let parsed = Condition::parse("comment!?").expect("a condition");
        assert_eq!((parsed.field.as_str(), parsed.comparison), ("comment", Comparison::Absent));
        assert!(Condition::parse("nothing").is_err());
        assert!(Condition::parse("=x").is_err());
    }

    #[test]
    fn conditions_compare_by_type() {
        assert!(holds("mtu", Comparison::Greater, json!(1400)));
        assert!(!holds("mtu", Comparison::Less, json!(1400)));
        assert!(holds("mtu", Comparison::AtLeast, json!(1500)));
        assert!(holds("mtu", Comparison::AtMost, json!(1500)));
        assert!(!holds("mtu", Comparison::AtMost, json!(1499)));
        assert!(!holds("name", Comparison::AtLeast, json!(0)));
        assert!(holds("topics", Comparison::Equal, json!("info")));
        assert!(holds("name", Comparison::Contains, json!("THER")));
    }

    #[test]
    fn an_absent_field_is_unequal_and_never_less_or_greater() {
        assert!(holds("comment", Comparison::NotEqual, json!("x")));
        assert!(!holds("comment", Comparison::Greater, json!(0)));
        assert!(!holds("comment", Comparison::Less, json!(9)));
        assert!(!holds("comment", Comparison::Present, Value::Null));
        assert!(holds("comment", Comparison::Absent, Value::Null));
    }
}
