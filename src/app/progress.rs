//! How a long use case says how far it is.

use async_trait::async_trait;

/// Where progress goes: an MCP client, a terminal's bar, or nowhere.
#[async_trait]
pub trait Progress: Send + Sync {
    /// Reports `done` of `total` (unknown when `None`); calls must not decrease `done`.
    async fn report(&self, done: f64, total: Option<f64>, message: &str);
}

/// Progress that nobody watches.
pub struct Unwatched;

#[async_trait]
impl Progress for Unwatched {
    async fn report(&self, _done: f64, _total: Option<f64>, _message: &str) {}
}
