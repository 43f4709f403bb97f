//! The one task that appends to the trail: many events in one transaction, and a checkpoint now and then.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::{mpsc, oneshot};

use super::RESOURCE_READ;
use super::sink::Sink;
use crate::clock;
use crate::domain::audit::{AuditEvent, AuditRow, Checkpoint, CheckpointKind};
use crate::error::{Error, Result};
use crate::events::{Hub, Topic};
use crate::observe::metrics::Metrics;
use crate::store::audit::chain::{self, Head};
use crate::store::audit::checkpoints;
use crate::store::{Conn, Store, audit};
use crate::vault::AuditKey;

/// The most events of one transaction.
const BATCH: usize = 256;
/// How long reads are gathered for one transaction.
const GATHERED: Duration = Duration::from_millis(20);
/// How often a quiet trail is looked at for a checkpoint that is due.
const QUIET: Duration = Duration::from_millis(checkpoints::INTERVAL_MS.unsigned_abs());

/// An event, and who waits for its number.
pub(super) struct Entry {
    pub(super) event: AuditEvent,
    pub(super) stored: Option<oneshot::Sender<Result<i64>>>,
}

/// What authenticates checkpoints, once the vault is open.
#[derive(Default)]
pub(super) struct Signer(RwLock<Option<AuditKey>>);

impl Signer {
    pub(super) fn use_key(&self, key: AuditKey) {
        *self.0.write() = Some(key);
    }

    fn key(&self) -> Option<AuditKey> {
        self.0.read().clone()
    }
}

/// What `key` says of `head`.
pub(super) fn signed(key: &AuditKey, head: Head, kind: CheckpointKind) -> Result<Checkpoint> {
    let (seq, at, hash) = (head.seq, clock::now_ms(), head.hash);
    let mut point = Checkpoint { seq, at, hash, kind, key_id: key.id().to_owned(), mac: String::new() };
    point.mac = key.mac(&point.message())?;
    Ok(point)
}

pub(super) struct Writer {
    store: Store,
    receiver: mpsc::Receiver<Entry>,
    signer: Arc<Signer>,
    sink: Option<Sink>,
    metrics: Arc<Metrics>,
    events: Hub,
    /// The name of this host.
    instance: String,
    /// Events that could not be stored and that nobody waited for.
    lost: usize,
}

impl Writer {
    pub(super) fn new(
        store: Store,
        receiver: mpsc::Receiver<Entry>,
        signer: Arc<Signer>,
        file: Option<PathBuf>,
        metrics: Arc<Metrics>,
        events: Hub,
    ) -> Self {
        let instance = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Self { store, receiver, signer, sink: file.map(Sink::new), metrics, events, instance, lost: 0 }
    }

    /// Writes until there are no more senders.
    pub(super) async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let received = tokio::time::timeout(QUIET, self.receiver.recv_many(&mut batch, BATCH)).await;
            if received == Ok(0) {
                if self.lost > 0 {
                    // The last chance to say so.
                    self.write(Vec::new()).await;
                }
                return;
            }
            self.gather(&mut batch).await;
            self.write(std::mem::take(&mut batch)).await;
        }
    }

    /// Fills a batch of reads for a moment, unless somebody waits for a row to be stored.
    async fn gather(&mut self, batch: &mut Vec<Entry>) {
        let until = clock::monotonic() + GATHERED;
        while !batch.is_empty() && batch.len() < BATCH && batch.iter().all(|entry| entry.stored.is_none()) {
            let more = self.receiver.recv_many(batch, BATCH - batch.len());
            if !matches!(tokio::time::timeout_at(until, more).await, Ok(1..)) {
                return;
            }
        }
    }

    /// Stores a batch, none at all when the trail is only looked at, and tells those who wait.
    async fn write(&mut self, batch: Vec<Entry>) {
        let (mut events, waiting): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|entry| (entry.event, entry.stored)).unzip();
        let unwatched = waiting.iter().filter(|stored| stored.is_none()).count();
        events.extend(self.gap());
        for event in &mut events {
            event.instance = Some(self.instance.clone());
        }
        let key = self.signer.key();
        let outcome = self.store.write(move |conn| append(conn, &events, key.as_ref())).await;
        match &outcome {
            Ok((head, rows)) => {
                self.lost = 0;
                self.copy(head, rows).await;
                if rows.iter().any(|row| row.event.action != RESOURCE_READ) {
                    self.events.publish(&Topic::Audit);
                }
            }
            Err(error) => {
                self.lost += unwatched;
                self.metrics.audit_failures.inc([]);
                tracing::error!(%error, lost = self.lost, "audit events could not be stored");
            }
        }
        tell(waiting, &outcome);
    }

    /// Says that events are missing from the trail, when some are.
    fn gap(&self) -> Option<AuditEvent> {
        (self.lost > 0).then(|| AuditEvent {
            at: clock::now_ms(),
            issuer: "rosmcp".to_owned(),
            subject: "audit".to_owned(),
            action: "audit.lost".to_owned(),
            outcome: "internal".to_owned(),
            detail: Some(format!("{} events that nobody waited for could not be stored", self.lost)),
            ..AuditEvent::default()
        })
    }

    /// The trail itself is safe already, so that a failing copy is only worth a complaint.
    async fn copy(&self, head: &Head, rows: &[AuditRow]) {
        let Some(sink) = self.sink.as_ref().filter(|_| !rows.is_empty()) else { return };
        if let Err(error) = sink.append(&head.hash, rows).await {
            tracing::error!(%error, first = head.seq + 1, rows = rows.len(), "the audit file misses rows");
        }
    }
}

/// Appends `events`, adds a checkpoint where one is due, and returns the rows with what they follow.
fn append(
    conn: &mut dyn Conn,
    events: &[AuditEvent],
    key: Option<&AuditKey>,
) -> Result<(Head, Vec<AuditRow>)> {
    let before = chain::head(conn)?;
    let rows = audit::append_all(conn, events)?;
    if let Some(key) = key
        && let Some(head) = checkpoints::due(conn, clock::now_ms())?
    {
        checkpoints::insert(conn, &signed(key, head, CheckpointKind::Checkpoint)?)?;
    }
    Ok((before, rows))
}

fn tell(waiting: Vec<Option<oneshot::Sender<Result<i64>>>>, outcome: &Result<(Head, Vec<AuditRow>)>) {
    for (at, stored) in waiting.into_iter().enumerate() {
        let Some(stored) = stored else { continue };
        let answer = match outcome {
            Ok((_, rows)) => rows
                .get(at)
                .map(|row| row.seq)
                .ok_or_else(|| Error::internal("an audit row has no number", "the store returned too few")),
            Err(error) => Err(error.clone().while_doing("recording the audit event")),
        };
        // Whoever gave up waiting needs no answer.
        drop(stored.send(answer));
    }
}
