//! The only door to blocking work (database, key sources, prompts).
//!
//! Keeps the caller's tracing span and turns a panic of the closure into an internal error instead of passing it on.

use crate::error::{Error, Result};

/// Runs `work` on the blocking pool and returns what it returns.
pub async fn run<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    let span = tracing::Span::current();
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let task = tokio::task::spawn_blocking(move || span.in_scope(work));
    task.await.map_err(|error| Error::internal("a blocking task ended without a result", error))?
}
