//! What lies beyond the router: which addresses answer, how fast, over which hops.

use std::net::IpAddr;

use crate::lab::dynamics::route;
use crate::lab::models::Host;
use crate::lab::state::{State, hash};
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::Refusal;
use crate::lab::value::address::split_prefix;

/// An answering host as a probe sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Peer {
    /// Its address.
    pub(super) address: IpAddr,
    /// Average round trip in microseconds; `None` when nothing answers.
    pub(super) rtt: Option<u32>,
    /// Time to live that is left in its answers.
    pub(super) ttl: u8,
    /// Percent of packets that get lost.
    pub(super) loss: u8,
    /// The routers on the way there.
    pub(super) hops: Vec<IpAddr>,
}

/// The address that `text` means: literally, or by the router's DNS.
pub(super) fn resolve(state: &State, text: &str) -> Outcome<IpAddr> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let host = state.facts.hosts.iter().find(|host| host.name.as_deref() == Some(text));
    let entry =
        state.rows("ip/dns/static").iter().find(|row| row.text("name") == Some(text) && row.enabled());
    let cached = state.rows("ip/dns/cache").iter().find(|row| row.text("name") == Some(text));
    let found = host.map(|host| host.address);
    let found = found.or_else(|| entry.and_then(|row| row.text("address")?.parse().ok()));
    let found = found.or_else(|| cached.and_then(|row| row.text("data")?.parse().ok()));
    if found.is_none() && text.contains([' ', '/', ':']) {
        return Err(Trap::value("address", &Refusal::Invalid));
    }
    found.ok_or_else(|| Trap::Unsupported(format!("how a router refuses the unknown name {text}")))
}

/// What a probe of `address` meets.
pub(super) fn peer(state: &State, address: IpAddr) -> Peer {
    let peer = |rtt, ttl, hops| Peer { address, rtt, ttl, loss: 0, hops };
    if is_own(state, address) {
        return peer(Some(48), 64, Vec::new());
    }
    let Some(way) = route::way(state, address) else { return peer(None, 0, Vec::new()) };
    if let Some(host) = state.facts.hosts.iter().find(|host| host.address == address) {
        return listed(state, host, &way);
    }
    if route::out_of(state, address).is_some() {
        let answers = lives_here(state, address);
        let rtt = 300 + u32::try_from(hash(&[&address.to_string()]) % 900).unwrap_or_default();
        return peer(answers.then_some(rtt), 64, Vec::new());
    }
    peer(None, 0, first_hop(&way).into_iter().collect())
}

/// A host that the model lists: behind the gateway and the hops that it names.
fn listed(state: &State, host: &Host, way: &str) -> Peer {
    let near = route::out_of(state, host.address).is_some();
    let mut hops: Vec<_> = if near { Vec::new() } else { first_hop(way).into_iter().collect() };
    hops.extend(host.hops.iter().filter(|hop| !hops.contains(hop)).copied().collect::<Vec<_>>());
    let ttl = 64_u8.saturating_sub(u8::try_from(hops.len()).unwrap_or(u8::MAX));
    Peer { address: host.address, rtt: host.rtt, ttl, loss: host.loss, hops }
}

/// The gateway's address in `192.0.2.1%ether1`.
fn first_hop(way: &str) -> Option<IpAddr> {
    way.split(['%', ',']).next()?.parse().ok()
}

fn is_own(state: &State, address: IpAddr) -> bool {
    let own = |path| {
        state.rows(path).iter().any(|row| {
            row.enabled() && row.text("address").and_then(split_prefix).is_some_and(|(ip, _)| ip == address)
        })
    };
    address.is_loopback() || own("ip/address") || own("ipv6/address")
}

/// Whether a neighbour with that address is known: by ARP or by a lease.
fn lives_here(state: &State, address: IpAddr) -> bool {
    let text = address.to_string();
    let named = |row: &&crate::lab::table::Row| row.text("address") == Some(text.as_str());
    let arp = state.rows("ip/arp").iter().filter(named).any(|row| row.get("mac-address").is_some());
    let lease = || {
        state.rows("ip/dhcp-server/lease").iter().filter(named).any(|row| row.text("status") == Some("bound"))
    };
    arp || lease()
}

/// Microseconds of the round trip number `n`; `None` for one that is lost.
pub(super) fn round_trip(peer: &Peer, n: u64, moment: i64) -> Option<u32> {
    let average = peer.rtt?;
    let luck = hash(&[&peer.address.to_string(), &n.to_string(), &(moment / 1000).to_string()]);
    if luck % 100 < u64::from(peer.loss) {
        return None;
    }
    let swing = u64::from(average / 5).max(1);
    let offset = u32::try_from((luck >> 8) % swing).unwrap_or_default();
    Some(average - average / 10 + offset)
}
