//! How often a caller may call: each principal by its role, calls that change something on top, and each address whose
//! login fails.
//!
//! Where too many logins of an address have failed, the next one is refused before it is looked at, and nothing else is:
//! many callers behind one address translation are not each other's limit, so that who has got in goes on. The state is
//! this process's own.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

use super::gate::Gate;
use super::gcra::Rate;
use super::json::Message;
use super::limits::Rates;
use super::middleware::{Middleware, Next};
use super::peer::Client;
use super::{answer, refusal};
use crate::clock::monotonic;
use crate::domain::principal::{Caller, Role};
use crate::error::{Error, ErrorKind};
use crate::observe::metrics::Metrics;
use crate::tools::registry::Registry;

const FAILED_LOGINS: &str = "rate_limit_failed_logins_per_minute";
const WRITES: &str = "rate_limit_writes_per_minute";
/// Changes that may come at once.
const WRITES_AT_ONCE: u32 = 10;
const ROLES: [(Role, &str); 4] = [
    (Role::ReadOnly, "rate_limit_read_only_per_minute"),
    (Role::OpsRw, "rate_limit_ops_rw_per_minute"),
    (Role::Approver, "rate_limit_approver_per_minute"),
    (Role::Admin, "rate_limit_admin_per_minute"),
];

/// The rates in force.
pub(super) struct Rating {
    roles: Vec<(Role, &'static str, Rate<String>)>,
    writes: Option<Rate<String>>,
    failed_logins: Option<Rate<IpAddr>>,
    metrics: Arc<Metrics>,
}

impl Rating {
    pub(super) fn new(rates: &Rates, metrics: Arc<Metrics>) -> Arc<Self> {
        let role = |(role, setting): (Role, &'static str)| {
            Some((role, setting, Rate::new(rates.of(role), rates.window, rates.burst)?))
        };
        let roles = ROLES.into_iter().filter_map(role).collect();
        let writes = Rate::new(rates.writes, rates.window, rates.burst.min(WRITES_AT_ONCE));
        let failed_logins = Rate::new(rates.failed_logins, rates.window, rates.burst);
        Arc::new(Self { roles, writes, failed_logins, metrics })
    }

    fn refusal(&self, setting: &'static str, wait: Duration) -> Error {
        self.metrics.limit_hits.inc([setting]);
        let hint = format!("try again in {} s", answer::seconds(wait));
        Error::new(ErrorKind::RateLimited, "too many requests").hint(hint)
    }
}

/// Refuses tokens that have not proved good yet from addresses whose logins failed too often.
#[derive(Clone)]
pub(super) struct Tokens {
    pub(super) rating: Arc<Rating>,
    pub(super) gate: Option<Arc<Gate>>,
}

impl Middleware for Tokens {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        match &self.gate {
            Some(gate) if gate.would_log_in(request.headers()) => sign_in(&self.rating, request, next).await,
            _ => next.run(request).await,
        }
    }
}

/// Refuses addresses whose logins failed too often: for what is nothing but a login.
#[derive(Clone)]
pub(super) struct SignIns(pub(super) Arc<Rating>);

impl Middleware for SignIns {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        sign_in(&self.0, request, next).await
    }
}

async fn sign_in(rating: &Rating, mut request: Request, next: impl Next) -> Response {
    let Some(rate) = &rating.failed_logins else { return next.run(request).await };
    let Some(address) = request.extensions().get::<Client>().map(|client| network(client.address)) else {
        return next.run(request).await;
    };
    if let Err(wait) = rate.look(&address, monotonic()) {
        return answer::error_for_now(&rating.refusal(FAILED_LOGINS, wait), wait);
    }
    let mut attempt = Attempt { rate, address, let_in: LetIn::default(), answered: false };
    request.extensions_mut().insert(attempt.let_in.clone());
    let response = next.run(request).await;
    attempt.answered = response.status() != StatusCode::UNAUTHORIZED;
    response
}

/// Set once it is known who sent a request.
#[derive(Clone, Default)]
pub(super) struct LetIn(Arc<AtomicBool>);

impl LetIn {
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A login: one that leaves before it is answered has failed as well, for it has cost as much.
struct Attempt<'a> {
    rate: &'a Rate<IpAddr>,
    address: IpAddr,
    let_in: LetIn,
    /// Answered, and not by a 401.
    answered: bool,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.answered && !self.let_in.0.load(Ordering::Relaxed) {
            self.rate.charge(self.address, monotonic());
        }
    }
}

/// Refuses principals that call too often for their role.
#[derive(Clone)]
pub(super) struct Principals(pub(super) Arc<Rating>);

impl Middleware for Principals {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let rating = &self.0;
        if let Some(caller) = request.extensions().get::<Caller>() {
            let role = caller.principal.role;
            if let Some((_, setting, rate)) = rating.roles.iter().find(|(limited, ..)| *limited == role)
                && let Err(wait) = rate.take(caller.principal.to_string(), monotonic())
            {
                return refusal::of(request, &rating.refusal(setting, wait), wait).await;
            }
        }
        next.run(request).await
    }
}

/// Refuses principals that change something too often, once the message is known.
#[derive(Clone)]
pub(super) struct Writes {
    pub(super) rating: Arc<Rating>,
    pub(super) registry: &'static Registry,
}

impl Middleware for Writes {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let Self { rating, registry } = self;
        if let (Some(rate), Some(caller)) = (&rating.writes, request.extensions().get::<Caller>())
            && changes(registry, &request)
            && let Err(wait) = rate.take(caller.principal.to_string(), monotonic())
        {
            return refusal::of(request, &rating.refusal(WRITES, wait), wait).await;
        }
        next.run(request).await
    }
}

fn changes(registry: &Registry, request: &Request) -> bool {
    let called = request.extensions().get::<Message>().and_then(Message::tool);
    called.and_then(|name| registry.get(name)).is_some_and(|tool| !tool.annotations.read_only)
}

/// What counts as one address: an IPv6 host has a whole /64 to itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_that_leaves_before_its_answer_has_failed_unless_it_was_let_in() {
        let address = IpAddr::from([192, 0, 2, 1]);
        for (let_in, answered, fails) in [(false, false, true), (true, false, false), (false, true, false)] {
            let rate = Rate::new(1, Duration::from_mins(1), 1).unwrap();
            let attempt = Attempt { rate: &rate, address, let_in: LetIn::default(), answered };
            if let_in {
                attempt.let_in.set();
            }
            drop(attempt);
            assert_eq!(rate.look(&address, monotonic()).is_err(), fails, "{let_in} {answered}");
        }
    }
}
