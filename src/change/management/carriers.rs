//! Steps that touch what carries the way: the interface with rosmcp's address, the VLAN and the bridge below it, and the
//! bridge's ports.

use super::{View, Way};
use crate::catalogue::menu::Risk;
use crate::change::row::{id, text};
use crate::change::world::World;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef, Text};
use crate::domain::row::RawRow;
use crate::routeros::session::Session;

/// What the packets of rosmcp come through, as far as the router says.
struct Carriers<'a> {
    world: &'a World,
    /// The interface that has the address.
    interface: &'a str,
    /// The bridge: that interface, or the one below its VLAN.
    bridge: &'a str,
    /// The VLAN on that bridge.
    vlan: Option<u16>,
    /// The port of the bridge by which rosmcp comes in, where the router has learnt it.
    port: Option<String>,
}

/// Steps that touch what carries the way.
pub(super) async fn touched(
    session: &Session,
    way: &Way,
    world: &World,
    steps: &[PlannedStep],
) -> Vec<Finding> {
    let mut carriers = Carriers::of(way, world);
    if steps.iter().filter_map(|step| step.action.as_ref()).any(|action| carriers.lost(action).is_some()) {
        carriers.port = learnt(session, way, carriers.bridge).await;
    }
    let found = steps.iter().filter_map(|step| {
        let what = carriers.touched_by(step, step.action.as_ref()?)?;
        Some(Finding { risk: Risk::Critical, what, step: Some(step.number) })
    });
    found.collect()
}

impl<'a> Carriers<'a> {
    fn of(way: &Way, world: &'a World) -> Self {
        let interface = way.interface(&View::before(world)).unwrap_or_default();
        let vlans = world.before("interface/vlan").iter();
        let over = vlans.filter(|_| !interface.is_empty()).find(|row| text(row, "name") == Some(interface));
        Self {
            world,
            interface,
            bridge: over.and_then(|row| text(row, "interface")).unwrap_or(interface),
            vlan: over.and_then(|row| text(row, "vlan-id")?.parse().ok()),
            port: None,
        }
    }

    fn touched_by(&self, step: &PlannedStep, action: &Action) -> Option<String> {
        let (interface, bridge) = (self.interface, self.bridge);
        let row = self.row(action);
        let of_bridge = row.is_some_and(|row| text(row, "bridge") == Some(bridge));
        let is_bridge = row.is_some_and(|row| text(row, "name") == Some(bridge)) && !bridge.is_empty();
        match action.path() {
            "interface/bridge/port" if of_bridge => {
                Some(format!("it changes a port of the bridge {bridge} that carries rosmcp's address"))
            }
            "interface/bridge/vlan" if of_bridge && row.is_some_and(|row| self.is_ours(row)) => {
                Some(format!("it changes the VLAN of the bridge {bridge} by which rosmcp comes in"))
            }
            "interface/bridge" | "interface" if is_bridge => {
                Some(format!("it changes the bridge {bridge} that carries rosmcp's address"))
            }
            "interface/bridge/port" | "interface/bridge/vlan" | "interface/bridge" if self.is_named(step) => {
                Some(format!("it changes the bridge {interface} that carries rosmcp's address"))
            }
            "interface/vlan" | "interface/ethernet" | "interface" if self.is_named(step) => {
                Some(format!("it changes the interface {interface} that carries rosmcp's address"))
            }
            path if path.starts_with("interface") && self.lost(action).is_some() => {
                let port = self.lost(action).unwrap_or_default();
                Some(format!("it turns {port} off, a port of the bridge {bridge} that rosmcp may come in by"))
            }
            "user" | "user/group" | "user/aaa" => Some("it changes who may log in".to_owned()),
            _ => None,
        }
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
        let is_port =
            ports.any(|row| text(row, "bridge") == Some(self.bridge) && text(row, "interface") == Some(name));
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

    /// Whether the step names the interface that has the address, in what it is about or in what it writes.
    fn is_named(&self, step: &PlannedStep) -> bool {
        let values = step.changes.iter().flat_map(|change| [change.old.as_deref(), change.new.as_deref()]);
        let mut said = values.flatten().chain([step.summary.as_str()]);
        let word = |text: &str| text.split([' ', ',', '(', ')']).any(|word| word == self.interface);
        !self.interface.is_empty() && said.any(word)
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
            let carriers = Carriers { world: &world, interface: "v", bridge: "b", vlan, port: None };
            carriers.is_ours(&RawRow::from([("vlan-ids".to_owned(), ids.to_owned())]))
        };
        assert!(
            ours(Some(99), "99") && ours(Some(99), "10,90-100") && ours(Some(99), "?") && ours(None, "7")
        );
        assert!(!ours(Some(99), "9") && !ours(Some(99), "10,20-98"));
    }
}
