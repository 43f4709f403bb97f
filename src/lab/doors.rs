//! The ports on loopback that stand for the services of one router.
//!
//! Each port stands for one service on the router's port that it had when the port was opened. A service that moves
//! leaves its old port closed, as on a router; the new one gets a port on loopback when somebody asks for it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::listen::{Protocol, Service};
use super::router::Router;
use crate::error::{Error, Result};

/// What is spoken, and whether over TLS.
const SERVICES: [(Protocol, bool); 4] =
    [(Protocol::Web, true), (Protocol::Web, false), (Protocol::Api, false), (Protocol::Api, true)];

/// How many ports one router may get; every change of a service's port takes another.
const MOST: usize = 64;

/// A service of the router and where it can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Door {
    /// `www`, `www-ssl`, `api`, `api-ssl`.
    pub(super) service: &'static str,
    /// The router's port.
    pub(super) port: u16,
    /// The port on loopback that stands for it.
    pub(super) listens: u16,
}

/// The doors of one router.
pub(super) struct Doors {
    router: Arc<Router>,
    address: IpAddr,
    tls: Arc<ServerConfig>,
    stop: CancellationToken,
    tasks: TaskTracker,
    open: Mutex<Vec<Door>>,
}

impl Doors {
    /// None yet.
    pub(super) fn new(
        router: Arc<Router>,
        address: IpAddr,
        tls: Arc<ServerConfig>,
        stop: CancellationToken,
        tasks: TaskTracker,
    ) -> Self {
        Self { router, address, tls, stop, tasks, open: Mutex::default() }
    }

    /// Where the services are at the moment; opens what isn't open yet.
    ///
    /// Fails with `Internal` when there is no port to be had.
    pub(super) async fn all(&self) -> Result<Vec<Door>> {
        let mut open = self.open.lock().await;
        let mut doors = Vec::new();
        for (protocol, secure) in SERVICES {
            let service = self.service(protocol, secure);
            let found = open.iter().find(|door| door.service == service.name() && door.port == service.port);
            let door = match found {
                Some(door) => *door,
                None => self.open(service, &mut open)?,
            };
            doors.push(door);
        }
        Ok(doors)
    }

    fn service(&self, protocol: Protocol, secure: bool) -> Service {
        let mut service = Service {
            router: self.router.clone(),
            protocol,
            port: 0,
            tls: secure.then(|| self.tls.clone()),
            stop: self.stop.clone(),
            tasks: self.tasks.clone(),
        };
        service.port = self.router.port(service.name()).unwrap_or_default();
        service
    }

    fn open(&self, service: Service, open: &mut Vec<Door>) -> Result<Door> {
        if open.len() >= MOST {
            return Err(Error::configuration(format!(
                "a simulated router has at most {MOST} ports in its life"
            )));
        }
        let (listener, address) = bind(self.address)?;
        let door = Door { service: service.name(), port: service.port, listens: address.port() };
        self.tasks.spawn(service.serve(listener));
        open.push(door);
        Ok(door)
    }
}

/// Connections that may wait to be taken.
pub(super) const BACKLOG: u32 = 1024;

/// Takes `address` without listening, also where this user has a socket of this kind there already: so a port passes
/// from one socket to the next and is never anybody else's.
pub(super) fn hold(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Listens at a free port of `address`.
pub(super) fn bind(address: IpAddr) -> Result<(TcpListener, SocketAddr)> {
    let failed = |error: io::Error| {
        Error::internal("the lab can't listen on loopback", error).hint(
            "each router listens on four ports: ask for fewer routers, or allow more open files (ulimit -n)",
        )
    };
    let listener = hold((address, 0).into()).and_then(|socket| socket.listen(BACKLOG)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
