//! The session itself.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::breaker::{Breaker, BreakerState, Permit};
use super::limits::{LONGEST_CALL, ROUTER_LIMIT, SessionLimits};
use super::observer::Observed;
use super::queue::{Place, Queue, Waited};
use crate::clock::{Instant, monotonic};
use crate::domain::credential::Credential;
use crate::domain::device::{Endpoint, TransportKind};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::address;
use crate::routeros::api::Api;
use crate::routeros::connect::timed_out;
use crate::routeros::rest::Rest;
use crate::routeros::transport::{Failure, Print, Reply, Request, Stage, Transport};
use crate::routeros::watch::News;

/// One user's session with one router; clones share connections, queue and breaker.
#[derive(Clone)]
pub struct Session(pub(super) Arc<Inner>);

pub(super) struct Inner {
    transport: Arc<dyn Transport>,
    queue: Queue,
    breaker: Breaker,
    pub(super) limits: SessionLimits,
    authority: String,
    pub(super) endpoint: Endpoint,
    pub(super) credential: Credential,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("authority", &self.0.authority).finish_non_exhaustive()
    }
}

impl Session {
    /// A session with `endpoint` as the user of `credential`; does no I/O.
    ///
    /// `Refused` for an address where no device is looked for, `Configuration` for a certificate authority that cannot
    /// be used, `Usage` for a host or user name that cannot be sent.
    pub fn new(endpoint: &Endpoint, credential: Credential, limits: SessionLimits) -> Result<Self> {
        address::check(endpoint, limits.allow_loopback)?;
        let (transport, places): (Arc<dyn Transport>, usize) = match endpoint.transport {
            TransportKind::Rest => (Arc::new(Rest::new(endpoint, credential.clone(), &limits)?), 1),
            TransportKind::Api => {
                (Arc::new(Api::new(endpoint, credential.clone(), &limits)?), limits.max_concurrent)
            }
        };
        Ok(Self::over(transport, endpoint.clone(), credential, places, limits))
    }

    /// A session over any wire with `places` requests on their way at once.
    pub(in crate::routeros) fn over(
        transport: Arc<dyn Transport>,
        endpoint: Endpoint,
        credential: Credential,
        places: usize,
        limits: SessionLimits,
    ) -> Self {
        let (queue, breaker) = (Queue::new(places), Breaker::new(limits.breaker_rest));
        let authority = endpoint.authority();
        Self(Arc::new(Inner { transport, queue, breaker, limits, authority, endpoint, credential }))
    }

    /// The rows of a menu, in the router's order; one for settings.
    pub async fn print(&self, print: Print) -> Result<Vec<RawRow>> {
        Ok(self.call(Request::Print(print)).await?.rows)
    }

    /// What the router answers to `request` within the session's timeout.
    pub async fn call(&self, request: Request) -> Result<Reply> {
        self.call_within(request, self.0.limits.timeout, &CancellationToken::new()).await
    }

    /// What the router answers to `request` within `time` (at most [`LONGEST_CALL`]), unless `cancel` comes first.
    ///
    /// A cancelled read is `Interrupted`, a cancelled write that was sent is `OutcomeUnknown`; both say whether the
    /// router may still be working on it. Dropping the future is cancelling without being told.
    pub async fn call_within(
        &self,
        request: Request,
        time: Duration,
        cancel: &CancellationToken,
    ) -> Result<Reply> {
        let started = monotonic();
        let operation = request.operation();
        let result = self.attempts(request, started, started + time.min(LONGEST_CALL), cancel).await;
        let outcome = result.as_ref().map_or_else(|error| error.kind().row().name, |_| "ok");
        self.0.limits.observer.tell(Observed::Ended { operation, outcome, took: started.elapsed() });
        result
    }

    /// Sends the request, again where that may help, until `deadline`.
    async fn attempts(
        &self,
        request: Request,
        started: Instant,
        deadline: Instant,
        cancel: &CancellationToken,
    ) -> Result<Reply> {
        let request = Arc::new(request);
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(&request, (started, deadline), cancel).await {
                Ok(reply) => {
                    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    tracing::debug!(authority = %self.0.authority, path = request.path(), attempt, rows = reply.rows.len(), duration_ms = ms, "answered");
                    return Ok(reply);
                }
                Err(failure) => failure,
            };
            let pause = self.0.limits.pause(attempt);
            let again = request.is_read()
                && failure.is_worth_retrying()
                && attempt < self.0.limits.retry_attempts
                && monotonic() + pause < deadline;
            if !again {
                return Err(verdict(&request, failure));
            }
            tracing::debug!(authority = %self.0.authority, path = request.path(), attempt, error = %failure.error, "retrying");
            tokio::select! {
                () = tokio::time::sleep(pause) => attempt += 1,
                () = cancel.cancelled() => return Err(cancelled_before()),
            }
        }
    }

    /// Has the router say when something happens to the rows of `menu`, where the wire can carry it.
    ///
    /// It takes no place in the queue: it lasts as long as somebody listens, and RouterOS runs other commands beside it.
    pub(in crate::routeros) async fn follow(&self, menu: &str) -> Result<Option<News>, Failure> {
        self.0.transport.follow(menu).await
    }

    /// Whether the router answers, as far as the calls so far tell.
    pub fn breaker(&self) -> BreakerState {
        self.0.breaker.state(monotonic())
    }

    /// Sends the request once, if the breaker and the queue let it.
    async fn attempt(
        &self,
        request: &Arc<Request>,
        (started, deadline): (Instant, Instant),
        cancel: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let withheld = |error| Failure::at(Stage::Withheld, error);
        let came = monotonic();
        let permit = self.0.breaker.admit(came).map_err(withheld)?;
        let result = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(withheld(cancelled_before())),
            place = self.0.queue.enter(request.path(), self.send_by(request, deadline), deadline) => match place {
                Ok(place) => {
                    self.0.limits.observer.tell(Observed::Waited(came.elapsed()));
                    self.send(place, request, (started, deadline), cancel).await
                }
                Err(Waited::Busy(error)) => return Err(withheld(error)),
                Err(Waited::Overdue(error)) => {
                    permit.silent(monotonic());
                    return Err(withheld(error));
                }
            },
        };
        settle(permit, result.as_ref().err());
        result
    }

    /// The last moment to let `request` out of the queue: a write needs time to connect, see
    /// [`SessionLimits::connect_timeout`].
    fn send_by(&self, request: &Request, deadline: Instant) -> Instant {
        if request.is_read() {
            return deadline;
        }
        deadline.checked_sub(self.0.limits.connect_timeout()).unwrap_or(deadline)
    }

    /// Has the request sent by a task of its own, which holds the place until the router is done with it.
    async fn send(
        &self,
        place: Place,
        request: &Arc<Request>,
        (started, deadline): (Instant, Instant),
        cancel: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let began = monotonic();
        let (transport, sent) = (self.0.transport.clone(), request.clone());
        let given_up = CancellationToken::new();
        let _interest = given_up.clone().drop_guard();
        let exchange = async move {
            let result = transport.call(&sent, began + ROUTER_LIMIT, &given_up).await;
            drop(place);
            result
        };
        let mut task = tokio::spawn(exchange.in_current_span());
        tokio::select! {
            biased;
            ended = &mut task => ended.unwrap_or_else(|error| {
                Err(Failure::at(Stage::Lost, Error::internal("a request ended without a result", error)))
            }),
            () = tokio::time::sleep_until(deadline) => {
                // Whoever waits knows nothing of attempts.
                let waited = monotonic().saturating_duration_since(started);
                Err(Failure::at(Stage::Lost, timed_out(&self.0.authority, waited)))
            }
            () = cancel.cancelled() => {
                let stopped = self.0.transport.stops();
                Err(Failure::at(Stage::Abandoned, cancelled_after(began, stopped)))
            }
        }
    }
}

/// Tells the breaker what a call showed; what was not sent or was cancelled shows nothing.
fn settle(permit: Permit, failure: Option<&Failure>) {
    match failure.map(|failure| failure.stage) {
        None | Some(Stage::Answered | Stage::Garbled) => permit.answered(),
        Some(Stage::Lost | Stage::Unsent) => permit.silent(monotonic()),
        Some(Stage::Withheld | Stage::Untrusted | Stage::Abandoned) => {}
    }
}

/// The error that the user gets: a write whose effect is open is `OutcomeUnknown`.
fn verdict(request: &Request, failure: Failure) -> Error {
    if request.is_read() || !failure.may_have_had_effect() {
        return failure.error;
    }
    let message = format!("whether the router carried it out is unknown: {}", failure.error.message());
    Error::new(ErrorKind::OutcomeUnknown, message)
        .hint(format!("read {} before doing it again; it was not sent twice", request.path()))
        .caused_by(failure.error)
}

fn cancelled_before() -> Error {
    Error::new(ErrorKind::Interrupted, "cancelled while nothing was running on the router")
}

/// What is told of a command that was under way; `stopped` when the router is told to stop it.
fn cancelled_after(began: Instant, stopped: bool) -> Error {
    if stopped {
        let message =
            "cancelled after it was sent; the router has been told to stop it, and may have done part of it";
        return Error::new(ErrorKind::Interrupted, message);
    }
    let left = (began + ROUTER_LIMIT).saturating_duration_since(monotonic()).as_secs();
    Error::new(
        ErrorKind::Interrupted,
        format!("cancelled after it was sent; the router may go on with it for up to {left} s"),
    )
}
