//! The data of an installation, past rosmcp: in a file, or on the PostgreSQL server where tests have one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, params_from_iter};

/// Where the rows are.
pub(super) enum Database {
    /// In this file.
    File(PathBuf),
    /// At this URL of a PostgreSQL server.
    #[cfg(feature = "postgres")]
    Server(String),
}

impl Database {
    /// How many rows a statement changes; `?1` and on are `values`.
    pub(super) fn change(&self, sql: &str, values: &[&str]) -> usize {
        match self {
            Self::File(path) => open(path).execute(sql, params_from_iter(values)).expect("changed"),
            #[cfg(feature = "postgres")]
            Self::Server(url) => server::change(url, sql, values),
        }
    }

    /// The texts of the first column.
    pub(super) fn texts(&self, sql: &str, values: &[&str]) -> Vec<String> {
        match self {
            Self::File(path) => {
                let connection = open(path);
                let mut statement = connection.prepare(sql).expect("a statement");
                let rows = statement.query_map(params_from_iter(values), |row| row.get(0)).expect("rows");
                rows.collect::<Result<_, _>>().expect("texts")
            }
            #[cfg(feature = "postgres")]
            Self::Server(url) => server::texts(url, sql, values),
        }
    }

    /// All that a server holds, as one text; nothing where the data is in files.
    pub(super) fn dump(&self) -> Option<String> {
        match self {
            Self::File(_) => None,
            #[cfg(feature = "postgres")]
            Self::Server(url) => {
                let all = "SELECT schema_to_xml(current_schema(), false, true, '')::text";
                Some(server::texts(url, all, &[]).concat())
            }
        }
    }

    /// Keeps a server's rows aside; files are copied by whoever knows the directory.
    pub(super) fn keep(&self) {
        match self {
            Self::File(_) => {}
            #[cfg(feature = "postgres")]
            Self::Server(url) => server::keep(url),
        }
    }

    /// Puts back what [`Database::keep`] kept.
    pub(super) fn put_back(&self) {
        match self {
            Self::File(_) => {}
            #[cfg(feature = "postgres")]
            Self::Server(url) => server::put_back(url),
        }
    }
}

fn open(path: &Path) -> Connection {
    let database = Connection::open(path).expect("the database");
    database.busy_timeout(Duration::from_secs(20)).expect("a timeout");
    database
}

/// The URL of an empty schema of its own on the server for tests; there is none without the feature.
#[cfg(not(feature = "postgres"))]
pub(super) fn of_its_own() -> Option<String> {
    None
}

#[cfg(feature = "postgres")]
pub(super) use server::of_its_own;

#[cfg(feature = "postgres")]
mod server {
    use postgres::types::ToSql;
    use postgres::{Client, NoTls};

    /// The URL of an empty schema of its own, where `ROSMCP_TEST_POSTGRES` names a server for tests; who starts the server
    /// throws it away with all of them.
    #[expect(clippy::disallowed_methods, reason = "whoever runs the tests says where their server is")]
    pub(in super::super) fn of_its_own() -> Option<String> {
        let url = std::env::var("ROSMCP_TEST_POSTGRES").ok()?;
        let name = format!("it_{}", ulid::Ulid::generate().to_string().to_lowercase());
        run(&url, &format!("CREATE SCHEMA {name}"));
        Some(format!("{url}?options=-csearch_path%3D{name}"))
    }

    pub(super) fn change(url: &str, sql: &str, values: &[&str]) -> usize {
        let sql = sql.replace('?', "$");
        let changed = with(url, |client| client.execute(&sql, &parameters(values)).expect("changed"));
        usize::try_from(changed).expect("not that many")
    }

    pub(super) fn texts(url: &str, sql: &str, values: &[&str]) -> Vec<String> {
        let sql = sql.replace('?', "$");
        let rows = with(url, |client| client.query(&sql, &parameters(values)).expect("rows"));
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub(super) fn keep(url: &str) {
        run(
            url,
            "DO $$ DECLARE here TEXT := current_schema(); name TEXT; BEGIN
                EXECUTE format('CREATE SCHEMA %I', here || '_kept');
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = here LOOP
                    EXECUTE format('CREATE TABLE %I.%I AS TABLE %I', here || '_kept', name, name);
                END LOOP; END $$",
        );
    }

    /// With foreign keys and triggers out of the way, whose order would matter.
    pub(super) fn put_back(url: &str) {
        run(
            url,
            "SET session_replication_role = replica;
            DO $$ DECLARE here TEXT := current_schema(); name TEXT; BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = here LOOP
                    EXECUTE format('DELETE FROM %I', name);
                    EXECUTE format('INSERT INTO %I TABLE %I.%I', name, here || '_kept', name);
                END LOOP; END $$",
        );
    }

    fn parameters<'a>(values: &'a [&str]) -> Vec<&'a (dyn ToSql + Sync)> {
        values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
    }

    fn run(url: &str, script: &str) {
        with(url, |client| client.batch_execute(script).expect("done"));
    }

    /// Not on an async worker, where this client does not work.
    fn with<T: Send>(url: &str, work: impl FnOnce(&mut Client) -> T + Send) -> T {
        std::thread::scope(|scope| {
            let working =
                scope.spawn(|| work(&mut Client::connect(url, NoTls).expect("the server for tests")));
            working.join().expect("no panic")
        })
    }
}
