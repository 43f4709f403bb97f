//! Following a menu of a simulated router: hints over the binary API, looking again over REST.

use std::collections::BTreeSet;
use std::time::Duration;

use rosmcp::domain::device::TransportKind::{self, Api, Rest};
use rosmcp::lab::Lab;
use rosmcp::routeros::session::Session;
use rosmcp::routeros::transport::Request;
use rosmcp::routeros::watch::{Change, Changes, Pace, Watch};

use super::client::{fault, lab, session, values};
use super::readback::{Outcome, Writes};

const PATIENT: Duration = Duration::from_secs(20);
/// Looks only when the router says so.
const HINTED: Pace = Pace { fast: Duration::from_hours(1), slow: Duration::from_hours(1) };
const FAST: Pace = Pace { fast: Duration::from_millis(20), slow: Duration::from_millis(40) };

fn pool(name: &str) -> Request {
    let values = values(&[("name", name), ("ranges", "192.0.2.1-192.0.2.9")]);
    Request::Add { menu: "ip/pool".into(), values }
}

async fn watch(session: &Session, menu: &str, pace: Pace) -> Changes {
    let ignored = BTreeSet::from(["bytes".to_owned(), "packets".to_owned()]);
    let watch = Watch { menu: menu.into(), ignored, pace, ..Watch::default() };
    session.watch(watch).await.expect("rows")
}

/// The next change, in a word and what it is about.
async fn next(changes: &mut Changes) -> String {
    let change = tokio::time::timeout(PATIENT, changes.next()).await.expect("a change").expect("a watch");
    match change {
        Change::Added(row) => format!("added {}", row["name"]),
        Change::Changed { row, fields } => format!("changed {} {}", row["name"], fields.join(",")),
        Change::Removed(row) => format!("removed {}", row["name"]),
        Change::Reordered(ids) => format!("reordered {}", ids.len()),
        Change::Silent(error) => format!("silent {}", error.kind()),
        Change::Answering => "answering".to_owned(),
    }
}

/// The id of the new row, if there is one, of a write that was applied.
pub(super) async fn done(session: &Session, request: Request) -> String {
    match session.write(request).await {
        Outcome::Applied(reply) => reply.ret.unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

/// Another admin adds, changes and removes a pool; the watch must tell of each.
async fn another_admins_changes_are_told(lab: &Lab, transport: TransportKind, pace: Pace) {
    let router = &lab.routers()[0];
    let mut changes = watch(&session(router, transport), "ip/pool", pace).await;
    let other = session(router, Rest);
    let id = done(&other, pool("a")).await;
    assert_eq!(next(&mut changes).await, "added a", "{transport:?}");
    let set = values(&[("comment", "x")]);
    done(&other, Request::Set { menu: "ip/pool".into(), id: Some(id.clone()), values: set }).await;
    assert_eq!(next(&mut changes).await, "changed a comment", "{transport:?}");
    done(&other, Request::Remove { menu: "ip/pool".into(), id }).await;
    assert_eq!(next(&mut changes).await, "removed a", "{transport:?}");
}

#[tokio::test]
async fn changes_are_told_over_both_transports() {
    let lab = lab().await;
    another_admins_changes_are_told(&lab, Api, HINTED).await;
    another_admins_changes_are_told(&lab, Rest, FAST).await;
}

#[tokio::test]
async fn where_the_router_gives_no_hints_it_is_asked_again_and_again() {
    let lab = lab().await;
    fault(&lab, r#"{"match":{"verb":"listen"},"fault":"status","status":400,"detail":"no such command"}"#);
    another_admins_changes_are_told(&lab, Api, FAST).await;
}

#[tokio::test]
async fn settings_are_followed_too() {
    let lab = lab().await;
    let router = &lab.routers()[0];
    let watch = Watch { menu: "system/identity".into(), settings: true, pace: HINTED, ..Watch::default() };
    let mut changes = session(router, Api).watch(watch).await.expect("settings");
    let set = values(&[("name", "renamed")]);
    done(&session(router, Rest), Request::Set { menu: "system/identity".into(), id: None, values: set })
        .await;
    assert_eq!(next(&mut changes).await, "changed renamed name");
}

#[tokio::test]
async fn a_broken_connection_is_made_anew_and_nothing_is_missed() {
    let lab = lab().await;
    let router = &lab.routers()[0];
    let watching = session(router, Api);
    let mut changes = watch(&watching, "ip/pool", HINTED).await;
    // The answer is lost with the connection, over which the hints came.
    fault(&lab, r#"{"match":{"verb":"add","over":"api"},"fault":"lost-answer","count":1}"#);
    let outcome = watching.write(pool("a")).await;
    assert!(matches!(outcome, Outcome::Unknown), "{outcome:?}");
    assert_eq!(next(&mut changes).await, "added a");
    done(&session(router, Rest), pool("b")).await;
    assert_eq!(next(&mut changes).await, "added b", "over the new connection");
}

#[tokio::test]
async fn silence_is_told_once_and_what_happened_meanwhile_afterwards() {
    let lab = lab().await;
    let router = &lab.routers()[0];
    let mut changes = watch(&session(router, Rest), "ip/pool", FAST).await;
    fault(&lab, r#"{"match":{"verb":"print","over":"rest"},"fault":"status","status":503}"#);
    assert_eq!(next(&mut changes).await, "silent device_rejected");
    done(&session(router, Api), pool("a")).await;
    lab.mend();
    assert_eq!(next(&mut changes).await, "answering");
    assert_eq!(next(&mut changes).await, "added a");
}

#[tokio::test]
async fn another_order_is_told() {
    let lab = lab().await;
    let router = &lab.routers()[0];
    let other = session(router, Rest);
    let rule = |name: &str| {
        let values = values(&[("name", name), ("target", "192.0.2.1/32")]);
        Request::Add { menu: "queue/simple".into(), values }
    };
    let first = done(&other, rule("first")).await;
    let second = done(&other, rule("second")).await;
    // Whether a router hints at it is not documented, so that it may be seen at the next look only.
    for (transport, id, before) in [(Api, second.clone(), first.clone()), (Rest, first, second)] {
        let mut changes = watch(&session(router, transport), "queue/simple", FAST).await;
        done(&other, Request::Move { menu: "queue/simple".into(), id, before: Some(before) }).await;
        assert_eq!(next(&mut changes).await, "reordered 2", "{transport:?}");
    }
}
