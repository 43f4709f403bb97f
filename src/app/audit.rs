//! What happened, written down.
//!
//! Reads are group-committed: [`AuditLog::note`] hands the event over and the answer does not wait for the disk.
//! Changes wait: [`AuditLog::record`] returns once the event is stored. A change of rosmcp's own data is one transaction
//! with its row ([`Change::made`], [`AuditLog::with`]). A change of a router has two rows: its [`AuditLog::intent`] is stored
//! before anything is sent, and what came of it refers to that row.

mod change;
mod entry;
mod owed;
mod retention;
mod sink;
mod verify;
mod writer;

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::App;
use crate::clock;
use crate::domain::audit::{AuditEvent, AuditRow, INTENT};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::events::Hub;
use crate::observe::metrics::Metrics;
use crate::settings::{FailClosed, Settings};
use crate::store::{Store, audit};
use crate::vault::Vault;

pub use crate::store::audit::AuditFilter;
pub(super) use change::Change;
pub use entry::AuditEntry;
pub use verify::AuditVerification;
pub(super) use verify::verify;
use writer::{Entry, Event, Signer, Writer};

/// The action of reading a resource. It is no news to those who follow the trail: they read it because of news, and
/// would never come to an end.
pub(crate) const RESOURCE_READ: &str = "resource.read";

/// Events waiting for the disk; a caller waits for room when there are more.
const QUEUE: usize = 1024;

/// The audit trail's writing end.
pub struct AuditLog {
    sender: Mutex<Option<mpsc::Sender<Entry>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Tells the writer not to gather any longer.
    urgent: Arc<Notify>,
    signer: Arc<Signer>,
    store: Store,
    fail_closed: FailClosed,
}

/// What is about to be done, as it was recorded.
#[derive(Debug, Clone)]
pub struct Intent {
    /// The row; `None` where it could not be stored and the settings let changes go unrecorded.
    pub seq: Option<i64>,
    event: AuditEvent,
}

impl Intent {
    /// The event that reports what came of it, for [`AuditLog::record`]; digests and detail may be added.
    pub fn outcome(&self, outcome: impl Into<String>, duration_ms: i64) -> AuditEvent {
        AuditEvent {
            at: clock::now_ms(),
            outcome: outcome.into(),
            intent: self.seq,
            duration_ms,
            ..self.event.clone()
        }
    }
}

impl App {
    /// That `caller` does `action` now; what else there is to say is the use case's.
    pub(crate) fn audit_event(&self, caller: &Caller, action: impl Into<String>) -> AuditEvent {
        AuditEvent {
            at: clock::now_ms(),
            issuer: caller.principal.issuer.clone(),
            subject: caller.principal.subject.clone(),
            kind: Some(if caller.principal.person { "person" } else { "program" }.to_owned()),
            role: Some(caller.principal.role.to_string()),
            client: caller.client.clone(),
            source: caller.source.map(|address| address.to_string()),
            request_id: caller.request_id.clone(),
            action: action.into(),
            environment: Some(self.settings.environment.to_string()),
            ..AuditEvent::default()
        }
    }
}

impl AuditLog {
    /// Starts the writer; needs a tokio runtime.
    pub(super) fn start(store: Store, settings: &Settings, metrics: Arc<Metrics>, events: Hub) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let signer = Arc::new(Signer::default());
        let file = settings.audit_log_file.clone();
        let urgent = Arc::new(Notify::new());
        let writer =
            Writer::new(store.clone(), receiver, urgent.clone(), signer.clone(), file, metrics, events);
        let writer = tokio::spawn(writer.run());
        let fail_closed = settings.audit_fail_closed;
        Self {
            sender: Mutex::new(Some(sender)),
            writer: Mutex::new(Some(writer)),
            urgent,
            signer,
            store,
            fail_closed,
        }
    }

    /// Authenticates checkpoints from now on.
    pub(super) fn sign_with(&self, vault: &Vault) {
        if let Some(key) = vault.audit_keys().first() {
            self.signer.use_key(key.clone());
        }
    }

    /// Hands over an event of a read; it is stored with the next batch, or first where the settings say that everything
    /// waits for its record.
    pub async fn note(&self, event: AuditEvent) -> Result<()> {
        match self.fail_closed {
            FailClosed::All => self.record(event).await.map(drop),
            FailClosed::Writes | FailClosed::Off => self.send(Entry::unwatched(event)).await,
        }
    }

    /// Stores an event and returns its `seq` once it is on disk.
    pub async fn record(&self, event: AuditEvent) -> Result<i64> {
        let (stored, answer) = oneshot::channel();
        self.send(Entry::Event(Event { event, stored: Some(stored) })).await?;
        answer.await.map_err(|_| closed())?
    }

    /// Stores what is about to be done. When this fails, do not do it: an unrecorded change is refused, unless the
    /// settings say otherwise.
    pub async fn intent(&self, event: AuditEvent) -> Result<Intent> {
        let event = AuditEvent { outcome: INTENT.to_owned(), ..event };
        match self.record(event.clone()).await {
            Ok(seq) => Ok(Intent { seq: Some(seq), event }),
            Err(error) if self.fail_closed == FailClosed::Off => {
                tracing::warn!(%error, action = event.action, "a change goes unrecorded");
                Ok(Intent { seq: None, event })
            }
            Err(error) => Err(error
                .while_doing("recording what is about to be done; nothing was done")
                .hint("a change that cannot be recorded is refused (audit_fail_closed)")),
        }
    }

    /// The newest rows first, as `filter` says.
    pub async fn recent(&self, filter: AuditFilter) -> Result<Vec<AuditRow>> {
        self.store.read(move |conn| audit::recent(conn, &filter)).await
    }

    /// That no row has this action, or one of this family, and which there are; `None` where some have.
    pub async fn is_unknown(&self, action: &str) -> Result<Option<String>> {
        let known = self.store.read(audit::actions).await?;
        let some = known.iter().any(|known| audit::is_of(known, action));
        Ok((!some).then(|| format!("no event has the action {action:?}; there are: {}", known.join(", "))))
    }

    /// The newest intents that nothing reports on yet, at most `limit`.
    pub async fn open_intents(&self, limit: u32) -> Result<Vec<AuditRow>> {
        self.store.read(move |conn| audit::open_intents(conn, limit)).await
    }

    /// Stores what is waiting and stops; later events are refused.
    pub async fn close(&self) {
        drop(self.sender.lock().take());
        self.urgent.notify_one();
        let writer = self.writer.lock().take();
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the audit writer ended badly");
        }
    }

    async fn send(&self, entry: Entry) -> Result<()> {
        let sender = self.sender.lock().clone().ok_or_else(closed)?;
        let watched = !entry.is_unwatched();
        sender.send(entry).await.map_err(|_| closed())?;
        if watched || sender.capacity() < QUEUE / 2 {
            self.urgent.notify_one();
        }
        Ok(())
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Busy, "the audit trail is closed: rosmcp is stopping")
}

#[cfg(test)]
mod tests;
