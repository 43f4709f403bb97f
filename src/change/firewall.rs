//! What a chain of filter rules does with one new connection, as far as the rules can be read.

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::row::{is_on, text};
use crate::domain::row::RawRow;

/// The chain that connections to the router begin in.
const INPUT: &str = "input";
/// How deep chains may jump.
const DEEPEST: usize = 8;
/// How many rules are looked at, each as often as chains come by it.
const MOST_VISITS: usize = 20_000;

/// A new connection to the router.
#[derive(Debug, Clone)]
pub(super) struct Packet<'a> {
    /// Where it comes from; unknown matches nothing for sure.
    pub(super) source: Option<IpAddr>,
    /// The router's address.
    pub(super) destination: Option<IpAddr>,
    /// The TCP port.
    pub(super) port: u16,
    /// The interface it comes in by.
    pub(super) interface: Option<&'a str>,
    /// The interface lists that this interface is in.
    pub(super) interface_lists: Vec<&'a str>,
    /// The address lists that the source is in.
    pub(super) source_lists: Vec<&'a str>,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It gets in.
    Accept,
    /// It does not.
    Drop,
    /// A rule decides that cannot be evaluated here.
    Unknown,
}

/// Fields of a rule that match nothing.
pub(crate) const NO_MATCHERS: &[&str] = &[
    ".id",
    "action",
    "chain",
    "comment",
    "disabled",
    "invalid",
    "dynamic",
    "bytes",
    "packets",
    "log",
    "log-prefix",
    "jump-target",
    "reject-with",
    "address-list",
    "address-list-timeout",
    ".nextid",
    ".about",
    "hw-offload",
];

/// What `chain` of `rules` does with `packet`.
pub(super) fn verdict(rules: &[&RawRow], packet: &Packet<'_>) -> Verdict {
    // The end of a built-in chain accepts (RouterOS manual, "Filter").
    let walk = Walk { rules, packet, left: Cell::new(MOST_VISITS) };
    walk.chain(INPUT, 0, 0).unwrap_or(Verdict::Accept)
}

/// Whether `rule` matches every packet.
pub(super) fn matches_everything(rule: &RawRow) -> bool {
    matchers(rule).next().is_none()
}

/// Whether the rule is there but does nothing.
pub(super) fn is_off(rule: &RawRow) -> bool {
    ["disabled", "invalid"].iter().any(|name| is_on(rule, name))
}

/// Whether the rule lets the answers of connections that exist through.
pub(super) fn accepts_established(rule: &RawRow) -> bool {
    let states = rule.get("connection-state").map_or("", String::as_str);
    text(rule, "action").is_none_or(|action| action == "accept")
        && states.split(',').any(|state| state == "established")
}

/// A walk through the chains, of so many rules at the most: chains that jump to each other several times each multiply.
struct Walk<'a> {
    rules: &'a [&'a RawRow],
    packet: &'a Packet<'a>,
    left: Cell<usize>,
}

impl Walk<'_> {
    /// What `chain` says from the rule at `from` on; `None` when it comes to its end.
    fn chain(&self, chain: &str, from: usize, depth: usize) -> Option<Verdict> {
        if depth > DEEPEST {
            return Some(Verdict::Unknown);
        }
        let all = self.rules.iter().enumerate().skip(from);
        for (at, rule) in all.filter(|(_, rule)| text(rule, "chain") == Some(chain) && !is_off(rule)) {
            let Some(left) = self.left.get().checked_sub(1) else { return Some(Verdict::Unknown) };
            self.left.set(left);
            let matched = matches(rule, self.packet);
            if matched == Some(false) {
                continue;
            }
            let outcome = match text(rule, "action").unwrap_or("accept") {
                "accept" | "fasttrack-connection" => Some(Verdict::Accept),
                "drop" | "reject" | "tarpit" => Some(Verdict::Drop),
                "return" => {
                    if matched.is_none() {
                        return Some(Verdict::Unknown);
                    }
                    return None;
                }
                "jump" => self.chain(text(rule, "jump-target").unwrap_or_default(), 0, depth + 1),
                _ => None,
            };
            match (outcome, matched) {
                (None, _) => {}
                (Some(verdict), Some(true)) => return Some(verdict),
                // Whether it matches is open: certain only if the rest agrees.
                (Some(verdict), _) => {
                    let rest = self.chain(chain, at + 1, depth + 1);
                    // At the end of another chain the one that jumped there goes on, and what it says is not known here.
                    let rest = rest.or((chain == INPUT).then_some(Verdict::Accept));
                    return Some(if rest == Some(verdict) { verdict } else { Verdict::Unknown });
                }
            }
        }
        None
    }
}

fn matchers(rule: &RawRow) -> impl Iterator<Item = (&str, &str)> {
    let all = rule.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    all.filter(|(name, value)| !NO_MATCHERS.contains(name) && !value.is_empty())
}

/// Whether the rule matches: no for sure, yes for sure, or nobody knows.
fn matches(rule: &RawRow, packet: &Packet<'_>) -> Option<bool> {
    let mut certain = true;
    for (name, value) in matchers(rule) {
        let (value, negated) = value.strip_prefix('!').map_or((value, false), |value| (value, true));
        match matcher(name, value, packet) {
            Some(matched) if matched == negated => return Some(false),
            Some(_) => {}
            None => certain = false,
        }
    }
    certain.then_some(true)
}

fn matcher(name: &str, value: &str, packet: &Packet<'_>) -> Option<bool> {
    match name {
        "src-address" => packet.source.and_then(|address| covers(value, address)),
        "dst-address" => packet.destination.and_then(|address| covers(value, address)),
        "protocol" => Some(matches!(value, "tcp" | "6")),
        "dst-port" => Some(has_port(value, packet.port)),
        "in-interface" => packet.interface.map(|interface| interface == value),
        "in-interface-list" if value == "all" => Some(true),
        "in-interface-list" => packet.interface.map(|_| packet.interface_lists.contains(&value)),
        "src-address-list" => packet.source.map(|_| packet.source_lists.contains(&value)),
        "connection-state" => Some(value.split(',').any(|state| state == "new")),
        "connection-nat-state" | "icmp-options" => Some(false),
        _ => None,
    }
}

fn has_port(ports: &str, port: u16) -> bool {
    ports.split(',').any(|part| match part.split_once('-') {
        Some((from, to)) => {
            from.parse::<u16>().is_ok_and(|from| from <= port) && to.parse::<u16>().is_ok_and(|to| port <= to)
        }
        None => part.parse() == Ok(port),
    })
}

/// Whether `range` (an address, a prefix, `a-b`, or a list of them) covers `address`; `None` when it can't be read.
pub(super) fn covers(range: &str, address: IpAddr) -> Option<bool> {
    let mut covered = false;
    for part in range.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        covered |= covers_one(part, address)?;
    }
    Some(covered)
}

fn covers_one(part: &str, address: IpAddr) -> Option<bool> {
    if let Some((from, to)) = part.split_once('-') {
        let (from, to): (IpAddr, IpAddr) = (from.parse().ok()?, to.parse().ok()?);
        return Some(from.is_ipv4() == address.is_ipv4() && from <= address && address <= to);
    }
    let (network, length) =
        part.split_once('/').map_or((part, None), |(network, length)| (network, Some(length)));
    let network: IpAddr = network.parse().ok()?;
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let length: u32 = length.map_or(Some(32), |length| length.parse().ok())?;
            Some(mask4(network, length)? == mask4(address, length)?)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let length: u32 = length.map_or(Some(128), |length| length.parse().ok())?;
            Some(mask6(network, length)? == mask6(address, length)?)
        }
        _ => Some(false),
    }
}

fn mask4(address: Ipv4Addr, length: u32) -> Option<u32> {
    let host = 32_u32.checked_sub(length)?;
    Some(u32::from(address).checked_shr(host).unwrap_or(0))
}

fn mask6(address: Ipv6Addr, length: u32) -> Option<u128> {
    let host = 128_u32.checked_sub(length)?;
    Some(u128::from(address).checked_shr(host).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> RawRow {
        let pairs = text.split_whitespace().filter_map(|word| word.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn said(rules: &[&str]) -> Verdict {
        let rules: Vec<_> = rules.iter().map(|text| rule(text)).collect();
        let packet = Packet {
            source: Some("192.168.88.10".parse().unwrap()),
            destination: Some("192.168.88.1".parse().unwrap()),
            port: 443,
            interface: Some("bridge"),
            interface_lists: vec!["LAN"],
            source_lists: vec!["admins"],
        };
        verdict(&rules.iter().collect::<Vec<_>>(), &packet)
    }

    #[test]
    fn chains_that_multiply_end_as_unknown() {
        let mut rules = Vec::new();
        for (from, to) in
            ["input", "a", "b", "c", "d", "e", "f", "g"].windows(2).map(|pair| (pair[0], pair[1]))
        {
            rules.extend(std::iter::repeat_n(format!("chain={from} action=jump jump-target={to}"), 20));
        }
        rules.push("chain=g action=log".to_owned());
        assert_eq!(said(&rules.iter().map(String::as_str).collect::<Vec<_>>()), Verdict::Unknown);
    }

    #[test]
    fn the_first_rule_that_matches_decides_and_the_end_accepts() {
        assert_eq!(said(&[]), Verdict::Accept);
        assert_eq!(said(&["chain=input action=drop"]), Verdict::Drop);
        assert_eq!(said(&["chain=forward action=drop"]), Verdict::Accept);
        assert_eq!(said(&["chain=input action=drop disabled=true"]), Verdict::Accept);
        assert_eq!(
            said(&["chain=input connection-state=established,related", "chain=input action=drop"]),
            Verdict::Drop
        );
        assert_eq!(
            said(&["chain=input src-address=192.168.88.0/24", "chain=input action=drop"]),
            Verdict::Accept
        );
        assert_eq!(said(&["chain=input action=drop in-interface-list=!LAN"]), Verdict::Accept);
        assert_eq!(said(&["chain=input action=drop src-address-list=!admins"]), Verdict::Accept);
        assert_eq!(said(&["chain=input action=drop protocol=tcp dst-port=22,400-500"]), Verdict::Drop);
        assert_eq!(
            said(&["chain=input action=reject src-address=192.168.88.5-192.168.88.12"]),
            Verdict::Drop
        );
        assert_eq!(
            said(&["chain=input action=log", "chain=input action=drop protocol=udp"]),
            Verdict::Accept
        );
    }

    #[test]
    fn chains_are_followed_and_return() {
        let jump = "chain=input action=jump jump-target=mine";
        assert_eq!(said(&[jump, "chain=mine action=drop"]), Verdict::Drop);
        assert_eq!(said(&[jump, "chain=mine action=return", "chain=mine action=drop"]), Verdict::Accept);
        assert_eq!(said(&[jump, "chain=mine action=jump jump-target=mine"]), Verdict::Unknown);
    }

    #[test]
    fn what_cannot_be_evaluated_is_unknown_unless_it_does_not_matter() {
        let odd = "chain=input action=drop layer7-protocol=x";
        assert_eq!(said(&[odd]), Verdict::Unknown);
        assert_eq!(said(&[odd, "chain=input action=drop"]), Verdict::Drop);
        let jump = "chain=input action=jump jump-target=mine";
        let maybe = "chain=mine action=accept time=8h-9h,mon";
        assert_eq!(said(&[jump, maybe, "chain=input action=drop"]), Verdict::Unknown);
        assert_eq!(said(&["chain=mine action=drop", odd, jump]), Verdict::Drop);
        assert_eq!(
            said(&["chain=input action=accept time=8h-9h,mon", "chain=input action=drop"]),
            Verdict::Unknown
        );
    }
}
