//! The two transports say the same: every menu, every error, over REST and over the binary API.

use serde_json::{Value, json};

use super::support::{Installation, Routers};

/// The rows that `device` gave, without what differs between two moments or two connections.
fn steady(read: &Value, device: &str, volatile: &[&str]) -> Value {
    let devices = read["devices"].as_array().expect("devices");
    let mut found = devices.iter().find(|one| one["device"] == device).expect("the device").clone();
    found["device"] = Value::Null;
    if let Some(page) = found["page"].as_object_mut() {
        page.remove("device");
    }
    if let Some(error) = found.get_mut("error") {
        // The words around the router's own tell of the transport.
        *error = json!(error["kind"]);
    }
    for row in found["page"]["rows"].as_array_mut().into_iter().flatten() {
        let row = row.as_object_mut().expect("a row");
        row.retain(|name, _| !volatile.contains(&name.as_str()));
    }
    found
}

#[test]
fn every_menu_reads_the_same_over_both_transports() {
    let (installation, routers) = (Installation::new(), Routers::start(3));
    routers.all().iter().for_each(|router| installation.add_both_ways(router));
    let menus = installation.rosmcp(&["menu", "list", "-o", "json"]).json();
    let (mut rows, mut compared) = (0, 0);
    for entry in menus.as_array().expect("menus") {
        let menu = entry["path"].as_str().expect("a path");
        // Reading leaves its own traces there.
        if matches!(menu, "log" | "user/active" | "ip/service") {
            continue;
        }
        let fields = entry["fields"].as_array().expect("fields");
        let volatile: Vec<_> = fields
            .iter()
            .filter(|field| field["volatile"] == true)
            .filter_map(|field| field["name"].as_str())
            .collect();
        let run = installation.rosmcp(&["get", "--all", menu, "-o", "json"]);
        let read: Value = serde_json::from_str(&run.stdout()).expect("JSON");
        for router in routers.all() {
            let rest = steady(&read, &router.name, &volatile);
            assert_eq!(rest, steady(&read, &format!("{}-api", router.name), &volatile), "{menu}");
            rows += rest["page"]["rows"].as_array().map_or(0, Vec::len);
            compared += 1;
        }
    }
    assert!(compared > 100 && rows > 300, "{rows} rows of {compared} menus are no comparison");
}

#[test]
fn tools_filters_and_commands_work_over_the_api() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    routers.all().iter().for_each(|router| installation.add_both_ways(router));
    let call = |tool: &str, arguments: Value| {
        installation.rosmcp(&["tool", "call", tool, "-o", "json", "--json", &arguments.to_string()]).json()
    };
    for (tool, arguments) in [
        (
            "interface_read",
            json!({"menu": "interface", "where": {"type": "ether"}, "fields": ["name", "type"]}),
        ),
        ("firewall_read", json!({"menu": "ip/firewall/filter", "limit": 2, "fields": ["chain", "action"]})),
        ("menu_describe", json!({"menu": "ip/address"})),
        ("menu_read", json!({"menu": "system/identity"})),
    ] {
        let over = |device: &str| {
            let mut arguments = arguments.clone();
            arguments["device"] = json!(device);
            let mut said = call(tool, arguments);
            said["next_cursor"] = json!(said["next_cursor"].is_string());
            said.to_string().replace(&format!("\"device\":\"{device}\""), "")
        };
        assert_eq!(over("lab-1"), over("lab-1-api"), "{tool}");
    }
    let ping = call("ping", json!({"device": "lab-1-api", "target": "127.0.0.1", "count": 2}));
    assert_eq!(ping["received"], 2, "{ping}");
    let check = installation.rosmcp(&["device", "test", "lab-1-api", "-o", "json"]).json();
    assert_eq!((&check["reachable"], &check["findings"]), (&json!(true), &json!([])));
}

#[test]
fn a_wrong_password_over_the_api_is_exit_12() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    let port = router.api_port.to_string();
    let add = ["device", "add", "edge", "--host", "127.0.0.1", "--port", &port, "--transport", "api"];
    let login = ["--plain-http", "--username", "admin", "--password-stdin", "--no-check"];
    installation.rosmcp_with(&[&add[..], &login].concat(), "not-it").ok();
    let said = installation.rosmcp(&["device", "test", "edge"]).fails(12);
    assert!(!said.contains("not-it"), "{said}");
}
