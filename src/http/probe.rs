//! Asking a running server how it is, as `rosmcp health --server URL` does.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
const LARGEST_ANSWER: usize = 64 * 1024;

/// The answer of `GET {url}/health`; an error of kind `unreachable` when the server says that it is not healthy.
pub async fn health(url: &str) -> Result<Value> {
    let url = format!("{}/health", url.trim_end_matches('/'));
    let response = client()?.get(&url).send().await.map_err(|error| no_answer(&url, error))?;
    let status = response.status();
    let answer = read(&url, response).await?;
    if status.is_success() {
        return Ok(answer);
    }
    let errors = answer.get("errors").map_or_else(String::new, |errors| format!(": {errors}"));
    Err(Error::new(ErrorKind::Unreachable, format!("the server says {status}{errors}"))
        .hint("its log has the cause"))
}

/// What the MCP server at `url` says of itself when a client begins, in words: its protocol version, or that it asks for a
/// login. With TLS it must show exactly `certificate` (DER): an address of this machine is no name to verify.
/// [`ErrorKind::Unreachable`] when nothing answers there.
pub async fn handshake(url: &str, certificate: Option<&[u8]>) -> Result<String> {
    let begin = serde_json::json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "rosmcp doctor", "version": env!("CARGO_PKG_VERSION")}},
    });
    let client = match certificate {
        // Nothing is sent that the wrong server must not see, and what it shows is compared below.
        Some(_) => build(builder().no_proxy().tls_danger_accept_invalid_certs(true).tls_info(true))?,
        None => build(builder().no_proxy())?,
    };
    let request = client.post(url).header("accept", "application/json, text/event-stream").json(&begin);
    let response = request.send().await.map_err(|error| no_answer(url, error))?;
    if certificate.is_some_and(|wanted| shown(&response) != Some(wanted)) {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("{url} shows another certificate than tls_cert_file"),
        )
        .hint("the server's log says why it has not taken it over; SIGHUP makes it look again"));
    }
    match response.status() {
        reqwest::StatusCode::UNAUTHORIZED => Ok("answers and asks for a login".to_owned()),
        status if status.is_success() => {
            let body = body(url, response).await?;
            let text = String::from_utf8_lossy(&body);
            // One JSON document, or a stream of events with it.
            let json = text.lines().find_map(|line| {
                serde_json::from_str::<Value>(line.strip_prefix("data:").unwrap_or(line)).ok()
            });
            let version =
                json.and_then(|answer| Some(answer.pointer("/result/protocolVersion")?.as_str()?.to_owned()));
            version.map(|version| format!("answers, protocol {version}")).ok_or_else(|| foreign(url))
        }
        status => Err(Error::new(ErrorKind::Conflict, format!("{url} answers {status}"))
            .hint("something else listens there, or another version of rosmcp")),
    }
}

fn foreign(url: &str) -> Error {
    Error::new(ErrorKind::Conflict, format!("{url} answers, but not as MCP does"))
        .hint("something else listens there; see mcp_http_port")
}

/// The certificate that the other side showed.
fn shown(response: &reqwest::Response) -> Option<&[u8]> {
    response.extensions().get::<reqwest::tls::TlsInfo>()?.peer_certificate()
}

fn client() -> Result<reqwest::Client> {
    build(builder())
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none())
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|error| Error::internal("the HTTP client cannot be built", error))
}

async fn read(url: &str, response: reqwest::Response) -> Result<Value> {
    serde_json::from_slice(&body(url, response).await?).map_err(|_| not_ours(url))
}

async fn body(url: &str, response: reqwest::Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(|error| no_answer(url, error))?);
        if body.len() > LARGEST_ANSWER {
            return Err(not_ours(url));
        }
    }
    Ok(body)
}

fn no_answer(url: &str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unreachable };
    if error.is_builder() {
        return Error::usage(format!("{url:?} is not a URL")).hint("write it as http://127.0.0.1:8080");
    }
    Error::new(kind, format!("{url} does not answer"))
        .hint("is the server running?")
        .caused_by(error.without_url())
}

fn not_ours(url: &str) -> Error {
    Error::new(ErrorKind::Unreachable, format!("{url} answers, but not as rosmcp does"))
}
