//! The database's schema: what it has, what it lacks, bringing it up.

use super::open::connect;
use crate::error::{Result, WhileDoing};
use crate::settings::DatabaseUrl;
use crate::store::Store;
use crate::store::migrations::{self, Outcome, Plan, Status};

/// What the database has and lacks; changes nothing.
pub async fn status(url: &DatabaseUrl) -> Result<Status> {
    let store = open(url).await?;
    let status = migrations::status(&store).await;
    store.close().await?;
    status
}

/// What [`migrate`] would do; changes nothing.
pub async fn plan(url: &DatabaseUrl) -> Result<Plan> {
    let store = open(url).await?;
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

async fn open(url: &DatabaseUrl) -> Result<Store> {
    connect(url, 1).await.while_doing(|| format!("opening the database {url}"))
}
