//! Keeping the configuration of every device regularly, and soon after a plan changed it.
//!
//! A device's turn comes one interval after its configuration was last seen, whoever looked, so that restarts do not
//! multiply the work. One that fails waits for its next turn. Of several servers on one database only the one that has the
//! clockwork looks.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock::{self, UnixMs, jitter, milliseconds};
use crate::domain::device::{Device, DeviceId};
use crate::error::Result;

/// How often it is looked whose turn it is.
const LOOK: Duration = Duration::from_secs(10);
/// Devices that export themselves at the same time.
const AT_ONCE: usize = 4;
/// Who took it.
const SCHEDULE: &str = "schedule";

/// Takes snapshots until `stop` is cancelled; returns at once where the settings want none.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    if !app.settings.snapshot_capture_enabled {
        return;
    }
    let mut turns = Turns::new(app.settings.snapshot_capture_interval_seconds);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
        if !app.clockwork.is_ours() {
            continue;
        }
        tokio::select! {
            looked = look(&app, &mut turns) => {
                if let Err(error) = looked {
                    tracing::error!(%error, "the devices to take snapshots of could not be read");
                }
            }
            () = stop.cancelled() => return,
        }
    }
}

async fn look(app: &App, turns: &mut Turns) -> Result<()> {
    let due = turns.due(app.own_devices().await?, &app.last_configs().await?, clock::now_ms());
    let take = |device: Device| async move {
        if let Err(error) = app.take_snapshot(&device, SCHEDULE, false).await {
            tracing::warn!(device = device.name, %error, "no snapshot could be taken");
        }
    };
    stream::iter(due.into_iter().map(take)).buffer_unordered(AT_ONCE).collect::<()>().await;
    Ok(())
}

/// When a device's configuration was last seen, and when a plan last changed it.
type Moments = (Option<UnixMs>, Option<UnixMs>);

/// Whose turn it is.
struct Turns {
    interval: Duration,
    /// An interval after this process last tried, or when a device that nobody ever looked at comes.
    next: HashMap<DeviceId, UnixMs>,
}

impl Turns {
    fn new(interval: Duration) -> Self {
        Self { interval, next: HashMap::new() }
    }

    /// The devices whose turn it is. One that nobody ever looked at comes within the first interval, spread at random; one
    /// that a plan changed after it was last looked at, or tried, comes at once.
    fn due(&mut self, devices: Vec<Device>, last: &HashMap<DeviceId, Moments>, now: UnixMs) -> Vec<Device> {
        let interval = milliseconds(self.interval);
        let mut next = HashMap::with_capacity(devices.len());
        let mut due = Vec::new();
        for device in devices {
            let (seen, changed) = last.get(&device.id).copied().unwrap_or_default();
            let planned = self.next.get(&device.id).copied();
            let at = planned
                .max(seen.map(|seen| seen + interval))
                .unwrap_or_else(|| now + milliseconds(jitter(self.interval)));
            let stale = changed.is_some_and(|changed| changed > at - interval);
            let id = device.id.clone();
            if at <= now || stale {
                next.insert(id, now + interval);
                due.push(device);
            } else {
                next.insert(id, at);
            }
        }
        self.next = next;
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;

    fn due(turns: &mut Turns, last: Moments, now: UnixMs) -> bool {
        let device = device("a", &[]);
        let last = HashMap::from([(device.id.clone(), last)]);
        !turns.due(vec![device], &last, now).is_empty()
    }

    #[test]
    fn a_device_is_due_an_interval_after_it_was_last_seen_and_once_only() {
        let mut turns = Turns::new(Duration::from_secs(10));
        assert!(!due(&mut turns, (Some(1_000), None), 10_999));
        assert!(due(&mut turns, (Some(1_000), None), 11_000));
        assert!(!due(&mut turns, (Some(1_000), None), 11_500), "it failed, and waits");
        assert!(due(&mut turns, (Some(1_000), None), 21_000));
    }

    #[test]
    fn a_device_that_a_plan_changed_is_due_at_once() {
        let mut turns = Turns::new(Duration::from_secs(10));
        assert!(!due(&mut turns, (Some(5_000), Some(4_000)), 6_000), "it was seen since");
        assert!(due(&mut turns, (Some(5_000), Some(5_500)), 6_000));
        assert!(!due(&mut turns, (Some(5_000), Some(5_500)), 6_500), "it failed, and waits");
        assert!(!due(&mut turns, (Some(6_001), Some(5_500)), 7_000));
    }
}
