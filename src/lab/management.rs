//! The way by which a client reaches a router, as the router sees it.
//!
//! Every client of the lab connects to 127.0.0.1; the router takes it for the one client that its model names: a host
//! with an address of its own, behind a port of the router, perhaps in a VLAN, that calls one address of the router.
//! Whether its packets still arrive and answers find back follows from the configuration at that moment: the port, the
//! bridge with its VLANs, the address, the way back, the firewall, the service. Where they don't, connections go
//! silent, as they do when packets are dropped: nothing is refused, nothing is closed, and when the way is mended, what
//! was held up arrives. A connection that the router itself refuses (a service that is off or on another port, a source
//! that it doesn't take) is closed right after the handshake.
//!
//! The answer to the command that cut the way may still leave; `lost-answer` among the faults is the other case.
//! Only IPv4 is followed, and firewall rules with matchers that the lab can't evaluate never match; the
//! admin port lists them.

mod gate;
mod lookout;
mod rules;
mod way;

use std::net::{IpAddr, Ipv4Addr};

use serde::Serialize;

use super::state::State;
use super::table::Row;
use super::value::address::contains;

pub(super) use gate::{Barrier, Gate};
pub(super) use lookout::Lookout;

/// Who the clients of a router are, to the router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Management {
    /// The client's address.
    pub client: Ipv4Addr,
    /// The router's address that it calls.
    pub address: Ipv4Addr,
    /// The port of the router behind which the client is, by its name at the start.
    pub port: String,
    /// The VLAN in whose frames its packets come; untagged ones without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
}

/// What becomes of the packets of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They arrive, and answers find back.
    Pass,
    /// They are lost without a word.
    Silent,
    /// The router refuses the connection.
    Refused,
}

/// One kind of connection: to which service on which port of the router, begun or still to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// The service that was on that port when the client learned of it.
    pub(super) service: &'static str,
    /// The router's TCP port.
    pub(super) port: u16,
    /// Whether connection tracking knows it already.
    pub(super) established: bool,
}

/// What becomes of the packets of a connection of this `kind` that come in by the interface `entry`.
fn judge(state: &State, management: &Management, entry: u32, kind: Kind) -> Verdict {
    let Some(interface) = way::arrival(state, entry, management.vlan) else { return Verdict::Silent };
    if !way::holds(state, management.address.into())
        || way::is_dropped(state, management.address.into(), management.client.into())
        || !way::leads_back(state, management.client.into(), interface)
    {
        return Verdict::Silent;
    }
    let packet = packet(management, interface, kind);
    match rules::judge(state, &packet) {
        Verdict::Pass if serves(state, management, kind) => Verdict::Pass,
        // What had begun is forgotten together with its service.
        Verdict::Pass if kind.established => Verdict::Silent,
        Verdict::Pass => Verdict::Refused,
        lost => lost,
    }
}

/// Whether the service of `kind` is on, on its port, and takes the client.
fn serves(state: &State, management: &Management, kind: Kind) -> bool {
    let row = state.rows("ip/service").iter().find(|row| row.text("name") == Some(kind.service));
    row.is_some_and(|row| {
        row.enabled()
            && row.text("port").and_then(|port| port.parse().ok()) == Some(kind.port)
            && allowed(row, management.client.into())
    })
}

/// Whether the `address` list of a user or a service admits `from`; an empty one admits all.
pub(super) fn allowed(row: &Row, from: IpAddr) -> bool {
    let list = row.text("available-from").or_else(|| row.text("address")).unwrap_or_default();
    list.is_empty() || list.split(',').any(|prefix| contains(prefix, from))
}

/// A packet of the client that reaches the router at `interface`.
fn packet(management: &Management, interface: u32, kind: Kind) -> rules::Packet {
    rules::Packet {
        source: management.client.into(),
        destination: management.address.into(),
        port: kind.port,
        interface,
        established: kind.established,
        answer: false,
    }
}
