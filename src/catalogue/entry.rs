//! The catalogue as programs read it: one typed entry per menu and field, for `menu_describe` and `rosmcp menu`.

use schemars::JsonSchema;
use serde::Serialize;

use super::menu::{Field, Menu};
use super::menus;
use crate::domain::field::FieldType;

/// A menu.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MenuEntry {
    /// Its path.
    pub path: &'static str,
    /// What it holds.
    pub title: &'static str,
    /// `list`, `ordered list` or `settings`.
    pub kind: &'static str,
    /// Its area.
    pub area: &'static str,
    /// The fields by which two rows are the same thing.
    pub identity: &'static [&'static str],
    /// Whether rows can be added.
    pub add: bool,
    /// Whether rows (or the settings) can be set.
    pub set: bool,
    /// Whether rows can be removed.
    pub remove: bool,
    /// How much harm a change can do.
    pub risk: &'static str,
    /// Whether a change can cut the way in.
    pub management: bool,
    /// Commands beside the usual ones.
    pub commands: &'static [&'static str],
    /// The first RouterOS version that has it.
    pub since: Option<String>,
    /// Whether it is missing on some devices.
    pub optional: bool,
    /// Its fields, most telling first.
    pub fields: Vec<FieldEntry>,
}

/// A field; what does not hold is left out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldEntry {
    /// Its name.
    pub name: &'static str,
    #[serde(flatten)]
    element: TypeEntry,
    /// The type of a list's elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<TypeEntry>,
    /// Can be set.
    #[serde(skip_serializing_if = "is_false")]
    writable: bool,
    /// A new row needs it.
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    /// Never shown.
    #[serde(skip_serializing_if = "is_false")]
    secret: bool,
    /// Outsiders may have written it.
    #[serde(skip_serializing_if = "is_false")]
    untrusted: bool,
    /// Changes by itself.
    #[serde(skip_serializing_if = "is_false")]
    volatile: bool,
    /// A leading `!` negates.
    #[serde(skip_serializing_if = "is_false")]
    negatable: bool,
    /// Only on some hardware.
    #[serde(skip_serializing_if = "is_false")]
    hardware: bool,
    /// Words it can be instead of a value of its type.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    words: &'static [&'static str],
    /// Its value when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'static str>,
    /// The first version that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// The first version that no longer has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// What a value means.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct TypeEntry {
    /// `text`, `integer`, `flag`, `duration`, `prefix`, `enum`, `list`, …
    #[serde(rename = "type")]
    kind: &'static str,
    /// The unit of the number.
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    /// The values of an enum.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    values: &'static [&'static str],
    /// The menu whose row it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Every menu, in the order of the reference.
pub fn entries() -> impl Iterator<Item = MenuEntry> {
    menus::all().map(MenuEntry::from)
}

impl From<&Menu> for MenuEntry {
    fn from(menu: &Menu) -> Self {
        Self {
            path: menu.path,
            title: menu.title,
            kind: menu.kind.as_str(),
            area: menu.area.as_str(),
            identity: menu.identity,
            add: menu.can_add(),
            set: menu.can_set(),
            remove: menu.can_remove(),
            risk: menu.risk.as_str(),
            management: menu.management,
            commands: menu.commands,
            since: menu.since.map(|version| version.to_string()),
            optional: menu.optional,
            fields: menu.fields.iter().map(FieldEntry::from).collect(),
        }
    }
}

impl From<&Field> for FieldEntry {
    fn from(field: &Field) -> Self {
        let of =
            if let FieldType::List(element) = field.kind { Some(TypeEntry::from(*element)) } else { None };
        Self {
            name: field.name,
            element: TypeEntry::from(field.kind),
            of,
            writable: field.writable,
            required: field.required,
            secret: field.secret,
            untrusted: field.untrusted,
            volatile: field.volatile,
            negatable: field.negatable,
            hardware: field.hardware,
            words: field.words,
            default: field.default,
            since: field.since.map(|version| version.to_string()),
            until: field.until.map(|version| version.to_string()),
        }
    }
}

impl From<FieldType> for TypeEntry {
    fn from(kind: FieldType) -> Self {
        let values = if let FieldType::Enum(values) = kind { values } else { &[] };
        let menu = if let FieldType::Reference(menu) = kind { Some(menu) } else { None };
        Self { kind: kind.name(), unit: kind.unit(), values, menu }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_says_what_a_field_is_and_leaves_out_what_it_is_not() {
        let lease = entries().find(|entry| entry.path == "ip/dhcp-server/lease").unwrap();
        let lease = serde_json::to_value(lease).unwrap();
        let fields = lease["fields"].as_array().unwrap();
        let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
        assert_eq!(
            *field("host-name"),
            json!({"name": "host-name", "type": "text", "untrusted": true, "volatile": true})
        );
        assert_eq!(field("expires-after")["unit"], "seconds");
        assert_eq!(field("dhcp-option")["of"], json!({"type": "reference", "menu": "ip/dhcp-server/option"}));
    }
}
