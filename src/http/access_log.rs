//! One log line per request, when its answer has been sent: method, matched route, status, duration, principal.
//!
//! The route is the pattern, never the path or the query; no header and no body is logged. A client that leaves before
//! the answer shows as status 499.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Span};

use super::guarded;
use super::request_id::RequestId;
use crate::clock::{self, Instant};
use crate::domain::principal::Principal;
use crate::error::ErrorKind;

pub(super) async fn layer(request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str());
    // At the level of errors, so that the id is in every line whatever the configured level.
    let span = tracing::error_span!("request", %request_id);
    let mut line = Line::of(&request, span.clone());
    let response = next.run(request).instrument(span).await;
    line.status = response.status().as_u16();
    line.principal = response.extensions().get::<Principal>().map(ToString::to_string);
    guarded::until_sent(response, line)
}

struct Line {
    method: Method,
    route: String,
    status: u16,
    principal: Option<String>,
    started: Instant,
    span: Span,
}

impl Line {
    fn of(request: &Request, span: Span) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            method: request.method().clone(),
            route: route.map_or("none", MatchedPath::as_str).to_owned(),
            status: ErrorKind::Interrupted.row().http,
            principal: None,
            started: clock::monotonic(),
            span,
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _request = self.span.enter();
        tracing::info!(
            method = %self.method,
            route = self.route,
            status = self.status,
            duration_ms = (self.started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
            principal = self.principal,
            "answered"
        );
    }
}
