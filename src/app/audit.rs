//! What happened, written down.
//!
//! Reads are group-committed: [`AuditLog::note`] hands the event over and the answer does not wait for the disk.
//! Changes wait: [`AuditLog::record`] returns once the event is stored.

use std::sync::Mutex;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::domain::audit::{AuditEvent, AuditRow};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Hub, Topic};
use crate::store::{Store, audit};

pub use crate::store::audit::AuditFilter;

/// The action of reading a resource. It is no news to those who follow the trail: they read it because of news, and
/// would never come to an end.
pub(crate) const RESOURCE_READ: &str = "resource.read";

/// Events waiting for the disk; a caller waits for room when there are more.
const QUEUE: usize = 1024;
/// The most events of one transaction.
const BATCH: usize = 256;

/// The audit trail's writing end.
pub struct AuditLog {
    sender: Mutex<Option<mpsc::Sender<Entry>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    store: Store,
}

struct Entry {
    event: AuditEvent,
    stored: Option<oneshot::Sender<Result<()>>>,
}

impl AuditLog {
    /// Starts the writer; needs a tokio runtime.
    pub(super) fn start(store: Store, events: Hub) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let writer = tokio::spawn(write_batches(store.clone(), events, receiver));
        Self { sender: Mutex::new(Some(sender)), writer: Mutex::new(Some(writer)), store }
    }

    /// Hands over an event of a read; it is stored with the next batch.
    pub async fn note(&self, event: AuditEvent) -> Result<()> {
        self.send(Entry { event, stored: None }).await
    }

    /// Stores an event and returns once it is on disk.
    pub async fn record(&self, event: AuditEvent) -> Result<()> {
        let (stored, answer) = oneshot::channel();
        self.send(Entry { event, stored: Some(stored) }).await?;
        answer.await.map_err(|_| closed())?
    }

    /// The newest rows first, as `filter` says.
    pub async fn recent(&self, filter: AuditFilter) -> Result<Vec<AuditRow>> {
        self.store.read(move |conn| audit::recent(conn, &filter)).await
    }

    /// Stores what is waiting and stops; later events are refused.
    pub async fn close(&self) {
        drop(take(&self.sender));
        if let Some(writer) = take(&self.writer)
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the audit writer ended badly");
        }
    }

    async fn send(&self, entry: Entry) -> Result<()> {
        let sender = self.sender.lock().map_err(|_| closed())?.clone().ok_or_else(closed)?;
        sender.send(entry).await.map_err(|_| closed())
    }
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().ok().and_then(|mut slot| slot.take())
}

fn closed() -> Error {
    Error::new(ErrorKind::Busy, "the audit trail is closed: rosmcp is stopping")
}

async fn write_batches(store: Store, events: Hub, mut receiver: mpsc::Receiver<Entry>) {
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let (rows, waiting): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|entry| (entry.event, entry.stored)).unzip();
        let news = rows.iter().any(|event| event.action != RESOURCE_READ);
        let outcome = store.write(move |conn| audit::append_all(conn, &rows).map(drop)).await;
        match &outcome {
            Ok(()) if news => events.publish(&Topic::Audit),
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "audit events could not be stored"),
        }
        for stored in waiting.into_iter().flatten() {
            let answer = outcome.as_ref().copied().map_err(|error| {
                Error::new(error.kind(), error.to_string()).while_doing("recording the audit event")
            });
            drop(stored.send(answer));
        }
    }
}
