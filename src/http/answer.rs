//! Answers that are errors, as JSON.

use std::time::Duration;

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::{Error, ErrorKind};

/// JSON-RPC 2.0 §5.1: the text is not JSON.
pub(super) const PARSE_ERROR: i32 = -32700;
/// JSON-RPC 2.0 §5.1: the JSON is not a request.
pub(super) const INVALID_REQUEST: i32 = -32600;
/// JSON-RPC 2.0 §5.1: a fault of the server.
pub(super) const INTERNAL_ERROR: i32 = -32603;

/// Where nothing better is known.
const RETRY_AFTER_TIME: Duration = Duration::from_secs(5);

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
    let status = status(error.kind());
    let mut response = (status, Json(json!({"error": error.report()}))).into_response();
    response.extensions_mut().insert(Told::from(error));
    if matches!(error.kind(), ErrorKind::Busy | ErrorKind::RateLimited) {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
    response
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
