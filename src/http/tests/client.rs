//! A small HTTP/1.1 client that sends exactly what it is told.

use std::collections::HashMap;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub(super) const STATELESS: &str = "2026-07-28";
pub(super) const SESSIONS: &str = "2025-11-25";

/// A connection, and the part of an answer that has been read but not asked for.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer whose body is still to be read.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) headers: HashMap<String, String>,
    stream: &'a mut BufReader<TcpStream>,
    left: Left,
    pending: Vec<u8>,
}

enum Left {
    Bytes(usize),
    Chunks,
    Nothing,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap(), address)
    }

    /// One for which the kernel keeps next to nothing while it is not read.
    #[cfg(target_os = "linux")]
    pub(super) async fn narrow(address: SocketAddr) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1).unwrap();
        Self::over(socket.connect(address).await.unwrap(), address)
    }

    fn over(stream: TcpStream, address: SocketAddr) -> Self {
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), host: address.to_string() }
    }

    /// Sends bytes as they are.
    pub(super) async fn raw(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).await.unwrap();
    }

    /// Sends a request; Host is the server's unless `headers` names one.
    pub(super) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer<'_> {
        let mut lines = vec![format!("{method} {path} HTTP/1.1")];
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            lines.push(format!("Host: {}", self.host));
        }
        lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if method == "POST" {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        self.raw(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes()).await;
        // A server that refuses by the headers may close before it has read the body.
        let _ = self.stream.get_mut().write_all(body).await;
        self.answer().await
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer<'_> {
        self.send("GET", path, &[], b"").await
    }

    /// Posts an MCP message with what every client sends, and `headers`.
    pub(super) async fn post(&mut self, headers: &[(&str, &str)], message: &Value) -> Answer<'_> {
        self.post_bytes(headers, message.to_string().as_bytes()).await
    }

    pub(super) async fn post_bytes(&mut self, headers: &[(&str, &str)], body: &[u8]) -> Answer<'_> {
        let mut all =
            vec![("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
        all.extend_from_slice(headers);
        self.send("POST", "/mcp", &all, body).await
    }

    /// Posts a request of the stateless revision.
    pub(super) async fn stateless(&mut self, method: &str, params: Value) -> Answer<'_> {
        self.stateless_with(&[], method, params).await
    }

    /// The same with more headers.
    pub(super) async fn stateless_with(
        &mut self,
        more: &[(&str, &str)],
        method: &str,
        mut params: Value,
    ) -> Answer<'_> {
        let name = params["name"].as_str().or(params["uri"].as_str()).unwrap_or_default().to_owned();
        let device = params["arguments"]["device"].as_str().unwrap_or_default().to_owned();
        let meta = params.as_object_mut().unwrap().entry("_meta").or_insert_with(|| json!({}));
        meta["io.modelcontextprotocol/protocolVersion"] = json!(STATELESS);
        meta["io.modelcontextprotocol/clientCapabilities"] = json!({});
        let mut headers = vec![("MCP-Protocol-Version", STATELESS), ("Mcp-Method", method)];
        if !name.is_empty() {
            headers.push(("Mcp-Name", &name));
        }
        if !device.is_empty() {
            headers.push(("Mcp-Param-Device", &device));
        }
        headers.extend_from_slice(more);
        self.post(&headers, &json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})).await
    }

    /// Opens a session and returns its id.
    pub(super) async fn initialize(&mut self) -> String {
        let answer = self.post(&[], &initialize(SESSIONS)).await;
        assert_eq!(answer.status, 200);
        let session = answer.headers["mcp-session-id"].clone();
        assert_eq!(answer.reply().await["result"]["protocolVersion"], SESSIONS);
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        assert_eq!(self.in_session(&session, &initialized).await.done().await, 202);
        session
    }

    pub(super) async fn in_session(&mut self, session: &str, message: &Value) -> Answer<'_> {
        self.post(&[("Mcp-Session-Id", session), ("MCP-Protocol-Version", SESSIONS)], message).await
    }

    /// Whether the server has ended the connection.
    pub(super) async fn closed(&mut self) -> bool {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).await.is_err() || !rest.starts_with(b"HTTP/1.1 200")
    }

    pub(super) async fn answer(&mut self) -> Answer<'_> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.stream.read_line(&mut line).await.unwrap(), 0, "the connection ended: {lines:?}");
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
        let headers: HashMap<_, _> = lines[1..]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let left = match headers.get("content-length") {
            Some(length) => Left::Bytes(length.parse().unwrap()),
            None if headers.contains_key("transfer-encoding") => Left::Chunks,
            None => Left::Nothing,
        };
        Answer { status, headers, stream: &mut self.stream, left, pending: Vec::new() }
    }
}

pub(super) fn initialize(version: &str) -> Value {
    let params = json!({
        "protocolVersion": version,
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    });
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})
}

pub(super) fn call(id: u64, name: &str, arguments: &Value) -> Value {
    let params = json!({"name": name, "arguments": arguments, "_meta": {"progressToken": id}});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params})
}

impl Answer<'_> {
    async fn chunk(&mut self) -> Option<Vec<u8>> {
        let length = match &mut self.left {
            Left::Nothing | Left::Bytes(0) => return None,
            Left::Bytes(left) => std::mem::take(left),
            Left::Chunks => {
                let mut line = String::new();
                self.stream.read_line(&mut line).await.ok()?;
                usize::from_str_radix(line.trim(), 16).ok()?
            }
        };
        let mut chunk = vec![0; length];
        self.stream.read_exact(&mut chunk).await.ok()?;
        if matches!(self.left, Left::Chunks) {
            self.stream.read_exact(&mut [0; 2]).await.ok()?;
        }
        (length > 0).then_some(chunk)
    }

    /// The next event with data of a stream, `None` at its end.
    pub(super) async fn event(&mut self) -> Option<Value> {
        let (_, data) = self.named_event().await?;
        Some(serde_json::from_str(&data).unwrap())
    }

    /// Name, empty for none, and data of the next event with data, `None` at the stream's end.
    pub(super) async fn named_event(&mut self) -> Option<(String, String)> {
        loop {
            while let Some(end) = self.pending.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.pending.drain(..end + 2).collect();
                let event = String::from_utf8(event).unwrap();
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                if let Some(data) = field("data:").filter(|data| !data.is_empty()) {
                    return Some((field("event:").unwrap_or_default().to_owned(), data.to_owned()));
                }
            }
            let chunk = self.chunk().await?;
            self.pending.extend(chunk);
        }
    }

    /// The status, with the body read and thrown away.
    pub(super) async fn done(mut self) -> u16 {
        while self.chunk().await.is_some() {}
        self.status
    }

    /// The whole body as JSON.
    pub(super) async fn json(self) -> Value {
        let body = self.text().await;
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body:?}"))
    }

    /// The whole body.
    pub(super) async fn text(mut self) -> String {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await {
            body.extend(chunk);
        }
        String::from_utf8(body).unwrap()
    }

    /// The last message of the answer, JSON or stream; the body is read to its end.
    pub(super) async fn reply(mut self) -> Value {
        if self.headers.get("content-type").is_some_and(|kind| kind == "application/json") {
            return self.json().await;
        }
        let mut last = None;
        while let Some(event) = self.event().await {
            last = Some(event);
        }
        last.unwrap()
    }
}
