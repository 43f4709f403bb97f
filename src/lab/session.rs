//! REST sessions: a login that is remembered, and the queue of its commands.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Mutex as Turn;
use tokio_util::sync::CancellationToken;

use super::command::Login;
use super::trap::Outcome;

/// Milliseconds for which a login is remembered (RouterOS manual, "REST API", authentication).
const REMEMBERED: i64 = 600_000;

/// One user at one place.
#[derive(Debug)]
pub(super) struct Session {
    /// Who, with the policies that he had when he logged in.
    pub(super) login: Login,
    since: i64,
    turn: Turn<()>,
    closed: CancellationToken,
}

impl Session {
    /// Runs `work` when everything before it is done.
    pub(super) async fn in_turn<T>(&self, work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        let _turn = self.turn.lock().await;
        work.await
    }

    /// Returns when the session is closed.
    pub(super) async fn closed(&self) {
        self.closed.cancelled().await;
    }
}

/// Every session of a router.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<(String, IpAddr), Arc<Session>>>);

impl Sessions {
    /// The session that is still remembered when the uptime is `now`.
    pub(super) fn current(&self, user: &str, from: IpAddr, now: i64) -> Option<Arc<Session>> {
        let mut sessions = self.0.lock();
        sessions.retain(|_, session| now.saturating_sub(session.since) < REMEMBERED);
        sessions.get(&(user.to_owned(), from)).cloned()
    }

    /// A new session of `login`, opened when the uptime is `now`.
    pub(super) fn open(&self, login: Login, now: i64) -> Arc<Session> {
        let key = (login.user.clone(), login.from);
        let closed = CancellationToken::new();
        let session = Arc::new(Session { login, since: now, turn: Turn::new(()), closed });
        self.0.lock().insert(key, session.clone());
        session
    }

    /// Closes every session.
    pub(super) fn close_all(&self) {
        self.0.lock().drain().for_each(|(_, session)| session.closed.cancel());
    }

    /// Closes `session`: what runs in it ends, what waits in it never starts, the next command logs in anew.
    pub(super) fn close(&self, session: &Session) {
        session.closed.cancel();
        self.0.lock().retain(|_, open| !std::ptr::eq(&raw const **open, session));
    }
}
