//! What only shows with several connections, processes and crashes; and the rows that other tests begin with.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::conn::{Conn, Row, Table, Value};
use super::sqlite::Database;
use super::{Store, StoreOptions, audit, devices, file, migrations};
use crate::clock::UnixMs;
use crate::domain::audit::AuditEvent;
use crate::domain::device::{Device, DeviceId, Endpoint, Environment, Facts, TransportKind, Trust};
use crate::domain::keyring::{KeyRecord, KeyState};
use crate::error::{Error, ErrorKind, Result};

/// A loaded machine may be slow; no test waits for this to pass.
const WAIT: Duration = Duration::from_mins(1);

/// Runs `work` in a write transaction of a current, empty database: one in memory, and one on a PostgreSQL server where
/// there is one for tests.
pub(super) fn scratch(work: impl Fn(&mut dyn Conn)) {
    let database = Database::memory(Duration::ZERO).expect("memory");
    let run = |conn: &mut dyn Conn| {
        migrations::install(conn).expect("migrated");
        work(conn);
        Ok(())
    };
    database.write(run).expect("a transaction");
    #[cfg(feature = "postgres")]
    server::scratch(&work);
}

#[cfg(feature = "postgres")]
pub(super) mod server;

/// As a machine sees it whose clock is that many milliseconds behind the database's.
pub(super) struct Differing<'a>(pub(super) &'a mut dyn Conn, pub(super) i64);

impl Conn for Differing<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.0.execute(sql, values)
    }

    fn visit(&mut self, sql: &str, values: &[Value], visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        self.0.visit(sql, values, visit)
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.0.script(sql)
    }

    fn has_table(&mut self, name: &str) -> Result<bool> {
        self.0.has_table(name)
    }

    fn now(&mut self) -> Result<UnixMs> {
        Ok(self.0.now()? + self.1)
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        self.0.tables()
    }

    fn unhurried(&mut self) -> Result<()> {
        self.0.unhurried()
    }
}

/// A device without anything that can be left out.
pub(super) fn device(name: &str) -> Device {
    Device {
        id: DeviceId(format!("id-{name}")),
        name: name.into(),
        endpoint: Endpoint {
            host: "192.0.2.1".into(),
            port: 443,
            transport: TransportKind::Rest,
            trust: Trust::System,
        },
        environment: Environment::Lab,
        tags: BTreeMap::new(),
        capabilities: vec![],
        facts: Facts::default(),
        created_at: 1,
        updated_at: 2,
        last_seen_at: None,
    }
}

/// An active data key that was not used yet.
pub(super) fn key(key_id: &str) -> KeyRecord {
    KeyRecord {
        key_id: key_id.into(),
        state: KeyState::Active,
        created_at: 1,
        sealed_count: 0,
        wrapped_by: "outer".into(),
        wrapped: "envelope".into(),
        ..KeyRecord::default()
    }
}

fn event(request_id: String) -> AuditEvent {
    AuditEvent { request_id, ..crate::domain::audit::tests::event(1, "tool.call") }
}

fn options(directory: &Path) -> StoreOptions {
    StoreOptions { wait: WAIT, ..StoreOptions::file(directory.join("rosmcp.db")) }
}

async fn opened(directory: &Path) -> Store {
    let store = Store::open(&options(directory)).expect("open");
    migrations::run(&store).await.expect("migrated");
    store
}

async fn names(store: &Store) -> Vec<String> {
    let devices = store.read(devices::list).await.expect("devices");
    devices.into_iter().map(|device| device.name).collect()
}

async fn trail(store: &Store) -> Vec<String> {
    let filter = audit::AuditFilter { limit: u32::MAX, ..audit::AuditFilter::default() };
    let rows = store.read(move |conn| audit::recent(conn, &filter)).await.expect("the trail");
    rows.into_iter().rev().map(|row| row.event.request_id).collect()
}

#[test]
fn a_read_cannot_write() {
    let database = Database::memory(Duration::ZERO).expect("memory");
    database.write(|conn| conn.script("CREATE TABLE t (x TEXT)")).expect("a table");
    for sql in ["INSERT INTO t VALUES ('a')", "INSERT INTO t VALUES ('a') RETURNING x"] {
        assert!(database.read(|conn| conn.execute(sql, &[])).is_err());
        assert!(database.read(|conn| conn.query(sql, &[])).is_err());
    }
    assert!(database.read(|conn| conn.script("DELETE FROM t")).is_err());
    assert!(database.read(|conn| conn.query("SELECT x FROM t", &[])).expect("a read").is_empty());
}

#[test]
fn every_value_comes_back_and_rows_are_bounded() {
    let database = Database::memory(Duration::ZERO).expect("memory");
    let values = [Value::Null, "ä'\"".into(), i64::MIN.into(), vec![0_u8, 255].into(), true.into()];
    let rows = database
        .read(|conn| conn.query("SELECT ?1 AS a, ?2 AS b, ?3 AS c, ?4 AS d, ?5 AS e", &values))
        .expect("a row");
    let row = rows.first().expect("one row");
    assert_eq!(row.get::<Option<String>>("a").expect("null"), None);
    assert_eq!(row.get::<String>("b").expect("text"), "ä'\"");
    assert_eq!(row.get::<i64>("c").expect("integer"), i64::MIN);
    assert_eq!(row.get::<Vec<u8>>("d").expect("bytes"), [0, 255]);
    assert!(row.get::<bool>("e").expect("boolean"));
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    assert!(database.read(|conn| conn.query(endless, &[])).is_err());
    // Visited, no more is read than is wanted.
    let mut last = 0;
    let visit = |conn: &mut dyn Conn| {
        conn.visit(endless, &[], &mut |row| {
            last = row.get::<i64>("i")?;
            if last < 200_000 { Ok(()) } else { Err(Error::usage("enough")) }
        })
    };
    assert_eq!(database.read(visit).expect_err("told to end").message(), "enough");
    assert_eq!(last, 200_000);
}

#[test]
fn a_backup_is_a_single_readable_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = file::prepare(&directory.path().join("rosmcp.db"), true).expect("a file");
    let database = Database::open(&path, 1, WAIT).expect("open");
    database
        .write(|conn| conn.script("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('kept')"))
        .expect("rows");
    let backup = directory.path().join("rosmcp.backup");
    database.back_up(&backup).expect("a backup");
    assert!(!file::beside(&backup, "-wal").exists() && !file::beside(&backup, ".partial").exists());
    let copy = Database::open(&backup, 1, WAIT).expect("open the backup");
    let rows = copy.read(|conn| conn.query("SELECT x FROM t", &[])).expect("rows");
    assert_eq!(rows.first().expect("a row").get::<String>("x").expect("text"), "kept");
}

#[test]
fn a_damaged_page_is_found() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = file::prepare(&directory.path().join("rosmcp.db"), true).expect("a file");
    let database = Database::open(&path, 1, WAIT).expect("open");
    database.write(|conn| conn.script("CREATE TABLE t (x TEXT); CREATE INDEX i ON t (x)")).expect("a table");
    database.check().expect("sound");
    database.close().expect("closed");
    let mut bytes = std::fs::read(&path).expect("bytes");
    let from = bytes.len() - 4096;
    bytes[from..].fill(0xFF);
    std::fs::write(&path, bytes).expect("damage");
    let database = Database::open(&path, 1, WAIT).expect("open");
    assert_eq!(database.check().expect_err("damaged").kind(), ErrorKind::Integrity);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_start_at_once_each_migration_is_applied_by_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let options = options(directory.path());
            tokio::spawn(async move {
                let store = Store::open(&options)?;
                migrations::run(&store).await.map(|outcome| outcome.applied.len())
            })
        })
        .collect();
    let mut applied = 0;
    for start in starts {
        applied += start.await.expect("no panic").expect("a start");
    }
    let status = migrations::status(&opened(directory.path()).await).await.expect("status");
    assert_eq!(applied, status.applied.len());
    assert!(status.pending.is_empty());
}

#[tokio::test]
async fn a_transaction_that_fails_or_panics_leaves_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(directory.path()).await;
    let fails = |conn: &mut dyn Conn| -> Result<()> {
        devices::insert(conn, &device("a"))?;
        Err(Error::usage("changed my mind"))
    };
    assert_eq!(store.write(fails).await.expect_err("fails").kind(), ErrorKind::Usage);
    let panics = |conn: &mut dyn Conn| -> Result<()> {
        devices::insert(conn, &device("b"))?;
        panic!("in the middle");
    };
    assert_eq!(store.write(panics).await.expect_err("panics").kind(), ErrorKind::Internal);
    store.write(|conn| devices::insert(conn, &device("c"))).await.expect("the writer goes on");
    assert_eq!(names(&store).await, ["c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_and_writers_get_on_and_nothing_is_lost() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = opened(directory.path()).await;
    let second = Store::open(&options(directory.path())).expect("another process");
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let store = if n % 2 == 0 { first.clone() } else { second.clone() };
            tokio::spawn(async move {
                let events = [event(format!("{n}a")), event(format!("{n}b"))];
                store.write(move |conn| audit::append_all(conn, &events)).await.expect("written");
                // One state: pairs are seen whole or not at all.
                assert_eq!(trail(&store).await.len() % 2, 0);
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let mut found = trail(&first).await;
    assert!(found.chunks(2).all(|pair| pair[0].replace('a', "b") == pair[1]), "batches stay together");
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 200);
}

#[tokio::test]
async fn readers_go_on_while_one_writes() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(directory.path()).await;
    let (begun, wait_begun) = tokio::sync::oneshot::channel();
    let (finish, wait_finish) = std::sync::mpsc::channel();
    let writing = {
        let store = store.clone();
        tokio::spawn(async move {
            let work = move |conn: &mut dyn Conn| {
                devices::insert(conn, &device("a"))?;
                begun.send(()).expect("the test listens");
                wait_finish.recv().expect("the test speaks");
                Ok(())
            };
            store.write(work).await
        })
    };
    wait_begun.await.expect("begun");
    assert!(names(&store).await.is_empty(), "not committed yet");
    finish.send(()).expect("the writer listens");
    writing.await.expect("no panic").expect("written");
    assert_eq!(names(&store).await, ["a"]);
}

#[tokio::test]
async fn who_waits_too_long_is_told_that_it_is_busy_and_that_is_not_well_until_it_is_over() {
    let directory = tempfile::tempdir().expect("a directory");
    let patient = opened(directory.path()).await;
    let impatient =
        Store::open(&StoreOptions { wait: Duration::from_millis(50), ..options(directory.path()) })
            .expect("open");
    let (begun, wait_begun) = tokio::sync::oneshot::channel();
    let (finish, wait_finish) = std::sync::mpsc::channel();
    let work = move |_: &mut dyn Conn| {
        begun.send(()).expect("the test listens");
        wait_finish.recv().expect("the test speaks");
        Ok(())
    };
    let writing = tokio::spawn(async move { patient.write(work).await });
    wait_begun.await.expect("begun");
    impatient.probe().await.expect("nobody has tried to write");
    let error = impatient.write(|conn| devices::insert(conn, &device("a"))).await.expect_err("busy");
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    assert_eq!(impatient.probe().await.expect_err("busy").kind(), ErrorKind::Busy);
    finish.send(()).expect("the writer listens");
    writing.await.expect("no panic").expect("written");
    impatient.probe().await.expect("well again");
}

#[tokio::test]
async fn without_any_patience_it_still_opens_and_writes() {
    let directory = tempfile::tempdir().expect("a directory");
    let options = StoreOptions { wait: Duration::ZERO, ..options(directory.path()) };
    let store = Store::open(&options).expect("open");
    store.write(|conn| conn.script("CREATE TABLE t (x TEXT)")).await.expect("written");
}

#[tokio::test]
async fn a_full_database_refuses_writes_goes_on_reading_and_recovers() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(directory.path()).await;
    store.write(|conn| devices::insert(conn, &device("a"))).await.expect("written");
    let limit = |pages: &'static str| {
        let store = store.clone();
        async move { store.write(move |conn| conn.query(pages, &[])).await.expect("a limit") }
    };
    limit("PRAGMA max_page_count = 1").await;
    let large = || Device { tags: BTreeMap::from([("x".into(), "x".repeat(1 << 20))]), ..device("b") };
    let error = store.write(move |conn| devices::insert(conn, &large())).await.expect_err("full");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().contains("no space"), "{error}");
    assert_eq!(names(&store).await, ["a"]);
    limit("PRAGMA max_page_count = 1000000").await;
    store.write(move |conn| devices::insert(conn, &large())).await.expect("space again");
    assert_eq!(names(&store).await, ["a", "b"]);
}

#[tokio::test]
async fn closing_folds_the_log_away_and_later_calls_say_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(directory.path()).await;
    store.write(|conn| devices::insert(conn, &device("a"))).await.expect("written");
    let path = store.path().expect("a file").to_owned();
    let clone = store.clone();
    store.close().await.expect("closed");
    let log = file::beside(&path, "-wal").metadata().map_or(0, |log| log.len());
    assert_eq!(log, 0, "all of it is in the database file");
    assert_eq!(clone.read(devices::list).await.expect_err("closed").kind(), ErrorKind::Interrupted);
    clone.close().await.expect("twice is fine");
    assert_eq!(names(&opened(directory.path()).await).await, ["a"]);
}

#[tokio::test]
async fn closing_waits_for_what_is_under_way() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(directory.path()).await;
    let (begun, wait_begun) = tokio::sync::oneshot::channel();
    let (finish, wait_finish) = std::sync::mpsc::channel();
    let writer = store.clone();
    let work = move |conn: &mut dyn Conn| {
        begun.send(()).expect("the test listens");
        wait_finish.recv().expect("the test speaks");
        devices::insert(conn, &device("a"))
    };
    let writing = tokio::spawn(async move { writer.write(work).await });
    wait_begun.await.expect("begun");
    let closing = tokio::spawn(async move { store.close().await });
    finish.send(()).expect("the writer listens");
    closing.await.expect("no panic").expect("closed");
    writing.await.expect("no panic").expect("written");
    assert_eq!(names(&opened(directory.path()).await).await, ["a"]);
}

#[tokio::test]
async fn a_database_in_memory_serves_readers_and_writers() {
    let store = Store::open(&StoreOptions::memory()).expect("memory");
    migrations::run(&store).await.expect("migrated");
    store.write(|conn| devices::insert(conn, &device("a"))).await.expect("written");
    assert_eq!(names(&store).await, ["a"]);
    let insert = |conn: &mut dyn Conn| devices::insert(conn, &device("b"));
    assert!(store.read(insert).await.is_err(), "a read writes nothing here either");
    store.check().await.expect("sound");
}

#[cfg(unix)]
#[tokio::test]
async fn every_file_belongs_to_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a directory");
    let store = opened(&directory.path().join("state")).await;
    let path = store.path().expect("a file");
    for file in
        [path.to_owned(), file::beside(path, "-wal"), file::beside(path, "-shm"), file::beside(path, ".lock")]
    {
        let mode = file.metadata().expect("the file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

/// Not a test of its own: the process that the next one kills. Without a path on standard input it does nothing.
#[tokio::test]
#[ignore = "started by acknowledged_writes_survive_a_killed_process"]
async fn writes_until_killed() {
    let mut path = String::new();
    std::io::stdin().read_line(&mut path).expect("a path");
    if path.trim().is_empty() {
        return;
    }
    let store = opened(Path::new(path.trim())).await;
    for n in 0.. {
        let events = [event(format!("{n}a")), event(format!("{n}b"))];
        store.write(move |conn| audit::append_all(conn, &events)).await.expect("written");
        println!("acknowledged {n}");
    }
}

#[tokio::test]
async fn acknowledged_writes_survive_a_killed_process() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "--nocapture", "store::tests::writes_until_killed"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut stdin = child.stdin.take().expect("its input");
    writeln!(stdin, "{}", directory.path().display()).expect("the path");
    let lines =
        BufReader::new(child.stdout.take().expect("its output")).lines().map_while(std::io::Result::ok);
    // The harness may print its own words on the same line.
    let acknowledged = lines.filter(|line| line.contains("acknowledged")).take(50).count();
    child.kill().expect("killed");
    child.wait().expect("dead");
    assert_eq!(acknowledged, 50);
    let store = opened(directory.path()).await;
    let found = trail(&store).await;
    let expected: Vec<_> = (0..found.len() / 2).flat_map(|n| [format!("{n}a"), format!("{n}b")]).collect();
    assert!(found.len() >= 100, "{} of 100 acknowledged rows", found.len());
    assert_eq!(found, expected, "whole transactions, in order");
    store.check().await.expect("sound");
}
