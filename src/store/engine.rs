//! What a database engine does for the store. SQLite and PostgreSQL do it, each in its own room.

use std::path::Path;
use std::sync::Arc;

use super::conn::Conn;
use crate::error::{Error, ErrorKind, Result};

/// The work of one transaction.
pub(super) type Work<'a> = &'a mut dyn FnMut(&mut dyn Conn) -> Result<()>;

/// An open database. Everything here blocks, and the last handle is dropped where blocking is allowed.
pub(super) trait Engine: Send + Sync {
    /// Runs `work` in a transaction that sees one state of the database and can change nothing.
    fn read(&self, work: Work<'_>) -> Result<()>;

    /// Runs `work` in a transaction that is durable when this returns `Ok`, and as if it had never been otherwise.
    /// One at a time, over every process that uses the database.
    fn write(&self, work: Work<'_>) -> Result<()>;

    /// Reads all that is stored; damage is [`ErrorKind::Integrity`].
    fn check(&self) -> Result<()>;

    /// As [`Engine::check`], and that indexes and rows agree; takes longer.
    fn check_thoroughly(&self) -> Result<()>;

    /// Copies the database to the new SQLite file `path`, complete, checked and durable when this returns `Ok`.
    fn back_up(&self, path: &Path) -> Result<()>;

    /// Keeps other processes from changing the schema until the lock is dropped; [`ErrorKind::Locked`] after the
    /// store's patience. `None` where nobody else can see the database.
    fn lock_schema(&self) -> Result<Option<SchemaLock>>;

    /// Closes it; transactions still under way go on to their end.
    fn close(&self) -> Result<()>;
}

/// Held while a schema is changed; dropping it may block.
pub(super) type SchemaLock = Box<dyn Send>;

/// [`Engine::read`] with a result.
pub(super) fn read<T>(engine: &dyn Engine, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
    with_result(|work| engine.read(work), work)
}

/// [`Engine::write`] with a result.
pub(super) fn write<T>(engine: &dyn Engine, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
    with_result(|work| engine.write(work), work)
}

fn with_result<T>(
    transact: impl FnOnce(Work<'_>) -> Result<()>,
    work: impl FnOnce(&mut dyn Conn) -> Result<T>,
) -> Result<T> {
    let twice = || Error::new(ErrorKind::Internal, "a transaction ran other than once");
    let (mut work, mut result) = (Some(work), None);
    transact(&mut |conn| {
        result = Some(work.take().ok_or_else(twice)?(conn)?);
        Ok(())
    })?;
    result.ok_or_else(twice)
}

/// A PostgreSQL server's database.
#[cfg(feature = "postgres")]
pub(super) fn server(
    options: &super::pool::ServerOptions,
    wait: std::time::Duration,
) -> Result<Arc<dyn Engine>> {
    super::postgres::Database::open(options, wait).map(|database| Arc::new(database) as Arc<dyn Engine>)
}

/// A PostgreSQL server's database, which this binary cannot talk to.
#[cfg(not(feature = "postgres"))]
pub(super) fn server(_: &super::pool::ServerOptions, _: std::time::Duration) -> Result<Arc<dyn Engine>> {
    Err(Error::configuration("this rosmcp was built without PostgreSQL")
        .hint("build it with `--features postgres`, or set database_url to sqlite:///FILE"))
}
