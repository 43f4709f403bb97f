//! Keeping the configuration of every device regularly, and soon after a plan changed it.
//!
//! A device's turn comes one interval after its configuration was last seen, whoever looked, so that restarts do not
//! multiply the work. One that fails waits for its next turn. Of several servers on one database only the one that has the
//! clockwork looks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{self, JoinSet};
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
    let mut taking = Taking::default();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
        if !app.clockwork.is_ours() {
            continue;
        }
        tokio::select! {
            looked = look(&app, &mut turns, &mut taking) => {
                if let Err(error) = looked {
                    tracing::error!(%error, "the devices to take snapshots of could not be read");
                }
            }
            () = stop.cancelled() => return,
        }
    }
}

/// Begins what is due; nobody waits for what was begun earlier.
async fn look(app: &Arc<App>, turns: &mut Turns, taking: &mut Taking) -> Result<()> {
    let (devices, last) = (app.own_devices().await?, app.last_configs().await?);
    let mut busy = taking.busy();
    // What is there now may be undone, and the guard is no part of anybody's configuration.
    busy.extend(app.unsettled().await?);
    for device in turns.due(devices, &last, &busy, clock::now_ms()) {
        let app = app.clone();
        taking.begin(device.id.clone(), async move {
            if let Err(error) = app.take_snapshot(&device, SCHEDULE, false).await {
                tracing::warn!(device = device.name, %error, "no snapshot could be taken");
            }
        });
    }
    Ok(())
}

/// The devices that export themselves, or wait for a place to: a slow one holds up no other, and none is asked twice.
struct Taking {
    places: Arc<Semaphore>,
    tasks: JoinSet<()>,
    devices: HashMap<task::Id, DeviceId>,
}

impl Default for Taking {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), tasks: JoinSet::new(), devices: HashMap::new() }
    }
}

impl Taking {
    fn begin(&mut self, device: DeviceId, work: impl Future<Output = ()> + Send + 'static) {
        let places = self.places.clone();
        let task = self.tasks.spawn(async move {
            // Nobody closes it.
            let Ok(_place) = places.acquire().await else { return };
            work.await;
        });
        self.devices.insert(task.id(), device);
    }

    /// Those that are not through.
    fn busy(&mut self) -> HashSet<DeviceId> {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
            self.devices.remove(&id);
        }
        self.devices.values().cloned().collect()
    }
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
    /// that a plan changed after it was last looked at, or tried, comes at once. One that is busy comes later.
    fn due(
        &mut self,
        devices: Vec<Device>,
        last: &HashMap<DeviceId, Moments>,
        busy: &HashSet<DeviceId>,
        now: UnixMs,
    ) -> Vec<Device> {
        let interval = milliseconds(self.interval);
        let mut next = HashMap::with_capacity(devices.len());
        let mut due = Vec::new();
        for device in devices {
            let (seen, changed) = last.get(&device.id).copied().unwrap_or_default();
            let planned = self.next.get(&device.id).copied();
            // One that was seen later than now was seen by a clock that was wrong.
            let at = planned
                .max(seen.filter(|seen| *seen <= now).map(|seen| seen + interval))
                .unwrap_or_else(|| now + milliseconds(jitter(self.interval)));
            let stale = changed.is_some_and(|changed| changed > at - interval);
            let id = device.id.clone();
            if (at <= now || stale) && !busy.contains(&id) {
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
        !turns.due(vec![device], &last, &HashSet::new(), now).is_empty()
    }

    #[tokio::test]
    async fn a_slow_device_holds_up_no_other_and_is_not_asked_again_meanwhile() {
        let (slow, quick) = (DeviceId("slow".into()), DeviceId("quick".into()));
        let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
        let mut taking = Taking::default();
        taking.begin(slow.clone(), async move { wait.await.expect("told") });
        taking.begin(quick, async {});
        taking.begin(DeviceId("broken".into()), async { panic!("a fault of ours") });
        let only = HashSet::from([slow]);
        while taking.busy() != only {
            tokio::task::yield_now().await;
        }
        let (mut turns, busy) = (Turns::new(Duration::from_secs(10)), device("a", &[]));
        let last = HashMap::from([(busy.id.clone(), (Some(1_000), None))]);
        let mut is_due =
            |ids: &HashSet<DeviceId>| !turns.due(vec![busy.clone()], &last, ids, 11_000).is_empty();
        assert!(!is_due(&HashSet::from([busy.id.clone()])));
        assert!(is_due(&HashSet::new()), "its turn comes when it is through");
        go_on.send(()).expect("it waits");
        while !taking.busy().is_empty() {
            tokio::task::yield_now().await;
        }
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
    fn a_device_that_was_seen_by_a_clock_that_ran_ahead_is_due_like_one_that_was_not() {
        let mut turns = Turns::new(Duration::from_secs(10));
        assert!(!due(&mut turns, (Some(900_000), None), 1_000));
        assert!(due(&mut turns, (Some(900_000), None), 11_000));
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
