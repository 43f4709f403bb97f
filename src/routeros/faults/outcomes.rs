//! What a call comes to: order, patience, cancellation, the breaker.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::server::{Answer, Identity, Server, endpoint, limits, ok, session};
use crate::domain::device::{Fingerprint, Trust};
use crate::domain::row::RawRow;
use crate::error::ErrorKind;
use crate::routeros::session::{BreakerState, SessionLimits};
use crate::routeros::transport::{Print, Request};

const PATIENT: Duration = Duration::from_secs(20);
const HASTY: Duration = Duration::from_millis(300);

fn print(menu: &str) -> Request {
    Request::Print(Print { menu: menu.into(), ..Print::default() })
}

fn add() -> Request {
    Request::Add { menu: "ip/pool".into(), values: RawRow::new() }
}

#[tokio::test]
async fn requests_of_one_user_go_one_at_a_time_and_in_order() {
    let server = Server::plain(|_| Answer::Late(Duration::from_millis(2), ok("[]"))).await;
    let session = server.session(limits(PATIENT));
    let mut calls = Vec::new();
    for number in 0..20 {
        let session = session.clone();
        calls.push(tokio::spawn(async move { session.call(print(&format!("menu/{number}"))).await }));
        tokio::task::yield_now().await;
    }
    for call in calls {
        call.await.expect("no panic").expect("an answer");
    }
    assert_eq!(server.most_running(), 1);
    let received = server.received();
    let order: Vec<_> = received.lines().filter_map(|line| line.strip_prefix("GET /rest/menu/")).collect();
    let expected: Vec<_> = (0..20).map(|number| format!("{number} HTTP/1.1")).collect();
    assert_eq!(order, expected);
}

#[tokio::test]
async fn after_silence_nothing_more_is_sent_until_the_router_is_done() {
    let server = Server::plain(|_| Answer::Hang).await;
    let session = server.session(limits(HASTY));
    assert_eq!(session.call(print("interface")).await.expect_err("silent").kind(), ErrorKind::Timeout);
    let error = session.call(print("ip/address")).await.expect_err("still silent");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("interface") && error.message().contains("nothing was sent"), "{error}");
    let error = session.call(add()).await.expect_err("still silent");
    assert_eq!(error.kind(), ErrorKind::Timeout, "a write that was not sent is not open");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn waiting_behind_a_patient_call_is_busy() {
    let server = Server::plain(|_| Answer::Late(Duration::from_secs(2), ok("[]"))).await;
    let session = server.session(limits(HASTY));
    let long = session.clone();
    let long = tokio::spawn(async move {
        let ping = Request::Run { path: "tool/ping".into(), arguments: RawRow::new(), read_only: true };
        long.call_within(ping, PATIENT, &CancellationToken::new()).await
    });
    while server.requests() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error = session.call(print("interface")).await.expect_err("busy");
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.message().contains("tool/ping"), "{error}");
    assert_eq!(session.breaker(), BreakerState::Closed);
    long.await.expect("no panic").expect("the ping is answered");
}

#[tokio::test]
async fn what_its_caller_gave_up_before_its_time_is_no_silence_of_the_router() {
    let server = Server::plain(|_| Answer::Late(Duration::from_secs(2), ok("[]"))).await;
    let session = server.session(limits(HASTY));
    let export = Request::Run { path: "export".into(), arguments: RawRow::new(), read_only: false };
    let never = CancellationToken::new();
    let dropped = tokio::time::timeout(HASTY, session.call_within(export, PATIENT, &never));
    assert!(dropped.await.is_err());
    let mut waiting: Vec<_> = (0..6).map(|_| session.call(print("interface"))).collect();
    for call in futures_util::future::join_all(waiting.drain(..)).await {
        let error = call.expect_err("busy");
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.message().contains("export"), "{error}");
    }
    assert_eq!(session.breaker(), BreakerState::Closed);
}

#[tokio::test]
async fn a_cancelled_call_says_whether_it_may_go_on() {
    let server = Server::plain(|_| Answer::Hang).await;
    for (request, kind) in [(print("interface"), ErrorKind::Interrupted), (add(), ErrorKind::OutcomeUnknown)]
    {
        let before = server.requests();
        let session = server.session(limits(PATIENT));
        let cancel = CancellationToken::new();
        let call = {
            let (session, cancel) = (session.clone(), cancel.clone());
            tokio::spawn(async move { session.call_within(request, PATIENT, &cancel).await })
        };
        while server.requests() == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let waiting = {
            let (session, cancel) = (session.clone(), cancel.clone());
            tokio::spawn(async move { session.call_within(add(), PATIENT, &cancel).await })
        };
        tokio::task::yield_now().await;
        cancel.cancel();
        let error = call.await.expect("no panic").expect_err("cancelled");
        assert_eq!(error.kind(), kind);
        assert!(error.message().contains("may go on"), "{error}");
        let error = waiting.await.expect("no panic").expect_err("cancelled");
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert_eq!(server.requests(), before + 1, "what waited was not sent");
    }
}

#[tokio::test]
async fn a_dropped_call_keeps_its_place_until_it_is_answered() {
    let server = Server::plain(|_| Answer::Late(Duration::from_millis(200), ok("[]"))).await;
    let session = server.session(limits(PATIENT));
    let dropped = tokio::time::timeout(Duration::from_millis(50), session.call(print("interface"))).await;
    assert!(dropped.is_err());
    session.call(print("ip/address")).await.expect("its turn comes");
    assert_eq!((server.requests(), server.most_running()), (2, 1));
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_leaves_no_write_open() {
    // Takes the connection, never shakes hands.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let session = session(&endpoint("127.0.0.1", port, Trust::Pin(Fingerprint([0; 32]))), limits(HASTY));
    let error = session.call(add()).await.expect_err("silent");
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn five_silences_open_the_breaker() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let once = SessionLimits { retry_attempts: 1, ..limits(PATIENT) };
    let session = session(&endpoint("127.0.0.1", port, Trust::Plain), once);
    for _ in 0..5 {
        assert_eq!(session.breaker(), BreakerState::Closed);
        session.call(print("interface")).await.expect_err("refused");
    }
    assert_eq!(session.breaker(), BreakerState::Open);
    let error = session.call(print("interface")).await.expect_err("left alone");
    assert!(error.message().contains("left alone"), "{error}");
}

#[tokio::test]
async fn neither_refusals_nor_strangers_open_the_breaker() {
    let refusing = Server::plain(|_| {
        let body = r#"{"error":400,"message":"Bad Request","detail":"no"}"#;
        Answer::Bytes(super::server::with_status("400 Bad Request", body))
    })
    .await;
    let identity = Identity::new(&["edge"]);
    let stranger = Server::tls(&identity, |_| Answer::Bytes(ok("[]"))).await;
    let sessions = [
        refusing.session(limits(PATIENT)),
        session(&stranger.endpoint(Trust::Pin(Fingerprint([0; 32]))), limits(PATIENT)),
    ];
    for session in sessions {
        for _ in 0..6 {
            session.call(print("interface")).await.expect_err("an error");
        }
        assert_eq!(session.breaker(), BreakerState::Closed);
    }
}

#[tokio::test]
async fn over_rest_no_connection_is_ones_own() {
    let server = Server::plain(|_| Answer::Bytes(ok("[]"))).await;
    let error = server.session(limits(PATIENT)).exclusive().await.expect_err("REST");
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn a_fresh_session_makes_a_new_connection() {
    let server = Server::plain(|_| Answer::Bytes(ok("[]"))).await;
    let session = server.session(limits(PATIENT));
    for _ in 0..2 {
        session.call(print("interface")).await.expect("rows");
    }
    assert_eq!(server.connections(), 1);
    session.fresh().expect("a session").call(print("interface")).await.expect("rows");
    assert_eq!(server.connections(), 2);
}
