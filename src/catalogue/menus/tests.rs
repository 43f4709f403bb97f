use std::collections::HashSet;

use super::{all, ending_in, find, normalise, printed, says_which_rows};
use crate::catalogue::menu::{Area, Field, MenuKind, Risk};
use crate::domain::field::FieldType;

fn fields() -> impl Iterator<Item = (&'static str, &'static Field)> {
    all().flat_map(|menu| menu.fields.iter().map(|field| (menu.path, field)))
}

fn element(kind: FieldType) -> FieldType {
    match kind {
        FieldType::List(of) => element(*of),
        other => other,
    }
}

#[test]
fn a_menu_is_found_however_its_path_is_written() {
    for path in ["ip/firewall/filter", "/ip/firewall/filter", "/ip firewall filter", "ip//firewall/filter/"] {
        assert_eq!(find(path).map(|menu| menu.path), Some("ip/firewall/filter"), "{path}");
    }
    assert!(find("ip/firewall").is_none());
}

#[test]
fn every_path_is_there_once_and_normal() {
    let mut seen = HashSet::new();
    for menu in all() {
        assert!(seen.insert(menu.path), "{} is described twice", menu.path);
        assert_eq!(normalise(menu.path), menu.path);
        assert!(!menu.title.is_empty() && !menu.fields.is_empty(), "{}", menu.path);
    }
}

#[test]
fn every_field_is_there_once_and_spelt_as_routeros_does() {
    for menu in all() {
        let mut seen = HashSet::new();
        for field in menu.fields {
            assert!(seen.insert(field.name), "{}: {} twice", menu.path, field.name);
            // A slash is in the rates of two bands: `basic-rates-a/g`.
            let plain = |c: char| c.is_ascii_alphanumeric() || "-./".contains(c);
            assert!(!field.name.is_empty() && field.name.chars().all(plain), "{}: {}", menu.path, field.name);
        }
    }
}

#[test]
fn identities_are_fields_of_the_menu() {
    for menu in all() {
        for name in menu.identity {
            let field = menu.field(name).unwrap_or_else(|| panic!("{}: no field {name}", menu.path));
            assert!(!field.secret, "{}: {name} is secret", menu.path);
        }
    }
}

#[test]
fn rows_that_must_have_a_name_are_known_by_it() {
    for menu in all().filter(|menu| menu.field("name").is_some_and(|name| name.required)) {
        assert!(menu.identity.contains(&"name"), "{}", menu.path);
    }
}

#[test]
fn references_lead_to_menus_whose_rows_have_names() {
    for (path, field) in fields() {
        if let FieldType::Reference(to) = element(field.kind) {
            let menu = find(to).unwrap_or_else(|| panic!("{path}: {} refers to unknown {to}", field.name));
            assert!(menu.field("name").is_some(), "{path}: rows of {to} have no name");
        }
    }
}

#[test]
fn only_what_can_be_written_is_required_or_has_a_default() {
    for (path, field) in fields() {
        assert!(field.writable || !field.required, "{path}: {} is required", field.name);
        assert!(field.writable || field.default.is_none(), "{path}: {} has a default", field.name);
    }
}

#[test]
fn versions_are_in_order() {
    for (path, field) in fields() {
        if let (Some(since), Some(until)) = (field.since, field.until) {
            assert!(since < until, "{path}: {}", field.name);
        }
    }
}

#[test]
fn defaults_are_values_of_their_type() {
    for (path, field) in fields() {
        let Some(value) = field.default else { continue };
        let fits = match field.kind {
            _ if field.words.contains(&value) => true,
            FieldType::Enum(words) => words.contains(&value),
            FieldType::Flag => matches!(value, "true" | "false"),
            FieldType::Integer => value.parse::<i64>().is_ok(),
            FieldType::Duration => value.starts_with(|c: char| c.is_ascii_digit()),
            _ => true,
        };
        assert!(fits, "{path}: {} has default {value:?}", field.name);
    }
}

#[test]
fn secrets_are_hidden_wherever_routeros_has_them() {
    for (path, field) in fields() {
        let last = field.name.rsplit('.').next().unwrap_or_default();
        let telling = ["password", "passphrase", "private-key", "preshared-key", "auth-key", "ipsec-secret"];
        if telling.contains(&last) && matches!(field.kind, FieldType::Text) {
            assert!(field.secret, "{path}: {} is shown", field.name);
        }
    }
}

#[test]
fn comments_are_never_trusted() {
    for (path, field) in fields().filter(|(_, field)| field.name == "comment") {
        assert!(field.untrusted, "{path}");
    }
}

#[test]
fn ordered_menus_can_be_changed_and_settings_have_no_identity() {
    for menu in all() {
        assert!(menu.kind != MenuKind::Ordered || menu.can_set(), "{}", menu.path);
        assert!(menu.kind != MenuKind::Settings || menu.identity.is_empty(), "{}", menu.path);
    }
}

#[test]
fn what_runs_commands_of_whoever_writes_it_is_a_high_risk() {
    let scripts = |field: &Field| {
        let named = field.name.contains("script") || field.name.starts_with("on-");
        let kept = field.kind == FieldType::Reference("system/script");
        kept || named && field.writable && matches!(field.kind, FieldType::Text)
    };
    for menu in all().filter(|menu| menu.fields.iter().any(scripts)) {
        assert!(menu.risk >= Risk::High || !(menu.can_add() || menu.can_set()), "{}", menu.path);
    }
}

#[test]
fn what_can_cut_the_way_in_is_never_a_low_risk() {
    for menu in all().filter(|menu| menu.management) {
        assert!(menu.risk > Risk::Low, "{}", menu.path);
    }
}

#[test]
fn a_command_line_is_taken_for_the_menu_that_it_prints() {
    assert_eq!(printed("/ip/firewall/filter/print"), "ip/firewall/filter");
    assert_eq!(printed("/ip firewall filter print"), "ip/firewall/filter");
    let apart = says_which_rows("/ip/firewall/filter/print where chain=input").expect("rows");
    assert!(apart.contains("where: {\"chain\": \"input\"}"), "{apart}");
    assert_eq!(says_which_rows("/ip/firewall/filter/print"), None);
    assert!(ending_in(Area::Firewall, "filter").contains(&"ip/firewall/filter"));
}
