//! Sessions of the older protocol revisions, guarded: a session is served to the principal that opened it and to nobody
//! else, there are not too many, and an open stream keeps its own alive.
//!
//! The stateless revision ignores `Mcp-Session-Id`; the header is taken off such a request, so that it cannot name one.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::answer::{self, INVALID_REQUEST, RETRY_AFTER_TIME};
use super::json::Message;
use super::middleware::{Middleware, Next};
use super::{caller, guarded};
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind};
use crate::mcp::Sessions;
use crate::observe::metrics::Metrics;

const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
/// The first revision without sessions.
const STATELESS: &str = "2026-07-28";
const INITIALIZE: &str = "initialize";

/// Guards them.
#[derive(Clone)]
pub(super) struct GuardedSessions {
    pub(super) sessions: Arc<Sessions>,
    pub(super) metrics: Arc<Metrics>,
}

impl Middleware for GuardedSessions {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let Self { sessions, metrics } = self;
        let principal = match caller::of(&request) {
            Ok(caller) => caller.principal.clone(),
            Err(refusal) => return answer::error(&refusal),
        };
        let opening = method(&request) == Some(INITIALIZE);
        if stateless(request.headers()) && !opening {
            request.headers_mut().remove(SESSION_ID);
            return next.run(request).await;
        }
        match text(request.headers(), &SESSION_ID).map(str::to_owned) {
            Some(id) => visit(sessions, &id, &principal, request, next).await,
            None if opening => {
                let id = request.extensions().get::<Message>().map_or(Value::Null, Message::request_id);
                match sessions.opening(&principal, next.run(request)).await {
                    Ok(response) => response,
                    Err(refusal) => {
                        count(&refusal, metrics);
                        answer::rpc_error_for_now(&id, &refusal, RETRY_AFTER_TIME)
                    }
                }
            }
            None => next.run(request).await,
        }
    }
}

/// Counts a session that was not opened.
pub(super) fn count(refusal: &Error, metrics: &Metrics) {
    match refusal.kind() {
        ErrorKind::Busy => metrics.limit_hits.inc(["mcp_max_sessions"]),
        ErrorKind::RateLimited => metrics.limit_hits.inc(["mcp_max_sessions_per_principal"]),
        _ => {}
    }
}

async fn visit(
    sessions: &Arc<Sessions>,
    id: &str,
    principal: &Principal,
    request: Request,
    next: impl Next,
) -> Response {
    let Some(visit) = sessions.visit(id, principal) else {
        return answer::rpc_error(StatusCode::NOT_FOUND, INVALID_REQUEST, "there is no such session");
    };
    let ending = request.method() == Method::DELETE;
    let mut response = next.run(request).await;
    if ending && response.status() == StatusCode::ACCEPTED {
        // Clients take 200 and 204 for the end of a session, and 202 for a failure to end it.
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    guarded::until_sent(response, visit)
}

fn method(request: &Request) -> Option<&str> {
    request.extensions().get::<Message>()?.method.as_deref()
}

pub(super) fn stateless(headers: &HeaderMap) -> bool {
    text(headers, &PROTOCOL_VERSION).is_some_and(|version| version >= STATELESS)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
