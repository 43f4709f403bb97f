//! A request's body, bounded in size, time and shape, before it reaches the protocol.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;

use super::answer::{self, INVALID_REQUEST};
use super::json;

/// Bounds of one body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) bytes: usize,
    pub(super) time: Duration,
}

pub(super) async fn layer(State(bounds): State<Bounds>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match checked(bounds, &parts.headers, body).await {
        Ok((bytes, message)) => {
            parts.extensions.insert(message);
            next.run(Request::from_parts(parts, Body::from(bytes))).await
        }
        Err((status, code, message)) => answer::rpc_error(status, code, &message),
    }
}

type Refusal = (StatusCode, i32, String);

async fn checked(
    bounds: Bounds,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Vec<u8>, json::Message), Refusal> {
    plain_json(headers)?;
    if announced(headers).is_some_and(|bytes| bytes > bounds.bytes) {
        return Err(too_large(bounds.bytes));
    }
    let bytes = tokio::time::timeout(bounds.time, collect(body, bounds.bytes))
        .await
        .unwrap_or_else(|_| Err(refusal(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time")))?;
    let message =
        json::check(&bytes).map_err(|fault| (StatusCode::BAD_REQUEST, fault.code, fault.message))?;
    Ok((bytes, message))
}

fn plain_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let essence = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = essence.map(|value| value.split(';').next().unwrap_or_default().trim());
    if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    // A few compressed bytes may unfold to any size.
    if headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .any(|encoding| encoding != HeaderValue::from_static("identity"))
    {
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed"));
    }
    Ok(())
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(body: Body, max: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| refusal(StatusCode::BAD_REQUEST, "the body broke off"))?;
        if chunk.len() > max - bytes.len() {
            return Err(too_large(max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large(max: usize) -> Refusal {
    refusal(StatusCode::PAYLOAD_TOO_LARGE, &format!("the body has more than {max} bytes"))
}

fn refusal(status: StatusCode, message: &str) -> Refusal {
    (status, INVALID_REQUEST, message.to_owned())
}
