//! Rows that work under way owes the trail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::{Sender, WeakSender};

use super::AuditLog;
use super::writer::Entry;
use crate::app::{elapsed_ms, outcome};
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::error::{ErrorKind, Result};

/// A row that the trail gets whatever becomes of the work: where that is dropped before it came to anything, because
/// its caller went away or somebody pressed Ctrl-C, the row says `interrupted`.
pub(crate) struct Owed(pub(super) Arc<Due>);

/// What is owed. The writer has a share while it makes the change that the row is about, and whoever lets go last says what
/// came of it: a caller that goes away meanwhile cannot know.
pub(super) struct Due {
    sender: Option<WeakSender<Entry>>,
    event: AuditEvent,
    started: clock::Instant,
    /// Whether somebody has the row who brings it into the trail.
    paid: AtomicBool,
}

impl AuditLog {
    /// Owes `event` from now on; [`Owed::settled`] completes it.
    pub(crate) fn owed(&self, event: AuditEvent) -> Owed {
        let sender = self.sender.lock().as_ref().map(Sender::downgrade);
        Owed(Arc::new(Due { sender, event, started: clock::monotonic(), paid: AtomicBool::new(false) }))
    }
}

impl Owed {
    /// The event as `result` completes it, for [`AuditLog::record`] or [`AuditLog::note`].
    pub(crate) fn settled<T>(self, result: &Result<T>) -> AuditEvent {
        self.0.pay();
        self.0.row(outcome(result))
    }

    /// Whether the trail has the row already, because it was stored with the change.
    pub(super) fn is_paid(&self) -> bool {
        self.0.is_paid()
    }

    /// What is owed, as it was said at the beginning.
    pub(super) fn event(&self) -> &AuditEvent {
        &self.0.event
    }
}

impl Due {
    /// The row of what has just ended with `outcome`.
    pub(super) fn row(&self, outcome: String) -> AuditEvent {
        let (at, duration_ms) = (clock::now_ms(), elapsed_ms(self.started));
        AuditEvent { at, outcome, duration_ms, ..self.event.clone() }
    }

    pub(super) fn pay(&self) {
        self.paid.store(true, Ordering::Release);
    }

    fn is_paid(&self) -> bool {
        self.paid.load(Ordering::Acquire)
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        if self.is_paid() {
            return;
        }
        let event = self.row(ErrorKind::Interrupted.to_string());
        let action = event.action.clone();
        let sender = self.sender.as_ref().and_then(WeakSender::upgrade);
        // Nobody can wait here; the queue is long, and what it does not take is at least told.
        let taken = sender.is_some_and(|sender| sender.try_send(Entry::unwatched(event)).is_ok());
        if !taken {
            tracing::error!(action, "that it was interrupted could not be recorded");
        }
    }
}
