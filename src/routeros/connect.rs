//! Connections to a device, for everything that does not go over HTTP, and what it means when none comes about.

use std::io;
use std::time::Duration;

use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::transport::{Failure, Stage};
use super::{address, tls};
use crate::domain::device::{Endpoint, Trust};
use crate::error::{Error, ErrorKind, Result};

/// How long the kernel waits for the router to acknowledge what was sent, so that a router that vanished is noticed
/// before its own limit of a minute.
pub(super) const UNACKNOWLEDGED: Duration = Duration::from_secs(10);
/// How often the kernel asks whether a silent peer is still there.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A byte stream to a device, over TLS or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A stream to `endpoint` whose peer is trusted as the endpoint says.
pub(super) async fn secure(
    endpoint: &Endpoint,
    connector: &TlsConnector,
    stream: TcpStream,
) -> Result<Box<dyn Stream>, Failure> {
    if endpoint.trust == Trust::Plain {
        return Ok(Box::new(stream));
    }
    let name = server_name(endpoint).map_err(|error| Failure::at(Stage::Withheld, error))?;
    let stream = connector.connect(name, stream).await;
    Ok(Box::new(stream.map_err(|error| shaken(endpoint, error))?))
}

/// The name that the device's certificate must be for.
pub(super) fn server_name(endpoint: &Endpoint) -> Result<ServerName<'static>> {
    ServerName::try_from(endpoint.host.clone())
        .map_err(|_| Error::usage(format!("{:?} is neither a host name nor an address", endpoint.host)))
}

/// A TLS handshake that failed.
pub(super) fn shaken(endpoint: &Endpoint, error: io::Error) -> Failure {
    let authority = endpoint.authority();
    match tls::explain(&authority, &error) {
        Some(told) => Failure::at(Stage::Untrusted, told.caused_by(error)),
        None => Failure::at(Stage::Unsent, unreachable(&authority, error.kind()).caused_by(error)),
    }
}

/// No connection because of `error`: a refused address is final, everything else may go away.
pub(super) fn unsent(error: Error) -> Failure {
    let stage = if error.kind() == ErrorKind::Refused { Stage::Withheld } else { Stage::Unsent };
    Failure::at(stage, error)
}

/// A connection to the first address of `endpoint` that takes one; bounded in time by the caller.
pub(super) async fn connect(endpoint: &Endpoint, allow_loopback: bool) -> Result<TcpStream> {
    let addresses = address::resolve(&endpoint.host, endpoint.port, allow_loopback).await?;
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|error| unreachable(&endpoint.authority(), error.kind()).caused_by(error))?;
    tune(&stream).map_err(|error| Error::internal("a socket option cannot be set", error))?;
    Ok(stream)
}

fn tune(stream: &TcpStream) -> io::Result<()> {
    // Requests are small and wait for their answer; holding them back to fill a packet only costs time.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE))?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED))?;
    Ok(())
}

/// No connection to `authority`, for the reason `kind`.
pub(super) fn unreachable(authority: &str, kind: io::ErrorKind) -> Error {
    let because = |message: String| Error::new(ErrorKind::Unreachable, message);
    match kind {
        io::ErrorKind::ConnectionRefused => because(format!("{authority} refused the connection"))
            .hint("the service may be off or on another port; on the router: /ip/service/print, /ip/service/enable www-ssl"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => {
            because(format!("{authority} took the connection and closed it"))
                .hint("the service's address list may not contain this machine; on the router: /ip/service/print detail")
        }
        io::ErrorKind::TimedOut => because(format!("{authority} does not answer"))
            .hint("check that the router is up and that no firewall on the way drops the packets"),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            because(format!("there is no way to {authority}"))
                .hint("check the address, and the routes and links of this machine and on the way")
        }
        io::ErrorKind::ConnectionAborted | io::ErrorKind::NotConnected => {
            because(format!("the connection to {authority} broke off"))
                .hint("check the link to the router, and whether it has just been restarted")
        }
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::AddrInUse => {
            because(format!("this machine has no address or port left from which to reach {authority}"))
                .hint("check its addresses, and how many connections it has open")
        }
        io::ErrorKind::PermissionDenied => {
            because(format!("this machine does not let rosmcp connect to {authority}"))
                .hint("check its firewall and what its service manager allows")
        }
        io::ErrorKind::InvalidData => because(format!("what answers at {authority} does not speak as a router does"))
            .hint("check the address, the port and the transport"),
        other => because(format!("{authority} cannot be reached: {other}"))
            .hint("check the address, the route to it and the router's firewall"),
    }
}

/// Nothing from `authority` within `time`.
pub(super) fn timed_out(authority: &str, time: Duration) -> Error {
    let seconds = (time.as_secs_f64() * 10.0).round() / 10.0;
    Error::new(ErrorKind::Timeout, format!("{authority} did not answer within {seconds} s"))
        .hint("check that the router is up and not overloaded; routeros_rest_timeout_seconds is the limit")
}
