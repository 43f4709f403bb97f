//! What a setting can be: how each type is read, shown and described.
//!
//! A type that is a secret shows as `***` wherever it is shown, and what was written is not repeated in an error.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::json;

use crate::domain::principal::Role;

/// A value, or in words what it must be.
pub(super) type Parsed<T> = Result<T, String>;

/// What stands in place of a secret.
pub(super) const HIDDEN: &str = "***";

/// A type that a setting can have.
pub(super) trait Value: Sized {
    /// Whether it can hold a secret, so that what was written must never be repeated.
    const SECRET: bool = false;
    /// Whether it takes several items: a comma-separated text or a YAML list.
    const LIST: bool = false;

    /// The name of the type in the reference.
    fn kind() -> String;
    /// Reads what was written.
    fn parse(text: &str) -> Parsed<Self>;
    /// Reads a YAML list.
    fn parse_items(_items: &[String]) -> Parsed<Self> {
        Err("one value, not a list".to_owned())
    }
    /// The number that a range is checked against.
    fn amount(&self) -> Option<f64> {
        None
    }
    /// Whether this value holds a secret.
    fn holds_secret(&self) -> bool {
        Self::SECRET
    }
    /// The value as people may see it, `None` when it is not set.
    fn show(&self) -> Option<String>;
    /// Its JSON Schema.
    fn schema() -> serde_json::Value;
    /// The value that stands for "not set", for the types that have one.
    fn unset() -> Option<Self> {
        None
    }
}

/// The items of a comma-separated text, trimmed, without empty ones.
pub(super) fn items(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

impl<T: Value> Value for Option<T> {
    const SECRET: bool = T::SECRET;
    const LIST: bool = T::LIST;

    fn kind() -> String {
        T::kind()
    }
    fn parse(text: &str) -> Parsed<Self> {
        T::parse(text).map(Some)
    }
    fn parse_items(items: &[String]) -> Parsed<Self> {
        T::parse_items(items).map(Some)
    }
    fn amount(&self) -> Option<f64> {
        self.as_ref().and_then(T::amount)
    }
    fn holds_secret(&self) -> bool {
        self.as_ref().is_some_and(T::holds_secret)
    }
    fn show(&self) -> Option<String> {
        self.as_ref().and_then(T::show)
    }
    fn schema() -> serde_json::Value {
        T::schema()
    }
    fn unset() -> Option<Self> {
        Some(None)
    }
}

impl Value for bool {
    fn kind() -> String {
        "true or false".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(Self::kind()),
        }
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "boolean" })
    }
}

macro_rules! whole_numbers {
    ($($type:ty),+) => { $(
        impl Value for $type {
            fn kind() -> String {
                "whole number".to_owned()
            }
            fn parse(text: &str) -> Parsed<Self> {
                text.parse().map_err(|_| format!("a whole number, at most {}", <$type>::MAX))
            }
            fn amount(&self) -> Option<f64> {
                Some(f64::from(*self))
            }
            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
            fn schema() -> serde_json::Value {
                json!({ "type": "integer", "minimum": 0 })
            }
        }
    )+ };
}

whole_numbers!(u16, u32);

/// Seconds, with a fraction where somebody wants one.
impl Value for Duration {
    fn kind() -> String {
        "seconds".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        let bad = || "a number of seconds".to_owned();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let seconds: f64 = text.parse().ok().filter(|_| plain).ok_or_else(bad)?;
        Self::try_from_secs_f64(seconds).map_err(|_| bad())
    }
    fn amount(&self) -> Option<f64> {
        Some(self.as_secs_f64())
    }
    fn show(&self) -> Option<String> {
        Some(self.as_secs_f64().to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "number", "minimum": 0 })
    }
}

impl Value for String {
    fn kind() -> String {
        "text".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        if text.chars().any(char::is_control) {
            return Err("text without control characters".to_owned());
        }
        Ok(text.to_owned())
    }
    fn show(&self) -> Option<String> {
        Some(self.clone())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

impl Value for PathBuf {
    fn kind() -> String {
        "path".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        String::parse(text).map(Self::from)
    }
    fn show(&self) -> Option<String> {
        Some(self.display().to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

impl Value for SecretString {
    const SECRET: bool = true;

    fn kind() -> String {
        "secret".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        Ok(Self::from(text.to_owned()))
    }
    fn show(&self) -> Option<String> {
        Some(HIDDEN.to_owned())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string", "writeOnly": true })
    }
}

impl<T: Value> Value for Vec<T> {
    const LIST: bool = true;

    fn kind() -> String {
        format!("list of {}", T::kind())
    }
    fn parse(text: &str) -> Parsed<Self> {
        Self::parse_items(&items(text))
    }
    fn parse_items(items: &[String]) -> Parsed<Self> {
        items
            .iter()
            .map(|item| T::parse(item).map_err(|what| format!("a list of which each item is {what}")))
            .collect()
    }
    fn show(&self) -> Option<String> {
        let shown: Vec<String> = self.iter().filter_map(T::show).collect();
        (!shown.is_empty()).then(|| shown.join(","))
    }
    fn schema() -> serde_json::Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": T::schema() }] })
    }
    fn unset() -> Option<Self> {
        Some(Self::new())
    }
}

/// A program and its arguments, never a shell line: words separated by blanks, or a JSON or YAML list of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argv {
    /// The program: a path, or a name that is looked up in `PATH`.
    pub program: String,
    /// What it is called with.
    pub arguments: Vec<String>,
}

impl Value for Argv {
    const LIST: bool = true;

    fn kind() -> String {
        "program and arguments".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        if text.starts_with('[') {
            let items: Vec<String> = serde_json::from_str(text)
                .map_err(|_| "a JSON list of strings when it begins with [".to_owned())?;
            return Self::parse_items(&items);
        }
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Self::parse_items(&words)
    }
    fn parse_items(items: &[String]) -> Parsed<Self> {
        match items.split_first() {
            Some((program, arguments)) if !program.is_empty() => {
                Ok(Self { program: program.clone(), arguments: arguments.to_vec() })
            }
            _ => Err("a program and its arguments".to_owned()),
        }
    }
    fn show(&self) -> Option<String> {
        let words: Vec<&String> = std::iter::once(&self.program).chain(&self.arguments).collect();
        serde_json::to_string(&words).ok()
    }
    fn schema() -> serde_json::Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// Which role each value of the role claim stands for; exact and case-sensitive, a value that is not here has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMap(pub Vec<(String, Role)>);

impl RoleMap {
    /// The role that a claim's value stands for.
    pub fn role(&self, value: &str) -> Option<Role> {
        self.0.iter().find(|(name, _)| name == value).map(|(_, role)| *role)
    }

    fn entry(item: &str) -> Option<(String, Role)> {
        let (value, word) = item.rsplit_once('=')?;
        Some((value.trim().to_owned(), word.trim().parse().ok()?)).filter(|(value, _)| !value.is_empty())
    }
}

impl Value for RoleMap {
    const LIST: bool = true;

    fn kind() -> String {
        "list of value=role".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        Self::parse_items(&items(text))
    }
    fn parse_items(items: &[String]) -> Parsed<Self> {
        let bad = || "a list of value=role, where role is read_only, ops_rw, approver or admin".to_owned();
        let map: Vec<_> =
            items.iter().map(|item| Self::entry(item).ok_or_else(bad)).collect::<Parsed<_>>()?;
        let twice = map
            .iter()
            .enumerate()
            .any(|(at, (value, _))| map.iter().take(at).any(|(other, _)| other == value));
        if twice {
            return Err("a list in which each value stands once".to_owned());
        }
        Ok(Self(map))
    }
    fn show(&self) -> Option<String> {
        let pairs: Vec<String> = self.0.iter().map(|(value, role)| format!("{value}={role}")).collect();
        (!pairs.is_empty()).then(|| pairs.join(","))
    }
    fn schema() -> serde_json::Value {
        Vec::<String>::schema()
    }
    fn unset() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_in_every_usual_spelling() {
        for (text, value) in
            [("true", true), ("Yes", true), ("1", true), ("ON", true), ("no", false), ("off", false)]
        {
            assert_eq!(bool::parse(text), Ok(value), "{text}");
        }
        assert!(bool::parse("maybe").is_err() && bool::parse("2").is_err());
    }

    #[test]
    fn seconds_are_plain_decimal_numbers() {
        assert_eq!(Duration::parse("1.5"), Ok(Duration::from_millis(1500)));
        for text in ["", ".", "-1", "inf", "NaN", "1e3", "5s", "99999999999999999999999"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_command_is_a_list_of_words_and_never_a_shell_line() {
        let plain = Argv::parse("vault kv  get -field=key").expect("words");
        assert_eq!((plain.program.as_str(), plain.arguments.len()), ("vault", 3));
        let json = Argv::parse(r#"["/opt/my tools/key", "a b"]"#).expect("JSON");
        assert_eq!(
            (json.program.as_str(), json.arguments.as_slice()),
            ("/opt/my tools/key", &["a b".to_owned()][..])
        );
        assert!(Argv::parse("[1]").is_err() && Argv::parse("[]").is_err() && Argv::parse(" ").is_err());
    }

    #[test]
    fn a_role_map_is_exact() {
        let map = RoleMap::parse("net-ops=ops_rw, CN=x,Admins=admin").expect_err("CN=x is no role");
        assert!(map.contains("value=role"));
        let map = RoleMap::parse("net-ops=ops_rw,Admins=admin").expect("a map");
        assert_eq!(map.role("Admins"), Some(Role::Admin));
        assert_eq!(map.role("admins"), None);
        assert!(RoleMap::parse("a=admin,a=read_only").is_err());
    }
}
