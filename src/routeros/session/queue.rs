//! The queue of one user's requests to one router, first come first served.
//!
//! A place is held until the request it was given for has ended on the router, also after its caller gave up: until
//! then the router makes the next request of that user wait anyway.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::{Instant, monotonic};
use crate::error::{Error, ErrorKind};

/// The queue; clones share it.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    running: Arc<Mutex<Running>>,
}

#[derive(Debug, Default)]
struct Running {
    next: u64,
    requests: BTreeMap<u64, Sent>,
}

#[derive(Debug, Clone)]
struct Sent {
    path: String,
    since: Instant,
    /// When its caller's time is over.
    due: Instant,
}

/// Why a request was not let out of the queue.
#[derive(Debug)]
pub(super) enum Waited {
    /// Earlier requests are still being worked on, within their time, whether or not somebody still waits for them.
    Busy(Error),
    /// An earlier request is overdue: the router has gone silent.
    Overdue(Error),
}

impl Queue {
    /// A queue with `places` requests on their way at once, at least one.
    pub(super) fn new(places: usize) -> Self {
        let places = places.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(places)), running: Arc::default() }
    }

    /// Waits until `send_by` for a place for a request to `path`, whose answer is due at `due`.
    pub(super) async fn enter(&self, path: &str, send_by: Instant, due: Instant) -> Result<Place, Waited> {
        let place = tokio::time::timeout_at(send_by, self.places.clone().acquire_owned()).await;
        match place {
            Ok(Ok(permit)) => Ok(self.take(permit, path, due)),
            // The semaphore is never closed; were it, waiting on would be waiting forever.
            Ok(Err(_)) | Err(_) => Err(self.reason()),
        }
    }

    fn take(&self, permit: OwnedSemaphorePermit, path: &str, due: Instant) -> Place {
        let mut running = self.running.lock();
        let number = running.next;
        running.next += 1;
        let sent = Sent { path: path.to_owned(), since: monotonic(), due };
        running.requests.insert(number, sent);
        drop(running);
        Place { queue: self.clone(), number, _permit: permit }
    }

    fn reason(&self) -> Waited {
        let running = self.running.lock();
        let (mut requests, now) = (running.requests.values(), monotonic());
        if let Some(overdue) = requests.find(|sent| sent.due <= now) {
            let seconds = now.saturating_duration_since(overdue.since).as_secs();
            let message = format!(
                "the router has not answered an earlier request ({}, sent {seconds} s ago); nothing was sent",
                overdue.path
            );
            return Waited::Overdue(
                Error::new(ErrorKind::Timeout, message)
                    .hint("RouterOS ends a request after 60 s; try again then"),
            );
        }
        let first = running.requests.values().next().map_or("a request", |sent| sent.path.as_str());
        Waited::Busy(
            Error::new(
                ErrorKind::Busy,
                format!("the router is still busy with {first} for the same user; nothing was sent"),
            )
            .hint("try again in a moment; a read that takes long can be given fewer fields or rows"),
        )
    }
}

/// A place in the queue; goes to the next when dropped.
#[derive(Debug)]
pub(super) struct Place {
    queue: Queue,
    number: u64,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.running.lock().requests.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        monotonic() + Duration::from_millis(20)
    }

    fn far() -> Instant {
        monotonic() + Duration::from_secs(30)
    }

    #[tokio::test]
    async fn who_comes_first_is_served_first() {
        let queue = Queue::new(1);
        let first = queue.enter("a", far(), far()).await.expect("free");
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for number in 0..10 {
            let (queue, order) = (queue.clone(), order.clone());
            tasks.push(tokio::spawn(async move {
                let _place = queue.enter("b", far(), far()).await.expect("served");
                order.lock().push(number);
            }));
            tokio::task::yield_now().await;
        }
        drop(first);
        for task in tasks {
            task.await.expect("no panic");
        }
        assert_eq!(*order.lock(), (0..10).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn waiting_in_vain_says_why() {
        let queue = Queue::new(1);
        let busy = queue.enter("tool/ping", far(), far()).await.expect("free");
        assert!(matches!(queue.enter("x", soon(), far()).await, Err(Waited::Busy(_))));
        drop(busy);
        let overdue = queue.enter("tool/ping", far(), monotonic()).await.expect("free");
        match queue.enter("x", soon(), far()).await {
            Err(Waited::Overdue(error)) => assert!(error.message().contains("tool/ping"), "{error}"),
            other => panic!("{other:?}"),
        }
        drop(overdue);
        assert!(queue.enter("x", far(), far()).await.is_ok());
    }
}
