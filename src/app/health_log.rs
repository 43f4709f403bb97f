//! The health of devices as it was last found: kept by the server's regular checks, read by everyone without asking the
//! devices again.

use std::collections::HashMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::health::DeviceHealth;
use crate::clock::{self, UnixMs};
use crate::domain::device::{Device, DeviceId};
use crate::domain::health::HealthStatus;
use crate::error::{Error, Result};
use crate::events::Topic;
use crate::store::health::{self, HealthRow};

/// For how long checks are kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How many checks of one device are kept.
const MOST: u32 = 1000;
/// A finding older than this many check intervals is not passed off as the present.
const STALE_INTERVALS: u32 = 20;

/// How the fleet is, as the last check of each device found it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HealthSummary {
    /// The environment that these devices belong to.
    pub environment: String,
    /// Devices that are healthy.
    pub healthy: usize,
    /// Devices with a warning.
    pub warning: usize,
    /// Devices in a critical state.
    pub critical: usize,
    /// Devices that do not answer.
    pub unreachable: usize,
    /// Devices that nobody has checked lately.
    pub unknown: usize,
    /// Each device that is not healthy, worst first.
    pub attention: Vec<DeviceHealth>,
    /// When the oldest of these findings was made, RFC 3339; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_check: Option<String>,
}

impl App {
    /// The health of the fleet as last found; no device is asked.
    pub async fn health_summary(&self) -> Result<HealthSummary> {
        let environment = self.settings.environment;
        let devices = self.own_devices().await?;
        let rows = self.store.read(health::latest).await?;
        let oldest = clock::now_ms() - self.stale_after();
        let fresh: HashMap<DeviceId, HealthRow> =
            rows.into_iter().filter(|row| row.at >= oldest).map(|row| (row.device.clone(), row)).collect();
        summary(environment.to_string(), &devices, &fresh)
    }

    /// The health of `device` as last found, or found now where that is too long ago.
    pub async fn recent_health(&self, device: &Device) -> Result<DeviceHealth> {
        let id = device.id.clone();
        let last = self.store.read(move |conn| health::latest_of(conn, &id)).await?;
        let oldest = clock::now_ms() - self.stale_after();
        if let Some(row) = last.filter(|row| row.at >= oldest) {
            return report(&row);
        }
        let found = self.device_health(device).await?;
        self.record_health(vec![(device.clone(), found.clone())]).await?;
        Ok(found)
    }

    /// How long ago each device was checked that ever was.
    pub async fn time_since_checks(&self) -> Result<HashMap<DeviceId, Duration>> {
        let now = clock::now_ms();
        let rows = self.store.read(health::latest).await?;
        let ago = |row: HealthRow| {
            let passed = Duration::from_millis(now.saturating_sub(row.at).try_into().unwrap_or(0));
            (row.device, passed)
        };
        Ok(rows.into_iter().map(ago).collect())
    }

    /// Keeps what checks of devices found, forgets what is too old, and tells who follows them.
    pub async fn record_health(&self, found: Vec<(Device, DeviceHealth)>) -> Result<()> {
        let now = clock::now_ms();
        let rows =
            found.iter().map(|(device, health)| row(device, health, now)).collect::<Result<Vec<_>>>()?;
        let oldest = now - clock::milliseconds(KEPT);
        let before = self
            .store
            .write(move |conn| {
                let mut before = Vec::with_capacity(rows.len());
                for row in rows {
                    before.push(health::latest_of(conn, &row.device)?.map(|row| row.status));
                    health::insert(conn, &row)?;
                    health::prune(conn, &row.device, oldest, MOST)?;
                }
                Ok(before)
            })
            .await?;
        for ((device, health), before) in found.iter().zip(before) {
            self.tell_health(device, health, before);
        }
        Ok(())
    }

    fn tell_health(&self, device: &Device, health: &DeviceHealth, before: Option<HealthStatus>) {
        self.events.publish(&Topic::Health(device.id.clone()));
        if before == Some(health.status) {
            return;
        }
        self.events.publish(&Topic::FleetHealth);
        let before = before.map_or("unknown", HealthStatus::as_str);
        if before != "unknown" || health.status != HealthStatus::Healthy {
            tracing::warn!(
                device = device.name,
                before,
                now = health.status.as_str(),
                "a device's health changed"
            );
        }
    }

    fn stale_after(&self) -> i64 {
        clock::milliseconds(self.settings.health_check_interval_seconds.saturating_mul(STALE_INTERVALS))
    }
}

fn summary(
    environment: String,
    devices: &[Device],
    fresh: &HashMap<DeviceId, HealthRow>,
) -> Result<HealthSummary> {
    let found = devices.iter().filter_map(|device| fresh.get(&device.id));
    let count = |status| found.clone().filter(|row| row.status == status).count();
    let mut attention = Vec::new();
    for row in found.clone().filter(|row| row.status != HealthStatus::Healthy) {
        attention.push(report(row)?);
    }
    attention.sort_by(|a, b| b.status.cmp(&a.status).then_with(|| a.device.cmp(&b.device)));
    Ok(HealthSummary {
        environment,
        healthy: count(HealthStatus::Healthy),
        warning: count(HealthStatus::Warning),
        critical: count(HealthStatus::Critical),
        unreachable: count(HealthStatus::Unreachable),
        unknown: devices.len() - found.clone().count(),
        attention,
        oldest_check: found.map(|row| row.at).min().map(clock::rfc3339),
    })
}

fn row(device: &Device, health: &DeviceHealth, at: UnixMs) -> Result<HealthRow> {
    let report = serde_json::to_string(health)
        .map_err(|error| Error::internal("a health report cannot be written as JSON", error))?;
    Ok(HealthRow { device: device.id.clone(), at, status: health.status, report })
}

fn report(row: &HealthRow) -> Result<DeviceHealth> {
    serde_json::from_str(&row.report).map_err(|error| {
        Error::new(crate::error::ErrorKind::Integrity, "a stored health report cannot be read")
            .caused_by(error)
    })
}
