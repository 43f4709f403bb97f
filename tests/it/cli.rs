//! The command line as people and scripts meet it.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use super::support::{Installation, Routers};

#[test]
fn keygen_prints_one_key_and_nothing_else() {
    let installation = Installation::empty();
    let (one, other) = (installation.rosmcp(&["keygen"]), installation.rosmcp(&["keygen"]));
    assert_eq!(one.stderr(), "");
    let (one, other) = (one.ok(), other.ok());
    assert_eq!(one.trim_end().len(), 44);
    assert_ne!(one, other);
}

#[test]
fn keygen_never_overwrites() {
    let installation = Installation::empty();
    installation.rosmcp(&["keygen", "--out", "key"]).ok();
    let path = installation.path().join("key");
    let before = std::fs::read(&path).expect("the key file");
    assert_eq!(std::fs::metadata(&path).expect("the key file").permissions().mode() & 0o777, 0o600);
    let said = installation.rosmcp(&["keygen", "--out", "key"]).fails(9);
    assert!(said.contains("never overwritten"), "{said}");
    assert_eq!(std::fs::read(&path).expect("the key file"), before);
}

#[test]
fn init_run_twice_keeps_the_key() {
    let installation = Installation::new();
    let key = installation.path().join("config/rosmcp/encryption.key");
    let before = std::fs::read(&key).expect("the key file");
    installation.rosmcp(&["init", "--non-interactive"]).ok();
    assert_eq!(std::fs::read(&key).expect("the key file"), before);
    let status = installation.rosmcp(&["key", "status", "-o", "json"]).json();
    assert_eq!(status["fits"], true);
}

#[test]
fn a_lost_key_is_not_replaced_by_a_new_one() {
    let installation = Installation::new();
    std::fs::remove_dir_all(installation.path().join("config")).expect("the settings removed");
    let said = installation.rosmcp(&["init", "--non-interactive"]).fails(10);
    assert!(said.contains("already has a key"), "{said}");
    assert!(!installation.path().join("config/rosmcp/encryption.key").exists());
}

#[test]
fn another_key_is_refused_before_anything_is_written() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("lab-1", routers.first(), "admin", "x");
    let other = installation.rosmcp(&["keygen"]).ok();
    let key = installation.path().join("config/rosmcp/encryption.key");
    std::fs::write(&key, other).expect("another key");
    let said = installation.rosmcp_with(
        &["device", "add", "b", "--host", "192.0.2.1", "--username", "u", "--password-stdin", "--no-check"],
        "p",
    );
    let said = said.fails(10);
    assert!(said.contains("does not"), "{said}");
    let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
    assert_eq!(devices.as_array().map(Vec::len), Some(1));
    assert_eq!(installation.rosmcp(&["key", "status", "-o", "json"]).json()["fits"], false);
}

#[test]
fn a_misspelt_setting_is_an_error_with_a_suggestion() {
    let installation = Installation::new();
    let mut command = installation.command(&["settings", "check"]);
    let output = command.env("ROUTEROS_MCP_MCP_HTTP_PROT", "1").output().expect("rosmcp ends");
    assert_eq!(output.status.code(), Some(10));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.to_lowercase().contains("mcp_http_port"), "{said}");
}

#[test]
fn settings_with_which_nothing_would_start_are_not_called_sound() {
    let installation = Installation::new();
    let missing = installation.path().join("missing.pem").display().to_string();
    let sample = "ROUTEROS_MCP_ENCRYPTION_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (set, wanted) in [
        (&["mcp_http_host=no.such.host.invalid"][..], "mcp_http_host"),
        (&[&format!("tls_cert_file={missing}"), &format!("tls_key_file={missing}")], "missing.pem"),
        (&[&format!("encryption_key_file={missing}")], "missing.pem"),
    ] {
        let flags: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
        let said = installation.rosmcp(&[&["settings", "check"][..], &flags].concat()).fails(10);
        assert!(said.contains(wanted) && !said.contains("are sound"), "{set:?}: {said}");
    }
    let (name, value) = sample.split_once('=').expect("a pair");
    let output = installation.command(&["settings", "check"]).env(name, value).output().expect("rosmcp ends");
    assert_eq!(output.status.code(), Some(10), "a key of zeros, and a second source beside the file");
    assert!(installation.rosmcp(&["settings", "check"]).stderr().contains("are sound"));
    let bare = Installation::empty().rosmcp(&["settings", "check"]);
    assert!(bare.stderr().contains("no encryption key is given"), "{}", bare.stderr());
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let installation = Installation::new();
    let file = installation.path().join("config/rosmcp/config.yaml");
    let shown = |arguments: &[&str], environment: Option<&str>| -> (String, String) {
        let mut command = installation.command(arguments);
        if let Some(port) = environment {
            command.env("ROUTEROS_MCP_MCP_HTTP_PORT", port);
        }
        let output = command.args(["settings", "show", "-o", "json"]).output().expect("rosmcp ends");
        let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
        let row = rows.iter().find(|row| row["key"] == "mcp_http_port").expect("the setting");
        let text = |field: &str| row[field].as_str().expect("text").to_owned();
        (text("value"), text("origin"))
    };
    assert_eq!(shown(&[], None).0, "8080");
    let old = std::fs::read_to_string(&file).expect("the settings file");
    std::fs::write(&file, old + "mcp_http_port: 8081\n").expect("a longer settings file");
    let (value, origin) = shown(&[], None);
    assert_eq!(value, "8081");
    assert!(origin.contains("config.yaml"), "{origin}");
    assert_eq!(shown(&[], Some("8082")).0, "8082");
    assert_eq!(shown(&["--set", "mcp_http_port=8083"], Some("8082")).0, "8083");
}

#[test]
fn without_a_terminal_a_missing_confirmation_names_the_flag() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("lab-1", routers.first(), "admin", "x");
    let said = installation.rosmcp(&["device", "remove", "lab-1"]).fails(4);
    assert!(said.contains("--yes"), "{said}");
    let said =
        installation.rosmcp(&["device", "add", "b", "--host", "192.0.2.1", "--username", "u"]).fails(4);
    assert!(said.contains("--password-stdin"), "{said}");
    installation.rosmcp(&["device", "remove", "lab-1", "--yes"]).ok();
    assert_eq!(installation.rosmcp(&["device", "list", "-o", "json"]).json(), serde_json::json!([]));
}

#[test]
fn errors_are_json_on_stderr_when_asked() {
    let installation = Installation::new();
    let run = installation.rosmcp(&["-o", "json", "device", "show", "nobody"]);
    assert_eq!(run.stdout(), "");
    let said = run.fails(8);
    let error: Value = serde_json::from_str(&said).expect("JSON on stderr");
    assert_eq!(error["error"]["kind"], "not_found");
    assert_eq!(error["error"]["retryable"], false);
    assert!(error["error"]["hints"].as_array().is_some_and(|hints| !hints.is_empty()));
}

#[test]
fn usage_errors_are_json_too() {
    let installation = Installation::empty();
    for arguments in [&["-o", "json", "no-such-verb"][..], &["device", "add", "edge-1", "--output=json"]] {
        let said = installation.rosmcp(arguments).fails(2);
        let error: Value = serde_json::from_str(&said).expect("JSON on stderr");
        assert_eq!(error["error"]["kind"], "usage");
    }
}

#[test]
fn looking_at_a_database_that_is_not_there_makes_none() {
    let installation = Installation::empty();
    let status = ["--set", "database_url=sqlite:///new.db", "-o", "json", "migrate", "--status"];
    assert_eq!(installation.rosmcp(&status).json()["applied"], Value::Array(Vec::new()));
    assert!(!installation.path().join("new.db").exists());
    installation.rosmcp(&["--set", "database_url=sqlite:///new.db", "migrate"]).ok();
    let applied = installation.rosmcp(&status).json();
    assert!(applied["applied"][0]["applied_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{applied}");
}

#[test]
fn init_prints_a_configuration_to_copy() {
    let installation = Installation::empty();
    let said = installation.rosmcp(&["init"]).ok();
    let (from, to) = (said.find('{').expect("JSON begins"), said.rfind('}').expect("JSON ends"));
    let client: Value = serde_json::from_str(&said[from..=to]).expect("JSON");
    assert_eq!(client["mcpServers"]["rosmcp"]["args"][0], "serve");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let installation = Installation::new();
    let mut child = installation
        .command(&["menu", "list", "-o", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rosmcp starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("rosmcp ends");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_database_without_home_or_terminal_works() {
    let installation = Installation::empty();
    for verb in [&["migrate"][..], &["device", "list"]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_rosmcp"))
            .args(["--set", "database_url=sqlite:///own.db"])
            .args(verb)
            .env_clear()
            .current_dir(installation.path())
            .stdin(Stdio::null())
            .output()
            .expect("rosmcp ends");
        assert!(output.status.success(), "{output:?}");
    }
    assert!(installation.path().join("own.db").exists());
}

#[test]
fn usage_errors_are_exit_2_and_help_is_exit_0() {
    let installation = Installation::empty();
    installation.rosmcp(&["no-such-verb"]).fails(2);
    installation.rosmcp(&["get", "only-a-device"]).fails(2);
    assert!(installation.rosmcp(&["--help"]).ok().contains("Exit codes"));
    assert!(installation.rosmcp(&["--version"]).ok().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_lab_prints_a_line_per_router_and_stops_when_told() {
    let installation = Installation::empty();
    let mut child =
        installation.command(&["lab", "--count", "2"]).stdout(Stdio::piped()).spawn().expect("rosmcp starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut names = Vec::new();
    for _ in 0..2 {
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        let router: Value = serde_json::from_str(&line).expect("JSON");
        assert!(router["rest_port"].as_u64().is_some_and(|port| port > 0));
        names.push(router["name"].as_str().expect("a name").to_owned());
    }
    assert_eq!(names, ["lab-1", "lab-2"]);
    let stopped = std::process::Command::new("kill").arg(child.id().to_string()).status().expect("kill runs");
    assert!(stopped.success());
    assert!(child.wait().expect("the lab ends").success());
    let mut rest = String::new();
    lines.read_to_string(&mut rest).expect("the end");
    assert_eq!(rest, "");
}

#[test]
fn a_backup_is_made_listed_verified_drilled_and_restored() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("edge-1", routers.first(), "rosmcp", "password");
    let created = installation.rosmcp(&["backup", "create", "--to", "backups", "-o", "json"]).json();
    let file = created["file"].as_str().expect("a file").to_owned();
    let quiet = installation.rosmcp(&["-q", "backup", "create", "--to", "backups", "--prune"]);
    assert_eq!(
        (quiet.stdout(), quiet.stderr()),
        (String::new(), String::new()),
        "cron mails whatever is said"
    );
    let listed = installation.rosmcp(&["backup", "list", "--dir", "backups", "-o", "json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    installation.rosmcp(&["backup", "verify", "--all", "--dir", "backups"]).ok();
    let drilled = installation.rosmcp(&["backup", "drill", &file, "-o", "json"]).json();
    assert_eq!(drilled["credentials"], 1);
    installation.rosmcp(&["device", "remove", "edge-1", "--yes"]).ok();
    installation.rosmcp(&["backup", "restore", &file, "--in-place"]).fails(4);
    if !installation.has_database_file() {
        // To a server it goes by way of a file: restored aside, then moved into an empty database.
        let said = installation.rosmcp(&["backup", "restore", &file, "--in-place", "--yes"]).fails(10);
        assert!(said.contains("migrate --from"), "{said}");
        return;
    }
    installation.rosmcp(&["backup", "restore", &file, "--in-place", "--yes"]).ok();
    installation.rosmcp(&["device", "show", "edge-1"]).ok();
    let keys = installation.rosmcp(&["key", "verify", "-o", "json"]).json();
    assert_eq!(keys["ok"], 1);
}

#[test]
fn a_backup_holds_what_routers_export_and_says_who_did_not() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("edge-1", routers.first(), "rosmcp", "wrong password");
    let run = installation.rosmcp(&["backup", "create", "--to", "backups", "--with-exports", "-o", "json"]);
    let created: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert!(
        created["failed_exports"][0].as_str().is_some_and(|text| text.starts_with("edge-1:")),
        "{created}"
    );
    run.fails(3);
}

#[test]
fn the_doctor_says_what_is_well_and_what_mends_the_rest() {
    let installation = Installation::new();
    let routers = Routers::start(1);
    installation.add("edge-1", routers.first(), &routers.first().username, &routers.first().password);
    let status = |lines: &Value, check: &str| {
        let line =
            lines.as_array().expect("rows").iter().find(|line| line["check"] == check).expect(check).clone();
        line["status"].as_str().expect("a status").to_owned()
    };
    // A port that nothing listens on, whatever else runs on this machine.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("it").port();
    let port = format!("mcp_http_port={free}");
    let lines = installation.rosmcp(&["doctor", "-o", "json", "--set", &port]).json();
    for (check, wanted) in [
        ("binary", "ok"),
        ("settings", "ok"),
        ("database", "ok"),
        ("key", "ok"),
        ("audit", "ok"),
        ("backups", "warning"),
        ("device edge-1", "ok"),
        ("MCP handshake", "skipped"),
    ] {
        assert_eq!(status(&lines, check), wanted, "{check}: {lines}");
    }
    installation.add("edge-2", routers.first(), "nobody", "wrong");
    let run = installation.rosmcp(&["doctor", "-o", "json", "--set", &port]);
    let lines: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(status(&lines, "device edge-2"), "failed");
    run.fails(10);
}

#[test]
fn what_vouches_for_an_installation_does_not_make_one() {
    let installation = Installation::empty();
    let typo = installation.path().join("typo/never.db");
    let url = format!("database_url=sqlite:///{}", typo.display());
    for verb in [
        &["backup", "create", "--to", "backups"][..],
        &["audit", "verify"],
        &["audit", "list"],
        &["device", "list"],
        &["plan", "list"],
        &["key", "status"],
        &["token", "list"],
        &["health", "--all"],
        &["tool", "call", "fleet_summary"],
    ] {
        let said = installation.rosmcp(&[verb, &["--set", &url]].concat()).fails(10);
        assert!(said.contains("there is no database") && said.contains("never.db"), "{verb:?}: {said}");
    }
    let run = installation.rosmcp(&["doctor", "-o", "json", "--set", &url]);
    assert!(run.stdout().contains("there is no database"), "{}", run.stdout());
    run.fails(10);
    assert!(!typo.parent().is_some_and(std::path::Path::exists));
}

#[test]
fn moving_an_installation_only_reads_where_it_was() {
    let installation = Installation::new();
    if !installation.has_database_file() {
        return; // The directory has no source to name.
    }
    let routers = Routers::start(1);
    installation.add("edge-1", routers.first(), "rosmcp", "password");
    let database = installation.database();
    let newest = "SELECT max(version) FROM schema_migrations";
    // What the newest migration brought.
    database.change("ALTER TABLE plans DROP COLUMN summary", &[]);
    database.change(&format!("DELETE FROM schema_migrations WHERE version = ({newest})"), &[]);
    let count = "SELECT CAST(count(*) AS TEXT) FROM schema_migrations";
    let before = database.texts(count, &[]);
    let from = format!("sqlite:///{}", installation.state_directory().join("rosmcp.db").display());
    let to = format!("sqlite:///{}", installation.path().join("moved.db").display());
    let moving = ["migrate", "--from", &from, "--to", &to];
    let said = installation.rosmcp(&moving).fails(9);
    assert!(said.contains("the source lacks 1 migration"), "{said}");
    assert_eq!(database.texts(count, &[]), before);
    installation.rosmcp(&["migrate"]).ok();
    installation.rosmcp(&moving).ok();
    installation.rosmcp(&["device", "show", "edge-1", "--set", &format!("database_url={to}")]).ok();
}

#[test]
fn rows_that_there_are_not_are_no_damage() {
    let installation = Installation::new();
    for range in [&["--from", "99999"][..], &["--from", "2", "--to", "1"]] {
        installation.rosmcp(&[&["audit", "verify"], range].concat()).fails(2);
    }
    installation.rosmcp(&["audit", "verify", "--from", "1"]).ok();
}
