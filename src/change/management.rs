//! Whether a plan cuts the way by which rosmcp comes in, and what else of it could lock people out.
//!
//! The way is followed before and after the plan: service, address, interface, user, the chains of the firewall (raw,
//! destination NAT, input, output), the route back, and the interfaces below. What is undecidable there is a finding, too, as
//! are steps in what is not followed (marks for routing, VRFs, ARP, encryption, IPv6, tunnels) where they may be about rosmcp, and
//! services that are taken from other people.

mod bare;
mod carriers;
mod chains;
mod idle;
mod later;
mod people;
mod routes;
mod rules;
mod unseen;

use std::net::IpAddr;

use super::firewall;
use super::row::{id, is_dynamic, is_on, text};
use super::world::{World, WorldRow};
use crate::catalogue::menu::Risk;
use crate::domain::device::{Endpoint, TransportKind, Trust};
use crate::domain::plan::{Finding, PlannedStep, RowRef};
use crate::domain::row::RawRow;
use crate::routeros::session::Session;

/// The menus that the analysis reads.
const READ: &[&str] = &[
    "ip/service",
    "ip/address",
    "interface",
    "interface/list",
    "interface/list/member",
    "interface/bridge",
    "interface/bridge/port",
    "interface/bridge/vlan",
    "interface/vlan",
    "ip/firewall/raw",
    "ip/firewall/nat",
    "ip/firewall/filter",
    "ip/firewall/address-list",
    "ip/route",
    "user",
    "user/active",
];

/// The fields of a service that say from where it may be talked to; the second has taken the place of the first.
pub(crate) const ALLOWED_FROM: [&str; 2] = ["address", "available-from"];

/// How rosmcp comes to a router.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// The user it logs in as.
    pub user: String,
    /// The service it talks to.
    pub service: &'static str,
    /// Its address as the router sees it, where the router says so.
    pub source: Option<IpAddr>,
    /// The router's address that it talks to.
    pub destination: Option<IpAddr>,
}

/// What is wrong with the way, by place, in words.
type Cuts = Vec<(&'static str, String)>;

/// What a plan of `steps` could do to the way in, and other things worth a warning; `manual` says that a person confirms it.
pub async fn analyse(
    session: &Session,
    endpoint: &Endpoint,
    user: &str,
    world: &mut World,
    steps: &[PlannedStep],
    manual: bool,
) -> Vec<Finding> {
    let touches_management = steps.iter().any(|step| {
        step.action.as_ref().is_some_and(|action| {
            let menu = crate::catalogue::menus::find(action.path());
            menu.is_some_and(|menu| menu.management)
        })
    });
    let mut findings = telling(steps, world);
    findings.extend(bare::findings(steps));
    if !manual {
        findings.extend(later::findings(steps));
    }
    findings.extend(idle::findings(session, world, steps).await);
    if !touches_management {
        return findings;
    }
    world.try_load(session, READ).await;
    let way = Way::of(endpoint, user, world);
    let before = way.cuts(&View::before(world), endpoint);
    let after = way.cuts(&View::after(world), endpoint);
    let new = after.into_iter().filter(|cut| !before.contains(cut));
    findings.extend(new.map(|(_, what)| Finding {
        risk: Risk::Critical,
        what: format!("rosmcp cuts its own way in: {what}"),
        step: None,
    }));
    findings.extend(chains::findings(&way, world, endpoint));
    findings.extend(routes::findings(&way, world));
    findings.extend(carriers::touched(session, &way, world, steps).await);
    findings.extend(unseen::findings(&way, world, steps));
    findings.extend(people::findings(&way, world, steps));
    if way.source.is_none() || way.destination.is_none() {
        let what = "the router does not say by which address rosmcp comes in, so this analysis is incomplete";
        findings.push(Finding { risk: Risk::High, what: what.to_owned(), step: None });
    }
    findings
}

impl Way {
    fn of(endpoint: &Endpoint, user: &str, world: &World) -> Self {
        let service = match (endpoint.transport, &endpoint.trust) {
            (TransportKind::Rest, Trust::Plain) => "www",
            (TransportKind::Rest, _) => "www-ssl",
            (TransportKind::Api, Trust::Plain) => "api",
            (TransportKind::Api, _) => "api-ssl",
        };
        // People may log in as the same user, by other services and from elsewhere.
        let via = |row: &&RawRow| match endpoint.transport {
            TransportKind::Rest => text(row, "via") == Some("rest-api"),
            TransportKind::Api => matches!(text(row, "via"), Some("api" | "api-ssl")),
        };
        let of_user = world.before("user/active").iter().filter(|row| text(row, "name") == Some(user));
        let ours = of_user.filter(via);
        let source = ours.rev().find_map(|row| text(row, "address")?.parse::<IpAddr>().ok());
        let own = |address: &IpAddr| {
            let mut rows = world.before("ip/address").iter();
            rows.any(|row| host_of(row) == Some(*address))
        };
        let named = endpoint.host.parse::<IpAddr>().ok().filter(own);
        // Behind a translation the router's own address is the one in the network that we come from.
        let near = source.and_then(|source| {
            let mut rows = world.before("ip/address").iter();
            rows.find(|row| {
                text(row, "address").is_some_and(|range| firewall::covers(range, source) == Some(true))
            })
            .and_then(host_of)
        });
        Self { user: user.to_owned(), service, source, destination: named.or(near) }
    }

    fn cuts(&self, view: &View<'_>, endpoint: &Endpoint) -> Cuts {
        let mut cuts = Cuts::new();
        self.service_cut(view, endpoint, &mut cuts);
        self.address_cut(view, &mut cuts);
        self.user_cut(view, &mut cuts);
        cuts
    }

    fn service_cut(&self, view: &View<'_>, endpoint: &Endpoint, cuts: &mut Cuts) {
        let mut rows = view.rows("ip/service").into_iter();
        let Some(row) = rows.find(|row| text(row, "name") == Some(self.service) && !is_dynamic(row)) else {
            return;
        };
        if is_on(row, "disabled") {
            cuts.push(("service", format!("the service {} is off", self.service)));
        }
        for allowed in ALLOWED_FROM.iter().filter_map(|name| text(row, name)) {
            if self.source.is_some_and(|source| firewall::covers(allowed, source) == Some(false)) {
                cuts.push((
                    "service address",
                    format!("the service {} lets in {allowed} only", self.service),
                ));
            }
        }
        if let Some(vrf) = text(row, "vrf").filter(|vrf| *vrf != "main") {
            cuts.push(("service VRF", format!("the service {} is in the VRF {vrf}", self.service)));
        }
        if let Some(port) = text(row, "port").filter(|port| *port != endpoint.port.to_string()) {
            cuts.push(("service port", format!("the service {} is on port {port}", self.service)));
        }
        if text(row, "certificate").is_none_or(|name| name == "none") && self.service.ends_with("-ssl") {
            cuts.push(("service certificate", format!("the service {} has no certificate", self.service)));
        }
    }

    fn address_cut(&self, view: &View<'_>, cuts: &mut Cuts) {
        let Some(destination) = self.destination.filter(IpAddr::is_ipv4) else { return };
        let mut rows = view.rows("ip/address").into_iter();
        let Some(row) = rows.find(|row| host_of(row) == Some(destination)) else {
            cuts.push(("address", format!("the address {destination} is gone")));
            return;
        };
        if is_on(row, "disabled") {
            cuts.push(("address", format!("the address {destination} is disabled")));
        }
        let name = text(row, "interface").unwrap_or_default();
        if view.interface(name).iter().any(|row| is_on(row, "disabled")) {
            cuts.push(("interface", format!("the interface {name} is disabled")));
        }
        if !view.has_interface(name) {
            cuts.push(("interface", format!("the interface {name} is gone")));
        }
    }

    fn user_cut(&self, view: &View<'_>, cuts: &mut Cuts) {
        if !view.knows("user") {
            return;
        }
        let mut rows = view.rows("user").into_iter();
        let Some(row) = rows.find(|row| text(row, "name") == Some(&self.user)) else {
            cuts.push(("user", format!("the user {} is gone", self.user)));
            return;
        };
        if is_on(row, "disabled") {
            cuts.push(("user", format!("the user {} is disabled", self.user)));
        }
        let allowed = text(row, "address").unwrap_or_default();
        let outside = self.source.is_some_and(|source| firewall::covers(allowed, source) == Some(false));
        if !allowed.is_empty() && outside {
            cuts.push(("user address", format!("the user {} may come from {allowed} only", self.user)));
        }
    }

    /// The interface with the address that rosmcp talks to.
    fn interface<'a>(&self, view: &View<'a>) -> Option<&'a str> {
        let destination = self.destination?;
        let row = view.rows("ip/address").into_iter().find(|row| host_of(row) == Some(destination))?;
        text(row, "interface")
    }

    /// The same, where rosmcp is in that address's network, so that its packets come in and the answers leave there.
    fn near_interface<'a>(&self, view: &View<'a>) -> Option<&'a str> {
        let (source, destination) = (self.source?, self.destination?);
        let near = |row: &&RawRow| {
            host_of(row) == Some(destination)
                && text(row, "address").is_some_and(|range| firewall::covers(range, source) == Some(true))
        };
        text(view.rows("ip/address").into_iter().find(near)?, "interface")
    }
}

/// What is worth a warning whatever the way.
fn telling(steps: &[PlannedStep], world: &World) -> Vec<Finding> {
    let mut findings = rules::findings(steps, world);
    for step in steps {
        let Some(action) = &step.action else { continue };
        let routes = matches!(action.path(), "ip/route" | "ipv6/route");
        let all = |text: &Option<String>| matches!(text.as_deref(), Some("0.0.0.0/0" | "::/0"));
        let default = step
            .changes
            .iter()
            .any(|change| change.field == "dst-address" && (all(&change.old) || all(&change.new)))
            || step.summary.contains("0.0.0.0/0");
        let says = !step.changes.is_empty() && step.changes.iter().all(|change| change.field == "comment");
        if routes && default && !says {
            let what = "it changes the default route".to_owned();
            findings.push(Finding { risk: Risk::High, what, step: Some(step.number) });
        }
    }
    findings
}

/// The world before a plan, or after it.
struct View<'a> {
    world: &'a World,
    after: bool,
}

impl<'a> View<'a> {
    fn before(world: &'a World) -> Self {
        Self { world, after: false }
    }

    fn after(world: &'a World) -> Self {
        Self { world, after: true }
    }

    fn knows(&self, path: &str) -> bool {
        self.world.knows(path)
    }

    fn rows(&self, path: &str) -> Vec<&'a RawRow> {
        if self.after {
            return self.world.after(path).iter().map(|row| &row.values).collect();
        }
        self.world.before(path).iter().collect()
    }

    /// The rows that are about the interface `name`, in `interface` and in the menu of its kind. What was called so is it
    /// whatever its name becomes: others refer to it by its id.
    fn interface(&self, name: &str) -> Vec<&'a RawRow> {
        let kinds = crate::catalogue::menus::all().filter(|menu| menu.path.starts_with("interface"));
        kinds.flat_map(|menu| self.named(menu.path, name)).collect()
    }

    /// Whether each menu that has interfaces by name still has this one, where one of them had it.
    fn has_interface(&self, name: &str) -> bool {
        let kinds = crate::catalogue::menus::all().filter(|menu| menu.path.starts_with("interface"));
        let mut known = kinds.filter(|menu| self.knows(menu.path));
        known.all(|menu| {
            Self::before(self.world).named(menu.path, name).is_empty()
                || !self.named(menu.path, name).is_empty()
        })
    }

    fn named(&self, path: &str, name: &str) -> Vec<&'a RawRow> {
        let named = |row: &&RawRow| text(row, "name") == Some(name);
        let before = self.world.before(path).iter().filter(named);
        if !self.after {
            return before.collect();
        }
        let ids: Vec<_> = before.map(id).collect();
        let is = |row: &&WorldRow| match &row.at {
            RowRef::Id(id) if ids.contains(&id.as_str()) => true,
            _ => named(&&row.values),
        };
        self.world.after(path).iter().filter(is).map(|row| &row.values).collect()
    }
}

/// The address of an `ip/address` row, without its prefix length.
fn host_of(row: &RawRow) -> Option<IpAddr> {
    text(row, "address")?.split('/').next()?.parse().ok()
}
