//! Sealed credentials: one row per device and kind.
//!
//! A credential's version counts up by one with every change, and its envelope is bound to it. So a write says by its
//! version which one it replaces, and of two writers that read the same version one is refused.

use std::collections::BTreeMap;

use super::conn::{Conn, Row, Value};
use crate::domain::credential::SealedCredential;
use crate::domain::device::DeviceId;
use crate::error::{Error, ErrorKind, Result};

/// The kind of the user name and password that rosmcp logs in with.
pub const LOGIN: &str = "login";

/// A stored credential with what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCredential {
    /// The device.
    pub device: DeviceId,
    /// [`LOGIN`].
    pub kind: String,
    /// The credential.
    pub credential: SealedCredential,
}

/// Stores version 1 where there is none yet, or version n in place of n − 1.
///
/// Anything else is [`ErrorKind::Conflict`]; a missing device or data key is [`ErrorKind::NotFound`].
pub fn put(conn: &mut dyn Conn, device: &DeviceId, kind: &str, credential: &SealedCredential) -> Result<()> {
    let values = [
        (&device.0).into(),
        kind.into(),
        (&credential.username).into(),
        credential.version.into(),
        (&credential.key_id).into(),
        (&credential.sealed).into(),
    ];
    let changed = if credential.version == 1 { insert(conn, &values) } else { replace(conn, &values) };
    match changed.map_err(|error| refused(error, device))? {
        0 => Err(moved(device)),
        _ => Ok(()),
    }
}

/// The device's credential of that kind.
pub fn get(conn: &mut dyn Conn, device: &DeviceId, kind: &str) -> Result<Option<SealedCredential>> {
    let sql = "SELECT username, version, key_id, sealed FROM credentials WHERE device_id = ?1 AND kind = ?2";
    conn.query(sql, &[(&device.0).into(), kind.into()])?.first().map(sealed).transpose()
}

/// Every credential, by device and kind.
pub fn list(conn: &mut dyn Conn) -> Result<Vec<StoredCredential>> {
    let sql = "SELECT device_id, kind, username, version, key_id, sealed FROM credentials
        ORDER BY device_id, kind";
    conn.query(sql, &[])?.iter().map(stored).collect()
}

/// The credentials after `after` (device and kind) that another data key than `key_id` sealed, at most `limit`.
pub fn sealed_by_others(
    conn: &mut dyn Conn,
    key_id: &str,
    after: (&str, &str),
    limit: u32,
) -> Result<Vec<StoredCredential>> {
    let sql = "SELECT device_id, kind, username, version, key_id, sealed FROM credentials
        WHERE key_id <> ?1 AND (device_id > ?2 OR (device_id = ?2 AND kind > ?3))
        ORDER BY device_id, kind LIMIT ?4";
    let values = [key_id.into(), after.0.into(), after.1.into(), i64::from(limit).into()];
    conn.query(sql, &values)?.iter().map(stored).collect()
}

/// How many credentials each data key has sealed that are still there.
pub fn count_by_key(conn: &mut dyn Conn) -> Result<BTreeMap<String, i64>> {
    let rows = conn.query("SELECT key_id, COUNT(*) AS n FROM credentials GROUP BY key_id", &[])?;
    rows.iter().map(|row| Ok((row.get("key_id")?, row.get("n")?))).collect()
}

/// Puts `new` in place of exactly `old`, which holds the same secret; whether it did, `false` when it changed meanwhile.
pub fn reseal(conn: &mut dyn Conn, old: &StoredCredential, new: &SealedCredential) -> Result<bool> {
    let sql = "UPDATE credentials SET key_id = ?3, sealed = ?4
        WHERE device_id = ?1 AND kind = ?2 AND version = ?5 AND sealed = ?6";
    let values = [
        (&old.device.0).into(),
        (&old.kind).into(),
        (&new.key_id).into(),
        (&new.sealed).into(),
        old.credential.version.into(),
        (&old.credential.sealed).into(),
    ];
    conn.execute(sql, &values).map(|changed| changed > 0)
}

fn insert(conn: &mut dyn Conn, values: &[Value]) -> Result<u64> {
    let sql = "INSERT INTO credentials (device_id, kind, username, version, key_id, sealed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    conn.execute(sql, values)
}

fn replace(conn: &mut dyn Conn, values: &[Value]) -> Result<u64> {
    let sql = "UPDATE credentials SET username = ?3, version = ?4, key_id = ?5, sealed = ?6
        WHERE device_id = ?1 AND kind = ?2 AND version = ?4 - 1";
    conn.execute(sql, values)
}

fn stored(row: &Row) -> Result<StoredCredential> {
    Ok(StoredCredential {
        device: DeviceId(row.get("device_id")?),
        kind: row.get("kind")?,
        credential: sealed(row)?,
    })
}

fn sealed(row: &Row) -> Result<SealedCredential> {
    Ok(SealedCredential {
        username: row.get("username")?,
        version: row.get("version")?,
        key_id: row.get("key_id")?,
        sealed: row.get("sealed")?,
    })
}

fn refused(error: Error, device: &DeviceId) -> Error {
    match error.kind() {
        ErrorKind::Conflict => moved(device).caused_by(error),
        ErrorKind::NotFound => {
            Error::not_found(format!("there is no device {device}, or not the data key of its credential"))
                .caused_by(error)
        }
        _ => error,
    }
}

fn moved(device: &DeviceId) -> Error {
    Error::new(ErrorKind::Conflict, format!("the credential of device {device} changed meanwhile"))
        .hint("read it again and repeat the change")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{device, key, scratch};
    use crate::store::{devices, keys};

    fn credential(version: i64) -> SealedCredential {
        SealedCredential {
            username: "rosmcp".into(),
            version,
            key_id: "k1".into(),
            sealed: format!("envelope {version}"),
        }
    }

    fn prepared(work: impl Fn(&mut dyn Conn, &DeviceId)) {
        scratch(|conn| {
            let device = device("edge-1");
            devices::insert(conn, &device).expect("a device");
            keys::insert(conn, &key("k1")).expect("a key");
            work(conn, &device.id);
        });
    }

    #[test]
    fn versions_follow_each_other_and_a_stale_write_is_refused() {
        prepared(|conn, device| {
            assert_eq!(get(conn, device, LOGIN).expect("a read"), None);
            put(conn, device, LOGIN, &credential(1)).expect("the first");
            put(conn, device, LOGIN, &credential(2)).expect("the second");
            for stale in [1, 2, 4, 0, -1] {
                let error = put(conn, device, LOGIN, &credential(stale)).expect_err("refused");
                assert_eq!(error.kind(), ErrorKind::Conflict, "version {stale}");
            }
            assert_eq!(get(conn, device, LOGIN).expect("a read"), Some(credential(2)));
        });
    }

    #[test]
    fn credentials_go_with_their_device_and_hold_their_key() {
        prepared(|conn, device| {
            put(conn, device, LOGIN, &credential(1)).expect("stored");
            assert!(conn.execute("DELETE FROM data_keys", &[]).is_err(), "a key in use stays");
            devices::remove(conn, device).expect("removed");
            assert!(list(conn).expect("a list").is_empty());
        });
    }

    #[test]
    fn without_device_or_key_there_is_no_credential() {
        prepared(|conn, device| {
            let error = put(conn, &DeviceId("none".into()), LOGIN, &credential(1)).expect_err("no device");
            assert_eq!(error.kind(), ErrorKind::NotFound);
            let orphan = SealedCredential { key_id: "k2".into(), ..credential(1) };
            assert_eq!(put(conn, device, LOGIN, &orphan).expect_err("no key").kind(), ErrorKind::NotFound);
        });
    }

    #[test]
    fn kinds_are_separate_and_listed() {
        prepared(|conn, device| {
            put(conn, device, LOGIN, &credential(1)).expect("a login");
            put(conn, device, "ssh_key", &credential(1)).expect("a key");
            let kinds: Vec<_> = list(conn).expect("a list").into_iter().map(|stored| stored.kind).collect();
            assert_eq!(kinds, ["login", "ssh_key"]);
            assert!(get(conn, device, "ssh_key").expect("a read").is_some());
        });
    }
}
