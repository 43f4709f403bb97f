//! Streamable HTTP: one endpoint for both protocol eras.
//!
//! Requests that carry their own protocol version are served statelessly, `initialize` opens a session. Answers are JSON
//! where nothing streams (the older revisions' sessions always stream). Host, Origin, the size of bodies, who is calling
//! and whose session it is are checked by the HTTP room before a request comes here.

use std::sync::Arc;

use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::channels::Channels;
use super::direct::Direct;
use super::server::Server;
use super::sessions::{SessionLimits, Sessions};

/// The endpoint's HTTP service, with what its owner needs to guard and to stop it.
#[derive(Clone)]
pub struct Endpoint<S> {
    /// A tower service from HTTP request to HTTP response.
    pub service: S,
    /// The sessions behind it.
    pub sessions: Arc<Sessions>,
    /// The older transport to the same handler.
    pub channels: Arc<Channels>,
    /// Asks listening streams to end by themselves, with a final message, when cancelled.
    pub drain: CancellationToken,
    /// Ends every session and stream when cancelled.
    pub stop: CancellationToken,
}

impl<S> Endpoint<S> {
    /// The same with calls and streams of the stateless revision that cost little; `server` is the one behind it.
    #[must_use]
    pub fn direct(self, server: Server) -> Endpoint<Direct<S>> {
        let Self { service, sessions, channels, drain, stop } = self;
        let service = Direct::new(service, server, stop.clone());
        Endpoint { service, sessions, channels, drain, stop }
    }
}

/// Mounts what `handler` makes, which is asked for every stateless request and every session; its streams end when `drain`
/// is cancelled.
pub fn endpoint<H>(
    handler: impl Fn() -> H + Send + Sync + 'static,
    drain: CancellationToken,
    limits: SessionLimits,
) -> Endpoint<StreamableHttpService<H, Sessions>>
where
    H: ServerHandler,
{
    let sessions = Arc::new(Sessions::new(limits));
    let stop = CancellationToken::new();
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .disable_allowed_origins()
        .with_json_response(true)
        .with_cancellation_token(stop.clone());
    let handler = Arc::new(handler);
    let another = handler.clone();
    let channels = Arc::new(Channels::new(move || another(), sessions.clone(), stop.clone()));
    let service = StreamableHttpService::new(move || Ok(handler()), sessions.clone(), config);
    Endpoint { service, sessions, channels, drain, stop }
}
