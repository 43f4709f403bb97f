//! What the script of a guard and its timers may do: as little as its undo needs.

use super::row::text;
use crate::catalogue::menus;
use crate::domain::field::FieldType;
use crate::domain::plan::{Action, Undo};
use crate::routeros::session::Session;
use crate::routeros::transport::Print;

/// What every guard needs: to look, to undo and to take itself off.
const ALWAYS: &[&str] = &["read", "write", "test"];
/// Menus that are written with the policy `policy` only.
const USERS: &[&str] = &["user", "user/group", "user/ssh-keys"];
/// Menus whose rows say by which policies they run: only who holds these can write them back.
const SCRIPTS: &[&str] = &["system/script", "system/scheduler"];

/// The policies that a script with `undo` needs, in the order of the catalogue.
pub(super) fn needed(undo: &[Undo]) -> Vec<&'static str> {
    let field = menus::find("system/script").and_then(|menu| menu.field("policy"));
    let all = match field.map(|field| field.kind) {
        Some(FieldType::List(FieldType::Enum(words))) => *words,
        _ => ALWAYS,
    };
    let is_needed =
        |policy: &&&str| ALWAYS.contains(*policy) || undo.iter().any(|undo| needs(&undo.action, policy));
    all.iter().filter(is_needed).copied().collect()
}

fn needs(action: &Action, policy: &str) -> bool {
    let path = action.path();
    let written = match action {
        Action::Add { values, .. } | Action::Set { values, .. } => values.get("policy"),
        _ => None,
    };
    let written = written.and_then(|text| text.plain()).unwrap_or_default();
    (policy == "policy" && USERS.contains(&path))
        || (SCRIPTS.contains(&path) && written.split(',').any(|word| word.trim() == policy))
}

/// Why `user` could not arm a guard that needs `policies`; `None` when he can, or when the router does not let us look.
pub(super) async fn missing(session: &Session, user: &str, policies: &[&str]) -> Option<String> {
    let named = |menu: &str, name: &str| Print {
        menu: menu.to_owned(),
        equals: vec![("name".to_owned(), name.to_owned())],
        ..Print::default()
    };
    let users = session.print(named("user", user)).await.ok()?;
    let group = text(users.first()?, "group")?.to_owned();
    let groups = session.print(named("user/group", &group)).await.ok()?;
    let policy = text(groups.first()?, "policy")?.to_owned();
    let lacks = |wanted: &&&str| !policy.split(',').any(|held| held == **wanted);
    let missing: Vec<_> = policies.iter().filter(lacks).copied().collect();
    (!missing.is_empty()).then(|| {
        format!(
            "the user {user} lacks the policies {}: /user/group/set {group} policy={}",
            missing.join(","),
            missing.join(",")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{RowRef, Text, Values};

    fn set(menu: &str, field: &str, text: &str) -> Undo {
        let values = Values::from([(field.to_owned(), Text::Plain(text.to_owned()))]);
        let row = Some(RowRef::Id("*1".to_owned()));
        Undo { step: 1, action: Action::Set { menu: menu.to_owned(), row, values }, unless: None }
    }

    #[test]
    fn a_guard_may_do_what_its_undo_needs_and_no_more() {
        for (undo, wanted) in [
            (set("ip/address", "comment", "policy"), "read,write,test"),
            (set("user", "group", "read"), "read,write,policy,test"),
            (set("user/group", "policy", "reboot"), "read,write,policy,test"),
            (set("system/scheduler", "policy", "reboot,read,ssh"), "reboot,read,write,test"),
        ] {
            assert_eq!(needed(std::slice::from_ref(&undo)).join(","), wanted, "{undo:?}");
        }
    }
}
