//! The driver, waited for: it is asynchronous, and everything in this room blocks.
//!
//! No answer is waited for longer than the client has patience. A machine that is gone is noticed by TCP, but one whose server or
//! proxy stands still goes on acknowledging.

use std::io;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Error, Row, RowStream, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::conn::Value;

/// How long the end of a connection may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoLink {
    /// The driver or the server says why.
    Said(Error),
    /// There was no answer, or this process has no room for one more.
    Io(io::Error),
}

impl std::fmt::Display for NoLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NoLink {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Said(error) => Some(error),
            Self::Io(error) => Some(error),
        }
    }
}

/// A connection to the server. An answer that does not come in time closes it, and every later call fails at once.
pub(super) struct Client {
    // In this order: a connection says goodbye once nobody can ask any more.
    driver: tokio_postgres::Client,
    connection: Connection,
    patience: Option<Duration>,
}

/// What carries the questions of a [`Client`], while one is waited for.
struct Connection {
    runtime: Runtime,
    task: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Self { runtime, task } = self;
        // Who does not answer is left.
        let _ended = runtime.block_on(async { timeout(GOODBYE, task).await });
    }
}

impl Client {
    /// Connects, which may take as long as `within`.
    pub(super) fn connect(config: &Config, tls: MakeRustlsConnect, within: Duration) -> Result<Self, NoLink> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(NoLink::Io)?;
        let made = runtime.block_on(async { timeout(within, config.connect(tls)).await });
        let silent = |_| NoLink::Io(io::Error::new(io::ErrorKind::TimedOut, "it does not answer"));
        let (driver, connection) = made.map_err(silent)?.map_err(NoLink::Said)?;
        let task = runtime.spawn(async {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database has ended");
            }
        });
        Ok(Self { driver, connection: Connection { runtime, task }, patience: Some(within) })
    }

    /// From now on an answer may take so long; as long as it likes where this is `None`.
    pub(super) fn wait_for(&mut self, patience: Option<Duration>) {
        self.patience = patience;
    }

    /// Whether it has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_closed()
    }

    pub(super) fn batch_execute(&mut self, sql: &str) -> Result<(), Error> {
        self.connection.wait(self.patience, self.driver.batch_execute(sql))
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.connection.wait(self.patience, self.driver.prepare(sql))
    }

    pub(super) fn execute(
        &mut self,
        statement: &Statement,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        self.connection.wait(self.patience, self.driver.execute(statement, values))
    }

    pub(super) fn query(&mut self, sql: &str) -> Result<Vec<Row>, Error> {
        self.connection.wait(self.patience, self.driver.query(sql, &[]))
    }

    pub(super) fn query_one(&mut self, sql: &str) -> Result<Row, Error> {
        self.connection.wait(self.patience, self.driver.query_one(sql, &[]))
    }

    /// The rows of a statement, for [`Client::next`].
    pub(super) fn stream(
        &mut self,
        statement: &Statement,
        values: &[Value],
    ) -> Result<Pin<Box<RowStream>>, Error> {
        self.connection.wait(self.patience, self.driver.query_raw(statement, values)).map(Box::pin)
    }

    /// The next of `rows`.
    pub(super) fn next(&mut self, rows: &mut Pin<Box<RowStream>>) -> Result<Option<Row>, Error> {
        self.connection.wait(self.patience, async { rows.next().await.transpose() })
    }
}

impl Connection {
    fn wait<T>(
        &self,
        patience: Option<Duration>,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.runtime.block_on(async {
            let mut asked = pin!(asked);
            if let Some(patience) = patience {
                if let Ok(answer) = timeout(patience, &mut asked).await {
                    return answer;
                }
                tracing::warn!("the database server has not answered for {} s", patience.as_secs());
                // Whoever waits for an answer on it is told that it is closed.
                self.task.abort();
            }
            asked.await
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::super::error::{failed, refused};
    use super::super::tls;
    use super::super::url::Protection;
    use super::*;
    use crate::error::ErrorKind;

    const SHORT: Duration = Duration::from_millis(50);
    /// No login is asked for, and a question may come.
    const WELCOME: &[u8] = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";

    fn connect(listener: &TcpListener, within: Duration) -> Result<Client, NoLink> {
        let port = listener.local_addr().expect("an address").port();
        let url = format!("postgresql://u@127.0.0.1:{port}/d?sslmode=disable");
        Client::connect(
            &url.parse().expect("a URL"),
            tls::connector(&Protection::None).expect("a connector"),
            within,
        )
    }

    #[test]
    fn a_server_that_takes_a_connection_and_says_nothing_is_out_of_reach() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let error = refused(connect(&listener, SHORT).err().expect("no answer"));
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.message().contains("does not answer"), "{error}");
    }

    #[test]
    fn a_server_that_falls_silent_is_left() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        std::thread::scope(|scope| {
            let connected = scope.spawn(|| connect(&listener, Duration::from_mins(1)).expect("a connection"));
            let (mut silent, _) = listener.accept().expect("a client");
            silent.read_exact(&mut [0; 8]).expect("its first words");
            silent.write_all(WELCOME).expect("an answer");
            let mut client = connected.join().expect("no panic");
            client.wait_for(Some(SHORT));
            for _ in 0..2 {
                let error = failed(client.batch_execute("SELECT 1").expect_err("silence"));
                assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
            }
            assert!(client.is_closed());
        });
    }
}
