//! The one task that appends to the trail: many events in one transaction, each change with its row in one of its own, and
//! a checkpoint now and then.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::{Notify, mpsc, oneshot};

use super::RESOURCE_READ;
use super::owed::Due;
use super::sink::Sink;
use crate::clock;
use crate::domain::audit::{AuditEvent, AuditRow, Checkpoint, CheckpointKind};
use crate::error::{Error, ErrorKind, Result, WhileDoing};
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

/// How soon what is owed is tried again.
const RETRY: Duration = Duration::from_secs(30);
/// The most events that nobody waits for which are kept while the database takes none.
const KEPT: usize = 4096;

/// What the writer is handed.
#[expect(clippy::large_enum_variant, reason = "nearly all are events")]
pub(super) enum Entry {
    /// Something that has happened.
    Event(Event),
    /// A change that is to happen with its row.
    Change(Handed),
}

/// An event, and who waits for its number.
pub(super) struct Event {
    pub(super) event: AuditEvent,
    pub(super) stored: Option<oneshot::Sender<Result<i64>>>,
}

/// A change, and who waits for it.
pub(super) struct Handed {
    pub(super) work: Work,
    /// What the trail is owed whatever becomes of the change.
    pub(super) due: Option<Arc<Due>>,
    /// Takes the row's number.
    pub(super) stored: oneshot::Sender<Result<Option<i64>>>,
}

/// What is done in a transaction, and the row that it leaves, if any.
pub(super) type Work = Box<dyn FnOnce(&mut dyn Conn) -> Result<Option<AuditEvent>> + Send>;

impl Entry {
    /// An event whose storing nobody waits for.
    pub(super) const fn unwatched(event: AuditEvent) -> Self {
        Self::Event(Event { event, stored: None })
    }

    pub(super) const fn is_unwatched(&self) -> bool {
        matches!(self, Self::Event(Event { stored: None, .. }))
    }
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
    urgent: Arc<Notify>,
    signer: Arc<Signer>,
    sink: Option<Sink>,
    metrics: Arc<Metrics>,
    events: Hub,
    /// The name of this host.
    instance: String,
    /// Events that nobody waits for and that are stored later, because the database was busy.
    kept: Vec<AuditEvent>,
    /// Such events that could not be stored.
    lost: usize,
}

impl Writer {
    pub(super) fn new(
        store: Store,
        receiver: mpsc::Receiver<Entry>,
        urgent: Arc<Notify>,
        signer: Arc<Signer>,
        file: Option<PathBuf>,
        metrics: Arc<Metrics>,
        events: Hub,
    ) -> Self {
        let instance = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let sink = file.map(|file| Sink::new(file, store.clone(), &instance));
        Self { store, receiver, urgent, signer, sink, metrics, events, instance, kept: Vec::new(), lost: 0 }
    }

    /// Writes until there are no more senders.
    pub(super) async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let pause = if self.owes() { RETRY } else { QUIET };
            let received = tokio::time::timeout(pause, self.receiver.recv_many(&mut batch, BATCH)).await;
            if received == Ok(0) {
                if self.owes() || self.lost > 0 {
                    // The last chance to say so.
                    self.write(Vec::new()).await;
                }
                return;
            }
            self.gather(&mut batch).await;
            self.take(std::mem::take(&mut batch)).await;
        }
    }

    /// Whether events, or rows in the file, are to follow.
    fn owes(&self) -> bool {
        !self.kept.is_empty() || self.sink.as_ref().is_some_and(Sink::lags)
    }

    /// Does what it was handed, in that order.
    async fn take(&mut self, batch: Vec<Entry>) {
        let looked_at = batch.is_empty();
        let mut events = Vec::with_capacity(batch.len());
        for entry in batch {
            match entry {
                Entry::Event(event) => events.push(event),
                Entry::Change(change) => {
                    if !events.is_empty() {
                        self.write(std::mem::take(&mut events)).await;
                    }
                    self.change(change).await;
                }
            }
        }
        if looked_at || !events.is_empty() {
            self.write(events).await;
        }
    }

    /// Fills a batch of reads for a moment, unless it is urgent. The events that come meanwhile wake nobody.
    async fn gather(&mut self, batch: &mut Vec<Entry>) {
        if batch.is_empty() || !batch.iter().all(Entry::is_unwatched) {
            return;
        }
        if batch.len() < BATCH {
            // The moment is over, or somebody is in a hurry.
            drop(tokio::time::timeout(GATHERED, self.urgent.notified()).await);
        }
        while batch.len() < BATCH
            && let Ok(entry) = self.receiver.try_recv()
        {
            batch.push(entry);
        }
    }

    /// Stores a batch behind what is kept, none at all when the trail is only looked at, and tells those who wait.
    async fn write(&mut self, batch: Vec<Event>) {
        let mut events = std::mem::take(&mut self.kept);
        let kept = events.len();
        let mut waiting = Vec::with_capacity(batch.len());
        for Event { event, stored } in batch {
            events.push(event);
            waiting.push(stored);
        }
        let count = events.len();
        events.extend(self.gap());
        stamp(&mut events, &self.instance);
        let events = Arc::new(events);
        let (batch, key) = (events.clone(), self.signer.key());
        let outcome = self.store.write(move |conn| append(conn, &batch, key.as_ref())).await;
        match &outcome {
            Ok((before, rows)) => self.has_stored(before, rows).await,
            Err(error) => {
                let watched = |at: usize| {
                    at.checked_sub(kept).is_some_and(|at| matches!(waiting.get(at), Some(Some(_))))
                };
                let unwatched = events.iter().take(count).enumerate().filter(|(at, _)| !watched(*at));
                self.failed(error, unwatched.map(|(_, event)| event));
            }
        }
        tell(waiting, kept, &outcome);
    }

    /// Keeps `events`, which nobody waits for, where the database may take them later; what is too much is lost.
    fn failed<'a>(&mut self, error: &Error, mut events: impl Iterator<Item = &'a AuditEvent>) {
        // One whose outcome is unknown may come twice: better than not at all.
        let later = matches!(error.kind(), ErrorKind::Busy | ErrorKind::Locked | ErrorKind::OutcomeUnknown);
        if later {
            self.kept = events.by_ref().take(KEPT).cloned().collect();
        }
        self.lost += events.count();
        self.metrics.audit_failures.inc([]);
        tracing::error!(%error, kept = self.kept.len(), lost = self.lost, "audit events could not be stored");
    }

    /// Makes a change with its row, or not at all, and tells whoever waits.
    async fn change(&mut self, Handed { work, due, stored }: Handed) {
        let (gap, instance, key) = (self.gap(), self.instance.clone(), self.signer.key());
        let made = self.store.write(move |conn| {
            let row = work(conn)?;
            let has_row = row.is_some();
            let mut events: Vec<_> = row.into_iter().chain(gap).collect();
            stamp(&mut events, &instance);
            let (before, rows) = append(conn, &events, key.as_ref())
                .while_doing(|| "recording the change; nothing was changed")?;
            Ok((has_row, before, rows))
        });
        let answer = match made.await {
            Ok((has_row, before, rows)) => {
                if let Some(due) = due {
                    due.pay();
                }
                self.has_stored(&before, &rows).await;
                Ok(rows.first().filter(|_| has_row).map(|row| row.seq))
            }
            Err(error) => {
                // A caller that is still there says so itself.
                if let Some(due) = due.and_then(Arc::into_inner) {
                    due.pay();
                    let event = due.row(error.kind().to_string());
                    self.write(vec![Event { event, stored: None }]).await;
                }
                Err(error)
            }
        };
        // Whoever gave up waiting needs no answer.
        drop(stored.send(answer));
    }

    /// What follows once rows are stored, the first of which follows the row `before`.
    async fn has_stored(&mut self, before: &Head, rows: &[AuditRow]) {
        self.lost = 0;
        self.copy(before, rows).await;
        if rows.iter().any(|row| row.event.action != RESOURCE_READ) {
            self.events.publish(&Topic::Audit);
        }
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
    async fn copy(&mut self, before: &Head, rows: &[AuditRow]) {
        let Some(sink) = &mut self.sink else { return };
        if let Err(error) = sink.append(before, rows).await {
            self.metrics.audit_failures.inc([]);
            tracing::error!(%error, after = before.seq, "the audit file lags behind; what is missing follows");
        }
    }
}

/// Says that `events` are written by this `instance`.
fn stamp(events: &mut [AuditEvent], instance: &str) {
    for event in events {
        event.instance = Some(instance.to_owned());
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

/// Answers those who wait; the row of the first of them stands behind `kept` others.
fn tell(
    waiting: Vec<Option<oneshot::Sender<Result<i64>>>>,
    kept: usize,
    outcome: &Result<(Head, Vec<AuditRow>)>,
) {
    for (at, stored) in (kept..).zip(waiting) {
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
