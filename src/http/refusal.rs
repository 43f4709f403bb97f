//! Refusals of what is too much at once. The call of a tool gets a tool's result, which says to a model when to try again;
//! another JSON-RPC request gets an error with its id, because a client's library hands its caller only what answers a
//! request; anything else gets what every route answers.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;

use super::json::{self, Message};
use super::{answer, body, channel, session};
use crate::error::Error;

/// How much of a body, and for how long, is read for nothing but its id: what is refused must stay cheap.
const BODY_MAX: usize = 64 * 1024;
const BODY_TIME: Duration = Duration::from_secs(1);

/// Answers `request` with `error`, which another try after `wait` may not meet.
pub(super) async fn of(request: Request, error: &Error, wait: Duration) -> Response {
    if request.method() != Method::POST || body::plain_json(request.headers()).is_err() {
        return answer::error_for_now(error, wait);
    }
    let stateless = session::stateless(request.headers());
    // The answers of the older transport come down its stream: what answers its POST itself must be an error.
    let takes_results = !request.uri().path().ends_with(channel::MESSAGES);
    let message = match request.extensions().get::<Message>() {
        Some(message) => message.clone(),
        None => look(request).await,
    };
    let id = message.request_id();
    if takes_results && message.tool().is_some() && !id.is_null() {
        return answer::rpc_refused_call(&id, error, wait, stateless);
    }
    answer::rpc_error_for_now(&id, error, wait)
}

/// The message of a request whose body was not read yet; an empty one when that cannot be had for little.
async fn look(request: Request) -> Message {
    let body = tokio::time::timeout(BODY_TIME, to_bytes(request.into_body(), BODY_MAX)).await;
    let message = body.ok().and_then(Result::ok).and_then(|body| json::check(&body).ok());
    message.unwrap_or_default()
}
