//! Who may use the database, how many at once, and how it ends.
//!
//! Callers queue in order on the async side and only then take a thread, so that a slow disk does not fill the blocking
//! pool. A transaction that has begun runs to its end even if its caller goes away.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::Semaphore;

use super::conn::Conn;
use super::echo::echoed;
use super::engine::{self, Engine, SchemaLock};
use super::file;
use super::lock::{self, Lock};
use super::sqlite::Database;
use crate::blocking;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::PostgresUrl;

/// Where a database lives.
#[derive(Debug, Clone)]
pub enum Location {
    /// In this file.
    File(PathBuf),
    /// In memory: gone with the store.
    Memory,
    /// On a PostgreSQL server.
    Server(ServerOptions),
}

/// How a PostgreSQL server is used.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where it is and who rosmcp is to it.
    pub url: PostgresUrl,
    /// How many connections are made at most, at least 2.
    pub connections: u32,
    /// Whether a server on another machine is only used over TLS.
    pub strict: bool,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Where it lives.
    pub location: Location,
    /// Whether a missing file is created; otherwise it is an error.
    pub create: bool,
    /// Whether nobody else may have the file open meanwhile.
    pub alone: bool,
    /// How many transactions read at the same time, at least 1.
    pub readers: u32,
    /// Whether SQL is logged, at level DEBUG.
    pub echo: bool,
    /// How long to wait for a place, for another process's write and for the locks between processes, each.
    pub wait: Duration,
}

impl StoreOptions {
    /// A database in the file `path`, created if need be; 5 readers, 5 seconds of patience.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let location = Location::File(path.into());
        Self { location, create: true, alone: false, readers: 5, echo: false, wait: Duration::from_secs(5) }
    }

    /// A database in memory.
    pub fn memory() -> Self {
        Self { location: Location::Memory, ..Self::file("") }
    }

    /// A database on a PostgreSQL server; it must exist, empty or rosmcp's.
    pub fn server(server: ServerOptions) -> Self {
        // One connection is the writer's.
        let readers = server.connections.max(2) - 1;
        Self { location: Location::Server(server), create: false, readers, ..Self::file("") }
    }
}

/// An open database; clones share it.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    /// `None` once it is closed.
    database: RwLock<Option<Arc<dyn Engine>>>,
    /// The file, absolute; `None` in memory and on a server.
    path: Option<PathBuf>,
    reading: Lane,
    writing: Lane,
    wait: Duration,
    echo: bool,
    /// Whether it is in memory.
    private: bool,
    /// Whether nothing could be written at the last try: the disk failed, or others kept it from being written for long.
    write_failed: AtomicBool,
    /// Says to whoever wants to have the file alone that it is in use, or keeps everybody out; in memory nobody is about.
    _in_use: Option<Lock>,
}

/// Connections of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// What they are for: `read` or `write`.
    pub sort: &'static str,
    /// How many may be used at once.
    pub all: usize,
    /// How many are in use.
    pub busy: usize,
}

/// Places for transactions of one sort.
#[derive(Clone)]
struct Lane {
    places: Arc<Semaphore>,
    size: u32,
}

impl Lane {
    fn of(size: u32) -> Self {
        Self { places: Arc::new(Semaphore::new(size as usize)), size }
    }
}

impl Store {
    /// Opens the database, within milliseconds: no table is read, no reader connects yet. Blocks on the disk.
    ///
    /// The schema is [`super::migrations`]' business. A foreign, unreadable or unsuitable file is
    /// [`ErrorKind::Configuration`]; one that others use in a way that this one does not allow for is [`ErrorKind::Locked`].
    pub fn open(options: &StoreOptions) -> Result<Self> {
        let writing = Lane::of(1);
        let readers = options.readers.max(1);
        let (database, path, reading, in_use): (Arc<dyn Engine>, _, _, _) = match &options.location {
            Location::File(path) => {
                let path = file::prepare(path, options.create)?;
                let in_use = if options.alone {
                    lock::take_over_within(&path, options.wait)?
                } else {
                    lock::share(&path, options.wait)?
                };
                let database = Database::open(&path, readers, options.wait)?;
                (Arc::new(database), Some(path), Lane::of(readers), Some(in_use))
            }
            // One connection, hence one lane.
            Location::Memory => (Arc::new(Database::memory(options.wait)?), None, writing.clone(), None),
            Location::Server(server) => {
                (engine::server(server, options.wait)?, None, Lane::of(readers), None)
            }
        };
        let database = RwLock::new(Some(database));
        Ok(Self(Arc::new(Shared {
            database,
            path,
            reading,
            writing,
            wait: options.wait,
            echo: options.echo,
            private: matches!(options.location, Location::Memory),
            write_failed: AtomicBool::new(false),
            _in_use: in_use,
        })))
    }

    /// Runs `work` in one read transaction: it sees one state of the database and can change nothing.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Conn) -> Result<T> + Send + 'static,
    {
        self.read_from(|| (), work).await
    }

    /// As [`Store::read`]; `begins` is called right before the transaction begins.
    pub(super) async fn read_from<T, F>(&self, begins: impl FnOnce() + Send + 'static, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Conn) -> Result<T> + Send + 'static,
    {
        let echo = self.0.echo;
        let work = move |database: &dyn Engine| {
            begins();
            engine::read(database, |conn| echoed(conn, echo, work))
        };
        self.run(&self.0.reading, work).await
    }

    /// Runs `work` in one write transaction: durable when this returns `Ok`, rolled back when `work` fails or panics.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Conn) -> Result<T> + Send + 'static,
    {
        let echo = self.0.echo;
        let work = move |database: &dyn Engine| engine::write(database, |conn| echoed(conn, echo, work));
        let written = self.run(&self.0.writing, work).await;
        // Only a disk that fails is the configuration's fault down here, and who is told to be busy has waited `wait`.
        let unwritten = |error: &Error| matches!(error.kind(), ErrorKind::Configuration | ErrorKind::Busy);
        let failed = written.as_ref().is_err_and(unwritten);
        if failed || written.is_ok() {
            self.0.write_failed.store(failed, Ordering::Relaxed);
        }
        written
    }

    /// Whether the database answers, and, where nothing could be written at the last try, whether that is over: the disk is full,
    /// cannot be written, or fails otherwise as long as this is [`ErrorKind::Configuration`], and somebody keeps the database to
    /// himself as long as it is [`ErrorKind::Busy`].
    pub async fn probe(&self) -> Result<()> {
        if self.0.write_failed.load(Ordering::Relaxed) {
            return self.write(write_something).await;
        }
        self.read(|conn| conn.query("SELECT 1", &[]).map(drop)).await
    }

    /// Reads every page of the database; damage is [`ErrorKind::Integrity`]. Takes time in proportion to its size.
    pub async fn check(&self) -> Result<()> {
        self.run(&self.0.reading, |database| database.check()).await
    }

    /// As [`Store::check`], and that indexes and rows agree.
    pub async fn check_thoroughly(&self) -> Result<()> {
        self.run(&self.0.reading, |database| database.check_thoroughly()).await
    }

    /// Waits for the transactions under way, folds the log into the database file and closes it; later calls fail.
    pub async fn close(&self) -> Result<()> {
        let Some(database) = self.take() else { return Ok(()) };
        for lane in [&self.0.reading, &self.0.writing] {
            // A transaction that outlasts the patience closes the database when it ends.
            let _ = tokio::time::timeout(self.0.wait, lane.places.acquire_many(lane.size)).await;
            lane.places.close();
        }
        blocking::run(move || {
            let closed = database.close();
            drop(database);
            closed
        })
        .await
    }

    /// Keeps other processes from changing the schema; `None` where nobody else can. Drop it in [`blocking`].
    pub(super) async fn lock_schema(&self) -> Result<Option<SchemaLock>> {
        let database = self.engine()?;
        blocking::run(move || database.lock_schema()).await
    }

    /// The database's file, absolute; `None` in memory and on a server.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// Whether no other process can see it: it is in memory.
    pub fn is_private(&self) -> bool {
        self.0.private
    }

    /// How many connections there are for reading and for writing, and how many of each are in use.
    pub fn connections(&self) -> [Connections; 2] {
        [("read", &self.0.reading), ("write", &self.0.writing)].map(|(sort, lane)| {
            let all = lane.size as usize;
            Connections { sort, all, busy: all.saturating_sub(lane.places.available_permits()) }
        })
    }

    /// Copies the database to the new file `path`, complete, checked and durable when this returns `Ok`.
    pub async fn back_up(&self, path: PathBuf) -> Result<()> {
        self.run(&self.0.reading, move |database| database.back_up(&path)).await
    }

    async fn run<T, F>(&self, lane: &Lane, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Engine) -> Result<T> + Send + 'static,
    {
        let place = tokio::time::timeout(self.0.wait, Arc::clone(&lane.places).acquire_owned())
            .await
            .map_err(|_| overloaded())?
            .map_err(|_| closed())?;
        let database = self.engine()?;
        blocking::run(move || {
            let result = work(&*database);
            // In this order: whoever gets the place next finds the connection free.
            drop(database);
            drop(place);
            result
        })
        .await
    }

    /// What is behind it; the last handle is dropped in [`blocking`].
    pub(super) fn engine(&self) -> Result<Arc<dyn Engine>> {
        let database = self.0.database.read();
        database.clone().ok_or_else(closed)
    }

    fn take(&self) -> Option<Arc<dyn Engine>> {
        self.0.database.write().take()
    }
}

impl Drop for Shared {
    /// Closing writes and syncs, which must not happen on an async worker; [`Store::close`] is the way that also waits.
    fn drop(&mut self) {
        let database = self.database.get_mut().take();
        if database.is_some() && tokio::runtime::Handle::try_current().is_ok() {
            // The runtime may be shutting down, and then runs no blocking task any more. Without a thread it is dropped here.
            let _ = std::thread::Builder::new().name("store-close".into()).spawn(move || drop(database));
        }
    }
}

/// Changes a page and leaves nothing: an update to the same value would not reach the disk.
fn write_something(conn: &mut dyn Conn) -> Result<()> {
    conn.execute("INSERT INTO sequences (name, value) VALUES ('probe', 0)", &[])?;
    conn.execute("DELETE FROM sequences WHERE name = 'probe'", &[]).map(drop)
}

fn overloaded() -> Error {
    Error::new(ErrorKind::Busy, "too many callers wait for the database").hint("try again in a moment")
}

fn closed() -> Error {
    Error::new(ErrorKind::Interrupted, "the database is closed: rosmcp is stopping")
}
