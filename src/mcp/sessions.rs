//! Sessions of the older protocol revisions: whose they are, how many, how long.
//!
//! A session belongs to the principal that opened it; for everyone else it doesn't exist. Totals are capped. A principal
//! at its cap gives up its own longest idle session first, so that clients which leave without a goodbye don't lock
//! their owner out. Sessions idle for too long are closed by [`Sessions::reap`]; an open stream keeps one alive.
//!
//! The stateless revision has no sessions and never comes here.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::session::{SessionId, SessionManager};

use super::channels::Upstream;
use crate::clock::{self, Instant};
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result};

/// How many sessions there may be, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// At most so many in all.
    pub total: usize,
    /// At most so many of one principal.
    pub per_principal: usize,
    /// Closed after so long without a request or an open stream.
    pub idle: Duration,
    /// Given up for a new one of the same principal after so long without a request or an open stream.
    pub yielding: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            total: 2_000,
            per_principal: 32,
            idle: Duration::from_mins(30),
            yielding: Duration::from_mins(1),
        }
    }
}

/// The sessions there are.
pub struct Sessions {
    pub(super) local: LocalSessionManager,
    limits: SessionLimits,
    table: Mutex<HashMap<SessionId, Entry>>,
}

struct Entry {
    owner: Principal,
    last_seen: Instant,
    visits: usize,
    /// Where its client's messages go, if it is one of [`super::channels`]; to the library's own session otherwise.
    channel: Option<Upstream>,
}

impl Entry {
    fn new(owner: &Principal, channel: Option<Upstream>) -> Self {
        Self { owner: owner.clone(), last_seen: clock::monotonic(), visits: 0, channel }
    }

    fn idle(&self, now: Instant) -> Option<Duration> {
        (self.visits == 0).then(|| now.duration_since(self.last_seen))
    }
}

/// A principal's wish to open a session while its request is handled, and why it was not granted.
pub(super) struct Admission {
    pub(super) owner: Principal,
    pub(super) refused: OnceLock<Error>,
}

tokio::task_local! {
    pub(super) static ADMISSION: Arc<Admission>;
}

impl Sessions {
    /// No sessions yet.
    pub fn new(limits: SessionLimits) -> Self {
        let mut local = LocalSessionManager::default();
        // The library counts neither pings nor open streams as life; `reap` does.
        local.session_config.keep_alive = None;
        Self { local, limits, table: Mutex::default() }
    }

    /// Runs `handling`, in which `owner` may open a session; the error when there are too many ([`ErrorKind::Busy`] in
    /// all, [`ErrorKind::RateLimited`] of this principal).
    pub async fn opening<T>(&self, owner: &Principal, handling: impl Future<Output = T>) -> Result<T> {
        let admission = Arc::new(Admission { owner: owner.clone(), refused: OnceLock::new() });
        let done = ADMISSION.scope(admission.clone(), handling).await;
        match Arc::into_inner(admission).and_then(|admission| admission.refused.into_inner()) {
            Some(refusal) => Err(refusal),
            None => Ok(done),
        }
    }

    /// A visit to `principal`'s session `id`, which keeps it alive until dropped; `None` if there is no such session or
    /// it is another's.
    pub fn visit(self: &Arc<Self>, id: &str, principal: &Principal) -> Option<Visit> {
        let mut table = self.table.lock();
        let (id, entry) = table.get_key_value(id).map(|(id, _)| id.clone()).and_then(|id| {
            let entry = table.get_mut(&id).filter(|entry| entry.owner.is(principal))?;
            Some((id, entry))
        })?;
        entry.visits += 1;
        drop(table);
        Some(Visit { sessions: self.clone(), id })
    }

    /// The way up of `principal`'s channel `id`; `None` if there is no such channel or it is another's.
    pub(super) fn upstream(&self, id: &str, principal: &Principal) -> Option<Upstream> {
        self.table.lock().get(id).filter(|entry| entry.owner.is(principal))?.channel.clone()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.table.lock().len()
    }

    /// Closes the sessions that have been idle for too long.
    pub async fn reap(&self) {
        let now = clock::monotonic();
        let stale: Vec<_> = self
            .table
            .lock()
            .iter()
            .filter(|(_, entry)| entry.idle(now).is_some_and(|idle| idle >= self.limits.idle))
            .map(|(id, _)| id.clone())
            .collect();
        for id in stale {
            self.close(&id).await;
        }
    }

    /// Makes `id` another principal's.
    #[cfg(test)]
    pub(crate) fn hand_over(&self, id: &str, owner: Principal) {
        if let Some(entry) = self.table.lock().get_mut(id) {
            entry.owner = owner;
        }
    }

    /// Enters a new session; the one that makes room for it, if that was needed.
    pub(super) fn admit(&self, id: SessionId, owner: &Principal) -> Result<Option<SessionId>> {
        self.enter(id, Entry::new(owner, None))
    }

    /// As [`Self::admit`], for a session whose client's messages go to `channel`.
    pub(super) fn admit_channel(
        &self,
        id: SessionId,
        owner: &Principal,
        channel: Upstream,
    ) -> Result<Option<SessionId>> {
        self.enter(id, Entry::new(owner, Some(channel)))
    }

    fn enter(&self, id: SessionId, entry: Entry) -> Result<Option<SessionId>> {
        let (now, owner) = (entry.last_seen, &entry.owner);
        let mut table = self.table.lock();
        let own = table.values().filter(|entry| entry.owner.is(owner)).count();
        let yielded = if own >= self.limits.per_principal {
            Some(yielding(&table, owner, self.limits.yielding, now).ok_or_else(|| too_many_of_one(own))?)
        } else {
            None
        };
        if yielded.is_none() && table.len() >= self.limits.total {
            return Err(too_many(table.len()));
        }
        if let Some(yielded) = &yielded {
            table.remove(yielded);
        }
        table.insert(id, entry);
        Ok(yielded)
    }

    /// Strikes `id` from the table.
    pub(super) fn forget(&self, id: &SessionId) {
        self.table.lock().remove(id);
    }

    pub(super) async fn close(&self, id: &SessionId) {
        if let Err(error) = self.close_session(id).await {
            tracing::debug!(%error, "a session was closed twice");
        }
    }
}

fn yielding(
    table: &HashMap<SessionId, Entry>,
    owner: &Principal,
    after: Duration,
    now: Instant,
) -> Option<SessionId> {
    table
        .iter()
        .filter(|(_, entry)| entry.owner.is(owner))
        .filter_map(|(id, entry)| entry.idle(now).map(|idle| (idle, id)))
        .filter(|(idle, _)| *idle >= after)
        .max_by_key(|(idle, _)| *idle)
        .map(|(_, id)| id.clone())
}

fn too_many(count: usize) -> Error {
    Error::new(ErrorKind::Busy, format!("{count} sessions are open, which is all this server takes"))
        .hint("try again later, or use the stateless revision 2026-07-28")
}

fn too_many_of_one(count: usize) -> Error {
    Error::new(ErrorKind::RateLimited, format!("{count} sessions of this principal are open and in use"))
        .hint("end a session with DELETE, or try again in a minute")
}

/// A request within a session, or an open stream of it.
pub struct Visit {
    sessions: Arc<Sessions>,
    id: SessionId,
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(entry) = self.sessions.table.lock().get_mut(&self.id) {
            entry.visits -= 1;
            entry.last_seen = clock::monotonic();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(name: &str) -> Principal {
        Principal::shell(name)
    }

    fn sessions(limits: SessionLimits) -> Arc<Sessions> {
        Arc::new(Sessions::new(limits))
    }

    #[test]
    fn a_session_is_its_owners_alone() {
        let sessions = sessions(SessionLimits::default());
        sessions.admit("s1".into(), &principal("ann")).unwrap();
        assert!(sessions.visit("s1", &principal("ann")).is_some());
        assert!(sessions.visit("s1", &principal("bob")).is_none());
        assert!(sessions.visit("s2", &principal("ann")).is_none());
    }

    #[test]
    fn totals_are_capped_whoever_asks() {
        let sessions = sessions(SessionLimits { total: 1, ..SessionLimits::default() });
        sessions.admit("s1".into(), &principal("ann")).unwrap();
        assert_eq!(sessions.admit("s2".into(), &principal("bob")).unwrap_err().kind(), ErrorKind::Busy);
    }

    #[test]
    fn at_its_cap_a_principal_gives_up_its_own_idle_session_and_nobody_elses() {
        let limits = SessionLimits { per_principal: 1, yielding: Duration::ZERO, ..SessionLimits::default() };
        let sessions = sessions(limits);
        sessions.admit("bobs".into(), &principal("bob")).unwrap();
        sessions.admit("old".into(), &principal("ann")).unwrap();
        assert_eq!(sessions.admit("new".into(), &principal("ann")).unwrap().as_deref(), Some("old"));
        let _open = sessions.visit("new", &principal("ann")).unwrap();
        let refusal = sessions.admit("newer".into(), &principal("ann")).unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::RateLimited);
        assert_eq!(sessions.count(), 2);
    }

    #[tokio::test]
    async fn idle_sessions_are_reaped_and_visited_ones_are_not() {
        let sessions = sessions(SessionLimits { idle: Duration::ZERO, ..SessionLimits::default() });
        sessions.admit("idle".into(), &principal("ann")).unwrap();
        sessions.admit("streaming".into(), &principal("ann")).unwrap();
        let visit = sessions.visit("streaming", &principal("ann"));
        sessions.reap().await;
        assert_eq!(sessions.count(), 1);
        drop(visit);
        sessions.reap().await;
        assert_eq!(sessions.count(), 0);
    }
}
