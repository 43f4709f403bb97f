//! How devices are, by their own figures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fleet::{Failure, Outcome, verdict};
use super::read::ReadRequest;
use super::{App, Targets};
use crate::clock;
use crate::domain::device::Device;
use crate::domain::health::{HealthStatus, Vitals, judge};
use crate::domain::row::TypedRow;
use crate::error::{Error, ErrorKind, Result};

/// The largest count that a JSON number carries exactly.
const MOST: f64 = 9_007_199_254_740_991.0;

/// A device's health.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeviceHealth {
    /// The device.
    pub device: String,
    /// The verdict.
    pub status: HealthStatus,
    /// Why it is not healthy, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reasons: Vec<String>,
    /// The figures it was judged by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vitals: Option<Vitals>,
    /// Why it could not be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// How long the device took to answer, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    /// When it was asked, RFC 3339.
    pub checked_at: String,
    /// Whether calls to it are let through: `closed`, `open` or `half_open`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaker: Option<String>,
}

/// The health of several devices.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FleetHealth {
    /// Devices that are healthy.
    pub healthy: usize,
    /// Devices with a warning.
    pub warning: usize,
    /// Devices in a critical state.
    pub critical: usize,
    /// Devices that do not answer.
    pub unreachable: usize,
    /// Devices that could not be asked. Not in the schema, which every model reads.
    #[schemars(skip)]
    pub unknown: usize,
    /// Each device, worst first.
    pub devices: Vec<DeviceHealth>,
}

impl FleetHealth {
    /// The error to end with where not every device could be asked.
    pub fn error(&self) -> Option<Error> {
        verdict(self.devices.iter().map(|device| device.error.as_ref()))
    }
}

impl App {
    /// The health of every device that `targets` means; a device that does not answer is a result, not an error.
    pub async fn fleet_health(&self, targets: &Targets) -> Result<FleetHealth> {
        let devices = self.targets(targets).await?;
        let outcomes =
            self.for_each(devices, |app, device| async move { app.device_health(&device).await }).await;
        let mut devices: Vec<_> = outcomes.into_iter().map(Outcome::into_health).collect();
        devices.sort_by(|a, b| b.status.cmp(&a.status).then_with(|| a.device.cmp(&b.device)));
        let count = |status| devices.iter().filter(|device| device.status == status).count();
        Ok(FleetHealth {
            healthy: count(HealthStatus::Healthy),
            warning: count(HealthStatus::Warning),
            critical: count(HealthStatus::Critical),
            unreachable: count(HealthStatus::Unreachable),
            unknown: count(HealthStatus::Unknown),
            devices,
        })
    }

    /// The health of one device; an error only where rosmcp itself fails, or stands in its own way
    /// ([`ErrorKind::Busy`]).
    pub async fn device_health(&self, device: &Device) -> Result<DeviceHealth> {
        Ok(self.health_and_resource(device).await?.0)
    }

    /// The same, with the row of `system/resource` that it was judged by, where the device answered.
    pub(super) async fn health_and_resource(
        &self,
        device: &Device,
    ) -> Result<(DeviceHealth, Option<TypedRow>)> {
        let started = clock::monotonic();
        let checked_at = clock::rfc3339(clock::now_ms());
        let vitals = self.vitals(device).await;
        let breaker = self.breaker(&device.id).map(str::to_owned);
        match vitals {
            Ok((vitals, resource)) => {
                let (status, reasons) = judge(&vitals);
                let health = DeviceHealth {
                    device: device.name.clone(),
                    status,
                    reasons,
                    vitals: Some(vitals),
                    error: None,
                    latency_ms: Some(super::open::elapsed_ms(started)),
                    checked_at,
                    breaker,
                };
                Ok((health, Some(resource)))
            }
            Err(error) if is_the_devices(error.kind()) => {
                let status = HealthStatus::Unreachable;
                Ok((DeviceHealth { breaker, ..unasked(device, status, &error, checked_at) }, None))
            }
            Err(error) => Err(error),
        }
    }

    async fn vitals(&self, device: &Device) -> Result<(Vitals, TypedRow)> {
        let resource = self.settings_row(device, "system/resource").await?;
        let used = |free: &str, total: &str| {
            let (free, total) = (number(&resource, free)?, number(&resource, total)?);
            (total > 0.0).then(|| (total - free) / total * 100.0)
        };
        let vitals = Vitals {
            cpu_load_percent: number(&resource, "cpu-load"),
            memory_used_percent: used("free-memory", "total-memory").map(rounded),
            storage_used_percent: used("free-hdd-space", "total-hdd-space").map(rounded),
            uptime_seconds: whole(&resource, "uptime"),
            temperature_celsius: self.temperature(device).await?,
        };
        Ok((vitals, resource))
    }

    /// The CPU's (else the board's) temperature; `None` where the device has no sensors.
    async fn temperature(&self, device: &Device) -> Result<Option<f64>> {
        let request = ReadRequest { menu: "system/health".to_owned(), ..ReadRequest::default() };
        let rows = match self.read_device(device, &request).await {
            Ok(page) => page.rows,
            // Boards without sensors have no such menu, or say no to it.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DeviceRejected) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let sensor = |name: &str| {
            let row = rows.iter().find(|row| row.get("name").and_then(Value::as_str) == Some(name))?;
            number(row, "value")
        };
        Ok(sensor("cpu-temperature").or_else(|| sensor("temperature")))
    }

    /// The one row of a settings menu.
    pub(super) async fn settings_row(&self, device: &Device, menu: &str) -> Result<TypedRow> {
        let request = ReadRequest { menu: menu.to_owned(), ..ReadRequest::default() };
        Ok(self.read_device(device, &request).await?.rows.into_iter().next().unwrap_or_default())
    }
}

/// A figure of a row, a number or a text that begins with one.
pub(super) fn number(row: &TypedRow, field: &str) -> Option<f64> {
    match row.get(field)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A figure of a row that counts something; a fraction is cut off.
pub(super) fn whole(row: &TypedRow, field: &str) -> Option<u64> {
    let figure = number(row, field).filter(|figure| (0.0..=MOST).contains(figure))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
    Some(figure as u64)
}

/// To one decimal.
pub(super) fn rounded(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}

/// Whether an error tells of the device rather than of rosmcp, whose database and queues can be busy.
pub(super) fn is_the_devices(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unreachable
            | ErrorKind::Timeout
            | ErrorKind::DeviceAuth
            | ErrorKind::DeviceRejected
            | ErrorKind::NotFound
    )
}

fn unasked(device: &Device, status: HealthStatus, error: &Error, checked_at: String) -> DeviceHealth {
    DeviceHealth {
        device: device.name.clone(),
        status,
        reasons: std::iter::once(error.to_string()).chain(error.hints().iter().cloned()).collect(),
        vitals: None,
        error: Some(error.into()),
        latency_ms: None,
        checked_at,
        breaker: None,
    }
}

impl Outcome<DeviceHealth> {
    /// A fault of rosmcp with one device still leaves a line for that device.
    fn into_health(self) -> DeviceHealth {
        match self.result {
            Ok(health) => health,
            Err(error) => {
                unasked(&self.device, HealthStatus::Unknown, &error, clock::rfc3339(clock::now_ms()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_in_our_own_way_says_nothing_of_a_device() {
        let health = |kind| {
            let device = crate::domain::device::tests::device("a", &[]);
            Outcome::<DeviceHealth> { device, result: Err(Error::new(kind, "no")) }.into_health()
        };
        assert_eq!(health(ErrorKind::Busy).status, HealthStatus::Unknown);
        assert!(!is_the_devices(ErrorKind::Busy) && is_the_devices(ErrorKind::Timeout));
    }

    #[test]
    fn counts_are_whole_or_absent() {
        let row =
            json!({"uptime": 12.5, "total-memory": 1_073_741_824, "cpu-count": "4", "odd": -1, "text": "x"});
        let row = row.as_object().cloned().unwrap_or_default();
        assert_eq!(whole(&row, "uptime"), Some(12));
        assert_eq!(whole(&row, "total-memory"), Some(1_073_741_824));
        assert_eq!(whole(&row, "cpu-count"), Some(4));
        assert_eq!(whole(&row, "odd"), None);
        assert_eq!(whole(&row, "text"), None);
        assert_eq!(whole(&row, "missing"), None);
    }
}
