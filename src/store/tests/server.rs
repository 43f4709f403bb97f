//! Tests on a PostgreSQL server: the environment variable says where it is, and without it they are left out.

use super::*;
use crate::store::engine::{self, Engine};
use crate::store::pool::ServerOptions;
use crate::store::postgres::Database;
use crate::store::sqlite;

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says where their server is")]
fn place() -> Option<String> {
    std::env::var("ROSMCP_TEST_POSTGRES").ok()
}

/// An open database of the server.
pub(in crate::store) fn database() -> Option<Database> {
    let url = place()?;
    let url = crate::settings::PostgresUrl::for_tests(&url);
    let options = ServerOptions { url, connections: 4, strict: false };
    Some(Database::open(&options, WAIT).expect("the server for tests"))
}

/// A current, empty database in a schema of its own, which goes away with the second value.
pub(in crate::store) fn store() -> Option<(Store, OwnSchema)> {
    std::thread::spawn(|| {
        let database = database()?;
        let name = format!("own_{}", ulid::Ulid::generate().to_string().to_lowercase());
        engine::write(&database, |conn| conn.script(&format!("CREATE SCHEMA {name}"))).expect("a schema");
        let url = place().expect("set");
        let mark = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{mark}options=-csearch_path%3D{name}");
        let url = crate::settings::PostgresUrl::for_tests(&url);
        let options = StoreOptions::server(ServerOptions { url, connections: 4, strict: false });
        let store = Store::open(&StoreOptions { wait: WAIT, ..options }).expect("open");
        let migrate = |conn: &mut dyn Conn| {
            migrations::install(conn).expect("migrated");
            Ok(())
        };
        engine::write(&*store.engine().expect("open"), migrate).expect("migrated");
        Some((store, OwnSchema { name, database: Some(database) }))
    })
    .join()
    .expect("no panic")
}

/// Dropped with all that is in it.
pub(in crate::store) struct OwnSchema {
    name: String,
    database: Option<Database>,
}

impl Drop for OwnSchema {
    fn drop(&mut self) {
        let sql = format!("DROP SCHEMA {} CASCADE", self.name);
        let Some(database) = self.database.take() else { return };
        // Not on an async worker, where connections neither work nor close.
        let dropping = std::thread::spawn(move || {
            engine::write(&database, |conn| conn.script(&sql)).expect("dropped");
        });
        dropping.join().expect("no panic");
    }
}

/// Everything happens in a schema of its own that is never committed.
pub(super) fn scratch(work: &impl Fn(&mut dyn Conn)) {
    let Some(database) = database() else { return };
    let run = |conn: &mut dyn Conn| -> Result<()> {
        conn.script("CREATE SCHEMA scratch; SET LOCAL search_path = scratch")?;
        migrations::install(conn).expect("migrated");
        work(conn);
        Err(Error::usage("done"))
    };
    let end = engine::write(&database, run).expect_err("nothing stays");
    assert_eq!(end.message(), "done", "{end:?}");
}

#[test]
fn a_read_sees_one_state_and_cannot_write() {
    let Some(database) = database() else { return };
    let error =
        engine::read(&database, |conn| conn.execute("DELETE FROM pg_tables", &[])).expect_err("a read");
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert!(engine::read(&database, |conn| conn.query("CREATE TABLE t (x TEXT)", &[])).is_err());
    database.check().expect("sound");
}

#[test]
fn a_statement_that_fails_leaves_the_rest_of_its_transaction() {
    let Some(database) = database() else { return };
    let work = |conn: &mut dyn Conn| {
        conn.script(
            "CREATE TEMPORARY TABLE t (x TEXT NOT NULL UNIQUE, n BIGINT, b BOOLEAN, y BYTEA) ON COMMIT DROP",
        )?;
        let row = ["ä'?1".into(), i64::MIN.into(), true.into(), vec![0_u8, 255].into()];
        conn.execute("INSERT INTO t VALUES (?1, ?2, ?3, ?4)", &row)?;
        let twice = conn.execute("INSERT INTO t VALUES (?1, ?2, ?3, ?4)", &row).expect_err("unique");
        assert_eq!(twice.kind(), ErrorKind::Conflict);
        conn.query("SELECT x, n, b, y FROM t WHERE x = ?1", &row[..1])
    };
    let rows = engine::write(&database, work).expect("the first row is there");
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.get::<String>("x").expect("text"), "ä'?1");
    assert_eq!(row.get::<i64>("n").expect("an integer"), i64::MIN);
    assert!(row.get::<bool>("b").expect("a truth value"));
    assert_eq!(row.get::<Vec<u8>>("y").expect("bytes"), [0, 255]);
}

#[test]
fn rows_are_bounded_and_writers_take_turns() {
    let Some(database) = database() else { return };
    let endless = "SELECT generate_series(1, 100001)::bigint AS n";
    assert!(engine::read(&database, |conn| conn.query(endless, &[])).is_err());
    let impatient = {
        let url = place().expect("set");
        let url = crate::settings::PostgresUrl::for_tests(&url);
        Database::open(&ServerOptions { url, connections: 2, strict: false }, Duration::from_secs(3))
            .expect("open")
    };
    let nothing = |_: &mut dyn Conn| Ok(());
    engine::write(&database, |_| {
        let busy = engine::write(&impatient, nothing).expect_err("another writes");
        assert_eq!(busy.kind(), ErrorKind::Busy, "{busy:?}");
        engine::read(&impatient, nothing)
    })
    .expect("readers go on");
    let held = database.lock_schema().expect("the lock");
    assert_eq!(impatient.lock_schema().err().expect("held").kind(), ErrorKind::Locked);
    drop(held);
}

#[test]
fn why_it_cannot_be_opened_is_said() {
    let Some(_) = database() else { return };
    let url = place().expect("set");
    let open = |url: &str| {
        let url = crate::settings::PostgresUrl::for_tests(url);
        Database::open(&ServerOptions { url, connections: 2, strict: false }, WAIT).err().expect("refused")
    };
    let (server, _) = url.rsplit_once('/').expect("a database name");
    let missing = open(&format!("{server}/no_such_database"));
    assert!(missing.message().contains("does not exist"), "{missing:?}");
    let nobody = open("postgresql://u:hunter2@127.0.0.1:1/n");
    assert!(nobody.message().contains("cannot be reached"), "{nobody:?}");
    assert!(!format!("{nobody:?}").contains("hunter2"));
}

#[test]
fn the_transactions_of_a_copy_may_wait_and_others_may_not() {
    let Some(database) = database() else { return };
    let limit = |conn: &mut dyn Conn| -> Result<String> {
        conn.query("SELECT current_setting('idle_in_transaction_session_timeout') AS idle", &[])?[0]
            .get("idle")
    };
    let unhurried = |conn: &mut dyn Conn| {
        conn.unhurried()?;
        limit(conn)
    };
    assert_eq!(engine::read(&database, unhurried).expect("a read"), "0");
    assert_eq!(engine::write(&database, unhurried).expect("a write"), "0");
    assert_eq!(engine::read(&database, limit).expect("the next"), "1min");
}

#[tokio::test]
async fn a_copy_is_a_database_of_its_own() {
    let Some((store, _schema)) = store() else { return };
    let add = |conn: &mut dyn Conn| devices::insert(conn, &device("a"));
    store.write(add).await.expect("a device");
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("copy.db");
    store.back_up(path.clone()).await.expect("copied");
    store.close().await.expect("closed");
    let copy =
        Store::open(&StoreOptions { create: false, ..StoreOptions::file(path) }).expect("rosmcp's own");
    assert_eq!(names(&copy).await, ["a"]);
    copy.check_thoroughly().await.expect("sound");
    assert!(migrations::status(&copy).await.expect("a schema").pending.is_empty());
}

/// Every column with its type and whether it may lack a value, and every index, as `sql` says them.
fn schema(conn: &mut dyn Conn, columns: &str, indexes: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for row in conn.query(columns, &[]).expect("columns") {
        let text = |name: &str| row.get::<String>(name).expect("a text");
        let needed: i64 = row.get("needed").expect("a number");
        lines.push(format!("{}.{} {} {needed}", text("place"), text("name"), text("kind").to_uppercase()));
    }
    for row in conn.query(indexes, &[]).expect("indexes") {
        lines.push(row.get("name").expect("a text"));
    }
    lines.sort();
    lines
}

#[test]
fn both_engines_have_the_same_schema() {
    let there = |conn: &mut dyn Conn| {
        let columns = "SELECT table_name::text AS place, column_name::text AS name, data_type::text AS kind,
            (is_nullable = 'NO')::int::bigint AS needed
            FROM information_schema.columns WHERE table_schema = current_schema()";
        // Those that a constraint brings along are named differently.
        let indexes = "SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)";
        Ok(schema(conn, columns, indexes))
    };
    let here = |conn: &mut dyn Conn| {
        migrations::install(conn).expect("migrated");
        let columns = r#"SELECT m.name AS place, c.name AS name, c.type AS kind, c."notnull" AS needed
            FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"#;
        let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'";
        Ok(schema(conn, columns, indexes))
    };
    let Some((store, _schema)) = store() else { return };
    let server = engine::read(&*store.engine().expect("open"), there).expect("a schema");
    let file = sqlite::Database::memory(WAIT).expect("memory").write(here).expect("a schema");
    assert!(file.len() > 50, "{file:?}");
    assert_eq!(server, file);
}
