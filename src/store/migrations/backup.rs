//! The copy that is kept beside a database before its schema changes.

use std::path::{Path, PathBuf};

use super::super::file;
use super::super::pool::Store;
use crate::error::Result;
use crate::{blocking, clock};

/// Copies the database, which has this version, for whoever holds the schema's lock; `None` where it is no file.
pub(super) async fn make(store: &Store, version: i64) -> Result<Option<PathBuf>> {
    let Some(path) = store.path() else { return Ok(None) };
    let time = clock::stamp(clock::now_ms());
    let backup = file::beside(path, &format!(".v{version}-{time}.backup"));
    let database = path.to_owned();
    blocking::run(move || {
        clear_unfinished(&database);
        Ok(())
    })
    .await?;
    store.back_up(backup.clone()).await?;
    let (database, newest) = (path.to_owned(), backup.clone());
    blocking::run(move || {
        clear_earlier(&database, version, &newest);
        Ok(())
    })
    .await?;
    Ok(Some(backup))
}

/// Removes a copy of what the database still is: a service that starts again and again would leave one each time.
pub(super) async fn discard(backup: PathBuf) {
    let removing = move || {
        if let Err(error) = std::fs::remove_file(&backup) {
            tracing::warn!(%error, copy = %backup.display(), "a copy of the database that nobody needs stays");
        }
        Ok(())
    };
    // A runtime that ends runs it no more; the copy harms nobody.
    let _ = blocking::run(removing).await;
}

/// Removes what killed runs have left.
fn clear_unfinished(database: &Path) {
    clear(database, ".v", |name| name.ends_with(".backup.partial"));
}

/// Removes the copies of this version that the `newest` takes the place of: a run that is killed again and again while it
/// migrates would leave one each time.
fn clear_earlier(database: &Path, version: i64, newest: &Path) {
    let newest = newest.file_name().unwrap_or_default().to_string_lossy();
    clear(database, &format!(".v{version}-"), |name| name.ends_with(".backup") && name != newest);
}

/// Removes those files beside the database whose names go on like that.
fn clear(database: &Path, beginning: &str, meant: impl Fn(&str) -> bool) {
    let (Some(directory), Some(name)) = (database.parent(), database.file_name()) else { return };
    let beginning = format!("{}{beginning}", name.to_string_lossy());
    file::clear(directory, |name| name.starts_with(&beginning) && meant(name));
}
