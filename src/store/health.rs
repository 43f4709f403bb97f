//! What the checks of devices found.

use super::conn::{Conn, Row};
use crate::clock::UnixMs;
use crate::domain::device::DeviceId;
use crate::domain::health::HealthStatus;
use crate::error::Result;

/// One check of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRow {
    /// The device.
    pub device: DeviceId,
    /// When, Unix milliseconds.
    pub at: UnixMs,
    /// The verdict.
    pub status: HealthStatus,
    /// The whole finding, JSON.
    pub report: String,
}

/// Adds a check; one of a device that is gone, or a second one in the same millisecond, is left out.
pub fn insert(conn: &mut dyn Conn, row: &HealthRow) -> Result<()> {
    let sql = "INSERT INTO health_checks (device_id, at, status, report)
        SELECT id, ?2, ?3, ?4 FROM devices WHERE id = ?1 ON CONFLICT (device_id, at) DO NOTHING";
    let values = [(&row.device.0).into(), row.at.into(), row.status.as_str().into(), (&row.report).into()];
    conn.execute(sql, &values).map(drop)
}

/// The newest check of each device that has one.
pub fn latest(conn: &mut dyn Conn) -> Result<Vec<HealthRow>> {
    let sql = "SELECT h.device_id, h.at, h.status, h.report FROM health_checks h
        JOIN (SELECT device_id, MAX(at) AS at FROM health_checks GROUP BY device_id) newest
        ON newest.device_id = h.device_id AND newest.at = h.at ORDER BY h.device_id";
    conn.query(sql, &[])?.iter().map(health_row).collect()
}

/// The newest check of one device.
pub fn latest_of(conn: &mut dyn Conn, device: &DeviceId) -> Result<Option<HealthRow>> {
    let sql = "SELECT device_id, at, status, report FROM health_checks WHERE device_id = ?1
        ORDER BY at DESC LIMIT 1";
    conn.query(sql, &[(&device.0).into()])?.first().map(health_row).transpose()
}

/// Deletes the checks before `oldest`, and those of `device` beyond its newest `most`; returns how many.
pub fn prune(conn: &mut dyn Conn, device: &DeviceId, oldest: UnixMs, most: u32) -> Result<u64> {
    let sql = "DELETE FROM health_checks WHERE device_id = ?1 AND (at < ?2 OR at < COALESCE(
        (SELECT at FROM health_checks WHERE device_id = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?3), 0))";
    let kept = i64::from(most.max(1)) - 1;
    conn.execute(sql, &[(&device.0).into(), oldest.into(), kept.into()])
}

fn health_row(row: &Row) -> Result<HealthRow> {
    Ok(HealthRow {
        device: DeviceId(row.get("device_id")?),
        at: row.get("at")?,
        status: row.word("status")?,
        report: row.get("report")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::devices;
    use crate::store::tests::{device, scratch};

    fn check(device: &DeviceId, at: i64, status: HealthStatus) -> HealthRow {
        HealthRow { device: device.clone(), at, status, report: format!("{{\"at\":{at}}}") }
    }

    #[test]
    fn the_newest_check_of_each_device_is_found_and_old_ones_go() {
        scratch(|conn| {
            let (a, b) = (device("a"), device("b"));
            devices::insert(conn, &a).expect("added");
            devices::insert(conn, &b).expect("added");
            for at in 1..=5 {
                insert(conn, &check(&a.id, at, HealthStatus::Healthy)).expect("inserted");
            }
            insert(conn, &check(&b.id, 3, HealthStatus::Unreachable)).expect("inserted");
            let mut expected =
                [check(&a.id, 5, HealthStatus::Healthy), check(&b.id, 3, HealthStatus::Unreachable)];
            expected.sort_by(|x, y| x.device.cmp(&y.device));
            assert_eq!(latest(conn).expect("rows"), expected);
            assert_eq!(
                latest_of(conn, &b.id).expect("a row"),
                Some(check(&b.id, 3, HealthStatus::Unreachable))
            );
            assert_eq!(prune(conn, &a.id, 2, 1000).expect("pruned"), 1);
            assert_eq!(prune(conn, &a.id, 0, 2).expect("pruned"), 2);
            assert_eq!(prune(conn, &a.id, 0, 2).expect("pruned"), 0);
            assert_eq!(latest_of(conn, &a.id).expect("a row"), Some(check(&a.id, 5, HealthStatus::Healthy)));
        });
    }

    #[test]
    fn a_check_of_a_device_that_is_gone_or_of_the_same_moment_is_left_out() {
        scratch(|conn| {
            let a = device("a");
            insert(conn, &check(&a.id, 1, HealthStatus::Healthy)).expect("left out");
            devices::insert(conn, &a).expect("added");
            insert(conn, &check(&a.id, 1, HealthStatus::Healthy)).expect("inserted");
            insert(conn, &check(&a.id, 1, HealthStatus::Critical)).expect("left out");
            assert_eq!(latest(conn).expect("rows"), [check(&a.id, 1, HealthStatus::Healthy)]);
            devices::remove(conn, &a.id).expect("removed");
            assert_eq!(latest(conn).expect("rows"), []);
        });
    }
}
