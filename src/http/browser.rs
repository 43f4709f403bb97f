//! People with a browser: who has signed in, by a cookie that says nothing and that nobody can guess.
//!
//! The server keeps what the cookie of a session stands for, and only as long as the grant behind it lasts; a restart
//! forgets it. Of somebody who is only about to sign in it keeps nothing: that anybody can do, as often as they like. What
//! changes something takes the session's own secret as well, which another site cannot know.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::gate::Gate;
use super::page::Site;
use crate::app::login::{Grant, SignIn};
use crate::clock::{self, Instant, UnixMs};
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result};
use crate::random;

/// Where the provider sends people back to.
pub(super) const CALLBACK: &str = "/auth/callback";
/// The cookie of a session.
pub(super) const SESSION: Cookie =
    Cookie { plain: "rosmcp_session", bound: "__Host-rosmcp_session", lasts: LONGEST };
/// The cookie of a sign-in that has begun.
pub(super) const SIGN_IN: Cookie =
    Cookie { plain: "rosmcp_sign_in", bound: "__Host-rosmcp_sign_in", lasts: PATIENCE };
/// The longest that a session lasts, whatever its token says.
const LONGEST: Duration = Duration::from_hours(8);
/// In which a sign-in must come to its end.
const PATIENCE: Duration = Duration::from_mins(10);
/// Sessions at once.
const MOST: usize = 1_000;
/// Sessions at once of one principal; with one more, its oldest ends.
const MOST_EACH: usize = 10;

type Id = [u8; 32];

/// The names of a cookie: over HTTPS the one that browsers take from this host alone.
pub(super) struct Cookie {
    plain: &'static str,
    bound: &'static str,
    /// For how long a browser keeps it.
    pub(super) lasts: Duration,
}

/// Sessions of people.
pub(super) struct Browsers {
    pub(super) gate: Arc<Gate>,
    pub(super) site: Arc<Site>,
    sessions: Mutex<HashMap<Id, Session>>,
}

struct Session {
    grant: Arc<Grant>,
    in_person: bool,
    csrf: String,
    since: Instant,
}

/// Somebody who has signed in.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) principal: Arc<Principal>,
    /// What a form must carry to be taken for this session's.
    pub(super) csrf: String,
    /// Whether the identity provider has just seen the person; a token may be a program's as well.
    pub(super) in_person: bool,
}

impl Visitor {
    /// Whether `presented` is the session's own secret.
    pub(super) fn wrote(&self, presented: &str) -> bool {
        self.csrf.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl Browsers {
    pub(super) fn new(gate: Arc<Gate>, site: Arc<Site>) -> Self {
        Self { gate, site, sessions: Mutex::default() }
    }

    /// Whether browsers come by HTTPS.
    pub(super) fn secure(&self) -> bool {
        self.gate.resource.url.starts_with("https://")
    }

    /// The name of `cookie` here.
    pub(super) fn name(&self, cookie: &Cookie) -> &'static str {
        if self.secure() { cookie.bound } else { cookie.plain }
    }

    /// Opens a session for the holder of `grant` and returns its cookie's value; [`ErrorKind::Busy`] when there are too many.
    pub(super) fn open(&self, grant: Arc<Grant>, in_person: bool) -> Result<String> {
        let (cookie, csrf) = (random()?, random()?);
        let mut sessions = self.sessions.lock();
        sessions.retain(|_, session| session.lasts());
        let principal = &grant.principal;
        let own = || sessions.iter().filter(|(_, session)| session.grant.principal.is(principal));
        if own().count() >= MOST_EACH
            && let Some((&oldest, _)) = own().min_by_key(|(_, session)| session.since)
        {
            sessions.remove(&oldest);
        }
        if sessions.len() >= MOST {
            return Err(Error::new(ErrorKind::Busy, "too many people are signed in"));
        }
        sessions.insert(id(&cookie), Session { grant, in_person, csrf, since: clock::monotonic() });
        Ok(cookie)
    }

    /// Forgets sessions that have ended.
    pub(super) fn reap(&self) {
        self.sessions.lock().retain(|_, session| session.lasts());
    }

    /// Who sent these headers, if somebody who has signed in.
    pub(super) fn visitor(&self, headers: &HeaderMap) -> Option<Visitor> {
        let cookie = cookie(headers, self.name(&SESSION))?;
        let sessions = self.sessions.lock();
        let session = sessions.get(&id(cookie)).filter(|session| session.lasts())?;
        let principal = session.grant.principal.clone();
        Some(Visitor { principal, csrf: session.csrf.clone(), in_person: session.in_person })
    }

    /// Ends the session of these headers.
    pub(super) fn close(&self, headers: &HeaderMap) {
        if let Some(cookie) = cookie(headers, self.name(&SESSION)) {
            self.sessions.lock().remove(&id(cookie));
        }
    }

    /// The sign-in that a browser begins with `cookie`, which [`begun`] made, or brings back.
    pub(super) fn sign_in(&self, cookie: &str) -> SignIn {
        SignIn::of(cookie, format!("{}{}", self.gate.resource.origin(), self.site.link(CALLBACK)))
    }

    /// The sign-in that `state` belongs to, and where it leads: only for the browser that began it, not long ago.
    pub(super) fn came_back(&self, state: &str, headers: &HeaderMap) -> Option<(SignIn, String)> {
        let own = cookie(headers, self.name(&SIGN_IN))?;
        let sign_in = self.sign_in(own);
        if !bool::from(sign_in.state.as_bytes().ct_eq(state.as_bytes())) {
            return None;
        }
        let mut parts = own.split('.').skip(1);
        let since: UnixMs = parts.next()?.parse().ok()?;
        let next = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        let patience = UnixMs::try_from(PATIENCE.as_millis()).ok()?;
        let fresh = (0..patience).contains(&clock::now_ms().checked_sub(since)?);
        Some((sign_in, String::from_utf8(next).ok()?)).filter(|_| fresh)
    }
}

/// The cookie of a sign-in that begins now and leads to `next`: a secret, the time, and the way. The state that has to come
/// back is derived from the whole of it, so that no part can be changed meanwhile.
pub(super) fn begun(next: &str) -> Result<String> {
    Ok(format!("{}.{}.{}", random()?, clock::now_ms(), URL_SAFE_NO_PAD.encode(next)))
}

impl Session {
    fn lasts(&self) -> bool {
        self.since.elapsed() < LONGEST
            && !self.grant.ended().is_cancelled()
            && self.grant.expires_at > clock::now_ms()
    }
}

/// The cookies are kept as digests, so that a look into the memory of the table is worth nothing.
fn id(cookie: &str) -> Id {
    Sha256::digest(cookie.as_bytes()).into()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut named = pairs
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    named.next()
}

fn random() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?))
}
