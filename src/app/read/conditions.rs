//! Conditions, read by the types of the fields that they compare: one that can hold for no row is an error, not an empty
//! answer.

use serde_json::{Number, Value};

use super::Shape;
use crate::domain::field::FieldType;
use crate::domain::filter::{Comparison, Condition};
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::value::{self, Moment};

impl Shape {
    /// The conditions with their values read by the fields' types.
    pub(super) fn conditions(&self, conditions: &[Condition]) -> Result<Vec<Condition>> {
        conditions.iter().map(|condition| self.condition(condition)).collect()
    }

    fn condition(&self, condition: &Condition) -> Result<Condition> {
        if let Some(menu) = self.menu {
            menu.check_fields(&[&condition.field])?;
        }
        if self.field(&condition.field).is_some_and(|field| field.secret) {
            return Err(Error::new(ErrorKind::Refused, format!("{:?} is a secret", condition.field))
                .hint("secrets can be neither read nor searched"));
        }
        let kind = self.kind_of(&condition.field);
        let value = match condition.comparison {
            Comparison::Present | Comparison::Absent => Some(Value::Null),
            Comparison::Contains => part(&condition.value),
            Comparison::Equal | Comparison::NotEqual if kind == FieldType::Time => instant(&condition.value),
            Comparison::Equal | Comparison::NotEqual => equal(kind, &condition.value),
            _ if kind == FieldType::Time => time(&condition.value),
            _ if self.menu.is_none() => number(FieldType::Decimal, &condition.value),
            _ => number(kind, &condition.value),
        };
        let value = value.ok_or_else(|| self.wrong(condition, kind))?;
        Ok(Condition { value, ..condition.clone() })
    }

    fn wrong(&self, condition: &Condition, kind: FieldType) -> Error {
        let (field, menu, value) = (&condition.field, &self.path, &condition.value);
        let error = Error::usage(format!(
            "{field:?} of {menu} cannot be compared so with {value}: its type is {}",
            described(kind)
        ));
        if value.is_null() {
            return error.hint("{\"present\": false} finds the rows without it");
        }
        let ordered = is_number(item(kind)) || kind == FieldType::Time;
        if condition.comparison.is_ordering() && !ordered && self.menu.is_some() {
            return error
                .hint("only numbers, sizes, rates, durations and times are greater or less than others");
        }
        match item(kind) {
            FieldType::Time if condition.comparison.is_ordering() => error.hint(
                "write it as the router's own clock shows it, without a zone: 2026-11-27 17:00:00, 2026-11-27, or \
                 17:00 for today; system/clock tells what it shows",
            ),
            FieldType::Time => error.hint(
                "a time is equal to the second: 2026-11-27 17:00:00; for a minute or a day say from when to when, with >= \
                 and < (gte, lt)",
            ),
            FieldType::Flag => error.hint("write yes or no; each condition stands for itself"),
            FieldType::Duration => error.hint("a time may be 1h30m, or a number of seconds"),
            FieldType::Bytes => error.hint("write a number of bytes"),
            FieldType::Integer | FieldType::Decimal | FieldType::Percent if condition.comparison.is_ordering() => {
                error.hint("write a number")
            }
            FieldType::BitRate => error.hint("write a number of bits a second"),
            _ => error.hint("compare with one value; each condition stands for itself"),
        }
    }
}

fn described(kind: FieldType) -> String {
    match kind {
        FieldType::List(item) => format!("list of {}", item.name()),
        kind => kind.name().to_owned(),
    }
}

/// A list is compared item by item.
fn item(kind: FieldType) -> FieldType {
    match kind {
        FieldType::List(item) => *item,
        other => other,
    }
}

const fn is_number(kind: FieldType) -> bool {
    use FieldType::{BitRate, Bytes, Decimal, Duration, Integer, Percent};
    matches!(kind, Integer | Decimal | Duration | Bytes | BitRate | Percent)
}

/// What a text is to contain.
fn part(wanted: &Value) -> Option<Value> {
    match wanted {
        Value::String(_) => Some(wanted.clone()),
        Value::Number(number) => Some(Value::String(number.to_string())),
        _ => None,
    }
}

/// What a value is to be equal to: for a list the whole of it, or one of its items.
fn equal(kind: FieldType, wanted: &Value) -> Option<Value> {
    match (kind, wanted) {
        (FieldType::List(one), Value::Array(items)) => {
            items.iter().map(|wanted| equal(*one, wanted)).collect::<Option<_>>().map(Value::Array)
        }
        (FieldType::List(_), Value::String(text)) if text.contains(',') => Some(value::typed(kind, text)),
        (FieldType::List(one), wanted) => equal(*one, wanted),
        (FieldType::Flag, Value::String(text)) => Some(value::typed(kind, text)).filter(Value::is_boolean),
        (FieldType::Flag, Value::Bool(_)) => Some(wanted.clone()),
        (FieldType::Flag, _) => None,
        (_, Value::String(text)) => Some(value::typed(kind, text)),
        (kind, Value::Number(_)) if is_number(kind) => Some(wanted.clone()),
        (_, Value::Number(number)) => Some(digits(number)),
        (FieldType::Enum(words), Value::Bool(flag)) => {
            let word = if *flag { "yes" } else { "no" };
            words.contains(&word).then(|| Value::from(word))
        }
        // Without a type a value stays as RouterOS writes it.
        (FieldType::Text, Value::Bool(flag)) => Some(Value::String(flag.to_string())),
        _ => None,
    }
}

fn digits(number: &Number) -> Value {
    Value::String(number.to_string())
}

/// What a number is to be greater or less than.
fn number(kind: FieldType, wanted: &Value) -> Option<Value> {
    match wanted {
        _ if !is_number(kind) => None,
        Value::Number(_) => Some(wanted.clone()),
        Value::String(text) => Some(value::typed(kind, text)).filter(Value::is_number),
        _ => None,
    }
}

/// What a time is to be before or after; a router's clock completes it once its rows are read.
fn time(wanted: &Value) -> Option<Value> {
    Moment::parse(wanted.as_str()?).map(|_| wanted.clone())
}

/// What a time is to be equal to: a time to the second, or a word such as `never`.
fn instant(wanted: &Value) -> Option<Value> {
    let text = wanted.as_str()?;
    let coarse = Moment::parse(text).is_some() && text.matches(':').count() < 2;
    (!coarse).then(|| wanted.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::row::RawRow;

    fn read(menu: &str, field: &str, comparison: Comparison, value: Value) -> Result<Condition> {
        Shape::of(menu)?.condition(&Condition { field: field.to_owned(), comparison, value })
    }

    fn holds(menu: &str, comparison: Comparison, value: Value, (field, text): (&str, &str)) -> bool {
        let condition = read(menu, field, comparison, value).expect("a condition");
        let raw = RawRow::from_iter([(field.to_owned(), text.to_owned())]);
        condition.holds(&Shape::of(menu).expect("a menu").typed(raw))
    }

    #[test]
    fn what_means_the_same_finds_the_same() {
        use Comparison::{Absent, Contains, Equal, Greater, NotEqual};
        for wanted in [json!(10), json!("10"), json!(["1", 10]), json!("1,10")] {
            assert!(holds("interface/bridge/vlan", Equal, wanted, ("vlan-ids", "1,10")));
        }
        assert!(!holds("interface/bridge/vlan", NotEqual, json!(10), ("vlan-ids", "10")));
        for wanted in [json!(true), json!("yes"), json!("true")] {
            assert!(holds("interface", Equal, wanted, ("running", "true")));
        }
        for wanted in [json!(1400), json!("1400"), json!(1400.5)] {
            assert!(holds("interface", Greater, wanted, ("mtu", "1500")));
        }
        assert!(holds("interface", Contains, json!(1), ("name", "ether1")));
        assert!(!holds("interface", Absent, Value::Null, ("comment", "x")));
        assert!(holds("interface/nowhere", Equal, json!(true), ("up", "true")));
        assert!(holds("interface/nowhere", Greater, json!(5), ("count", "17")));
        assert!(!holds("interface/nowhere", Greater, json!(5), ("count", "many")));
    }

    #[test]
    fn what_can_hold_for_no_row_is_an_error() {
        use Comparison::{Contains, Equal, Greater, NotEqual};
        for (field, comparison, value) in [
            ("running", Equal, json!(1)),
            ("running", NotEqual, json!(1)),
            ("running", Greater, json!(0)),
            ("running", Equal, json!("yes,type=ether")),
            ("mtu", Equal, json!(true)),
            ("mtu", Greater, json!(true)),
            ("mtu", Greater, json!("big")),
            ("name", Greater, json!(5)),
            ("last-link-up-time", Equal, json!("2026-11-27")),
            ("last-link-up-time", Greater, json!(5)),
            ("last-link-up-time", Greater, json!("yesterday")),
            ("last-link-up-time", Greater, json!("2026-11-27T17:00:00Z")),
            ("type", Equal, json!(["ether", "loopback"])),
            ("comment", Equal, Value::Null),
            ("comment", Equal, json!({})),
            ("comment", Contains, json!([])),
        ] {
            let what = format!("{field} {comparison:?} {value}");
            let error = read("interface", field, comparison, value).expect_err(&what);
            assert_eq!(error.kind(), ErrorKind::Usage, "{what}");
            assert!(!error.hints().is_empty(), "{what}");
        }
    }
}
