//! Checking every device regularly, and keeping what was found.
//!
//! A device that is well is checked at the configured interval, later less often (up to five minutes); one that is
//! critical twice as often; one that does not answer ever more seldom (up to 16 minutes), and normally again as soon as
//! it answers. Moments are spread at random, and at most 32 devices are asked at once. Of several servers on one database
//! only the one that has the clockwork checks; one that takes over goes on from what was stored.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::app::health::DeviceHealth;
use crate::clock::{self, Instant, jitter};
use crate::domain::device::{Device, DeviceId};
use crate::domain::health::HealthStatus;
use crate::error::{Error, ErrorKind, Result};

/// Devices that are asked at the same time.
const AT_ONCE: usize = 32;
/// Findings that are stored together.
const BATCH: usize = 64;
/// At the latest, it is looked again which devices there are and whether the clockwork is still ours.
const LOOK: Duration = Duration::from_secs(2);
/// After so many good findings in a row a device is checked less often.
const TRUSTED: u32 = 10;
const LONGEST_HEALTHY: Duration = Duration::from_mins(5);
const LONGEST_UNREACHABLE: Duration = Duration::from_mins(16);

type Finding = (Device, Result<DeviceHealth>);

/// Checks devices while the clockwork is ours, until `stop` is cancelled.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = app.clockwork.ours() => {}
            () = stop.cancelled() => return,
        }
        let turn = stop.child_token();
        run_turn(&app, &turn).await;
        turn.cancel();
    }
}

/// Checks devices until the clockwork is another's, or `stop` is cancelled.
async fn run_turn(app: &Arc<App>, stop: &CancellationToken) {
    let mut schedule =
        Schedule::new(app.settings.health_check_interval_seconds, app.settings.health_check_jitter_seconds);
    match app.time_since_checks().await {
        Ok(checked) => schedule.checked = checked,
        Err(error) => tracing::error!(%error, "when devices were last checked could not be read"),
    }
    let (sender, mut findings) = mpsc::channel(BATCH);
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let (mut devices, mut looked) = (Vec::new(), None::<Instant>);
    while app.clockwork.is_ours() {
        // Not with every finding: of a large fleet there are many a second.
        if looked.is_none_or(|at| at.elapsed() >= LOOK) {
            looked = Some(clock::monotonic());
            match app.own_devices().await {
                Ok(found) => {
                    app.forget_others(&found);
                    devices = found;
                }
                Err(error) => tracing::error!(%error, "the devices to check could not be read"),
            }
        }
        for device in schedule.due(&devices, clock::monotonic()) {
            let (app, looked_at) = (app.clone(), device.clone());
            let look = async move { app.device_health(&looked_at).await };
            tokio::spawn(check(device, look, places.clone(), sender.clone(), stop.clone()));
        }
        let mut batch = Vec::new();
        tokio::select! {
            _ = findings.recv_many(&mut batch, BATCH) => keep(app, &mut schedule, batch).await,
            () = tokio::time::sleep(schedule.next(clock::monotonic())) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Tells of a device what `look` finds; a panic is a finding as well, or its turn would never come again.
async fn check(
    device: Device,
    look: impl Future<Output = Result<DeviceHealth>>,
    places: Arc<Semaphore>,
    findings: mpsc::Sender<Finding>,
    stop: CancellationToken,
) {
    let finding = async {
        let Ok(_place) = places.acquire().await else { return };
        let health = AssertUnwindSafe(look).catch_unwind().await;
        let health = health.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "the check panicked")));
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
            Err(error) if error.kind() == ErrorKind::Busy => {
                // What was found before stands.
                tracing::info!(%error, device = device.name, "a device is checked later");
                schedule.again(&device.id, now);
            }
            Err(error) => {
                tracing::error!(%error, device = device.name, "a device could not be checked");
                schedule.again(&device.id, now);
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
    /// How long ago devices were checked before this schedule began.
    checked: HashMap<DeviceId, Duration>,
}

struct Turn {
    /// `None` while it is being checked.
    due: Option<Instant>,
    wait: Duration,
    good: u32,
}

impl Schedule {
    fn new(interval: Duration, jitter: Duration) -> Self {
        Self { interval, jitter, devices: HashMap::new(), checked: HashMap::new() }
    }

    /// The devices whose turn it is, which are then taken to be under way; a new one's turn comes within the jitter, that of
    /// one that was checked already when its interval is over.
    fn due(&mut self, devices: &[Device], now: Instant) -> Vec<Device> {
        let mut kept = HashMap::with_capacity(devices.len());
        let mut due = Vec::new();
        for device in devices {
            let mut turn = self.devices.remove(&device.id).unwrap_or_else(|| Turn {
                due: Some(now + rest(&self.checked, &device.id, self.interval) + jitter(self.jitter)),
                wait: self.interval,
                good: 0,
            });
            if turn.due.is_some_and(|at| at <= now) {
                turn.due = None;
                due.push(device.clone());
            }
            kept.insert(device.id.clone(), turn);
        }
        self.devices = kept;
        due
    }

    /// For how long nothing is to be done.
    fn next(&self, now: Instant) -> Duration {
        let due = self.devices.values().filter_map(|turn| turn.due).min();
        due.map_or(LOOK, |due| due.saturating_duration_since(now)).min(LOOK)
    }

    /// Nothing was found, and not for the device's sake.
    fn again(&mut self, device: &DeviceId, now: Instant) {
        let Some(turn) = self.devices.get_mut(device) else { return };
        turn.due = Some(now + self.interval + jitter(self.jitter.min(self.interval / 2)));
    }

    fn found(&mut self, device: &DeviceId, status: HealthStatus, now: Instant) {
        let Some(turn) = self.devices.get_mut(device) else { return };
        turn.good = if status == HealthStatus::Healthy { turn.good.saturating_add(1) } else { 0 };
        turn.wait = match status {
            HealthStatus::Healthy if turn.good > TRUSTED => {
                (turn.wait.max(self.interval) * 3 / 2).min(LONGEST_HEALTHY.max(self.interval))
            }
            HealthStatus::Healthy | HealthStatus::Warning | HealthStatus::Unknown => self.interval,
            HealthStatus::Critical => self.interval / 2,
            HealthStatus::Unreachable => {
                (turn.wait.max(self.interval) * 2).min(LONGEST_UNREACHABLE.max(self.interval))
            }
        };
        turn.due = Some(now + turn.wait + jitter(self.jitter.min(turn.wait / 2)));
    }
}

/// What is left of a device's interval.
fn rest(checked: &HashMap<DeviceId, Duration>, device: &DeviceId, interval: Duration) -> Duration {
    checked.get(device).map_or(Duration::ZERO, |ago| interval.saturating_sub(*ago))
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

    #[tokio::test]
    async fn a_device_that_rosmcp_itself_keeps_busy_is_as_it_was_found_before() {
        let (app, (mut schedule, id)) = (App::scratch().await, schedule());
        let device = Device { id: id.clone(), ..crate::domain::device::tests::device("a", &[]) };
        let busy = Error::new(ErrorKind::Busy, "the router is still busy with export");
        keep(&app, &mut schedule, vec![(device, Err(busy))]).await;
        assert!(app.time_since_checks().await.expect("checks").is_empty(), "nothing is kept");
        let turn = &schedule.devices[&id];
        assert!(turn.due.is_some() && turn.wait == MINUTE);
    }

    #[tokio::test]
    async fn a_check_that_panics_is_a_finding() {
        let (sender, mut findings) = mpsc::channel(1);
        let (device, places) = (crate::domain::device::tests::device("a", &[]), Arc::new(Semaphore::new(1)));
        let look = async { panic!("a bug") };
        check(device, look, places.clone(), sender, CancellationToken::new()).await;
        let (_, found) = findings.recv().await.expect("a finding");
        assert_eq!(found.expect_err("a panic").kind(), ErrorKind::Internal);
        assert_eq!(places.available_permits(), 1);
    }

    #[test]
    fn whoever_takes_over_waits_for_the_rest_of_the_interval() {
        let id = DeviceId("a".into());
        let checked = HashMap::from([(id.clone(), Duration::from_secs(20))]);
        assert_eq!(rest(&checked, &id, MINUTE), Duration::from_secs(40));
        assert_eq!(rest(&checked, &DeviceId("b".into()), MINUTE), Duration::ZERO);
        assert_eq!(rest(&checked, &id, Duration::from_secs(10)), Duration::ZERO);
    }

    #[test]
    fn a_device_under_way_is_not_asked_again_and_a_gone_one_is_forgotten() {
        let (mut schedule, id) = schedule();
        let now = clock::monotonic();
        assert_eq!(schedule.next(now), LOOK);
        schedule.found(&id, HealthStatus::Healthy, now);
        assert_eq!(schedule.next(now + Duration::from_secs(59)), Duration::from_secs(1));
        assert!(schedule.due(&[], now).is_empty());
        assert!(schedule.devices.is_empty());
    }
}
