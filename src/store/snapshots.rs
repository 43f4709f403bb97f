//! Configurations over time: texts by their SHA-256, and which device had which when.

use super::conn::{Conn, Row, Value};
use super::sql;
use crate::clock::UnixMs;
use crate::domain::device::DeviceId;
use crate::domain::plan::DeviceState;
use crate::error::Result;

const COLUMNS: [&str; 8] =
    ["id", "device_id", "sha256", "taken_at", "seen_at", "taken_by", "approved_at", "approved_by"];

/// A device's configuration for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its identifier; later ones sort behind.
    pub id: String,
    /// The device.
    pub device: DeviceId,
    /// The SHA-256 of the text, hexadecimal.
    pub sha256: String,
    /// How many bytes the text has.
    pub bytes: i64,
    /// When the device was first seen so, Unix milliseconds.
    pub taken_at: UnixMs,
    /// When it was last seen so.
    pub seen_at: UnixMs,
    /// Who asked for it, or `schedule`.
    pub taken_by: String,
    /// When a person called it right.
    pub approved_at: Option<UnixMs>,
    /// Who.
    pub approved_by: Option<String>,
}

/// A text as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The SHA-256 of the text, hexadecimal.
    pub sha256: String,
    /// How many bytes the text has.
    pub bytes: i64,
    /// gzip, then base64.
    pub packed: String,
}

/// Keeps `row` and its text, which may be there already; one of a device that is gone is left out.
pub fn insert(conn: &mut dyn Conn, row: &SnapshotRow, body: &Body) -> Result<()> {
    let text = "INSERT INTO configurations (sha256, bytes, body) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO NOTHING";
    conn.execute(text, &[(&body.sha256).into(), body.bytes.into(), (&body.packed).into()])?;
    let columns = sql::columns(&COLUMNS);
    let sql = format!(
        "INSERT INTO snapshots ({columns}) SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8 FROM devices WHERE id = ?2"
    );
    let values = [
        (&row.id).into(),
        (&row.device.0).into(),
        (&row.sha256).into(),
        row.taken_at.into(),
        row.seen_at.into(),
        (&row.taken_by).into(),
        row.approved_at.into(),
        row.approved_by.clone().into(),
    ];
    conn.execute(&sql, &values).map(drop)
}

/// The device was seen so once more.
pub fn seen(conn: &mut dyn Conn, id: &str, at: UnixMs) -> Result<()> {
    conn.execute("UPDATE snapshots SET seen_at = ?2 WHERE id = ?1", &[id.into(), at.into()]).map(drop)
}

/// A person calls it right.
pub fn approve(conn: &mut dyn Conn, id: &str, by: &str, at: UnixMs) -> Result<()> {
    let sql = "UPDATE snapshots SET approved_at = ?3, approved_by = ?2 WHERE id = ?1";
    conn.execute(sql, &[id.into(), by.into(), at.into()]).map(drop)
}

/// The newest snapshots of a device first, at most `limit`.
pub fn list(
    conn: &mut dyn Conn,
    device: &DeviceId,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<SnapshotRow>> {
    let mut values: Vec<Value> = vec![(&device.0).into(), i64::from(limit).into()];
    values.extend(before.map(Value::from));
    let older = if before.is_some() { "AND s.id < ?3" } else { "" };
    let tail = format!("WHERE s.device_id = ?1 {older} ORDER BY s.id DESC LIMIT ?2");
    select(conn, &tail, &values)
}

/// The newest snapshot of each device that has one.
pub fn latest(conn: &mut dyn Conn) -> Result<Vec<SnapshotRow>> {
    let tail = "WHERE s.id IN (SELECT MAX(id) FROM snapshots GROUP BY device_id) ORDER BY s.device_id";
    select(conn, tail, &[])
}

/// The snapshot that was called right last.
pub fn approved(conn: &mut dyn Conn, device: &DeviceId) -> Result<Option<SnapshotRow>> {
    let tail =
        "WHERE s.device_id = ?1 AND s.approved_at IS NOT NULL ORDER BY s.approved_at DESC, s.id DESC LIMIT 1";
    Ok(select(conn, tail, &[(&device.0).into()])?.into_iter().next())
}

/// The snapshot with that id.
pub fn get(conn: &mut dyn Conn, id: &str) -> Result<Option<SnapshotRow>> {
    Ok(select(conn, "WHERE s.id = ?1", &[id.into()])?.into_iter().next())
}

/// The text under `sha256`.
pub fn body(conn: &mut dyn Conn, sha256: &str) -> Result<Option<Body>> {
    let rows =
        conn.query("SELECT sha256, bytes, body FROM configurations WHERE sha256 = ?1", &[sha256.into()])?;
    let body = |row: &Row| {
        Ok(Body { sha256: row.get("sha256")?, bytes: row.get("bytes")?, packed: row.get("body")? })
    };
    rows.first().map(body).transpose()
}

/// When a plan last changed each device that one did.
pub fn last_changes(conn: &mut dyn Conn) -> Result<Vec<(DeviceId, UnixMs)>> {
    let sql = "SELECT device_id, MAX(updated_at) AS at FROM plan_devices WHERE state = ?1 GROUP BY device_id";
    let rows = conn.query(sql, &[DeviceState::Applied.as_str().into()])?;
    rows.iter().map(|row| Ok((DeviceId(row.get("device_id")?), row.get("at")?))).collect()
}

/// Deletes all but the newest `keep` of a device and the one called right last, and the texts that nothing refers to any
/// more; returns how many snapshots went.
pub fn prune(conn: &mut dyn Conn, device: &DeviceId, keep: u32) -> Result<u64> {
    let right = approved(conn, device)?.map(|row| row.id).unwrap_or_default();
    let sql = "DELETE FROM snapshots WHERE device_id = ?1 AND id <> ?2 AND id NOT IN
        (SELECT id FROM snapshots WHERE device_id = ?1 ORDER BY id DESC LIMIT ?3)";
    let gone = conn.execute(sql, &[(&device.0).into(), right.into(), i64::from(keep).into()])?;
    if gone > 0 {
        sweep(conn)?;
    }
    Ok(gone)
}

/// Deletes the texts that nothing refers to; they stay when a device goes with its snapshots.
pub fn sweep(conn: &mut dyn Conn) -> Result<u64> {
    let sql = "DELETE FROM configurations WHERE NOT EXISTS
        (SELECT 1 FROM snapshots WHERE snapshots.sha256 = configurations.sha256)";
    conn.execute(sql, &[])
}

fn select(conn: &mut dyn Conn, tail: &str, values: &[Value]) -> Result<Vec<SnapshotRow>> {
    let columns = COLUMNS.map(|column| format!("s.{column} AS {column}")).join(", ");
    let sql = format!(
        "SELECT {columns}, c.bytes AS bytes FROM snapshots s JOIN configurations c ON c.sha256 = s.sha256 {tail}"
    );
    conn.query(&sql, values)?.iter().map(snapshot).collect()
}

fn snapshot(row: &Row) -> Result<SnapshotRow> {
    Ok(SnapshotRow {
        id: row.get("id")?,
        device: DeviceId(row.get("device_id")?),
        sha256: row.get("sha256")?,
        bytes: row.get("bytes")?,
        taken_at: row.get("taken_at")?,
        seen_at: row.get("seen_at")?,
        taken_by: row.get("taken_by")?,
        approved_at: row.get("approved_at")?,
        approved_by: row.get("approved_by")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::devices;
    use crate::store::tests::{device, scratch};

    fn row(id: &str, device: &DeviceId, sha256: &str) -> (SnapshotRow, Body) {
        let row = SnapshotRow {
            id: id.to_owned(),
            device: device.clone(),
            sha256: sha256.to_owned(),
            bytes: 3,
            taken_at: 1,
            seen_at: 1,
            taken_by: "ann".to_owned(),
            approved_at: None,
            approved_by: None,
        };
        (row, Body { sha256: sha256.to_owned(), bytes: 3, packed: "cGFj".to_owned() })
    }

    #[test]
    fn texts_are_kept_once_and_as_long_as_somebody_had_them() {
        scratch(|conn| {
            let (a, b) = (device("a"), device("b"));
            devices::insert(conn, &a).expect("added");
            devices::insert(conn, &b).expect("added");
            let kept = [("1", &a.id, "x"), ("2", &a.id, "y"), ("3", &a.id, "z"), ("4", &b.id, "x")];
            for (id, device, sha256) in kept {
                let (row, body) = row(id, device, sha256);
                insert(conn, &row, &body).expect("kept");
            }
            approve(conn, "1", "ann", 5).expect("approved");
            seen(conn, "3", 9).expect("seen");
            let ids = |rows: &[SnapshotRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
            let newest = latest(conn).expect("rows");
            assert_eq!(ids(&newest), ["3", "4"]);
            assert_eq!((newest[0].seen_at, newest[0].taken_at), (9, 1));
            assert_eq!(prune(conn, &a.id, 1).expect("pruned"), 1);
            assert_eq!(ids(&list(conn, &a.id, None, 10).expect("rows")), ["3", "1"]);
            assert_eq!(ids(&list(conn, &a.id, Some("3"), 10).expect("rows")), ["1"]);
            assert_eq!(
                approved(conn, &a.id).expect("a row").map(|row| row.approved_by),
                Some(Some("ann".into()))
            );
            assert!(body(conn, "y").expect("a query").is_none(), "nothing has it any more");
            assert!(body(conn, "x").expect("a query").is_some());
            devices::remove(conn, &a.id).expect("removed");
            sweep(conn).expect("swept");
            assert!(body(conn, "z").expect("a query").is_none());
            assert!(body(conn, "x").expect("a query").is_some(), "b has it too");
        });
    }
}
