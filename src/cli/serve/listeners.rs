//! The sockets that a server listens on, taken before anything else so that a port in use costs nothing.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::error::{Error, Result};
use crate::settings::{Origin, Resolved, Settings};

/// The listeners of one server.
pub(super) struct Listeners {
    /// For MCP.
    pub(super) mcp: TcpListener,
    /// For metrics, if they are served.
    pub(super) metrics: Option<TcpListener>,
}

impl Listeners {
    /// Listens where the settings say; `port` instead of theirs, if given.
    pub(super) async fn bind(resolved: &Resolved, port: Option<u16>) -> Result<Self> {
        let settings = &resolved.settings;
        let (host, port) = (settings.mcp_http_host.as_str(), port.unwrap_or(settings.mcp_http_port));
        let mcp = TcpListener::bind((host, port)).await.map_err(|error| {
            Error::configuration(format!("cannot listen on {host}:{port}: {error}"))
                .hint("choose another port with --port, or stop what listens there")
        })?;
        let metrics = if settings.metrics_enabled { metrics(resolved, settings).await? } else { None };
        Ok(Self { mcp, metrics })
    }

    /// Where MCP clients reach it.
    pub(super) fn address(&self) -> Result<SocketAddr> {
        self.mcp.local_addr().map_err(|error| Error::internal("the listener has no address", error))
    }
}

/// The metrics' listener. A port that nobody chose may be taken (Prometheus has the same default): then there are no
/// metrics, with a warning. A port that somebody chose must be free.
async fn metrics(resolved: &Resolved, settings: &Settings) -> Result<Option<TcpListener>> {
    let (host, port) = (settings.metrics_host.as_str(), settings.metrics_port);
    match TcpListener::bind((host, port)).await {
        Ok(listener) => {
            tracing::info!(url = %format!("http://{host}:{port}/metrics"), "serving metrics");
            Ok(Some(listener))
        }
        Err(error) if *resolved.origin("metrics_port") == Origin::Default => {
            tracing::warn!(%error, "{host}:{port} is taken, so no metrics are served; set metrics_port or metrics_enabled");
            Ok(None)
        }
        Err(error) => Err(Error::configuration(format!("cannot serve metrics on {host}:{port}: {error}"))
            .hint("choose another metrics_port, or set metrics_enabled to false")),
    }
}
