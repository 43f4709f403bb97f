//! Reading: from the router's text to a JSON value.

use serde_json::Value;

use super::duration::{self, SECOND};
use super::quantity;
use crate::domain::field::FieldType;

/// The value that `text` means for a field of type `kind`; the text itself where it does not parse.
///
/// Flags become booleans, numbers JSON numbers in the unit of [`FieldType::unit`], durations seconds (with a fraction
/// only where there is one), lists arrays; the empty list is `[]`.
pub fn typed(kind: FieldType, text: &str) -> Value {
    let parsed = match kind {
        FieldType::Integer => quantity::integer(text),
        FieldType::Decimal => quantity::decimal(text),
        FieldType::Bytes => quantity::bytes(text),
        FieldType::BitRate => quantity::bit_rate(text),
        FieldType::Percent => quantity::percent(text),
        FieldType::Flag => flag(text),
        FieldType::Duration => duration::parse(text).and_then(seconds),
        FieldType::List(item) => Some(list(*item, text)),
        FieldType::Text
        | FieldType::Id
        | FieldType::Time
        | FieldType::Address
        | FieldType::Prefix
        | FieldType::AddressRange
        | FieldType::Mac
        | FieldType::Enum(_)
        | FieldType::Reference(_) => None,
    };
    parsed.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn flag(text: &str) -> Option<Value> {
    match text {
        "true" | "yes" => Some(Value::Bool(true)),
        "false" | "no" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// Whole seconds as an integer, others as the nearest double; `None` where a double cannot tell microseconds apart.
fn seconds(micros: u64) -> Option<Value> {
    if micros.is_multiple_of(SECOND) {
        return Some(Value::from(micros / SECOND));
    }
    #[expect(clippy::cast_precision_loss, reason = "bounded to what a double holds exactly")]
    let exact = (micros < super::wire::EXACT_MICROS).then(|| micros as f64 / 1e6);
    quantity::number(exact?)
}

fn list(item: FieldType, text: &str) -> Value {
    if text.is_empty() {
        return Value::Array(Vec::new());
    }
    Value::Array(text.split(',').map(|part| typed(item, part)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_by_type() {
        assert_eq!(typed(FieldType::Flag, "yes"), json!(true));
        assert_eq!(typed(FieldType::Flag, "false"), json!(false));
        assert_eq!(typed(FieldType::Duration, "1d7h44m20s"), json!(114_260));
        assert_eq!(typed(FieldType::Duration, "24s930ms"), json!(24.93));
        assert_eq!(typed(FieldType::Duration, "453us"), json!(0.000_453));
        assert_eq!(typed(FieldType::List(&FieldType::Text), "system,info"), json!(["system", "info"]));
        assert_eq!(typed(FieldType::List(&FieldType::Integer), "10,20-30"), json!([10, "20-30"]));
        assert_eq!(typed(FieldType::List(&FieldType::Text), ""), json!([]));
    }

    #[test]
    fn what_does_not_parse_stays_as_it_was() {
        for (kind, text) in [
            (FieldType::Duration, "never"),
            (FieldType::Duration, "none"),
            (FieldType::Duration, ""),
            (FieldType::Integer, "auto"),
            (FieldType::Flag, "True"),
            (FieldType::BitRate, "10M/10M"),
            (FieldType::Percent, "%"),
            (FieldType::Text, "0x10"),
            (FieldType::Enum(&["yes", "no"]), "yes"),
            (FieldType::Id, "*1A"),
        ] {
            assert_eq!(typed(kind, text), json!(text), "{kind:?} {text:?}");
        }
    }
}
