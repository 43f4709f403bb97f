//! Serving on a listener, and stopping without breaking anything off.
//!
//! Stopping: `/ready` says no, then no further connection or request is taken, calls in flight end, streams and sessions
//! end. Idle, that takes milliseconds. Metrics are told until the end.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::allowed::Allowed;
use super::app::App;
use super::connections::Connections;
use super::exposition::{self, Sample};
use super::limits::Limits;
use super::tls::Tls;
use crate::error::{Error, Result};

/// Between two looks for idle sessions.
const REAPING: Duration = Duration::from_secs(30);
/// For connections to end after their last stream has.
const CLOSING: Duration = Duration::from_millis(500);
/// Scrapers that the metrics' listener serves at once.
const SCRAPERS: usize = 16;

/// Serves `app` on `listener` until `shutdown` is cancelled and everything in flight has ended. The server counts as
/// ready once its caller has said so ([`super::Readiness::ready`]).
pub async fn serve(listener: TcpListener, app: App, shutdown: CancellationToken) -> Result<()> {
    let address =
        listener.local_addr().map_err(|error| Error::internal("the listener has no address", error))?;
    tracing::info!(%address, "listening");
    let connections = Connections::new(app.router.clone(), app.tls.clone(), app.limits, app.metrics.clone());
    tokio::select! {
        () = connections.accept(listener) => {}
        () = reap(&app) => {}
        () = watch(app.tls.as_deref()) => {}
        () = noticed(&app, &shutdown) => {}
    }
    drain(app, connections).await;
    tracing::info!(%address, "stopped");
    Ok(())
}

/// Answers `GET /metrics` of `app` on `listener` until dropped, where `names` are given only by these; `sample` is called before
/// each answer.
pub fn metrics(
    listener: TcpListener,
    app: &App,
    names: Option<Allowed>,
    sample: Sample,
) -> impl Future<Output = ()> + use<> {
    let limits = Limits { connections: SCRAPERS, ..app.limits };
    let routes = exposition::routes(app, names, sample);
    let connections = Connections::new(routes, None, limits, app.metrics.clone());
    async move { connections.accept(listener).await }
}

async fn reap(app: &App) {
    loop {
        tokio::time::sleep(REAPING).await;
        app.sessions.reap().await;
        if let Some(browsers) = &app.browsers {
            browsers.reap();
        }
    }
}

async fn watch(tls: Option<&Tls>) {
    match tls {
        Some(tls) => tls.watch().await,
        None => std::future::pending().await,
    }
}

/// Ends when load balancers have had the time to see that the server is going.
async fn noticed(app: &App, shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tracing::info!("draining");
    app.health.readiness.draining();
    tokio::time::sleep(app.limits.drain_notice).await;
}

async fn drain(app: App, connections: Arc<Connections>) {
    let closed = tokio::spawn(async move { connections.close().await });
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
