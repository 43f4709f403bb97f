//! The database's schema: what it has, what it lacks, bringing it up.

use super::open::connect;
use crate::blocking;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::settings::{DatabaseUrl, Settings, SqlitePlace};
use crate::store::migrations::{self, Outcome, Plan, Status};
use crate::store::transfer::{self, Moved};
use crate::store::{self, Store};

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

/// Applies what the database lacks, after a backup.
pub async fn migrate(settings: &Settings) -> Result<Outcome> {
    let store = open(settings).await?;
    let outcome = migrations::run(&store).await;
    store.close().await?;
    outcome
}

/// Moves everything that the database of `source` holds to the one of `target`, which must hold no installation and is
/// brought up to date first. What was moved, table by table; a failure leaves the target without any of it. The source is
/// only read: one that is not up to date is an [`ErrorKind::Conflict`], a file that a server still uses is
/// [`ErrorKind::Locked`].
pub async fn transfer(source: &Settings, target: &Settings) -> Result<Vec<Moved>> {
    must_exist(source).await?;
    must_be_left(source).await?;
    let from = open(source).await?;
    let to = open(target).await?;
    let moved = move_between(&from, &to).await;
    to.close().await?;
    from.close().await?;
    drop(from);
    let moved = moved?;
    must_be_left(source).await.while_doing(|| "moving what is not in use".to_owned()).map_err(|error| {
        error.hint("a server was started meanwhile, and what it writes is not in the target: stop it, empty the target and move again")
    })?;
    Ok(moved)
}

async fn move_between(from: &Store, to: &Store) -> Result<Vec<Moved>> {
    let behind = migrations::status(from).await.while_doing(|| "looking at the source")?.pending.len();
    if behind > 0 {
        return Err(Error::new(ErrorKind::Conflict, format!("the source lacks {behind} migrations"))
            .hint("bring it up to date first, which keeps a copy: rosmcp --set database_url=URL migrate"));
    }
    migrations::run(to).await.while_doing(|| "bringing the target up to date".to_owned())?;
    transfer::run(from, to).await
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

/// Refuses to move what is in use: the server would go on to write into what is left behind.
async fn must_be_left(settings: &Settings) -> Result<()> {
    let DatabaseUrl::Sqlite(SqlitePlace::File(path)) = &settings.database_url else { return Ok(()) };
    let path = path.clone();
    blocking::run(move || store::take_over(&path).map(drop)).await
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
    connect(settings).await.while_doing(|| format!("opening the database {url}"))
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
}
