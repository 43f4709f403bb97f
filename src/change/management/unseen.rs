//! Steps that may cut the way by what is not followed: said where they are about rosmcp, or may be.

use std::net::IpAddr;

use super::{View, Way, host_of};
use crate::catalogue::menu::Risk;
use crate::catalogue::menus;
use crate::change::firewall::covers;
use crate::change::row::{id, is_dynamic, is_on, text};
use crate::change::world::World;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef};
use crate::domain::row::RawRow;

/// Settings that change which rules packets come by, and what that is called.
const RULES_FOR_OTHERS: &[(&str, &str, &str)] = &[
    ("interface/bridge/settings", "use-ip-firewall", "whether bridged packets come by the firewall"),
    ("interface/bridge/settings", "use-ip-firewall-for-vlan", "whether bridged packets come by the firewall"),
    (
        "interface/bridge/settings",
        "use-ip-firewall-for-pppoe",
        "whether bridged packets come by the firewall",
    ),
    ("ip/firewall/connection/tracking", "enabled", "whether connections have a state"),
    ("ip/settings", "rp-filter", "from where packets are taken"),
];

/// What is to be said of `steps`.
pub(super) fn findings(way: &Way, world: &World, steps: &[PlannedStep]) -> Vec<Finding> {
    let mut findings: Vec<_> = steps.iter().filter_map(|step| of_step(way, world, step)).collect();
    let v6 = [way.source, way.destination].into_iter().flatten().any(|address| address.is_ipv6());
    let may_cut = |step: &&PlannedStep| {
        let path = step.action.as_ref().map(Action::path);
        path.is_some_and(|path| {
            path.starts_with("ipv6") && menus::find(path).is_some_and(|menu| menu.management)
        })
    };
    if let Some(step) = steps.iter().find(may_cut).filter(|_| v6) {
        let what = "rosmcp comes in by IPv6, which is not followed: whether it still does cannot be told";
        findings.push(Finding { risk: Risk::High, what: what.to_owned(), step: Some(step.number) });
    }
    findings
}

fn of_step(way: &Way, world: &World, step: &PlannedStep) -> Option<Finding> {
    let action = step.action.as_ref()?;
    let touched = Touched::by(action, step.number, world);
    if touched.only_says() && !matches!(action, Action::Move { .. }) {
        return None;
    }
    let (risk, what) = match action.path() {
        "ip/vrf" => vrf(way, world, &touched)?,
        "ip/arp" => arp(way, world, &touched)?,
        "ip/ipsec/policy" => policy(way, &touched)?,
        "ip/dhcp-client" => dhcp(way, world, &touched)?,
        "ip/service/webserver" => webserver(way, &touched)?,
        "certificate" => certificate(way, world, &touched)?,
        "interface/wireguard/peers" => peer(way, &touched)?,
        path => setting(path, &touched)?,
    };
    Some(Finding { risk, what, step: Some(step.number) })
}

/// A row that a step touches, as it is and as it will be, with the fields that differ.
struct Touched<'a> {
    before: Option<&'a RawRow>,
    after: Option<&'a RawRow>,
}

impl<'a> Touched<'a> {
    fn by(action: &Action, number: usize, world: &'a World) -> Self {
        let at = match action {
            Action::Add { .. } => Some(RowRef::Added(number)),
            Action::Set { row, .. } => row.clone(),
            Action::Remove { row, .. } | Action::Move { row, .. } => Some(row.clone()),
            Action::Run { .. } => return Self { before: None, after: None },
        };
        let (before, after) = (world.before(action.path()), world.after(action.path()));
        match at {
            // Settings are one row without an id.
            None => Self { before: before.first(), after: after.first().map(|row| &row.values) },
            Some(at) => Self {
                before: before.iter().find(|row| RowRef::Id(id(row).to_owned()) == at),
                after: after.iter().find(|row| row.at == at).map(|row| &row.values),
            },
        }
    }

    fn both(&self) -> impl Iterator<Item = &'a RawRow> + use<'a> {
        self.before.into_iter().chain(self.after)
    }

    fn changes(&self, field: &str) -> bool {
        self.before.and_then(|row| text(row, field)) != self.after.and_then(|row| text(row, field))
    }

    /// Whether nothing but its comment differs.
    fn only_says(&self) -> bool {
        let (Some(before), Some(after)) = (self.before, self.after) else { return false };
        let differs =
            |(name, value): (&String, &String)| name != "comment" && before.get(name) != Some(value);
        !after.iter().any(differs)
    }
}

fn cannot_be_told(what: &str) -> (Risk, String) {
    (Risk::High, format!("it changes {what}, and whether rosmcp still comes in cannot be told"))
}

fn vrf(way: &Way, world: &World, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let view = View::before(world);
    let Some(interface) = way.interface(&view) else {
        return Some(cannot_be_told("which interfaces have a routing of their own"));
    };
    let has = |row: Option<&RawRow>| {
        let row = row.filter(|row| !is_on(row, "disabled"));
        let all = row.and_then(|row| text(row, "interfaces")).unwrap_or_default();
        all.split(',').any(|name| name == interface)
    };
    (has(touched.before) != has(touched.after)).then(|| {
        let what = format!(
            "it gives or takes the interface {interface}, which has rosmcp's address, a routing of its own"
        );
        (Risk::Critical, what)
    })
}

/// Rows that tell where our packets' answers go: those of rosmcp itself, or of whatever is between on that interface.
fn arp(way: &Way, world: &World, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let view = View::before(world);
    let of_us = |address: IpAddr| [way.source, way.destination].contains(&Some(address));
    let interface = way.interface(&view);
    let may = touched.both().any(|row| {
        let address = text(row, "address").and_then(|address| address.parse().ok());
        let here = interface.is_none() || text(row, "interface") == interface;
        address.is_none_or(of_us) || (here && way.near_interface(&view).is_none())
    });
    may.then(|| cannot_be_told("which MAC address its answers go to"))
}

fn policy(way: &Way, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let may = |row: &RawRow, name: &str, address: Option<IpAddr>| match (text(row, name), address) {
        (Some(range), Some(address)) => covers(range, address) != Some(false),
        _ => true,
    };
    let meets = |row: &RawRow| {
        !is_on(row, "disabled")
            && may(row, "src-address", way.destination)
            && may(row, "dst-address", way.source)
            && matches!(text(row, "protocol"), None | Some("all" | "tcp" | "6" | "255"))
    };
    touched.both().any(meets).then(|| cannot_be_told("an IPsec policy that its packets may meet"))
}

fn dhcp(way: &Way, world: &World, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let view = View::before(world);
    let address = world.before("ip/address").iter().find(|row| host_of(row) == way.destination)?;
    let interface = way.interface(&view)?;
    let ours = touched.before.is_some_and(|row| text(row, "interface") == Some(interface));
    (ours && is_dynamic(address)).then(|| {
        (
            Risk::Critical,
            format!("it changes the DHCP client from which {interface} has the address that rosmcp calls"),
        )
    })
}

fn webserver(way: &Way, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let field = match way.service {
        "www" => "rest-plain",
        "www-ssl" => "rest-secure",
        _ => return None,
    };
    let off = touched.after.is_some_and(|row| matches!(text(row, field), Some("false" | "no")));
    (off && touched.changes(field)).then(|| {
        (Risk::Critical, format!("it turns off REST over {}, by which rosmcp comes in", way.service))
    })
}

fn certificate(way: &Way, world: &World, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let mut services = world.before("ip/service").iter();
    let service = services.find(|row| text(row, "name") == Some(way.service) && !is_dynamic(row))?;
    let name = text(service, "certificate").filter(|_| way.service.ends_with("-ssl"))?;
    let ours = touched.before.is_some_and(|row| text(row, "name") == Some(name));
    (ours && touched.after.is_none()).then(|| {
        (Risk::Critical, format!("it removes {name}, the certificate of the service {}", way.service))
    })
}

/// A peer that has our address, or that takes it.
fn peer(way: &Way, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let has = |row: &RawRow| match (text(row, "allowed-address"), way.source) {
        (Some(range), Some(source)) => covers(range, source) != Some(false),
        _ => true,
    };
    touched.both().any(has).then(|| cannot_be_told("a WireGuard peer that may carry its packets"))
}

fn setting(path: &str, touched: &Touched<'_>) -> Option<(Risk, String)> {
    let mut all = RULES_FOR_OTHERS.iter().filter(|(menu, _, _)| *menu == path);
    all.find(|(_, field, _)| touched.changes(field)).map(|(_, _, what)| cannot_be_told(what))
}
