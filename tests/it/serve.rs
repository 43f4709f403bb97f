//! The server as a supervisor and a client meet it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::Installation;

/// A running `rosmcp serve` over HTTP.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
}

impl Server {
    pub(super) fn start(installation: &Installation, arguments: &[&str]) -> Self {
        Self::start_with(installation, arguments, Stdio::piped())
    }

    pub(super) fn start_with(installation: &Installation, arguments: &[&str], log: Stdio) -> Self {
        Self::start_in(installation, arguments, &[], log)
    }

    /// With further variables in its environment.
    pub(super) fn start_in(
        installation: &Installation,
        arguments: &[&str],
        environment: &[(&str, &str)],
        log: Stdio,
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let text = port.to_string();
        let all = [&["serve", "--port", &text], arguments].concat();
        let mut command = installation.command(&all);
        command.envs(environment.iter().copied());
        let child = command.stderr(log).spawn().expect("rosmcp starts");
        let mut server = Self { child, port };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while started.elapsed() < Duration::from_mins(1) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.get("/ready").0 == 200 {
                return;
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the server ended: {status}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server is not ready after a minute");
    }

    pub(super) fn get(&self, path: &str) -> (u16, Value) {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
            self.port
        ))
    }

    pub(super) fn post(&self, body: &Value, headers: &str) -> (u16, Value) {
        let body = body.to_string();
        self.send(&format!(
            "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\n{headers}content-length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        ))
    }

    /// One request on its own connection; status and JSON body.
    fn send(&self, request: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.write_all(request.as_bytes()).expect("a request sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let json = body.find('{').and_then(|at| body.rfind('}').map(|end| &body[at..=end])).unwrap_or("null");
        (status, serde_json::from_str(json).unwrap_or(Value::Null))
    }

    /// The arguments with which it was started, as the process list shows them.
    pub(super) fn arguments(&self) -> String {
        let path = format!("/proc/{}/cmdline", self.child.id());
        std::fs::read_to_string(path).unwrap_or_default().replace('\0', " ")
    }

    /// The whole answer to a GET on `port`.
    pub(super) fn text_at(port: u16, path: &str) -> String {
        Self::text_of(port, &format!("127.0.0.1:{port}"), path)
    }

    /// The answer to a request for `host`.
    fn text_of(port: u16, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a request sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Waits until it has ended by itself.
    pub(super) fn ended(mut self) -> ExitStatus {
        self.child.wait().expect("the server ends")
    }

    pub(super) fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let killed = self.child.kill().and_then(|()| self.child.wait());
        drop(killed);
    }
}

/// A request of the stateless revision.
pub(super) fn stateless(server: &Server, method: &str, name: Option<&str>, params: Value) -> (u16, Value) {
    stateless_with(server, "", method, name, params)
}

/// The same with further `headers`, each with its end of line.
pub(super) fn stateless_with(
    server: &Server,
    headers: &str,
    method: &str,
    name: Option<&str>,
    mut params: Value,
) -> (u16, Value) {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    let name = name.map_or_else(String::new, |name| format!("mcp-name: {name}\r\n"));
    let device = params["arguments"]["device"].as_str();
    let device = device.map_or_else(String::new, |device| format!("mcp-param-device: {device}\r\n"));
    let headers =
        format!("{headers}mcp-protocol-version: 2026-07-28\r\nmcp-method: {method}\r\n{name}{device}");
    server.post(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}), &headers)
}

#[test]
fn a_hangup_changes_the_log_level_and_a_second_signal_stops_at_once() {
    let installation = Installation::new();
    let (log, config) = (installation.path().join("server.log"), installation.path().join("level.yaml"));
    let made_by_init =
        std::fs::read_to_string(installation.path().join("config/rosmcp/config.yaml")).expect("settings");
    let write = |level: &str| {
        let text = format!("{made_by_init}\nlog_level: {level}\nmetrics_enabled: false\n");
        std::fs::write(&config, text).expect("a file");
    };
    write("WARNING");
    let file = std::fs::File::create(&log).expect("a log file");
    let arguments =
        ["--config", config.to_str().expect("a path"), "--lab", "1", "--set", "shutdown_notice_seconds=60"];
    let mut server = Server::start_with(&installation, &arguments, file.into());
    server.get("/live");
    assert!(!std::fs::read_to_string(&log).expect("a log").contains("answered"));
    write("INFO");
    server.signal("-HUP");
    let until = |what: &str| {
        let started = Instant::now();
        while !std::fs::read_to_string(&log).expect("a log").contains(what) {
            assert!(started.elapsed() < Duration::from_mins(1), "{what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    until("reloaded");
    server.get("/live");
    until("answered");
    server.signal("-TERM");
    until("draining");
    assert_eq!(server.get("/ready").0, 503, "it says so while it still answers");
    server.signal("-TERM");
    let started = Instant::now();
    let status = server.child.wait().expect("the end");
    assert!(status.success() && started.elapsed() < Duration::from_secs(30), "{status}");
}

#[test]
fn a_supervisor_is_told_what_the_server_does() {
    use std::os::unix::net::UnixDatagram;
    let installation = Installation::new();
    let notify = installation.path().join("notify");
    let supervisor = UnixDatagram::bind(&notify).expect("a socket");
    supervisor.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout");
    let heard = || {
        let mut bytes = [0; 512];
        let length = supervisor.recv(&mut bytes).expect("word from the server");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    let until = |what: &str| {
        loop {
            if heard().contains(what) {
                return;
            }
        }
    };
    let mut child = installation
        .command(&["--set", "metrics_enabled=false", "serve", "--port", "0"])
        .env("NOTIFY_SOCKET", &notify)
        .env("WATCHDOG_USEC", "200000")
        .stderr(Stdio::null())
        .spawn()
        .expect("rosmcp starts");
    until("EXTEND_TIMEOUT_USEC=60000000");
    until("READY=1");
    until("WATCHDOG=1");
    until("WATCHDOG=1");
    let signal = |name: &str| {
        let status = Command::new("kill").args([name, &child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    };
    signal("-HUP");
    until("RELOADING=1");
    until("READY=1");
    signal("-TERM");
    until("STOPPING=1");
    assert!(child.wait().expect("the end").success());
}

#[test]
fn metrics_tell_on_a_port_of_their_own_what_happened() {
    let installation = Installation::new();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let server = Server::start(&installation, &["--lab", "1", "--set", &format!("metrics_port={port}")]);
    let (status, _) = stateless(
        &server,
        "tools/call",
        Some("menu_read"),
        json!({"name": "menu_read", "arguments": {"device": "lab-1", "menu": "ip/address"}}),
    );
    assert_eq!(status, 200);
    for path in ["/no/such/path", "/nor/this"] {
        assert_eq!(server.get(path).0, 404);
    }
    let metrics = Server::text_at(port, "/metrics");
    for line in [
        "mcp_http_requests_total{method=\"POST\",route=\"/mcp\",status=\"200\"} 1",
        "mcp_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 2",
        "mcp_tool_execution_duration_seconds_count{tool=\"menu_read\",outcome=\"ok\"} 1",
        "rosmcp_device_request_duration_seconds_count{transport=\"rest\",operation=\"print\",outcome=\"ok\"}",
        "rosmcp_device_breakers{state=\"closed\"} 1",
        "mcp_database_connection_pool_size{sort=\"write\"} 1",
        "mcp_sse_connections_active",
        "rosmcp_ready 1",
        "rosmcp_build_info{version=",
        "process_resident_memory_bytes ",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    assert!(!metrics.contains("lab-1"), "a device is no label: {metrics}");
    assert_eq!(server.get("/metrics").0, 404, "the main listener shows no metrics");
    assert!(Server::text_at(port, "/health").starts_with("HTTP/1.1 404 "));
}

#[test]
fn metrics_on_loopback_are_told_to_who_names_it() {
    let installation = Installation::new();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let set = [&format!("metrics_port={port}"), "mcp_allowed_hosts=router.example"];
    let server = Server::start(&installation, &["--set", set[0], "--set", set[1]]);
    // A tunnel's port is another one.
    for (host, status) in
        [("localhost:1", 200), ("127.0.0.1", 200), ("router.example:9", 200), ("evil.example", 403)]
    {
        let answer = Server::text_of(port, host, "/metrics");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {answer}");
    }
    drop(server);
}

#[test]
fn a_metrics_port_that_was_chosen_must_be_free() {
    let installation = Installation::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let set = format!("metrics_port={}", taken.local_addr().expect("an address").port());
    let run = installation.command(&["serve", "--port", "0", "--set", &set]).output().expect("rosmcp runs");
    assert_eq!(run.status.code(), Some(11));
    assert!(String::from_utf8_lossy(&run.stderr).contains("metrics_port"));
}

#[test]
fn a_lab_is_served_to_clients_without_any_set_up() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "2"]);
    let (status, health) = server.get("/health");
    assert_eq!(status, 200);
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["database"], "connected");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert!(health["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')));

    let (status, answer) = stateless(&server, "tools/list", None, json!({}));
    assert_eq!(status, 200, "{answer}");
    let tools = answer["result"]["tools"].as_array().expect("tools").clone();
    for tool in &tools {
        assert!(tool["inputSchema"].is_object() && tool["outputSchema"].is_object(), "{tool}");
        let changes = tool["name"].as_str().is_some_and(|name| {
            name.starts_with("plan_") && !["plan_get", "plan_list"].contains(&name)
                || name == "bandwidth_test"
        });
        assert_eq!(tool["annotations"]["readOnlyHint"], !changes, "{tool}");
        assert!(tool["name"].as_str().is_some_and(|name| name.len() <= 64));
    }
    let (status, answer) = stateless(
        &server,
        "tools/call",
        Some("device_list"),
        json!({"name": "device_list", "arguments": {}}),
    );
    assert_eq!(status, 200, "{answer}");
    let devices = answer["result"]["structuredContent"]["devices"].as_array().expect("devices").clone();
    assert_eq!(devices.iter().map(|device| device["name"].clone()).collect::<Vec<_>>(), ["lab-1", "lab-2"]);
    assert!(!installation.path().join("state").exists(), "a lab leaves nothing behind");
}

#[test]
fn every_tool_fits_its_output_schema_and_a_bad_call_says_why() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "1"]);
    let arguments = json!({"name": "system_overview", "arguments": {"device": "lab-9"}});
    let headers_name = Some("system_overview");
    let (_, answer) = stateless(&server, "tools/call", headers_name, arguments);
    let result = &answer["result"];
    assert_eq!(result["isError"], true, "{answer}");
    assert_eq!(result["structuredContent"]["kind"], "not_found");
    let (_, answer) = stateless(
        &server,
        "tools/call",
        Some("ip_read"),
        json!({"name": "ip_read", "arguments": {"device": "lab-1", "menu": "ip/address", "wheer": {}}}),
    );
    let said = answer.to_string();
    assert!(said.contains("wheer"), "an unknown argument is named: {said}");
}

#[test]
fn the_tool_list_is_small() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "1"]);
    let (_, answer) = stateless(&server, "tools/list", None, json!({}));
    let bytes = answer["result"]["tools"].to_string().len();
    // Four bytes of JSON a token is what tokenizers give; the exact count is part of the full checks.
    assert!(bytes / 4 < 12_000, "{bytes} bytes");
}

#[test]
fn it_stops_when_told() {
    let installation = Installation::empty();
    let mut server = Server::start(&installation, &["--lab", "1"]);
    server.signal("-TERM");
    let started = Instant::now();
    let status = server.child.wait().expect("the server ends");
    assert!(status.success(), "{status}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn without_a_login_it_stays_on_loopback_and_in_the_lab() {
    let installation = Installation::new();
    for arguments in [&["serve", "--host", "0.0.0.0"][..], &["serve", "--set", "environment=prod"]] {
        let said = installation.rosmcp(arguments).fails(10);
        assert!(said.contains("without a login"), "{said}");
    }
    let said = installation.rosmcp(&["serve", "--lab", "1", "--set", "environment=staging"]);
    assert_ne!(said.code(), 0);
}

#[test]
fn a_port_in_use_is_named() {
    let installation = Installation::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let said = installation.rosmcp(&["serve", "--port", &port]).fails(11);
    assert!(said.contains(&port), "{said}");
}

#[test]
fn simulated_routers_never_take_the_place_of_a_real_one() {
    let installation = Installation::new();
    installation
        .rosmcp_with(
            &[
                "device",
                "add",
                "lab-1",
                "--host",
                "192.0.2.1",
                "--username",
                "u",
                "--password-stdin",
                "--no-check",
            ],
            "p",
        )
        .ok();
    let serve = [installation.own_database(), &["serve", "--transport", "stdio", "--lab", "1"]].concat();
    let said = installation.rosmcp(&serve).fails(9);
    assert!(said.contains("lab-1"), "{said}");
    assert!(installation.rosmcp(&["device", "show", "lab-1"]).ok().contains("192.0.2.1"));
}

#[test]
fn port_0_is_any_free_port() {
    let installation = Installation::new();
    let mut command = installation.command(&["serve", "--port", "0", "--lab", "1"]);
    let mut server = command.stderr(Stdio::piped()).spawn().expect("rosmcp starts");
    let log = BufReader::new(server.stderr.take().expect("a pipe"));
    let listening = log.lines().map_while(Result::ok).find(|line| line.contains("listening address="));
    server.kill().expect("the server is stopped");
    server.wait().expect("the server ends");
    let address = listening.expect("the address is logged");
    let port = address.rsplit(':').next().and_then(|port| port.trim().parse::<u16>().ok());
    assert!(port.is_some_and(|port| port != 0 && port != 8080), "{address}");
}

#[test]
fn stdio_speaks_protocol_only_and_ends_with_its_client() {
    let installation = Installation::empty();
    let mut child = installation
        .command(&["serve", "--transport", "stdio", "--lab", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rosmcp starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut say = |message: Value| writeln!(input, "{message}").expect("a line sent");
    let mut hear = || -> Value {
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("JSON")
    };
    say(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}));
    assert_eq!(hear()["result"]["serverInfo"]["name"], "rosmcp");
    say(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    say(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
        "name": "interface_read", "arguments": {"device": "lab-1", "menu": "interface"}}}));
    let answer = hear();
    assert!(
        answer["result"]["structuredContent"]["total"].as_u64().is_some_and(|total| total > 0),
        "{answer}"
    );
    drop(input);
    assert!(child.wait().expect("rosmcp ends").success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("the end");
    assert_eq!(rest, "");
}

#[test]
fn health_of_a_server_from_the_shell() {
    let installation = Installation::empty();
    let server = Server::start(&installation, &["--lab", "1"]);
    let url = format!("http://127.0.0.1:{}", server.port);
    assert_eq!(installation.rosmcp(&["health", "--server", &url, "-o", "json"]).json()["status"], "healthy");
    drop(server);
    installation.rosmcp(&["health", "--server", &url]).fails(13);
}
