//! Metrics: each that is declared is also counted, and those of a server's day move.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use rosmcp::observe::metrics::TABLE;
use serde_json::{Value, json};

use super::serve::{Server, stateless_with};
use super::support::{Installation, Routers};

/// All of `src` but tests.
fn source(directory: &Path, text: &mut String) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            source(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
            let all = std::fs::read_to_string(&path).expect("source");
            let product = all.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            text.extend(product.split_whitespace());
        }
    }
}

#[test]
fn each_metric_that_is_declared_is_counted_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    source(&root.join("src"), &mut text);
    let table = std::fs::read_to_string(root.join("src/observe/metrics/table.rs")).expect("the table");
    let mut declared = 0;
    for line in table.lines().filter(|line| line.contains(">= \"") || line.contains("> = \"")) {
        let field = line.trim().split(':').next().expect("a field");
        declared += 1;
        let counted = ["inc", "set", "set_count", "observe", "hold"]
            .iter()
            .any(|how| text.contains(&format!(".{field}.{how}(")));
        assert!(counted, "nothing counts in {field}: {line}");
    }
    assert_eq!(declared, TABLE.len(), "the table is read as it is");
}

/// Status and result of a tool called with `token`.
fn call(server: &Server, token: &str, name: &str, arguments: &Value) -> (u16, Value) {
    let login = format!("authorization: Bearer {token}\r\n");
    stateless_with(server, &login, "tools/call", Some(name), json!({"name": name, "arguments": arguments}))
}

#[test]
fn what_happens_in_a_day_moves_them() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    installation.add_both_ways(routers.first());
    installation.rosmcp(&["device", "edit", "lab-1", "--allow-advanced-writes"]).ok();
    let token = installation.rosmcp(&["token", "create", "ann", "--role", "admin", "-o", "json"]).json();
    let token = token["token"].as_str().expect("a token");
    let backups = installation.path().join("backups").display().to_string();
    installation.rosmcp(&["backup", "create", "--to", &backups]).ok();
    installation.rosmcp(&["backup", "drill", &backups]).ok();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let set = format!("metrics_port={port}");
    let settings = [
        &set,
        "local_tokens_enabled=true",
        "health_check_jitter_seconds=0",
        "sse_max_subscriptions_per_device=1",
        // So that the stream, which follows the first of the two, ends by itself.
        "sse_client_timeout_seconds=1",
    ];
    let server = Server::start(&installation, &settings.map(|setting| ["--set", setting]).concat());
    let both = json!({"notifications": {"resourceSubscriptions": ["device://lab-1/health", "device://lab-1/config"]}});
    stateless_with(
        &server,
        &format!("authorization: Bearer {token}\r\n"),
        "subscriptions/listen",
        None,
        both,
    );
    assert_eq!(call(&server, token, "device_list", &json!({})).0, 200);
    assert_eq!(call(&server, "nonsense", "device_list", &json!({})).0, 401);
    let steps = json!([{"op": "set", "menu": "system/identity", "values": {"name": "renamed"}}]);
    let arguments = json!({"device": "lab-1", "steps": steps, "apply": true});
    let (_, applied) = call(&server, token, "plan_create", &arguments);
    assert_eq!(applied["result"]["structuredContent"]["status"], "applied", "{applied}");
    let text = once_checked(port);
    for series in [
        "rosmcp_logins_total{kind=\"local\",outcome=\"ok\"}",
        "rosmcp_logins_total{kind=\"oidc\",outcome=\"unauthenticated\"}",
        "rosmcp_health_checks_total{health=",
        "rosmcp_devices{health=",
        "rosmcp_plans_total{event=\"created\"}",
        "rosmcp_plans_total{event=\"applied\"}",
        "rosmcp_plan_apply_duration_seconds_count{outcome=\"ok\"}",
        "rosmcp_device_request_duration_seconds_count{transport=\"rest\"",
        "rosmcp_device_queue_duration_seconds_count",
        "rosmcp_device_breakers{state=\"closed\"}",
        "rosmcp_backup_last_success_timestamp_seconds",
        "rosmcp_backup_last_drill_timestamp_seconds",
        "rosmcp_backup_drill_ok",
        "mcp_tool_execution_duration_seconds_count{tool=\"device_list\",outcome=\"ok\"}",
        "mcp_limit_hits_total{limit=\"sse_max_subscriptions_per_device\"}",
        "process_open_fds",
    ] {
        let moved = text.lines().filter(|line| line.starts_with(series)).any(|line| !line.ends_with(" 0.0"));
        assert!(moved, "{series}\n{text}");
    }
    assert!(text.contains("\nrosmcp_plans_needing_attention 0.0\n"), "{text}");
    assert!(server.get("/health").1["last_backup"].is_string());
}

/// The metrics once the first health check is over.
fn once_checked(port: u16) -> String {
    let patience = Instant::now() + Duration::from_mins(1);
    loop {
        let text = Server::text_at(port, "/metrics");
        if text.contains("rosmcp_health_checks_total{") {
            return text;
        }
        assert!(Instant::now() < patience, "no health check has ended within a minute: {text}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
