//! Answers that are errors, as JSON.

use std::time::Duration;

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};

/// JSON-RPC 2.0 §5.1: the text is not JSON.
pub(super) const PARSE_ERROR: i32 = -32700;
/// JSON-RPC 2.0 §5.1: the JSON is not a request.
pub(super) const INVALID_REQUEST: i32 = -32600;
/// JSON-RPC 2.0 §5.1: a fault of the server.
pub(super) const INTERNAL_ERROR: i32 = -32603;

/// Where nothing better is known.
pub(super) const RETRY_AFTER_TIME: Duration = Duration::from_secs(5);

/// The words of an answer that is an error, left on the response for those who say it otherwise.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) message: String,
    pub(super) hints: Vec<String>,
}

impl From<&Error> for Told {
    fn from(error: &Error) -> Self {
        Self { message: error.to_string(), hints: error.hints().to_vec() }
    }
}

/// `{"error": {kind, message, hints, retryable}}` with the status of the error table, and `Retry-After` where it is too
/// much at once.
pub(super) fn error(error: &Error) -> Response {
    error_for_now(error, RETRY_AFTER_TIME)
}

/// As [`error`], where it is known after how long another try may succeed; told in whole seconds, rounded up.
pub(super) fn error_for_now(error: &Error, wait: Duration) -> Response {
    failed(error, wait, json!({"error": error.report()}))
}

/// As [`error_for_now`], as the JSON-RPC error of the request `id`; its data also has `retry_after_seconds`.
pub(super) fn rpc_error_for_now(id: &Value, error: &Error, wait: Duration) -> Response {
    let mut data = error.report();
    data["retry_after_seconds"] = seconds(wait).into();
    let fault = json!({"code": INTERNAL_ERROR, "message": error.with_hints(), "data": data});
    failed(error, wait, json!({"jsonrpc": "2.0", "id": id, "error": fault}))
}

/// As [`rpc_error_for_now`], as the result of the tool call `id`: a model sees results, and can wait.
pub(super) fn rpc_refused_call(id: &Value, error: &Error, wait: Duration, stateless: bool) -> Response {
    let mut structured = error.report();
    structured["retry_after_seconds"] = seconds(wait).into();
    let text = error.with_hints();
    let mut result = json!({
        "content": [{"type": "text", "text": text}],
        "structuredContent": structured,
        "isError": true,
    });
    if stateless {
        result["resultType"] = "complete".into();
    }
    let mut response = failed(error, wait, json!({"jsonrpc": "2.0", "id": id, "result": result}));
    *response.status_mut() = StatusCode::OK;
    response
}

fn failed(error: &Error, wait: Duration, body: Value) -> Response {
    let mut response = (status(error.kind()), Json(body)).into_response();
    response.extensions_mut().insert(Told::from(error));
    if matches!(error.kind(), ErrorKind::Busy | ErrorKind::RateLimited) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds(wait)));
    }
    response
}

/// Whole seconds, rounded up, at least one.
pub(super) fn seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// A JSON-RPC error that answers no request in particular.
pub(super) fn rpc_error(status: StatusCode, code: i32, message: &str) -> Response {
    let error = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": message}});
    (status, Json(error)).into_response()
}

/// The HTTP status of the error table.
pub(super) fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.row().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
