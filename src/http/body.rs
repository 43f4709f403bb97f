//! A request's body, bounded in size, time and shape, before it reaches the protocol.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use futures_util::StreamExt;

use super::answer::{self, INVALID_REQUEST};
use super::json;
use super::middleware::{Middleware, Next};
use crate::clock::{Instant, monotonic};
use crate::observe::metrics::Metrics;

/// Bounds of one body, and what keeps it within.
#[derive(Clone)]
pub(super) struct Bounds {
    pub(super) bytes: usize,
    pub(super) time: Duration,
    /// Bytes per second, on average, once [`GRACE`] has passed.
    pub(super) rate: u32,
    pub(super) metrics: Arc<Metrics>,
}

/// Before the average counts.
const GRACE: Duration = Duration::from_secs(5);

impl Middleware for Bounds {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        if request.method() != Method::POST {
            return next.run(request).await;
        }
        let (mut parts, body) = request.into_parts();
        match checked(self, &parts.headers, body).await {
            Ok((bytes, message)) => {
                parts.extensions.insert(message);
                next.run(Request::from_parts(parts, Body::from(bytes))).await
            }
            Err((status, code, message)) => answer::rpc_error(status, code, &message),
        }
    }
}

pub(super) type Refusal = (StatusCode, i32, String);

async fn checked(
    bounds: &Bounds,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Vec<u8>, json::Message), Refusal> {
    plain_json(headers)?;
    if announced(headers).is_some_and(|bytes| bytes > bounds.bytes) {
        return Err(too_large(bounds));
    }
    let bytes = collect(body, bounds).await?;
    let message =
        json::check(&bytes).map_err(|fault| (StatusCode::BAD_REQUEST, fault.code, fault.message))?;
    Ok((bytes, message))
}

/// Whether the body is said to be JSON and nothing that would have to be unpacked.
pub(super) fn plain_json(headers: &HeaderMap) -> Result<(), Refusal> {
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

async fn collect(body: Body, bounds: &Bounds) -> Result<Vec<u8>, Refusal> {
    let began = monotonic();
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    loop {
        let next = tokio::time::timeout_at(began + bounds.patience(bytes.len()), chunks.next()).await;
        let Some(chunk) = next.map_err(|_| too_slow(bounds, began))? else { return Ok(bytes) };
        let chunk = chunk.map_err(|_| refusal(StatusCode::BAD_REQUEST, "the body broke off"))?;
        if chunk.len() > bounds.bytes - bytes.len() {
            return Err(too_large(bounds));
        }
        bytes.extend_from_slice(&chunk);
    }
}

impl Bounds {
    /// When the next bytes must be there, from the beginning, if `bytes` have come so far.
    fn patience(&self, bytes: usize) -> Duration {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let paid = Duration::from_secs_f64(f64::from(bytes) / f64::from(self.rate.max(1)));
        self.time.min(GRACE.max(paid))
    }
}

fn too_large(bounds: &Bounds) -> Refusal {
    bounds.metrics.limit_hits.inc(["http_max_body_bytes"]);
    refusal(StatusCode::PAYLOAD_TOO_LARGE, &format!("the body has more than {} bytes", bounds.bytes))
}

fn too_slow(bounds: &Bounds, began: Instant) -> Refusal {
    let late = began.elapsed() >= bounds.time;
    let setting = if late { "http_body_timeout_seconds" } else { "http_min_body_bytes_per_second" };
    bounds.metrics.limit_hits.inc([setting]);
    refusal(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time")
}

fn refusal(status: StatusCode, message: &str) -> Refusal {
    (status, INVALID_REQUEST, message.to_owned())
}
