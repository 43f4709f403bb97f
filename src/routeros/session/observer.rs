//! Who is told how long requests wait and take.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Something that happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// It was let out of the queue after this long.
    Waited(Duration),
    /// It ended, with everything that was waited and retried.
    Ended {
        /// What was asked for: `print`, `add`, …
        operation: &'static str,
        /// `ok`, or the kind of the error.
        outcome: &'static str,
        /// From the call to its end.
        took: Duration,
    },
}

/// Is told of every request of a session; by default nobody is.
#[derive(Clone, Default)]
pub struct Observer(Option<Arc<dyn Fn(Observed) + Send + Sync>>);

impl Observer {
    /// Calls `tell`, which must not block.
    pub fn new(tell: impl Fn(Observed) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    pub(super) fn tell(&self, observed: Observed) {
        if let Some(tell) = &self.0 {
            tell(observed);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Observer" } else { "Observer(nobody)" })
    }
}
