//! What a chain of firewall rules does with one packet, as far as the rules can be read.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::row::{is_on, text};
use crate::domain::row::RawRow;

/// How deep chains may jump.
const DEEPEST: usize = 8;
/// How many rules are looked at, each as often as chains come by it.
const MOST_VISITS: usize = 20_000;

/// A packet of a TCP connection between rosmcp and the router; what is unknown matches nothing for sure.
#[derive(Debug, Clone)]
pub(super) struct Packet<'a> {
    /// Where it comes from.
    pub(super) source: Option<IpAddr>,
    /// Where it goes to.
    pub(super) destination: Option<IpAddr>,
    /// The TCP port that it comes from.
    pub(super) source_port: Option<u16>,
    /// The TCP port that it goes to.
    pub(super) destination_port: Option<u16>,
    /// Where it comes in.
    pub(super) arriving: Side<'a>,
    /// Where it leaves.
    pub(super) leaving: Side<'a>,
    /// The address lists that the source is in.
    pub(super) source_lists: Vec<&'a str>,
    /// The address lists that the destination is in.
    pub(super) destination_lists: Vec<&'a str>,
    /// What connection tracking says of its connection.
    pub(super) state: &'static str,
}

/// An interface of the router and the interface lists that it is in.
#[derive(Debug, Clone, Default)]
pub(super) struct Side<'a> {
    /// Its name.
    pub(super) interface: Option<&'a str>,
    /// Whether it is in these lists; of others that is not known.
    pub(super) lists: BTreeMap<&'a str, bool>,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes on.
    Accept,
    /// It does not, or goes elsewhere.
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

/// Fields of a rule that say where a translated packet goes.
const TRANSLATION: &[&str] = &["to-addresses", "to-ports", "randomise-ports", "same-not-by-dst"];
/// Fields of a rule that change nothing for a packet.
const TELLING: &[&str] = &["comment", "log", "log-prefix", "bytes", "packets"];

/// What the built-in chain `name` of `rules` does with `packet`.
pub(super) fn verdict(rules: &[&RawRow], name: &str, packet: &Packet<'_>) -> Verdict {
    // The end of a built-in chain accepts (RouterOS manual, "Filter").
    let walk = Walk { rules, start: name, packet, left: Cell::new(MOST_VISITS) };
    walk.chain(name, 0, 0).unwrap_or(Verdict::Accept)
}

/// What the rules do that may match `packet`.
pub(super) fn open<'a>(rules: &[&'a RawRow], packet: &Packet<'_>) -> Vec<Vec<(&'a str, &'a str)>> {
    let open = rules.iter().filter(|rule| !is_off(rule) && matches(rule, packet) != Some(false));
    open.map(|rule| does(rule)).collect()
}

/// What a rule says, without what changes nothing for a packet.
pub(super) fn does(rule: &RawRow) -> Vec<(&str, &str)> {
    let all = rule.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    all.filter(|(name, _)| !TELLING.contains(name)).collect()
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

/// Whether the rule drops what it matches.
pub(super) fn drops(rule: &RawRow) -> bool {
    matches!(text(rule, "action"), Some("drop" | "reject" | "tarpit")) && !is_off(rule)
}

/// Whether packets of known connections are among the states that the rule asks for; `None` where it asks for none.
pub(super) fn says_established(rule: &RawRow) -> Option<bool> {
    says_state(rule, "established")
}

/// Whether the rule drops new connections, wherever they come in, whatever they are.
pub(super) fn drops_new(rule: &RawRow) -> bool {
    drops(rule)
        && says_state(rule, "new") != Some(false)
        && matchers(rule).all(|(name, value)| match name {
            "in-interface" | "in-interface-list" | "connection-state" => true,
            "connection-nat-state" => value == "!dstnat",
            _ => false,
        })
}

fn says_state(rule: &RawRow, wanted: &str) -> Option<bool> {
    let states = text(rule, "connection-state")?;
    let (states, negated) = states.strip_prefix('!').map_or((states, false), |states| (states, true));
    Some(states.split(',').any(|state| state == wanted) != negated)
}

/// A walk through the chains, of so many rules at the most: chains that jump to each other several times each multiply.
struct Walk<'a> {
    rules: &'a [&'a RawRow],
    /// The chain that it begins in.
    start: &'a str,
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
                "dst-nat" | "redirect" | "netmap" | "same" | "endpoint-independent-nat" => {
                    Some(if stays(rule, self.packet) { Verdict::Accept } else { Verdict::Drop })
                }
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
                    let rest = rest.or((chain == self.start).then_some(Verdict::Accept));
                    return Some(if rest == Some(verdict) { verdict } else { Verdict::Unknown });
                }
            }
        }
        None
    }
}

/// What the rule demands of a packet.
pub(super) fn matchers(rule: &RawRow) -> impl Iterator<Item = (&str, &str)> {
    let all = rule.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let matcher = |name: &str| !NO_MATCHERS.contains(&name) && !TRANSLATION.contains(&name);
    all.filter(move |(name, value)| matcher(name) && !value.is_empty())
}

/// Whether the translation leaves the packet where it goes to.
fn stays(rule: &RawRow, packet: &Packet<'_>) -> bool {
    let port = text(rule, "to-ports").is_none_or(|port| port.parse().ok() == packet.destination_port);
    let address = match (text(rule, "action"), text(rule, "to-addresses")) {
        // The router itself.
        (Some("redirect"), _) | (_, None) => true,
        (_, Some(address)) => packet.destination.is_some_and(|to| address.parse() == Ok(to)),
    };
    port && address
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
    let on = |side: &Side<'_>| side.interface.map(|interface| interface == value);
    let on_list = |side: &Side<'_>| side.lists.get(value).copied();
    match name {
        "src-address" => packet.source.and_then(|address| covers(value, address)),
        "dst-address" => packet.destination.and_then(|address| covers(value, address)),
        "protocol" => Some(matches!(value, "tcp" | "6")),
        "src-port" => packet.source_port.map(|port| has_port(value, port)),
        "dst-port" => packet.destination_port.map(|port| has_port(value, port)),
        "in-interface" => on(&packet.arriving),
        "out-interface" => on(&packet.leaving),
        "in-interface-list" | "out-interface-list" if value == "all" => Some(true),
        "in-interface-list" => on_list(&packet.arriving),
        "out-interface-list" => on_list(&packet.leaving),
        "src-address-list" => packet.source.map(|_| packet.source_lists.contains(&value)),
        "dst-address-list" => packet.destination.map(|_| packet.destination_lists.contains(&value)),
        "connection-state" => Some(value.split(',').any(|state| state == packet.state)),
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
mod tests;
