//! An open database: one connection that writes, a pool of others that read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::conn::{Access, transact};
use super::error::{busy, damaged, exhausted, failed};
use crate::error::{Error, Result, WhileDoing};
use crate::store::conn::Conn;
use crate::store::engine::{Engine, SchemaLock, Work};
use crate::store::{file, lock};

/// Marks the file as rosmcp's, so that the `file` command and rosmcp itself can tell: "rOSm".
const APPLICATION_ID: i32 = 0x724F_536D;

/// Statements kept prepared for each connection.
const STATEMENTS: usize = 64;

/// An open database; clones share its connections.
#[derive(Clone)]
pub(in crate::store) struct Database {
    writer: Arc<Mutex<Connection>>,
    /// The file; `None` in memory.
    path: Option<PathBuf>,
    wait: Duration,
    /// A database in memory has no readers of its own: it is one connection.
    readers: Option<Pool<SqliteConnectionManager>>,
}

impl Database {
    /// Opens the file at `path`, which exists; an empty one becomes rosmcp's. Readers connect when they are first needed.
    pub(in crate::store) fn open(path: &Path, readers: u32, wait: Duration) -> Result<Self> {
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
    pub(in crate::store) fn memory(wait: Duration) -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(failed)?;
        configure(&connection, wait).map_err(failed)?;
        // Copies of it are files that say whose they are.
        connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        Ok(Self { writer: Arc::new(Mutex::new(connection)), path: None, wait, readers: None })
    }

    /// Runs `work` in a transaction that sees one state of the database and can change nothing.
    pub(in crate::store) fn read<T>(&self, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
        match &self.readers {
            Some(pool) => transact(&mut *pool.get().map_err(exhausted)?, Access::Read, work),
            None => transact(&mut self.writer.lock(), Access::Read, work),
        }
    }

    /// Runs `work` in a transaction that is durable when this returns `Ok`, and as if it had never been otherwise.
    pub(in crate::store) fn write<T>(&self, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
        transact(&mut self.writer.lock(), Access::Write, work)
    }

    /// Copies the database as of now to the new file `path`; it has that name only once it is complete, checked and synced.
    pub(in crate::store) fn back_up(&self, path: &Path) -> Result<()> {
        new_file(path, |temporary| self.copy(temporary))
    }

    /// Makes the new file `path` of what `work` writes, in one transaction on the disk; it has that name only once it is
    /// complete, checked and synced.
    #[cfg(any(test, feature = "postgres"))]
    pub(in crate::store) fn write_new(
        path: &Path,
        wait: Duration,
        work: impl FnOnce(&mut dyn Conn) -> Result<()>,
    ) -> Result<()> {
        new_file(path, |temporary| {
            let mut target = connect(temporary).map_err(failed)?;
            configure(&target, wait).map_err(failed)?;
            target.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
            transact(&mut target, Access::Write, work)?;
            quick_check(&target)?;
            target.close().map_err(|(_, error)| failed(error))
        })
    }

    fn copy(&self, to: &Path) -> Result<()> {
        let mut target = connect(to).map_err(failed)?;
        match &self.readers {
            Some(pool) => copy(&*pool.get().map_err(exhausted)?, &mut target)?,
            None => copy(&self.writer.lock(), &mut target)?,
        }
        // A copy in WAL mode would leave files beside itself whenever somebody looks at it.
        pragma_text(&target, "journal_mode", "DELETE").map_err(failed)?;
        quick_check(&target)?;
        target.close().map_err(|(_, error)| failed(error))
    }

    /// Reads every page; a damaged database is [`ErrorKind::Integrity`]. Takes time in proportion to its size.
    pub(in crate::store) fn check(&self) -> Result<()> {
        match &self.readers {
            Some(pool) => quick_check(&*pool.get().map_err(exhausted)?),
            None => quick_check(&self.writer.lock()),
        }
    }

    /// As [`Database::check`], and that indexes and rows agree; takes longer.
    pub(in crate::store) fn check_thoroughly(&self) -> Result<()> {
        match &self.readers {
            Some(pool) => integrity_check(&*pool.get().map_err(exhausted)?),
            None => integrity_check(&self.writer.lock()),
        }
    }

    /// Folds the log into the database file, as far as nobody reads it just now, and closes.
    ///
    /// Closing alone would fold it too, but a thread of the pool may hold a connection a moment longer.
    pub(in crate::store) fn close(self) -> Result<()> {
        let writer = self.writer.lock();
        writer.busy_timeout(Duration::ZERO).map_err(failed)?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
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

/// Makes the new file `path` by what `fill` writes into another one first, which goes away again if that fails.
fn new_file(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let temporary = file::beside(path, ".partial");
    let unwritable = |error: std::io::Error| {
        Error::configuration(format!("the backup {} cannot be written: {error}", path.display()))
            .hint("free some space beside the database and make its directory writable")
            .caused_by(error)
    };
    file::create_new(&temporary).map_err(unwritable)?;
    let filled = fill(&temporary).and_then(|()| file::publish(&temporary, path).map_err(unwritable));
    if filled.is_err() {
        // What is left of it is of no use; that it could not be removed is not worth hiding the cause.
        let _ = std::fs::remove_file(&temporary);
    }
    filled.while_doing(|| format!("backing up the database to {}", path.display()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const WAIT: Duration = Duration::from_secs(5);

    #[test]
    fn every_connection_is_durable_and_keeps_references() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = file::prepare(&directory.path().join("rosmcp.db"), true).expect("a file");
        let database = Database::open(&path, 2, WAIT).expect("open");
        let reader = database.readers.as_ref().expect("a pool").get().expect("a reader");
        for connection in [&*database.writer.lock(), &*reader] {
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
    fn a_new_file_is_there_when_it_is_whole_and_leaves_nothing_when_it_fails() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("copy.db");
        let fill = |conn: &mut dyn Conn| conn.script("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('a')");
        let failing = |conn: &mut dyn Conn| {
            fill(conn)?;
            Err(Error::usage("broken off"))
        };
        Database::write_new(&path, WAIT, failing).expect_err("broken off");
        assert_eq!(std::fs::read_dir(directory.path()).expect("a directory").count(), 0);
        Database::write_new(&path, WAIT, fill).expect("written");
        let names = std::fs::read_dir(directory.path()).expect("a directory");
        assert_eq!(
            names.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>(),
            std::slice::from_ref(&path)
        );
        let read = Database::open(&path, 1, WAIT).expect("rosmcp's");
        assert_eq!(read.read(|conn| conn.query("SELECT x FROM t", &[])).expect("rows").len(), 1);
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
