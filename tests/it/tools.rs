//! Tools as a client of the server calls them: what they answer fits what they promise.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::serve::{Server, stateless};
use super::support::{Installation, Routers};

/// The answer of a tool that must succeed, after it was held against the tool's published output schema.
fn call(server: &Server, name: &str, arguments: &Value) -> Value {
    let (_, listed) = stateless(server, "tools/list", None, json!({}));
    let tools = listed["result"]["tools"].as_array().expect("tools").clone();
    let tool = tools.iter().find(|tool| tool["name"] == name).expect("the tool");
    let params = json!({"name": name, "arguments": arguments});
    let (status, answer) = stateless(server, "tools/call", Some(name), params);
    let result = &answer["result"];
    assert!(status == 200 && result["isError"] == false, "{name}: {answer}");
    fits(&tool["outputSchema"], &result["structuredContent"], name);
    result["structuredContent"].clone()
}

/// The kind and the text of a tool's error.
fn refused(server: &Server, name: &str, arguments: &Value) -> (String, String) {
    let params = json!({"name": name, "arguments": arguments});
    let (_, answer) = stateless(server, "tools/call", Some(name), params);
    assert_eq!(answer["result"]["isError"], true, "{name}: {answer}");
    let kind = answer["result"]["structuredContent"]["kind"].as_str().unwrap_or_default().to_owned();
    (kind, answer["result"]["content"][0]["text"].as_str().unwrap_or_default().to_owned())
}

/// The newest row of the trail that fits; rows of reads are stored a moment after the answer.
fn recorded(server: &Server, filter: &Value) -> Value {
    let started = Instant::now();
    while started.elapsed() < Duration::from_mins(1) {
        let trail = call(server, "audit_search", filter);
        if let Some(newest) = trail["events"].get(0) {
            return newest.clone();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nothing in the trail fits {filter}");
}

/// Holds `value` against the keywords that the tools' schemas use.
fn fits(schema: &Value, value: &Value, place: &str) {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    let is = |kind: &&str| match *kind {
        "any" => true,
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("{place}: the type {other}"),
    };
    assert!(kinds.iter().any(is), "{place} is {value}, not {kinds:?}");
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place} is {value}, none of {words:?}");
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            fits(property, value, &format!("{place}.{name}"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        fits(&schema["items"], item, &format!("{place}[]"));
    }
}

#[test]
fn a_router_is_measured_reviewed_watched_and_asked() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "3"]);
    let device = json!({"device": "lab-1"});

    let traffic = call(&server, "interface_traffic", &device);
    let busiest = &traffic["interfaces"][0];
    assert!(busiest["rx_bits_per_second"].is_u64() && busiest["name"].is_string(), "{traffic}");
    let one = call(&server, "interface_traffic", &json!({"device": "lab-1", "interfaces": ["ether1"]}));
    assert_eq!(one["interfaces"].as_array().map(Vec::len), Some(1), "{one}");
    let (kind, said) =
        refused(&server, "interface_traffic", &json!({"device": "lab-1", "interfaces": ["ether99"]}));
    assert_eq!(kind, "not_found", "{said}");

    for name in ["lab-1", "lab-2", "lab-3"] {
        let review = call(&server, "firewall_review", &json!({"device": name}));
        let findings = review["findings"].as_array().expect("findings");
        assert!(
            findings.iter().all(|finding| finding["message"].is_string() && finding["ids"].is_array()),
            "{review}"
        );
        let check = call(&server, "upgrade_check", &json!({"device": name}));
        assert_eq!(check["newer"], false, "{check}");
        assert_eq!(check["status"], "System is already up to date", "{check}");
        assert!(check["packages"].as_array().is_some_and(|packages| !packages.is_empty()), "{check}");
    }

    let torch = call(&server, "torch", &json!({"device": "lab-1", "interface": "ether1", "seconds": 2}));
    assert!(torch["flows"].is_array(), "{torch}");
    let (kind, said) =
        refused(&server, "torch", &json!({"device": "lab-1", "interface": "ether1", "seconds": 31}));
    assert!(kind == "usage" && said.contains("2 to 30"), "{kind}: {said}");
    let found = call(&server, "dns_resolve", &json!({"device": "lab-1", "name": "www.example.com"}));
    assert_eq!(found["address"], "198.51.100.20");
    let (_, said) = refused(&server, "dns_resolve", &json!({"device": "lab-1", "name": "no.such.example"}));
    assert!(said.contains("no.such.example"), "{said}");
}

#[test]
fn a_client_confirms_and_undoes_what_it_has_applied() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    let flags = ["--allow-advanced-writes"];
    installation.add_with("lab-1", router, &router.username, &router.password, &flags);
    let server = Server::start(&installation, &[]);
    let mut last = String::new();
    for (tool, ends) in [("plan_confirm", "applied"), ("plan_rollback", "rolled_back")] {
        let wanted = json!({"device": "lab-1", "recipe": "identity", "params": {"name": tool}, "apply": true,
            "confirm_manually": true});
        let plan = call(&server, "plan_create", &wanted);
        assert_eq!(plan["status"], "confirming", "{plan}");
        let id = json!({"plan_id": plan["plan_id"]});
        assert_eq!(call(&server, tool, &id)["status"], ends);
        let (kind, text) = refused(&server, tool, &id);
        assert_eq!(kind, "conflict", "{text}");
        last = plan["plan_id"].as_str().expect("an id").to_owned();
    }
    let now = call(&server, "menu_read", &json!({"device": "lab-1", "menu": "system/identity"}));
    assert!(now.to_string().contains("plan_confirm"), "{now}");
    let (kind, _) = refused(&server, "plan_cancel", &json!({"plan_id": last}));
    assert_eq!(kind, "conflict", "what has ended cannot be withdrawn");
}

#[test]
fn kept_configurations_and_the_trail_are_there_for_clients_too() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "1"]);
    let export = call(&server, "config_export", &json!({"device": "lab-1", "menu": "system/identity"}));
    assert_eq!(export["untrusted_fields"], json!(["text", "notes"]), "{export}");
    assert!(export["text"].as_str().is_some_and(|text| text.starts_with("/system identity\n")), "{export}");
    let history = call(&server, "config_history", &json!({"device": "lab-1"}));
    assert_eq!(history["snapshots"], json!([]), "a lab's first is taken within the first interval");
    let drift = call(&server, "config_drift", &json!({}));
    assert_eq!(
        (&drift["no_baseline"], &drift["devices"][0]["status"]),
        (&json!(1), &json!("no_baseline")),
        "{drift}"
    );
    let (kind, _) = refused(&server, "config_diff", &json!({"device": "lab-1"}));
    assert_eq!(kind, "not_found");

    let export = recorded(&server, &json!({"tool": "config_export", "limit": 1}));
    assert_eq!((&export["device"], &export["outcome"]), (&json!("lab-1"), &json!("ok")));
    let failed = recorded(&server, &json!({"outcome": "not_found", "subject": export["subject"]}));
    assert_eq!((&failed["tool"], &failed["outcome"]), (&json!("config_diff"), &json!("not_found")));
    let (kind, said) = refused(&server, "audit_search", &json!({"since": "yesterday"}));
    assert_eq!(kind, "usage", "{said}");
    assert_eq!((&export["client"], &export["source"]), (&json!("test 1"), &json!("127.0.0.1")));
    let host = rustix::system::uname();
    assert_eq!(
        (&export["kind"], &export["instance"]),
        (&json!("program"), &json!(host.nodename().to_string_lossy()))
    );
    let trail = json!({"uri": "audit://events/by-tool/config_export"});
    let (_, read) = stateless(&server, "resources/read", Some("audit://events/by-tool/config_export"), trail);
    let text = read["result"]["contents"][0]["text"].as_str().expect("text");
    let events: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(events["events"][0], export, "the resource tells it in the same shape");
}

#[test]
fn a_bandwidth_test_needs_leave_of_both_ends() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add_both_ways(router);
    let arguments = json!({"device": "lab-1", "target": "lab-1-api", "seconds": 1}).to_string();
    let test = ["tool", "call", "bandwidth_test", "--json", &arguments, "-o", "json"];
    let said = installation.rosmcp(&test).fails(4);
    assert!(said.contains("--allow-bandwidth-test"), "{said}");
    installation.rosmcp(&["device", "edit", "lab-1", "--allow-bandwidth-test"]).ok();
    let said = installation.rosmcp(&test).fails(4);
    assert!(said.contains("lab-1-api"), "{said}");
    installation.rosmcp(&["device", "edit", "lab-1-api", "--allow-bandwidth-test"]).ok();
    let report = installation.rosmcp(&test).json();
    assert_eq!(report["status"], "done testing", "{report}");
    assert!(report["rx_bits_per_second"].is_u64() && report["tx_bits_per_second"].is_u64(), "{report}");
}
