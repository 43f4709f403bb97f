//! Moving everything from one database to another, whatever the engines: all of it in one transaction, or nothing.
//!
//! Both sides are counted and digested inside that transaction, so that what was acknowledged is what was there.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::conn::{Conn, Row, Table, Value};
use super::engine;
use super::migrations::HISTORY;
use super::pool::Store;
use crate::blocking;
use crate::domain::hex::hex;
use crate::error::{Error, ErrorKind, Result};

/// Rows of one statement.
const PAGE: usize = 500;

/// Tables with rows as soon as an installation has been used; what migrations put in is replaced.
const TELLING: [&str; 3] = ["installation", "devices", "audit_events"];

/// One table that was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// How many rows it has on either side.
    pub rows: u64,
    /// What all of them are, the same on either side: hexadecimal.
    pub digest: String,
}

/// Copies every row of `from` to `to`, which must have the same schema and no installation in it.
///
/// A target with data is [`ErrorKind::Conflict`]; a copy that differs is [`ErrorKind::Integrity`] and is not kept.
pub async fn run(from: &Store, to: &Store) -> Result<Vec<Moved>> {
    let (from, to) = (from.engine()?, to.engine()?);
    blocking::run(move || engine::read(&*from, |source| engine::write(&*to, |target| copy(source, target))))
        .await
}

/// See [`run`]: the part of one transaction on either side.
pub(super) fn copy(source: &mut dyn Conn, target: &mut dyn Conn) -> Result<Vec<Moved>> {
    // Either waits while the other's tables are read to their end, and the source until the target is stored.
    source.unhurried()?;
    target.unhurried()?;
    let tables: Vec<_> = source.tables()?.into_iter().filter(|table| table.name != HISTORY).collect();
    for name in TELLING {
        if !target.query(&format!("SELECT 1 AS found FROM {name} LIMIT 1"), &[])?.is_empty() {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!("the target is in use: it has rows in {name}"),
            )
            .hint("name a new, empty database"));
        }
    }
    for table in tables.iter().rev() {
        target.execute(&format!("DELETE FROM {}", table.name), &[])?;
    }
    for table in &tables {
        let insert = insertion(table);
        each(source, table, |values| target.execute(&insert, values).map(drop))?;
    }
    tables.iter().map(|table| compare(source, target, table)).collect()
}

fn compare(source: &mut dyn Conn, target: &mut dyn Conn, table: &Table) -> Result<Moved> {
    let (here, there) = (digest(source, table)?, digest(target, table)?);
    if here != there {
        return Err(Error::new(ErrorKind::Integrity, format!("the copy of {} differs from it", table.name))
            .hint("nothing was kept; the source is unchanged"));
    }
    Ok(here)
}

/// The sum of the rows' digests: rows come in the order that each engine sorts by.
fn digest(conn: &mut dyn Conn, table: &Table) -> Result<Moved> {
    let (mut rows, mut sum) = (0, [0_u8; 32]);
    each(conn, table, |values| {
        rows += 1;
        for (sum, byte) in sum.iter_mut().zip(row_digest(values)) {
            *sum ^= byte;
        }
        Ok(())
    })?;
    Ok(Moved { table: table.name.clone(), rows, digest: hex(&sum) })
}

fn row_digest(values: &[Value]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for value in values {
        let (kind, bytes) = match value {
            Value::Null => (0, Vec::new()),
            Value::Text(text) => (1, text.as_bytes().to_vec()),
            Value::Integer(number) => (2, number.to_be_bytes().to_vec()),
            // SQLite has no type of its own for these.
            Value::Bool(truth) => (2, i64::from(*truth).to_be_bytes().to_vec()),
            Value::Bytes(bytes) => (3, bytes.clone()),
        };
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    digest.finalize().into()
}

/// Gives every row to `visit`, one at a time: a page of large ones would fill the memory. Page by page along the table's
/// key, so that no statement of a server takes long.
fn each(conn: &mut dyn Conn, table: &Table, mut visit: impl FnMut(&[Value]) -> Result<()>) -> Result<()> {
    let mut last: Vec<Value> = Vec::new();
    loop {
        let (mut rows, mut next) = (0, Vec::new());
        conn.visit(&page(table, &last), &last, &mut |row| {
            rows += 1;
            if rows == PAGE {
                next = key(table, &row)?;
            }
            visit(row.values())
        })?;
        if rows < PAGE {
            return Ok(());
        }
        last = next;
    }
}

fn page(table: &Table, after: &[Value]) -> String {
    let (columns, key) = (table.columns.join(", "), table.key.join(", "));
    let places: Vec<_> = (1..=after.len()).map(|place| format!("?{place}")).collect();
    let after =
        if places.is_empty() { String::new() } else { format!("WHERE ({key}) > ({})", places.join(", ")) };
    format!("SELECT {columns} FROM {} {after} ORDER BY {key} LIMIT {PAGE}", table.name)
}

fn insertion(table: &Table) -> String {
    let places: Vec<_> = (1..=table.columns.len()).map(|place| format!("?{place}")).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns.join(", "), places.join(", "))
}

fn key(table: &Table, row: &Row) -> Result<Vec<Value>> {
    table.key.iter().map(|column| row.value(column).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{device, key as data_key};
    use crate::store::{StoreOptions, audit, devices, keys, migrations};

    async fn opened() -> Store {
        let store = Store::open(&StoreOptions::memory()).expect("memory");
        migrations::run(&store).await.expect("migrated");
        store
    }

    async fn filled() -> Store {
        let store = opened().await;
        let rows = |conn: &mut dyn Conn| {
            for n in 0..1_201 {
                devices::insert(conn, &device(&format!("d{n}")))?;
            }
            keys::insert(conn, &data_key("k"))
        };
        store.write(rows).await.expect("rows");
        store
    }

    async fn move_into(target: &Store) {
        let source = filled().await;
        let moved = run(&source, target).await.expect("moved");
        let devices_moved = moved.iter().find(|moved| moved.table == "devices").expect("a table of devices");
        assert_eq!(devices_moved.rows, 1_201, "several pages");
        let list = |conn: &mut dyn Conn| devices::list(conn);
        assert_eq!(target.read(list).await.expect("devices").len(), 1_201);
        let again = run(&source, target).await.expect_err("in use");
        assert_eq!(again.kind(), ErrorKind::Conflict);
        let filter = audit::AuditFilter { limit: 1, ..audit::AuditFilter::default() };
        target.read(move |conn| audit::recent(conn, &filter)).await.expect("the schema is whole");
    }

    #[tokio::test]
    async fn everything_arrives_and_a_target_in_use_is_refused() {
        move_into(&opened().await).await;
    }

    #[tokio::test]
    async fn a_copy_that_fails_leaves_the_target_as_it_was() {
        let (source, target) = (filled().await, opened().await);
        let lacking = |conn: &mut dyn Conn| conn.script("DROP TABLE credentials");
        target.write(lacking).await.expect("a schema that lacks something");
        run(&source, &target).await.expect_err("it cannot hold all of it");
        assert!(target.read(devices::list).await.expect("devices").is_empty());
    }

    #[cfg(feature = "postgres")]
    #[tokio::test]
    async fn everything_arrives_on_a_server() {
        let Some(store) = crate::store::tests::server::store() else { return };
        move_into(&store.0).await;
        store.0.close().await.expect("closed");
    }
}
