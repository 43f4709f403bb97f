//! Which addresses rosmcp connects to.
//!
//! A device is never on this machine, on the link-local net or at a cloud's metadata service, whatever its name
//! resolves to; loopback is allowed for the lab only. A name is resolved for each new connection and exactly the
//! addresses that were checked are connected to, so that a name cannot change its mind between check and connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::domain::device::Endpoint;
use crate::error::{Error, ErrorKind, Result};

/// The addresses of `host` that may be connected to, with port `port`.
///
/// `Refused` when it has only forbidden ones, `Unreachable` when it has none.
pub async fn resolve(host: &str, port: u16, allow_loopback: bool) -> Result<Vec<SocketAddr>> {
    let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
        Ok(address) => vec![(address, port).into()],
        Err(_) => {
            tokio::net::lookup_host((host, port)).await.map_err(|error| unknown(host, error))?.collect()
        }
    };
    allowed(host, found, allow_loopback)
}

/// Refuses an endpoint whose host is written as a forbidden address; a name is checked when it is resolved.
pub fn check(endpoint: &Endpoint, allow_loopback: bool) -> Result<()> {
    match endpoint.host.parse::<IpAddr>() {
        Ok(address) => {
            allowed(&endpoint.host, vec![(address, endpoint.port).into()], allow_loopback).map(|_| ())
        }
        Err(_) => Ok(()),
    }
}

fn unknown(host: &str, cause: std::io::Error) -> Error {
    Error::new(ErrorKind::Unreachable, format!("the name {host} does not resolve"))
        .hint("check the device's host name and this machine's DNS")
        .caused_by(cause)
}

fn allowed(host: &str, found: Vec<SocketAddr>, allow_loopback: bool) -> Result<Vec<SocketAddr>> {
    let mut reason = None;
    let kept: Vec<SocketAddr> = found
        .into_iter()
        .filter(|address| match forbidden(address.ip(), allow_loopback) {
            Some(why) => {
                reason = Some(why);
                false
            }
            None => true,
        })
        .collect();
    match reason {
        Some(why) if kept.is_empty() => Err(Error::new(
            ErrorKind::Refused,
            format!("{host} is {why}, where no device is ever looked for"),
        )
        .hint("use the address under which the router is reached from here")),
        _ if kept.is_empty() => {
            Err(Error::new(ErrorKind::Unreachable, format!("the name {host} has no address")))
        }
        _ => Ok(kept),
    }
}

/// Why no device is looked for at `address`; `None` where one may be.
fn forbidden(address: IpAddr, allow_loopback: bool) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => forbidden_v4(v4, allow_loopback),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => forbidden_v4(v4, allow_loopback),
            None => forbidden_v6(v6, allow_loopback),
        },
    }
}

/// Metadata services outside link-local: Oracle's (192.0.0.192) and Alibaba's (100.100.100.200).
const METADATA_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(192, 0, 0, 192), Ipv4Addr::new(100, 100, 100, 200)];
/// Amazon's metadata service over IPv6.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn forbidden_v4(address: Ipv4Addr, allow_loopback: bool) -> Option<&'static str> {
    let first = address.octets()[0];
    if address.is_loopback() {
        return (!allow_loopback).then_some("a loopback address");
    }
    match address {
        _ if METADATA_V4.contains(&address) => Some("a cloud metadata address"),
        _ if address.is_link_local() => Some("a link-local address"),
        _ if first == 0 => Some("an unspecified address"),
        _ if address.is_multicast() => Some("a multicast address"),
        _ if first >= 240 => Some("a reserved address"),
        _ => None,
    }
}

fn forbidden_v6(address: Ipv6Addr, allow_loopback: bool) -> Option<&'static str> {
    if address.is_loopback() {
        return (!allow_loopback).then_some("a loopback address");
    }
    match address {
        METADATA_V6 => Some("a cloud metadata address"),
        _ if address.is_unicast_link_local() => Some("a link-local address"),
        _ if address.is_unspecified() => Some("an unspecified address"),
        _ if address.is_multicast() => Some("a multicast address"),
        _ => None,
    }
}

/// The IPv4 address that reaching `address` would reach: translated (RFC 6052), 6to4 (RFC 3056) or mapped (RFC 4291).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.octets() {
        [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, tail @ ..] => Some(tail.into()),
        [0x20, 0x02, first, second, third, fourth, ..] => Some([first, second, third, fourth].into()),
        _ => address.to_ipv4_mapped(),
    }
}

/// [`resolve`] for reqwest.
pub(super) struct Checked {
    /// See [`resolve`].
    pub(super) allow_loopback: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            // Port 0 stands for the URL's own port.
            let addresses = resolve(name.as_str(), 0, allow_loopback).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(host: &str, allow_loopback: bool) -> Option<ErrorKind> {
        let address: IpAddr = host.parse().expect("an address");
        allowed(host, vec![(address, 443).into()], allow_loopback).err().map(|error| error.kind())
    }

    #[test]
    fn no_device_is_looked_for_in_forbidden_places() {
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "::1",
            "::",
            "fe80::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert_eq!(kind(host, false), Some(ErrorKind::Refused), "{host}");
        }
        for host in [
            "192.0.2.1",
            "10.0.0.1",
            "192.168.88.1",
            "100.64.0.1",
            "2001:db8::1",
            "fd00::1",
            "64:ff9b::a00:1",
        ] {
            assert_eq!(kind(host, false), None, "{host}");
        }
    }

    #[test]
    fn the_lab_may_use_loopback_and_nothing_else() {
        for host in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(kind(host, true), None, "{host}");
        }
        for host in ["169.254.169.254", "0.0.0.0", "fe80::1"] {
            assert_eq!(kind(host, true), Some(ErrorKind::Refused), "{host}");
        }
    }

    #[test]
    fn forbidden_addresses_of_a_name_are_left_out() {
        let found =
            vec!["127.0.0.1:443".parse().expect("an address"), "192.0.2.1:443".parse().expect("an address")];
        let kept = allowed("edge", found, false).expect("one address is left");
        assert_eq!(kept, vec!["192.0.2.1:443".parse::<SocketAddr>().expect("an address")]);
        assert_eq!(allowed("edge", vec![], false).expect_err("none").kind(), ErrorKind::Unreachable);
    }

    #[tokio::test]
    async fn a_name_that_cannot_exist_is_unreachable() {
        let host = format!("{}.invalid", "x".repeat(70));
        let error = resolve(&host, 443, false).await.expect_err("no such name");
        assert_eq!(error.kind(), ErrorKind::Unreachable);
    }
}
