//! The sockets that a server listens on, taken before anything else so that a port in use costs nothing.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::settings::{Origin, Resolved, Settings, Transport};

/// The listeners of one server.
pub(super) struct Listeners {
    /// For MCP.
    pub(super) mcp: TcpListener,
    /// For metrics, if they are served.
    pub(super) metrics: Option<TcpListener>,
}

/// The socket that a supervisor hands over (systemd's `LISTEN_FDS`), if it does. Its address takes the place of the
/// settings', so that who may call without a login is judged by where the server really listens.
pub(super) fn inherited(settings: &mut Settings) -> Result<Option<std::net::TcpListener>> {
    if settings.mcp_transport != Transport::Http {
        return Ok(None);
    }
    let socket = listenfd::ListenFd::from_env().take_tcp_listener(0).and_then(|socket| {
        let address = socket.as_ref().map(std::net::TcpListener::local_addr).transpose()?;
        Ok(socket.zip(address))
    });
    let socket = socket.map_err(|error| {
        Error::configuration("the socket that was handed over cannot be used").caused_by(error)
    })?;
    let Some((listener, address)) = socket else { return Ok(None) };
    settings.mcp_http_host = address.ip().to_string();
    settings.mcp_http_port = address.port();
    Ok(Some(listener))
}

impl Listeners {
    /// Listens where the settings say; `port` instead of theirs, if given; on `inherited` instead, if there is one.
    pub(super) async fn bind(
        resolved: &Resolved,
        port: Option<u16>,
        inherited: Option<std::net::TcpListener>,
    ) -> Result<Self> {
        let settings = &resolved.settings;
        let mcp = match inherited {
            Some(listener) => {
                adopted(listener).while_doing(|| "taking over the socket that was handed over")?
            }
            None => bound(&settings.mcp_http_host, port.unwrap_or(settings.mcp_http_port)).await?,
        };
        let metrics = if settings.metrics_enabled { metrics(resolved, settings).await? } else { None };
        Ok(Self { mcp, metrics })
    }

    /// Where MCP clients reach it.
    pub(super) fn address(&self) -> Result<SocketAddr> {
        address_of(&self.mcp)
    }
}

/// Where `listener` listens.
pub(super) fn address_of(listener: &TcpListener) -> Result<SocketAddr> {
    listener.local_addr().map_err(|error| Error::internal("the listener has no address", error))
}

fn adopted(listener: std::net::TcpListener) -> Result<TcpListener> {
    listener
        .set_nonblocking(true)
        .and_then(|()| TcpListener::from_std(listener))
        .map_err(|error| Error::internal("the socket cannot be served", error))
}

/// The first address that `host` stands for.
pub(super) async fn resolved(host: &str, port: u16) -> Result<SocketAddr> {
    let found = tokio::net::lookup_host((host, port)).await;
    let failed = |reason: String| {
        Error::configuration(format!("mcp_http_host {host:?} is no address of this machine: {reason}"))
            .hint("127.0.0.1 serves this machine, 0.0.0.0 others, too")
    };
    let first = found.map_err(|error| failed(error.to_string()))?.next();
    first.ok_or_else(|| failed("the name has no address".to_owned()))
}

async fn bound(host: &str, port: u16) -> Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| {
        unbound(&format!("cannot listen on {host}:{port}"), &error)
            .hint("choose another port with --port, or stop what listens there")
    })
}

/// A port that another program has may be free later; everything else is a wrong setting.
fn unbound(what: &str, error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::AddrInUse {
        return Error::new(ErrorKind::Locked, format!("{what}: another program listens there"));
    }
    Error::configuration(format!("{what}: {error}"))
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
        Err(error) => Err(unbound(&format!("cannot serve metrics on {host}:{port}"), &error)
            .hint("choose another metrics_port, or set metrics_enabled to false")),
    }
}
