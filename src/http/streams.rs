//! Open streams, counted: so many in all, and so many of one principal.
//!
//! A stream is a `GET` of a session, or a `subscriptions/listen` of the stateless revision. It counts until its last byte
//! is sent or its client is gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::answer;
use super::guarded;
use super::json::Message;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind, Result};

const LISTEN: &str = "subscriptions/listen";

/// How many streams may be open.
#[derive(Debug, Clone, Copy)]
pub struct StreamLimits {
    /// In all.
    pub total: usize,
    /// Of one principal.
    pub per_principal: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { total: 10_000, per_principal: 20 }
    }
}

/// The streams that are open.
pub(super) struct Streams {
    limits: StreamLimits,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_principal: HashMap<Principal, usize>,
}

impl Streams {
    pub(super) fn new(limits: StreamLimits) -> Arc<Self> {
        Arc::new(Self { limits, open: Mutex::default() })
    }

    fn enter(self: &Arc<Self>, principal: &Principal) -> Result<Place> {
        let mut open = self.open();
        if open.total >= self.limits.total {
            let message = format!("{} streams are open, which is all this server takes", open.total);
            return Err(Error::new(ErrorKind::Busy, message).hint("try again later"));
        }
        let own = open.by_principal.get(principal).copied().unwrap_or_default();
        if own >= self.limits.per_principal {
            let message = format!("{own} streams of this principal are open, which is all it may have");
            return Err(Error::new(ErrorKind::RateLimited, message).hint(
                "one stream can listen to many resources; close one, or raise mcp_max_streams_per_principal",
            ));
        }
        open.total += 1;
        open.by_principal.insert(principal.clone(), own + 1);
        Ok(Place { streams: self.clone(), principal: principal.clone() })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one stream, free again when dropped.
struct Place {
    streams: Arc<Streams>,
    principal: Principal,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        open.total -= 1;
        if let Some(own) = open.by_principal.get_mut(&self.principal) {
            *own -= 1;
            if *own == 0 {
                open.by_principal.remove(&self.principal);
            }
        }
    }
}

pub(super) async fn layer(State(streams): State<Arc<Streams>>, request: Request, next: Next) -> Response {
    let listens = request.extensions().get::<Message>().and_then(|message| message.method.as_deref());
    if request.method() != Method::GET && listens != Some(LISTEN) {
        return next.run(request).await;
    }
    let Some(caller) = request.extensions().get::<Caller>() else {
        return answer::error(&Error::new(ErrorKind::Unauthenticated, "a login is required"));
    };
    match streams.enter(&caller.principal) {
        Ok(place) => guarded::until_sent(next.run(request).await, place),
        Err(refusal) => answer::error(&refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_principal_and_all_together_have_their_places() {
        let streams = Streams::new(StreamLimits { total: 3, per_principal: 2 });
        let (ann, bob) = (Principal::shell("ann"), Principal::shell("bob"));
        let kind = |principal| streams.enter(principal).err().map(|error| error.kind());
        let first = streams.enter(&ann).unwrap();
        let _second = streams.enter(&ann).unwrap();
        assert_eq!(kind(&ann), Some(ErrorKind::RateLimited));
        let _third = streams.enter(&bob).unwrap();
        assert_eq!(kind(&bob), Some(ErrorKind::Busy));
        drop(first);
        assert_eq!(kind(&ann), None);
    }
}
