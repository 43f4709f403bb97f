//! Where a request comes from: the peer of its connection, or whom a trusted proxy forwarded it for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;

use super::middleware::{Middleware, Next};
use crate::settings::Network;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    /// Whether the connection is TLS.
    pub(super) tls: bool,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) address: IpAddr,
    /// Whether the client spoke HTTPS, to us or to a trusted proxy.
    pub(super) https: bool,
}

/// Notes who sent a request; of proxies that are trusted.
#[derive(Clone)]
pub(super) struct Peers(pub(super) Arc<[Network]>);

impl Middleware for Peers {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let client = client(request.extensions().get::<Peer>(), &self.0, request.headers());
        request.extensions_mut().insert(client);
        next.run(request).await
    }
}

/// The headers count only if the peer is a trusted proxy; then the client is the rightmost address that is none.
fn client(peer: Option<&Peer>, proxies: &[Network], headers: &HeaderMap) -> Client {
    let unknown = Client { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), https: false };
    let Some(peer) = peer else { return unknown };
    let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    let mut client = Client { address: peer.address.ip().to_canonical(), https: peer.tls };
    if !trusted(client.address) {
        return client;
    }
    for hop in hops(headers).into_iter().rev() {
        let Some(address) = hop else { break };
        client.address = address;
        if !trusted(address) {
            break;
        }
    }
    if let Some(scheme) = headers.get_all(FORWARDED_PROTO).iter().next_back() {
        client.https = scheme.as_bytes().eq_ignore_ascii_case(b"https");
    }
    client
}

/// The addresses of all `X-Forwarded-For`, in order; `None` for what is none.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all(FORWARDED_FOR).iter();
    values.flat_map(|value| value.to_str().unwrap_or("?").split(',').map(|hop| address(hop.trim()))).collect()
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address =
        bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, headers: &[(HeaderName, &str)]) -> (String, bool) {
        let proxies = ["127.0.0.1", "10.0.0.0/8"].map(|network| network.parse().unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), value.parse().unwrap());
        }
        let peer = Peer { address: SocketAddr::new(peer.parse().unwrap(), 1), tls: false };
        let client = client(Some(&peer), &proxies, &map);
        (client.address.to_string(), client.https)
    }

    #[test]
    fn headers_of_strangers_are_not_believed() {
        let forged = [(FORWARDED_FOR, "10.1.1.1"), (FORWARDED_PROTO, "https")];
        assert_eq!(seen("192.0.2.1", &forged), ("192.0.2.1".to_owned(), false));
    }

    #[test]
    fn a_trusted_proxy_tells_the_client_and_a_client_cannot_add_to_it() {
        let headers = [(FORWARDED_FOR, "198.51.100.9, 192.0.2.7, 10.0.0.2"), (FORWARDED_PROTO, "https")];
        assert_eq!(seen("127.0.0.1", &headers), ("192.0.2.7".to_owned(), true));
        let split = [(FORWARDED_FOR, "198.51.100.9"), (FORWARDED_FOR, "[2001:db8::1]:4711")];
        assert_eq!(seen("10.0.0.1", &split), ("2001:db8::1".to_owned(), false));
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(seen("127.0.0.1", &[(FORWARDED_FOR, "192.0.2.7, unknown, 10.0.0.2")]).0, "10.0.0.2");
        assert_eq!(seen("127.0.0.1", &[(FORWARDED_FOR, "")]).0, "127.0.0.1");
        assert_eq!(seen("::ffff:127.0.0.1", &[(FORWARDED_FOR, "192.0.2.7")]).0, "192.0.2.7");
        assert_eq!(seen("10.0.0.1", &[(FORWARDED_FOR, "10.0.0.9")]).0, "10.0.0.9", "a proxy's own request");
    }
}
