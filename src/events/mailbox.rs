//! News that wait for their reader: at most one of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

/// A reader's news, by what the reader calls the things it follows.
#[derive(Default)]
pub(super) struct Mailbox {
    waiting: Mutex<BTreeSet<Arc<str>>>,
    arrived: Notify,
}

impl Mailbox {
    pub(super) fn put(&self, key: &Arc<str>) {
        self.waiting.lock().insert(key.clone());
        self.arrived.notify_one();
    }

    pub(super) fn take(&self) -> Vec<Arc<str>> {
        std::mem::take(&mut *self.waiting.lock()).into_iter().collect()
    }

    pub(super) fn forget(&self, key: &str) {
        self.waiting.lock().remove(key);
    }

    /// Returns when there is something to take.
    pub(super) async fn filled(&self) {
        loop {
            let arrived = self.arrived.notified();
            if !self.waiting.lock().is_empty() {
                return;
            }
            arrived.await;
        }
    }
}
