//! From a request to an HTTP method, a path and a body.

use reqwest::Method;
use serde_json::{Map, Value};

use super::path::{reading, row};
use crate::domain::row::RawRow;
use crate::error::{Error, Result};
use crate::routeros::names::{field_name, menu_path, moving, numbers, switching, with_id};
use crate::routeros::transport::{Print, Request};

/// What is asked over HTTP.
#[derive(Debug, PartialEq)]
pub(super) struct Ask {
    /// The method.
    pub(super) method: Method,
    /// Path below `/rest/`, encoded.
    pub(super) path: String,
    /// The JSON body.
    pub(super) body: Option<Map<String, Value>>,
}

/// How `request` is asked; `Usage` for names that cannot be said.
pub(super) fn ask(request: &Request) -> Result<Ask> {
    Ok(match request {
        Request::Print(print) => return read(print),
        Request::Add { menu, values } => with_body(Method::PUT, menu_path(menu)?.to_owned(), values)?,
        Request::Set { menu, id: Some(id), values } => with_body(Method::PATCH, row(menu, id)?, values)?,
        // A settings menu has no PATCH.
        Request::Set { menu, id: None, values } => {
            with_body(Method::POST, format!("{}/set", menu_path(menu)?), values)?
        }
        Request::Remove { menu, id } => Ask { method: Method::DELETE, path: row(menu, id)?, body: None },
        Request::Move { menu, id, before } => {
            with_body(Method::POST, format!("{}/move", menu_path(menu)?), &moving(id, before.as_deref())?)?
        }
        Request::Switch { menu, id, on } => {
            with_body(Method::POST, format!("{}/{}", menu_path(menu)?, switching(*on)), &numbers(id)?)?
        }
        Request::Run { path, arguments, .. } => {
            with_body(Method::POST, menu_path(path)?.to_owned(), arguments)?
        }
    })
}

/// GET where it can say it, because it works in every menu; POST print where rows are chosen, because only its query
/// takes every value.
fn read(print: &Print) -> Result<Ask> {
    if print.equals.is_empty() {
        return Ok(Ask { method: Method::GET, path: reading(&print.menu, &print.fields)?, body: None });
    }
    if print.settings {
        return Err(Error::usage(format!(
            "{} is one set of settings and has no rows to choose from",
            print.menu
        )));
    }
    let mut body = Map::new();
    if !print.fields.is_empty() {
        // Unlike GET, POST print gives exactly the fields asked for.
        body.insert(".proplist".into(), Value::String(with_id(&print.fields)?));
    }
    body.insert(".query".into(), Value::Array(query(&print.equals)?));
    Ok(Ask { method: Method::POST, path: format!("{}/print", menu_path(&print.menu)?), body: Some(body) })
}

/// Several words in a query must all hold.
fn query(equals: &[(String, String)]) -> Result<Vec<Value>> {
    equals.iter().map(|(field, value)| Ok(Value::String(format!("{}={value}", field_name(field)?)))).collect()
}

fn with_body(method: Method, path: String, values: &RawRow) -> Result<Ask> {
    let said =
        values.iter().map(|(name, value)| Ok((field_name(name)?.to_owned(), Value::String(value.clone()))));
    Ok(Ask { method, path, body: Some(said.collect::<Result<_>>()?) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(pairs: &[(&str, &str)]) -> RawRow {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn asked(request: &Request) -> (String, Value) {
        let ask = ask(request).expect("a request that can be said");
        (format!("{} {}", ask.method, ask.path), ask.body.map_or(Value::Null, Value::Object))
    }

    #[test]
    fn each_request_has_its_method() {
        let menu = || "ip/address".to_owned();
        let id = || "*1A".to_owned();
        for (request, line, body) in [
            (
                Request::Add { menu: menu(), values: values(&[("a", "1")]) },
                "PUT ip/address",
                json!({"a": "1"}),
            ),
            (
                Request::Set { menu: menu(), id: Some(id()), values: values(&[("comment", "")]) },
                "PATCH ip/address/*1A",
                json!({"comment": ""}),
            ),
            (
                Request::Set { menu: "system/identity".into(), id: None, values: values(&[("name", "x")]) },
                "POST system/identity/set",
                json!({"name": "x"}),
            ),
            (Request::Remove { menu: menu(), id: id() }, "DELETE ip/address/*1A", Value::Null),
            (
                Request::Move { menu: "ip/firewall/filter".into(), id: id(), before: Some("*2".into()) },
                "POST ip/firewall/filter/move",
                json!({"numbers": "*1A", "destination": "*2"}),
            ),
            (
                Request::Move { menu: "ip/firewall/filter".into(), id: id(), before: None },
                "POST ip/firewall/filter/move",
                json!({"numbers": "*1A"}),
            ),
            (
                Request::Switch { menu: menu(), id: id(), on: false },
                "POST ip/address/disable",
                json!({"numbers": "*1A"}),
            ),
            (
                Request::Run {
                    path: "tool/ping".into(),
                    arguments: values(&[("count", "3")]),
                    read_only: true,
                },
                "POST tool/ping",
                json!({"count": "3"}),
            ),
        ] {
            assert_eq!(asked(&request), (line.to_owned(), body));
        }
    }

    #[test]
    fn a_read_is_a_get_until_rows_are_chosen() {
        let mut print = Print { menu: "interface".into(), fields: vec!["name".into()], ..Print::default() };
        assert_eq!(
            asked(&Request::Print(print.clone())),
            ("GET interface?.proplist=name".into(), Value::Null)
        );
        print.equals = vec![("comment".into(), "a=b, \"c\"".into()), ("running".into(), "true".into())];
        let body = json!({".proplist": ".id,name", ".query": ["comment=a=b, \"c\"", "running=true"]});
        assert_eq!(asked(&Request::Print(print.clone())), ("POST interface/print".into(), body));
        print.settings = true;
        assert!(ask(&Request::Print(print)).is_err());
    }

    #[test]
    fn names_cannot_smuggle_a_query() {
        let print = Print {
            menu: "interface".into(),
            equals: vec![("#!".into(), String::new())],
            ..Print::default()
        };
        assert!(ask(&Request::Print(print)).is_err());
        let add = Request::Add { menu: "ip/pool".into(), values: values(&[("a=b", "")]) };
        assert!(ask(&add).is_err());
    }
}
