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
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Error::internal("the HTTP client cannot be built", error))?;
    let response = client.get(&url).send().await.map_err(|error| no_answer(&url, error))?;
    let status = response.status();
    let answer = read(&url, response).await?;
    if status.is_success() {
        return Ok(answer);
    }
    let errors = answer.get("errors").map_or_else(String::new, |errors| format!(": {errors}"));
    Err(Error::new(ErrorKind::Unreachable, format!("the server says {status}{errors}"))
        .hint("its log has the cause"))
}

async fn read(url: &str, response: reqwest::Response) -> Result<Value> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(|error| no_answer(url, error))?);
        if body.len() > LARGEST_ANSWER {
            return Err(not_ours(url));
        }
    }
    serde_json::from_slice(&body).map_err(|_| not_ours(url))
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
