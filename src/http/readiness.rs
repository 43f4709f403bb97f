//! Whether the server takes traffic: it does between its start and its end.

use std::sync::Arc;

use tokio::sync::watch;

/// Where the server is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not yet.
    Starting,
    /// Yes.
    Ready,
    /// No longer.
    Draining,
}

/// The state, shared between who knows it and who tells it.
#[derive(Debug, Clone)]
pub struct Readiness(Arc<watch::Sender<State>>);

impl Readiness {
    /// A server that is starting.
    pub fn starting() -> Self {
        Self(Arc::new(watch::Sender::new(State::Starting)))
    }

    /// The server takes traffic, unless it is draining already.
    pub fn ready(&self) {
        self.0.send_if_modified(|state| {
            let starting = *state == State::Starting;
            if starting {
                *state = State::Ready;
            }
            starting
        });
    }

    /// The server takes no more traffic, for good.
    pub fn draining(&self) {
        self.0.send_replace(State::Draining);
    }

    /// The state now.
    pub fn state(&self) -> State {
        *self.0.borrow()
    }
}
