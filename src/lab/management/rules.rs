//! The firewall, for one packet from the client to the router itself and for the answer to it.
//!
//! Chains are walked as RouterOS does (manual, "Packet Flow" and "Filter"): raw prerouting, destination NAT for new
//! connections, then the filter's input; for the answer the output of raw and of the filter.

use std::net::IpAddr;

use super::Verdict;
use crate::lab::state::State;
use crate::lab::table::{Row, tag};
use crate::lab::value::Value;
use crate::lab::value::address::contains;

/// How deep chains may jump into one another.
const DEPTH: usize = 16;

/// How deep interface lists may include one another.
const NESTING: usize = 8;

/// Fields of a rule that match nothing: what it does, and what it is called.
const NO_MATCHERS: &[&str] = &[
    "action",
    "address-list",
    "address-list-timeout",
    "chain",
    "comment",
    "disabled",
    "jump-target",
    "log",
    "log-prefix",
    "reject-with",
    "to-addresses",
    "to-ports",
];

/// A packet of a TCP connection to the router.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    /// The router's port.
    pub(super) port: u16,
    /// Where it reaches the router, or leaves it.
    pub(super) interface: u32,
    /// Whether connection tracking knows its connection.
    pub(super) established: bool,
    /// Whether it comes from the router.
    pub(super) answer: bool,
}

impl Packet {
    /// What the router answers to it.
    const fn answer(&self) -> Self {
        Self { source: self.destination, destination: self.source, established: true, answer: true, ..*self }
    }
}

/// Where packets to the router and its answers come by.
const CHAINS: [(&str, &str); 5] = [
    ("ip/firewall/raw", "prerouting"),
    ("ip/firewall/nat", "dstnat"),
    ("ip/firewall/filter", "input"),
    ("ip/firewall/raw", OUTPUT),
    ("ip/firewall/filter", OUTPUT),
];

/// The chain of what the router sends.
const OUTPUT: &str = "output";

/// What a chain decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Drop,
    Reject,
    /// To somewhere else.
    Divert,
}

/// What becomes of `packet`.
pub(super) fn judge(state: &State, packet: &Packet) -> Verdict {
    for (path, chain) in CHAINS {
        if path == "ip/firewall/nat" && packet.established {
            continue;
        }
        let answers = chain == OUTPUT;
        let (met, refused) =
            if answers { (&packet.answer(), Verdict::Silent) } else { (packet, Verdict::Refused) };
        match walk(state, path, chain, met, DEPTH) {
            Some(Decision::Drop | Decision::Divert) => return Verdict::Silent,
            Some(Decision::Reject) => return refused,
            Some(Decision::Accept) | None => {}
        }
    }
    Verdict::Pass
}

/// What `chain` decides; `None` when it comes to its end or returns.
fn walk(state: &State, path: &str, chain: &str, packet: &Packet, depth: usize) -> Option<Decision> {
    let rules = state.rows(path).iter().filter(|rule| rule.enabled() && rule.text("chain") == Some(chain));
    for rule in rules.filter(|rule| matches(state, rule, packet) == Some(true)) {
        match rule.text("action").unwrap_or("accept") {
            "accept" => return Some(Decision::Accept),
            "drop" | "tarpit" => return Some(Decision::Drop),
            "reject" => return Some(Decision::Reject),
            "dst-nat" | "redirect" | "netmap" | "same" => return Some(Decision::Divert),
            "return" => return None,
            "jump" => {
                let target = rule.text("jump-target").filter(|_| depth > 0);
                let decided = target.and_then(|target| walk(state, path, target, packet, depth - 1));
                if decided.is_some() {
                    return decided;
                }
            }
            // The rest only counts, marks or remembers.
            _ => {}
        }
    }
    None
}

/// Rules that might decide about `packet` and have a matcher that the lab can't evaluate, as `/menu *id`.
pub(super) fn unread(state: &State, packet: &Packet) -> Vec<String> {
    let met = |chain: &str| if chain == OUTPUT { packet.answer() } else { *packet };
    CHAINS
        .into_iter()
        .flat_map(|(path, chain)| state.rows(path).iter().map(move |rule| (path, chain, rule)))
        .filter(|(_, chain, rule)| rule.enabled() && rule.text("chain") == Some(chain))
        .filter(|(_, chain, rule)| matches(state, rule, &met(chain)).is_none())
        .map(|(path, _, rule)| format!("/{path} {}", tag(rule.id)))
        .collect()
}

/// Whether `rule` matches; `None` when that can't be said.
fn matches(state: &State, rule: &Row, packet: &Packet) -> Option<bool> {
    let mut unknown = false;
    for (name, value) in matchers(rule) {
        match matcher(state, name, value, packet) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => unknown = true,
        }
    }
    (!unknown).then_some(true)
}

fn matchers(rule: &Row) -> impl Iterator<Item = (&'static str, &Value)> {
    rule.written().filter(|(name, _)| !NO_MATCHERS.contains(name))
}

/// Whether one matcher matches; `None` for one that the lab can't evaluate.
fn matcher(state: &State, name: &str, value: &Value, packet: &Packet) -> Option<bool> {
    let shown = state.show(value);
    let (negated, text) = shown.strip_prefix('!').map_or((false, shown.as_str()), |rest| (true, rest));
    let listed = |words: &[&str]| text.split(',').any(|word| words.contains(&word));
    let hit = match name {
        "src-address" => in_range(text, packet.source),
        "dst-address" => in_range(text, packet.destination),
        "src-address-list" => in_list(state, text, packet.source),
        "dst-address-list" => in_list(state, text, packet.destination),
        "protocol" => matches!(text, "tcp" | "6"),
        "port" => text.split(',').any(|range| has_port(range, packet.port)),
        "dst-port" if !packet.answer => text.split(',').any(|range| has_port(range, packet.port)),
        "src-port" if packet.answer => text.split(',').any(|range| has_port(range, packet.port)),
        "in-interface" if !packet.answer => refers(state, value) == Some(packet.interface),
        "out-interface" if packet.answer => refers(state, value) == Some(packet.interface),
        "in-interface-list" if !packet.answer => {
            on_list(state, refers(state, value)?, packet.interface, NESTING)
        }
        "out-interface-list" if packet.answer => {
            on_list(state, refers(state, value)?, packet.interface, NESTING)
        }
        "connection-state" => listed(&[if packet.established { "established" } else { "new" }]),
        // Nobody translates a connection to the router itself, and it isn't encrypted.
        "connection-nat-state" => false,
        "ipsec-policy" => text == if packet.answer { "out,none" } else { "in,none" },
        "dst-address-type" if !packet.answer => listed(&["local", "unicast"]),
        _ => return None,
    };
    Some(hit != negated)
}

fn refers(state: &State, value: &Value) -> Option<u32> {
    match value {
        Value::Row { menu, id, .. } => state.row(menu, *id).map(|(_, row)| row.id),
        _ => None,
    }
}

/// Whether `ip` is in an address, a prefix or `first-last`.
fn in_range(text: &str, ip: IpAddr) -> bool {
    match text.split_once('-') {
        Some((first, last)) => match (first.parse::<IpAddr>(), last.parse::<IpAddr>()) {
            (Ok(first), Ok(last)) => (first..=last).contains(&ip),
            _ => false,
        },
        None => contains(text, ip),
    }
}

fn in_list(state: &State, list: &str, ip: IpAddr) -> bool {
    let entries = state.rows("ip/firewall/address-list").iter();
    let mut entries = entries.filter(|row| row.enabled() && row.text("list") == Some(list));
    entries.any(|row| row.text("address").is_some_and(|range| in_range(range, ip)))
}

fn has_port(range: &str, port: u16) -> bool {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    matches!((first.parse::<u16>(), last.parse::<u16>()), (Ok(first), Ok(last)) if (first..=last).contains(&port))
}

/// Whether `interface` is on the list, or on one that the list includes, and on none that it excludes.
fn on_list(state: &State, list: u32, interface: u32, depth: usize) -> bool {
    let Some((_, row)) = state.row("interface/list", list).filter(|_| depth > 0) else { return false };
    match row.text("name") {
        Some("all" | "static") => return true,
        Some("none" | "dynamic") => return false,
        _ => {}
    }
    let lists = |role: &str| {
        let words = state.shown(row, role).unwrap_or_default();
        let said = |row: &Row| words.split(',').any(|word| row.text("name") == Some(word));
        let others = state.rows("interface/list").iter().filter(|row| row.id != list && said(row));
        others.map(|row| row.id).collect::<Vec<_>>()
    };
    let on = |list: u32| on_list(state, list, interface, depth - 1);
    let member = state.rows("interface/list/member").iter().any(|member| {
        member.enabled()
            && member.get("list").and_then(|value| refers(state, value)) == Some(list)
            && state.interface_of(member, "interface") == Some(interface)
    });
    (member || lists("include").into_iter().any(on)) && !lists("exclude").into_iter().any(on)
}
