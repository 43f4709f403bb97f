//! What the firewall does with a new connection of rosmcp and with its answers, before a plan and after it.

use super::{View, Way};
use crate::catalogue::menu::Risk;
use crate::change::firewall::{self, Packet, Side, Verdict};
use crate::change::interface_lists::InterfaceLists;
use crate::change::row::{is_on, text};
use crate::change::world::World;
use crate::domain::device::Endpoint;
use crate::domain::plan::Finding;

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

impl Chain {
    /// How bad it is not to know: what raw rules and translations take away, no rule of the filter lets in again.
    fn unsure(&self) -> Risk {
        if self.menu == "ip/firewall/filter" { Risk::High } else { Risk::Critical }
    }
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

/// Actions of the mangle by which a packet looks into another table of routes.
const MARKING: &[&str] = &["mark-routing", "mark-connection", "route"];
/// Chains of the mangle after which no route is looked for.
const NO_ROUTING: &[&str] = &["input", "forward", "postrouting"];

/// What the chains say otherwise than before.
pub(super) fn findings(way: &Way, world: &World, endpoint: &Endpoint) -> Vec<Finding> {
    // These chains see IPv4 only.
    if [way.source, way.destination].into_iter().flatten().any(|address| address.is_ipv6()) {
        return Vec::new();
    }
    let chains = CHAINS.iter().filter_map(|chain| finding(chain, way, world, endpoint));
    chains.chain(marks(way, world, endpoint)).collect()
}

/// A packet with another mark than before may look into another table of routes.
fn marks(way: &Way, world: &World, endpoint: &Endpoint) -> Option<Finding> {
    let marking = |view: &View<'_>, packets: Packets| {
        let mut rules = view.rows("ip/firewall/mangle");
        let elsewhere = if packets == Packets::Ours { "output" } else { "prerouting" };
        rules.retain(|rule| {
            text(rule, "action").is_some_and(|action| MARKING.contains(&action))
                && text(rule, "chain").is_some_and(|chain| chain != elsewhere && !NO_ROUTING.contains(&chain))
        });
        let open = firewall::open(&rules, &packet(way, view, endpoint, packets));
        open.into_iter()
            .map(|rule| rule.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
            .collect::<Vec<Vec<_>>>()
    };
    let of = |view: &View<'_>| [Packets::Ours, Packets::Answers].map(|packets| marking(view, packets));
    let what = "it changes how rosmcp's packets are marked for routing, and whether they still arrive cannot be told";
    (of(&View::before(world)) != of(&View::after(world))).then(|| Finding {
        risk: Risk::High,
        what: what.to_owned(),
        step: None,
    })
}

fn finding(chain: &Chain, way: &Way, world: &World, endpoint: &Endpoint) -> Option<Finding> {
    let (views, name) = ([View::before(world), View::after(world)], chain.name);
    let [(before, open_before), (after, open)] = views.map(|view| {
        let (rules, packet) = (view.rows(chain.menu), packet(way, &view, endpoint, chain.packets));
        (firewall::verdict(&rules, name, &packet), firewall::open(&rules, &packet))
    });
    let (risk, what) = match (before, after) {
        // We are in, so rules that drop us were not read rightly, and what is said of them now may be as wrong. Where it could not
        // be told before either, it now depends on other rules.
        (Verdict::Drop, _) | (Verdict::Unknown, Verdict::Unknown) if open_before == open => return None,
        (Verdict::Drop, _) | (Verdict::Accept | Verdict::Unknown, Verdict::Unknown) => {
            (chain.unsure(), format!("whether {} cannot be told", chain.passes))
        }
        (Verdict::Accept | Verdict::Unknown, Verdict::Drop) => {
            (Risk::Critical, format!("rosmcp cuts its own way in: {}", chain.cuts))
        }
        (Verdict::Accept | Verdict::Unknown, Verdict::Accept) => return None,
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
        arriving: if ours { side(view, way.near_interface(view)) } else { Side::default() },
        leaving: if ours { Side::default() } else { side(view, way.near_interface(view)) },
        source_lists,
        destination_lists,
        state: if ours { "new" } else { "established" },
    }
}

/// An interface with the lists that it is known to be in, or not.
fn side<'a>(view: &View<'a>, interface: Option<&'a str>) -> Side<'a> {
    let lists = view.rows("interface/list");
    let names: Vec<_> = lists.iter().filter_map(|row| text(row, "name")).chain(["none"]).collect();
    let all = InterfaceLists::new(lists, view.rows("interface/list/member"));
    let known = |name: &'a str| Some((name, all.has(name, interface?)?));
    Side { interface, lists: names.into_iter().filter_map(known).collect() }
}
