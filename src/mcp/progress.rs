//! A tool's progress as `notifications/progress`.
//!
//! Only for calls that asked with a progress token. What a client sees increases strictly, comes at most ten times a
//! second, the last step always, and stops when the call has ended. A client that doesn't read loses events; it never holds up
//! the tool.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};

use crate::app::progress::{Progress, Unwatched};
use crate::clock::{self, Instant};

const INTERVAL: Duration = Duration::from_millis(100);
const SEND_TIMEOUT: Duration = Duration::from_secs(1);

/// Progress of one call to the client that made it.
pub(super) struct Notified {
    peer: Peer<RoleServer>,
    token: ProgressToken,
    gate: Mutex<Gate>,
}

/// The call's progress: notifications if it asked for them, nowhere otherwise; and the end of it, to be dropped when the
/// call has ended.
pub(super) fn of(context: &RequestContext<RoleServer>) -> (Arc<dyn Progress>, End) {
    match context.meta.get_progress_token() {
        None => unwatched(),
        Some(token) => {
            let peer = context.peer.clone();
            let notified = Arc::new(Notified { peer, token, gate: Mutex::new(Gate::default()) });
            (notified.clone(), End(Some(notified)))
        }
    }
}

/// Progress that goes nowhere.
pub(super) fn unwatched() -> (Arc<dyn Progress>, End) {
    (Arc::new(Unwatched), End(None))
}

/// Stops the call's progress when dropped.
pub(super) struct End(Option<Arc<Notified>>);

impl Drop for End {
    fn drop(&mut self) {
        if let Some(notified) = &self.0 {
            notified.gate.lock().ended = true;
        }
    }
}

#[async_trait]
impl Progress for Notified {
    async fn report(&self, done: f64, total: Option<f64>, message: &str) {
        let now = clock::monotonic();
        if !self.gate.lock().admits(done, total, now) {
            return;
        }
        let mut event = ProgressNotificationParam::new(self.token.clone(), done);
        event.total = total;
        event.message = (!message.is_empty()).then(|| message.to_owned());
        if !matches!(tokio::time::timeout(SEND_TIMEOUT, self.peer.notify_progress(event)).await, Ok(Ok(()))) {
            tracing::debug!("a progress event was not delivered");
        }
    }
}

/// What has been sent so far.
#[derive(Default)]
struct Gate {
    last: Option<(f64, Instant)>,
    ended: bool,
}

impl Gate {
    fn admits(&mut self, done: f64, total: Option<f64>, now: Instant) -> bool {
        // Of a call that hurries at its end a client would never see that it is through.
        let through =
            total.is_some_and(|total| done >= total && self.last.is_none_or(|(before, _)| before < total));
        let admitted = !self.ended
            && done.is_finite()
            && self
                .last
                .is_none_or(|(before, at)| done > before && (through || now.duration_since(at) >= INTERVAL));
        if admitted {
            self.last = Some((done, now));
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_increases_at_most_ten_times_a_second_until_the_end() {
        let start = clock::monotonic();
        let mut gate = Gate::default();
        let mut admits = |done, at| gate.admits(done, None, at);
        assert!(admits(1.0, start));
        assert!(!admits(2.0, start + Duration::from_millis(99)), "too soon");
        assert!(admits(2.0, start + Duration::from_millis(100)));
        assert!(!admits(2.0, start + Duration::from_secs(9)), "no increase");
        assert!(!admits(f64::NAN, start + Duration::from_secs(9)), "no number");
        gate.ended = true;
        assert!(!gate.admits(3.0, None, start + Duration::from_secs(10)), "after the end");
    }

    #[test]
    fn the_last_step_is_told_however_soon_it_comes() {
        let (start, mut gate) = (clock::monotonic(), Gate::default());
        let mut admits = |done, total| gate.admits(done, Some(total), start);
        assert!(admits(1.0, 3.0));
        assert!(!admits(2.0, 3.0), "too soon");
        assert!(admits(3.0, 3.0), "the last one");
        assert!(!admits(3.0, 3.0), "once");
        assert!(!admits(4.0, 3.0), "a total that was too low lifts no limit");
    }
}
