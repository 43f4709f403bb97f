//! Connections and their prepared statements, and how the pool makes them.

use std::collections::HashMap;
use std::time::Duration;

use tokio_postgres::{Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::client::{Client, NoLink};
use super::placeholders;

/// The longest that making one connection may take, or a look whether one still works.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements kept prepared for each connection.
const STATEMENTS: usize = 128;

/// A connection to the server.
pub(super) struct Link {
    pub(super) client: Client,
    statements: HashMap<String, Statement>,
}

impl Link {
    /// The statement, prepared once for each connection.
    pub(super) fn prepared(&mut self, sql: &str) -> Result<Statement, tokio_postgres::Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&placeholders::rewrite(sql))?;
        if self.statements.len() < STATEMENTS {
            self.statements.insert(sql.to_owned(), statement.clone());
        }
        Ok(statement)
    }
}

/// Makes connections.
#[derive(Clone)]
pub(super) struct Manager {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Link;
    type Error = NoLink;

    fn connect(&self) -> Result<Link, NoLink> {
        let client = Client::connect(&self.config, self.tls.clone(), CONNECT_TIMEOUT)?;
        Ok(Link { client, statements: HashMap::new() })
    }

    /// A connection that outlived a restart of the server shows it here, before a transaction relies on it.
    fn is_valid(&self, link: &mut Link) -> Result<(), NoLink> {
        link.client.wait_for(Some(CONNECT_TIMEOUT));
        link.client.batch_execute("").map_err(NoLink::Said)
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.client.is_closed()
    }
}
