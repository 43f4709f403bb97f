//! The data keys, wrapped by the outer key, which is never here.

use super::conn::{Conn, Row, unknown};
use super::sql::{columns, placeholders};
use crate::domain::keyring::{KeyRecord, KeyState};
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: &[&str] = &[
    "key_id",
    "state",
    "created_at",
    "sealed_count",
    "wrapped_by",
    "wrapped",
    "previous_wrapped_by",
    "previous_wrapped",
];

/// Every data key, oldest first.
pub fn list(conn: &mut dyn Conn) -> Result<Vec<KeyRecord>> {
    let sql = format!("SELECT {} FROM data_keys ORDER BY created_at, key_id", columns(COLUMNS));
    conn.query(&sql, &[])?.iter().map(record).collect()
}

/// Adds a data key; its id in use already is [`ErrorKind::Conflict`].
pub fn insert(conn: &mut dyn Conn, key: &KeyRecord) -> Result<()> {
    let sql =
        format!("INSERT INTO data_keys ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    let values = [
        (&key.key_id).into(),
        key.state.as_str().into(),
        key.created_at.into(),
        key.sealed_count.into(),
        (&key.wrapped_by).into(),
        (&key.wrapped).into(),
        key.previous_wrapped_by.as_deref().into(),
        key.previous_wrapped.as_deref().into(),
    ];
    conn.execute(&sql, &values).map(drop).map_err(|error| match error.kind() {
        ErrorKind::Conflict => {
            Error::new(ErrorKind::Conflict, format!("data key {} exists already", key.key_id))
                .caused_by(error)
        }
        _ => error,
    })
}

/// Moves a key on in its life; no such key is [`ErrorKind::NotFound`].
pub fn set_state(conn: &mut dyn Conn, key_id: &str, state: KeyState) -> Result<()> {
    let sql = "UPDATE data_keys SET state = ?2 WHERE key_id = ?1";
    match conn.execute(sql, &[key_id.into(), state.as_str().into()])? {
        0 => Err(missing(key_id)),
        _ => Ok(()),
    }
}

/// Replaces the wrappings of a key by those of `key`; no such key is [`ErrorKind::NotFound`].
pub fn rewrap(conn: &mut dyn Conn, key: &KeyRecord) -> Result<()> {
    let sql =
        "UPDATE data_keys SET wrapped_by = ?2, wrapped = ?3, previous_wrapped_by = ?4, previous_wrapped = ?5
        WHERE key_id = ?1";
    let values = [
        (&key.key_id).into(),
        (&key.wrapped_by).into(),
        (&key.wrapped).into(),
        key.previous_wrapped_by.as_deref().into(),
        key.previous_wrapped.as_deref().into(),
    ];
    match conn.execute(sql, &values)? {
        0 => Err(missing(&key.key_id)),
        _ => Ok(()),
    }
}

/// The key that seals; `None` in a new database.
pub fn active(conn: &mut dyn Conn) -> Result<Option<String>> {
    let rows = conn.query("SELECT key_id FROM data_keys WHERE state = 'active'", &[])?;
    rows.first().map(|row| row.get("key_id")).transpose()
}

/// Counts `sealed` more values sealed with a key and returns how many that makes; no such key is
/// [`ErrorKind::NotFound`], one that no longer seals [`ErrorKind::Conflict`]. Belongs into the transaction that stores what was sealed.
pub fn add_sealed_count(conn: &mut dyn Conn, key_id: &str, sealed: i64) -> Result<i64> {
    let sql = "UPDATE data_keys SET sealed_count = sealed_count + ?2 WHERE key_id = ?1 RETURNING sealed_count, state";
    let rows = conn.query(sql, &[key_id.into(), sealed.into()])?;
    let row = rows.first().ok_or_else(|| missing(key_id))?;
    match row.get::<String>("state")?.as_str() {
        "active" => row.get("sealed_count"),
        _ => Err(Error::new(ErrorKind::Conflict, format!("data key {key_id} was replaced meanwhile"))
            .hint("try again")),
    }
}

fn record(row: &Row) -> Result<KeyRecord> {
    let state: String = row.get("state")?;
    Ok(KeyRecord {
        key_id: row.get("key_id")?,
        state: KeyState::parse(&state).ok_or_else(|| unknown("state", &state))?,
        created_at: row.get("created_at")?,
        sealed_count: row.get("sealed_count")?,
        wrapped_by: row.get("wrapped_by")?,
        wrapped: row.get("wrapped")?,
        previous_wrapped_by: row.get("previous_wrapped_by")?,
        previous_wrapped: row.get("previous_wrapped")?,
    })
}

fn missing(key_id: &str) -> Error {
    Error::not_found(format!("there is no data key {key_id}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{key, scratch};

    #[test]
    fn keys_come_back_in_every_state_and_in_order() {
        scratch(|conn| {
            let keys = [
                KeyRecord { created_at: 1, state: KeyState::Retired, ..key("c") },
                KeyRecord { created_at: 2, state: KeyState::DecryptOnly, ..key("b") },
                KeyRecord { created_at: 3, state: KeyState::Active, ..key("a") },
            ];
            for key in keys.iter().rev() {
                insert(conn, key).expect("a key");
            }
            assert_eq!(list(conn).expect("keys"), keys);
            assert_eq!(insert(conn, &keys[0]).expect_err("twice").kind(), ErrorKind::Conflict);
        });
    }

    #[test]
    fn a_key_moves_on_and_its_use_is_counted() {
        scratch(|conn| {
            insert(conn, &key("a")).expect("a key");
            assert_eq!(add_sealed_count(conn, "a", 3).expect("counted"), 3);
            assert_eq!(add_sealed_count(conn, "a", 2).expect("counted"), 5);
            set_state(conn, "a", KeyState::DecryptOnly).expect("moved on");
            assert_eq!(active(conn).expect("none"), None);
            let stale = add_sealed_count(conn, "a", 0).expect_err("it no longer seals");
            assert_eq!(stale.kind(), ErrorKind::Conflict);
            let moved = KeyRecord {
                wrapped_by: "new".into(),
                wrapped: "new envelope".into(),
                previous_wrapped_by: Some("outer".into()),
                previous_wrapped: Some("envelope".into()),
                ..key("a")
            };
            rewrap(conn, &moved).expect("wrapped anew");
            let expected = KeyRecord { sealed_count: 5, state: KeyState::DecryptOnly, ..moved };
            assert_eq!(list(conn).expect("keys"), [expected]);
            assert_eq!(add_sealed_count(conn, "b", 1).expect_err("none").kind(), ErrorKind::NotFound);
            assert_eq!(set_state(conn, "b", KeyState::Active).expect_err("none").kind(), ErrorKind::NotFound);
        });
    }
}
