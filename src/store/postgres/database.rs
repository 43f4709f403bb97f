//! An open database: its pool of connections.

use std::path::Path;
use std::time::Duration;

use r2d2::{ManageConnection, Pool, PooledConnection};

use super::conn::{Access, patience, transact};
use super::error::{exhausted, failed, refused};
use super::link::{CONNECT_TIMEOUT, Manager};
use super::{tls, url};
use crate::error::{Error, ErrorKind, Result};
use crate::store::engine::{self, Engine, SchemaLock, Work};
use crate::store::pool::ServerOptions;
use crate::store::{migrations, sqlite, transfer};

/// The advisory lock under which the schema is changed, "rOSM".
const SCHEMA: i64 = 0x724F_534D;

/// The oldest server: the one that Debian's stable release before last has.
const OLDEST: i64 = 130_000;

/// After how much silence a server that is waited for is asked whether it is still there; three times without an answer,
/// half as long apart, and the connection is lost.
const SILENCE: Duration = Duration::from_secs(10);

/// An open database.
pub(in crate::store) struct Database {
    pool: Pool<Manager>,
    manager: Manager,
    wait: Duration,
}

impl Database {
    /// Connects once, so that a wrong URL shows at once; further connections are made when they are needed.
    pub(in crate::store) fn open(options: &ServerOptions, wait: Duration) -> Result<Self> {
        let mut target = url::read(options.url.expose(), options.strict)?;
        target.config.connect_timeout(CONNECT_TIMEOUT).tcp_user_timeout(2 * CONNECT_TIMEOUT);
        target.config.keepalives_idle(SILENCE).keepalives_interval(SILENCE / 2).keepalives_retries(3);
        let manager = Manager { tls: tls::connector(&target.protection)?, config: target.config };
        let mut first = manager.connect().map_err(refused)?;
        let version = first.client.query_one("SELECT current_setting('server_version_num')::bigint");
        check_version(version.map_err(failed)?.try_get(0).map_err(failed)?)?;
        let pool = Pool::builder()
            .max_size(options.connections.max(2))
            .min_idle(Some(0))
            .test_on_check_out(true)
            .connection_timeout(wait.max(Duration::from_millis(1)))
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(manager.clone());
        Ok(Self { pool, manager, wait })
    }

    fn connection(&self) -> Result<PooledConnection<Manager>> {
        self.pool.get().map_err(exhausted)
    }
}

impl Engine for Database {
    fn read(&self, work: Work<'_>) -> Result<()> {
        transact(&mut *self.connection()?, Access::Read, self.wait, work)
    }

    fn write(&self, work: Work<'_>) -> Result<()> {
        transact(&mut *self.connection()?, Access::Write, self.wait, work)
    }

    fn check(&self) -> Result<()> {
        let mut connection = self.connection()?;
        connection.client.wait_for(None);
        let tables = "SELECT format('SELECT count(*) FROM %I', tablename) FROM pg_tables
            WHERE schemaname = current_schema() ORDER BY tablename";
        let counts = connection.client.query(tables).map_err(failed)?;
        for count in counts {
            let sql: String = count.try_get(0).map_err(failed)?;
            connection.client.query_one(&sql).map_err(failed)?;
        }
        Ok(())
    }

    /// What more there is to check is the server's business (`amcheck`).
    fn check_thoroughly(&self) -> Result<()> {
        self.check()
    }

    /// Of one state, row by row.
    fn back_up(&self, path: &Path) -> Result<()> {
        engine::read(self, |source| {
            sqlite::Database::write_new(path, self.wait, |target| {
                migrations::install(target)?;
                transfer::copy(source, target).map(drop)
            })
        })
    }

    fn lock_schema(&self) -> Result<Option<SchemaLock>> {
        let mut link = self.manager.connect().map_err(refused)?;
        link.client.wait_for(Some(patience(self.wait)));
        let sql = format!(
            "SET lock_timeout = '{}ms'; SELECT pg_advisory_lock({SCHEMA})",
            self.wait.as_millis().max(1)
        );
        link.client.batch_execute(&sql).map_err(|error| match failed(error) {
            error if error.kind() == ErrorKind::Busy => {
                Error::new(ErrorKind::Locked, "another rosmcp is changing the schema")
                    .hint("wait for it to finish, then try again")
                    .caused_by(error)
            }
            error => error,
        })?;
        // The server releases the lock with the connection.
        Ok(Some(Box::new(link.client)))
    }

    /// Connections close with the pool.
    fn close(&self) -> Result<()> {
        Ok(())
    }
}

fn check_version(number: i64) -> Result<()> {
    if number >= OLDEST {
        return Ok(());
    }
    Err(Error::configuration(format!("the database server is PostgreSQL {}", number / 10_000))
        .hint(format!("rosmcp needs {} or newer", OLDEST / 10_000)))
}
