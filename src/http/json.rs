//! One pass over a request's JSON before anything is built from it: is it JSON, one message, and of bounded shape.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use serde_json::Value;

use super::answer::{INVALID_REQUEST, PARSE_ERROR};

/// Arrays and objects within each other.
const DEPTH: usize = 64;
/// Values in all.
const NODES: usize = 10_000;
/// The method that calls a tool.
const CALL: &str = "tools/call";

/// What is known of a message before it is parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// Its `method`, none in an answer of the client.
    pub(super) method: Option<String>,
    /// Its `id`, a number or a text.
    pub(super) id: Option<Value>,
    /// `params.name`: the tool or the prompt that a call means.
    pub(super) name: Option<String>,
}

impl Message {
    /// The tool that it calls, if it calls one.
    pub(super) fn tool(&self) -> Option<&str> {
        self.name.as_deref().filter(|_| self.method.as_deref() == Some(CALL))
    }

    /// The id by which an answer names it; null for what is no request.
    pub(super) fn request_id(&self) -> Value {
        self.id.clone().filter(|_| self.method.is_some()).unwrap_or_default()
    }
}

/// Why a text is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The JSON-RPC error code.
    pub(super) code: i32,
    pub(super) message: String,
}

/// Checks that `text` is one JSON object of at most 64 levels and 10,000 values, without a member named twice.
pub(super) fn check(text: &[u8]) -> Result<Message, Fault> {
    let mut walk = Walk { nodes: 0, message: Message::default() };
    let mut json = serde_json::Deserializer::from_slice(text);
    // Our own limit of depth is below the parser's, which guards the stack.
    let walked = Node { walk: &mut walk, depth: 0, place: Place::Elsewhere }
        .deserialize(&mut json)
        .and_then(|()| json.end());
    match walked {
        Ok(()) => Ok(walk.message),
        Err(error) if error.is_data() => Err(Fault { code: INVALID_REQUEST, message: error.to_string() }),
        Err(error) => Err(Fault { code: PARSE_ERROR, message: format!("the body is not JSON: {error}") }),
    }
}

struct Walk {
    nodes: usize,
    message: Message,
}

/// Where in the message a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Id,
    Method,
    Params,
    Name,
    Elsewhere,
}

impl Place {
    /// The place of the member `name` of an object at `self`, `depth` levels down.
    fn of(self, depth: usize, name: &str) -> Self {
        match (depth, self, name) {
            (0, _, "id") => Self::Id,
            (0, _, "method") => Self::Method,
            (0, _, "params") => Self::Params,
            (1, Self::Params, "name") => Self::Name,
            _ => Self::Elsewhere,
        }
    }
}

/// A value at `place`, `depth` levels down.
struct Node<'a> {
    walk: &'a mut Walk,
    depth: usize,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.walk.nodes += 1;
        if self.walk.nodes > NODES {
            return Err(D::Error::custom(format_args!("more than {NODES} values")));
        }
        deserializer.deserialize_any(self)
    }
}

impl Node<'_> {
    fn scalar<E: serde::de::Error>(self) -> Result<(), E> {
        if self.depth == 0 { Err(E::custom("a message is an object")) } else { Ok(()) }
    }

    fn deeper<E: serde::de::Error>(&self) -> Result<usize, E> {
        if self.depth < DEPTH {
            Ok(self.depth + 1)
        } else {
            Err(E::custom(format_args!("more than {DEPTH} levels")))
        }
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.scalar()
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        if self.place == Place::Id {
            self.walk.message.id = Some(number.into());
        }
        self.scalar()
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        if self.place == Place::Id {
            self.walk.message.id = Some(number.into());
        }
        self.scalar()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.scalar()
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        match self.place {
            Place::Id => self.walk.message.id = Some(text.into()),
            Place::Method => self.walk.message.method = Some(text.to_owned()),
            Place::Name => self.walk.message.name = Some(text.to_owned()),
            Place::Params | Place::Elsewhere => {}
        }
        self.scalar()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.depth == 0 {
            return Err(A::Error::custom("batches are not supported; send one message at a time"));
        }
        let depth = self.deeper()?;
        while items.next_element_seed(Node { walk: self.walk, depth, place: Place::Elsewhere })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let depth = self.deeper()?;
        let mut names = Vec::new();
        while let Some(name) = members.next_key_seed(Name)? {
            let place = self.place.of(self.depth, &name);
            names.push(name);
            members.next_value_seed(Node { walk: self.walk, depth, place })?;
        }
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) {
            return Err(A::Error::custom("an object names a member twice"));
        }
        Ok(())
    }
}

/// The name of a member, as it stands in the text where nothing in it is escaped.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<i32> {
        check(text.as_bytes()).err().map(|fault| fault.code)
    }

    #[test]
    fn a_message_tells_its_method_and_what_it_calls() {
        let message = check(br#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"method":"x"}}"#).unwrap();
        assert_eq!(message.method.as_deref(), Some("ping"));
        assert_eq!((message.request_id(), message.name), (1.into(), None));
        let answer = check(br#"{"id":1,"result":{"id":2}}"#).unwrap();
        assert_eq!((answer.method.as_deref(), answer.request_id()), (None, Value::Null));
        for id in ["-7", "18446744073709551615", "\"a \\u00e9\"", "null"] {
            let text = format!("{{\"params\":{{\"id\":0}},\"id\":{id},\"method\":\"ping\"}}");
            let expected: Value = serde_json::from_str(id).unwrap();
            assert_eq!(check(text.as_bytes()).unwrap().request_id(), expected);
        }
        let call =
            br#"{"method":"tools/call","name":"no","params":{"arguments":{"name":"no"},"name":"ping"}}"#;
        assert_eq!(check(call).unwrap().tool(), Some("ping"));
        assert_eq!(check(br#"{"method":"prompts/get","params":{"name":"ping"}}"#).unwrap().tool(), None);
        assert_eq!(check(br#"{"params":[{"name":"no"}],"x":{"name":"no"}}"#).unwrap().name, None);
    }

    #[test]
    fn what_is_not_json_is_a_parse_error() {
        for text in ["", "{", "{]", "nul", "{} {}", "{\"a\":1,}", "{\"a\":\"\\ud800\"}"] {
            assert_eq!(code(text), Some(PARSE_ERROR), "{text}");
        }
        assert_eq!(check(b"{\"a\":\"\xff\"}").unwrap_err().code, PARSE_ERROR);
    }

    #[test]
    fn json_that_is_not_one_plain_message_is_an_invalid_request() {
        for text in [
            "[]",
            "[{\"id\":1}]",
            "1",
            "null",
            "\"text\"",
            r#"{"id":1,"id":2}"#,
            r#"{"a":{"b":1,"c":2,"\u0062":3}}"#,
        ] {
            assert_eq!(code(text), Some(INVALID_REQUEST), "{text}");
        }
    }

    #[test]
    fn depth_and_number_of_values_are_bounded() {
        let nested = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(code(&nested(DEPTH - 1)), None);
        assert_eq!(code(&nested(DEPTH)), Some(INVALID_REQUEST));
        assert!(code(&nested(100_000)).is_some());
        let wide = |values: usize| format!("{{\"a\":[{}]}}", vec!["0"; values].join(","));
        assert_eq!(code(&wide(NODES - 2)), None);
        assert_eq!(code(&wide(NODES - 1)), Some(INVALID_REQUEST));
    }
}
