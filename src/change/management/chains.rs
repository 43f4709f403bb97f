//! What the firewall does with a new connection of rosmcp and with its answers, before a plan and after it.

use super::{View, Way};
use crate::catalogue::menu::Risk;
use crate::change::firewall::{self, Packet, Side, Verdict};
use crate::change::row::{is_on, text};
use crate::change::world::World;
use crate::domain::device::Endpoint;
use crate::domain::plan::Finding;
use crate::domain::row::RawRow;

/// Which packets come by a chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packets {
    /// Those of rosmcp.
    Ours,
    /// The router's answers.
    Answers,
}

/// A chain that the connections of rosmcp come by.
struct Chain {
    menu: &'static str,
    name: &'static str,
    packets: Packets,
    /// What it does when it cuts them off.
    cuts: &'static str,
    /// What it does as long as it does not.
    passes: &'static str,
}

/// In the order in which packets come by them (RouterOS manual, "Packet Flow in RouterOS").
const CHAINS: &[Chain] = &[
    Chain {
        menu: "ip/firewall/raw",
        name: "prerouting",
        packets: Packets::Ours,
        cuts: "the raw rules drop its packets",
        passes: "the raw rules still let rosmcp in",
    },
    Chain {
        menu: "ip/firewall/nat",
        name: "dstnat",
        packets: Packets::Ours,
        cuts: "the chain dstnat sends its connections elsewhere",
        passes: "the chain dstnat still leaves rosmcp's connections alone",
    },
    Chain {
        menu: "ip/firewall/filter",
        name: "input",
        packets: Packets::Ours,
        cuts: "the input chain drops its connections",
        passes: "the input chain still lets rosmcp in",
    },
    Chain {
        menu: "ip/firewall/raw",
        name: "output",
        packets: Packets::Answers,
        cuts: "the raw rules drop the router's answers",
        passes: "the raw rules still let the answers to rosmcp out",
    },
    Chain {
        menu: "ip/firewall/filter",
        name: "output",
        packets: Packets::Answers,
        cuts: "the output chain drops the router's answers",
        passes: "the output chain still lets the answers to rosmcp out",
    },
];

/// What the chains say otherwise than before.
pub(super) fn findings(way: &Way, world: &World, endpoint: &Endpoint) -> Vec<Finding> {
    CHAINS.iter().filter_map(|chain| finding(chain, way, world, endpoint)).collect()
}

fn finding(chain: &Chain, way: &Way, world: &World, endpoint: &Endpoint) -> Option<Finding> {
    let (views, name) = ([View::before(world), View::after(world)], chain.name);
    let [(before, open_before), (after, open)] = views.map(|view| {
        let (rules, packet) = (view.rows(chain.menu), packet(way, &view, endpoint, chain.packets));
        (firewall::verdict(&rules, name, &packet), firewall::open(&rules, &packet))
    });
    let (risk, what) = match (before, after) {
        (Verdict::Accept | Verdict::Unknown, Verdict::Drop) => {
            (Risk::Critical, format!("rosmcp cuts its own way in: {}", chain.cuts))
        }
        (Verdict::Accept, Verdict::Unknown) => {
            (Risk::High, format!("whether {} cannot be told", chain.passes))
        }
        // It could not be told before either, but now it depends on other rules.
        (Verdict::Unknown, Verdict::Unknown) if open_before != open => {
            (Risk::High, format!("whether {} cannot be told", chain.passes))
        }
        _ => return None,
    };
    Some(Finding { risk, what, step: None })
}

fn packet<'a>(way: &Way, view: &View<'a>, endpoint: &Endpoint, packets: Packets) -> Packet<'a> {
    let lists = |address: Option<std::net::IpAddr>| {
        let rows = view.rows("ip/firewall/address-list").into_iter().filter(|row| {
            let range = text(row, "address").unwrap_or_default();
            address.is_some_and(|address| firewall::covers(range, address) == Some(true))
                && !is_on(row, "disabled")
        });
        rows.filter_map(|row| text(row, "list")).collect::<Vec<_>>()
    };
    let service = view.rows("ip/service").into_iter().find(|row| text(row, "name") == Some(way.service));
    let port = service.and_then(|row| text(row, "port")?.parse().ok()).unwrap_or(endpoint.port);
    let (client, router) = ((way.source, lists(way.source)), (way.destination, lists(way.destination)));
    let ours = packets == Packets::Ours;
    let ((source, source_lists), (destination, destination_lists)) =
        if ours { (client, router) } else { (router, client) };
    Packet {
        source,
        destination,
        source_port: (!ours).then_some(port),
        destination_port: ours.then_some(port),
        arriving: if ours { side(view, way.interface(view)) } else { Side::default() },
        leaving: if ours { Side::default() } else { side(view, leaves_by(way, view)) },
        source_lists,
        destination_lists,
        state: if ours { "new" } else { "established" },
    }
}

/// The interface by which answers leave: where rosmcp is in the network of the address that it talks to, that address's.
fn leaves_by<'a>(way: &Way, view: &View<'a>) -> Option<&'a str> {
    let (source, destination) = (way.source?, way.destination?);
    let rows = view.rows("ip/address").into_iter();
    let near = |row: &&RawRow| {
        super::host_of(row) == Some(destination)
            && text(row, "address").is_some_and(|range| firewall::covers(range, source) == Some(true))
    };
    text(rows.into_iter().find(near)?, "interface")
}

fn side<'a>(view: &View<'a>, interface: Option<&'a str>) -> Side<'a> {
    let members = view.rows("interface/list/member").into_iter();
    let mine = members.filter(|row| interface.is_some() && text(row, "interface") == interface);
    Side { interface, lists: mine.filter_map(|row| text(row, "list")).collect() }
}
