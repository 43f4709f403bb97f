//! The server that the official conformance suite of MCP is run against: `conformance PORT`.
//!
//! The suite asks for fixtures (tools, resources and prompts with prescribed answers) that a product has no use for. They
//! live here, behind the HTTP surface of the product itself, so that what is tested is what is served.

#![expect(clippy::print_stderr, reason = "an example talks to whoever runs it")]

mod ask;
mod content;
mod jobs;
mod server;

use std::error::Error;
use std::sync::Arc;

use rosmcp::app::App;
use rosmcp::http::{self, Access, Allowed, Config, Health, Limits, Readiness};
use rosmcp::mcp::{self, SessionLimits};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use rosmcp::observe::metrics::Metrics;
use rosmcp::settings::{self, ProcessEnvironment};
use rosmcp::tools::registry::registry;
use server::Fixtures;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).ok_or("usage: conformance PORT")?.parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    let readiness = Readiness::starting();
    readiness.ready();
    let metrics = Arc::new(Metrics::new("lab"));
    let config = Config {
        base_path: "/mcp".into(),
        sse: false,
        allowed: Allowed::listener(address),
        access: Access::Open,
        registry: registry(),
        proxies: Vec::new(),
        tls: None,
        metrics: metrics.clone(),
        installation: installation().await?,
        health: Health {
            readiness,
            database: Arc::new(|| Box::pin(async { Ok(()) })),
            backup: Arc::new(|| Box::pin(async { None })),
            oidc: false,
            login: None,
            metrics,
        },
        limits: Limits { streams_each: 200, ..Limits::default() },
    };
    let drain = CancellationToken::new();
    let fixtures = Fixtures::new(drain.clone());
    let endpoint = mcp::endpoint(move || fixtures.clone(), drain, SessionLimits::default());
    eprintln!("serving http://{address}/mcp");
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_interrupt(stop.clone()));
    Ok(http::serve(listener, http::app(endpoint, config)?, stop).await?)
}

/// An empty installation with default settings, in memory.
async fn installation() -> Result<Arc<App>, Box<dyn Error>> {
    let environment = ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
    let request = settings::Request { config: None, overrides: Vec::new(), environment };
    Ok(Arc::new(App::open_throwaway(settings::load(&request)?.settings).await?))
}

async fn stop_on_interrupt(stop: CancellationToken) {
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.cancel();
    }
}
