//! Changes under way: each goes on to a known state, whoever goes away, and an orderly stop waits for that.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::error::{Error, Result};

/// The changes of this process.
#[derive(Default)]
pub(in crate::app) struct Changes {
    under_way: TaskTracker,
    stop: CancellationToken,
}

impl Changes {
    /// Runs `work` to its end even if nobody waits for it any more.
    pub(super) async fn detached<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let task = self.under_way.spawn(work);
        task.await.unwrap_or_else(|error| Err(Error::internal("a change ended without a result", error)))
    }

    /// Begins `work`, which goes on to its end and for which nobody waits but an orderly stop.
    pub(super) fn begin(&self, work: impl Future<Output = ()> + Send + 'static) {
        drop(self.under_way.spawn(work));
    }

    /// A token that is cancelled with `asked`, and when the process is to stop.
    pub(super) fn cancelled_with(&self, asked: &CancellationToken) -> CancellationToken {
        let (asked, both) = (asked.clone(), self.stop.child_token());
        let linked = both.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = asked.cancelled() => linked.cancel(),
                () = linked.cancelled() => {}
            }
        });
        both
    }

    /// Begins no further step, and has what was written undone.
    pub(in crate::app) fn stop(&self) {
        self.stop.cancel();
    }

    /// Stops, and waits for that as long as `patience`; whether all ended.
    pub(in crate::app) async fn end(&self, patience: Duration) -> bool {
        self.stop();
        self.under_way.close();
        tokio::time::timeout(patience, self.under_way.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn an_end_stops_changes_and_waits_until_they_are_settled() {
        let changes = Arc::new(Changes::default());
        let (asked, settled) = (CancellationToken::new(), CancellationToken::new());
        let (cancel, done) = (changes.cancelled_with(&asked), settled.clone());
        let under_way = changes.clone();
        let caller = tokio::spawn(async move {
            let work = async move {
                cancel.cancelled().await;
                done.cancel();
                Ok(())
            };
            under_way.detached(work).await
        });
        while changes.under_way.is_empty() {
            tokio::task::yield_now().await;
        }
        // The caller goes away, and the change does not.
        caller.abort();
        assert!(!settled.is_cancelled());
        assert!(changes.end(Duration::from_mins(1)).await);
        assert!(settled.is_cancelled());
    }

    #[tokio::test]
    async fn what_the_caller_wants_stopped_is_stopped_and_nothing_else() {
        let changes = Changes::default();
        let asked = CancellationToken::new();
        let (one, other) =
            (changes.cancelled_with(&asked), changes.cancelled_with(&CancellationToken::new()));
        asked.cancel();
        one.cancelled().await;
        assert!(!other.is_cancelled());
    }

    #[tokio::test]
    async fn a_change_that_does_not_settle_is_not_waited_for_for_ever() {
        let changes = Arc::new(Changes::default());
        let under_way = changes.clone();
        let never =
            tokio::spawn(async move { under_way.detached(std::future::pending::<Result<()>>()).await });
        while changes.under_way.is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(!changes.end(Duration::from_millis(1)).await);
        never.abort();
    }
}
