//! Devices from the shell: trust, login, reading, and every way in which a router can be wrong.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rosmcp::lab;
use serde_json::{Value, json};

use super::support::{Installation, Routers, post};

#[test]
fn a_device_is_added_trusted_tested_and_read() {
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
        "--username",
        &router.username,
        "--password-stdin",
        "--tag",
        "site=ams",
    ];
    let said = installation.rosmcp_with(&add, &router.password).fails(13);
    assert!(said.contains("device trust"), "the hint names the mend: {said}");

    let wrong = "00".repeat(32);
    installation.rosmcp(&["device", "trust", "edge", "--fingerprint", &wrong]).fails(4);
    installation.rosmcp(&["device", "trust", "edge", "--fingerprint", &router.certificate_sha256]).ok();
    let check = installation.rosmcp(&["device", "test", "edge", "-o", "json"]).json();
    assert_eq!(check["reachable"], true);
    assert_eq!(check["findings"], json!([]));

    let shown = installation.rosmcp(&["device", "show", "edge", "-o", "json"]).json();
    assert_eq!(shown["version"], check["version"]);
    assert_eq!(shown["tags"], json!({"site": "ams"}));
    let rows = installation.rosmcp(&["get", "edge", "ip/address", "-o", "json"]).json();
    assert!(rows.as_array().is_some_and(|rows| !rows.is_empty()));
    let many = installation.rosmcp(&["get", "-l", "site=ams", "system/identity", "-o", "json"]).json();
    assert_eq!((many["succeeded"].as_u64(), many["failed"].as_u64()), (Some(1), Some(0)));
}

#[test]
fn what_a_device_said_of_itself_is_kept_where_it_cannot_be_asked_again() {
    let options = lab::Options { count: 1, model: Some("chr".into()), ..lab::Options::default() };
    let (installation, routers) = (Installation::new(), Routers::with(options));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    let before = installation.rosmcp(&["device", "test", "edge", "-o", "json"]).json();
    assert!(before["identity"].is_string() && before["serial"].is_string(), "{before}");
    for (path, field) in [("system/identity", "name"), ("system/license", "serial number")] {
        routers.fault(&format!(
            r#"{{"match":{{"path":"{path}","verb":"print"}},"fault":"status","status":500}}"#
        ));
        let check = installation.rosmcp(&["device", "test", "edge", "-o", "json"]).json();
        let findings = check["findings"].to_string();
        assert!(findings.contains(&format!("its {field} could not be read")), "{findings}");
        let shown = installation.rosmcp(&["device", "show", "edge", "-o", "json"]).json();
        for kept in ["identity", "serial"] {
            assert_eq!((&check[kept], &shown[kept]), (&before[kept], &before[kept]), "{path}");
        }
    }
}

#[test]
fn what_happened_is_in_the_audit_without_any_password() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    installation.rosmcp(&["tool", "call", "device_get", "--json", r#"{"device":"edge"}"#]).ok();
    let trail = installation.rosmcp(&["audit", "list", "-o", "json"]).ok();
    let rows: Vec<Value> = serde_json::from_str(&trail).expect("JSON");
    let actions: Vec<_> = rows.iter().map(|row| row["action"].as_str().unwrap_or_default()).collect();
    assert_eq!(actions, ["tool.call", "device.add"]);
    assert_eq!(rows[0]["tool"], "device_get");
    assert!(rows.iter().all(|row| row["device"] == "edge" && row["outcome"] == "ok"));
    assert!(!trail.contains(&router.password));
    installation.keeps_nowhere(&router.password);
}

#[test]
fn a_moved_device_needs_its_password_again() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    let (one, other) = (&routers.all()[0], &routers.all()[1]);
    installation.add("edge", one, &one.username, &one.password);
    let port = other.rest_port.to_string();
    let said = installation.rosmcp(&["device", "edit", "edge", "--port", &port]).fails(4);
    assert!(said.contains("--password-stdin"), "{said}");
    let edit = [
        "device",
        "edit",
        "edge",
        "--port",
        &port,
        "--tls-pin",
        &other.certificate_sha256,
        "--username",
        &other.username,
        "--password-stdin",
    ];
    installation.rosmcp_with(&edit, &other.password).ok();
    installation.rosmcp(&["device", "test", "edge"]).ok();
}

#[test]
fn a_changed_certificate_is_refused_before_anything_is_sent() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    let (one, other) = (&routers.all()[0], &routers.all()[1]);
    let port = other.rest_port.to_string();
    let add = [
        "device",
        "add",
        "edge",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--username",
        "admin",
        "--password-stdin",
        "--tls-pin",
        &one.certificate_sha256,
    ];
    let said = installation.rosmcp_with(&add, &one.password).fails(13);
    assert!(said.contains("certificate"), "{said}");
}

#[test]
fn a_wrong_password_is_exit_12() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    installation.add("edge", routers.first(), "admin", "not the password");
    let said = installation.rosmcp(&["device", "test", "edge"]).fails(12);
    assert!(said.contains("set-credential") || said.contains("password"), "{said}");
}

#[test]
fn a_user_without_the_policy_is_told_which() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    router.add_user("limited", "secret-1", "read,api").expect("a user");
    installation.add("edge", router, "limited", "secret-1");
    let said = installation.rosmcp(&["device", "test", "edge"]).fails(12);
    assert!(said.contains("rest-api"), "{said}");
    router.add_user("reader", "secret-2", "read,api,rest-api").expect("a user");
    installation.add("edge-2", router, "reader", "secret-2");
    let check = installation.rosmcp(&["device", "test", "edge-2", "-o", "json"]).json();
    let findings = check["findings"].to_string();
    assert!(findings.contains("policy test"), "the missing policy is named: {findings}");
    assert!(findings.contains("/user/group/set"), "and what mends it: {findings}");
    assert!(findings.contains("policy ftp") && !findings.contains("policy write"), "{findings}");
    installation.rosmcp(&["device", "edit", "edge-2", "--allow-advanced-writes"]).ok();
    let check = installation.rosmcp(&["device", "test", "edge-2", "-o", "json"]).json();
    let findings = check["findings"].to_string();
    assert!(findings.contains("policy write"), "a flag that the account cannot use: {findings}");
}

#[test]
fn secrets_stay_hidden_whatever_the_user_may_see() {
    let (installation, routers) = (Installation::new(), Routers::start(3));
    for router in routers.all() {
        installation.add(&router.name, router, &router.username, &router.password);
    }
    let menus = installation.rosmcp(&["menu", "list", "-o", "json"]).json();
    let mut redacted = 0;
    for entry in menus.as_array().expect("menus") {
        let menu = entry["path"].as_str().expect("a path");
        let fields = entry["fields"].as_array().expect("fields");
        let secrets: Vec<_> = fields.iter().filter(|field| field["secret"] == true).collect();
        if secrets.is_empty() {
            continue;
        }
        let read = installation.rosmcp(&["get", "--all", menu, "-o", "json"]);
        let Ok(read) = serde_json::from_str::<Value>(&read.stdout()) else { continue };
        for row in read["devices"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|device| device["page"]["rows"].as_array())
            .flatten()
        {
            for secret in &secrets {
                let shown = &row[secret["name"].as_str().expect("a name")];
                assert!(shown.is_null() || shown == "[redacted]", "{menu}: {shown}");
                redacted += usize::from(!shown.is_null());
            }
        }
    }
    assert!(redacted > 3, "the models hold secrets, so that there is something to hide");
}

#[test]
fn a_misspelt_field_is_an_error_and_not_an_empty_answer() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    let said = installation.rosmcp(&["get", "edge", "interface", "--where", "runing=yes"]).fails(2);
    assert!(said.contains("running"), "{said}");
    let said = installation.rosmcp(&["get", "edge", "interface", "--fields", "nmae"]).fails(2);
    assert!(said.contains("name"), "{said}");
    installation.rosmcp(&["get", "edge", "no/such/menu"]).fails(8);
    installation.rosmcp(&["get", "edge", "../etc"]).fails(2);
}

#[test]
fn filters_fields_and_limits_do_what_they_say() {
    let (installation, routers) = (Installation::new(), Routers::start(3));
    let router = &routers.all()[1];
    installation.add("edge", router, &router.username, &router.password);
    let get = |arguments: &[&str]| -> Vec<Value> {
        let all = [&["get", "edge", "-o", "json"], arguments].concat();
        installation.rosmcp(&all).json().as_array().expect("rows").clone()
    };
    let all = get(&["interface"]);
    let running = get(&["interface", "--where", "running=yes"]);
    let idle = get(&["interface", "--where", "running!=yes"]);
    assert_eq!(running.len() + idle.len(), all.len());
    assert!(running.iter().all(|row| row["running"] == true));
    let projected = get(&["interface", "--fields", "mtu,name", "--where", "mtu>100"]);
    for row in &projected {
        let names: Vec<_> = row.as_object().expect("a row").keys().map(String::as_str).collect();
        assert_eq!(names, [".id", "mtu", "name"]);
        assert!(row["mtu"].as_i64().is_some_and(|mtu| mtu > 100));
    }
    assert_eq!(get(&["interface", "--limit", "1"]).len(), 1);
    let contains = get(&["interface", "--where", "name~ETHER"]);
    assert!(!contains.is_empty() && contains.iter().all(|row| row["type"] == "ether"));
}

#[test]
fn what_was_logged_since_a_time_is_told_by_the_routers_own_clock() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    for (date, time, message) in [
        ("2031-05-05", "17:30:00", "yesterday"),
        ("2031-05-06", "16:50:00", "before"),
        ("2031-05-06", "17:10:00", "after"),
    ] {
        routers.intervene("system/clock", "set", &[("date", date), ("time", time)]);
        post(router, "execute", &json!({"script": format!(":log info {message}"), "as-string": "yes"}));
    }
    let logged = |conditions: &[&str]| -> Vec<String> {
        let mut arguments = vec!["get", "edge", "log", "-o", "json", "--fields", "message"];
        for condition in conditions {
            arguments.extend(["--where", condition]);
        }
        let rows = installation.rosmcp(&arguments).json();
        let messages = rows.as_array().expect("rows").iter().map(|row| row["message"].as_str());
        messages
            .flatten()
            .filter(|said| ["yesterday", "before", "after"].contains(said))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(logged(&["time>=17:00"]), ["after"]);
    assert_eq!(logged(&["time>=16:50", "time<17:00"]), ["before"]);
    assert_eq!(logged(&["time>2031-05-05 17:00:00"]), ["after", "before", "yesterday"]);
    assert_eq!(logged(&["time<=2031-05-06"]), ["yesterday"]);
    let said = installation.rosmcp(&["get", "edge", "log", "--where", "time>=2031-05-06T17:00:00Z"]).fails(2);
    assert!(said.contains("without a zone"), "{said}");
}

#[test]
fn pages_join_to_the_whole() {
    let (installation, routers) = (Installation::new(), Routers::start(3));
    let router = &routers.all()[1];
    installation.add("edge", router, &router.username, &router.password);
    let page = |cursor: Option<&str>| {
        let mut arguments = json!({"device": "edge", "menu": "ip/firewall/filter", "limit": 3});
        if let Some(cursor) = cursor {
            arguments["cursor"] = json!(cursor);
        }
        installation
            .rosmcp(&["tool", "call", "firewall_read", "-o", "json", "--json", &arguments.to_string()])
            .json()
    };
    let whole = installation.rosmcp(&["get", "edge", "ip/firewall/filter", "-o", "json"]).json();
    let ids = |rows: &Value| -> Vec<String> {
        rows.as_array().expect("rows").iter().map(|row| row[".id"].to_string()).collect()
    };
    let mut joined = Vec::new();
    let mut next = None;
    loop {
        let page = page(next.as_deref());
        joined.extend(ids(&page["rows"]));
        assert_eq!(page["total"].as_u64(), whole.as_array().map(|rows| rows.len() as u64));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = Some(cursor.to_owned());
    }
    assert!(joined.len() > 3, "the model has more rows than a page");
    assert_eq!(joined, ids(&whole));
    installation
        .rosmcp(&[
            "tool",
            "call",
            "firewall_read",
            "--json",
            r#"{"device":"edge","menu":"ip/firewall/filter","cursor":"x"}"#,
        ])
        .fails(2);
}

#[test]
fn health_has_an_exit_code_for_scripts() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    for router in routers.all() {
        installation.add(&router.name, router, &router.username, &router.password);
    }
    let all = installation.rosmcp(&["health", "--all", "-o", "json"]).json();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    assert!(all[0]["vitals"]["memory_used_percent"].as_f64().is_some_and(|used| used > 0.0 && used < 100.0));
    let closed = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port()
        .to_string();
    let add = [
        "device",
        "add",
        "gone",
        "--host",
        "127.0.0.1",
        "--port",
        &closed,
        "--username",
        "u",
        "--password-stdin",
        "--plain-http",
        "--no-check",
    ];
    installation.rosmcp_with(&add, "p").ok();
    let run = installation.rosmcp(&["health", "--all", "-o", "json"]);
    assert_eq!(run.code(), 3);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout()).expect("JSON");
    assert_eq!(rows[0]["device"], "gone", "worst first");
    assert_eq!(rows[0]["status"], "unreachable");
    installation.rosmcp(&["health", "gone"]).fails(13);
}

/// A peer that is no router: each connection is handled by `behave`.
fn peer(behave: fn(TcpStream, &AtomicUsize)) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hits = Arc::new(AtomicUsize::new(0));
    let counter = hits.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counter = counter.clone();
            std::thread::spawn(move || behave(stream, &counter));
        }
    });
    (port, hits)
}

/// Reads a request's header section.
fn request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read > 0) {
        seen.push(byte[0]);
    }
}

/// Reads from a peer over plain HTTP; returns what was said and checks that it ended in time.
fn read_from(port: u16, code: i32) -> String {
    let installation = Installation::new();
    let port = port.to_string();
    let add = [
        "device",
        "add",
        "odd",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--username",
        "u",
        "--password-stdin",
        "--plain-http",
        "--no-check",
    ];
    installation.rosmcp_with(&add, "p").ok();
    let started = Instant::now();
    let set = ["--set", "routeros_rest_timeout_seconds=2", "--set", "routeros_retry_attempts=1"];
    let run = installation.rosmcp(&[&set[..], &["get", "odd", "system/resource"]].concat());
    // Far above the two seconds, for a busy machine; far below "for ever".
    assert!(started.elapsed() < Duration::from_secs(30), "the time limit holds");
    run.fails(code)
}

#[test]
fn a_router_that_hangs_times_out() {
    let (port, _) = peer(|mut stream, _| {
        request(&mut stream);
        std::thread::sleep(Duration::from_mins(1));
    });
    let said = read_from(port, 13);
    assert!(said.contains("did not answer within 2 s"), "{said}");
}

#[test]
fn garbage_is_called_garbage() {
    let (port, _) = peer(|mut stream, _| {
        request(&mut stream);
        let sent = stream.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\nnot json!",
        );
        drop(sent);
    });
    let installation_said = read_from(port, 13);
    assert!(
        installation_said.to_lowercase().contains("json") || installation_said.contains("REST"),
        "{installation_said}"
    );
}

#[test]
fn a_gigabyte_is_not_swallowed() {
    let (port, _) = peer(|mut stream, _| {
        request(&mut stream);
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut going = stream.write_all(head).is_ok();
        let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
        for _ in 0..(1 << 30) / 0x10000 {
            going = going && stream.write_all(&chunk).is_ok();
        }
    });
    let said = read_from(port, 14);
    assert!(said.contains("large") || said.contains("MiB") || said.contains("bytes"), "{said}");
}

#[test]
fn redirects_are_never_followed() {
    static CANARY: AtomicUsize = AtomicUsize::new(0);
    let (canary, hits) = peer(|mut stream, hits| {
        hits.fetch_add(1, Ordering::SeqCst);
        request(&mut stream);
    });
    CANARY.store(canary.into(), Ordering::SeqCst);
    let (port, _) = peer(|mut stream, _| {
        request(&mut stream);
        let canary = CANARY.load(Ordering::SeqCst);
        let answer = format!(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{canary}/\r\ncontent-length: 0\r\n\r\n"
        );
        let sent = stream.write_all(answer.as_bytes());
        drop(sent);
    });
    let said = read_from(port, 13);
    assert!(said.contains("redirect"), "{said}");
    assert_eq!(hits.load(Ordering::SeqCst), 0, "the redirect was followed");
}

#[test]
fn a_closed_port_is_named() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let said = read_from(port, 13);
    assert!(said.contains(&port.to_string()), "{said}");
    assert!(said.contains("/ip/service"), "what mends it: {said}");
}

#[test]
fn a_menu_that_fills_several_pages_is_read_once() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    let comment = "x".repeat(4000);
    for number in 1..=60 {
        let address = format!("192.0.2.{number}");
        let words = [("list", "long"), ("address", &*address), ("comment", &*comment)];
        routers.intervene("ip/firewall/address-list", "add", &words);
    }
    router.forget_heard();
    let get = ["get", "edge", "ip/firewall/address-list", "--where", "list=long", "-o", "json"];
    let rows = installation.rosmcp(&get).json();
    let addresses: Vec<_> = rows.as_array().expect("rows").iter().map(|row| row["address"].clone()).collect();
    let all: Vec<_> = (1..=60).map(|number| json!(format!("192.0.2.{number}"))).collect();
    assert_eq!(addresses, all);
    let heard = router.heard();
    assert_eq!(heard.iter().filter(|heard| heard.path == "ip/firewall/address-list").count(), 1, "{heard:?}");
}
