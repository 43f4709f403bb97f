//! From a request to the words of a command.

use super::codec::WORD_LIMIT;
use crate::domain::row::RawRow;
use crate::error::{Error, Result};
use crate::routeros::names::{field_name, menu_path, moving, numbers, switching, with_id};
use crate::routeros::transport::{Print, Request};

/// The words that say `request`; `Usage` for names and values that cannot be said.
pub(super) fn words(request: &Request) -> Result<Vec<String>> {
    let words = match request {
        Request::Print(print) => read(print)?,
        Request::Add { menu, values } => command(menu, "/add", None, values)?,
        Request::Set { menu, id, values } => command(menu, "/set", id.as_deref(), values)?,
        Request::Remove { menu, id } => command(menu, "/remove", Some(id), &RawRow::new())?,
        Request::Move { menu, id, before } => command(menu, "/move", None, &moving(id, before.as_deref())?)?,
        Request::Switch { menu, id, on } => {
            command(menu, &format!("/{}", switching(*on)), None, &numbers(id)?)?
        }
        Request::Run { path, arguments, .. } => command(path, "", None, arguments)?,
    };
    match words.iter().find(|word| word.len() > WORD_LIMIT) {
        Some(word) => Err(Error::usage(format!(
            "a value of {} KiB is longer than the {} KiB that one word may have",
            word.len() / 1024,
            WORD_LIMIT / 1024
        ))),
        None => Ok(words),
    }
}

/// Several query words must all hold.
fn read(print: &Print) -> Result<Vec<String>> {
    let mut words = vec![format!("/{}/print", menu_path(&print.menu)?)];
    if !print.fields.is_empty() {
        let fields = if print.settings { plainly(&print.fields)? } else { with_id(&print.fields)? };
        words.push(format!("=.proplist={fields}"));
    }
    if print.settings && !print.equals.is_empty() {
        return Err(Error::usage(format!(
            "{} is one set of settings and has no rows to choose from",
            print.menu
        )));
    }
    for (field, value) in &print.equals {
        words.push(format!("?{}={value}", field_name(field)?));
    }
    Ok(words)
}

/// The words that have the router say when something happens to the rows of `menu`.
pub(super) fn listening(menu: &str) -> Result<Vec<String>> {
    Ok(vec![format!("/{}/listen", menu_path(menu)?)])
}

fn plainly(fields: &[String]) -> Result<String> {
    Ok(fields.iter().map(|field| field_name(field)).collect::<Result<Vec<_>>>()?.join(","))
}

fn command(path: &str, verb: &str, id: Option<&str>, values: &RawRow) -> Result<Vec<String>> {
    let mut words = vec![format!("/{}{verb}", menu_path(path)?)];
    if let Some(id) = id {
        numbers(id)?;
        words.push(format!("=.id={id}"));
    }
    for (name, value) in values {
        words.push(format!("={}={value}", field_name(name)?));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_said_as_the_manual_says_them() {
        let menu = || "ip/address".to_owned();
        let values = || RawRow::from([("comment".to_owned(), "a=b".to_owned())]);
        for (request, expected) in [
            (
                Request::Print(Print {
                    menu: menu(),
                    fields: vec!["address".into()],
                    equals: vec![("comment".into(), "a=b".into())],
                    settings: false,
                }),
                vec!["/ip/address/print", "=.proplist=.id,address", "?comment=a=b"],
            ),
            (
                Request::Print(Print {
                    menu: "system/identity".into(),
                    fields: vec!["name".into()],
                    equals: vec![],
                    settings: true,
                }),
                vec!["/system/identity/print", "=.proplist=name"],
            ),
            (Request::Add { menu: menu(), values: values() }, vec!["/ip/address/add", "=comment=a=b"]),
            (
                Request::Set { menu: menu(), id: Some("*1A".into()), values: values() },
                vec!["/ip/address/set", "=.id=*1A", "=comment=a=b"],
            ),
            (
                Request::Set { menu: "system/identity".into(), id: None, values: RawRow::new() },
                vec!["/system/identity/set"],
            ),
            (Request::Remove { menu: menu(), id: "*1A".into() }, vec!["/ip/address/remove", "=.id=*1A"]),
            (
                Request::Move { menu: menu(), id: "*1A".into(), before: Some("*2".into()) },
                vec!["/ip/address/move", "=destination=*2", "=numbers=*1A"],
            ),
            (
                Request::Switch { menu: menu(), id: "*1A".into(), on: true },
                vec!["/ip/address/enable", "=numbers=*1A"],
            ),
            (
                Request::Run {
                    path: "tool/ping".into(),
                    arguments: RawRow::from([("once".into(), String::new())]),
                    read_only: true,
                },
                vec!["/tool/ping", "=once="],
            ),
        ] {
            assert_eq!(words(&request).expect("it can be said"), expected);
        }
    }

    #[test]
    fn names_say_nothing_but_names() {
        let smuggled = RawRow::from([("a=b\n".to_owned(), String::new())]);
        assert!(words(&Request::Add { menu: "ip/pool".into(), values: smuggled }).is_err());
        for id in ["", "*1,*2"] {
            assert!(words(&Request::Remove { menu: "ip/pool".into(), id: id.into() }).is_err(), "{id}");
        }
        let long = RawRow::from([("source".to_owned(), "x".repeat(WORD_LIMIT))]);
        assert!(words(&Request::Add { menu: "system/script".into(), values: long }).is_err());
    }
}
