//! The catalogue as others read it: JSON for programs, Markdown for docs/reference.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::menu::{Area, Field, Menu};
use super::menus;
use crate::domain::field::FieldType;

/// Every menu with every field, as a JSON array in the order of the reference.
pub fn json() -> Value {
    menus::all().map(menu_json).collect()
}

/// One menu with its fields; what is false or empty is left out of fields.
pub fn menu_json(menu: &Menu) -> Value {
    json!({
        "path": menu.path,
        "title": menu.title,
        "kind": menu.kind.as_str(),
        "area": menu.area.as_str(),
        "identity": menu.identity,
        "add": menu.can_add(),
        "set": menu.can_set(),
        "remove": menu.can_remove(),
        "risk": menu.risk.as_str(),
        "management": menu.management,
        "commands": menu.commands,
        "since": menu.since.map(|version| version.to_string()),
        "optional": menu.optional,
        "fields": menu.fields.iter().map(field_json).collect::<Value>(),
    })
}

fn field_json(field: &Field) -> Value {
    let mut all = Map::new();
    all.insert("name".into(), field.name.into());
    all.insert("type".into(), field.kind.name().into());
    describe_type(&mut all, field.kind);
    for (name, holds) in flags(field) {
        if holds {
            all.insert(name.into(), true.into());
        }
    }
    if !field.words.is_empty() {
        all.insert("words".into(), field.words.into());
    }
    if let Some(value) = field.default {
        all.insert("default".into(), value.into());
    }
    if let Some(version) = field.since {
        all.insert("since".into(), version.to_string().into());
    }
    if let Some(version) = field.until {
        all.insert("until".into(), version.to_string().into());
    }
    Value::Object(all)
}

fn flags(field: &Field) -> [(&'static str, bool); 7] {
    [
        ("writable", field.writable),
        ("required", field.required),
        ("secret", field.secret),
        ("untrusted", field.untrusted),
        ("volatile", field.volatile),
        ("negatable", field.negatable),
        ("hardware", field.hardware),
    ]
}

/// Adds unit, values, menu and element of a type.
fn describe_type(all: &mut Map<String, Value>, kind: FieldType) {
    if !kind.unit().is_empty() {
        all.insert("unit".into(), kind.unit().into());
    }
    match kind {
        FieldType::Enum(words) => {
            all.insert("values".into(), words.into());
        }
        FieldType::Reference(menu) => {
            all.insert("menu".into(), menu.into());
        }
        FieldType::List(element) => {
            let mut of = Map::new();
            of.insert("type".into(), element.name().into());
            describe_type(&mut of, *element);
            all.insert("of".into(), of.into());
        }
        _ => {}
    }
}

/// The page docs/reference/menus.md: every area, menu and field.
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    for area in Area::ALL {
        let mut menus = menus::all().filter(|menu| menu.area == *area).peekable();
        if menus.peek().is_none() {
            continue;
        }
        let _ = write!(page, "\n## {}\n", area.as_str());
        for menu in menus {
            page.push_str(&menu_section(menu));
        }
    }
    page
}

const INTRODUCTION: &str = "\
<!-- Written by rosmcp from its catalogue; change the catalogue, not this page. -->

# Menus

Every RouterOS menu that rosmcp knows, with its fields. A menu that is not here can still be read: `rosmcp get` and
`menu_read` take any path.

In the column *use*: **w** writable, **r** required by add, **s** secret (never shown), **u** untrusted (others may have
written it), **v** volatile (changes by itself, no part of a comparison), **h** only on some hardware.
";

fn menu_section(menu: &Menu) -> String {
    let mut section = format!("\n### {}\n\n{}. {}\n\n", menu.path, menu.title, facts(menu));
    section.push_str("| field | type | use | default | versions |\n|---|---|---|---|---|\n");
    for field in menu.fields {
        let _ = writeln!(
            section,
            "| {} | {} | {} | {} | {} |",
            field.name,
            type_text(field),
            uses(field),
            field.default.map(|value| format!("`{value}`")).unwrap_or_default(),
            versions(field),
        );
    }
    section
}

/// Kind, identity, risk, commands and version of a menu in one line.
fn facts(menu: &Menu) -> String {
    let mut facts = vec![capitalised(menu.kind.as_str())];
    if !menu.identity.is_empty() {
        facts.push(format!("rows are told apart by {}", menu.identity.join(", ")));
    }
    facts.push(changes(menu));
    facts.push(format!("risk of a change: {}", menu.risk.as_str()));
    if menu.management {
        facts.push("a change can cut the way in".into());
    }
    if !menu.commands.is_empty() {
        facts.push(format!("commands: {}", menu.commands.join(", ")));
    }
    if let Some(version) = menu.since {
        facts.push(format!("since {version}"));
    }
    if menu.optional {
        facts.push("not on every device".into());
    }
    facts.join("; ") + "."
}

fn changes(menu: &Menu) -> String {
    let verbs: Vec<_> = [("add", menu.can_add()), ("set", menu.can_set()), ("remove", menu.can_remove())]
        .into_iter()
        .filter_map(|(verb, can)| can.then_some(verb))
        .collect();
    if verbs.is_empty() { "read only".into() } else { verbs.join(", ") }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn type_text(field: &Field) -> String {
    let mut text = kind_text(field.kind);
    if !field.words.is_empty() {
        let _ = write!(text, ", or {}", words(field.words));
    }
    if field.negatable {
        text.push_str(", `!` negates");
    }
    text
}

fn kind_text(kind: FieldType) -> String {
    match kind {
        FieldType::Enum(values) => words(values),
        FieldType::Reference(menu) => format!("name in {menu}"),
        FieldType::List(element) => format!("list of {}", kind_text(*element)),
        FieldType::Duration => format!("{} ({})", kind.name(), kind.unit()),
        other => other.name().into(),
    }
}

fn words(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

fn uses(field: &Field) -> String {
    [
        ('w', field.writable),
        ('r', field.required),
        ('s', field.secret),
        ('u', field.untrusted),
        ('v', field.volatile),
        ('h', field.hardware),
    ]
    .into_iter()
    .filter_map(|(letter, holds)| holds.then_some(letter))
    .collect()
}

fn versions(field: &Field) -> String {
    match (field.since, field.until) {
        (Some(since), Some(until)) => format!("{since} until {until}"),
        (Some(since), None) => format!("since {since}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_what_a_field_is_and_leaves_out_what_it_is_not() {
        let menus = json();
        let all = menus.as_array().unwrap();
        assert_eq!(all.len(), menus::all().count());
        let lease = all.iter().find(|menu| menu["path"] == "ip/dhcp-server/lease").unwrap();
        let fields = lease["fields"].as_array().unwrap();
        let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
        assert_eq!(
            *field("host-name"),
            json!({"name": "host-name", "type": "text", "untrusted": true, "volatile": true})
        );
        assert_eq!(field("expires-after")["unit"], "seconds");
        assert_eq!(field("dhcp-option")["of"], json!({"type": "reference", "menu": "ip/dhcp-server/option"}));
    }

    #[test]
    fn markdown_has_a_section_for_every_menu_and_a_row_for_every_field() {
        let page = markdown();
        for menu in menus::all() {
            assert!(page.contains(&format!("\n### {}\n", menu.path)), "{}", menu.path);
        }
        let rows = page.lines().filter(|line| line.starts_with("| ")).count();
        let fields: usize = menus::all().map(|menu| menu.fields.len() + 1).sum();
        assert_eq!(rows, fields);
    }
}
