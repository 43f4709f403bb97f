//! The one builder: what every request passes on its way to a handler.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, get, on_service, post};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::access_log::AccessLog;
use super::allowed::Allowed;
use super::approvals::{self, Desk};
use super::browser::Browsers;
use super::caller::Access;
use super::channel::Door;
use super::gate::{Gate, WELL_KNOWN};
use super::health::Health;
use super::host::Hosts;
use super::in_flight::{Calls, InFlight, Streams};
use super::limits::Limits;
use super::mcp_answer::McpAnswers;
use super::middleware::{Middleware, Stack};
use super::origin::Origins;
use super::page::{Faults, Site};
use super::panics::Panics;
use super::peer::Peers;
use super::places::{self, Places};
use super::rate::{Principals, Rating, Tokens, Writes};
use super::request_id::RequestIds;
use super::response_headers::ResponseHeaders;
use super::session::GuardedSessions;
use super::step_up::StepUp;
use super::tls::Tls;
use super::{about, answer, body, channel, health, sign_in};
use crate::error::{Error, Result};
use crate::mcp::{Endpoint, Sessions};
use crate::observe::metrics::Metrics;
use crate::settings::{self, Network};
use crate::tools::registry::Registry;

/// How the surface is set up.
pub struct Config {
    /// The path of the MCP endpoint, `/mcp`.
    pub base_path: String,
    /// Whether the transport of 2024-11-05 is offered below that path.
    pub sse: bool,
    /// Hosts and origins.
    pub allowed: Allowed,
    /// What the pages for people show and do.
    pub installation: Arc<crate::app::App>,
    /// How callers prove who they are.
    pub access: Access,
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub proxies: Vec<Network>,
    /// The tools behind the endpoint, for what is decided before the protocol sees a call.
    pub registry: &'static Registry,
    /// What the health routes tell.
    pub health: Health,
    /// The certificate, if the server speaks TLS itself.
    pub tls: Option<Arc<Tls>>,
    /// Sizes, times and numbers.
    pub limits: Limits,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
}

/// The whole surface, ready to be served by [`super::serve`].
pub struct App {
    /// Every route with everything around it.
    pub router: Router,
    pub(super) health: Health,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) limits: Limits,
    pub(super) metrics: Arc<Metrics>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) browsers: Option<Arc<Browsers>>,
    pub(super) drain: CancellationToken,
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
    settings::base_path(&config.base_path).map_err(|wanted| {
        Error::configuration(format!("mcp_http_base_path {:?} is not {wanted}", config.base_path))
    })?;
    let calls = TaskTracker::new();
    let allowed = Arc::new(config.allowed);
    let (limits, metrics) = (config.limits, config.metrics.clone());
    let bounds = body::Bounds {
        bytes: limits.body_bytes,
        time: limits.body_time,
        rate: limits.body_rate,
        metrics: metrics.clone(),
    };
    let in_flight = in_flight(&limits, &config.access, &calls, &metrics);
    let rating = Rating::new(&limits.rates, metrics.clone());
    let proxies: Arc<[Network]> = config.proxies.into();
    let gate = config.access.gate().cloned();
    let step_up = StepUp { registry: config.registry, gate: gate.clone() };
    let let_in = Tokens { rating: rating.clone(), gate: gate.clone() }.then(config.access);
    let initialize = get(about::initialize).with_state(config.registry).layer(Stack(let_in.clone()));
    let guarded = let_in
        .then(Principals(rating.clone()))
        .then(Calls(in_flight.clone()))
        .then(bounds)
        .then(Streams(in_flight.clone()))
        .then(step_up)
        .then(Writes { rating: rating.clone(), registry: config.registry });
    let sessions = GuardedSessions { sessions: endpoint.sessions.clone(), metrics: metrics.clone() };
    let mcp = mcp_route(endpoint.service).layer(Stack(guarded.clone().then(sessions).then(McpAnswers)));
    let messages = format!("{}{}", config.base_path, channel::MESSAGES).into();
    let door = Door { channels: endpoint.channels, messages, metrics: metrics.clone() };
    let door = config.sse.then_some(door);
    let root = gate.as_ref().map_or("", |gate| gate.resource.root(&config.base_path)).to_owned();
    let site = Arc::new(Site { app: config.installation, root });
    let browsers = gate.clone().map(|gate| Arc::new(Browsers::new(gate, site.clone())));
    let desk = Desk {
        site: site.clone(),
        browsers: browsers.clone(),
        rating: rating.clone(),
        in_flight: in_flight.clone(),
    };
    let every_request = Peers(proxies)
        .then(RequestIds)
        .then(AccessLog(metrics.clone()))
        .then(ResponseHeaders)
        .then(Faults(site))
        .then(Panics)
        .then(Hosts { allowed: allowed.clone(), metrics: metrics.clone() })
        .then(Origins { allowed, metrics: metrics.clone() });
    let router = Router::new()
        .route(&config.base_path, mcp)
        .merge(channel_routes(&config.base_path, door, &Stack(guarded)))
        .route(&format!("{}/initialize", config.base_path), initialize)
        .merge(metadata_routes(&config.base_path, gate))
        .merge(sign_in::routes(browsers.clone(), &rating))
        .merge(approvals::routes(desk))
        .merge(health::routes())
        .method_not_allowed_fallback(wrong_method)
        .fallback(no_such_route)
        .with_state(config.health.clone())
        .layer(Stack(every_request));
    Ok(App {
        router,
        health: config.health,
        tls: config.tls,
        limits,
        metrics,
        sessions: endpoint.sessions,
        browsers,
        drain: endpoint.drain,
        stop: endpoint.stop,
        calls,
    })
}

/// Where callers have no login, everybody is the same principal, and no caller has places of its own.
fn in_flight(limits: &Limits, access: &Access, awaited: &TaskTracker, metrics: &Arc<Metrics>) -> InFlight {
    let each = |count, setting| (!matches!(access, Access::Open)).then_some((count, setting));
    let calls = places::Bounds {
        all: (limits.calls, "http_max_calls"),
        each: each(limits.calls_each, "http_max_calls_per_principal"),
    };
    let streams = places::Bounds {
        all: (limits.streams, "http_max_streams"),
        each: each(limits.streams_each, "http_max_streams_per_principal"),
    };
    InFlight {
        calls: Places::new(calls, metrics.clone()),
        streams: Places::new(streams, metrics.clone()),
        awaited: awaited.clone(),
    }
}

/// The two routes of the older transport, if there is one.
fn channel_routes(base_path: &str, door: Option<Door>, guarded: &Stack<impl Middleware>) -> Router<Health> {
    let Some(door) = door else { return Router::new() };
    let messages = door.messages.clone();
    Router::new()
        .route(
            &format!("{base_path}/sse"),
            get(channel::open).with_state(door.clone()).layer(guarded.clone()),
        )
        .route(&messages, post(channel::post).with_state(door).layer(guarded.clone()))
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

async fn no_such_route() -> Response {
    answer::error(&Error::not_found("there is nothing at this path"))
}

async fn wrong_method() -> Response {
    let mut response = answer::error(&Error::usage("this path does not take that method"));
    *response.status_mut() = axum::http::StatusCode::METHOD_NOT_ALLOWED;
    response
}
