//! A client that sees every byte: HTTP/1.1 by hand.

use std::net::SocketAddr;

use base64::Engine as _;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::lab::Running;

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let line = self
            .head
            .lines()
            .find(|line| line.split_once(':').is_some_and(|(header, _)| header.eq_ignore_ascii_case(name)))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }

    /// The router's own words.
    pub(super) fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap_or_default().to_owned()
    }
}

/// Where to call and as whom.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) address: SocketAddr,
    pub(super) user: String,
    pub(super) password: String,
}

impl Client {
    pub(super) fn of(router: &Running) -> Self {
        Self {
            address: (router.address, router.rest_plain_port).into(),
            user: router.username.clone(),
            password: router.password.clone(),
        }
    }

    pub(super) fn named(&self, user: &str, password: &str) -> Self {
        Self { user: user.to_owned(), password: password.to_owned(), ..self.clone() }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(super) async fn put(&self, path: &str, body: &str) -> Answer {
        self.send("PUT", path, Some(body)).await
    }

    pub(super) async fn patch(&self, path: &str, body: &str) -> Answer {
        self.send("PATCH", path, Some(body)).await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    /// The rows at `path`.
    pub(super) async fn rows(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json().as_array().expect("an array").clone()
    }

    async fn send(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.expect("connects");
        let head = self.head(method, path, body.unwrap_or_default().len());
        let kind = if body.is_some() { "Content-Type: application/json\r\n" } else { "" };
        exchange(&mut stream, method, &format!("{head}{kind}\r\n{}", body.unwrap_or_default())).await
    }

    /// Request line and headers, without the empty line after them.
    pub(super) fn head(&self, method: &str, path: &str, length: usize) -> String {
        let token =
            base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", self.user, self.password));
        format!(
            "{method} /rest/{path} HTTP/1.1\r\nHost: router.test\r\nAuthorization: Basic {token}\r\nContent-Length: {length}\r\n"
        )
    }
}

/// Sends `request` and reads one answer; the connection stays open.
pub(super) async fn exchange(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    method: &str,
    request: &str,
) -> Answer {
    stream.write_all(request.as_bytes()).await.expect("writes");
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        let read = stream.read_buf(&mut bytes).await.expect("reads");
        assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&bytes));
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).expect("text");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let mut answer = Answer { status, head, body: String::new() };
    let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    while method != "HEAD" && body.len() < length {
        assert!(stream.read_buf(&mut body).await.expect("reads") > 0, "closed within the body");
    }
    answer.body = String::from_utf8_lossy(&body).into_owned();
    answer
}
