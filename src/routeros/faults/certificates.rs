//! Who the peer may be: nothing is ever said to one that is not trusted.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::server::{Answer, Identity, Server, endpoint, limits, ok, session};
use crate::domain::device::{Fingerprint, Trust};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind};
use crate::routeros::session::Session;
use crate::routeros::tls::presented;
use crate::routeros::transport::{Print, Request};
use crate::routeros::watch::Watch;

const PATIENT: Duration = Duration::from_secs(20);

fn pin(identity: &Identity) -> Trust {
    Trust::Pin(identity.fingerprint())
}

fn rows() -> Answer {
    Answer::Bytes(ok("[]"))
}

/// One row and the end of the connection, so that the next call makes a new one.
fn last() -> Answer {
    Answer::Close(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]".to_vec())
}

async fn read(session: &Session) -> Result<(), Error> {
    session
        .print(Print { menu: "system/resource".into(), settings: true, ..Print::default() })
        .await
        .map(|_| ())
}

#[tokio::test]
async fn the_pinned_certificate_is_enough_whatever_name_it_has() {
    let identity = Identity::new(&["router.invalid"]);
    for server in [Server::tls(&identity, |_| rows()).await, Server::tls12(&identity, |_| rows()).await] {
        let session = session(&server.endpoint(pin(&identity)), limits(PATIENT));
        read(&session).await.expect("trusted");
        assert!(
            server.received().contains("Authorization: Basic")
                || server.received().contains("authorization: Basic")
        );
    }
}

#[tokio::test]
async fn a_changed_certificate_gets_no_credential() {
    let (first, second) = (Identity::new(&["edge"]), Identity::new(&["edge"]));
    let server = Server::tls(&first, |_| last()).await;
    let session = session(&server.endpoint(pin(&first)), limits(PATIENT));
    read(&session).await.expect("trusted");
    let said = server.received();
    server.swap(&second);
    let error = read(&session).await.expect_err("changed");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    let fingerprint = second.fingerprint().to_string();
    assert!(
        error.message().contains("the certificate changed") && error.message().contains(&fingerprint),
        "{error}"
    );
    assert!(error.hints().iter().any(|hint| hint.contains("device trust")));
    assert_eq!(server.received(), said, "something was said to the new peer");
    assert_eq!(server.connections(), 2, "a changed certificate is not tried again");
}

#[tokio::test]
async fn nobody_vouches_for_a_self_signed_certificate() {
    let identity = Identity::new(&["127.0.0.1"]);
    let server = Server::tls(&identity, |_| rows()).await;
    let other = Identity::new(&["127.0.0.1"]).certificate.pem();
    for trust in [Trust::System, Trust::Authority(other)] {
        let credential = crate::domain::credential::Credential { username: "x".into(), password: "x".into() };
        // A machine without any roots says so before it connects.
        let Ok(session) = Session::new(&server.endpoint(trust), credential, limits(PATIENT)) else {
            continue;
        };
        let error = read(&session).await.expect_err("untrusted");
        assert_eq!(error.kind(), ErrorKind::Unreachable);
        assert!(error.hints().iter().any(|hint| hint.contains("rosmcp device trust")), "{error}");
    }
    assert_eq!(server.received(), "");
}

#[tokio::test]
async fn an_authority_vouches_for_the_name_only() {
    let identity = Identity::new(&["127.0.0.1"]);
    let server = Server::tls(&identity, |_| rows()).await;
    let authority = Trust::Authority(identity.certificate.pem());
    read(&session(&server.endpoint(authority.clone()), limits(PATIENT))).await.expect("trusted");
    let said = server.received();
    let misnamed = session(&endpoint("localhost", server.port, authority), limits(PATIENT));
    let error = read(&misnamed).await.expect_err("another name");
    assert!(error.message().contains("another name"), "{error}");
    assert_eq!(server.received(), said);
}

#[tokio::test]
async fn a_plain_port_is_told_from_a_tls_port() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let plain = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut hello = [0; 4096];
        let read = stream.read(&mut hello).await.expect("a hello");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("an answer");
        hello[..read].to_vec()
    });
    let session = session(&endpoint("127.0.0.1", port, Trust::Pin(Fingerprint([0; 32]))), limits(PATIENT));
    let error = read(&session).await.expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.message().contains("does not speak TLS"), "{error}");
    let hello = plain.await.expect("no panic");
    assert!(!String::from_utf8_lossy(&hello).contains("Basic"));
}

#[tokio::test]
async fn looking_shows_the_certificate_and_says_nothing() {
    let identity = Identity::new(&["router.example"]);
    let server = Server::tls(&identity, |_| rows()).await;
    let shown = presented(&server.endpoint(Trust::System), &limits(PATIENT)).await.expect("a certificate");
    assert_eq!(Trust::Pin(shown.fingerprint), pin(&identity));
    assert!(shown.self_signed);
    assert_eq!(shown.names, ["router.example"]);
    assert_eq!(server.received(), "");
}

#[tokio::test]
async fn looking_at_what_has_no_tls_is_an_error_within_the_limit() {
    let hasty = limits(Duration::from_millis(300));
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let error = presented(&endpoint("127.0.0.1", port, Trust::System), &hasty).await.expect_err("silent");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    drop(silent);
    let error = presented(&endpoint("127.0.0.1", port, Trust::System), &hasty).await.expect_err("closed");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    let strict = crate::routeros::session::SessionLimits::default();
    let error = presented(&endpoint("127.0.0.1", port, Trust::System), &strict).await.expect_err("loopback");
    assert_eq!(error.kind(), ErrorKind::Refused);
}

/// A request of each verb.
pub(super) fn every_verb() -> Vec<Request> {
    let (menu, id) = (|| "ip/pool".to_owned(), || "*1".to_owned());
    vec![
        Request::Print(Print { menu: menu(), ..Print::default() }),
        Request::Add { menu: menu(), values: RawRow::new() },
        Request::Set { menu: menu(), id: Some(id()), values: RawRow::new() },
        Request::Remove { menu: menu(), id: id() },
        Request::Move { menu: menu(), id: id(), before: None },
        Request::Switch { menu: menu(), id: id(), on: true },
        Request::Run { path: "system/reboot".into(), arguments: RawRow::new(), read_only: false },
    ]
}

#[tokio::test]
async fn no_verb_says_a_word_to_a_stranger() {
    let identity = Identity::new(&["edge"]);
    let server = Server::tls(&identity, |_| rows()).await;
    let session = session(&server.endpoint(Trust::Pin(Fingerprint([0; 32]))), limits(PATIENT));
    for request in every_verb() {
        let error = session.call(request.clone()).await.expect_err("a stranger");
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{request:?}: {error}");
    }
    session.watch(Watch { menu: "ip/pool".into(), ..Watch::default() }).await.expect_err("a stranger");
    assert_eq!((server.received(), server.requests()), (String::new(), 0));
    assert!(server.connections() > 6, "each tried to connect");
}
