//! From the values that were asked for to the texts that are sent: checked against the catalogue, never guessed.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::world::World;
use crate::catalogue::menu::{Field, Menu};
use crate::catalogue::menus;
use crate::domain::field::FieldType;
use crate::domain::version::Version;
use crate::error::{Error, Result, WhileDoing, nearest};
use crate::routeros::value::wire;

/// The longest text of one value, bytes.
const LONGEST: usize = 32 * 1024;

/// Words that stand for an amount in many menus, known or not to the one at hand.
const NO_AMOUNT: &[&str] = &[
    "always",
    "auto",
    "default",
    "disabled",
    "forever",
    "immediate",
    "infinite",
    "infinity",
    "never",
    "no",
    "none",
    "unlimited",
    "unspecified",
    "yes",
];
/// Units of time, as RouterOS prints them and longer.
const TIME_UNITS: &[&str] = &[
    "w", "week", "weeks", "d", "day", "days", "h", "hour", "hours", "m", "min", "minute", "minutes", "s",
    "sec", "second", "seconds", "ms", "msec", "us", "usec", "ns",
];

/// The texts of `values` for `menu`, each with its field.
pub(super) fn compile(
    menu: &Menu,
    values: &Map<String, Value>,
    version: Option<Version>,
) -> Result<Vec<(&'static Field, String)>> {
    values.iter().map(|(name, value)| one(menu, name, value, version)).collect()
}

fn one(menu: &Menu, name: &str, value: &Value, version: Option<Version>) -> Result<(&'static Field, String)> {
    menu.check_fields(&[name])?;
    let doing = || format!("checking {name} of {}", menu.path);
    let field = menu
        .field(name)
        .filter(|field| field.writable)
        .ok_or_else(|| Error::usage(format!("{name:?} of {} can only be read", menu.path)))?;
    in_version(field, version).while_doing(doing)?;
    let text = in_its_spelling(field.kind, wire(field.kind, value).while_doing(doing)?);
    if text.contains('\0') {
        return Err(Error::usage("a RouterOS text cannot hold a NUL character")).while_doing(doing);
    }
    if text.len() > LONGEST {
        return Err(Error::usage(format!("the text is longer than {LONGEST} bytes"))).while_doing(doing);
    }
    if text.is_empty() && field.required {
        return Err(Error::usage(format!("{name:?} cannot be cleared"))).while_doing(doing);
    }
    if !text.is_empty() {
        let bare = if field.negatable { text.strip_prefix('!').unwrap_or(&text) } else { &text };
        check(field.kind, field, bare).while_doing(doing)?;
    }
    Ok((field, text))
}

fn in_version(field: &Field, version: Option<Version>) -> Result<()> {
    let Some(version) = version else { return Ok(()) };
    if let Some(since) = field.since.filter(|since| version < *since) {
        return Err(Error::usage(format!("RouterOS has it from {since} on; the router runs {version}")));
    }
    if let Some(until) = field.until.filter(|until| version >= *until) {
        return Err(Error::usage(format!("RouterOS dropped it in {until}; the router runs {version}")));
    }
    Ok(())
}

fn check(kind: FieldType, field: &Field, text: &str) -> Result<()> {
    if field.words.contains(&text) {
        return Ok(());
    }
    let good = match kind {
        FieldType::Enum(words) => return word(words, field.words, text),
        FieldType::List(item) => {
            let bare = |part: &str| part.trim().trim_start_matches('!').to_owned();
            return text.split(',').try_for_each(|part| check(*item, field, &bare(part)));
        }
        FieldType::Flag => matches!(text, "true" | "false" | "yes" | "no"),
        FieldType::Mac => is_mac(text.split('/').next().unwrap_or_default()),
        FieldType::Address => is_address(text),
        FieldType::Prefix => is_prefix(text),
        FieldType::AddressRange => text.split_once('-').map_or_else(
            || is_prefix(text) || text.parse::<IpAddr>().is_ok(),
            |(from, to)| is_address(from) && is_address(to),
        ),
        FieldType::Integer if field.words.is_empty() => {
            text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b',' | b'/' | b':'))
                || text.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        }
        FieldType::Duration => is_quantity(text) && is_span(text),
        FieldType::Bytes | FieldType::BitRate | FieldType::Percent | FieldType::Decimal => is_quantity(text),
        _ => true,
    };
    if good { Ok(()) } else { Err(Error::usage(format!("{text:?} is not {}", described(kind)))) }
}

fn described(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Flag => "yes or no",
        FieldType::Mac => "a MAC address",
        FieldType::Address => "an address",
        FieldType::Prefix => "an address with a prefix length",
        FieldType::AddressRange => "an address, a prefix or a range",
        FieldType::Duration => "a time span such as 1d2h3m4s, 500ms or 00:00:10",
        FieldType::Bytes => "a size in bytes",
        FieldType::BitRate => "a rate such as 10M",
        FieldType::Percent => "a percentage",
        FieldType::Decimal => "a number",
        _ => "a whole number",
    }
}

/// Whether it may say how much: with a digit, or one of the words that RouterOS has for no amount in particular. What else
/// a field takes, its menu names.
fn is_quantity(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || NO_AMOUNT.contains(&text)
}

/// Whether each unit in it is one of time; RouterOS also takes more than it prints, such as a bare number.
fn is_span(text: &str) -> bool {
    let units = text.split(|c: char| !c.is_alphabetic()).filter(|unit| !unit.is_empty());
    NO_AMOUNT.contains(&text) || units.into_iter().all(|unit| TIME_UNITS.contains(&unit))
}

fn word(words: &[&str], more: &[&str], text: &str) -> Result<()> {
    if words.contains(&text) {
        return Ok(());
    }
    let error = Error::usage(format!("{text:?} is none of its words"));
    let all = || words.iter().chain(more).copied();
    Err(match nearest(text, all()) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint(format!("one of: {}", all().collect::<Vec<_>>().join(", "))),
    })
}

/// A MAC address as RouterOS prints it, in capitals with colons; reads take the other spellings as well.
pub(super) fn in_its_spelling(kind: FieldType, text: String) -> String {
    if !matches!(kind, FieldType::Mac) {
        return text;
    }
    let spelt = text.to_ascii_uppercase().replace('-', ":");
    let bare = spelt.strip_prefix('!').unwrap_or(&spelt);
    if bare.split('/').all(is_mac) { spelt } else { text }
}

fn is_mac(text: &str) -> bool {
    let octets: Vec<_> = text.split(':').collect();
    octets.len() == 6 && octets.iter().all(|octet| octet.len() == 2 && u8::from_str_radix(octet, 16).is_ok())
}

/// An address may name its interface: `fe80::1%ether1`, `10.0.0.1@main`.
fn is_address(text: &str) -> bool {
    text.split(['%', '@']).next().is_some_and(|address| address.parse::<IpAddr>().is_ok())
}

fn is_prefix(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return is_address(text) };
    let most = if address.contains(':') { 128 } else { 32 };
    is_address(address) && length.parse::<u8>().is_ok_and(|length| length <= most)
}

/// The menus whose rows `fields` name.
pub(super) fn referenced(fields: &[(&'static Field, String)]) -> Vec<&'static Menu> {
    fields.iter().filter_map(|(field, _)| menus::find(reference(field.kind)?)).collect()
}

pub(super) fn reference(kind: FieldType) -> Option<&'static str> {
    match kind {
        FieldType::Reference(menu) => Some(menu),
        FieldType::List(item) => reference(*item),
        _ => None,
    }
}

/// Checks that each row that `fields` name is there, or is added by an earlier step.
pub(super) fn check_references(fields: &[(&'static Field, String)], world: &World) -> Result<()> {
    for (field, text) in fields {
        let Some(path) = reference(field.kind).filter(|path| world.knows(path)) else { continue };
        if menus::find(path).is_none_or(|menu| menu.field("name").is_none()) {
            continue;
        }
        for name in text.split(',').map(|part| part.trim().trim_start_matches('!')) {
            let known = name.is_empty() || field.words.contains(&name) || name.starts_with('*');
            if !known && !names(world, path).any(|found| found == name) {
                let error =
                    Error::usage(format!("{:?} names {name:?}, and {path} has no such row", field.name));
                return Err(match nearest(name, names(world, path)) {
                    Some(near) => error.hint(format!("did you mean {near:?}?")),
                    None => error.hint("add it in an earlier step"),
                });
            }
        }
    }
    Ok(())
}

/// The names of the rows of `path`; an interface of any kind is an interface.
fn names<'a>(world: &'a World, path: &'a str) -> impl Iterator<Item = &'a str> {
    let kinds = menus::all()
        .map(|menu| menu.path)
        .filter(move |kind| *kind == path || (path == "interface" && kind.starts_with("interface/")));
    kinds.flat_map(|kind| world.after(kind)).filter_map(|row| row.values.get("name").map(String::as_str))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::menus::find;

    fn compiled(menu: &str, values: Value) -> Result<Vec<(&'static Field, String)>> {
        let Value::Object(values) = values else { return Ok(Vec::new()) };
        compile(find(menu).unwrap(), &values, Some(Version::new(7, 22, 0)))
    }

    #[test]
    fn what_the_catalogue_knows_to_be_wrong_is_refused_before_anything_is_sent() {
        for (menu, values, hint) in [
            ("ip/address", json!({"adress": "10.0.0.1/24"}), "did you mean"),
            ("ip/address", json!({"address": "10.0.0.1/33"}), ""),
            ("ip/address", json!({"network": "x"}), ""),
            ("ip/firewall/filter", json!({"chain": "input", "action": "dorp"}), "did you mean \"drop\""),
            ("ip/firewall/filter", json!({"comment": "a\u{0}b"}), ""),
            ("ip/firewall/filter", json!({"bytes": 1}), ""),
            ("ip/address", json!({"interface": null}), ""),
            ("ip/dhcp-server/lease", json!({"mac-address": "AA:BB"}), ""),
            ("ip/dhcp-server", json!({"lease-time": "zz"}), ""),
            ("ip/dhcp-server", json!({"lease-time": "5x"}), ""),
            ("ip/firewall/address-list", json!({"timeout": "tomorrow"}), ""),
            ("ip/dns", json!({"cache-size": "much"}), ""),
        ] {
            let error = compiled(menu, values.clone()).expect_err(&values.to_string());
            assert_eq!(error.kind(), crate::error::ErrorKind::Usage, "{error}");
            assert!(error.hints().iter().any(|said| said.contains(hint)) || hint.is_empty(), "{error:?}");
        }
    }

    #[test]
    fn spans_are_taken_in_every_spelling_of_the_router() {
        for text in [
            "30m",
            "1w2d3h4m5s",
            "500ms",
            "24s930ms",
            "00:10:00",
            "1d10:00:00",
            "90",
            "10min",
            "never",
            "1.5s",
        ] {
            compiled("ip/dhcp-server", json!({"lease-time": text})).expect(text);
        }
        let bootp = |text: &str| compiled("ip/dhcp-server", json!({"bootp-lease-time": text}));
        bootp("lease-time").expect("a word of the field");
        bootp("leasetime").expect_err("none");
    }

    #[test]
    fn a_mac_address_is_taken_in_every_spelling_that_reads_take() {
        for given in ["aa-bb-cc-00-11-22", "AA-BB-CC-00-11-22", "aa:bb:cc:00:11:22"] {
            let said = compiled("ip/dhcp-server/lease", json!({"mac-address": given})).expect(given);
            assert_eq!(said[0].1, "AA:BB:CC:00:11:22");
        }
        compiled("ip/dhcp-server/lease", json!({"mac-address": "aa-bb"})).expect_err("too short");
    }

    #[test]
    fn good_values_are_brought_to_the_routers_form() {
        let said = compiled(
            "ip/firewall/filter",
            json!({"chain": "input", "src-address": "!10.0.0.0/8", "disabled": true, "dst-port": "22,8291"}),
        );
        let said: Vec<_> = said.unwrap().into_iter().map(|(field, text)| (field.name, text)).collect();
        assert!(said.contains(&("src-address", "!10.0.0.0/8".to_owned())));
        assert!(said.contains(&("disabled", "true".to_owned())));
    }
}
