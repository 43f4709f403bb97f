//! The issuer's keys as last published: fetched in the background, kept through an outage, asked for anew when a token
//! names one that is not there, but rarely, whoever sends whatever.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::Mutex;

use super::discovery::{Discovery, discover};
use super::fetch::{Fetch, Observer};
use super::jwks::{KeyId, KeySet};
use crate::clock::{self, Instant};

/// How often the provider is asked, and how long its answers keep.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between two attempts that requests cause; failed ones count.
    pub cooldown: Duration,
    /// Between two attempts in the background while there is no key at all.
    pub starting: Duration,
    /// How long keys count as fresh where the provider says nothing, and within which bounds it may say.
    pub fresh: Duration,
    /// The least and the most that the provider may say.
    pub fresh_bounds: (Duration, Duration),
    /// After which keys that could not be fetched anew are not used any more.
    pub max_stale: Duration,
}

impl Pace {
    /// The usual pace, with keys kept through an outage of `max_stale`.
    pub const fn usual(max_stale: Duration) -> Self {
        Self {
            cooldown: Duration::from_secs(30),
            starting: Duration::from_secs(5),
            fresh: Duration::from_mins(10),
            fresh_bounds: (Duration::from_mins(5), Duration::from_hours(24)),
            max_stale,
        }
    }
}

/// The keys of one issuer.
pub(super) struct Keys {
    fetch: Fetch,
    issuer: String,
    key_hosts: Vec<String>,
    pace: Pace,
    published: RwLock<Option<Published>>,
    /// Held while the provider is asked, so that only one asks.
    asking: Arc<Mutex<Asking>>,
}

#[derive(Clone)]
struct Published {
    set: Arc<KeySet>,
    provider: Arc<Discovery>,
    at: Instant,
    fresh_until: Instant,
}

#[derive(Default)]
struct Asking {
    last: Option<Instant>,
    provider: Option<Discovery>,
}

impl Keys {
    /// No keys yet; asks nobody.
    pub(super) fn new(fetch: Fetch, issuer: String, key_hosts: Vec<String>, pace: Pace) -> Self {
        Self { fetch, issuer, key_hosts, pace, published: RwLock::default(), asking: Arc::default() }
    }

    /// The keys, while they may be used; `None` at a start without the provider and after too long an outage.
    pub(super) fn current(&self) -> Option<Arc<KeySet>> {
        let published = self.published()?;
        (published.at.elapsed() < self.pace.max_stale).then_some(published.set)
    }

    /// What the provider last said of itself.
    pub(super) fn provider(&self) -> Option<Arc<Discovery>> {
        self.published().map(|published| published.provider)
    }

    /// Has `observer` told of each request to the provider.
    pub(super) fn observe(&mut self, observer: Observer) {
        self.fetch.observe(observer);
    }

    /// The client for the provider's documents.
    pub(super) fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    /// Whether the key is still published.
    pub(super) fn holds(&self, id: KeyId) -> bool {
        self.current().is_some_and(|set| set.holds(id))
    }

    /// The keys after the provider was asked, unless it has been asked a moment ago. Of any number of callers at once one
    /// asks, and the others wait for its answer.
    pub(super) async fn asked(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        let mut asking = self.asking.clone().lock_owned().await;
        if asking.last.is_none_or(|last| last.elapsed() >= self.pace.cooldown) {
            let keys = self.clone();
            // A request that is given up must not take everybody's attempt along.
            let attempt = tokio::spawn(async move { keys.ask(&mut asking).await });
            if let Err(error) = attempt.await {
                tracing::error!(%error, "asking the identity provider ended without a result");
            }
        }
        self.current()
    }

    /// Keeps the keys fresh, for ever.
    pub(super) async fn keep_fresh(&self) {
        loop {
            self.ask(&mut *self.asking.lock().await).await;
            let wait = match self.published() {
                None => self.pace.starting,
                Some(published) => published
                    .fresh_until
                    .saturating_duration_since(clock::monotonic())
                    .max(self.pace.cooldown),
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// How many keys the provider publishes at this moment; the reason where it cannot be asked. Keeps nothing of it.
    pub(super) async fn count(&self) -> Result<usize, String> {
        self.fetch_keys(&mut Asking::default()).await.map(|published| published.set.len())
    }

    async fn ask(&self, asking: &mut Asking) {
        asking.last = Some(clock::monotonic());
        match self.fetch_keys(asking).await {
            Ok(published) => {
                tracing::debug!(issuer = self.issuer, "the identity provider's keys are up to date");
                *self.published.write() = Some(published);
            }
            Err(reason) => {
                // The provider may have moved them.
                asking.provider = None;
                let usable = self.current().is_some();
                tracing::warn!(
                    issuer = self.issuer,
                    reason,
                    usable,
                    "the identity provider's keys could not be fetched"
                );
            }
        }
    }

    async fn fetch_keys(&self, asking: &mut Asking) -> Result<Published, String> {
        let provider = match asking.provider.take() {
            Some(provider) => provider,
            None => discover(&self.fetch, &self.issuer, &self.key_hosts).await?,
        };
        let url = provider.jwks_uri.clone();
        let document = self.fetch.get("keys", &url).await?;
        let set = KeySet::parse(&document.text).map_err(|reason| format!("{url}: {reason}"))?;
        let (least, most) = self.pace.fresh_bounds;
        let fresh = document.max_age.map_or(self.pace.fresh, |age| age.clamp(least, most));
        let now = clock::monotonic();
        asking.provider = Some(provider.clone());
        Ok(Published {
            set: Arc::new(set),
            provider: Arc::new(provider),
            at: now,
            fresh_until: now + fresh.min(self.pace.max_stale / 2),
        })
    }

    fn published(&self) -> Option<Published> {
        self.published.read().clone()
    }
}
