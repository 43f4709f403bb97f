//! How callers of a server prove who they are: access tokens of the identity provider, local tokens, or both.
//!
//! What was proved is remembered for a moment, so that a client's hundred calls cost one signature. A [`Grant`] ends when
//! its token expires, is revoked, or was signed with a key that is no longer its issuer's; whoever streams to its holder
//! watches [`Grant::ended`].

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use secrecy::ExposeSecret;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use super::{App, outcome};
pub use crate::auth::Pending as SignIn;
use crate::auth::local::{self, Presented, TokenDigest};
use crate::auth::{KeyId, Verifier};
use crate::clock::{self, Instant, UnixMs};
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result};
use crate::observe::metrics::Metrics;

/// How long a verified access token is believed without another look.
const VERIFIED: Duration = Duration::from_mins(1);
/// How long a local token is believed without another look, which is how long a revoked one may live on.
const LOOKED_UP: Duration = Duration::from_secs(5);
/// Between two looks for grants that have ended.
const SWEEP: Duration = Duration::from_secs(1);
/// So many remembered tokens are not looked through for those that nobody uses; only good ones are remembered.
const REMEMBERED: usize = 10_000;
/// How many codes the identity provider is asked about at once: strangers make them up.
const CODES: usize = 16;

/// The ways in of one server.
pub struct Login {
    verifier: Option<Verifier>,
    local: Option<App>,
    metrics: Arc<Metrics>,
    granted: Mutex<Granted>,
    proved: Mutex<Proved>,
    codes: Semaphore,
}

/// Grants by the digest of their token. What a request or a stream holds is always in here, or nothing would end it.
struct Granted {
    all: HashMap<[u8; 32], Arc<Grant>>,
    /// How many there may be before those that nobody uses are looked for.
    room: usize,
}

impl Default for Granted {
    fn default() -> Self {
        Self { all: HashMap::new(), room: REMEMBERED }
    }
}

impl Granted {
    /// Adds one. Looking for those that nobody uses takes as long as there are many, so that it is done once for as many
    /// as were found in use.
    fn insert(&mut self, digest: [u8; 32], grant: Arc<Grant>) {
        if self.all.len() >= self.room {
            self.all.retain(|_, grant| in_use(grant));
            self.room = REMEMBERED.max(2 * self.all.len());
        }
        self.all.insert(digest, grant);
    }
}

/// Until when each token would be good that has proved good, by its digest.
#[derive(Default)]
struct Proved(HashMap<[u8; 32], UnixMs>);

impl Proved {
    fn insert(&mut self, digest: [u8; 32], expires_at: UnixMs) {
        if self.0.len() >= REMEMBERED {
            let now = clock::now_ms();
            self.0.retain(|_, until| *until > now);
        }
        // One that finds no room is taken for a new one, which most never notice.
        if self.0.len() < REMEMBERED {
            self.0.insert(digest, expires_at);
        }
    }
}

/// What a token is good for while it is.
#[derive(Debug)]
pub struct Grant {
    /// Who its holder is.
    pub principal: Arc<Principal>,
    /// When it ends by itself, Unix milliseconds.
    pub expires_at: UnixMs,
    source: Source,
    /// When it was last looked at.
    checked: Mutex<Instant>,
    ended: CancellationToken,
}

#[derive(Debug)]
enum Source {
    Provider(Option<KeyId>),
    Local(String, TokenDigest),
}

impl Grant {
    fn new(principal: Principal, expires_at: UnixMs, source: Source) -> Self {
        let checked = Mutex::new(clock::monotonic());
        Self { principal: Arc::new(principal), expires_at, source, checked, ended: CancellationToken::new() }
    }

    /// Cancelled when the grant is over: its token expired, was revoked, or lost its key. Within a second for the first,
    /// within ten for the others.
    pub fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    fn age(&self) -> Duration {
        self.checked.lock().elapsed()
    }

    fn looked_at(&self) {
        *self.checked.lock() = clock::monotonic();
    }

    fn expired(&self) -> bool {
        self.expires_at <= clock::now_ms()
    }
}

impl Login {
    /// Access tokens that `verifier` verifies, where there is one, and the local tokens of `local`, where they are taken;
    /// each that is looked at is counted in `metrics`.
    pub fn new(verifier: Option<Verifier>, local: Option<App>, metrics: Arc<Metrics>) -> Self {
        let (granted, proved, codes) = (Mutex::default(), Mutex::default(), Semaphore::new(CODES));
        Self { verifier, local, metrics, granted, proved, codes }
    }

    /// The identity provider's verifier.
    pub fn verifier(&self) -> Option<&Verifier> {
        self.verifier.as_ref()
    }

    /// Whether tokens can be checked now: false while the identity provider's keys are not there.
    pub fn ready(&self) -> bool {
        self.verifier.as_ref().is_none_or(Verifier::ready)
    }

    /// What `token` is good for. [`ErrorKind::Unauthenticated`] for a token that is not believed, [`ErrorKind::Refused`] for
    /// one without a role, [`ErrorKind::Busy`] while the identity provider's keys are not there.
    pub async fn grant(&self, token: &str) -> Result<Arc<Grant>> {
        let digest = TokenDigest::of(token);
        if let Some(grant) = self.remembered(&digest) {
            return Ok(grant);
        }
        let kind = if self.local.is_some() && local::presented(token).is_some() { "local" } else { "oidc" };
        let proved = self.prove(token).await;
        self.metrics.logins.inc([kind, &outcome(&proved)]);
        match &proved {
            Ok(grant) => self.proved.lock().insert(digest.bytes(), grant.expires_at),
            Err(error) if error.kind() == ErrorKind::Busy => {}
            Err(_) => drop(self.proved.lock().0.remove(&digest.bytes())),
        }
        Ok(self.remember(digest, Arc::new(proved?)))
    }

    /// Whether `token` has proved good here, would not have expired yet, and was not refused since: whoever sends it does not
    /// guess. What it is good for now is said by [`Login::grant`].
    pub fn knows(&self, token: &str) -> bool {
        let until = self.proved.lock().0.get(&TokenDigest::of(token).bytes()).copied();
        until.is_some_and(|until| until > clock::now_ms())
    }

    /// What a local token is good for; an access token of the provider's is refused, for it may be a program's.
    pub async fn local_grant(&self, token: &str) -> Result<Arc<Grant>> {
        if self.local.is_none() || local::presented(token).is_none() {
            return Err(not_accepted());
        }
        self.grant(token).await
    }

    /// Whether people can sign in at the identity provider.
    pub fn signs_in(&self) -> bool {
        self.verifier.as_ref().is_some_and(Verifier::signs_in)
    }

    /// Whether local tokens are taken.
    pub fn takes_local_tokens(&self) -> bool {
        self.local.is_some()
    }

    /// Where to send a browser that begins to sign in.
    pub fn begin_sign_in(&self, sign_in: &SignIn) -> Result<String> {
        self.verifier.as_ref().ok_or_else(no_provider)?.begin(sign_in)
    }

    /// What somebody who came back with `code` may do; [`ErrorKind::Busy`] where many come back at once.
    pub async fn finish_sign_in(&self, code: &str, sign_in: &SignIn) -> Result<Arc<Grant>> {
        let verifier = self.verifier.as_ref().ok_or_else(no_provider)?;
        let turn = self.turn()?;
        let token = verifier.redeem(code, sign_in).await?;
        drop(turn);
        self.grant(token.expose_secret()).await
    }

    fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.codes.try_acquire().map_err(|_| {
            Error::new(ErrorKind::Busy, "too many people are signing in at once")
                .hint("sign in again in a moment")
        })
    }

    /// Keeps the provider's keys fresh and ends grants whose time is over, for ever.
    pub async fn watch(&self) {
        let keys = async {
            match &self.verifier {
                Some(verifier) => verifier.keep_fresh().await,
                None => std::future::pending().await,
            }
        };
        tokio::join!(keys, self.sweep(), self.expire());
    }

    async fn prove(&self, token: &str) -> Result<Grant> {
        if let (Some(app), Some(presented)) = (&self.local, local::presented(token)) {
            let owner = app.token_owner(&presented).await?;
            let (principal, expires_at) = owner.ok_or_else(not_accepted)?;
            return Ok(Grant::new(principal, expires_at, Source::Local(presented.id, presented.digest)));
        }
        let verifier = self.verifier.as_ref().ok_or_else(not_accepted)?;
        let good = verifier.verify(token).await?;
        Ok(Grant::new(good.principal, good.expires_at, Source::Provider(good.key)))
    }

    fn remembered(&self, digest: &TokenDigest) -> Option<Arc<Grant>> {
        let grant = self.granted.lock().all.get(&digest.bytes())?.clone();
        let fresh = match &grant.source {
            Source::Provider(key) => grant.age() < VERIFIED && self.holds(*key),
            Source::Local(..) => grant.age() < LOOKED_UP,
        };
        (fresh && !grant.expired() && !grant.ended.is_cancelled()).then_some(grant)
    }

    /// Remembers a grant; one that is remembered for the same token and has not ended goes on, for streams hang on it.
    fn remember(&self, digest: TokenDigest, grant: Arc<Grant>) -> Arc<Grant> {
        let mut granted = self.granted.lock();
        if let Some(known) = granted.all.get(&digest.bytes())
            && !known.ended.is_cancelled()
            && known.principal == grant.principal
        {
            known.looked_at();
            return known.clone();
        }
        granted.insert(digest.bytes(), grant.clone());
        grant
    }

    /// Looks every local token up again now, not within seconds.
    pub async fn look_again(&self) {
        for (digest, grant) in self.all() {
            if let Source::Local(id, token) = &grant.source
                && self.is_revoked(id, *token, &grant).await
            {
                self.end(&digest, &grant);
            }
        }
    }

    /// Ends grants that have expired, or whose key is no longer published: nothing has to be asked for that, so that nothing
    /// that hangs delays it.
    async fn expire(&self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            for (digest, grant) in self.all() {
                let withdrawn = matches!(&grant.source, Source::Provider(key) if !self.holds(*key));
                if grant.expired() || withdrawn {
                    self.end(&digest, &grant);
                }
            }
        }
    }

    async fn sweep(&self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            for (digest, grant) in self.all() {
                if self.is_over(&grant).await {
                    self.end(&digest, &grant);
                }
            }
        }
    }

    fn all(&self) -> Vec<([u8; 32], Arc<Grant>)> {
        self.granted.lock().all.iter().map(|(digest, grant)| (*digest, grant.clone())).collect()
    }

    fn end(&self, digest: &[u8; 32], grant: &Arc<Grant>) {
        let mut granted = self.granted.lock();
        grant.ended.cancel();
        // Another may have taken its place meanwhile.
        if granted.all.get(digest).is_some_and(|known| Arc::ptr_eq(known, grant)) {
            granted.all.remove(digest);
        }
    }

    /// Whether the grant was revoked; one that nobody uses is forgotten once it would need another look.
    async fn is_over(&self, grant: &Arc<Grant>) -> bool {
        match &grant.source {
            Source::Provider(_) => grant.age() >= VERIFIED && !watched(grant),
            Source::Local(id, digest) if grant.age() >= LOOKED_UP => {
                !watched(grant) || self.is_revoked(id, *digest, grant).await
            }
            Source::Local(..) => false,
        }
    }

    /// Whether the token is gone; a database that does not answer proves nothing.
    async fn is_revoked(&self, id: &str, digest: TokenDigest, grant: &Grant) -> bool {
        let Some(app) = &self.local else { return true };
        match app.token_owner(&Presented { id: id.to_owned(), digest }).await {
            Ok(Some((principal, _))) if principal == *grant.principal => {
                grant.looked_at();
                false
            }
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(%error, "a local token could not be looked up again");
                false
            }
        }
    }

    fn holds(&self, key: Option<KeyId>) -> bool {
        self.verifier.as_ref().is_some_and(|verifier| verifier.holds(key))
    }
}

/// Whether a request or a stream holds the grant, beside the table.
fn in_use(grant: &Arc<Grant>) -> bool {
    Arc::strong_count(grant) > 1
}

/// The same while the sweep holds it too.
fn watched(grant: &Arc<Grant>) -> bool {
    Arc::strong_count(grant) > 2
}

fn no_provider() -> Error {
    Error::not_found("this server has no identity provider")
}

fn not_accepted() -> Error {
    Error::new(ErrorKind::Unauthenticated, "the token is not accepted")
        .hint("`rosmcp token list` on the server shows which tokens are active")
}

#[cfg(test)]
mod tests {
    use super::super::token::TokenRequest;
    use super::*;
    use crate::domain::principal::{Caller, Role};
    use crate::domain::scope::DeviceScope;

    #[tokio::test]
    async fn a_revocation_is_seen_at_once_when_asked_to_look() {
        let app = App::scratch().await;
        let caller = Caller::new(Principal::shell("ann"), "r");
        let request = |name: &str| TokenRequest {
            name: name.into(),
            role: Role::ReadOnly,
            devices: DeviceScope::All,
            toolsets: None,
            person: false,
            lifetime: Duration::from_hours(1),
        };
        let (_, old) = app.create_token(&caller, request("gone")).await.unwrap();
        let (_, kept) = app.create_token(&caller, request("kept")).await.unwrap();
        let metrics = Arc::new(Metrics::new("lab"));
        let login = Login::new(None, Some(App::clone(&app)), metrics.clone());
        let (gone, kept) = (
            login.grant(old.expose_secret()).await.unwrap(),
            login.grant(kept.expose_secret()).await.unwrap(),
        );
        app.revoke_token(&caller, "gone").await.unwrap();
        assert!(!gone.ended().is_cancelled());
        login.look_again().await;
        assert!(gone.ended().is_cancelled() && !kept.ended().is_cancelled());
        assert_eq!(metrics.logins.get(["local", "ok"]), 2);
        assert!(login.knows(old.expose_secret()) && !login.knows("rosmcp_guess"));
        login.grant(old.expose_secret()).await.unwrap_err();
        assert!(!login.knows(old.expose_secret()), "refused since");
    }

    #[test]
    fn the_provider_is_asked_about_few_codes_at_once() {
        let login = Login::new(None, None, Arc::new(Metrics::new("lab")));
        let mut turns: Vec<_> = (0..CODES).map(|_| login.turn().unwrap()).collect();
        assert_eq!(login.turn().unwrap_err().kind(), ErrorKind::Busy);
        turns.pop();
        drop(login.turn().unwrap());
    }

    #[test]
    fn whatever_is_in_use_is_watched_and_the_rest_is_forgotten_in_time() {
        let login = Login::new(None, None, Arc::new(Metrics::new("lab")));
        let remember = |number: usize| {
            let token = TokenDigest::of(&number.to_string());
            let grant = Grant::new(Principal::shell("ann"), i64::MAX, Source::Provider(None));
            login.remember(token, Arc::new(grant))
        };
        let held: Vec<_> = (0..=REMEMBERED).map(remember).collect();
        assert_eq!(login.all().len(), held.len(), "a stream hangs on each");
        for number in held.len()..10 * REMEMBERED {
            remember(number);
        }
        assert!(login.all().len() <= 2 * held.len());
        let watched = login.all().iter().filter(|(_, grant)| watched(grant)).count();
        assert_eq!(watched, held.len());
    }
}
