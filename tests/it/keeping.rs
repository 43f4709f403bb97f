//! Keys that are none, and SQL in the log: what touches stored secrets without opening them.

use std::os::unix::fs::PermissionsExt;

use super::support::Installation;

const ADD: [&str; 8] =
    ["device", "add", "edge-1", "--host", "192.0.2.1", "--username", "u", "--password-stdin"];
const PASSWORD: &str = "hunter2-of-edge-1";

#[test]
fn a_key_that_is_none_is_refused_before_anything_is_written() {
    let installation = Installation::new();
    let file = installation.path().join("config/rosmcp/encryption.key");
    let good = std::fs::read_to_string(&file).expect("the key");
    let closed = std::fs::Permissions::from_mode(0o600);
    let bad = [
        ("cut off", good[..20].to_owned(), 0o600),
        ("the sample of the guide", "your-base64-encoded-32-byte-key".to_owned(), 0o600),
        ("all bytes alike", format!("{}=", "A".repeat(43)), 0o600),
        ("empty", String::new(), 0o600),
        ("open to all", good.clone(), 0o644),
    ];
    for (what, text, mode) in bad {
        std::fs::write(&file, &text).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("permissions");
        let said = installation.rosmcp_with(&[&ADD[..], &["--no-check"]].concat(), PASSWORD).fails(10);
        assert!(!said.contains(good.trim()) && !said.contains(PASSWORD), "{what}: {said}");
        assert!(text.len() < 20 || !said.contains(text.trim()), "{what}: {said}");
        let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
        assert_eq!(devices.as_array().map(Vec::len), Some(0), "{what}");
    }
    std::fs::write(&file, &good).expect("written");
    std::fs::set_permissions(&file, closed).expect("permissions");
    installation.rosmcp_with(&[&ADD[..], &["--no-check"]].concat(), PASSWORD).ok();
}

#[test]
fn sql_is_logged_where_it_is_asked_for_and_never_a_value() {
    let installation = Installation::new();
    let add = |echo: &str, name: &str| {
        let mut command = installation.command(&["-v", "-v", "device", "add", name, "--host", "192.0.2.1"]);
        command.args(["--username", "somebody", "--password-stdin", "--no-check"]);
        let run = Installation::run(command.env("ROUTEROS_MCP_DATABASE_ECHO", echo), PASSWORD);
        assert_eq!(run.code(), 0, "{}", run.stderr());
        run.stderr()
    };
    assert!(!add("false", "edge-1").contains("INSERT INTO devices"));
    let said = add("true", "edge-2");
    assert!(said.contains("INSERT INTO devices"), "{said}");
    for value in ["somebody", "192.0.2.1", PASSWORD] {
        let logged = said.lines().filter(|line| line.contains("ran SQL") && line.contains(value)).count();
        assert_eq!(logged, 0, "{value}: {said}");
    }
}
