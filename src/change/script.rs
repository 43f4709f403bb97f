//! Actions as RouterOS commands: what a person reads in a preview, and the rollback script on the router.
//!
//! Every text goes through the one quoting function; nothing else of a plan becomes part of a command but menu paths
//! and field names of the catalogue and ids.

use crate::catalogue::menus;
use crate::domain::field::FieldType;
use crate::domain::plan::{Action, RowRef, Text, Undo, Values};
use crate::error::{Error, Result};
use crate::routeros::script::quote;

use super::guard::GuardName;

/// What an action needs to know of rows that the plan adds.
pub(super) type Added<'a> = &'a dyn Fn(usize) -> Option<String>;

/// `actions` as a script for people; secrets are left out.
pub fn actions<'a>(actions: impl Iterator<Item = &'a Action>) -> Result<String> {
    let lines = actions.map(|action| Ok(command(action, &|step| Some(format!("$step{step}")))? + "\n"));
    lines.collect()
}

/// The rollback script `name`. Each action survives the failure of the others: RouterOS refuses a script whole that has a line
/// which it cannot read, so each is a text that is read when its turn comes. The timers and the script go last, and only
/// where all succeeded; otherwise the script's comment remembers what did, so that the next run tries the rest alone.
///
/// `added` says how a row that the plan adds is found: by its id, once it is known.
pub fn rollback(name: &GuardName, undo: &[Undo], added: Added<'_>) -> Result<String> {
    let own = quote(&name.timer())?;
    let mut script = format!(
        ":log warning {}\n\
         :local failed \"\"\n\
         :local done \"\"\n\
         :do {{ :set done (\"\" . [/system/script/get [find name={own}] comment]) }} on-error={{}}\n",
        quote(&format!("{name}: undoing a change that nobody confirmed"))?
    );
    for (at, undo) in (1..).zip(undo) {
        script.push_str(&format!(
            ":if (!($done~\" {at};\")) do={{:do {{[[:parse {}]];:set done ($done.\" {at};\")}} \
             on-error={{:set failed ($failed.\" {}\")}}}}\n",
            quote(&once(undo, added)?)?,
            undo.step
        ));
    }
    let again = quote(&format!("{name}: it will be tried again, because the undo failed of step"))?;
    script.push_str(&format!(
        ":if ([:len $failed] > 0) do={{\n\
         :do {{ /system/script/set [find name={own}] comment=$done }} on-error={{}}\n\
         :log error ({again}.$failed)\n\
         }} else={{\n"
    ));
    for timer in [name.timer(), name.at_startup()] {
        script.push_str(&format!(
            ":do {{ /system/scheduler/remove [find name={}] }} on-error={{}}\n",
            quote(&timer)?
        ));
    }
    script.push_str(&format!(":do {{ /system/script/remove [find name={own}] }} on-error={{}}\n}}\n"));
    Ok(script)
}

/// One action of the undo: a row that is still there does not come a second time.
fn once(undo: &Undo, added: Added<'_>) -> Result<String> {
    let command = command(&undo.action, added)?;
    let Some(id) = &undo.unless else { return Ok(command) };
    let menu = undo.action.path();
    let field = menus::find(menu).and_then(|menu| menu.names().next()).unwrap_or("comment");
    Ok(format!(
        ":local there true; :do {{ :local found [/{menu}/get {} {field}] }} on-error={{ :set there false }}; \
         :if (!$there) do={{ {command} }}",
        row_id(id)?
    ))
}

fn command(action: &Action, added: Added<'_>) -> Result<String> {
    Ok(match action {
        Action::Add { menu, values, before } => {
            let place = match before {
                Some(before) => format!(" place-before={}", row(before, added)?),
                None => String::new(),
            };
            format!("/{menu}/add{}{place}", words(menu, values)?)
        }
        Action::Set { menu, row: None, values } => format!("/{menu}/set{}", words(menu, values)?),
        Action::Set { menu, row: Some(at), values } => {
            format!("/{menu}/set {}{}", row(at, added)?, words(menu, values)?)
        }
        Action::Remove { menu, row: at } => format!("/{menu}/remove {}", row(at, added)?),
        Action::Move { menu, row: at, before } => {
            let place = match before {
                Some(before) => format!(" destination={}", row(before, added)?),
                None => String::new(),
            };
            format!("/{menu}/move {}{place}", row(at, added)?)
        }
        Action::Run { path, values } => format!("/{path}{}", words(path, values)?),
    })
}

fn words(menu: &str, values: &Values) -> Result<String> {
    let menu = menus::find(menu);
    let word = |(name, text): (&String, &Text)| {
        let kind = menu.and_then(|menu| menu.field(name)).map(|field| field.kind);
        let text = match text {
            Text::Sealed { .. } => "[secret]",
            Text::Plain(text) => console(kind, text),
        };
        Ok(format!(" {name}={}", quote(text)?))
    };
    values.iter().map(word).collect()
}

/// The console says yes and no where REST says true and false.
fn console(kind: Option<FieldType>, text: &str) -> &str {
    match (kind, text) {
        (Some(FieldType::Flag), "true") => "yes",
        (Some(FieldType::Flag), "false") => "no",
        _ => text,
    }
}

fn row(row: &RowRef, added: Added<'_>) -> Result<String> {
    match row {
        RowRef::Id(id) => row_id(id).map(str::to_owned),
        RowRef::Added(step) => added(*step).ok_or_else(|| {
            Error::new(crate::error::ErrorKind::Internal, format!("the row of step {step} cannot be said"))
        }),
    }
}

/// An id goes into a script unquoted, so it must be nothing but one.
pub(super) fn row_id(id: &str) -> Result<&str> {
    let hex = id.strip_prefix('*').unwrap_or_default();
    if !hex.is_empty() && hex.len() <= 16 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(id);
    }
    Err(Error::usage(format!("{id:?} is not a row's id")).hint("ids look like *1F"))
}

/// The rows that have exactly these texts, as a `find`.
pub(super) fn find(values: &Values) -> Result<String> {
    let plain = values.iter().filter_map(|(name, text)| Some((name, text.plain()?)));
    let words = plain.map(|(name, text)| Ok(format!(" {name}={}", quote(text)?)));
    Ok(format!("[find{}]", words.collect::<Result<String>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_stay_texts() {
        let hostile = "x\"; /user/add name=evil $[:put 1] \\ \n{}";
        let values = Values::from([("comment".to_owned(), Text::Plain(hostile.to_owned()))]);
        let row = Some(RowRef::Id("*1F".to_owned()));
        let action = Action::Set { menu: "ip/address".to_owned(), row, values };
        let said = actions([&action].into_iter()).unwrap();
        assert_eq!(
            said,
            "/ip/address/set *1F comment=\"x\\\"; /user/add name=evil \\$[:put 1] \\\\ \\n{}\"\n"
        );
        for id in ["*1; /system/reboot", "", "*", "1F", "*1F ", "*[find]"] {
            assert!(row_id(id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_rollback_brings_back_only_what_is_gone_and_removes_itself_last() {
        let name = GuardName::of("01ABC");
        let add = Action::Add {
            menu: "ip/firewall/filter".to_owned(),
            values: Values::from([("chain".to_owned(), Text::Plain("input".to_owned()))]),
            before: Some(RowRef::Id("*5".to_owned())),
        };
        let remove = Action::Remove { menu: "ip/address".to_owned(), row: RowRef::Added(2) };
        let undo = [
            Undo { step: 2, action: remove, unless: None },
            Undo { step: 1, action: add, unless: Some("*4".to_owned()) },
        ];
        let script = rollback(&name, &undo, &|_| Some("[find comment=\"m\"]".to_owned())).unwrap();
        let lines: Vec<_> = script.lines().collect();
        assert!(lines[4].contains("[[:parse \"/ip/address/remove [find comment=\\\"m\\\"]\"]]"), "{script}");
        assert!(lines[5].contains("[/ip/firewall/filter/get *4 "), "{script}");
        assert!(lines[5].contains("add chain=\\\"input\\\" place-before=*5"), "{script}");
        assert!(lines[lines.len() - 2].starts_with(":do { /system/script/remove [find name="), "{script}");
        assert_eq!(lines.last(), Some(&"}"), "{script}");
    }
}
