//! URLs below `/rest`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Result};

/// What stays as it is in one segment. `*` must: RouterOS does not decode `%2A` in an id.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Checks a menu or command path: words of lower-case letters, digits and `-`, separated by single slashes.
pub(super) fn checked(path: &str) -> Result<&str> {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if path.len() <= 200 && path.split('/').all(word) {
        return Ok(path);
    }
    Err(Error::usage(format!("{:?} is not a RouterOS menu", path.chars().take(60).collect::<String>()))
        .hint("write words with slashes between and none in front, e.g. ip/firewall/filter"))
}

/// `menu/id`; the id, or the name that stands for it, in one segment.
pub(super) fn row(menu: &str, id: &str) -> Result<String> {
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::usage(format!("{id:?} is not the id of a row"))
            .hint("an id is \"*\" and hexadecimal digits, as .id shows it"));
    }
    Ok(format!("{}/{}", checked(menu)?, utf8_percent_encode(id, ENCODED)))
}

/// `menu?.proplist=a,b`; without the question when `fields` is empty.
pub(super) fn reading(menu: &str, fields: &[String]) -> Result<String> {
    let menu = checked(menu)?;
    if fields.is_empty() {
        return Ok(menu.to_owned());
    }
    let fields = fields.iter().map(|field| field_name(field)).collect::<Result<Vec<_>>>()?;
    Ok(format!("{menu}?.proplist={}", fields.join(",")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_raw_and_names_are_encoded() {
        assert_eq!(row("ip/address", "*1A").expect("a row"), "ip/address/*1A");
        assert_eq!(row("file", "flash/a b.rsc").expect("a row"), "file/flash%2Fa%20b.rsc");
        assert_eq!(row("interface", "ä?#%").expect("a row"), "interface/%C3%A4%3F%23%25");
        for id in ["", ".", ".."] {
            assert!(row("file", id).is_err(), "{id}");
        }
    }

    #[test]
    fn only_menus_are_menus() {
        assert!(checked("ip/firewall/address-list").is_ok());
        for path in
            ["", "/ip", "ip/", "ip//address", "ip/../user", "ip address", "ip/address?x=y", "IP", "ip/%2e"]
        {
            assert!(checked(path).is_err(), "{path}");
        }
    }

    #[test]
    fn fields_are_names() {
        let fields = [".id", "rx-byte", "802.1x"].map(str::to_owned);
        assert_eq!(
            reading("interface", &fields).expect("a question"),
            "interface?.proplist=.id,rx-byte,802.1x"
        );
        for name in ["", "a,b", "a&b", "-a", "#1", ">a", "a=b", "..a", "a b"] {
            assert!(field_name(name).is_err(), "{name}");
        }
    }
}
