//! Serving on a listener, and stopping without breaking anything off.
//!
//! Connections have Nagle's algorithm off: an event stream writes in small pieces, and each would wait for the client's
//! delayed acknowledgement, some 40 ms. Header sections are bounded in size and time, connections in number.
//!
//! Stopping: `/ready` says no, then no further connection or request is taken, calls in flight end, streams and sessions
//! end. Idle, that takes milliseconds.

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
use tokio_util::sync::CancellationToken;

use super::app::{App, Limits};
use crate::error::{Error, Result};

/// Between two looks for idle sessions.
const REAPING: Duration = Duration::from_secs(30);
/// For connections to end after their last stream has.
const CLOSING: Duration = Duration::from_millis(500);
/// After a failed accept (no file descriptors left), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `app` on `listener` until `shutdown` is cancelled and everything in flight has ended. The server counts as
/// ready once its caller has said so ([`super::Readiness::ready`]).
pub async fn serve(listener: TcpListener, app: App, shutdown: CancellationToken) -> Result<()> {
    let address =
        listener.local_addr().map_err(|error| Error::internal("the listener has no address", error))?;
    tracing::info!(%address, "listening");
    let graceful = GracefulShutdown::new();
    tokio::select! {
        () = accept(listener, &app, &graceful) => {}
        () = reap(&app) => {}
        () = noticed(&app, &shutdown) => {}
    }
    drain(app, graceful).await;
    tracing::info!(%address, "stopped");
    Ok(())
}

async fn accept(listener: TcpListener, app: &App, graceful: &GracefulShutdown) {
    let builder = Arc::new(builder(&app.limits));
    let places = Arc::new(Semaphore::new(app.limits.connections));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match listener.accept().await.and_then(|(stream, _)| prepared(stream)) {
            Ok(stream) => connect(&builder, app.router.clone(), stream, graceful, place),
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
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

fn connect(
    builder: &Arc<Builder<TokioExecutor>>,
    router: Router,
    stream: TcpStream,
    graceful: &GracefulShutdown,
    place: OwnedSemaphorePermit,
) {
    let builder = builder.clone();
    let watcher = graceful.watcher();
    tokio::spawn(async move {
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection broke off");
        }
        drop(place);
    });
}

async fn reap(app: &App) {
    loop {
        tokio::time::sleep(REAPING).await;
        app.sessions.reap().await;
    }
}

/// Ends when load balancers have had the time to see that the server is going.
async fn noticed(app: &App, shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tracing::info!("draining");
    app.health.readiness.draining();
    tokio::time::sleep(app.limits.drain_notice).await;
}

async fn drain(app: App, graceful: GracefulShutdown) {
    let closed = tokio::spawn(graceful.shutdown());
    app.drain.cancel();
    app.calls.close();
    if tokio::time::timeout(app.limits.drain_time, app.calls.wait()).await.is_err() {
        tracing::warn!(calls = app.calls.len(), "calls were still in flight and are broken off");
    }
    app.stop.cancel();
    if tokio::time::timeout(CLOSING, closed).await.is_err() {
        tracing::debug!("connections were still open and are broken off");
    }
}
