//! From a body to rows.
//!
//! Every value is a string in RouterOS's JSON; numbers and truth values are taken as their text, a nested value is not
//! RouterOS's.

use std::collections::btree_map::Entry;
use std::fmt;

use serde::Deserialize;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};

use crate::domain::row::RawRow;
use crate::routeros::text::{FIELDS_LIMIT, ROWS_LIMIT, field_name, text};

/// What a body holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// An array.
    Rows(Vec<RawRow>),
    /// A bare object.
    One(RawRow),
}

/// Reads a body; the error says where it stopped being RouterOS's JSON.
pub(super) fn parse(body: &[u8]) -> Result<Body, serde_json::Error> {
    serde_json::from_str(&text(body))
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BodyVisitor)
    }
}

struct BodyVisitor;

impl<'de> Visitor<'de> for BodyVisitor {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row or an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Body, A::Error> {
        let mut kept = Vec::new();
        while let Some(Row(row)) = rows.next_element()? {
            if kept.len() == ROWS_LIMIT {
                return Err(A::Error::custom(format_args!("more than {ROWS_LIMIT} rows")));
            }
            kept.push(row);
        }
        Ok(Body::Rows(kept))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Body, A::Error> {
        row(fields).map(Body::One)
    }
}

struct Row(RawRow);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowVisitor;
        impl<'de> Visitor<'de> for RowVisitor {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Row, A::Error> {
                row(fields).map(Row)
            }
        }
        deserializer.deserialize_map(RowVisitor)
    }
}

fn row<'de, A: MapAccess<'de>>(mut fields: A) -> Result<RawRow, A::Error> {
    let mut row = RawRow::new();
    while let Some((name, Text(value))) = fields.next_entry::<String, Text>()? {
        if row.len() == FIELDS_LIMIT {
            return Err(A::Error::custom(format_args!("more than {FIELDS_LIMIT} fields in a row")));
        }
        match row.entry(field_name(&name).into_owned()) {
            Entry::Vacant(entry) => entry.insert(value),
            Entry::Occupied(entry) => {
                return Err(A::Error::custom(format_args!("the field {:?} twice in a row", entry.key())));
            }
        };
    }
    Ok(row)
}

struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that is a text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Text, E> {
        Ok(Text(text))
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Text, E> {
        Ok(Text(flag.to_string()))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(body: &[u8]) -> Vec<RawRow> {
        match parse(body).expect("rows") {
            Body::Rows(rows) => rows,
            Body::One(row) => vec![row],
        }
    }

    #[test]
    fn rows_and_single_objects_are_read() {
        assert_eq!(parse(b"[]").expect("none"), Body::Rows(vec![]));
        let read = rows(br#"[{".id":"*1","name":"ether1"},{".id":"*2","mtu":1500,"on":true}]"#);
        assert_eq!(read.len(), 2);
        assert_eq!(read[1]["mtu"], "1500");
        assert_eq!(read[1]["on"], "true");
        assert!(matches!(parse(br#"{"name":"x"}"#).expect("one"), Body::One(_)));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_latin_1() {
        let read = rows(b"[{\"comment\":\"B\xfcro\"},{\"comment\":\"B\xc3\xbcro\"}]");
        assert_eq!(read[0]["comment"], "Büro");
        assert_eq!(read[1]["comment"], "Büro");
    }

    #[test]
    fn what_is_not_rows_is_an_error() {
        let deep = "[".repeat(100_000);
        let many = format!("[{}{{}}]", "{},".repeat(ROWS_LIMIT));
        let fields: Vec<_> = (0..=FIELDS_LIMIT).map(|number| format!("\"{number}\":\"\"")).collect();
        let wide = format!("{{{}}}", fields.join(","));
        for body in [
            "",
            "x",
            "\"x\"",
            "null",
            "[1]",
            "[[]]",
            "{\"a\":{}}",
            "{\"a\":null}",
            "[{}",
            "{\"a\":\"1\",\"a\":\"2\"}",
            &deep,
            &many,
            &wide,
        ] {
            assert!(parse(body.as_bytes()).is_err(), "{}", &body[..body.len().min(40)]);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&body);
        }

        #[test]
        fn any_text_in_a_row_comes_out_as_it_was(name in "[a-z-]{1,8}", value in ".{0,40}") {
            let body = serde_json::json!([{ name.clone(): value.clone() }]).to_string();
            prop_assert_eq!(&rows(body.as_bytes())[0][&name], &value);
        }
    }
}
