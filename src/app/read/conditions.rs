//! Conditions, read by the types of the fields that they compare: one that can hold for no row is an error, not an empty
//! answer.

use std::net::IpAddr;

use serde_json::{Number, Value};

use super::Shape;
use crate::domain::field::FieldType;
use crate::domain::filter::{Comparison, Condition};
use crate::error::{Error, ErrorKind, Result, nearest};
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

    /// Why `conditions` may hold for no row at all, for an answer without any. These are remarks and no errors: routers have
    /// words that the catalogue does not know.
    pub(super) fn doubts(&self, conditions: &[Condition]) -> Vec<String> {
        conditions.iter().filter_map(|condition| self.doubt(condition)).collect()
    }

    fn doubt(&self, condition: &Condition) -> Option<String> {
        let (field, text) = (&condition.field, condition.value.as_str()?);
        let why = match condition.comparison {
            Comparison::Equal => unlike(item(self.kind_of(field)), text)?,
            Comparison::Contains if text.contains(['^', '$', '*', '[', '|', '\\']) => {
                "a text is contained as it is written: there are no patterns".to_owned()
            }
            _ => return None,
        };
        Some(format!("no {field} is {text:?}; {why}"))
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
        (FieldType::Mac, Value::String(text)) => Some(text.to_ascii_uppercase().replace('-', ":").into()),
        (FieldType::Enum(words), Value::String(text)) => Some(as_listed(words, text).unwrap_or(text).into()),
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

/// The word that `text` is but for its letters' case.
fn as_listed(words: &[&'static str], text: &str) -> Option<&'static str> {
    words.iter().copied().find(|word| word.eq_ignore_ascii_case(text))
}

/// Words that stand for a number, a time or an address.
const INSTEAD: &[&str] = &[
    "",
    "any",
    "auto",
    "default",
    "disabled",
    "forever",
    "infinity",
    "never",
    "none",
    "static",
    "unlimited",
];

/// What a value of this type looks like, if `text` does not: no row may be equal to it.
fn unlike(kind: FieldType, text: &str) -> Option<String> {
    let instead = INSTEAD.contains(&text);
    match kind {
        FieldType::Enum(words) if as_listed(words, text).is_none() && !instead => {
            let near = nearest(text, words.iter().copied());
            Some(match near {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("its words are {}", words.join(", ")),
            })
        }
        FieldType::Mac if !is_mac(text) && !instead => {
            Some("a MAC address is written 00:11:22:AA:BB:CC".to_owned())
        }
        FieldType::Address if text.contains('/') => {
            Some("it is an address without a prefix length".to_owned())
        }
        FieldType::Prefix if text.parse::<IpAddr>().is_ok() => {
            Some("where it has a prefix length, the length is part of it: 192.0.2.1/24".to_owned())
        }
        kind if is_number(kind) && !instead && !value::typed(kind, text).is_number() => {
            Some(format!("its type is {}", kind.name()))
        }
        _ => None,
    }
}

fn is_mac(text: &str) -> bool {
    let pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split([':', '-']).count() == 6 && text.split([':', '-']).all(pair)
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
        let shape = Shape::of(menu).expect("a menu");
        shape.holds(&condition, &shape.typed(raw), None)
    }

    #[test]
    fn a_flag_that_a_router_leaves_out_is_as_it_is_by_default() {
        use Comparison::{Absent, Equal, NotEqual, Present};
        let on_disabled = |comparison, value: Value| {
            let condition = read("ip/firewall/filter", "disabled", comparison, value).expect("a condition");
            let shape = Shape::of("ip/firewall/filter").expect("a menu");
            shape.holds(&condition, &shape.typed(RawRow::new()), None)
        };
        assert!(on_disabled(Equal, json!(false)) && on_disabled(Equal, json!("no")));
        assert!(on_disabled(NotEqual, json!(true)) && on_disabled(Absent, Value::Null));
        assert!(!on_disabled(Equal, json!(true)) && !on_disabled(NotEqual, json!(false)));
        assert!(!on_disabled(Present, Value::Null));
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
        for wanted in ["00:11:32:6e:40:b2", "00-11-32-6E-40-B2"] {
            assert!(
                holds("interface", Equal, json!(wanted), ("mac-address", "00:11:32:6E:40:B2")),
                "{wanted}"
            );
        }
        assert!(holds("ip/firewall/filter", Equal, json!("DROP"), ("action", "drop")));
        assert!(holds("interface", Contains, json!(1), ("name", "ether1")));
        assert!(!holds("interface", Absent, Value::Null, ("comment", "x")));
        assert!(holds("interface/nowhere", Equal, json!(true), ("up", "true")));
        assert!(holds("interface/nowhere", Greater, json!(5), ("count", "17")));
        assert!(!holds("interface/nowhere", Greater, json!(5), ("count", "many")));
    }

    #[test]
    fn a_value_that_no_row_may_have_is_remarked_upon() {
        use Comparison::{Contains, Equal, NotEqual};
        let doubts = |menu: &str, field: &str, comparison, value: &str| {
            let condition = Condition { field: field.to_owned(), comparison, value: value.into() };
            Shape::of(menu).expect("a menu").doubts(&[condition])
        };
        for (menu, field, comparison, value, said) in [
            ("ip/firewall/filter", "action", Equal, "dropp", "did you mean \"drop\"?"),
            ("ip/firewall/filter", "connection-state", Equal, "establishd", "\"established\""),
            ("ip/firewall/filter", "bytes", Equal, "lots", "its type is"),
            ("ip/dhcp-server/lease", "mac-address", Equal, "nonsense", "00:11:22:AA:BB:CC"),
            ("ip/dhcp-server/lease", "expires-after", Equal, "soon", "its type is duration"),
            ("ip/address", "address", Equal, "192.0.2.1", "192.0.2.1/24"),
            ("interface", "name", Contains, "^eth", "no patterns"),
        ] {
            let doubts = doubts(menu, field, comparison, value);
            assert!(doubts.len() == 1 && doubts[0].contains(said), "{field} {value}: {doubts:?}");
        }
        for (menu, field, comparison, value) in [
            ("ip/firewall/filter", "action", Equal, "drop"),
            ("ip/firewall/filter", "action", NotEqual, "dropp"),
            ("ip/firewall/filter", "chain", Equal, "my-chain"),
            ("ip/address", "address", Equal, "192.0.2.1/24"),
            ("interface/bridge", "mtu", Equal, "auto"),
            ("interface", "name", Contains, "eth"),
        ] {
            assert!(doubts(menu, field, comparison, value).is_empty(), "{field} {value}");
        }
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
