//! Values as RouterOS's console reads and prints them.
//!
//! [`parse`] turns what a client or a model wrote into the stored [`Value`], in the one spelling that RouterOS gives
//! back; [`Refusal`] becomes the router's own message. It decides nothing about rows: uniqueness, required fields and
//! references' targets are found by the caller's [`Names`].

pub(super) mod address;
pub(super) mod duration;
mod number;

use crate::catalogue::menu::{Field, Menu};
use crate::domain::field::FieldType;

pub(super) use number::{integer, with_unit};

/// A stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Text in RouterOS's spelling.
    Text(Box<str>),
    /// A row, kept by its id: a rename follows, a removal leaves the dead id.
    Row {
        /// The referenced menu.
        menu: &'static str,
        /// The row's id there.
        id: u32,
        /// Whether `!` stands before it.
        negated: bool,
    },
    /// Several of them.
    List(Vec<Value>),
}

impl Value {
    /// Plain text.
    pub(super) fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    /// The text of a text value.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Why a value isn't taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is none of the words, or no row has that name.
    NoMatch,
    /// It can't be read at all.
    Invalid,
    /// A number outside of these bounds.
    Range(i64, i64),
}

impl Refusal {
    /// What the router says about the argument `name`.
    pub(super) fn message(&self, name: &str) -> String {
        match self {
            Self::NoMatch => format!("input does not match any value of {name}"),
            Self::Invalid => format!("invalid value for argument {name}"),
            Self::Range(low, high) => format!("value of {name} out of range ({low}..{high})"),
        }
    }
}

/// Finds the rows that references name.
pub(super) trait Names {
    /// The id of the row called `name` in `menu`; the error when the menu isn't simulated.
    fn id(&self, menu: &'static str, name: &str) -> Result<Option<u32>, NoSuchMenu>;
}

/// The referenced menu isn't part of this router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoSuchMenu;

/// `text` as the value of `field` in `menu`.
pub(super) fn parse(menu: &Menu, field: &Field, text: &str, names: &impl Names) -> Result<Value, Refusal> {
    if field.default == Some(text) || field.words.contains(&text) {
        return Ok(Value::text(canonical_default(field, text)));
    }
    let negated = if field.negatable { text.strip_prefix('!') } else { None };
    match (field.kind, negated) {
        (kind, Some(rest)) => of_type(menu, field, kind, rest, names).map(negate),
        (kind, None) => of_type(menu, field, kind, text, names),
    }
}

/// A flag's default may be written either way.
fn canonical_default(field: &Field, text: &str) -> String {
    match (field.kind, text) {
        (FieldType::Flag, "yes") => "true".to_owned(),
        (FieldType::Flag, "no") => "false".to_owned(),
        _ => text.to_owned(),
    }
}

fn negate(value: Value) -> Value {
    match value {
        Value::Row { menu, id, .. } => Value::Row { menu, id, negated: true },
        Value::Text(text) => Value::text(format!("!{text}")),
        list @ Value::List(_) => list,
    }
}

fn of_type(
    menu: &Menu,
    field: &Field,
    kind: FieldType,
    text: &str,
    names: &impl Names,
) -> Result<Value, Refusal> {
    match kind {
        FieldType::Reference(target) => reference(target, text, names),
        FieldType::List(item) => list(menu, field, *item, text, names),
        _ => scalar(menu, field, kind, text).map(Value::text),
    }
}

/// A row by its name or its id.
fn reference(target: &'static str, text: &str, names: &impl Names) -> Result<Value, Refusal> {
    match names.id(target, text) {
        Err(NoSuchMenu) => Ok(Value::text(text)),
        Ok(Some(id)) => Ok(Value::Row { menu: target, id, negated: false }),
        Ok(None) => Err(Refusal::NoMatch),
    }
}

fn list(
    menu: &Menu,
    field: &Field,
    item: FieldType,
    text: &str,
    names: &impl Names,
) -> Result<Value, Refusal> {
    let items = text.split(',').filter(|part| !part.is_empty());
    let values = items.map(|part| of_type(menu, field, item, part, names)).collect::<Result<Vec<_>, _>>()?;
    if values.iter().any(|value| value.as_text().is_none()) {
        return Ok(Value::List(values));
    }
    let texts: Vec<_> = values.iter().filter_map(Value::as_text).collect();
    Ok(Value::text(texts.join(",")))
}

/// `text` in RouterOS's spelling of a value of `kind`.
fn scalar(menu: &Menu, field: &Field, kind: FieldType, text: &str) -> Result<String, Refusal> {
    let read = match kind {
        FieldType::Integer => return number::in_range(field.name, text),
        FieldType::Flag => return flag(text).ok_or(Refusal::NoMatch),
        FieldType::Enum(words) => {
            return if words.contains(&text) { Ok(text.to_owned()) } else { Err(Refusal::NoMatch) };
        }
        FieldType::Duration => duration::parse(text).map(duration::print),
        FieldType::Bytes => with_unit(text, 1024).map(|bytes| bytes.to_string()),
        FieldType::BitRate => with_unit(text, 1000).map(|rate| rate.to_string()),
        FieldType::Percent => integer(text.trim_end_matches('%')).map(|percent| percent.to_string()),
        FieldType::Decimal => text.parse::<f64>().ok().map(|_| text.to_owned()),
        FieldType::Address => address::address(text),
        FieldType::Prefix => address::prefix(text, keeps_host_bits(menu)),
        FieldType::AddressRange if takes_names(menu, field) => {
            address::range(text, says_lengths(menu)).or_else(|| address::host_name(text))
        }
        FieldType::AddressRange => address::range(text, false),
        FieldType::Mac => address::mac(text),
        FieldType::Id => text.starts_with('*').then(|| text.to_owned()),
        _ => Some(text.to_owned()),
    };
    read.ok_or(Refusal::Invalid)
}

/// An interface's own address keeps its host bits; a destination doesn't have any.
fn keeps_host_bits(menu: &Menu) -> bool {
    matches!(menu.path, "ip/address" | "ipv6/address" | "ip/dhcp-client")
}

/// Lists of IPv6 addresses tell the length even of hosts (exports and prints of real routers).
fn says_lengths(menu: &Menu) -> bool {
    menu.path == "ipv6/firewall/address-list"
}

/// An address list may hold host names (RouterOS manual, "Address-lists").
fn takes_names(menu: &Menu, field: &Field) -> bool {
    menu.path.ends_with("firewall/address-list") && field.name == "address"
}

/// `yes`, `no`, `true` and `false` in the spelling of REST and API replies.
pub(super) fn flag(text: &str) -> Option<String> {
    match text {
        "yes" | "true" => Some("true".to_owned()),
        "no" | "false" => Some("false".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::menu::Area;

    struct Two;
    impl Names for Two {
        fn id(&self, menu: &'static str, name: &str) -> Result<Option<u32>, NoSuchMenu> {
            match (menu, name) {
                ("interface", "ether1") => Ok(Some(1)),
                ("interface", _) => Ok(None),
                _ => Err(NoSuchMenu),
            }
        }
    }

    const POOL: Menu = Menu::list("ip/pool", "", Area::Ip, &[]);

    fn text(menu: &Menu, kind: FieldType, text: &str) -> Result<String, Refusal> {
        parse(menu, &Field::new("x", kind), text, &Two).map(|value| match value {
            Value::Text(text) => text.to_string(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn values_come_back_in_the_routers_spelling() {
        for (kind, given, stored) in [
            (FieldType::Flag, "yes", "true"),
            (FieldType::Integer, "0x4", "4"),
            (FieldType::Duration, "90m", "1h30m"),
            (FieldType::Duration, "00:10:00", "10m"),
            (FieldType::Prefix, "10.1.2.3/8", "10.0.0.0/8"),
            (FieldType::AddressRange, "10.1.2.3/32", "10.1.2.3"),
            (FieldType::Mac, "aa-bb-cc-dd-ee-0f", "AA:BB:CC:DD:EE:0F"),
            (FieldType::BitRate, "10M", "10000000"),
            (FieldType::List(&FieldType::Address), "1.1.1.1,,9.9.9.9", "1.1.1.1,9.9.9.9"),
        ] {
            assert_eq!(text(&POOL, kind, given), Ok(stored.to_owned()), "{given}");
        }
    }

    #[test]
    fn a_host_in_a_list_of_ipv6_addresses_has_its_length() {
        const LIST: Menu = Menu::list("ipv6/firewall/address-list", "", Area::Ip, &[]);
        let field = Field::new("address", FieldType::AddressRange);
        for (given, stored) in
            [("::1", "::1/128"), ("2001:DB8::1/128", "2001:db8::1/128"), ("fec0::1/10", "fec0::/10")]
        {
            assert_eq!(parse(&LIST, &field, given, &Two), Ok(Value::text(stored)));
        }
    }

    #[test]
    fn what_no_router_takes_is_refused_by_kind() {
        assert_eq!(text(&POOL, FieldType::Flag, "maybe"), Err(Refusal::NoMatch));
        assert_eq!(text(&POOL, FieldType::Enum(&["a"]), "b"), Err(Refusal::NoMatch));
        assert_eq!(text(&POOL, FieldType::Reference("interface"), "ether9"), Err(Refusal::NoMatch));
        assert_eq!(text(&POOL, FieldType::Address, "10.0.0.300"), Err(Refusal::Invalid));
        assert_eq!(text(&POOL, FieldType::Prefix, "10.0.0.0/33"), Err(Refusal::Invalid));
        assert_eq!(text(&POOL, FieldType::Duration, "5 apples"), Err(Refusal::Invalid));
        assert_eq!(text(&POOL, FieldType::AddressRange, "!10.0.0.1"), Err(Refusal::Invalid));
    }

    #[test]
    fn matchers_can_be_negated() {
        let field = Field::new("src-address", FieldType::AddressRange).negatable();
        assert_eq!(parse(&POOL, &field, "!10.0.0.0/8", &Two), Ok(Value::text("!10.0.0.0/8")));
        let field = Field::interface("in-interface").negatable();
        assert_eq!(
            parse(&POOL, &field, "!ether1", &Two),
            Ok(Value::Row { menu: "interface", id: 1, negated: true })
        );
        let field = field.or(&["all-ppp"]);
        assert_eq!(parse(&POOL, &field, "all-ppp", &Two), Ok(Value::text("all-ppp")));
    }
}
