//! Prompts on a terminal.

use std::time::{Duration, Instant};

use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};

use super::support::{Installation, Routers};

fn terminal(installation: &Installation, arguments: &[&str]) -> OsSession {
    let mut session = Session::spawn(installation.command(arguments)).expect("a terminal");
    session.set_expect_timeout(Some(Duration::from_secs(30)));
    session
}

/// Types a password once it is not shown any more: turning the echo off throws away what was typed before.
fn give_password(session: &mut OsSession, password: &str) {
    session.expect("Password").expect("a question");
    let patience = Instant::now() + Duration::from_secs(30);
    while session.get_process().get_echo().expect("a terminal") {
        assert!(Instant::now() < patience, "the password would be shown");
        std::thread::sleep(Duration::from_millis(2));
    }
    session.send_line(password).expect("an answer");
}

#[test]
fn a_password_is_asked_for_and_never_shown() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    let port = router.rest_port.to_string();
    let add = [
        "device",
        "add",
        "edge",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--tls-pin",
        &router.certificate_sha256,
    ];
    let mut session = terminal(&installation, &add);
    session.expect("User name").expect("a question");
    session.send_line(&router.username).expect("an answer");
    give_password(&mut session, &router.password);
    let rest = session.expect(Eof).expect("the end");
    let said = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(said.contains("reachable"), "{said}");
    assert!(!said.contains(&router.password), "the password is echoed: {said}");
}

#[test]
fn a_removal_is_asked_about_and_no_means_no() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    installation.add("edge", routers.first(), "admin", "x");
    // What only begins with the letter is typed by mistake.
    for (answer, left) in [("n", 1), ("yn", 1), ("y", 0)] {
        let mut session = terminal(&installation, &["device", "remove", "edge"]);
        session.expect("stored password?").expect("a question");
        session.send_line(answer).expect("an answer");
        session.expect(Eof).expect("the end");
        let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
        assert_eq!(devices.as_array().map(Vec::len), Some(left), "after {answer}");
    }
}

#[test]
fn init_takes_a_first_router_by_the_hand() {
    let (installation, routers) = (Installation::empty(), Routers::start(1));
    let router = routers.first();
    let mut session = terminal(&installation, &["init"]);
    session.expect("first router").expect("a question");
    session.send_line("edge").expect("an answer");
    session.expect("Host name").expect("a question");
    // Nothing listens on the port that routers use, so this one has to be mended later.
    session.send_line("127.0.0.1").expect("an answer");
    session.expect("User name").expect("a question");
    session.send_line(&router.username).expect("an answer");
    give_password(&mut session, &router.password);
    let rest = session.expect(Eof).expect("the end");
    let said = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(said.contains("device test edge"), "{said}");
    assert!(said.contains("mcpServers"), "the set-up is done all the same: {said}");
    let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
    assert_eq!(devices[0]["name"], "edge");
}
