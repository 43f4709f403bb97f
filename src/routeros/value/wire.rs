//! Writing: from a JSON value to the router's text.

use serde_json::{Number, Value};

use super::duration::{self, SECOND};
use super::typed::typed;
use crate::domain::field::FieldType;
use crate::error::{Error, Result};

/// Below this many microseconds a double of seconds still tells every microsecond apart (2^51, about 71 years).
pub(super) const EXACT_MICROS: u64 = 1 << 51;

/// The text that says `value` to the router for a field of type `kind`.
///
/// Text is brought to the router's own form where it parses (`yes` to `true`, `00:00:10` to `10s`) and is passed on
/// where it does not (`auto`, `never`). `null` is the empty text, which clears a field. A value of the wrong shape is a
/// usage error.
pub fn wire(kind: FieldType, value: &Value) -> Result<String> {
    match (kind, value) {
        (_, Value::Null) => Ok(String::new()),
        (FieldType::List(item), Value::Array(items)) => list(*item, items),
        (_, Value::String(text)) => text_of(kind, text),
        (FieldType::List(item), single) => wire(*item, single),
        (FieldType::Flag, Value::Bool(flag)) => Ok(flag.to_string()),
        (FieldType::Enum(words), Value::Bool(flag)) => switch(words, *flag),
        (FieldType::Duration, Value::Number(number)) => seconds(number),
        (FieldType::Integer | FieldType::Bytes | FieldType::BitRate, Value::Number(number)) => {
            integer(kind, number)
        }
        (FieldType::Flag, Value::Number(_)) | (_, Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            Err(wrong(kind, value))
        }
        (_, Value::Number(number)) => Ok(plain(number)),
    }
}

fn text_of(kind: FieldType, text: &str) -> Result<String> {
    match typed(kind, text) {
        Value::String(text) => Ok(text),
        parsed => wire(kind, &parsed),
    }
}

fn list(item: FieldType, items: &[Value]) -> Result<String> {
    let texts = items.iter().map(|value| list_item(item, value)).collect::<Result<Vec<_>>>()?;
    Ok(texts.join(","))
}

fn list_item(item: FieldType, value: &Value) -> Result<String> {
    let text = wire(item, value)?;
    if text.contains(',') {
        return Err(Error::usage(format!("{text:?} cannot be one item of a list: it contains a comma"))
            .hint("write the items separately"));
    }
    Ok(text)
}

/// An enum of `yes` and `no` among its words takes a truth value.
fn switch(words: &[&str], flag: bool) -> Result<String> {
    let word = if flag { "yes" } else { "no" };
    if words.contains(&word) {
        return Ok(word.to_owned());
    }
    Err(Error::usage(format!("expected one of {}, got {flag}", words.join(", "))))
}

fn seconds(number: &Number) -> Result<String> {
    let micros = match number.as_u64() {
        Some(seconds) => seconds.checked_mul(SECOND),
        None => number.as_f64().and_then(micros),
    };
    micros.map(duration::print).ok_or_else(|| {
        Error::usage(format!("{number} is not a time span"))
            .hint("write seconds as a number that is not negative, or a text such as \"1d2h3m4s\"")
    })
}

fn micros(seconds: f64) -> Option<u64> {
    let micros = (seconds * 1e6).round();
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let good = (0.0..EXACT_MICROS as f64).contains(&micros);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    good.then_some(micros as u64)
}

fn integer(kind: FieldType, number: &Number) -> Result<String> {
    let whole = number.is_i64()
        || number.is_u64()
        || number.as_f64().is_some_and(|value| value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0);
    if whole { Ok(plain(number)) } else { Err(wrong(kind, &Value::Number(number.clone()))) }
}

/// Digits without an exponent, which RouterOS does not read.
fn plain(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => value.to_string(),
        _ => number.to_string(),
    }
}

fn wrong(kind: FieldType, value: &Value) -> Error {
    let got = match value {
        Value::Bool(_) => "a truth value",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
        Value::Number(_) => "a number",
        Value::String(_) | Value::Null => "a text",
    };
    let expected = match kind {
        FieldType::Flag => "true or false".to_owned(),
        FieldType::Integer => "a whole number".to_owned(),
        FieldType::Bytes => "a whole number of bytes".to_owned(),
        FieldType::BitRate => "a whole number of bits per second".to_owned(),
        FieldType::Duration => "seconds or a text such as \"1d2h3m4s\"".to_owned(),
        other => other.name().to_owned(),
    };
    Error::usage(format!("expected {expected}, got {got}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::error::ErrorKind;

    const KINDS: [FieldType; 19] = [
        FieldType::Text,
        FieldType::Id,
        FieldType::Integer,
        FieldType::Decimal,
        FieldType::Flag,
        FieldType::Duration,
        FieldType::Time,
        FieldType::Bytes,
        FieldType::BitRate,
        FieldType::Percent,
        FieldType::Address,
        FieldType::Prefix,
        FieldType::AddressRange,
        FieldType::Mac,
        FieldType::Enum(&["yes", "no", "auto"]),
        FieldType::Reference("interface"),
        FieldType::List(&FieldType::Integer),
        FieldType::List(&FieldType::Duration),
        FieldType::List(&FieldType::Text),
    ];

    fn said(kind: FieldType, value: &Value) -> String {
        wire(kind, value).expect("a value of the right shape")
    }

    #[test]
    fn values_are_said_in_the_routers_own_form() {
        assert_eq!(said(FieldType::Flag, &json!("yes")), "true");
        assert_eq!(said(FieldType::Enum(&["yes", "no"]), &json!(true)), "yes");
        assert_eq!(said(FieldType::Duration, &json!("00:00:10")), "10s");
        assert_eq!(said(FieldType::Duration, &json!(90_061)), "1d1h1m1s");
        assert_eq!(said(FieldType::Duration, &json!(0.000_453)), "453us");
        assert_eq!(said(FieldType::Duration, &json!("never")), "never");
        assert_eq!(said(FieldType::Integer, &json!("auto")), "auto");
        assert_eq!(said(FieldType::Integer, &json!(1500.0)), "1500");
        assert_eq!(said(FieldType::BitRate, &json!("10M")), "10000000");
        assert_eq!(said(FieldType::Decimal, &json!(1e-7)), "0.0000001");
        assert_eq!(said(FieldType::List(&FieldType::Integer), &json!([10, "20-30"])), "10,20-30");
        assert_eq!(said(FieldType::List(&FieldType::Integer), &json!(10)), "10");
        assert_eq!(said(FieldType::Text, &Value::Null), "");
    }

    #[test]
    fn a_value_of_the_wrong_shape_is_a_usage_error() {
        for (kind, value) in [
            (FieldType::Integer, json!(true)),
            (FieldType::Integer, json!(1.5)),
            (FieldType::Flag, json!(1)),
            (FieldType::Duration, json!(-1)),
            (FieldType::Duration, json!(1e300)),
            (FieldType::Duration, json!(u64::MAX)),
            (FieldType::Text, json!({})),
            (FieldType::Text, json!([])),
            (FieldType::Enum(&["a", "b"]), json!(true)),
            (FieldType::List(&FieldType::Text), json!(["a,b"])),
            (FieldType::List(&FieldType::Text), json!([["a"]])),
        ] {
            let error = wire(kind, &value).expect_err("the wrong shape");
            assert_eq!(error.kind(), ErrorKind::Usage, "{kind:?} {value}");
        }
    }

    proptest! {
        #[test]
        fn what_was_read_is_said_so_that_it_reads_the_same(text in ".{0,24}", at in 0..KINDS.len()) {
            let kind = KINDS[at];
            let value = typed(kind, &text);
            prop_assert_eq!(typed(kind, &said(kind, &value)), value);
        }

        #[test]
        fn what_looks_like_a_value_survives_the_round_trip(
            text in "-?[0-9]{1,20}(\\.[0-9]{1,6})?(ms|us|w|d|h|m|s|%|MiB|k|M|bps)?(,[0-9]{1,4}s?)?",
            at in 0..KINDS.len(),
        ) {
            let kind = KINDS[at];
            let value = typed(kind, &text);
            prop_assert_eq!(typed(kind, &said(kind, &value)), value);
        }

        #[test]
        fn spans_below_71_years_keep_every_microsecond(micros in 0..EXACT_MICROS) {
            let text = duration::print(micros);
            let value = typed(FieldType::Duration, &text);
            prop_assert!(value.is_number());
            prop_assert_eq!(said(FieldType::Duration, &value), text);
        }
    }
}
