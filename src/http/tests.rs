//! The whole surface over real sockets, spoken to byte by byte.

mod approvals;
mod asking;
mod channel;
mod client;
mod guards;
mod lifecycle;
mod limits;
mod login;
mod protocol;
mod sessions;
mod streams;
#[cfg(unix)]
mod tls;
mod tools;
mod trail;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::tls::Tls;
use super::{Access, Allowed, Config, Health, Limits, Probe, Readiness, Recall, app, serve};
use crate::app::App;
use crate::error::Result;
use crate::mcp::{Callers, Server, SessionLimits, Sessions, endpoint};
use crate::observe::metrics::Metrics;
use crate::settings::Network;
use crate::tools::registry::Registry;
use client::Connection;

/// A running surface over the test tools.
struct Running {
    address: SocketAddr,
    /// What the tools and resources work on.
    app: Arc<App>,
    readiness: Readiness,
    sessions: Arc<Sessions>,
    metrics: Arc<Metrics>,
    shutdown: CancellationToken,
    /// Cancelled when a tool saw that its call was.
    cancelled: CancellationToken,
    /// Ends when the server has stopped.
    task: JoinHandle<Result<()>>,
}

/// What differs from test to test.
struct Setup {
    access: Access,
    limits: Limits,
    sessions: SessionLimits,
    database: Probe,
    backup: Recall,
    proxies: Vec<Network>,
    tls: Option<Arc<Tls>>,
    sse: bool,
    /// What the tools and pages work on; one of its own when `None`.
    installation: Option<Arc<App>>,
    /// The tools; those for tests when `None`.
    registry: Option<&'static Registry>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            access: Access::Open,
            limits: Limits::default(),
            sessions: SessionLimits::default(),
            database: Arc::new(|| Box::pin(async { Ok(()) })),
            backup: Arc::new(|| Box::pin(async { None })),
            proxies: Vec::new(),
            tls: None,
            sse: false,
            installation: None,
            registry: None,
        }
    }
}

impl Setup {
    async fn start(self) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cancelled = CancellationToken::new();
        let registry: &'static Registry =
            self.registry.unwrap_or_else(|| Box::leak(Box::new(tools::registry(&cancelled))));
        let scratch = match self.installation {
            Some(installation) => installation,
            None => Arc::new(App::scratch().await),
        };
        let server = Server::new(registry, scratch.clone(), Callers::PerRequest);
        let (drain, direct) = (server.drain(), server.clone());
        let endpoint = endpoint(move || server.for_connection(), drain, self.sessions).direct(direct);
        let sessions = endpoint.sessions.clone();
        let readiness = Readiness::starting();
        let metrics = Arc::new(Metrics::new("lab"));
        let health = Health {
            readiness: readiness.clone(),
            database: self.database,
            backup: self.backup,
            oidc: false,
            login: self.access.gate().map(|gate| gate.login.clone()),
            metrics: metrics.clone(),
        };
        let config = Config {
            base_path: "/mcp".into(),
            sse: self.sse,
            allowed: Allowed::listener(address),
            registry,
            installation: scratch.clone(),
            access: self.access,
            health,
            proxies: self.proxies,
            tls: self.tls,
            limits: self.limits,
            metrics: metrics.clone(),
        };
        let app = app(endpoint, config).unwrap();
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(serve(listener, app, shutdown.clone()));
        readiness.ready();
        Running { address, app: scratch, readiness, sessions, metrics, shutdown, cancelled, task }
    }
}

impl Running {
    async fn start() -> Self {
        Setup::default().start().await
    }

    async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }
}
