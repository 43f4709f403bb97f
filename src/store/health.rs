//! The latest state of each device.

use super::conn::{Conn, Row, unknown};
use super::sql::{columns, placeholders, replacements};
use crate::domain::device::DeviceId;
use crate::domain::health::{Health, HealthStatus};
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: &[&str] = &[
    "device_id",
    "status",
    "at",
    "latency_ms",
    "cpu_percent",
    "memory_used_bytes",
    "memory_total_bytes",
    "uptime_seconds",
    "error",
];

/// Stores the device's state unless a later one is stored already; no such device is [`ErrorKind::NotFound`].
pub fn put(conn: &mut dyn Conn, device: &DeviceId, health: &Health) -> Result<()> {
    let sql = format!(
        "INSERT INTO health ({}) VALUES ({}) ON CONFLICT (device_id) DO UPDATE SET {} WHERE health.at <= excluded.at",
        columns(COLUMNS),
        placeholders(COLUMNS.len()),
        replacements(COLUMNS),
    );
    let values = [
        (&device.0).into(),
        health.status.as_str().into(),
        health.at.into(),
        health.latency_ms.into(),
        health.cpu_percent.into(),
        health.memory_used_bytes.into(),
        health.memory_total_bytes.into(),
        health.uptime_seconds.into(),
        health.error.as_deref().into(),
    ];
    conn.execute(&sql, &values).map(drop).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::not_found(format!("no device has the id {device}")).caused_by(error),
        _ => error,
    })
}

/// The latest state of every device that was ever looked at, by device id.
pub fn get_all(conn: &mut dyn Conn) -> Result<Vec<(DeviceId, Health)>> {
    let sql = format!("SELECT {} FROM health ORDER BY device_id", columns(COLUMNS));
    conn.query(&sql, &[])?.iter().map(health).collect()
}

fn health(row: &Row) -> Result<(DeviceId, Health)> {
    let status: String = row.get("status")?;
    let health = Health {
        status: HealthStatus::parse(&status).ok_or_else(|| unknown("status", &status))?,
        at: row.get("at")?,
        latency_ms: row.get("latency_ms")?,
        cpu_percent: row.get("cpu_percent")?,
        memory_used_bytes: row.get("memory_used_bytes")?,
        memory_total_bytes: row.get("memory_total_bytes")?,
        uptime_seconds: row.get("uptime_seconds")?,
        error: row.get("error")?,
    };
    Ok((DeviceId(row.get("device_id")?), health))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::devices;
    use crate::store::tests::{device, scratch};

    fn health(status: HealthStatus, at: i64) -> Health {
        Health {
            status,
            at,
            latency_ms: Some(7),
            cpu_percent: Some(3),
            memory_used_bytes: Some(1 << 28),
            memory_total_bytes: Some(1 << 30),
            uptime_seconds: Some(86_400),
            error: None,
        }
    }

    #[test]
    fn the_latest_state_is_kept_whatever_the_order() {
        scratch(|conn| {
            let device = device("edge-1");
            devices::insert(conn, &device).expect("a device");
            for status in [HealthStatus::Healthy, HealthStatus::Degraded, HealthStatus::Unreachable] {
                let latest = health(status, 100 + status as i64);
                put(conn, &device.id, &latest).expect("stored");
                assert_eq!(get_all(conn).expect("states"), [(device.id.clone(), latest)]);
            }
            let bare = Health {
                latency_ms: None,
                cpu_percent: None,
                memory_used_bytes: None,
                memory_total_bytes: None,
                uptime_seconds: None,
                error: Some("no route to host".into()),
                ..health(HealthStatus::Unreachable, 200)
            };
            put(conn, &device.id, &bare).expect("stored");
            put(conn, &device.id, &health(HealthStatus::Healthy, 199)).expect("late, and ignored");
            assert_eq!(get_all(conn).expect("states"), [(device.id.clone(), bare)]);
            devices::remove(conn, &device.id).expect("removed");
            assert!(get_all(conn).expect("states").is_empty());
            let error = put(conn, &device.id, &health(HealthStatus::Healthy, 1)).expect_err("no device");
            assert_eq!(error.kind(), ErrorKind::NotFound);
        });
    }
}
