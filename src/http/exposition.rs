//! `GET /metrics`, on a listener of its own: what Prometheus reads, without a login.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Extracted;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;

use super::allowed::Allowed;
use super::answer;
use super::app::App;
use super::host::Hosts;
use super::middleware::Stack;
use super::readiness::{Readiness, State};
use super::response_headers::ResponseHeaders;
use crate::error::Error;
use crate::mcp::Sessions;
use crate::observe::metrics::{MEDIA_TYPE, Metrics};

/// Brings metrics up to date that tell a state of something else.
pub type Sample = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

#[derive(Clone)]
struct Exposition {
    metrics: Arc<Metrics>,
    sessions: Arc<Sessions>,
    readiness: Readiness,
    sample: Sample,
}

/// The routes of the metrics' listener, for requests addressed to `names` only, if there are any; `sample` is called before
/// each answer.
pub(super) fn routes(app: &App, names: Option<Allowed>, sample: Sample) -> Router {
    let exposition = Exposition {
        metrics: app.metrics.clone(),
        sessions: app.sessions.clone(),
        readiness: app.health.readiness.clone(),
        sample,
    };
    let routes = Router::new()
        .route("/metrics", get(metrics))
        .fallback(async || answer::error(&Error::not_found("metrics are at /metrics")))
        .with_state(exposition);
    let routes = match names {
        Some(names) => routes.layer(Stack(Hosts { allowed: Arc::new(names), metrics: app.metrics.clone() })),
        None => routes,
    };
    routes.layer(Stack(ResponseHeaders))
}

async fn metrics(Extracted(exposition): Extracted<Exposition>) -> Response {
    (exposition.sample)().await;
    let metrics = exposition.metrics;
    metrics.sessions.set_count([], exposition.sessions.count());
    metrics.ready.set_count([], usize::from(exposition.readiness.state() == State::Ready));
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(error) => answer::error(&error),
    }
}
