//! JSON as RouterOS reads and writes it.
//!
//! Reading is laxer than RFC 8259 in one place: numbers may be octal (`010`) or hexadecimal (`0x4`), and stricter in
//! another: exponents are refused. Writing is compact, strings only. Bytes that aren't UTF-8 pass through unharmed.

use std::iter::Peekable;
use std::vec::IntoIter;

use crate::lab::bytes::{characters, put};
use crate::lab::value::integer;

/// How deep and how many: more than any request needs.
const MOST_ITEMS: usize = 10_000;

/// A value in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A string, or a number, truth value or null as the string it stands for.
    Text(String),
    /// A list of such.
    List(Vec<String>),
}

/// The members of the object in `body`; `None` when it isn't one.
pub(super) fn object(body: &[u8]) -> Option<Vec<(String, Value)>> {
    let text: Vec<char> = characters(body).collect();
    let mut chars = text.into_iter().peekable();
    let mut members = Vec::new();
    blanks(&mut chars);
    expect(&mut chars, '{')?;
    blanks(&mut chars);
    if chars.next_if_eq(&'}').is_none() {
        loop {
            blanks(&mut chars);
            let name = string(&mut chars)?;
            blanks(&mut chars);
            expect(&mut chars, ':')?;
            members.push((name, value(&mut chars)?));
            blanks(&mut chars);
            match chars.next()? {
                ',' if members.len() < MOST_ITEMS => {}
                '}' => break,
                _ => return None,
            }
        }
    }
    blanks(&mut chars);
    chars.next().is_none().then_some(members)
}

type Input = Peekable<IntoIter<char>>;

fn blanks(chars: &mut Input) {
    while chars.next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\n')).is_some() {}
}

fn expect(chars: &mut Input, wanted: char) -> Option<()> {
    chars.next_if_eq(&wanted).map(|_| ())
}

fn value(chars: &mut Input) -> Option<Value> {
    blanks(chars);
    if chars.next_if_eq(&'[').is_none() {
        return scalar(chars).map(Value::Text);
    }
    let mut items = Vec::new();
    blanks(chars);
    if chars.next_if_eq(&']').is_some() {
        return Some(Value::List(items));
    }
    loop {
        blanks(chars);
        items.push(scalar(chars)?);
        blanks(chars);
        match chars.next()? {
            ',' if items.len() < MOST_ITEMS => {}
            ']' => return Some(Value::List(items)),
            _ => return None,
        }
    }
}

fn scalar(chars: &mut Input) -> Option<String> {
    if chars.peek() == Some(&'"') {
        return string(chars);
    }
    let mut word = String::new();
    while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')) {
        word.push(c);
    }
    match word.as_str() {
        "true" | "false" => Some(word),
        "null" => Some(String::new()),
        number => number_text(number),
    }
}

fn number_text(word: &str) -> Option<String> {
    if let Some(number) = integer(word) {
        return Some(number.to_string());
    }
    let decimal = word.split_once('.').is_some_and(|(whole, part)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(part)
    });
    decimal.then(|| word.to_owned())
}

fn string(chars: &mut Input) -> Option<String> {
    expect(chars, '"')?;
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' => text.push(escape(chars)?),
            c if c < ' ' => return None,
            c => text.push(c),
        }
    }
}

fn escape(chars: &mut Input) -> Option<char> {
    Some(match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\x08',
        'f' => '\x0c',
        c @ ('"' | '\\' | '/') => c,
        'u' => {
            let high = unit(chars)?;
            if !(0xd800..0xdc00).contains(&high) {
                return char::from_u32(high);
            }
            expect(chars, '\\')?;
            expect(chars, 'u')?;
            let low = unit(chars)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low);
        }
        _ => return None,
    })
}

fn unit(chars: &mut Input) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit * 16 + chars.next()?.to_digit(16)?))
}

/// Appends `text` as a JSON string.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend(b"\\\""),
            '\\' => out.extend(b"\\\\"),
            '\n' => out.extend(b"\\n"),
            '\r' => out.extend(b"\\r"),
            '\t' => out.extend(b"\\t"),
            c if c < ' ' => out.extend(format!("\\u{:04x}", u32::from(c)).bytes()),
            c => put(c, out),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(body: &str) -> Option<Value> {
        object(body.as_bytes()).and_then(|members| members.into_iter().next()).map(|(_, value)| value)
    }

    #[test]
    fn numbers_truth_values_and_null_become_text() {
        for (body, text) in [
            (r#"{"a":"x\"y\u00e9\ud83d\ude00"}"#, "x\"yé😀"),
            (r#"{ "a" : 010 }"#, "8"),
            (r#"{"a":0x4}"#, "4"),
            (r#"{"a":-5}"#, "-5"),
            (r#"{"a":1.5}"#, "1.5"),
            (r#"{"a":true}"#, "true"),
            (r#"{"a":null}"#, ""),
        ] {
            assert_eq!(one(body), Some(Value::Text(text.to_owned())), "{body}");
        }
        assert_eq!(one(r#"{"a":["x",1]}"#), Some(Value::List(vec!["x".to_owned(), "1".to_owned()])));
        assert_eq!(object(b" {} "), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in
            ["", "[]", "{", r#"{"a":1e3}"#, r#"{"a":{}}"#, r#"{"a":1,}"#, r#"{"a":1}x"#, r#"{"a":[[1]]}"#]
        {
            assert_eq!(object(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf_8_pass_through() {
        let Some(Value::Text(text)) = object(b"{\"a\":\"caf\xe9\"}").map(|mut members| members.remove(0).1)
        else {
            panic!("reads")
        };
        let mut out = Vec::new();
        write(&text, &mut out);
        assert_eq!(out, b"\"caf\xe9\"");
    }
}
