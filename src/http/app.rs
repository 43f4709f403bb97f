//! The one builder: what every request passes on its way to a handler.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, get, on_service};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::allowed::Allowed;
use super::body::Bounds;
use super::caller::Access;
use super::gate::{Gate, WELL_KNOWN};
use super::health::Health;
use super::step_up::StepUp;
use super::{
    about, access_log, answer, body, caller, guarded, health, host, mcp_answer, origin, panics, request_id,
    response_headers, session, step_up,
};
use crate::error::{Error, Result};
use crate::mcp::{Endpoint, Sessions};
use crate::observe::metrics::Metrics;
use crate::tools::registry::Registry;

/// How the surface is set up.
pub struct Config {
    /// The path of the MCP endpoint, `/mcp`.
    pub base_path: String,
    /// Hosts and origins.
    pub allowed: Allowed,
    /// How callers prove who they are.
    pub access: Access,
    /// The tools behind the endpoint, for what is decided before the protocol sees a call.
    pub registry: &'static Registry,
    /// What the health routes tell.
    pub health: Health,
    /// Sizes, times and numbers.
    pub limits: Limits,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
}

/// Bounds of what a client may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a request's header section.
    pub header_bytes: usize,
    /// Fields of a request's header section.
    pub header_fields: usize,
    /// In which a header section must arrive.
    pub header_time: Duration,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// In which a body must arrive.
    pub body_time: Duration,
    /// Connections at once; further ones wait to be accepted.
    pub connections: usize,
    /// Between `/ready` saying no and no further request being taken, for load balancers to notice.
    pub drain_notice: Duration,
    /// For calls in flight to end before they are broken off.
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_bytes: 32 * 1024,
            header_fields: 100,
            header_time: Duration::from_secs(10),
            body_bytes: 1024 * 1024,
            body_time: Duration::from_secs(30),
            connections: 12_000,
            drain_notice: Duration::ZERO,
            drain_time: Duration::from_secs(25),
        }
    }
}

/// The whole surface, ready to be served by [`super::serve`].
pub struct App {
    /// Every route with everything around it.
    pub router: Router,
    pub(super) health: Health,
    pub(super) limits: Limits,
    pub(super) metrics: Arc<Metrics>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) stop: CancellationToken,
    pub(super) calls: TaskTracker,
}

/// Builds the surface around `endpoint`. An error if `base_path` is no path or one of the surface's own.
pub fn app<S, B>(endpoint: Endpoint<S>, config: Config) -> Result<App>
where
    S: Service<Request, Response = axum::http::Response<B>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    check_base_path(&config.base_path)?;
    let calls = TaskTracker::new();
    let allowed = Arc::new(config.allowed);
    let bounds = Bounds { bytes: config.limits.body_bytes, time: config.limits.body_time };
    let gate = config.access.gate().cloned();
    let step_up = StepUp { registry: config.registry, gate: gate.clone() };
    let initialize = get(about::initialize)
        .with_state(config.registry)
        .layer(from_fn_with_state(config.access.clone(), caller::layer));
    let mcp = mcp_route(endpoint.service)
        .layer(from_fn(mcp_answer::layer))
        .layer(from_fn_with_state(endpoint.sessions.clone(), session::layer))
        .layer(from_fn_with_state(step_up, step_up::layer))
        .layer(from_fn_with_state(bounds, body::layer))
        .layer(from_fn_with_state(calls.clone(), in_flight))
        .layer(from_fn_with_state(config.access, caller::layer));
    let router = Router::new()
        .route(&config.base_path, mcp)
        .route(&format!("{}/initialize", config.base_path), initialize)
        .merge(metadata_routes(&config.base_path, gate))
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/health", get(health::health))
        .method_not_allowed_fallback(wrong_method)
        .fallback(no_such_route)
        .with_state(config.health.clone())
        .layer(from_fn_with_state(allowed.clone(), origin::layer))
        .layer(from_fn_with_state(allowed, host::layer))
        .layer(from_fn(panics::layer))
        .layer(from_fn(response_headers::layer))
        .layer(from_fn_with_state(config.metrics.clone(), access_log::layer))
        .layer(from_fn(request_id::layer));
    Ok(App {
        router,
        health: config.health,
        limits: config.limits,
        metrics: config.metrics,
        sessions: endpoint.sessions,
        stop: endpoint.stop,
        calls,
    })
}

/// RFC 9728 §3.1: the metadata is at the root and behind the path by which clients know the resource; a proxy may have
/// given it another than ours.
fn metadata_routes<T: Clone + Send + Sync + 'static>(base_path: &str, gate: Option<Arc<Gate>>) -> Router<T> {
    let mut paths = BTreeSet::from([String::new(), base_path.to_owned()]);
    paths.extend(gate.as_ref().map(|gate| gate.resource.path().trim_end_matches('/').to_owned()));
    let resource = get(about::resource).with_state(gate);
    paths
        .iter()
        .fold(Router::new(), |router, path| router.route(&format!("{WELL_KNOWN}{path}"), resource.clone()))
}

/// The endpoint's methods; which of them a request's revision has is the protocol's business.
fn mcp_route<T, S, B>(service: S) -> MethodRouter<T>
where
    T: Clone + Send + Sync + 'static,
    S: Service<Request, Response = axum::http::Response<B>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let methods = MethodFilter::POST.or(MethodFilter::GET).or(MethodFilter::DELETE);
    on_service(methods, tower::ServiceExt::map_response(service, |response| response.map(Body::new)))
}

/// A call is in flight until its answer is sent; streams of sessions, which never end by themselves, are not calls.
async fn in_flight(
    axum::extract::State(calls): axum::extract::State<TaskTracker>,
    request: Request,
    next: axum::middleware::Next,
) -> Response {
    if request.method() != axum::http::Method::POST {
        return next.run(request).await;
    }
    let call = calls.token();
    guarded::until_sent(next.run(request).await, call)
}

async fn no_such_route() -> Response {
    answer::error(&Error::not_found("there is nothing at this path"))
}

async fn wrong_method() -> Response {
    let mut response = answer::error(&Error::usage("this path does not take that method"));
    *response.status_mut() = axum::http::StatusCode::METHOD_NOT_ALLOWED;
    response
}

fn check_base_path(path: &str) -> Result<()> {
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    let taken = ["/live", "/ready", "/health"].contains(&path);
    match path.strip_prefix('/') {
        Some(rest) if !taken && rest.split('/').all(plain) => Ok(()),
        _ => Err(Error::configuration(format!(
            "mcp_http_base_path {path:?} cannot be the path of the endpoint"
        ))
        .hint("write a path such as /mcp, other than /live, /ready and /health")),
    }
}
