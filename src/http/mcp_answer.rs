//! The protocol library answers some bad requests in plain text; clients get a JSON-RPC error instead, and no details of
//! a fault of ours.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::response::Response;

use super::answer::{self, INTERNAL_ERROR, INVALID_REQUEST};
use super::middleware::{Middleware, Next};
use super::request_id;

const TEXT_MAX: usize = 4 * 1024;

/// Translates them.
#[derive(Clone)]
pub(super) struct McpAnswers;

impl Middleware for McpAnswers {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let id = request_id::of(&request).to_owned();
        let response = next.run(request).await;
        if spoken(&response) { response } else { translate(response, &id).await }
    }
}

fn spoken(response: &Response) -> bool {
    let status = response.status();
    let json = response.headers().get(CONTENT_TYPE).is_some_and(|value| value == "application/json");
    json || !(status.is_client_error() || status.is_server_error())
}

async fn translate(response: Response, request_id: &str) -> Response {
    let (parts, body) = response.into_parts();
    let text = to_bytes(body, TEXT_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    if parts.status.is_server_error() {
        tracing::error!(cause = %text, "the protocol library failed");
        return answer::rpc_error(
            parts.status,
            INTERNAL_ERROR,
            &format!("internal error, request {request_id}"),
        );
    }
    // The content type has been checked before: what is left is JSON that is no message.
    let (status, message) = match parts.status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (StatusCode::BAD_REQUEST, "the body is not a JSON-RPC message".into())
        }
        status => (status, text),
    };
    let mut response = answer::rpc_error(status, INVALID_REQUEST, &message);
    if let Some(allow) = parts.headers.get(ALLOW) {
        response.headers_mut().insert(ALLOW, allow.clone());
    }
    response
}
