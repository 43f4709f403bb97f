//! Rows that work under way owes the trail.

use super::{AuditLog, Entry};
use crate::app::{elapsed_ms, outcome};
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::error::{ErrorKind, Result};

/// A row that the trail gets whatever becomes of the work: where that is dropped before it came to anything, because
/// its caller went away or somebody pressed Ctrl-C, the row says `interrupted`.
pub(crate) struct Owed<'a> {
    log: &'a AuditLog,
    event: Option<AuditEvent>,
    started: clock::Instant,
}

impl AuditLog {
    /// Owes `event` from now on; [`Owed::settled`] completes it.
    pub(crate) fn owed(&self, event: AuditEvent) -> Owed<'_> {
        Owed { log: self, event: Some(event), started: clock::monotonic() }
    }
}

impl Owed<'_> {
    /// The event as `result` completes it, for [`AuditLog::record`] or [`AuditLog::note`].
    pub(crate) fn settled<T>(mut self, result: &Result<T>) -> AuditEvent {
        self.ended(outcome(result))
    }

    fn ended(&mut self, outcome: String) -> AuditEvent {
        let (at, duration_ms) = (clock::now_ms(), elapsed_ms(self.started));
        AuditEvent { at, outcome, duration_ms, ..self.event.take().unwrap_or_default() }
    }
}

impl Drop for Owed<'_> {
    fn drop(&mut self) {
        if self.event.is_none() {
            return;
        }
        let event = self.ended(ErrorKind::Interrupted.to_string());
        let action = event.action.clone();
        let sender = self.log.sender.lock().clone();
        // Nobody can wait here; the queue is long, and what it does not take is at least told.
        let taken = sender.is_some_and(|sender| sender.try_send(Entry { event, stored: None }).is_ok());
        if !taken {
            tracing::error!(action, "that it was interrupted could not be recorded");
        }
    }
}
