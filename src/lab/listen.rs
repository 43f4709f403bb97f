//! Listeners of one router on loopback: HTTP and the binary API, each plain and over TLS.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::api;
use super::certificate;
use super::doors::{BACKLOG, hold};
use super::faults::wire::{Line, Socket, Tamper};
use super::faults::{self, Fault};
use super::management::Gate;
use super::rest::{Front, respond};
use super::router::Router;

/// How long a client may take for its TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What is spoken on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// HTTP/1.1, with REST.
    Web,
    /// The binary API.
    Api,
}

/// What serving needs.
#[derive(Clone)]
pub(super) struct Service {
    /// The router behind the listener.
    pub(super) router: Arc<Router>,
    /// What clients speak.
    pub(super) protocol: Protocol,
    /// The router's port that the listener stands for.
    pub(super) port: u16,
    /// TLS, or none for plain text.
    pub(super) tls: Option<Arc<ServerConfig>>,
    /// Ends the listener and its connections.
    pub(super) stop: CancellationToken,
    /// Every connection.
    pub(super) tasks: TaskTracker,
}

impl Service {
    /// The service's name in `/ip/service`.
    pub(super) fn name(&self) -> &'static str {
        match (self.protocol, self.tls.is_some()) {
            (Protocol::Web, false) => "www",
            (Protocol::Web, true) => "www-ssl",
            (Protocol::Api, false) => "api",
            (Protocol::Api, true) => "api-ssl",
        }
    }

    /// Takes connections until stopped; while the router is off, its port is closed.
    pub(super) async fn serve(self, mut listener: TcpListener) {
        loop {
            let boots = self.router.power.boots();
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.router.power.over(boots) => {}
                () = self.take(&listener) => {}
            }
            match self.closed(listener).await {
                Ok(reopened) => listener = reopened,
                // The lab stops, or has no file descriptor left.
                Err(_) => return,
            }
        }
    }

    /// Keeps the port of `listener` closed until the router runs again: it stays bound, so that nobody else gets it.
    async fn closed(&self, listener: TcpListener) -> io::Result<TcpListener> {
        let socket = hold(listener.local_addr()?)?;
        drop(listener);
        tokio::select! {
            () = self.stop.cancelled() => Err(io::ErrorKind::Interrupted.into()),
            () = self.router.power.on() => socket.listen(BACKLOG),
        }
    }

    /// Takes connections.
    async fn take(&self, listener: &TcpListener) {
        loop {
            let accepted = listener.accept().await;
            // An error here is a client that left or too many open files: either way the next one may come through.
            if let Ok((stream, remote)) = accepted {
                let service = self.clone();
                self.tasks.spawn(async move { service.connection(stream, remote).await });
            } else {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Serves one connection; one that the router doesn't take is closed without a word, and one whose packets don't
    /// reach it hears nothing.
    async fn connection(self, stream: TcpStream, remote: SocketAddr) {
        let boots = self.router.power.boots();
        let gate = Gate::new(self.router.clone(), self.name(), self.port);
        if self.stop.run_until_cancelled(gate.admits(&stream)).await != Some(true) {
            return;
        }
        let Ok(local) = stream.local_addr() else { return };
        let (local, remote) = self.router.ends(self.port, local, remote);
        let Some(id) = self.router.connect(self.name(), local, remote) else { return };
        if stream.set_nodelay(true).is_ok() {
            let tamper = Tamper::default();
            let stream = Socket::new(stream, tamper.clone(), gate.clone());
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = self.router.power.over(boots) => {}
                () = self.talk(stream, remote, tamper, gate) => {}
            }
        }
        self.router.disconnect(id);
    }

    /// The fault that the connection meets, and what is left to do with it.
    async fn meet(&self, tamper: &Tamper) -> Option<Arc<ServerConfig>> {
        let front = match self.protocol {
            Protocol::Web => faults::Front::Rest,
            Protocol::Api => faults::Front::Api,
        };
        match self.router.faults.strike_connection(front) {
            Some(Fault::Certificate) => {
                return certificate::identity("stranger", Ipv4Addr::LOCALHOST.into())
                    .ok()
                    .map(|other| other.tls);
            }
            Some(Fault::Latency(delay)) => tokio::time::sleep(delay).await,
            Some(Fault::Reset(_)) => tamper.reset(),
            Some(_) => std::future::pending().await,
            None => {}
        }
        self.tls.clone()
    }

    async fn talk(&self, stream: Socket, remote: SocketAddr, tamper: Tamper, gate: Gate) {
        let tls = self.meet(&tamper).await;
        if tamper.is_reset() {
            return;
        }
        match tls.filter(|_| self.tls.is_some()) {
            None => self.speak(stream, remote, tamper, gate).await,
            Some(tls) => {
                let accept = TlsAcceptor::from(tls).accept(stream);
                if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, accept).await {
                    self.speak(stream, remote, tamper, gate).await;
                }
            }
        }
    }

    async fn speak<S>(&self, stream: S, remote: SocketAddr, tamper: Tamper, gate: Gate)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (router, from) = (self.router.clone(), remote.ip());
        let connection = router.ear.connection();
        match self.protocol {
            Protocol::Web => {
                let stream = Line::new(stream, tamper.clone());
                let secure = self.tls.is_some();
                http(stream, Front { router, from, secure, gate, tamper, connection }).await;
            }
            Protocol::Api => api::serve(stream, router, (from, connection), tamper, gate).await,
        }
    }
}

/// HTTP/1.1 with keep-alive, until the client has enough.
async fn http(stream: impl AsyncRead + AsyncWrite + Unpin, front: Front) {
    let service = service_fn(move |request| respond(front.clone(), request));
    let served = hyper::server::conn::http1::Builder::new()
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // A client that breaks off is its own business.
    drop(served);
}
