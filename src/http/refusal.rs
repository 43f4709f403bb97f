//! Refusals of what is too much at once. A JSON-RPC request gets an error with its id, because a client's library hands its
//! caller only what answers a request; anything else gets what every route answers.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use serde_json::Value;

use super::json::{self, Message};
use super::{answer, body};
use crate::error::Error;

/// How much of a body, and for how long, is read for nothing but its id: what is refused must stay cheap.
const BODY_MAX: usize = 64 * 1024;
const BODY_TIME: Duration = Duration::from_secs(1);

/// Answers `request` with `error`, which another try after `wait` may not meet.
pub(super) async fn of(request: Request, error: &Error, wait: Duration) -> Response {
    if request.method() != Method::POST || body::plain_json(request.headers()).is_err() {
        return answer::error_for_now(error, wait);
    }
    let id = match request.extensions().get::<Message>() {
        Some(message) => message.request_id(),
        None => look(request).await,
    };
    answer::rpc_error_for_now(&id, error, wait)
}

/// The id of a request whose body was not read yet; null when that cannot be had for little.
async fn look(request: Request) -> Value {
    let body = tokio::time::timeout(BODY_TIME, to_bytes(request.into_body(), BODY_MAX)).await;
    let message = body.ok().and_then(Result::ok).and_then(|body| json::check(&body).ok());
    message.map_or(Value::Null, |message| message.request_id())
}
