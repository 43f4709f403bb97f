//! The catalogue as people read it: the page docs/reference/menus.md.

use std::fmt::Write as _;

use super::menu::{Area, Field, Menu};
use super::menus;
use crate::domain::field::FieldType;

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
