//! Steps that touch what carries the way: the interface with rosmcp's address, what is below it (VLAN, bonding, PPP,
//! bridge), and the bridge's ports. What carries a tunnel is not followed, and that is said.

use super::{View, Way};
use crate::catalogue::menu::Risk;
use crate::change::row::{id, text};
use crate::change::world::World;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef, Text};
use crate::domain::row::RawRow;
use crate::routeros::session::Session;

/// The kinds of interfaces that are on others: the type, the menu, and the field that names these.
const ON_OTHERS: &[(&str, &str, &str)] = &[
    ("vlan", "interface/vlan", "interface"),
    ("bond", "interface/bonding", "slaves"),
    ("vrrp", "interface/vrrp", "interface"),
    ("pppoe-out", "interface/pppoe-client", "interface"),
];
/// The kinds that are on none, or whose ports are looked at.
const ON_NONE: &[&str] = &["ether", "bridge", "wlan", "wifi", "cap", "lte", "veth", "loopback", ""];
/// What decides whether the packets of a tunnel arrive.
const OF_TUNNELS: &[&str] =
    &["interface", "ip/address", "ip/route", "ip/firewall", "ip/ipsec", "routing/rule"];
/// How many interfaces are followed.
const MOST_LINKS: usize = 32;

/// What the packets of rosmcp come through, as far as the router says.
struct Carriers<'a> {
    world: &'a World,
    /// The interface that has the address, and those below it.
    links: Vec<String>,
    /// The bridge among them, or the one interface that all is on.
    bridge: String,
    /// The VLAN on that bridge.
    vlan: Option<u16>,
    /// The port of the bridge by which rosmcp comes in, where the router has learnt it.
    port: Option<String>,
}

/// Steps that touch what carries the way.
pub(super) async fn touched(
    session: &Session,
    way: &Way,
    world: &mut World,
    steps: &[PlannedStep],
) -> Vec<Finding> {
    let links = links(session, way, world).await;
    let mut carriers = Carriers::of(links, world);
    let steps = || steps.iter().filter_map(|step| Some((step.number, acting(step)?)));
    if steps().any(|(_, action)| carriers.lost(action).is_some()) {
        carriers.port = learnt(session, way, &carriers.bridge).await;
    }
    let found = steps().filter_map(|(number, action)| {
        let what = carriers.touched_by(action)?;
        Some(Finding { risk: Risk::Critical, what, step: Some(number) })
    });
    found.chain(carriers.tunnel(steps().map(|(_, action)| action))).collect()
}

/// What a step does, unless that is a comment or the name of an interface, which others refer to by its id.
fn acting(step: &PlannedStep) -> Option<&Action> {
    let action = step.action.as_ref()?;
    let (Action::Set { values, .. }, path) = (action, action.path()) else { return Some(action) };
    let telling = |name: &str| name == "comment" || (name == "name" && path.starts_with("interface"));
    (!values.keys().all(|name| telling(name))).then_some(action)
}

/// The interface that has the address, and those below it.
async fn links(session: &Session, way: &Way, world: &mut World) -> Vec<String> {
    let first = way.interface(&View::before(world)).map(str::to_owned);
    let (mut links, mut at) = (Vec::from_iter(first), 0);
    while let Some(name) = links.get(at).filter(|_| links.len() < MOST_LINKS).cloned() {
        at += 1;
        let kind = kind(world, &name).to_owned();
        let Some((_, menu, field)) = ON_OTHERS.iter().find(|(of, _, _)| *of == kind) else { continue };
        world.try_load(session, &[menu]).await;
        let row = world.before(menu).iter().find(|row| text(row, "name") == Some(&name));
        let below = row.and_then(|row| text(row, field)).unwrap_or_default().split(',');
        let below: Vec<_> = below.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        links.extend(below);
    }
    links
}

/// What an action writes into a field, item by item.
fn written<'a>(action: &'a Action, field: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let values = match action {
        Action::Add { values, .. } | Action::Set { values, .. } => values.get(field),
        _ => None,
    };
    values.and_then(Text::plain).into_iter().flat_map(|text| text.split(','))
}

/// The type of an interface, as RouterOS names it.
fn kind<'a>(world: &'a World, interface: &str) -> &'a str {
    let row = world.before("interface").iter().find(|row| text(row, "name") == Some(interface));
    row.and_then(|row| text(row, "type")).unwrap_or_default()
}

impl<'a> Carriers<'a> {
    fn of(links: Vec<String>, world: &'a World) -> Self {
        let named =
            |menu: &str, name: &str| world.before(menu).iter().find(|row| text(row, "name") == Some(name));
        let vlans: Vec<_> = links.iter().filter_map(|name| named("interface/vlan", name)).collect();
        let bridge = links.iter().find(|name| named("interface/bridge", name).is_some());
        Self {
            world,
            bridge: bridge.or(links.last()).cloned().unwrap_or_default(),
            vlan: vlans.last().and_then(|row| text(row, "vlan-id")?.parse().ok()),
            links,
            port: None,
        }
    }

    fn touched_by(&self, action: &Action) -> Option<String> {
        let bridge = &self.bridge;
        let row = self.row(action);
        let of_bridge = row.is_some_and(|row| text(row, "bridge") == Some(bridge));
        let link = self.link(row.and_then(|row| text(row, "name")));
        match action.path() {
            "interface/bridge/port" if of_bridge => {
                Some(format!("it changes a port of the bridge {bridge} that carries rosmcp's address"))
            }
            "interface/bridge/vlan" if of_bridge && row.is_some_and(|row| self.is_ours(row)) => {
                Some(format!("it changes the VLAN of the bridge {bridge} by which rosmcp comes in"))
            }
            "interface/bridge/vlan" if self.adds_ours(action) => {
                Some(format!("it changes the VLAN of the bridge {bridge} by which rosmcp comes in"))
            }
            path if path.starts_with("interface") => {
                let taken = (path == "interface/bridge/port" || path == "interface/bonding")
                    .then(|| ["interface", "slaves"].into_iter().flat_map(|name| written(action, name)));
                let taken = taken.into_iter().flatten().find_map(|name| self.link(Some(name)));
                self.of_link(taken, link, self.lost(action))
            }
            "user" | "user/group" | "user/aaa" => Some("it changes who may log in".to_owned()),
            _ => None,
        }
    }

    /// The interface that carries the way and has this name.
    fn link(&self, name: Option<&str>) -> Option<&str> {
        self.links.iter().map(String::as_str).find(|link| Some(*link) == name)
    }

    /// What is to be said of an interface that becomes part of another, is changed, or is turned off.
    fn of_link(&self, taken: Option<&str>, link: Option<&str>, lost: Option<&str>) -> Option<String> {
        if let Some(name) = taken {
            return Some(format!(
                "it makes {name}, which carries rosmcp's address, part of another interface"
            ));
        }
        if let Some(name) = link {
            let kind = if kind(self.world, name) == "bridge" { "bridge" } else { "interface" };
            return Some(format!("it changes the {kind} {name} that carries rosmcp's address"));
        }
        let bridge = &self.bridge;
        lost.map(|port| {
            format!("it turns {port} off, a port of the bridge {bridge} that rosmcp may come in by")
        })
    }

    /// Whether an action adds our VLAN to the VLAN table of the bridge.
    fn adds_ours(&self, action: &Action) -> bool {
        let bridge = || written(action, "bridge").any(|name| name == self.bridge);
        let row = || written(action, "vlan-ids").collect::<Vec<_>>().join(",");
        matches!(action, Action::Add { .. })
            && bridge()
            && self.is_ours(&RawRow::from([("vlan-ids".to_owned(), row())]))
    }

    /// What cannot be told where rosmcp comes in by a tunnel.
    fn tunnel<'b>(&self, mut actions: impl Iterator<Item = &'b Action>) -> Option<Finding> {
        let known = |kind: &str| ON_NONE.contains(&kind) || ON_OTHERS.iter().any(|(of, _, _)| *of == kind);
        let tunnel = self.links.iter().find(|name| !known(kind(self.world, name)))?;
        let touches = |action: &Action| OF_TUNNELS.iter().any(|path| action.path().starts_with(path));
        let what = format!(
            "rosmcp comes in by the tunnel {tunnel}, and whether that still gets through cannot be told"
        );
        actions.any(touches).then_some(Finding { risk: Risk::High, what, step: None })
    }

    /// The port of the bridge that an action takes out of service, unless rosmcp is known to come in by another.
    fn lost(&self, action: &Action) -> Option<&'a str> {
        let off = match action {
            Action::Remove { .. } => true,
            Action::Set { values, .. } => {
                let disabled = values.get("disabled").and_then(Text::plain);
                matches!(disabled, Some("true" | "yes"))
            }
            _ => false,
        };
        let name = text(self.row(action)?, "name").filter(|_| off)?;
        let mut ports = self.world.before("interface/bridge/port").iter();
        let is_port = ports
            .any(|row| text(row, "bridge") == Some(&self.bridge) && text(row, "interface") == Some(name));
        (is_port && self.port.as_deref().is_none_or(|port| port == name)).then_some(name)
    }

    /// The row that a step changes or removes, as it was.
    fn row(&self, action: &Action) -> Option<&'a RawRow> {
        let (Action::Set { row: Some(RowRef::Id(wanted)), .. }
        | Action::Remove { row: RowRef::Id(wanted), .. }) = action
        else {
            return None;
        };
        self.world.before(action.path()).iter().find(|row| id(row) == wanted)
    }

    /// Whether a row of the bridge's VLAN table is about the VLAN that rosmcp comes in by.
    fn is_ours(&self, row: &RawRow) -> bool {
        let Some(vlan) = self.vlan else { return true };
        text(row, "vlan-ids").unwrap_or_default().split(',').any(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            // What cannot be read might be about it.
            match (from.trim().parse::<u16>(), to.trim().parse::<u16>()) {
                (Ok(from), Ok(to)) => (from..=to).contains(&vlan),
                _ => true,
            }
        })
    }
}

/// Behind which port of `bridge` the router has last heard rosmcp; `None` where it does not say, as when a gateway is
/// in between.
async fn learnt(session: &Session, way: &Way, bridge: &str) -> Option<String> {
    let source = way.source?.to_string();
    let known = session.find("ip/arp", &[("address", &source)], &["mac-address"]).await.ok()?;
    let mac = text(known.first()?, "mac-address")?.to_owned();
    let (behind, fields) = ([("mac-address", mac.as_str())], ["bridge", "on-interface"]);
    let heard = session.find("interface/bridge/host", &behind, &fields).await.ok()?;
    let here = heard.iter().find(|row| text(row, "bridge") == Some(bridge))?;
    text(here, "on-interface").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_vlan_table_is_ours_when_it_may_be() {
        let world = World::default();
        let ours = |vlan, ids: &str| {
            let carriers = Carriers { vlan, ..Carriers::of(Vec::new(), &world) };
            carriers.is_ours(&RawRow::from([("vlan-ids".to_owned(), ids.to_owned())]))
        };
        assert!(
            ours(Some(99), "99") && ours(Some(99), "10,90-100") && ours(Some(99), "?") && ours(None, "7")
        );
        assert!(!ours(Some(99), "9") && !ours(Some(99), "10,20-98"));
    }
}
