//! When devices answered last. Any answer that is no error counts, whoever asked; it is written down at most once a minute
//! for each device, so that reading stays cheap.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::task::TaskTracker;

use crate::clock::{self, Instant, UnixMs};
use crate::domain::device::DeviceId;
use crate::store::{Conn, Store, devices};

/// Between two records of one device.
const REST: Duration = Duration::from_mins(1);
/// How long a stop waits for records under way.
const PATIENCE: Duration = Duration::from_secs(5);

/// What this process has written down, and is writing.
pub(super) struct Seen {
    store: Store,
    written: Mutex<HashMap<DeviceId, Instant>>,
    /// Who answered and waits for the next write, which takes them all.
    waiting: Arc<Mutex<HashMap<DeviceId, UnixMs>>>,
    writing: TaskTracker,
}

impl Seen {
    pub(super) fn new(store: Store) -> Self {
        Self { store, written: Mutex::default(), waiting: Arc::default(), writing: TaskTracker::new() }
    }

    /// The device has just answered. Does not wait: whoever asked has no use for the record.
    pub(super) fn answered(&self, device: &DeviceId) {
        if !self.is_due(device, clock::monotonic()) {
            return;
        }
        let first = {
            let mut waiting = self.waiting.lock();
            waiting.insert(device.clone(), clock::now_ms());
            waiting.len() == 1
        };
        if !first {
            return;
        }
        let (store, waiting) = (self.store.clone(), self.waiting.clone());
        self.writing.spawn(async move {
            let gathered = waiting.clone();
            let write = move |conn: &mut dyn Conn| {
                let answered = std::mem::take(&mut *gathered.lock());
                answered.iter().try_for_each(|(id, at)| devices::record_answer(conn, id, *at))
            };
            if let Err(error) = store.write(write).await {
                waiting.lock().clear();
                tracing::warn!(%error, "that devices answered was not recorded");
            }
        });
    }

    fn is_due(&self, device: &DeviceId, now: Instant) -> bool {
        let mut written = self.written.lock();
        let due = written.get(device).is_none_or(|last| now.saturating_duration_since(*last) >= REST);
        if due {
            written.insert(device.clone(), now);
        }
        due
    }

    /// Forgets devices that are not among `known`.
    pub(super) fn retain(&self, known: &HashSet<&DeviceId>) {
        self.written.lock().retain(|device, _| known.contains(device));
    }

    /// Waits for what is being written.
    pub(super) async fn settled(&self) {
        self.writing.close();
        if tokio::time::timeout(PATIENCE, self.writing.wait()).await.is_err() {
            tracing::warn!("the last answers of devices were not recorded");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::App;
    use crate::domain::device::tests::device;

    #[tokio::test]
    async fn an_answer_is_recorded_once_a_minute() {
        let app = App::scratch().await;
        let edge = device("edge-1", &[]);
        let (id, stored) = (edge.id.clone(), edge.clone());
        app.store.write(move |conn| devices::insert(conn, &stored)).await.unwrap();
        assert_eq!(app.device("edge-1").await.unwrap().last_seen_at, None);
        app.seen.answered(&id);
        app.seen.settled().await;
        assert!(app.device("edge-1").await.unwrap().last_seen_at.is_some());
        let now = clock::monotonic();
        assert!(!app.seen.is_due(&id, now), "it has just been written");
        assert!(app.seen.is_due(&id, now + REST));
        app.seen.retain(&HashSet::new());
        assert!(app.seen.is_due(&id, now));
    }
}
