//! Connections of a listener, each with its bounds.
//!
//! Nagle's algorithm is off: an event stream writes in small pieces, and each would wait for the client's delayed
//! acknowledgement, some 40 ms. Header sections are bounded in size and time, connections in number.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::app::Limits;
use crate::observe::metrics::{Held, Metrics};

/// After a failed accept (no file descriptors left), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What every connection of a listener gets.
pub(super) struct Connections {
    router: Router,
    builder: Builder<TokioExecutor>,
    places: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Connections {
    /// Connections that are answered by `router` and keep within `limits`.
    pub(super) fn new(router: Router, limits: &Limits, metrics: Arc<Metrics>) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(limits.connections));
        Arc::new(Self { router, builder: builder(limits), places, metrics })
    }

    /// Accepts and serves connections until dropped; `graceful` ends those that are open.
    pub(super) async fn accept(self: &Arc<Self>, listener: TcpListener, graceful: &GracefulShutdown) {
        loop {
            let Ok(place) = self.places.clone().acquire_owned().await else { return };
            match listener.accept().await.and_then(|(stream, _)| prepared(stream)) {
                Ok(stream) => {
                    let held = (place, self.metrics.http_connections.hold([]));
                    self.clone().serve(stream, graceful, held);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn serve(
        self: Arc<Self>,
        stream: TcpStream,
        graceful: &GracefulShutdown,
        held: (OwnedSemaphorePermit, Held),
    ) {
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let service = TowerToHyperService::new(self.router.clone());
            let connection = self.builder.serve_connection(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(held);
        });
    }
}

fn prepared(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes)
        .max_headers(limits.header_fields);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.header_time);
    builder
}
