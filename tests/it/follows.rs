//! Devices through the application: what their versions can do, and menus of theirs that are followed.

use std::time::Duration;

use rosmcp::app::watch::{MenuChanges, RowChange};
use rosmcp::domain::abilities::Wireless;
use rosmcp::domain::device::TransportKind;
use rosmcp::domain::row::TypedRow;
use rosmcp::error::ErrorKind;
use rosmcp::lab::{self, Lab};
use rosmcp::routeros::transport::Request;

use super::client::{fault, plain, values};
use super::jobs::{app, enlist_over};
use super::watch::done;

const PATIENT: Duration = Duration::from_secs(20);

async fn one(model: &str, version: &str) -> Lab {
    let options = lab::Options {
        count: 1,
        model: Some(model.into()),
        version: Some(version.into()),
        ..lab::Options::default()
    };
    lab::start(options).await.expect("a lab")
}

#[tokio::test]
async fn what_a_version_can_do_is_asked_of_it_once() {
    for (model, version, wireless, can) in [
        ("chr", "7.12.2", vec![], false),
        ("chr", "7.17.1", vec![], true),
        ("home", "7.24", vec![Wireless::Wifi], true),
    ] {
        let (lab, app) = (one(model, version).await, app(&[]).await);
        let device = enlist_over(&app, &lab.routers()[0], TransportKind::Api).await;
        let asked = app.abilities(&device).await.expect("an answer");
        assert_eq!((&asked.wireless, asked.file_read), (&wireless, can), "{model} {version}");
        fault(&lab, r#"{"match":{"path":"console","verb":"inspect"},"fault":"status","status":500}"#);
        assert_eq!(app.abilities(&device).await.expect("what is known"), asked, "{version}");
    }
}

#[tokio::test]
async fn a_console_that_does_not_answer_is_an_error_and_nothing_learnt() {
    let (lab, app) = (one("chr", "7.24").await, app(&[]).await);
    let device = enlist_over(&app, &lab.routers()[0], TransportKind::Rest).await;
    let matches = r#""match":{"path":"console","verb":"inspect"}"#;
    fault(&lab, &format!(r#"{{{matches},"fault":"status","status":400,"detail":"failure: not now"}}"#));
    let error = app.abilities(&device).await.expect_err("no answer");
    assert_eq!(error.kind(), ErrorKind::DeviceRejected, "{error}");
    assert!(error.to_string().contains("\"lab-1\""), "{error}");
    lab.mend();
    assert!(app.abilities(&device).await.expect("an answer").file_read);
}

async fn next(changes: &mut MenuChanges) -> RowChange {
    tokio::time::timeout(PATIENT, changes.next()).await.expect("a change").expect("a watch")
}

fn secret(row: &TypedRow) -> (&str, &str) {
    (row["name"].as_str().unwrap_or_default(), row["password"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_followed_menu_is_told_typed_and_without_secrets() {
    let (lab, app) = (one("chr", "7.24").await, app(&[]).await);
    let router = &lab.routers()[0];
    let device = enlist_over(&app, router, TransportKind::Api).await;
    let mut changes = app.watch(&device, "ppp/secret").await.expect("rows");
    let before = changes.first.len();
    let other = plain(router, TransportKind::Rest, |limits| limits);
    let menu = || "ppp/secret".to_owned();
    let made = values(&[("name", "anna"), ("password", "not for logs"), ("disabled", "no")]);
    let id = done(&other, Request::Add { menu: menu(), values: made }).await;
    match next(&mut changes).await {
        RowChange::Added { row } => {
            assert_eq!((secret(&row), &row["disabled"]), (("anna", "[redacted]"), &false.into()));
        }
        change => panic!("{change:?}"),
    }
    let set = Request::Set { menu: menu(), id: Some(id.clone()), values: values(&[("disabled", "yes")]) };
    done(&other, set).await;
    match next(&mut changes).await {
        RowChange::Changed { row, fields } => {
            assert_eq!((fields, &row["disabled"]), (vec!["disabled".to_owned()], &true.into()));
            assert_eq!(secret(&row).1, "[redacted]");
        }
        change => panic!("{change:?}"),
    }
    done(&other, Request::Remove { menu: menu(), id }).await;
    match next(&mut changes).await {
        RowChange::Removed { row } => assert_eq!(secret(&row), ("anna", "[redacted]")),
        change => panic!("{change:?}"),
    }
    let mut again = app.watch(&device, "ppp/secret").await.expect("rows");
    assert_eq!(again.first.len(), before);
    let waiting = tokio::time::timeout(Duration::from_millis(100), again.next()).await;
    assert!(waiting.is_err(), "nothing happens, so nothing is told");
    let absent = app.watch(&device, "system/routerboard").await.expect_err("a cloud router has none");
    assert!(absent.message().contains("system/routerboard"), "{absent}");
}
