//! A transaction on the server, as repositories see it.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::types::ToSql;

use super::error::{commit_unknown, failed};
use super::link::Link;
use crate::clock::UnixMs;
use crate::error::{Error, ErrorKind, Result};
use crate::store::conn::{Conn, Row, Table, Value};
use crate::store::engine::Work;

/// The advisory lock that a write holds: one writer at a time in this database, "rOSm".
const WRITER: i64 = 0x724F_536D;

/// After which the server breaks a statement off.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// How much later an answer may come.
const ON_ITS_WAY: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Runs `work` in one transaction. What `work` fails at, or panics in, is rolled back.
pub(super) fn transact(link: &mut Link, access: Access, wait: Duration, work: Work<'_>) -> Result<()> {
    let mut transaction = Transaction { link, access, saved: false, broken: false, open: true };
    transaction.link.client.wait_for(Some(patience(wait)));
    transaction.link.client.batch_execute(&begin(access, wait)).map_err(failed)?;
    work(&mut transaction)?;
    transaction.commit()
}

/// How long an answer is waited for by who waits for locks as long as `wait`: a server that lives has given up before.
pub(super) fn patience(wait: Duration) -> Duration {
    STATEMENT_TIMEOUT.max(wait) + ON_ITS_WAY
}

/// A write lock is taken before anything is read, so that what is read is what the last writer left.
fn begin(access: Access, wait: Duration) -> String {
    let limits = format!(
        "SET LOCAL statement_timeout = '{}s'; SET LOCAL idle_in_transaction_session_timeout = '60s'",
        STATEMENT_TIMEOUT.as_secs()
    );
    match access {
        Access::Read => format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {limits}"),
        Access::Write => format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = '{}ms';
            SELECT pg_advisory_xact_lock({WRITER});
            SELECT set_config('synchronous_commit', 'on', true)
                WHERE current_setting('synchronous_commit') IN ('off', 'local');
            {limits}",
            wait.as_millis().max(1)
        ),
    }
}

struct Transaction<'a> {
    link: &'a mut Link,
    access: Access,
    /// There is a savepoint from the statement before.
    saved: bool,
    /// A statement failed and nothing was saved before it: the server would turn a commit into a rollback, silently.
    broken: bool,
    open: bool,
}

impl Transaction<'_> {
    fn commit(mut self) -> Result<()> {
        if self.broken {
            return Err(Error::new(
                ErrorKind::Internal,
                "a transaction went on after a statement had failed",
            ));
        }
        self.open = false;
        self.link.client.batch_execute("COMMIT").map_err(commit_unknown)
    }

    /// A statement that fails would take the whole transaction with it; SQLite undoes only the statement.
    fn save(&mut self) -> Result<()> {
        let sql = if self.saved { "RELEASE SAVEPOINT s; SAVEPOINT s" } else { "SAVEPOINT s" };
        self.link.client.batch_execute(sql).map_err(failed)?;
        self.saved = true;
        Ok(())
    }

    fn statement<T>(
        &mut self,
        changes: bool,
        run: impl FnOnce(&mut Link) -> std::result::Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        if changes {
            if self.access == Access::Read {
                return Err(Error::new(ErrorKind::Internal, "a read transaction tried to write"));
            }
            self.save()?;
        }
        run(self.link).map_err(|error| {
            let undone = changes && self.link.client.batch_execute("ROLLBACK TO SAVEPOINT s").is_ok();
            self.broken |= !undone;
            failed(error)
        })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // Where the connection is gone, the server rolls back by itself.
            let _ = self.link.client.batch_execute("ROLLBACK");
        }
    }
}

impl Conn for Transaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.statement(true, |link| {
            let statement = link.prepared(sql)?;
            let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            link.client.execute(&statement, &values)
        })
    }

    fn visit(&mut self, sql: &str, values: &[Value], visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let changes = !sql.trim_start().starts_with("SELECT");
        self.statement(changes, |link| {
            let statement = link.prepared(sql)?;
            let columns: Arc<[String]> =
                statement.columns().iter().map(|column| column.name().to_owned()).collect();
            let mut rows = link.client.stream(&statement, values)?;
            while let Some(row) = link.client.next(&mut rows)? {
                let values = (0..columns.len()).map(|column| row.try_get(column));
                let values = values.collect::<std::result::Result<_, _>>()?;
                if let Err(error) = visit(Row::new(Arc::clone(&columns), values)) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })?
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.statement(true, |link| link.client.batch_execute(sql))
    }

    fn has_table(&mut self, name: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?1";
        self.query(sql, &[name.into()]).map(|rows| !rows.is_empty())
    }

    fn now(&mut self) -> Result<UnixMs> {
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now";
        let rows = self.query(sql, &[])?;
        rows.first().map_or_else(
            || Err(Error::new(ErrorKind::Internal, "the server has no clock")),
            |row| row.get("now"),
        )
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        // In the order in which they were made: what is referred to was there first.
        let sql = "SELECT c.relname::text AS name FROM pg_class c WHERE c.relkind = 'r'
            AND c.relnamespace = current_schema()::regnamespace ORDER BY c.oid";
        let names = self.query(sql, &[])?;
        let columns = "SELECT a.attname::text AS name,
            (coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1)::bigint AS pk
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ?1 ORDER BY a.attnum";
        let table = |row: &Row| {
            let name: String = row.get("name")?;
            let columns = self.query(columns, &[(&name).into()])?;
            Table::read(name, &columns)
        };
        names.iter().map(table).collect()
    }

    fn unhurried(&mut self) -> Result<()> {
        // No change: a transaction that only reads may say so, too.
        self.statement(false, |link| {
            link.client.wait_for(None);
            link.client.batch_execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
            )
        })
    }
}
