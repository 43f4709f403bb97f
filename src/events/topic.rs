//! What can read otherwise than before.

use std::fmt;
use std::str::FromStr;

use crate::domain::device::DeviceId;

/// Something that can change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Which devices there are, and what the inventory knows of them.
    Inventory,
    /// The health of the fleet: some device's status is another.
    FleetHealth,
    /// The audit trail has further rows.
    Audit,
    /// A device was checked.
    Health(DeviceId),
    /// The kept configurations of a device.
    Snapshots(DeviceId),
    /// Rows of a menu of a device, by the menu's path; known by asking the device now and then.
    Menu(DeviceId, String),
    /// A plan, by its id.
    Plan(String),
}

impl Topic {
    /// The device that it is about.
    pub fn device(&self) -> Option<&DeviceId> {
        match self {
            Self::Health(device) | Self::Snapshots(device) | Self::Menu(device, _) => Some(device),
            Self::Inventory | Self::FleetHealth | Self::Audit | Self::Plan(_) => None,
        }
    }
}

/// As processes tell it each other: `inventory`, `health/ID`, `menu/ID/ip/address`.
impl fmt::Display for Topic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inventory => out.write_str("inventory"),
            Self::FleetHealth => out.write_str("fleet-health"),
            Self::Audit => out.write_str("audit"),
            Self::Health(device) => write!(out, "health/{}", device.0),
            Self::Snapshots(device) => write!(out, "snapshots/{}", device.0),
            Self::Menu(device, menu) => write!(out, "menu/{}/{menu}", device.0),
            Self::Plan(id) => write!(out, "plan/{id}"),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes; nothing is said of what is none.
impl FromStr for Topic {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, rest) = text.split_once('/').unwrap_or((text, ""));
        let device = || DeviceId(rest.to_owned());
        Ok(match (kind, rest) {
            ("inventory", "") => Self::Inventory,
            ("fleet-health", "") => Self::FleetHealth,
            ("audit", "") => Self::Audit,
            (_, "") => return Err(()),
            ("health", _) => Self::Health(device()),
            ("snapshots", _) => Self::Snapshots(device()),
            ("menu", _) => {
                let (device, menu) = rest.split_once('/').ok_or(())?;
                Self::Menu(DeviceId(device.to_owned()), menu.to_owned())
            }
            ("plan", _) => Self::Plan(rest.to_owned()),
            _ => return Err(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_process_writes_another_reads() {
        let device = DeviceId("01J".into());
        let topics = [
            Topic::Inventory,
            Topic::FleetHealth,
            Topic::Audit,
            Topic::Health(device.clone()),
            Topic::Snapshots(device.clone()),
            Topic::Menu(device, "ip/firewall/filter".into()),
            Topic::Plan("p".into()),
        ];
        for topic in topics {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for nothing in ["", "health", "weather/1", "inventory/x"] {
            assert_eq!(nothing.parse::<Topic>(), Err(()), "{nothing}");
        }
    }
}
