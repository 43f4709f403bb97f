//! Addresses, prefixes, ranges and MAC addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, perhaps with `%interface`.
pub(in crate::lab) fn address(text: &str) -> Option<String> {
    match text.split_once('%') {
        Some((ip, zone)) if !zone.is_empty() => Some(format!("{}%{zone}", ip.parse::<IpAddr>().ok()?)),
        Some(_) => None,
        None => text.parse::<IpAddr>().ok().map(|ip| ip.to_string()),
    }
}

/// Address and prefix length; without a length the whole address counts.
pub(in crate::lab) fn split_prefix(text: &str) -> Option<(IpAddr, u8)> {
    let (ip, length) = match text.split_once('/') {
        Some((ip, length)) => (ip.parse::<IpAddr>().ok()?, Some(length.parse::<u8>().ok()?)),
        None => (text.parse::<IpAddr>().ok()?, None),
    };
    let full = if ip.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(full);
    (length <= full).then_some((ip, length))
}

/// The first address of the network that `ip` is in.
pub(in crate::lab) fn network(ip: IpAddr, length: u8) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            Ipv4Addr::from(u32::from(ip) & mask).into()
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            Ipv6Addr::from(u128::from(ip) & mask).into()
        }
    }
}

/// Whether `ip` lies in the prefix `network`.
pub(in crate::lab) fn contains(prefix: &str, ip: IpAddr) -> bool {
    split_prefix(prefix).is_some_and(|(base, length)| {
        base.is_ipv4() == ip.is_ipv4() && network(base, length) == network(ip, length)
    })
}

/// `address/length`, host bits cleared unless they are kept.
pub(super) fn prefix(text: &str, keep_host_bits: bool) -> Option<String> {
    let (ip, length) = split_prefix(text)?;
    let ip = if keep_host_bits { ip } else { network(ip, length) };
    Some(format!("{ip}/{length}"))
}

/// An address, a prefix or `first-last`; whether a host is said with the length of its prefix, `hosts_too` tells.
pub(super) fn range(text: &str, hosts_too: bool) -> Option<String> {
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (first.parse::<IpAddr>().ok()?, last.parse::<IpAddr>().ok()?);
        return (first.is_ipv4() == last.is_ipv4() && first <= last).then(|| format!("{first}-{last}"));
    }
    let (ip, length) = split_prefix(text)?;
    let full = if ip.is_ipv4() { 32 } else { 128 };
    let bare = length == full && !hosts_too;
    Some(if bare { ip.to_string() } else { format!("{}/{length}", network(ip, length)) })
}

/// A DNS name.
pub(super) fn host_name(text: &str) -> Option<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    (text.contains(|c: char| c.is_ascii_alphabetic()) && text.chars().all(good)).then(|| text.to_owned())
}

/// Six octets, upper-case with colons.
pub(super) fn mac(text: &str) -> Option<String> {
    let octets: Vec<_> = text.split([':', '-', '.']).collect();
    let good = |octet: &&str| octet.len() == 2 && octet.chars().all(|c| c.is_ascii_hexdigit());
    (octets.len() == 6 && octets.iter().all(good)).then(|| octets.join(":").to_ascii_uppercase())
}
