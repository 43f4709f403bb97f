//! `rosmcp health`: devices, or a running server.

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::context::Cx;
use super::targets::Selection;
use crate::app::health::{DeviceHealth, FleetHealth};
use crate::domain::health::{HealthStatus, Vitals};
use crate::error::Result;
use crate::http::probe;

const COLUMNS: [&str; 8] = ["device", "status", "cpu", "memory", "storage", "uptime", "latency", "reasons"];

/// Ask routers how they are, or a running server with --server
#[derive(Args)]
pub(super) struct Health {
    /// Names of devices
    devices: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// Ask this server's /health instead
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = ["devices", "selector", "all"],
        help = "Ask this server's /health instead, e.g. http://127.0.0.1:8080"
    )]
    server: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Line {
    device: String,
    status: HealthStatus,
    cpu: String,
    memory: String,
    storage: String,
    uptime: String,
    latency: String,
    reasons: String,
}

impl Health {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(url) = &self.server {
            return cx.ui.object(&probe::health(url).await?);
        }
        let targets = self.selection.targets(&self.devices)?;
        let health = cx.with_app(async |app| app.fleet_health(&targets).await).await?;
        print(cx, &health)?;
        health.error().map_or(Ok(()), Err)
    }
}

fn print(cx: &Cx, health: &FleetHealth) -> Result<()> {
    match cx.ui.format() {
        super::global::Format::Table => {
            let lines: Vec<_> = health.devices.iter().map(line).collect();
            cx.ui.rows(&COLUMNS, &lines)
        }
        _ => cx.ui.rows(&[], &health.devices),
    }
}

fn line(health: &DeviceHealth) -> Line {
    let vitals = health.vitals.unwrap_or_default();
    let percent = |figure: fn(&Vitals) -> Option<f64>| {
        figure(&vitals).map_or_else(String::new, |f| format!("{f:.0} %"))
    };
    Line {
        device: health.device.clone(),
        status: health.status,
        cpu: percent(|v| v.cpu_load_percent),
        memory: percent(|v| v.memory_used_percent),
        storage: percent(|v| v.storage_used_percent),
        uptime: vitals.uptime_seconds.map_or_else(String::new, span),
        latency: health.latency_ms.map_or_else(String::new, |ms| format!("{ms} ms")),
        reasons: match health.status {
            // Hints follow what went wrong; the other formats have them.
            HealthStatus::Unreachable | HealthStatus::Unknown => {
                health.reasons.first().cloned().unwrap_or_default()
            }
            _ => health.reasons.join("; "),
        },
    }
}

/// Seconds as people read them: `3d 4h`, `5h 6m`, `7m 8s`.
fn span(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}m {}s", seconds % 60),
        (0, _) => format!("{hours}h {minutes}m"),
        _ => format!("{days}d {hours}h"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn spans_read_as_two_units() {
        for (seconds, text) in [(428, "7m 8s"), (18_360, "5h 6m"), (273_600, "3d 4h")] {
            assert_eq!(super::span(seconds), text);
        }
    }
}
