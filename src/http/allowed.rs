//! Which hosts a request may be addressed to and which web pages may send one.
//!
//! A browser page that resolves its own name to this server's address (DNS rebinding) is stopped by the Host list; one
//! that simply calls the server's address is stopped by the Origin list. Neither list can be switched off: without
//! settings they hold the names of the listener itself.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

use axum::http::uri::{Authority, Scheme};

use crate::error::{Error, Result};

/// The allow-lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    hosts: HashSet<Host>,
    origins: HashSet<Origin>,
}

/// A host name or address in lower case; in a list, no port stands for any port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Host {
    name: String,
    port: Option<u16>,
}

/// RFC 6454 §4: scheme, host and port, the port always written out where the scheme has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Origin {
    scheme: String,
    host: Host,
}

impl Allowed {
    /// The names of the listener at `bound`: its address, and the loopback names if it can be reached by them.
    pub fn listener(bound: SocketAddr) -> Self {
        let (address, port) = (bound.ip(), Some(bound.port()));
        let mut names = Vec::new();
        if address.is_loopback() || address.is_unspecified() {
            names.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned()]);
        }
        match address {
            IpAddr::V4(address) if !address.is_unspecified() => names.push(address.to_string()),
            IpAddr::V6(address) if !address.is_unspecified() => names.push(format!("[{address}]")),
            _ => {}
        }
        let hosts: HashSet<_> = names.into_iter().map(|name| Host { name, port }).collect();
        // Whether it speaks TLS is decided elsewhere; a page of the other scheme could not be ours, nor anybody else's.
        let both = |host: &Host| {
            ["http", "https"].map(|scheme| Origin { scheme: scheme.to_owned(), host: host.clone() })
        };
        Self { origins: hosts.iter().flat_map(both).collect(), hosts }
    }

    /// Adds the host, with any port, and the origin of the server's public URL.
    pub fn with_public_url(mut self, url: &str) -> Result<Self> {
        let web = url.split_once("://").and_then(|(scheme, rest)| {
            let authority = rest.split('/').next().unwrap_or_default();
            Origin::parse(&format!("{scheme}://{authority}")).filter(|_| ["http", "https"].contains(&scheme))
        });
        let origin = web
            .ok_or_else(|| Error::configuration(format!("mcp_public_url {url:?} is no http or https URL")))?;
        self.hosts.insert(Host { port: None, ..origin.host.clone() });
        self.origins.insert(origin);
        Ok(self)
    }

    /// Adds a host, `name` (with any port) or `name:port`.
    pub fn with_host(mut self, host: &str) -> Result<Self> {
        let host = Host::parse(host).ok_or_else(|| {
            Error::configuration(format!("mcp_allowed_hosts: {host:?} is no host"))
                .hint("write name or name:port, without a scheme or a path")
        })?;
        self.hosts.insert(host);
        Ok(self)
    }

    /// Adds an origin, `scheme://name` or `scheme://name:port`.
    pub fn with_origin(mut self, origin: &str) -> Result<Self> {
        let origin = Origin::parse(origin).ok_or_else(|| {
            Error::configuration(format!("mcp_allowed_origins: {origin:?} is no origin"))
                .hint("write scheme://name or scheme://name:port, without a path")
        })?;
        self.origins.insert(origin);
        Ok(self)
    }

    /// Whether a request may be addressed to `host`, the value of a Host header or an `:authority`.
    pub(super) fn host(&self, host: &str) -> bool {
        Host::parse(host).is_some_and(|host| self.hosts.iter().any(|allowed| allowed.admits(&host)))
    }

    /// Whether two names of a request over `scheme` mean the same host and port.
    pub(super) fn same(scheme: Option<&str>, one: &str, other: &str) -> bool {
        let own = if scheme == Some("https") { 443 } else { 80 };
        let parsed = |text| Host::parse(text).map(|host| (host.name, host.port.unwrap_or(own)));
        parsed(one).is_some_and(|one| Some(one) == parsed(other))
    }

    /// Whether a page of `origin`, the value of an Origin header, may send requests; `null` may not.
    pub(super) fn origin(&self, origin: &str) -> bool {
        Origin::parse(origin).is_some_and(|origin| self.origins.contains(&origin))
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let authority = Authority::try_from(text).ok()?;
        let name = authority.host().to_ascii_lowercase();
        (!name.is_empty() && !text.contains('@')).then(|| Self { name, port: authority.port_u16() })
    }

    /// Whether a list with this entry admits a request for `asked`, whose missing port is its scheme's own.
    fn admits(&self, asked: &Host) -> bool {
        let port = match self.port {
            None => true,
            Some(80 | 443) => asked.port.is_none() || asked.port == self.port,
            Some(_) => asked.port == self.port,
        };
        port && self.name == asked.name
    }
}

impl Origin {
    /// RFC 6454 §6.2: a scheme, a host, maybe a port, and nothing else.
    fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let scheme = Scheme::try_from(scheme).ok()?.to_string();
        let mut host = Host::parse(host)?;
        host.port = host.port.or(match scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        });
        Some(Self { scheme, host })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback() -> Allowed {
        Allowed::listener(SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    #[test]
    fn a_listener_on_loopback_is_called_by_its_own_names_and_port() {
        let allowed = loopback();
        for host in ["localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert!(allowed.host(host), "{host}");
        }
        for host in
            ["evil.test:8080", "localhost:8081", "localhost", "", "user@localhost:8080", "127.0.0.1:8080:1"]
        {
            assert!(!allowed.host(host), "{host}");
        }
    }

    #[test]
    fn a_public_url_adds_its_host_and_origin() {
        let allowed = loopback().with_public_url("https://Fleet.example.org/mcp").unwrap();
        assert!(allowed.host("fleet.example.org") && allowed.host("fleet.example.org:8443"));
        assert!(!allowed.host("example.org"));
        assert!(
            allowed.origin("https://fleet.example.org") && allowed.origin("https://fleet.example.org:443")
        );
        assert!(!allowed.origin("http://fleet.example.org"), "another scheme is another origin");
        assert!(loopback().with_public_url("fleet.example.org").is_err());
    }

    #[test]
    fn a_listed_host_goes_with_any_port_or_with_its_own() {
        let allowed = loopback().with_host("a.test").and_then(|all| all.with_host("b.test:443")).unwrap();
        assert!(allowed.host("a.test") && allowed.host("A.test:9"));
        assert!(allowed.host("b.test") && allowed.host("b.test:443") && !allowed.host("b.test:9"));
        assert!(loopback().with_host("http://a.test").is_err());
    }

    #[test]
    fn origins_are_scheme_host_and_port() {
        let allowed = loopback().with_origin("https://app.example.org:8443").unwrap();
        assert!(allowed.origin("https://app.example.org:8443") && allowed.origin("http://localhost:8080"));
        for origin in
            ["null", "", "https://app.example.org", "http://localhost", "https://app.example.org:8443/x"]
        {
            assert!(!allowed.origin(origin), "{origin}");
        }
        assert!(loopback().with_origin("app.example.org").is_err());
    }

    #[test]
    fn a_listener_on_one_address_is_called_by_that_address_alone() {
        let allowed = Allowed::listener(SocketAddr::from(([192, 0, 2, 7], 8080)));
        assert!(allowed.host("192.0.2.7:8080") && !allowed.host("localhost:8080"));
    }
}
