//! The database's schema: what it has, what it lacks, bringing it up.

use super::open::connect;
use crate::error::{Result, WhileDoing};
use crate::settings::{DatabaseUrl, SqlitePlace};
use crate::store::Store;
use crate::store::migrations::{self, Outcome, Plan, Status};

/// What the database has and lacks; changes nothing, not even where there is no database yet.
pub async fn status(url: &DatabaseUrl) -> Result<Status> {
    let store = look(url).await?;
    let status = migrations::status(&store).await;
    store.close().await?;
    status
}

/// What [`migrate`] would do; changes nothing.
pub async fn plan(url: &DatabaseUrl) -> Result<Plan> {
    let store = look(url).await?;
    let plan = migrations::plan(&store).await;
    store.close().await?;
    plan
}

/// Applies what the database lacks, after a backup.
pub async fn migrate(url: &DatabaseUrl) -> Result<Outcome> {
    let store = open(url).await?;
    let outcome = migrations::run(&store).await;
    store.close().await?;
    outcome
}

/// Opens the database to look at it: opening would make a file that does not exist, an empty one in memory lacks as
/// much.
async fn look(url: &DatabaseUrl) -> Result<Store> {
    if let DatabaseUrl::Sqlite(SqlitePlace::File(path)) = url {
        let path = path.clone();
        if !crate::blocking::run(move || Ok(path.exists())).await? {
            return open(&DatabaseUrl::Sqlite(SqlitePlace::Memory)).await;
        }
    }
    open(url).await
}

async fn open(url: &DatabaseUrl) -> Result<Store> {
    connect(url, 1).await.while_doing(|| format!("opening the database {url}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn looking_makes_no_database() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("sub/new.db");
        let url = DatabaseUrl::Sqlite(SqlitePlace::File(file.clone()));
        assert!(!status(&url).await.unwrap().pending.is_empty());
        assert!(!plan(&url).await.unwrap().pending.is_empty());
        assert!(!file.parent().unwrap().exists());
        migrate(&url).await.unwrap();
        assert!(status(&url).await.unwrap().pending.is_empty());
    }
}
