//! A TCP connection to a device, for everything that does not go over HTTP.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;

use super::address;
use crate::domain::device::Endpoint;
use crate::error::{Error, ErrorKind, Result};

/// A connection to the first address of `endpoint` that takes one; bounded in time by the caller.
pub(super) async fn connect(endpoint: &Endpoint, allow_loopback: bool) -> Result<TcpStream> {
    let addresses = address::resolve(&endpoint.host, endpoint.port, allow_loopback).await?;
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|error| unreachable(&endpoint.authority(), error.kind()).caused_by(error))?;
    // Requests are small and wait for their answer; holding them back to fill a packet only costs time.
    stream.set_nodelay(true).map_err(|error| Error::internal("a socket option cannot be set", error))?;
    Ok(stream)
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
        other => because(format!("{authority} cannot be reached: {other}"))
            .hint("check the address, the route to it and the router's firewall"),
    }
}

/// Nothing from `authority` within `time`.
pub(super) fn timed_out(authority: &str, time: Duration) -> Error {
    Error::new(ErrorKind::Timeout, format!("{authority} did not answer within {:.1} s", time.as_secs_f64()))
        .hint("check that the router is up and not overloaded; routeros_rest_timeout_seconds is the limit")
}
