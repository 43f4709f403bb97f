//! Bringing the schema up: each migration in one transaction, forward only, once.
//!
//! The files of `migrations/` are part of the binary. What was applied is recorded with its checksum; a schema that a newer
//! rosmcp made, or that differs from what this one would have made, is refused. Processes take turns by a lock beside
//! the database, and a database with content is backed up before it is changed.

mod backup;

use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::audit::chain;
use super::conn::{Conn, Row};
use super::plans;
use super::pool::Store;
use crate::domain::hex::hex;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::{blocking, clock};

/// One file of `migrations/`.
struct Migration {
    /// The file's name without its ending, `V001__first_schema`.
    name: &'static str,
    sql: &'static str,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../../migrations/", $name, ".sql")) }),+]
    };
}

/// Every migration, in order; the first is version 1.
const EMBEDDED: &[Migration] = embedded![
    "V001__first_schema",
    "V002__audit_chain",
    "V003__keys_and_backups",
    "V004__local_tokens",
    "V005__health_checks",
    "V006__plans",
    "V007__news",
    "V008__snapshots",
    "V009__several_approvals",
    "V010__who_wrote_and_where",
    "V011__open_intents",
    "V012__plan_summaries",
];

/// The chain of the audit trail, which version 2 brought, is beyond SQL; its rows are hashed as they are now, so when the
/// last migration that gives them a column has run.
const BINDS_THE_TRAIL: &str = "V010__who_wrote_and_where";

/// What lists show of a plan is in its document, beyond SQL that both engines know.
const SUMS_PLANS_UP: &str = "V012__plan_summaries";

/// The table that each database keeps for itself: what was applied to it.
pub(super) const HISTORY: &str = "schema_migrations";

const CREATE_HISTORY: &str = "CREATE TABLE schema_migrations (
    version    BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    checksum   TEXT   NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// A migration that the database has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Its number, from 1.
    pub version: i64,
    /// Its name, e.g. `V001__first_schema`.
    pub name: String,
    /// When it was applied, Unix milliseconds; RFC 3339 where it is printed.
    #[serde(serialize_with = "rfc3339")]
    pub applied_at: i64,
    #[serde(skip)]
    checksum: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn rfc3339<S: serde::Serializer>(milliseconds: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clock::rfc3339(*milliseconds))
}

/// A migration that the database lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// Its number, from 1.
    pub version: i64,
    /// Its name, e.g. `V001__first_schema`.
    pub name: String,
}

/// What the database has and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Applied, oldest first.
    pub applied: Vec<Applied>,
    /// Not yet applied, in order.
    pub pending: Vec<Pending>,
}

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// What it would apply, in order.
    pub pending: Vec<Pending>,
    /// Whether it would back the database up first.
    pub backup: bool,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What it applied, in order; empty when the schema was current.
    pub applied: Vec<Pending>,
    /// The backup it made first; `None` when there was nothing to lose.
    pub backup: Option<PathBuf>,
}

/// What the database has and lacks.
///
/// A schema newer than this binary's is [`ErrorKind::Configuration`], an altered one [`ErrorKind::Integrity`].
pub async fn status(store: &Store) -> Result<Status> {
    compare(store, EMBEDDED).await
}

/// What [`run`] would do; changes nothing.
pub async fn plan(store: &Store) -> Result<Plan> {
    let Status { applied, pending } = status(store).await?;
    Ok(Plan { backup: !applied.is_empty() && !pending.is_empty() && store.path().is_some(), pending })
}

/// Applies what the database lacks; does nothing but look when it lacks nothing.
///
/// Errors as [`status`]; [`ErrorKind::Locked`] when another process is at it for longer than the store's patience.
pub async fn run(store: &Store) -> Result<Outcome> {
    bring_up(store, EMBEDDED).await
}

async fn compare(store: &Store, known: &'static [Migration]) -> Result<Status> {
    let applied = store.read(history).await?;
    verify(&applied, known)?;
    let pending = steps(known).skip(applied.len()).map(|(pending, _)| pending).collect();
    Ok(Status { applied, pending })
}

async fn bring_up(store: &Store, known: &'static [Migration]) -> Result<Outcome> {
    if compare(store, known).await?.pending.is_empty() {
        return Ok(Outcome { applied: Vec::new(), backup: None });
    }
    let lock = store.lock_schema().await?;
    let outcome = bring_up_alone(store, known).await;
    // Letting go of it may block.
    blocking::run(move || {
        drop(lock);
        Ok(())
    })
    .await?;
    outcome
}

async fn bring_up_alone(store: &Store, known: &'static [Migration]) -> Result<Outcome> {
    let Status { applied, pending } = compare(store, known).await?;
    let backup = match (applied.last(), pending.first()) {
        (Some(newest), Some(_)) => backup::make(store, newest.version).await?,
        _ => None,
    };
    let result = apply_all(store, known, applied.len()).await;
    // A disk that fails may have kept what it says it has not: only a look at the database tells.
    if result.is_err()
        && let Some(backup) = &backup
        && store.read(history).await.is_ok_and(|now| now == applied)
    {
        backup::discard(backup.clone()).await;
    }
    result.map(|()| Outcome { applied: pending, backup })
}

async fn apply_all(store: &Store, known: &'static [Migration], after: usize) -> Result<()> {
    for (step, migration) in steps(known).skip(after) {
        let doing = format!("applying migration {}", step.name);
        store.write(move |conn| apply(conn, &step, migration)).await.while_doing(|| doing)?;
    }
    Ok(())
}

/// Applies every migration to the new database behind `conn`; a copy of a server's database begins with it.
#[cfg(any(test, feature = "postgres"))]
pub(super) fn install(conn: &mut dyn Conn) -> Result<()> {
    steps(EMBEDDED).try_for_each(|(step, migration)| apply(conn, &step, migration))
}

fn apply(conn: &mut dyn Conn, step: &Pending, migration: &Migration) -> Result<()> {
    conn.unhurried()?;
    if !conn.has_table(HISTORY)? {
        conn.script(CREATE_HISTORY)?;
    }
    conn.script(migration.sql)?;
    match migration.name {
        BINDS_THE_TRAIL => chain::begin(conn)?,
        SUMS_PLANS_UP => plans::summarise(conn)?,
        _ => {}
    }
    let row =
        [step.version.into(), migration.name.into(), checksum(migration).into(), clock::now_ms().into()];
    conn.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
        &row,
    )
    .map(drop)
}

fn history(conn: &mut dyn Conn) -> Result<Vec<Applied>> {
    if !conn.has_table(HISTORY)? {
        return Ok(Vec::new());
    }
    let sql = "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version";
    conn.query(sql, &[])?.iter().map(applied).collect()
}

fn applied(row: &Row) -> Result<Applied> {
    Ok(Applied {
        version: row.get("version")?,
        name: row.get("name")?,
        applied_at: row.get("applied_at")?,
        checksum: row.get("checksum")?,
    })
}

/// The migrations with their numbers.
fn steps(known: &'static [Migration]) -> impl Iterator<Item = (Pending, &'static Migration)> {
    (1..).zip(known).map(|(version, migration)| (Pending { version, name: migration.name.into() }, migration))
}

/// What was applied must be the beginning of what is known.
fn verify(applied: &[Applied], known: &'static [Migration]) -> Result<()> {
    if applied.len() > known.len() {
        return Err(newer(applied.last().map_or(0, |newest| newest.version), known.len()));
    }
    for (row, (step, migration)) in applied.iter().zip(steps(known)) {
        if row.version != step.version || row.checksum != checksum(migration) {
            return Err(altered(&step));
        }
    }
    Ok(())
}

fn newer(theirs: i64, ours: usize) -> Error {
    Error::configuration(format!("database is newer ({theirs}) than this binary ({ours})"))
        .hint("run the rosmcp that brought it there, or a later one; or restore the backup it made first")
}

fn altered(step: &Pending) -> Error {
    Error::new(
        ErrorKind::Integrity,
        format!("migration {} was altered: the database did not get what {} says", step.version, step.name),
    )
    .hint("run the rosmcp that made this database, or restore a backup")
}

/// SHA-256 of the migration's text; how lines end depends on how the source was checked out, so it does not count.
fn checksum(migration: &Migration) -> String {
    hex(&Sha256::digest(migration.sql.replace("\r\n", "\n")))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::store::StoreOptions;
    use crate::store::contents::contents;

    const ONE: &[Migration] = &[Migration { name: "V001__a", sql: "CREATE TABLE a (x TEXT)" }];
    const TWO: &[Migration] = &[
        Migration { name: "V001__a", sql: "CREATE TABLE a (x TEXT)" },
        Migration { name: "V002__b", sql: "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('b')" },
    ];
    const ALTERED: &[Migration] = &[Migration { name: "V001__a", sql: "CREATE TABLE a (x TEXT, y TEXT)" }];
    const FAILING: &[Migration] = &[
        Migration { name: "V001__a", sql: "CREATE TABLE a (x TEXT)" },
        Migration { name: "V002__b", sql: "CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1)" },
    ];

    fn opened(directory: &tempfile::TempDir) -> Store {
        Store::open(&StoreOptions::file(directory.path().join("rosmcp.db"))).expect("open")
    }

    async fn has(store: &Store, table: &'static str) -> bool {
        store.read(move |conn| conn.has_table(table)).await.expect("a read")
    }

    #[test]
    fn the_list_is_the_directory_and_numbers_are_without_gaps() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<_> = std::fs::read_dir(directory)
            .expect("migrations/")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
            .collect();
        files.sort();
        let listed: Vec<_> = EMBEDDED.iter().map(|migration| format!("{}.sql", migration.name)).collect();
        assert_eq!(files, listed);
        for (step, _) in steps(EMBEDDED) {
            assert!(step.name.starts_with(&format!("V{:03}__", step.version)), "{}", step.name);
        }
    }

    #[tokio::test]
    async fn a_new_database_is_brought_up_once_and_needs_no_backup() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = opened(&directory);
        assert!(!plan(&store).await.expect("a plan").backup);
        let outcome = run(&store).await.expect("a run");
        assert_eq!((outcome.applied.len(), outcome.backup), (EMBEDDED.len(), None));
        assert!(run(&store).await.expect("again").applied.is_empty());
        let status = status(&store).await.expect("status");
        assert_eq!((status.applied.len(), status.pending.len()), (EMBEDDED.len(), 0));
        assert!(status.applied.iter().all(|applied| applied.applied_at > 0));
    }

    #[tokio::test]
    async fn an_older_database_is_backed_up_first() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = opened(&directory);
        bring_up(&store, ONE).await.expect("version 1");
        let outcome = bring_up(&store, TWO).await.expect("version 2");
        assert_eq!(outcome.applied.iter().map(|step| step.version).collect::<Vec<_>>(), [2]);
        let backup = outcome.backup.expect("a backup");
        let old = Store::open(&StoreOptions::file(backup)).expect("the backup opens");
        assert!(has(&old, "a").await && !has(&old, "b").await);
        assert!(has(&store, "b").await);
    }

    #[tokio::test]
    async fn a_failing_migration_leaves_nothing_of_itself() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = opened(&directory);
        let error = bring_up(&store, FAILING).await.expect_err("the second fails");
        assert!(error.to_string().contains("V002__b"), "{error}");
        assert!(has(&store, "a").await && !has(&store, "b").await);
        bring_up(&store, TWO).await.expect("a mended one goes on from there");
        assert!(has(&store, "b").await);
    }

    #[tokio::test]
    async fn runs_that_fail_again_and_again_fill_no_disk() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = opened(&directory);
        bring_up(&store, ONE).await.expect("version 1");
        let half = directory.path().join("rosmcp.db.v1-20260101T000000000Z.backup.partial");
        let whole = directory.path().join("rosmcp.db.v1-20260101T000000000Z.backup");
        for left in [half, whole] {
            std::fs::write(left, "half").expect("what killed runs leave");
        }
        let older = directory.path().join("rosmcp.db.v0-20260101T000000000Z.backup");
        std::fs::write(&older, "whole").expect("of another version");
        for _ in 0..2 {
            bring_up(&store, FAILING).await.expect_err("the second fails");
        }
        let names = || {
            let entries = std::fs::read_dir(directory.path()).expect("the directory");
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        };
        assert!(!names().any(|name| name.contains(".v1-")), "{:?}", names().collect::<Vec<_>>());
        bring_up(&store, TWO).await.expect("version 2");
        assert_eq!(names().filter(|name| name.ends_with(".backup")).count(), 2);
        assert!(older.exists());
    }

    #[tokio::test]
    async fn what_backups_of_older_schemas_hold_can_be_looked_at() {
        let with_backups = steps(EMBEDDED).find(|(step, _)| step.name.ends_with("keys_and_backups"));
        let first = usize::try_from(with_backups.expect("one brought backups").0.version).expect("a number");
        for version in first..=EMBEDDED.len() {
            let store = Store::open(&StoreOptions::memory()).expect("memory");
            bring_up(&store, &EMBEDDED[..version]).await.expect("an older one");
            let found = store.read(contents).await.expect("looked at");
            assert_eq!(usize::try_from(found.schema_version), Ok(version));
            run(&store).await.expect("brought up");
        }
    }

    #[tokio::test]
    async fn newer_and_altered_schemas_are_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = opened(&directory);
        bring_up(&store, TWO).await.expect("version 2");
        let error = bring_up(&store, ONE).await.expect_err("newer");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.message(), "database is newer (2) than this binary (1)");
        let store = Store::open(&StoreOptions::memory()).expect("memory");
        bring_up(&store, ONE).await.expect("version 1");
        let error = bring_up(&store, ALTERED).await.expect_err("altered");
        assert_eq!(error.kind(), ErrorKind::Integrity);
        assert!(error.message().contains("migration 1 was altered"), "{error}");
    }

    #[tokio::test]
    async fn while_another_holds_the_lock_a_run_waits_and_then_gives_up() {
        let directory = tempfile::tempdir().expect("a directory");
        let options = StoreOptions {
            wait: std::time::Duration::from_millis(200),
            ..StoreOptions::file(directory.path().join("rosmcp.db"))
        };
        let store = Store::open(&options).expect("open");
        let held = store.lock_schema().await.expect("the lock");
        assert_eq!(run(&store).await.expect_err("locked").kind(), ErrorKind::Locked);
        assert!(status(&store).await.is_ok(), "looking needs no lock");
        drop(held);
        run(&store).await.expect("now it can");
    }

    #[test]
    fn line_ends_do_not_count() {
        let unix = Migration { name: "V001__a", sql: "a\nb\n" };
        let windows = Migration { name: "V001__a", sql: "a\r\nb\r\n" };
        assert_eq!(checksum(&unix), checksum(&windows));
    }
}
