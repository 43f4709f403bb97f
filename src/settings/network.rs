//! Settings that name places in a network: addresses to bind, URLs, origins, networks of proxies.

use std::fmt;
use std::net::IpAddr;

use serde_json::json;

use super::value::{Parsed, Value};
use crate::domain::device::check_host;

/// The paths that the server answers itself, so that the MCP endpoint can't be there.
const OWN_PATHS: &[&str] = &["/health", "/live", "/ready", "/metrics", "/approvals", "/auth", "/.well-known"];

/// An address or a network, as `192.0.2.1`, `10.0.0.0/8` or `2001:db8::/32` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` is in the network; an IPv4 address written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (own, other) = (number(self.address), number(address.to_canonical()));
        match (own, other) {
            ((own, width), (other, same)) if width == same => {
                let dropped = u32::from(width - self.bits);
                own.checked_shr(dropped) == other.checked_shr(dropped)
            }
            _ => false,
        }
    }
}

/// An address as a number, and how many bits it has.
fn number(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Parsed<Self> {
        Self::parse(text)
    }
}

impl Value for Network {
    fn kind() -> String {
        "address or network".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        let bad = || "an address such as 192.0.2.1 or a network such as 10.0.0.0/8".to_owned();
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let (_, width) = number(address);
        let bits = bits.map_or(Ok(width), str::parse).map_err(|_| bad())?;
        if bits > width {
            return Err(bad());
        }
        Ok(Self { address, bits })
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

/// Whether `host` is a loopback address or `localhost`.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The host of an `http` or `https` URL, without port and brackets.
pub fn url_host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split('/').next()?;
    let port_at = authority.rfind(':').filter(|at| !authority.get(*at..).unwrap_or_default().contains(']'));
    let host = port_at.map_or(Some(authority), |at| authority.get(..at))?;
    Some(host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host))
}

pub(super) fn bind_host(text: &str) -> Parsed<()> {
    check_host(text).map(drop).map_err(|_| "an address or a host name, without a port".to_owned())
}

/// Whether `text` can be the path of the MCP endpoint; in words what is wanted where it cannot.
pub fn base_path(text: &str) -> Parsed<()> {
    let segment = |segment: &str| {
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    if !text.strip_prefix('/').is_some_and(|path| path.split('/').all(segment)) {
        return Err("a path such as /mcp, of letters, digits and -._~, without a / at its end".to_owned());
    }
    let taken =
        |own: &&&str| text.strip_prefix(**own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match OWN_PATHS.iter().find(taken) {
        Some(own) => Err(format!("a path outside {own}, which the server answers itself")),
        None => Ok(()),
    }
}

/// An `http` or `https` URL without user, query and fragment.
pub(super) fn http_url(text: &str) -> Parsed<()> {
    let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace() || "?#@\\\"<>".contains(c));
    let web = text.starts_with("https://") || text.starts_with("http://");
    let host = url_host(text).filter(|_| plain && web);
    if host.is_some_and(|host| check_host(host).is_ok()) && port_is_good(text) {
        return Ok(());
    }
    Err("a URL such as https://mcp.example.com, without user, query and fragment".to_owned())
}

fn port_is_good(url: &str) -> bool {
    let authority = url.split_once("://").and_then(|(_, rest)| rest.split('/').next()).unwrap_or_default();
    let after_host = authority.rsplit(']').next().unwrap_or_default();
    after_host.split_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// What a browser sends as `Origin`: scheme, host and port, nothing behind.
pub(super) fn web_origin(text: &str) -> Parsed<()> {
    let bad = || "an origin such as https://chat.example.com, without a path".to_owned();
    http_url(text).map_err(|_| bad())?;
    if text.matches('/').count() == 2 { Ok(()) } else { Err(bad()) }
}

/// A name or address that may stand in `Host`, with or without a port.
pub(super) fn host_pattern(text: &str) -> Parsed<()> {
    http_url(&format!("http://{text}"))
        .ok()
        .filter(|()| !text.contains('/'))
        .ok_or_else(|| "a host such as mcp.example.com, with or without a port".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        Network::parse(network).expect(network).contains(address.parse().expect(address))
    }

    #[test]
    fn a_network_holds_its_own_addresses_only() {
        assert!(contains("10.0.0.0/8", "10.255.0.1") && contains("10.0.0.0/8", "::ffff:10.1.1.1"));
        assert!(!contains("10.0.0.0/8", "11.0.0.1") && !contains("10.0.0.0/8", "2001:db8::1"));
        assert!(contains("192.0.2.1", "192.0.2.1") && !contains("192.0.2.1", "192.0.2.2"));
        assert!(contains("0.0.0.0/0", "203.0.113.9") && contains("::/0", "2001:db8::1"));
        assert!(
            contains("2001:db8::/33", "2001:db8:7fff::1") && !contains("2001:db8::/33", "2001:db8:8000::1")
        );
        for bad in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "host/8", "::/129"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn loopback_is_only_loopback() {
        for host in ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["0.0.0.0", "::", "192.0.2.1", "localhost.example.com", "127.0.0.1.nip.io", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn urls_are_plain() {
        for url in ["https://mcp.example.com", "http://[::1]:8080/mcp", "https://login.example.com/t/v2.0"] {
            assert!(http_url(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "mcp.example.com",
            "ftp://x",
            "https://",
            "https://u@x",
            "https://x?y",
            "https://x:0",
            "https://x:99999",
            "https://a b",
            "https://[::1]x",
        ] {
            assert!(http_url(url).is_err(), "{url}");
        }
        assert!(web_origin("https://x.example:8443").is_ok() && web_origin("https://x.example/").is_err());
        assert!(host_pattern("x.example:8443").is_ok() && host_pattern("x.example/a").is_err());
        assert_eq!(url_host("http://[::1]:8080/mcp"), Some("::1"));
    }

    #[test]
    fn the_endpoint_stays_clear_of_the_servers_own_paths() {
        assert!(base_path("/mcp").is_ok() && base_path("/a/b-c").is_ok() && base_path("/healthy").is_ok());
        for path in ["", "/", "mcp", "/mcp/", "/a//b", "/a?b", "/../x", "/health", "/.well-known/x"] {
            assert!(base_path(path).is_err(), "{path}");
        }
    }
}
