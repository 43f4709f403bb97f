//! One device at a glance.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::health::{rounded, whole};
use crate::domain::device::Device;
use crate::domain::health::HealthStatus;
use crate::domain::row::{flag, text};
use crate::error::{Result, WhileDoing};

/// A device at a glance.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Overview {
    /// The device.
    pub device: String,
    /// What it calls itself; text from the device.
    pub identity: String,
    /// RouterOS version.
    pub version: String,
    /// Board name.
    pub model: String,
    /// CPU architecture.
    pub architecture: String,
    /// The device's own clock, `YYYY-MM-DD HH:MM:SS` in its time zone.
    pub clock: Option<String>,
    /// The verdict on its figures.
    pub status: HealthStatus,
    /// Why it is not healthy.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reasons: Vec<String>,
    /// Seconds since the last start.
    pub uptime_seconds: Option<u64>,
    /// CPU cores.
    pub cpu_count: Option<u64>,
    /// CPU load, percent.
    pub cpu_load_percent: Option<f64>,
    /// Memory, bytes.
    pub memory_total_bytes: Option<u64>,
    /// Free memory, bytes.
    pub memory_free_bytes: Option<u64>,
    /// Storage, bytes.
    pub storage_total_bytes: Option<u64>,
    /// Free storage, bytes.
    pub storage_free_bytes: Option<u64>,
    /// Temperature, degrees Celsius.
    pub temperature_celsius: Option<f64>,
    /// Interfaces by state.
    pub interfaces: InterfaceCounts,
    /// IPv4 addresses with their interface, `192.0.2.1/24 on ether1`.
    pub addresses: Vec<String>,
    /// Gateways of the active default routes.
    pub default_gateways: Vec<String>,
}

/// Interfaces by state.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct InterfaceCounts {
    /// All of them.
    pub total: usize,
    /// With a link.
    pub running: usize,
    /// Switched off.
    pub disabled: usize,
}

impl App {
    /// Reads what makes up the overview of the device `name`.
    pub async fn overview(&self, name: &str) -> Result<Overview> {
        let device = self.reachable_device(name).await?;
        self.overview_of(&device).await.while_doing(|| format!("summing up {:?}", device.name))
    }

    async fn overview_of(&self, device: &Device) -> Result<Overview> {
        let (health, resource) = self.health_and_resource(device).await?;
        let resource = match resource {
            Some(row) => row,
            // Why it did not answer is the error of asking it.
            None => self.settings_row(device, "system/resource").await?,
        };
        let identity = self.settings_row(device, "system/identity").await?;
        let time = self.settings_row(device, "system/clock").await?;
        let interfaces = self.rows(device, "interface", &["name", "running", "disabled"]).await?;
        let addresses = self.rows(device, "ip/address", &["address", "interface", "disabled"]).await?;
        let routes = self.rows(device, "ip/route", &["dst-address", "gateway", "active"]).await?;
        let vitals = health.vitals.unwrap_or_default();
        Ok(Overview {
            device: device.name.clone(),
            identity: text(&identity, "name"),
            version: text(&resource, "version"),
            model: text(&resource, "board-name"),
            architecture: text(&resource, "architecture-name"),
            clock: time.get("date").map(|_| format!("{} {}", text(&time, "date"), text(&time, "time"))),
            status: health.status,
            reasons: health.reasons,
            uptime_seconds: vitals.uptime_seconds,
            cpu_count: whole(&resource, "cpu-count"),
            cpu_load_percent: vitals.cpu_load_percent.map(rounded),
            memory_total_bytes: whole(&resource, "total-memory"),
            memory_free_bytes: whole(&resource, "free-memory"),
            storage_total_bytes: whole(&resource, "total-hdd-space"),
            storage_free_bytes: whole(&resource, "free-hdd-space"),
            temperature_celsius: vitals.temperature_celsius,
            interfaces: InterfaceCounts {
                total: interfaces.len(),
                running: interfaces.iter().filter(|row| flag(row, "running")).count(),
                disabled: interfaces.iter().filter(|row| flag(row, "disabled")).count(),
            },
            addresses: addresses
                .iter()
                .filter(|row| !flag(row, "disabled"))
                .map(|row| format!("{} on {}", text(row, "address"), text(row, "interface")))
                .collect(),
            default_gateways: routes
                .iter()
                .filter(|row| text(row, "dst-address") == "0.0.0.0/0" && flag(row, "active"))
                .map(|row| text(row, "gateway"))
                .collect(),
        })
    }
}
