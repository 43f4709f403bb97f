//! A transaction, as repositories see it.

use std::sync::Arc;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::error::{damaged, failed};
use crate::clock::{self, UnixMs};
use crate::error::{Error, ErrorKind, Result};
use crate::store::conn::{Conn, Row, Table, Value};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Runs `work` in one transaction. What `work` fails at, or panics in, is rolled back.
pub(super) fn transact<T>(
    connection: &mut Connection,
    access: Access,
    work: impl FnOnce(&mut dyn Conn) -> Result<T>,
) -> Result<T> {
    let mut transaction = Transaction::begin(connection, access)?;
    let result = work(&mut transaction)?;
    transaction.commit()?;
    Ok(result)
}

/// As rusqlite's own, which parses BEGIN and COMMIT each time; here they are prepared once.
struct Transaction<'a> {
    connection: &'a Connection,
    access: Access,
}

impl<'a> Transaction<'a> {
    fn begin(connection: &'a mut Connection, access: Access) -> Result<Self> {
        // A write takes its lock at once: one that begins by reading could not upgrade it after another has written.
        let sql = match access {
            Access::Read => "BEGIN DEFERRED",
            Access::Write => "BEGIN IMMEDIATE",
        };
        run(connection, sql)?;
        Ok(Self { connection, access })
    }

    /// What cannot be committed is rolled back when it is dropped.
    fn commit(self) -> Result<()> {
        run(self.connection, "COMMIT")
    }

    fn prepare(&self, sql: &str) -> Result<rusqlite::CachedStatement<'_>> {
        let statement = self.connection.prepare_cached(sql).map_err(failed)?;
        if self.access == Access::Read && !statement.readonly() {
            return Err(Error::new(ErrorKind::Internal, "a read transaction tried to write"));
        }
        Ok(statement)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(error) = run(self.connection, "ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

fn run(connection: &Connection, sql: &str) -> Result<()> {
    let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    ran.map(drop).map_err(failed)
}

impl Conn for Transaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let changed = self.prepare(sql)?.execute(params_from_iter(values)).map_err(failed)?;
        Ok(changed as u64)
    }

    fn visit(&mut self, sql: &str, values: &[Value], visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let values = (0..columns.len()).map(|column| value(row.get_ref(column).map_err(failed)?));
            visit(Row::new(Arc::clone(&columns), values.collect::<Result<_>>()?))?;
        }
        Ok(())
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        match self.access {
            Access::Write => self.connection.execute_batch(sql).map_err(failed),
            Access::Read => Err(Error::new(ErrorKind::Internal, "a read transaction tried to run a script")),
        }
    }

    fn has_table(&mut self, name: &str) -> Result<bool> {
        // Not `sqlite3_table_column_metadata`: it answers from memory and misses what another connection created.
        let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
        self.query(sql, &[name.into()]).map(|rows| !rows.is_empty())
    }

    fn now(&mut self) -> Result<UnixMs> {
        Ok(clock::now_ms())
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        // In the order in which they were made: what is referred to was there first.
        let sql =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
        let names = self.query(sql, &[])?;
        let table = |row: &Row| {
            let name: String = row.get("name")?;
            let columns =
                self.query("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid", &[(&name).into()])?;
            Table::read(name, &columns)
        };
        names.iter().map(table).collect()
    }

    /// Nobody ends it.
    fn unhurried(&mut self) -> Result<()> {
        Ok(())
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => return Err(damaged("a text in the database is not UTF-8")),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(damaged("the database holds a fraction where none belongs")),
    })
}
