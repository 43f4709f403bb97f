//! The audit trail from the shell.

use serde_json::Value;

use super::support::{Installation, Routers};

const PROCESSES: usize = 4;
const TOKENS: usize = 5;

#[test]
fn the_audit_trail_proves_itself_and_names_what_was_altered() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("edge-1", routers.first(), "rosmcp", "password");
    installation.rosmcp(&["device", "edit", "edge-1", "--tag", "site=ams"]).ok();
    let found = installation.rosmcp(&["audit", "verify", "-o", "json"]).json();
    assert_eq!(
        (&found["ok"], &found["rows"], &found["unauthenticated"]),
        (&true.into(), &2.into(), &0.into())
    );
    let exported = installation.rosmcp(&["audit", "export"]).ok();
    assert_eq!(exported.lines().count(), 2);
    let alter = "UPDATE audit_events SET action = 'device.look' WHERE action = 'device.edit'";
    assert_eq!(installation.database().change(alter, &[]), 1);
    let run = installation.rosmcp(&["audit", "verify", "-o", "json"]);
    let printed: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(printed["broken_seq"], 2);
    assert!(run.fails(16).contains("broken at row 2"));
}

#[test]
fn processes_that_change_at_once_write_one_chain_and_every_change_has_its_row() {
    let installation = Installation::new();
    std::thread::scope(|scope| {
        for process in 0..PROCESSES {
            let installation = &installation;
            scope.spawn(move || {
                for number in 0..TOKENS {
                    let name = format!("t{process}-{number}");
                    installation.rosmcp(&["token", "create", &name, "--role", "read_only"]).ok();
                }
            });
        }
    });
    let rows = |words: &[&str]| {
        let listed = installation.rosmcp(&[&["audit", "list", "-o", "json"], words].concat()).json();
        listed.as_array().expect("rows").clone()
    };
    let made = rows(&["--action", "token.create", "--outcome", "ok"]);
    let mut names: Vec<_> = made.iter().map(|row| row["detail"].as_str().expect("a name")).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PROCESSES * TOKENS, "{names:?}");
    let found = installation.rosmcp(&["audit", "verify", "-o", "json"]).json();
    assert_eq!((&found["ok"], &found["rows"]), (&true.into(), &(PROCESSES * TOKENS).into()));
    assert!(rows(&["--decision", "denied"]).is_empty());
    assert!(made.iter().all(|row| row["decision"] == "allowed"), "{made:?}");
    installation.rosmcp(&["audit", "list", "--decision", "maybe"]).fails(2);
}
