//! What must hold of the devices of a wave before the next one begins.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::App;
use super::super::health::DeviceHealth;
use super::super::ping::PingRequest;
use super::super::progress::Unwatched;
use super::waves::{Failures, Wave};
use crate::domain::health::Vitals;
use crate::domain::plan::{DevicePlan, Rollout};
use crate::error::{Error, ErrorKind, Result};

/// Devices that are looked at at the same time.
const AT_ONCE: usize = 16;
/// How often a device is looked at before its figures count as too high: a load that passes is none.
const LOOKS: u32 = 3;
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// Echo requests to each host, one of which must come back.
const PINGS: u32 = 3;

impl App {
    /// The devices of `changed` that are not well after the soak time, and why.
    pub(super) async fn gate(&self, run: &Wave<'_>, rollout: &Rollout, changed: &[&DevicePlan]) -> Failures {
        if changed.is_empty() {
            return Failures::new();
        }
        let soak = tokio::time::sleep(Duration::from_secs(u64::from(rollout.soak_seconds)));
        // Who cancels need not wait: the gate itself is quick.
        run.cancel.run_until_cancelled(soak).await;
        let mut work = Vec::new();
        for device in changed.iter().copied() {
            let one = async move { (device.name.clone(), self.pass(device, rollout).await) };
            work.push(one.boxed());
        }
        let looked: Vec<_> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
        looked.into_iter().filter_map(|(name, passed)| Some((name, passed.err()?))).collect()
    }

    /// Whether one device is reachable, not overloaded, and reaches what it must.
    async fn pass(&self, planned: &DevicePlan, rollout: &Rollout) -> Result<()> {
        let device = self.owner(&planned.id).await?;
        let mut look = 1;
        loop {
            let wrong = match self.device_health(&device).await {
                Ok(DeviceHealth { vitals: Some(vitals), .. }) => too_high(&vitals, rollout),
                Ok(health) => Some(format!("it does not answer: {}", health.reasons.join("; "))),
                Err(error) if error.kind() == ErrorKind::Busy => Some(format!("it cannot be asked: {error}")),
                Err(error) => return Err(error),
            };
            match wrong {
                None => break,
                Some(wrong) if look >= LOOKS => return Err(unwell(&wrong)),
                Some(_) => look += 1,
            }
            tokio::time::sleep(PAUSE).await;
        }
        for host in &rollout.ping {
            let request =
                PingRequest { target: host.clone(), count: PINGS, size: None, interface: None, source: None };
            let never = CancellationToken::new();
            let report = self.ping(&planned.id.0, &request, &Unwatched, &never).await?;
            if report.received == 0 {
                return Err(unwell(&format!("it does not reach {host}")));
            }
        }
        Ok(())
    }
}

/// Which figure has reached its bound.
fn too_high(vitals: &Vitals, rollout: &Rollout) -> Option<String> {
    let figures = [
        ("CPU load", vitals.cpu_load_percent, rollout.max_cpu_percent),
        ("memory use", vitals.memory_used_percent, rollout.max_memory_percent),
    ];
    figures.into_iter().find_map(|(what, figure, most)| {
        let figure = figure.filter(|figure| *figure >= f64::from(most))?;
        Some(format!("its {what} is {figure:.0} %"))
    })
}

fn unwell(why: &str) -> Error {
    Error::new(ErrorKind::DeviceRejected, format!("the change is in force, but the gate is shut: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_reaches_its_bound_shuts_the_gate() {
        let rollout = Rollout { max_cpu_percent: 80, max_memory_percent: 90, ..Rollout::default() };
        let vitals =
            |cpu, memory| Vitals { cpu_load_percent: cpu, memory_used_percent: memory, ..Vitals::default() };
        assert_eq!(too_high(&vitals(Some(79.0), Some(89.9)), &rollout), None);
        assert_eq!(too_high(&vitals(None, None), &rollout), None);
        assert!(too_high(&vitals(Some(80.0), None), &rollout).is_some_and(|why| why.contains("CPU load")));
        assert!(too_high(&vitals(None, Some(95.0)), &rollout).is_some_and(|why| why.contains("memory use")));
    }
}
