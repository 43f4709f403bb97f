//! What is under way: calls, which end by themselves, and streams that wait for news. When the server stops, it waits for
//! calls, and for the last message of streams that have one; a session's stream has none.
//!
//! A POST is a call until its message turns out to ask for a stream.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use parking_lot::Mutex;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::answer::RETRY_AFTER_TIME;
use super::json::Message;
use super::middleware::{Middleware, Next};
use super::places::{Place, Places};
use super::{caller, guarded, refusal};
use crate::error::Error;
use crate::mcp::Underway;

/// The method whose answer is a stream that waits for news.
const LISTEN: &str = "subscriptions/listen";

/// What is counted.
#[derive(Clone)]
pub(super) struct InFlight {
    pub(super) calls: Arc<Places>,
    pub(super) streams: Arc<Places>,
    /// Calls that a stop waits for.
    pub(super) awaited: TaskTracker,
}

/// The place of a call, and what makes a stop wait for it.
type Held = Arc<(Place, TaskTrackerToken)>;

/// What holds a call's place until its answer is sent, or it turns out to be a stream. Its handler holds the place as well,
/// by [`Underway`]: in a session it goes on when its client leaves.
#[derive(Clone)]
pub(super) struct Slot(Arc<Mutex<Option<Held>>>);

impl Slot {
    /// The place, for a call that goes on after its request has been answered.
    pub(super) fn take(&self) -> Option<Held> {
        self.0.lock().take()
    }
}

/// Gives a slot up; a copy of the slot itself may live on in the request's extensions.
struct GivesUp(Slot);

impl Drop for GivesUp {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

/// Counts calls, before anything of their body is read.
#[derive(Clone)]
pub(super) struct Calls(pub(super) InFlight);

impl Middleware for Calls {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let in_flight = &self.0;
        if request.method() != Method::POST {
            return next.run(request).await;
        }
        let place = match place(&in_flight.calls, &request) {
            Ok(place) => place,
            Err(error) => return refusal::of(request, &error, RETRY_AFTER_TIME).await,
        };
        let held = Arc::new((place, in_flight.awaited.token()));
        request.extensions_mut().insert(Underway::new(&held));
        let slot = Slot(Arc::new(Mutex::new(Some(held))));
        request.extensions_mut().insert(slot.clone());
        guarded::until_sent(next.run(request).await, GivesUp(slot))
    }
}

/// Counts streams, once the message is known.
#[derive(Clone)]
pub(super) struct Streams(pub(super) InFlight);

impl Middleware for Streams {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let in_flight = &self.0;
        let message = request.extensions().get::<Message>();
        let listens = message.is_some_and(|message| message.method.as_deref() == Some(LISTEN));
        if !listens && request.method() != Method::GET {
            return next.run(request).await;
        }
        let last_message = listens.then(|| in_flight.awaited.token());
        if let Some(slot) = request.extensions().get::<Slot>() {
            drop(slot.take());
        }
        match place(&in_flight.streams, &request) {
            Ok(place) => guarded::until_sent(next.run(request).await, (place, last_message)),
            Err(error) => refusal::of(request, &error, RETRY_AFTER_TIME).await,
        }
    }
}

fn place(places: &Arc<Places>, request: &Request) -> Result<Place, Error> {
    places.take(&caller::of(request)?.principal)
}
