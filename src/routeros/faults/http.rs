//! What the peer may answer over HTTP, and what becomes of it.

use std::time::Duration;

use super::server::{Answer, Server, endpoint, limits, ok, session, with_status};
use crate::clock::monotonic;
use crate::domain::device::Trust;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::session::{Session, SessionLimits};
use crate::routeros::transport::{Print, Reply, Request};

const PATIENT: Duration = Duration::from_secs(20);
const HASTY: Duration = Duration::from_millis(500);

fn print() -> Request {
    Request::Print(Print { menu: "ip/address".into(), ..Print::default() })
}

fn add() -> Request {
    Request::Add {
        menu: "ip/address".into(),
        values: RawRow::from([("address".into(), "192.0.2.1/24".into())]),
    }
}

/// What reading and adding come to at a peer that always gives `answer`, and how often the read and the write arrived.
async fn both(answer: Answer, limits: SessionLimits) -> (Result<Reply>, usize, Result<Reply>, usize) {
    let server = Server::plain({
        let answer = answer.clone();
        move |_| answer.clone()
    })
    .await;
    let read = server.session(limits.clone()).call(print()).await;
    let reads = server.requests();
    let server = Server::plain(move |_| answer.clone()).await;
    let write = server.session(limits).call(add()).await;
    (read, reads, write, server.requests())
}

fn kind(result: Result<Reply>) -> ErrorKind {
    result.expect_err("an error").kind()
}

fn json(body: &str) -> Answer {
    Answer::Bytes(ok(body))
}

#[tokio::test]
async fn calls_share_a_connection_and_carry_the_credential() {
    let server = Server::plain(|_| json(r#"[{".id":"*1","address":"192.0.2.1/24"}]"#)).await;
    let session = server.session(limits(PATIENT));
    for _ in 0..3 {
        let rows =
            session.print(Print { menu: "ip/address".into(), ..Print::default() }).await.expect("rows");
        assert_eq!(rows[0]["address"], "192.0.2.1/24");
    }
    assert_eq!((server.requests(), server.connections()), (3, 1));
    let received = server.received();
    assert!(received.starts_with("GET /rest/ip/address HTTP/1.1\r\n"), "{received}");
    assert!(received.contains("Basic cm9zbWNwOnMzY3JldCE="), "{received}");
    assert!(!received.to_lowercase().contains("accept-encoding"), "{received}");
}

#[tokio::test]
async fn writes_are_said_and_their_answers_read() {
    let server = Server::plain(|number| match number {
        0 => Answer::Bytes(with_status("201 Created", r#"{".id":"*1A","address":"192.0.2.1/24"}"#)),
        1 => Answer::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        2 => json("[]"),
        _ => json(r#"{"ret":"2"}"#),
    })
    .await;
    let session = server.session(limits(PATIENT));
    let added = session.call(add()).await.expect("added");
    assert_eq!(added.ret.as_deref(), Some("*1A"));
    let remove = Request::Remove { menu: "ip/address".into(), id: "*1A".into() };
    assert_eq!(session.call(remove).await.expect("removed"), Reply::default());
    let set = Request::Set { menu: "system/identity".into(), id: None, values: RawRow::new() };
    assert_eq!(session.call(set).await.expect("set"), Reply::default());
    let arguments = RawRow::from([("count-only".into(), String::new())]);
    let count = Request::Run { path: "interface/print".into(), arguments, read_only: true };
    assert_eq!(session.call(count).await.expect("counted").ret.as_deref(), Some("2"));
    let received = server.received();
    for line in ["PUT /rest/ip/address ", "DELETE /rest/ip/address/*1A ", "POST /rest/system/identity/set "] {
        assert!(received.contains(line), "{received}");
    }
}

#[tokio::test]
async fn what_is_not_routeros_says_so_and_leaves_a_write_open() {
    for (what, answer) in [
        ("no HTTP", Answer::Close(b"SSH-2.0-ROSSSH\r\n\r\n".to_vec())),
        ("no JSON", json("<html>")),
        ("half a row", json(r#"[{"a":"#)),
        ("a nested value", json(r#"[{"a":{"b":"c"}}]"#)),
        ("another type", Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n[]".to_vec())),
        ("compressed", Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]".to_vec())),
        ("too short", Answer::Close(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{\"a\":\"1\"}]".to_vec())),
        ("chunked without end", Answer::Close(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n".to_vec())),
        ("reset in the head", Answer::Reset(b"HTTP/1.1 200 OK\r\nContent-".to_vec())),
        ("reset in the body", Answer::Reset(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{".to_vec())),
        ("closed at once", Answer::Close(vec![])),
        ("a gateway", Answer::Bytes(b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nbad".to_vec())),
    ] {
        let (read, reads, write, writes) = both(answer, limits(PATIENT)).await;
        assert_eq!((kind(read), reads), (ErrorKind::Unreachable, 3), "{what}");
        assert_eq!((kind(write), writes), (ErrorKind::OutcomeUnknown, 1), "{what}");
    }
}

#[tokio::test]
async fn a_read_is_sent_again_until_it_is_answered() {
    let server = Server::plain(|number| match number {
        0 => Answer::Reset(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n".to_vec()),
        1 => json("garbage"),
        _ => json("[]"),
    })
    .await;
    assert!(server.session(limits(PATIENT)).call(print()).await.is_ok());
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn the_routers_refusals_are_final_and_in_its_words() {
    for (status, body, expected) in [
        (
            "400 Bad Request",
            r#"{"error":400,"message":"Bad Request","detail":"failure: already have such address"}"#,
            ErrorKind::DeviceRejected,
        ),
        ("401 Unauthorized", r#"{"error":401,"message":"Unauthorized"}"#, ErrorKind::DeviceAuth),
        ("404 Not Found", r#"{"error":404,"message":"Not Found"}"#, ErrorKind::NotFound),
        (
            "500 Internal Server Error",
            r#"{"detail":"not enough permissions (9)","error":500,"message":"Internal Server Error"}"#,
            ErrorKind::DeviceAuth,
        ),
    ] {
        let (read, reads, write, writes) =
            both(Answer::Bytes(with_status(status, body)), limits(PATIENT)).await;
        assert_eq!((kind(read), reads), (expected, 1), "{status}");
        assert_eq!((kind(write), writes), (expected, 1), "{status}");
    }
    let closed = r#"{"error":400,"message":"Bad Request","detail":"Session closed"}"#;
    let (read, _, write, writes) =
        both(Answer::Bytes(with_status("400 Bad Request", closed)), limits(PATIENT)).await;
    assert_eq!(kind(read), ErrorKind::Timeout);
    assert_eq!((kind(write), writes), (ErrorKind::OutcomeUnknown, 1));
}

#[tokio::test]
async fn a_password_that_stops_working_is_noticed() {
    let unauthorized = with_status("401 Unauthorized", r#"{"error":401,"message":"Unauthorized"}"#);
    let server = Server::plain(move |number| match number {
        0..3 => json("[]"),
        _ => Answer::Bytes(unauthorized.clone()),
    })
    .await;
    let session = server.session(limits(PATIENT));
    for _ in 0..3 {
        session.call(print()).await.expect("still good");
    }
    let error = session.call(print()).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::DeviceAuth);
    assert!(!error.hints().is_empty());
    assert_eq!(server.requests(), 4);
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let canary = Server::plain(|_| json("[]")).await;
    for status in
        ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        for target in [format!("http://127.0.0.1:{}/canary", canary.port), "http://169.254.169.254/".into()] {
            let answer = format!("HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
            let (read, reads, write, writes) =
                both(Answer::Bytes(answer.into_bytes()), limits(PATIENT)).await;
            let error = read.expect_err("a redirect");
            assert_eq!((error.kind(), reads), (ErrorKind::Unreachable, 1), "{error}");
            assert!(error.message().contains("redirect"), "{error}");
            assert_eq!((kind(write), writes), (ErrorKind::Unreachable, 1));
        }
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn an_answer_of_a_gigabyte_is_read_no_further_than_allowed() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let announced = format!("{HEAD}Content-Length: 1073741824\r\n\r\n");
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n40000000\r\n");
    let unannounced = format!("{HEAD}Connection: close\r\n\r\n");
    for head in [announced, chunked, unannounced] {
        let server = Server::plain(move |_| Answer::Endless(head.clone().into_bytes())).await;
        let limits = SessionLimits { max_body: 1024 * 1024, ..limits(PATIENT) };
        let error = server.session(limits).call(print()).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::DeviceRejected, "{error}");
        assert_eq!(server.requests(), 1, "reading it again would be no better");
        // What the sockets' buffers on both sides take, and no more.
        assert!(server.written() < 64 * 1024 * 1024, "{}", server.written());
    }
}

#[tokio::test]
async fn silence_and_drips_end_at_the_deadline() {
    let drip = Answer::Drip(ok(&"[".repeat(10_000)), Duration::from_millis(50));
    for (what, answer) in [("silence", Answer::Hang), ("a drip", drip)] {
        let start = monotonic();
        let (read, reads, write, writes) = both(answer, limits(HASTY)).await;
        assert_eq!((kind(read), reads), (ErrorKind::Timeout, 1), "{what}");
        assert_eq!((kind(write), writes), (ErrorKind::OutcomeUnknown, 1), "{what}");
        assert!(monotonic() - start < PATIENT, "{what}");
    }
}

#[tokio::test]
async fn where_nothing_listens_nothing_is_sent_and_a_write_is_not_open() {
    let port =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("it").port();
    let session = session(&endpoint("127.0.0.1", port, Trust::Plain), limits(PATIENT));
    for request in [print(), add()] {
        let error: Error = session.call(request).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Unreachable);
        assert!(error.message().contains("refused the connection"), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_unreachable() {
    let host = format!("{}.invalid", "x".repeat(70));
    let session = session(&endpoint(&host, 80, Trust::Plain), limits(PATIENT));
    let error = session.call(add()).await.expect_err("no such name");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.message().contains("does not resolve"), "{error}");
}

#[tokio::test]
async fn loopback_is_refused_by_address_and_by_name() {
    let server = Server::plain(|_| json("[]")).await;
    let strict = SessionLimits { allow_loopback: false, ..limits(PATIENT) };
    let credential = crate::domain::credential::Credential { username: "x".into(), password: "x".into() };
    let refused = Session::new(&server.endpoint(Trust::Plain), credential, strict.clone());
    assert_eq!(refused.expect_err("an address").kind(), ErrorKind::Refused);
    let named = session(&endpoint("localhost", server.port, Trust::Plain), strict);
    assert_eq!(kind(named.call(print()).await), ErrorKind::Refused);
    assert_eq!(server.connections(), 0);
}
