//! Checking every device regularly, and keeping what was found.
//!
//! A device that is well is checked at the configured interval, later less often (up to five minutes); one that is
//! critical twice as often; one that does not answer ever more seldom (up to 16 minutes), and normally again as soon as
//! it answers. Moments are spread at random, and at most 32 devices are asked at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::pace::jitter;
use crate::app::App;
use crate::app::health::DeviceHealth;
use crate::clock::{self, Instant};
use crate::domain::device::{Device, DeviceId};
use crate::domain::health::HealthStatus;
use crate::error::Result;

/// Devices that are asked at the same time.
const AT_ONCE: usize = 32;
/// Findings that are stored together.
const BATCH: usize = 64;
/// At the latest, the inventory is looked at again.
const INVENTORY: Duration = Duration::from_secs(10);
/// After so many good findings in a row a device is checked less often.
const TRUSTED: u32 = 10;
const LONGEST_HEALTHY: Duration = Duration::from_mins(5);
const LONGEST_UNREACHABLE: Duration = Duration::from_mins(16);

type Finding = (Device, Result<DeviceHealth>);

/// Checks devices until `stop` is cancelled.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut schedule =
        Schedule::new(app.settings.health_check_interval_seconds, app.settings.health_check_jitter_seconds);
    let (sender, mut findings) = mpsc::channel(BATCH);
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        match app.own_devices().await {
            Ok(devices) => {
                for device in schedule.due(devices, clock::monotonic()) {
                    tokio::spawn(check(app.clone(), device, places.clone(), sender.clone(), stop.clone()));
                }
            }
            Err(error) => tracing::error!(%error, "the devices to check could not be read"),
        }
        let next = schedule.next(clock::monotonic());
        let mut batch = Vec::new();
        tokio::select! {
            _ = findings.recv_many(&mut batch, BATCH) => keep(&app, &mut schedule, batch).await,
            () = tokio::time::sleep(next) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn check(
    app: Arc<App>,
    device: Device,
    places: Arc<Semaphore>,
    findings: mpsc::Sender<Finding>,
    stop: CancellationToken,
) {
    let finding = async {
        let Ok(_place) = places.acquire().await else { return };
        let health = app.device_health(&device).await;
        // Nobody is there to take it when the server stops.
        let _ = findings.send((device, health)).await;
    };
    tokio::select! {
        () = finding => {}
        () = stop.cancelled() => {}
    }
}

async fn keep(app: &App, schedule: &mut Schedule, batch: Vec<Finding>) {
    let now = clock::monotonic();
    let mut found = Vec::with_capacity(batch.len());
    for (device, health) in batch {
        match health {
            Ok(health) => {
                app.metrics.health_checks.inc([health.status.as_str()]);
                schedule.found(&device.id, health.status, now);
                found.push((device, health));
            }
            Err(error) => {
                tracing::error!(%error, device = device.name, "a device could not be checked");
                schedule.found(&device.id, HealthStatus::Unreachable, now);
            }
        }
    }
    if let Err(error) = app.record_health(found).await {
        tracing::error!(%error, "what checks found could not be stored");
    }
}

/// When which device is checked next.
struct Schedule {
    interval: Duration,
    jitter: Duration,
    devices: HashMap<DeviceId, Turn>,
}

struct Turn {
    /// `None` while it is being checked.
    due: Option<Instant>,
    wait: Duration,
    good: u32,
}

impl Schedule {
    fn new(interval: Duration, jitter: Duration) -> Self {
        Self { interval, jitter, devices: HashMap::new() }
    }

    /// The devices whose turn it is, which are then taken to be under way; a new one's turn comes within the jitter.
    fn due(&mut self, devices: Vec<Device>, now: Instant) -> Vec<Device> {
        let mut kept = HashMap::with_capacity(devices.len());
        let mut due = Vec::new();
        for device in devices {
            let mut turn = self.devices.remove(&device.id).unwrap_or_else(|| Turn {
                due: Some(now + jitter(self.jitter)),
                wait: self.interval,
                good: 0,
            });
            let id = device.id.clone();
            if turn.due.is_some_and(|at| at <= now) {
                turn.due = None;
                due.push(device);
            }
            kept.insert(id, turn);
        }
        self.devices = kept;
        due
    }

    /// For how long nothing is to be done.
    fn next(&self, now: Instant) -> Duration {
        let due = self.devices.values().filter_map(|turn| turn.due).min();
        due.map_or(INVENTORY, |due| due.saturating_duration_since(now)).min(INVENTORY)
    }

    fn found(&mut self, device: &DeviceId, status: HealthStatus, now: Instant) {
        let Some(turn) = self.devices.get_mut(device) else { return };
        turn.good = if status == HealthStatus::Healthy { turn.good.saturating_add(1) } else { 0 };
        turn.wait = match status {
            HealthStatus::Healthy if turn.good > TRUSTED => {
                (turn.wait.max(self.interval) * 3 / 2).min(LONGEST_HEALTHY.max(self.interval))
            }
            HealthStatus::Healthy | HealthStatus::Warning => self.interval,
            HealthStatus::Critical => self.interval / 2,
            HealthStatus::Unreachable => {
                (turn.wait.max(self.interval) * 2).min(LONGEST_UNREACHABLE.max(self.interval))
            }
        };
        turn.due = Some(now + turn.wait + jitter(self.jitter.min(turn.wait / 2)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn schedule() -> (Schedule, DeviceId) {
        let id = DeviceId("a".into());
        let mut schedule = Schedule::new(MINUTE, Duration::ZERO);
        schedule.devices.insert(id.clone(), Turn { due: None, wait: MINUTE, good: 0 });
        (schedule, id)
    }

    fn waits(findings: &[HealthStatus]) -> Vec<u64> {
        let (mut schedule, id) = schedule();
        let now = clock::monotonic();
        let wait = |finding: &HealthStatus| {
            schedule.found(&id, *finding, now);
            schedule.devices[&id].wait.as_secs()
        };
        findings.iter().map(wait).collect()
    }

    #[test]
    fn what_does_not_answer_is_asked_ever_more_seldom_and_normally_again_once_it_does() {
        use HealthStatus::{Critical, Healthy, Unreachable, Warning};
        let findings =
            [Unreachable, Unreachable, Unreachable, Unreachable, Unreachable, Warning, Critical, Healthy];
        assert_eq!(waits(&findings), [120, 240, 480, 960, 960, 60, 30, 60]);
        let well = waits(&[Healthy; 16]);
        assert_eq!(well[9..], [60, 90, 135, 202, 300, 300, 300]);
    }

    #[test]
    fn a_device_under_way_is_not_asked_again_and_a_gone_one_is_forgotten() {
        let (mut schedule, id) = schedule();
        let now = clock::monotonic();
        assert_eq!(schedule.next(now), INVENTORY);
        schedule.found(&id, HealthStatus::Healthy, now);
        assert_eq!(schedule.next(now + Duration::from_secs(55)), Duration::from_secs(5));
        assert!(schedule.due(Vec::new(), now).is_empty());
        assert!(schedule.devices.is_empty());
    }
}
