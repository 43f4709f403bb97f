//! The SQLite engine: the only file that names `rusqlite` and `r2d2_sqlite`.
//!
//! One connection writes, a pool of others reads. WAL lets readers go on while it writes; `synchronous=FULL` syncs the log
//! at every commit, because WAL with `NORMAL` loses acknowledged commits on a power cut
//! (<https://www.sqlite.org/pragma.html#pragma_synchronous>). Everything here blocks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi, params_from_iter};

use super::conn::{Conn, MAX_ROWS, Row, Table, Value};
use super::engine::{Engine, SchemaLock, Work};
use super::{file, lock};
use crate::error::{Error, ErrorKind, Result, WhileDoing};

/// Marks the file as rosmcp's, so that the `file` command and rosmcp itself can tell: "rOSm".
const APPLICATION_ID: i32 = 0x724F_536D;

/// Statements kept prepared for each connection.
const STATEMENTS: usize = 64;

/// An open database; clones share its connections.
#[derive(Clone)]
pub(super) struct Database {
    writer: Arc<Mutex<Connection>>,
    /// The file; `None` in memory.
    path: Option<PathBuf>,
    wait: Duration,
    /// A database in memory has no readers of its own: it is one connection.
    readers: Option<Pool<SqliteConnectionManager>>,
}

impl Database {
    /// Opens the file at `path`, which exists; an empty one becomes rosmcp's. Readers connect when they are first needed.
    pub(super) fn open(path: &Path, readers: u32, wait: Duration) -> Result<Self> {
        let opening = || format!("opening the database {}", path.display());
        let writer = connect(path).map_err(failed).while_doing(opening)?;
        configure(&writer, wait).map_err(failed).while_doing(opening)?;
        claim(&writer, path, wait).while_doing(opening)?;
        let manager = SqliteConnectionManager::file(path)
            .with_flags(flags())
            .with_init(move |connection| configure(connection, wait));
        let readers = Pool::builder()
            .max_size(readers.max(1))
            .min_idle(Some(0))
            .max_lifetime(None)
            .test_on_check_out(false)
            // The pool refuses no time at all by a panic.
            .connection_timeout(wait.max(Duration::from_millis(1)))
            .build_unchecked(manager);
        let path = Some(path.to_owned());
        Ok(Self { writer: Arc::new(Mutex::new(writer)), path, wait, readers: Some(readers) })
    }

    /// A database in memory, gone with the last clone.
    pub(super) fn memory(wait: Duration) -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(failed)?;
        configure(&connection, wait).map_err(failed)?;
        Ok(Self { writer: Arc::new(Mutex::new(connection)), path: None, wait, readers: None })
    }

    /// Runs `work` in a transaction that sees one state of the database and can change nothing.
    pub(super) fn read<T>(&self, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
        match &self.readers {
            Some(pool) => transact(&mut *pool.get().map_err(exhausted)?, Access::Read, work),
            None => transact(&mut self.writer(), Access::Read, work),
        }
    }

    /// Runs `work` in a transaction that is durable when this returns `Ok`, and as if it had never been otherwise.
    pub(super) fn write<T>(&self, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
        transact(&mut self.writer(), Access::Write, work)
    }

    /// Copies the database as of now to the new file `path`; it has that name only once it is complete, checked and synced.
    pub(super) fn back_up(&self, path: &Path) -> Result<()> {
        let temporary = file::beside(path, ".partial");
        let unwritable = |error: std::io::Error| {
            Error::configuration(format!("the backup {} cannot be written: {error}", path.display()))
                .hint("free some space beside the database and make its directory writable")
                .caused_by(error)
        };
        file::create_new(&temporary).map_err(unwritable)?;
        let copied = self.copy(&temporary).and_then(|()| file::publish(&temporary, path).map_err(unwritable));
        if copied.is_err() {
            // What is left of it is of no use; that it could not be removed is not worth hiding the cause.
            let _ = std::fs::remove_file(&temporary);
        }
        copied.while_doing(|| format!("backing up the database to {}", path.display()))
    }

    fn copy(&self, to: &Path) -> Result<()> {
        let mut target = connect(to).map_err(failed)?;
        match &self.readers {
            Some(pool) => copy(&*pool.get().map_err(exhausted)?, &mut target)?,
            None => copy(&self.writer(), &mut target)?,
        }
        // A copy in WAL mode would leave files beside itself whenever somebody looks at it.
        pragma_text(&target, "journal_mode", "DELETE").map_err(failed)?;
        quick_check(&target)?;
        target.close().map_err(|(_, error)| failed(error))
    }

    /// Reads every page; a damaged database is [`ErrorKind::Integrity`]. Takes time in proportion to its size.
    pub(super) fn check(&self) -> Result<()> {
        match &self.readers {
            Some(pool) => quick_check(&*pool.get().map_err(exhausted)?),
            None => quick_check(&self.writer()),
        }
    }

    /// As [`Database::check`], and that indexes and rows agree; takes longer.
    pub(super) fn check_thoroughly(&self) -> Result<()> {
        match &self.readers {
            Some(pool) => integrity_check(&*pool.get().map_err(exhausted)?),
            None => integrity_check(&self.writer()),
        }
    }

    /// Folds the log into the database file, as far as nobody reads it just now, and closes.
    ///
    /// Closing alone would fold it too, but a thread of the pool may hold a connection a moment longer.
    pub(super) fn close(self) -> Result<()> {
        let writer = self.writer();
        writer.busy_timeout(Duration::ZERO).map_err(failed)?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
    }

    /// The connection that writes. A panic in an earlier transaction rolled that back; the connection is as good as before.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine for Database {
    fn read(&self, work: Work<'_>) -> Result<()> {
        Self::read(self, work)
    }

    fn write(&self, work: Work<'_>) -> Result<()> {
        Self::write(self, work)
    }

    fn check(&self) -> Result<()> {
        Self::check(self)
    }

    fn check_thoroughly(&self) -> Result<()> {
        Self::check_thoroughly(self)
    }

    fn back_up(&self, path: &Path) -> Result<()> {
        Self::back_up(self, path)
    }

    fn lock_schema(&self) -> Result<Option<SchemaLock>> {
        let lock = self.path.as_deref().map(|path| lock::acquire(path, self.wait)).transpose()?;
        Ok(lock.map(|lock| Box::new(lock) as SchemaLock))
    }

    fn close(&self) -> Result<()> {
        self.clone().close()
    }
}

/// Folds the log of the database at `path` into it, for somebody who has it alone; what is not sound stays as it is.
pub fn fold(path: &Path) -> Result<()> {
    let connection = connect(path).map_err(failed)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

/// No file is ever created by opening it, and no path is ever read as a URI.
fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, flags())
}

fn configure(connection: &Connection, wait: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(wait)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Makes an empty file rosmcp's and refuses everybody else's, which it does not touch.
fn claim(connection: &Connection, path: &Path, wait: Duration) -> Result<()> {
    if recognise(connection, path)? {
        return Ok(());
    }
    // Two processes that switch the journal mode at the same time fail each other without waiting.
    let _lock = lock::acquire(path, wait)?;
    if recognise(connection, path)? {
        return Ok(());
    }
    let mode = pragma_text(connection, "journal_mode", "WAL").map_err(failed)?;
    if mode != "wal" {
        return Err(Error::configuration(format!(
            "SQLite keeps its journal as {mode:?} here instead of \"wal\""
        ))
        .hint("put the database on a local disk that supports shared memory"));
    }
    // The mark comes last: whoever sees it may rely on the rest.
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)
}

/// Whether the file is rosmcp's and ready; `false` when it still has to be set up.
fn recognise(connection: &Connection, path: &Path) -> Result<bool> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failed);
    match number("PRAGMA application_id")? {
        id if id == i64::from(APPLICATION_ID) => {
            let mode = connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
            Ok(mode.map_err(failed)? == "wal")
        }
        0 if number("SELECT count(*) FROM sqlite_master")? == 0 => Ok(false),
        _ => Err(Error::configuration(format!("{} is another program's database", path.display()))
            .hint("check database_url; nothing was changed")),
    }
}

/// Sets a pragma that answers with the value that now holds.
fn pragma_text(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<String> {
    connection.pragma_update_and_check(None, name, value, |row| row.get(0))
}

/// Copies in one step, so that writers cannot make it begin again.
fn copy(from: &Connection, to: &mut Connection) -> Result<()> {
    let backup = Backup::new(from, to).map_err(failed)?;
    match backup.step(-1).map_err(failed)? {
        StepResult::Done => Ok(()),
        _ => Err(busy()),
    }
}

fn quick_check(connection: &Connection) -> Result<()> {
    examine(connection, "PRAGMA quick_check(1)")
}

fn integrity_check(connection: &Connection) -> Result<()> {
    examine(connection, "PRAGMA integrity_check(1)")
}

fn examine(connection: &Connection, pragma: &str) -> Result<()> {
    let found: String = connection.query_row(pragma, [], |row| row.get(0)).map_err(failed)?;
    if found == "ok" { Ok(()) } else { Err(damaged(&format!("the database is damaged: {found}"))) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

fn transact<T>(
    connection: &mut Connection,
    access: Access,
    work: impl FnOnce(&mut dyn Conn) -> Result<T>,
) -> Result<T> {
    // A write takes its lock at once: one that begins by reading could not upgrade it after another has written.
    let behavior = match access {
        Access::Read => TransactionBehavior::Deferred,
        Access::Write => TransactionBehavior::Immediate,
    };
    let transaction = connection.transaction_with_behavior(behavior).map_err(failed)?;
    let result = work(&mut Transaction { connection: &transaction, access })?;
    transaction.commit().map_err(failed)?;
    Ok(result)
}

struct Transaction<'a> {
    connection: &'a Connection,
    access: Access,
}

impl Transaction<'_> {
    fn prepare(&self, sql: &str) -> Result<rusqlite::CachedStatement<'_>> {
        let statement = self.connection.prepare_cached(sql).map_err(failed)?;
        if self.access == Access::Read && !statement.readonly() {
            return Err(Error::new(ErrorKind::Internal, "a read transaction tried to write"));
        }
        Ok(statement)
    }
}

impl Conn for Transaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let changed = self.prepare(sql)?.execute(params_from_iter(values)).map_err(failed)?;
        Ok(changed as u64)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        let mut statement = self.prepare(sql)?;
        let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        let mut result = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            if result.len() == MAX_ROWS as usize {
                return Err(Error::new(
                    ErrorKind::Internal,
                    format!("a query returned over {MAX_ROWS} rows"),
                ));
            }
            let values = (0..columns.len()).map(|column| value(row.get_ref(column).map_err(failed)?));
            result.push(Row::new(Arc::clone(&columns), values.collect::<Result<_>>()?));
        }
        Ok(result)
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

fn exhausted(error: r2d2::Error) -> Error {
    Error::new(ErrorKind::Busy, "no connection to the database became free in time")
        .hint("try again; if it persists, raise database_pool_size")
        .caused_by(error)
}

fn busy() -> Error {
    Error::new(ErrorKind::Busy, "the database is busy: another process is writing")
        .hint("try again in a moment")
}

fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Integrity, message).hint("keep the file and restore the latest good backup")
}

/// What an SQLite result code (<https://www.sqlite.org/rescode.html>) means to the user.
fn failed(error: rusqlite::Error) -> Error {
    let Some(cause) = error.sqlite_error() else {
        return Error::internal("the database refused a statement", error);
    };
    let mapped = match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => busy(),
        ErrorCode::DiskFull => Error::configuration("there is no space left for the database")
            .hint("free some space on its file system; nothing was half-written, reading goes on"),
        ErrorCode::SystemIoFailure => {
            Error::configuration(format!("the disk failed under the database: {error}"))
                .hint("check the disk, its file system and the kernel's log")
        }
        ErrorCode::ReadOnly => Error::configuration("the database cannot be written")
            .hint("its file, its directory and the file system must be writable for this user"),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            Error::configuration("the database cannot be opened")
                .hint("its file must be readable and writable, its directory too, for this user")
        }
        ErrorCode::NotADatabase => Error::configuration("the file is not an SQLite database")
            .hint("check database_url; nothing was changed"),
        ErrorCode::DatabaseCorrupt => damaged("the database is damaged"),
        ErrorCode::ConstraintViolation => violated(cause.extended_code),
        _ => Error::new(ErrorKind::Internal, "the database refused a statement"),
    };
    mapped.caused_by(error)
}

fn violated(extended_code: i32) -> Error {
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            Error::new(ErrorKind::Conflict, "such a row exists already")
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::not_found("a row that this one refers to does not exist"),
        _ => Error::new(ErrorKind::Internal, "a value breaks a rule of the schema"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(5);

    fn code(code: i32) -> Error {
        failed(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn every_failure_of_the_disk_is_told_apart() {
        let kinds = [
            (ffi::SQLITE_BUSY, ErrorKind::Busy),
            (ffi::SQLITE_FULL, ErrorKind::Configuration),
            (ffi::SQLITE_IOERR_FSYNC, ErrorKind::Configuration),
            (ffi::SQLITE_READONLY_DIRECTORY, ErrorKind::Configuration),
            (ffi::SQLITE_CANTOPEN, ErrorKind::Configuration),
            (ffi::SQLITE_NOTADB, ErrorKind::Configuration),
            (ffi::SQLITE_CORRUPT_INDEX, ErrorKind::Integrity),
            (ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ErrorKind::Conflict),
            (ffi::SQLITE_CONSTRAINT_FOREIGNKEY, ErrorKind::NotFound),
            (ffi::SQLITE_CONSTRAINT_CHECK, ErrorKind::Internal),
        ];
        for (result, kind) in kinds {
            assert_eq!(code(result).kind(), kind, "{result}");
        }
        for result in [ffi::SQLITE_FULL, ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN, ffi::SQLITE_CORRUPT] {
            assert!(!code(result).hints().is_empty(), "{result} says what to do now");
        }
    }

    #[test]
    fn every_connection_is_durable_and_keeps_references() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = file::prepare(&directory.path().join("rosmcp.db"), true).expect("a file");
        let database = Database::open(&path, 2, WAIT).expect("open");
        let reader = database.readers.as_ref().expect("a pool").get().expect("a reader");
        for connection in [&*database.writer(), &*reader] {
            let number = |pragma: &str| {
                connection
                    .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0))
                    .expect(pragma)
            };
            assert_eq!(number("synchronous"), 2, "FULL");
            assert_eq!(number("foreign_keys"), 1);
            assert_eq!(number("trusted_schema"), 0);
            assert_eq!(number("busy_timeout"), 5_000);
            assert_eq!(number("application_id"), i64::from(APPLICATION_ID));
            let mode: String =
                connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("mode");
            assert_eq!(mode, "wal");
        }
    }

    #[test]
    fn no_reader_connects_before_it_is_needed() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = file::prepare(&directory.path().join("rosmcp.db"), true).expect("a file");
        let database = Database::open(&path, 8, WAIT).expect("open");
        assert_eq!(database.readers.as_ref().expect("a pool").state().connections, 0);
        database.read(|conn| conn.has_table("x")).expect("a read");
        assert_eq!(database.readers.as_ref().expect("a pool").state().connections, 1);
    }

    #[test]
    fn a_foreign_database_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("other.db");
        Connection::open(&path).expect("create").execute_batch("CREATE TABLE t (x)").expect("a table");
        let before = std::fs::read(&path).expect("bytes");
        let error = Database::open(&path, 1, WAIT).err().expect("refused");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains("another program's"), "{error}");
        assert_eq!(std::fs::read(&path).expect("bytes"), before);
    }

    #[test]
    fn another_application_id_is_refused_even_without_tables() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("other.db");
        let other = Connection::open(&path).expect("create");
        other.pragma_update(None, "application_id", 7).expect("a mark");
        drop(other);
        assert_eq!(Database::open(&path, 1, WAIT).err().expect("refused").kind(), ErrorKind::Configuration);
    }

    #[test]
    fn what_is_no_database_is_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("notes.txt");
        std::fs::write(&path, "groceries\n".repeat(500)).expect("a file");
        let error = Database::open(&path, 1, WAIT).err().expect("refused");
        assert!(error.message().contains("not an SQLite database"), "{error}");
    }
}
