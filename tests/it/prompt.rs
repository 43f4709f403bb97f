//! Prompts on a terminal.

use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};
use serde_json::json;

use super::site::{Site, names};
use super::support::{Installation, Routers};

/// A terminal as people have one, which shows what is typed.
fn terminal(installation: &Installation, arguments: &[&str]) -> OsSession {
    let verb = installation.command(arguments);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"stty echo && exec "$0" "$@""#]).arg(verb.get_program()).args(verb.get_args());
    command.env_clear().env("PATH", "/usr/bin:/bin").env("TERM", "xterm").current_dir(installation.path());
    command.envs(verb.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut session = Session::spawn(command).expect("a terminal");
    session.set_expect_timeout(Some(Duration::from_secs(30)));
    session
}

/// Types a password, which is not shown once it is asked for.
fn give_password(session: &mut OsSession, password: &str) {
    session.expect("Password").expect("a question");
    assert!(!session.get_process().get_echo().expect("a terminal"), "the password would be shown");
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
    assert!(said.contains("did not succeed yet"), "what is next is to mend it: {said}");
    let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
    assert_eq!(devices[0]["name"], "edge");
}

/// Types `keys` where `question` is asked, and sees that the verb ends as interrupted with the terminal as before.
fn interrupt(installation: &Installation, arguments: &[&str], question: &str, keys: &str) {
    let what = format!("{keys:?} at {arguments:?}");
    let mut session = terminal(installation, arguments);
    session.expect(question).unwrap_or_else(|error| panic!("{what}: {error}"));
    session.send(keys).expect("keys");
    let rest = session.expect(Eof).unwrap_or_else(|error| panic!("{what}: {error}"));
    let said = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    let cursor = |switch: &str| said.rfind(switch).map_or(0, |at| at + 1);
    assert!(cursor("\u{1b}[?25l") <= cursor("\u{1b}[?25h"), "{what}: the cursor is hidden: {said:?}");
    assert!(session.get_process().get_echo().expect("a terminal"), "{what}: the echo is off");
    let ended = session.get_process().wait().expect("an end");
    assert!(matches!(ended, WaitStatus::Exited(_, 130)), "{what}: {ended:?}: {said}");
}

#[test]
fn every_question_can_be_left_and_nothing_is_done_then() {
    let site = Site::new();
    let steps = json!([{"op": "set", "menu": "system/identity", "values": {"name": "new"}}]);
    let strict = ["--set", "approval_from_risk=low"];
    let text = steps.to_string();
    let plan =
        site.run(&[&["plan", "create", "lab-1", "--steps", &text, "-o", "json"][..], &strict].concat());
    let (waiting, ready) = (plan.json(), site.plan("lab-1", &steps));
    let ((waiting, _), (ready, _)) = (names(&waiting), names(&ready));
    let new = ["device", "add", "new", "--host", "192.0.2.1", "--username", "admin"];
    let questions: [(&[&str], &str); 8] = [
        (&["device", "set-credential", "lab-1", "--username", "other"], "Password"),
        (&["device", "set-credential", "lab-1", "--username", "other", "--password-stdin"], "Password"),
        (&["device", "edit", "lab-1", "--username", "other"], "Password"),
        (&new, "Password"),
        (&new[..5], "User name"),
        (&["device", "remove", "lab-1"], "[y/N]"),
        (&["plan", "approve", waiting], "to approve"),
        (&["plan", "apply", ready], "apply this plan?"),
    ];
    let before = site.run(&["device", "list", "-o", "json"]).json();
    for (arguments, question) in questions {
        for keys in ["\u{3}", "y\u{3}"] {
            interrupt(&site.installation, arguments, question, keys);
        }
    }
    let (arguments, question) = questions[0];
    interrupt(&site.installation, arguments, question, "\u{4}");
    assert_eq!(site.run(&["device", "list", "-o", "json"]).json(), before);
    for (id, state) in [(waiting, "pending"), (ready, "approved")] {
        assert_eq!(site.run(&["plan", "show", id, "-o", "json"]).json()["status"], state);
    }
    site.run(&["get", "lab-1", "system/identity"]).ok();
}

#[test]
fn what_ctrl_c_stops_is_in_the_trail() {
    let site = Site::new();
    let arguments = json!({"device": "lab-1", "target": "192.0.2.1", "count": 50}).to_string();
    interrupt(&site.installation, &["tool", "call", "ping", "--json", &arguments], "replies", "\u{3}");
    let rows = site.run(&["audit", "list", "-o", "json"]).json();
    let row = rows.as_array().into_iter().flatten().find(|row| row["action"] == "tool.call");
    let row = row.unwrap_or_else(|| panic!("no row of the call: {rows}"));
    assert_eq!((&row["outcome"], &row["tool"]), (&json!("interrupted"), &json!("ping")), "{row}");
}
