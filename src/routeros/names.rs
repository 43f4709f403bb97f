//! The names that go into a request; checked so that none can say anything else than a name.

use crate::domain::row::RawRow;
use crate::error::{Error, Result};

/// Checks a menu or command path: words of lower-case letters, digits and `-`, separated by single slashes.
pub(super) fn menu_path(path: &str) -> Result<&str> {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if path.len() <= 200 && path.split('/').all(word) {
        return Ok(path);
    }
    Err(Error::usage(format!("{:?} is not a RouterOS menu", path.chars().take(60).collect::<String>()))
        .hint("write words with slashes between and none in front, e.g. ip/firewall/filter"))
}

/// Checks a field name: it must not be able to say anything else in a list of fields or a query.
pub(super) fn field_name(name: &str) -> Result<&str> {
    let bare = name.strip_prefix('.').unwrap_or(name);
    let good = bare.len() <= 100
        && bare.starts_with(|c: char| c.is_ascii_alphanumeric())
        && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if good {
        return Ok(name);
    }
    Err(Error::usage(format!("{:?} is not the name of a field", name.chars().take(60).collect::<String>())))
}

/// `.id` and the others: the fields to ask for in a list where only what is asked for comes.
pub(super) fn with_id(fields: &[String]) -> Result<String> {
    let mut names = vec![".id"];
    for field in fields.iter().filter(|field| *field != ".id") {
        names.push(field_name(field)?);
    }
    Ok(names.join(","))
}

/// The one row that a command is about; `numbers` is the console's name for it.
pub(super) fn numbers(id: &str) -> Result<RawRow> {
    // A comma would make it several rows.
    if id.is_empty() || id.contains(',') {
        return Err(Error::usage(format!("{id:?} is not the id of one row")));
    }
    Ok(RawRow::from([("numbers".to_owned(), id.to_owned())]))
}

/// The arguments of `move`.
pub(super) fn moving(id: &str, before: Option<&str>) -> Result<RawRow> {
    let mut arguments = numbers(id)?;
    if let Some(before) = before {
        arguments.extend(numbers(before)?.remove("numbers").map(|id| ("destination".to_owned(), id)));
    }
    Ok(arguments)
}

/// The command that enables or disables.
pub(super) fn switching(on: bool) -> &'static str {
    if on { "enable" } else { "disable" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_is_one_row() {
        assert!(numbers("*1A").is_ok() && numbers("ether1").is_ok());
        for id in ["", "*1,*2", ","] {
            assert!(numbers(id).is_err() && moving("*1", Some(id)).is_err(), "{id}");
        }
    }

    #[test]
    fn only_menus_are_menus() {
        assert!(menu_path("ip/firewall/address-list").is_ok());
        for path in
            ["", "/ip", "ip/", "ip//address", "ip/../user", "ip address", "ip/address?x=y", "IP", "ip/%2e"]
        {
            assert!(menu_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn only_fields_are_fields() {
        for name in [".id", "rx-byte", "802.1x", "configuration.mode"] {
            assert!(field_name(name).is_ok(), "{name}");
        }
        for name in ["", "a,b", "a&b", "-a", "#1", ">a", "a=b", "..a", "a b"] {
            assert!(field_name(name).is_err(), "{name}");
        }
    }
}
