//! What this process published and others have not been told yet.

use std::collections::BTreeSet;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::topic::Topic;

/// Folded: a thing is in it once, however often it changed.
#[derive(Default)]
pub(super) struct Outbox {
    /// `None` where there are no others.
    topics: Option<Mutex<BTreeSet<Topic>>>,
    filled: Notify,
}

impl Outbox {
    /// One that keeps what is put in.
    pub(super) fn kept() -> Self {
        Self { topics: Some(Mutex::default()), filled: Notify::new() }
    }

    /// Keeps `topic` for the others. Menus and plans they look at themselves.
    pub(super) fn put(&self, topic: &Topic) {
        if let Some(mut topics) = self.topics().filter(|_| !matches!(topic, Topic::Menu(..) | Topic::Plan(_)))
        {
            topics.insert(topic.clone());
            drop(topics);
            self.filled.notify_one();
        }
    }

    /// Takes everything out.
    pub(super) fn take(&self) -> BTreeSet<Topic> {
        self.topics().map(|mut topics| std::mem::take(&mut *topics)).unwrap_or_default()
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.topics().is_none_or(|topics| topics.is_empty())
    }

    /// Returns when there may be something in it.
    pub(super) async fn filled(&self) {
        self.filled.notified().await;
    }

    fn topics(&self) -> Option<MutexGuard<'_, BTreeSet<Topic>>> {
        self.topics.as_ref().map(|topics| topics.lock())
    }
}
