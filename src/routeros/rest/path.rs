//! URLs below `/rest`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::routeros::names::{field_name, menu_path};

/// What stays as it is in one segment. `*` must: RouterOS does not decode `%2A` in an id.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `menu/id`; the id, or the name that stands for it, in one segment.
pub(super) fn row(menu: &str, id: &str) -> Result<String> {
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::usage(format!("{id:?} is not the id of a row"))
            .hint("an id is \"*\" and hexadecimal digits, as .id shows it"));
    }
    Ok(format!("{}/{}", menu_path(menu)?, utf8_percent_encode(id, ENCODED)))
}

/// `menu?.proplist=a,b`; without the question when `fields` is empty.
pub(super) fn reading(menu: &str, fields: &[String]) -> Result<String> {
    let menu = menu_path(menu)?;
    if fields.is_empty() {
        return Ok(menu.to_owned());
    }
    let fields = fields.iter().map(|field| field_name(field)).collect::<Result<Vec<_>>>()?;
    Ok(format!("{menu}?.proplist={}", fields.join(",")))
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
    fn fields_are_asked_for() {
        let fields = [".id", "rx-byte", "802.1x"].map(str::to_owned);
        assert_eq!(
            reading("interface", &fields).expect("a question"),
            "interface?.proplist=.id,rx-byte,802.1x"
        );
        assert_eq!(reading("interface", &[]).expect("a question"), "interface");
    }
}
