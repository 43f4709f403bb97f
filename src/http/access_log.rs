//! One log line and one count per request, when its answer has been sent: method, matched route, status, duration,
//! principal, address of the client.
//!
//! Every line names the trace of a caller that has one (`traceparent`), so that its traces and these logs are found from each
//! other. The route is the pattern, never the path or the query; no header and no body is logged. A client that leaves before
//! the answer shows as status 499.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::response::Response;
use tracing::{Instrument, Span, field};

use super::middleware::{Middleware, Next};
use super::peer::Client;
use super::{guarded, lasting, request_id};
use crate::clock::{self, Instant};
use crate::domain::principal::Principal;
use crate::error::ErrorKind;
use crate::observe::metrics::{Held, Metrics};
use crate::observe::trace::TraceParent;
use crate::observe::traces;

const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// Logs and counts requests.
#[derive(Clone)]
pub(super) struct AccessLog(pub(super) Arc<Metrics>);

impl Middleware for AccessLog {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let request_id = request_id::of(&request);
        // At the level of errors, so that the id is in every line whatever the configured level.
        let span = tracing::error_span!(
            "request",
            %request_id,
            trace_id = field::Empty,
            otel.kind = field::Empty,
            http.request.method = field::Empty,
            http.route = field::Empty,
            http.response.status_code = field::Empty,
        );
        let caller = parent(request.headers());
        if let Some(caller) = &caller {
            span.record("trace_id", caller.trace_id());
        }
        traces::begin(&span, caller.as_ref());
        let mut line = Line::of(&request, span.clone(), self.0.clone());
        // For what runs in tasks of its own.
        request.extensions_mut().insert(span.clone());
        let response = next.run(request).instrument(span).await;
        line.status = response.status().as_u16();
        line.metrics.http_request_duration.observe([line.route()], line.started.elapsed());
        if lasting::is_stream(&response) {
            line.stream = Some(line.metrics.sse_connections.hold([]));
        }
        line.principal = response.extensions().get::<Arc<Principal>>().cloned();
        guarded::until_sent(response, line)
    }
}

/// The caller's span, if it says one and only one.
fn parent(headers: &HeaderMap) -> Option<TraceParent> {
    let mut all = headers.get_all(TRACE_PARENT).iter();
    let (first, second) = (all.next()?, all.next());
    second.is_none().then(|| TraceParent::parse(first.to_str().ok()?)).flatten()
}

struct Line {
    method: Method,
    route: Option<MatchedPath>,
    status: u16,
    principal: Option<Arc<Principal>>,
    client: Option<IpAddr>,
    started: Instant,
    span: Span,
    metrics: Arc<Metrics>,
    /// Counts the answer among the open streams.
    stream: Option<Held>,
    /// Counts the request among those under way.
    _active: Held,
}

impl Line {
    fn of(request: &Request, span: Span, metrics: Arc<Metrics>) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            method: request.method().clone(),
            route: route.cloned(),
            status: ErrorKind::Interrupted.row().http,
            principal: None,
            client: request.extensions().get::<Client>().map(|client| client.address),
            started: clock::monotonic(),
            span,
            stream: None,
            _active: metrics.http_requests_active.hold([]),
            metrics,
        }
    }

    /// The pattern that matched.
    fn route(&self) -> &str {
        self.route.as_ref().map_or("none", MatchedPath::as_str)
    }
}

/// The method as a label: those of RFC 9110, and one word for what a client makes up.
fn word(method: &Method) -> &str {
    let known = [
        Method::GET,
        Method::POST,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
        Method::PUT,
        Method::PATCH,
    ];
    if known.contains(method) { method.as_str() } else { "other" }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _request = self.span.enter();
        self.metrics.http_requests.inc([word(&self.method), self.route(), &self.status.to_string()]);
        tracing::info!(
            method = %self.method,
            route = self.route(),
            status = self.status,
            duration_ms = (self.started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
            principal = self.principal.as_deref().map(tracing::field::display),
            client = self.client.map(tracing::field::display),
            "answered"
        );
        // After the line, which has them already.
        traces::note(&self.span, "http.request.method", word(&self.method));
        traces::note(&self.span, "http.route", self.route());
        traces::note(&self.span, "http.response.status_code", self.status);
        let name = format_args!("{} {}", word(&self.method), self.route());
        traces::done(&self.span, name, self.status >= 500);
    }
}
