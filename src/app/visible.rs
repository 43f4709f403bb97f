//! Whether somebody may still know of a device, asked before each notification: from a copy of the inventory that is a
//! second old at most, so that it costs the same for one listener as for ten thousand.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::App;
use crate::clock::{self, Instant};
use crate::domain::access;
use crate::domain::device::Device;
use crate::error::{Error, Result};
use crate::store::devices;

/// A copy is good for so long.
const FRESH: Duration = Duration::from_secs(1);

/// The inventory as it was when somebody last asked for it, by name and by id.
type Devices = Arc<HashMap<String, Arc<Device>>>;

/// The copy.
#[derive(Default)]
pub(super) struct InventoryCopy(Mutex<Option<(Instant, Devices)>>);

impl App {
    /// Whether the device `name` (or id) is one that this view may see and reach, or was a moment ago. Fails with
    /// [`ErrorKind::NotFound`](crate::error::ErrorKind::NotFound) or
    /// [`ErrorKind::Refused`](crate::error::ErrorKind::Refused), as [`App::reachable_device`] does. While the database
    /// does not answer, what was last known counts.
    pub async fn still_sees(&self, name: &str) -> Result<()> {
        let devices = self.copied_inventory().await?;
        let device = devices.get(name).filter(|device| self.scope.contains(device));
        let device = device.ok_or_else(|| Error::not_found(format!("there is no device named {name:?}")))?;
        access::may_reach(device, self.settings.environment)
    }

    async fn copied_inventory(&self) -> Result<Devices> {
        let mut copy = self.inventory_copy.0.lock().await;
        if let Some((at, devices)) = &*copy
            && at.elapsed() < FRESH
        {
            return Ok(devices.clone());
        }
        let devices = match (self.store.read(devices::list).await, &*copy) {
            (Ok(devices), _) => Arc::new(by_name(devices)),
            (Err(error), Some((_, known))) => {
                tracing::warn!(%error, "who may see which device could not be looked up again");
                known.clone()
            }
            (Err(error), None) => return Err(error),
        };
        *copy = Some((clock::monotonic(), devices.clone()));
        Ok(devices)
    }
}

/// By name as well as by id; where one device's name is another's id, the name counts.
fn by_name(devices: Vec<Device>) -> HashMap<String, Arc<Device>> {
    let devices: Vec<_> = devices.into_iter().map(Arc::new).collect();
    let ids = devices.iter().map(|device| (device.id.0.clone(), device.clone()));
    let names = devices.iter().map(|device| (device.name.clone(), device.clone()));
    ids.chain(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;
    use crate::domain::principal::Principal;
    use crate::domain::scope::DeviceScope;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn what_left_the_scope_is_seen_no_longer() {
        let app = App::scratch().await;
        let (mut edge, core) = (device("edge-1", &[("site", "edge")]), device("core-1", &[("site", "core")]));
        for device in [edge.clone(), core] {
            app.store.write(move |conn| devices::insert(conn, &device)).await.unwrap();
        }
        let principal =
            Principal { devices: DeviceScope::only(["tag:site=edge"]).unwrap(), ..Principal::lab() };
        let view = app.seen_by(&principal);
        view.still_sees("edge-1").await.unwrap();
        view.still_sees(&edge.id.0).await.unwrap();
        assert_eq!(view.still_sees("core-1").await.unwrap_err().kind(), ErrorKind::NotFound);
        app.still_sees("core-1").await.unwrap();

        edge.tags.clear();
        app.store.write(move |conn| devices::update(conn, &edge)).await.unwrap();
        tokio::time::sleep(FRESH).await;
        assert_eq!(view.still_sees("edge-1").await.unwrap_err().kind(), ErrorKind::NotFound);
        app.still_sees("edge-1").await.unwrap();
    }
}
