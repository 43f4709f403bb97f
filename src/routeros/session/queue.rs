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
    given_up: bool,
}

/// Why a request was not let out of the queue.
#[derive(Debug)]
pub(super) enum Waited {
    /// Earlier requests are still being worked on, within their time.
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

    /// Waits for a place for a request to `path` until `deadline`.
    pub(super) async fn enter(&self, path: &str, deadline: Instant) -> Result<Place, Waited> {
        let place = tokio::time::timeout_at(deadline, self.places.clone().acquire_owned()).await;
        match place {
            Ok(Ok(permit)) => Ok(self.take(permit, path)),
            // The semaphore is never closed; were it, waiting on would be waiting forever.
            Ok(Err(_)) | Err(_) => Err(self.reason()),
        }
    }

    fn take(&self, permit: OwnedSemaphorePermit, path: &str) -> Place {
        let mut running = self.running.lock();
        let number = running.next;
        running.next += 1;
        let sent = Sent { path: path.to_owned(), since: monotonic(), given_up: false };
        running.requests.insert(number, sent);
        drop(running);
        Place { queue: self.clone(), number, _permit: permit }
    }

    fn reason(&self) -> Waited {
        let running = self.running.lock();
        let mut requests = running.requests.values();
        if let Some(overdue) = requests.find(|sent| sent.given_up) {
            let seconds = monotonic().saturating_duration_since(overdue.since).as_secs();
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

impl Place {
    /// What the caller holds while somebody else holds the place for it.
    pub(super) fn patience(&self) -> Patience {
        Patience { queue: self.queue.clone(), number: self.number }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.running.lock().requests.remove(&self.number);
    }
}

/// The caller's interest in a request; dropped before the place, it marks the request as given up.
#[derive(Debug)]
pub(super) struct Patience {
    queue: Queue,
    number: u64,
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let Some(sent) = self.queue.running.lock().requests.get_mut(&self.number) {
            sent.given_up = true;
        }
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
        let first = queue.enter("a", far()).await.expect("free");
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for number in 0..10 {
            let (queue, order) = (queue.clone(), order.clone());
            tasks.push(tokio::spawn(async move {
                let _place = queue.enter("b", far()).await.expect("served");
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
        let place = queue.enter("tool/ping", far()).await.expect("free");
        let patience = place.patience();
        assert!(matches!(queue.enter("x", soon()).await, Err(Waited::Busy(_))));
        drop(patience);
        match queue.enter("x", soon()).await {
            Err(Waited::Overdue(error)) => assert!(error.message().contains("tool/ping"), "{error}"),
            other => panic!("{other:?}"),
        }
        drop(place);
        assert!(queue.enter("x", far()).await.is_ok());
    }
}
