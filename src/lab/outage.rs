//! A router that is off for a while: no connection lasts, none is taken.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::{Instant, monotonic};

/// When a router is off, in the host's time.
#[derive(Debug)]
pub(super) struct Outage {
    until: Mutex<Option<Instant>>,
    begins: watch::Sender<()>,
}

impl Default for Outage {
    fn default() -> Self {
        Self { until: Mutex::default(), begins: watch::Sender::new(()) }
    }
}

impl Outage {
    /// Begins one that lasts for `span`.
    pub(super) fn begin(&self, span: Duration) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Some(monotonic() + span);
        self.begins.send_replace(());
    }

    /// Whether there is one.
    pub(super) fn lasts(&self) -> bool {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| monotonic() < until)
    }

    /// Returns when the next one begins.
    pub(super) async fn begins(&self) {
        // The sender lives as long as the router.
        drop(self.begins.subscribe().changed().await);
    }
}
