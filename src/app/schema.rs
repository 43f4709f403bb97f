//! The database's schema: what it has, what it lacks, bringing it up.

use std::time::Duration;

use super::clockwork;
use super::open::connect;
use crate::blocking;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::settings::{DatabaseUrl, Settings, SqlitePlace};
use crate::store::migrations::{self, Outcome, Plan, Status};
use crate::store::transfer::{self, Moved};
use crate::store::{Conn, Store, leases};

/// What the database has and lacks; changes nothing, not even where there is no database yet.
pub async fn status(settings: &Settings) -> Result<Status> {
    let store = look(settings).await?;
    let status = migrations::status(&store).await;
    store.close().await?;
    status
}

/// What [`migrate`] would do; changes nothing.
pub async fn plan(settings: &Settings) -> Result<Plan> {
    let store = look(settings).await?;
    let plan = migrations::plan(&store).await;
    store.close().await?;
    plan
}

/// Applies what the database lacks, after a backup; [`ErrorKind::Locked`] while others use it.
pub async fn migrate(settings: &Settings) -> Result<Outcome> {
    let url = &settings.database_url;
    let (store, outcome) = bring_up(settings).await.while_doing(|| format!("opening the database {url}"))?;
    store.close().await?;
    Ok(outcome)
}

/// Opens the database with its schema up to date. One that lacks something and is in use is [`ErrorKind::Locked`]: the servers
/// that run would find other tables than they know.
pub(super) async fn bring_up(settings: &Settings) -> Result<(Store, Outcome)> {
    let store = connect(settings, false).await?;
    let Status { applied, pending } = migrations::status(&store).await?;
    if applied.is_empty() || pending.is_empty() {
        let outcome = migrations::run(&store).await?;
        return Ok((store, outcome));
    }
    let doing = || "bringing the schema up to date".to_owned();
    if store.path().is_none() {
        // Of several that are started at once one does it, and serves.
        wait_for(async || Ok(is_left(&store).await? || is_current(&store).await?))
            .await
            .while_doing(doing)?;
        let outcome = migrations::run(&store).await?;
        return Ok((store, outcome));
    }
    // Two that are started at once would wait for each other to leave.
    store.close().await?;
    drop(store);
    match connect(settings, true).await.while_doing(doing) {
        Ok(alone) => {
            let outcome = migrations::run(&alone).await;
            alone.close().await?;
            drop(alone);
            Ok((connect(settings, false).await?, outcome?))
        }
        Err(error) => match connect(settings, false).await {
            // The other one has done it, and goes on.
            Ok(store) if is_current(&store).await? => {
                Ok((store, Outcome { applied: Vec::new(), backup: None }))
            }
            _ => Err(error),
        },
    }
}

/// Moves everything that the database of `source` holds to the one of `target`, which must hold no installation and is
/// brought up to date first. What was moved, table by table; a failure leaves the target without any of it. The source is
/// only read: one that is not up to date is an [`ErrorKind::Conflict`], one that a server uses is [`ErrorKind::Locked`].
pub async fn transfer(source: &Settings, target: &Settings) -> Result<Vec<Moved>> {
    must_exist(source).await?;
    let url = &source.database_url;
    let from = connect(source, true).await.while_doing(|| format!("opening the database {url}"))?;
    let moved = move_to(&from, target).await;
    from.close().await?;
    // Until here nobody else has the file.
    drop(from);
    moved
}

async fn move_to(from: &Store, target: &Settings) -> Result<Vec<Moved>> {
    let doing = || "looking at the source";
    must_be_left(from).await.while_doing(doing)?;
    let behind = migrations::status(from).await.while_doing(doing)?.pending.len();
    if behind > 0 {
        return Err(Error::new(ErrorKind::Conflict, format!("the source lacks {behind} migrations"))
            .hint("bring it up to date first, which keeps a copy: rosmcp --set database_url=URL migrate"));
    }
    let (to, _) =
        bring_up(target).await.while_doing(|| format!("opening the database {}", target.database_url))?;
    let moved = transfer::run(from, &to).await;
    to.close().await?;
    let moved = moved?;
    must_be_left(from).await.map_err(|error| {
        error.while_doing("moving what is not in use").hint(
            "a server was started meanwhile, and what it writes is not in the target: stop it, empty the target and move again",
        )
    })?;
    Ok(moved)
}

/// Refuses to go on while a server uses a database that is no file of ours alone.
async fn must_be_left(store: &Store) -> Result<()> {
    wait_for(async || is_left(store).await).await
}

/// Waits as long as a server that died seems to be there; then it is [`ErrorKind::Locked`].
async fn wait_for(left: impl AsyncFn() -> Result<bool>) -> Result<()> {
    for _ in 0..=clockwork::LENGTH.as_secs() {
        if left().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(Error::new(ErrorKind::Locked, "a server uses the database").hint("stop all servers first"))
}

/// Whether no server uses it; nobody else has the file that we have alone.
async fn is_left(store: &Store) -> Result<bool> {
    Ok(store.path().is_some() || !store.read(is_served).await?)
}

async fn is_current(store: &Store) -> Result<bool> {
    Ok(migrations::status(store).await?.pending.is_empty())
}

fn is_served(conn: &mut dyn Conn) -> Result<bool> {
    Ok(conn.has_table("leases")? && leases::is_held(conn, clockwork::WHAT)?)
}

/// Refuses to go on where there is no database: opening would make an empty one, and a path that is mistyped would look like
/// an installation without devices.
pub async fn must_exist(settings: &Settings) -> Result<()> {
    if is_there(settings).await? {
        return Ok(());
    }
    let url = &settings.database_url;
    Err(Error::configuration(format!("there is no database at {url}"))
        .hint("`rosmcp init` makes one; if there should be one, is the path right?"))
}

/// Whether there is a database; of a server's, opening it tells.
pub(super) async fn is_there(settings: &Settings) -> Result<bool> {
    match &settings.database_url {
        DatabaseUrl::Sqlite(SqlitePlace::File(path)) => {
            let path = path.clone();
            blocking::run(move || Ok(path.exists())).await
        }
        _ => Ok(true),
    }
}

/// Opens the database to look at it: opening would make a file that does not exist, an empty one in memory lacks as
/// much.
async fn look(settings: &Settings) -> Result<Store> {
    if !is_there(settings).await? {
        let memory = DatabaseUrl::Sqlite(SqlitePlace::Memory);
        return open(&Settings { database_url: memory, ..settings.clone() }).await;
    }
    open(settings).await
}

async fn open(settings: &Settings) -> Result<Store> {
    let url = &settings.database_url;
    connect(settings, false).await.while_doing(|| format!("opening the database {url}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn looking_makes_no_database() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("sub/new.db");
        let url = DatabaseUrl::Sqlite(SqlitePlace::File(file.clone()));
        let settings = Settings { database_url: url, ..crate::app::App::scratch().await.settings.clone() };
        assert!(!status(&settings).await.unwrap().pending.is_empty());
        assert!(!plan(&settings).await.unwrap().pending.is_empty());
        let (target, here) = (crate::app::App::scratch().await, directory.path().join("target.db"));
        let url = DatabaseUrl::Sqlite(SqlitePlace::File(here.clone()));
        let target = Settings { database_url: url, ..target.settings.clone() };
        assert!(must_exist(&settings).await.is_err() && transfer(&settings, &target).await.is_err());
        assert!(!file.parent().unwrap().exists() && !here.exists());
        migrate(&settings).await.unwrap();
        assert!(status(&settings).await.unwrap().pending.is_empty());
        must_exist(&settings).await.unwrap();
    }

    #[tokio::test]
    async fn what_is_in_use_is_not_moved() {
        let directory = tempfile::tempdir().unwrap();
        let scratch = crate::app::App::scratch().await.settings.clone();
        let [source, target] = ["source.db", "target.db"].map(|name| {
            let url = DatabaseUrl::Sqlite(SqlitePlace::File(directory.path().join(name)));
            Settings { database_url: url, ..scratch.clone() }
        });
        let environment = crate::settings::ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
        let server = crate::app::App::open(source.clone(), &environment).await.unwrap();
        assert_eq!(transfer(&source, &target).await.unwrap_err().kind(), ErrorKind::Locked);
        assert!(!directory.path().join("target.db").exists());
        server.close().await;
        drop(server);
        transfer(&source, &target).await.unwrap();
    }
    #[tokio::test]
    async fn a_schema_is_not_changed_under_those_who_use_it() {
        let directory = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(SqlitePlace::File(directory.path().join("rosmcp.db")));
        let settings = Settings { database_url: url, ..crate::app::App::scratch().await.settings.clone() };
        migrate(&settings).await.unwrap();
        let server = connect(&settings, false).await.unwrap();
        let older = |conn: &mut dyn Conn| {
            // As before the newest migration.
            conn.script("ALTER TABLE plans DROP COLUMN summary")?;
            conn.script(
                "DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)",
            )
        };
        server.write(older).await.unwrap();
        let error = bring_up(&settings).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
        assert_eq!(status(&settings).await.unwrap().pending.len(), 1, "looking is free");
        server.close().await.unwrap();
        drop(server);
        let (one, two) = tokio::join!(bring_up(&settings), bring_up(&settings));
        let applied = [one, two].map(|outcome| outcome.unwrap().1.applied.len());
        assert_eq!(applied.iter().sum::<usize>(), 1, "of two at once one does it: {applied:?}");
    }
}
