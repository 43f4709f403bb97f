//! What can read otherwise than before.

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
