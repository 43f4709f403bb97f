//! Connections of a listener, plain or TLS, each with its bounds.
//!
//! Nagle's algorithm is off: an event stream writes in small pieces, and each would wait for the client's delayed
//! acknowledgement, some 40 ms. Handshakes and header sections are bounded in size and time, connections in number, and
//! a client that asks for nothing or takes nothing of what it is sent is left.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use axum::{BoxError, Router};
use futures_util::future::BoxFuture;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::activity::{Activity, Answer, Held};
use super::limits::Limits;
use super::peer::Peer;
use super::tls::Tls;
use crate::observe::metrics::Metrics;

/// After a failed accept (no file descriptors left), before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Requests of one HTTP/2 connection at once.
const HTTP2_STREAMS: u32 = 128;
/// The setting of [`Limits::header_time`].
const HEADER_TIME: &str = "http_header_timeout_seconds";
/// The setting of [`Limits::write_time`].
const WRITE_TIME: &str = "http_write_timeout_seconds";

/// What every connection of a listener gets.
pub(super) struct Connections {
    router: Router,
    builder: Builder<TokioExecutor>,
    tls: Option<Arc<Tls>>,
    limits: Limits,
    places: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    /// Those that are open.
    open: TaskTracker,
    /// Ends those that are open once what they asked for is answered.
    closing: CancellationToken,
}

impl Connections {
    /// Connections that are answered by `router` and keep within `limits`.
    pub(super) fn new(
        router: Router,
        tls: Option<Arc<Tls>>,
        limits: Limits,
        metrics: Arc<Metrics>,
    ) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(limits.connections));
        let (open, closing) = (TaskTracker::new(), CancellationToken::new());
        Arc::new(Self { router, builder: builder(&limits), tls, limits, places, metrics, open, closing })
    }

    /// Ends those that are open as soon as what they asked for is answered, and returns when all are.
    pub(super) async fn close(&self) {
        self.closing.cancel();
        self.open.close();
        self.open.wait().await;
    }

    /// Accepts and serves connections until dropped.
    pub(super) async fn accept(self: &Arc<Self>, listener: TcpListener) {
        loop {
            let Some(place) = self.place().await else { return };
            match listener.accept().await.and_then(|(stream, peer)| self.prepared(stream, peer)) {
                Ok((stream, peer)) => {
                    let held = (place, self.metrics.http_connections.hold([]));
                    let connections = self.clone();
                    self.open.spawn(async move {
                        connections.serve(stream, peer).await;
                        drop(held);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// A place for one more connection; having to wait for one is counted.
    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Some(place);
        }
        self.metrics.limit_hits.inc(["http_max_connections"]);
        self.places.clone().acquire_owned().await.ok()
    }

    /// What the kernel shall do for a connection. A stream says so little that it would take hours to fill the kernel's buffer,
    /// and only then would our own timer see that nobody takes it; the kernel knows what is not acknowledged.
    fn prepared(&self, stream: TcpStream, peer: SocketAddr) -> io::Result<(TcpStream, SocketAddr)> {
        stream.set_nodelay(true)?;
        #[cfg(target_os = "linux")]
        SockRef::from(&stream).set_tcp_user_timeout(Some(self.limits.write_time))?;
        Ok((stream, peer))
    }

    async fn serve(&self, stream: TcpStream, address: SocketAddr) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.write_time));
        let stream = Box::pin(stream);
        let Some(tls) = &self.tls else {
            return self.answer(stream, Peer { address, tls: false }).await;
        };
        let shaken = tokio::time::timeout(self.limits.header_time, tls.accept(stream)).await;
        let outcome = match &shaken {
            Ok(Ok(_)) => "ok",
            Ok(Err(_)) => "failed",
            Err(_) => "timeout",
        };
        self.metrics.tls_handshakes.inc([outcome]);
        match shaken {
            // In a box: a connection is kept for its time of being open, and its state is large.
            Ok(Ok(stream)) => Box::pin(self.answer(stream, Peer { address, tls: true })).await,
            Ok(Err(error)) => tracing::debug!(%address, %error, "a TLS handshake failed"),
            Err(_) => tracing::debug!(%address, "a TLS handshake took too long"),
        }
    }

    async fn answer<S>(&self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Activity::new();
        let answering = Answering { router: self.router.clone(), peer, activity: activity.clone() };
        let service = TowerToHyperService::new(answering);
        let mut connection = pin!(self.builder.serve_connection(TokioIo::new(stream), service));
        let held = tokio::select! {
            biased;
            ended = connection.as_mut() => return self.ended(peer, ended),
            held = activity.held(self.limits.header_time, self.limits.write_time) => Some(held),
            () = self.closing.cancelled() => None,
        };
        match held {
            None => {}
            Some(Held::Idle) => {
                tracing::debug!(address = %peer.address, "a connection asks for nothing further");
            }
            Some(Held::Silent) => {
                self.metrics.limit_hits.inc([HEADER_TIME]);
                return tracing::debug!(address = %peer.address, "a connection asked for nothing");
            }
            Some(Held::Stalled) => {
                self.metrics.limit_hits.inc([WRITE_TIME]);
                return tracing::debug!(address = %peer.address, "a connection takes nothing of an answer");
            }
        }
        connection.as_mut().graceful_shutdown();
        // Whoever stops the server says how long that may take.
        let patience = if held.is_some() { self.limits.write_time } else { Duration::MAX };
        if let Ok(ended) = tokio::time::timeout(patience, connection).await {
            self.ended(peer, ended);
        }
    }

    fn ended(&self, peer: Peer, ended: Result<(), BoxError>) {
        let Err(error) = ended else { return };
        if let Some(setting) = error.downcast_ref::<hyper::Error>().and_then(limit_hit) {
            self.metrics.limit_hits.inc([setting]);
        }
        tracing::debug!(address = %peer.address, %error, "a connection broke off");
    }
}

/// The setting that a connection ran into.
fn limit_hit(error: &hyper::Error) -> Option<&'static str> {
    if error.is_parse_too_large() {
        return Some("http_max_header_bytes");
    }
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut) {
        return Some(WRITE_TIME);
    }
    error.is_timeout().then_some(HEADER_TIME)
}

/// The router, told who is at the other end.
#[derive(Clone)]
struct Answering {
    router: Router,
    peer: Peer,
    /// Told of each request and its answer.
    activity: Activity,
}

impl<B> Service<http::Request<B>> for Answering
where
    Router: Service<http::Request<B>, Response = Response, Error = Infallible>,
    <Router as Service<http::Request<B>>>::Future: Send + 'static,
{
    type Response = http::Response<Answer<Body>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        <Router as Service<http::Request<B>>>::poll_ready(&mut self.router, context)
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        let handling = self.activity.begin();
        request.extensions_mut().insert(self.peer);
        let answer = self.router.call(request);
        Box::pin(async move { Ok(answer.await?.map(|body| handling.answering(body))) })
    }
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
        .max_concurrent_streams(HTTP2_STREAMS)
        .keep_alive_interval(limits.header_time);
    builder
}
