//! A server with a login, and requests to it with whatever token.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::it::serve::Server;
use crate::it::support::Installation;

/// A running server with its installation.
pub(super) struct Served {
    pub(super) installation: Installation,
    pub(super) server: Server,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The status line and the headers.
    pub(super) head: String,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn challenge(&self) -> &str {
        self.head
            .lines()
            .find_map(|line| {
                line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
            })
            .map_or("", |(_, value)| value)
    }
}

impl Served {
    /// With `settings` as further flags, in the lab with one simulated router.
    pub(super) fn start(installation: Installation, settings: &[String]) -> Self {
        let flags: Vec<&str> =
            ["--lab", "1"].into_iter().chain(settings.iter().map(String::as_str)).collect();
        let server = Server::start(&installation, &flags);
        Self { installation, server }
    }

    pub(super) fn get(&self, path: &str, headers: &[&str]) -> Answer {
        self.send(&format!("GET {path}"), headers, "")
    }

    /// Posts a form.
    pub(super) fn form(&self, path: &str, headers: &[&str], form: &str) -> Answer {
        self.send(&format!("POST {path}"), headers, form)
    }

    /// Who the server takes the bearer of `token` for.
    pub(super) fn whoami(&self, token: &str) -> Answer {
        self.get("/mcp/initialize", &[&format!("authorization: Bearer {token}")])
    }

    /// Calls a tool with the stateless revision.
    pub(super) fn call(&self, token: &str, tool: &str, arguments: &Value) -> Answer {
        self.ask(token, "tools/call", Some(tool), json!({"name": tool, "arguments": arguments}))
    }

    pub(super) fn ask(&self, token: &str, method: &str, name: Option<&str>, params: Value) -> Answer {
        answer(self.post(token, method, name, params))
    }

    /// Sends a request of the stateless revision; its answer is still to be read.
    pub(super) fn post(&self, token: &str, method: &str, name: Option<&str>, mut params: Value) -> TcpStream {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        });
        let mut headers = posted(token);
        headers.push("mcp-protocol-version: 2026-07-28".to_owned());
        headers.push(format!("mcp-method: {method}"));
        headers.extend(name.map(|name| format!("mcp-name: {name}")));
        headers.extend(
            params["arguments"]["device"].as_str().map(|device| format!("mcp-param-device: {device}")),
        );
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        self.open("POST /mcp", &headers, &body)
    }

    /// Opens a session of the older revisions and returns its id.
    pub(super) fn initialize(&self, token: &str) -> String {
        let info = json!({"name": "test", "version": "1"});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
        let answer = self.send("POST /mcp", &posted(token), &message.to_string());
        let id = answer.head.lines().find_map(|line| line.strip_prefix("mcp-session-id: "));
        id.unwrap_or_else(|| panic!("no session: {} {}", answer.head, answer.body)).trim().to_owned()
    }

    /// Posts a message within a session.
    pub(super) fn in_session(&self, token: &str, session: &str, message: &Value) -> Answer {
        let mut headers = posted(token);
        headers.push(format!("mcp-session-id: {session}"));
        headers.push("mcp-protocol-version: 2025-11-25".to_owned());
        self.send("POST /mcp", &headers, &message.to_string())
    }

    /// Sends a request on a connection of its own.
    pub(super) fn open(&self, target: &str, headers: &[impl AsRef<str>], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.server.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a socket");
        let more: String = headers.iter().map(|header| format!("{}\r\n", header.as_ref())).collect();
        let request = format!(
            "{target} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n{more}content-length: {}\r\n\r\n{body}",
            self.server.port,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("a request sent");
        stream
    }

    fn send(&self, target: &str, headers: &[impl AsRef<str>], body: &str) -> Answer {
        answer(self.open(target, headers, body))
    }
}

fn answer(mut stream: TcpStream) -> Answer {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let json = body.find('{').and_then(|at| body.rfind('}').map(|end| &body[at..=end])).unwrap_or("null");
    Answer { status, head: head.to_owned(), body: serde_json::from_str(json).unwrap_or(Value::Null) }
}

fn posted(token: &str) -> Vec<String> {
    vec![
        format!("authorization: Bearer {token}"),
        "content-type: application/json".to_owned(),
        "accept: application/json, text/event-stream".to_owned(),
    ]
}
