//! Which hosts a request may be addressed to and which web pages may send one.
//!
//! A browser page that resolves its own name to this server's address (DNS rebinding) is stopped by the Host list; one
//! that simply calls the server's address is stopped by the Origin list. Neither list can be switched off: without
//! settings they hold the names of the listener itself.

use std::collections::HashSet;
use std::net::SocketAddr;

use axum::http::Uri;
use axum::http::uri::{Authority, Scheme};

use crate::error::{Error, Result};

/// The allow-lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    hosts: HashSet<Host>,
    origins: HashSet<Origin>,
}

/// A host name or address in lower case and its port; none where it is a scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Host {
    name: String,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Origin {
    scheme: String,
    host: Host,
}

impl Allowed {
    /// The names of the listener at `bound`: its address, and the loopback names if it can be reached by them.
    pub fn listener(bound: SocketAddr) -> Self {
        let address = bound.ip();
        let mut names = Vec::new();
        if address.is_loopback() || address.is_unspecified() {
            names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        }
        if !address.is_unspecified() {
            names.push(
                Authority::try_from(bound.to_string()).map_or_else(|_| address.to_string(), |at| name(&at)),
            );
        }
        let mut allowed = Self { hosts: HashSet::new(), origins: HashSet::new() };
        for name in names {
            let host = Host { name, port: Some(bound.port()).filter(|port| !standard(*port)) };
            allowed.origins.insert(Origin { scheme: Scheme::HTTP.to_string(), host: host.clone() });
            allowed.hosts.insert(host);
        }
        allowed
    }

    /// Adds the host and the origin of the server's public URL.
    pub fn with_public_url(mut self, url: &str) -> Result<Self> {
        let origin = Origin::of_url(url)
            .ok_or_else(|| Error::configuration(format!("mcp_public_url {url:?} is no http or https URL")))?;
        self.hosts.insert(origin.host.clone());
        self.origins.insert(origin);
        Ok(self)
    }

    /// Adds a host, `name` or `name:port`; without a port it stands for 80 and 443.
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
        Host::parse(host).is_some_and(|host| self.hosts.contains(&host))
    }

    /// Whether a page of `origin`, the value of an Origin header, may send requests; `null` may not.
    pub(super) fn origin(&self, origin: &str) -> bool {
        Origin::parse(origin).is_some_and(|origin| self.origins.contains(&origin))
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let authority = Authority::try_from(text).ok()?;
        (!text.contains('@')).then(|| Self::of(&authority))
    }

    fn of(authority: &Authority) -> Self {
        Self { name: name(authority), port: authority.port_u16().filter(|port| !standard(*port)) }
    }
}

impl Origin {
    /// RFC 6454 §6.2: a scheme, a host, maybe a port, and nothing else.
    fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let known = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        (known && !scheme.is_empty()).then_some(Self { scheme, host: Host::parse(host)? })
    }

    fn of_url(url: &str) -> Option<Self> {
        let url: Uri = url.parse().ok()?;
        let scheme = url.scheme().filter(|scheme| [Scheme::HTTP, Scheme::HTTPS].contains(scheme))?;
        Some(Self { scheme: scheme.to_string(), host: Host::of(url.authority()?) })
    }
}

fn name(authority: &Authority) -> String {
    authority.host().to_ascii_lowercase()
}

/// A port that clients leave out.
fn standard(port: u16) -> bool {
    matches!(port, 80 | 443)
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
        assert!(allowed.host("fleet.example.org") && allowed.host("fleet.example.org:443"));
        assert!(!allowed.host("fleet.example.org:8443"));
        assert!(allowed.origin("https://fleet.example.org"));
        assert!(!allowed.origin("http://fleet.example.org"), "another scheme is another origin");
        assert!(loopback().with_public_url("fleet.example.org").is_err());
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
