//! Telling clients that a resource reads otherwise, in both protocol eras.
//!
//! The stateless revision listens with one request per stream ([`Subscription`]); the older ones subscribe within a session
//! ([`Following`]). Behind both is one [`Watch`] of the bus, so that a client which doesn't read costs one note per
//! resource. Whether the caller may know of a resource is asked again before each notification, and every few seconds.

use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rmcp::model::{ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, SubscriptionContext, SubscriptionSink};
use rmcp::{ErrorData, RoleServer};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::results;
use crate::app::App;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Topic, Watch};
use crate::resources::registry::registry;
use crate::resources::resource::Context;

/// A client that takes nothing for so long is gone, or as good as that.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks whether a caller may still know of the devices that it follows.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The key of the list of resources; no URI is empty.
pub(super) const LIST: &str = "";

/// What a stream that the protocol library serves may ask for: resources that there are. It is acknowledged before anybody
/// can be asked whether the caller may follow them; what it may not is then left out.
pub(super) fn accepted(requested: &SubscriptionFilter) -> SubscriptionFilter {
    let mut accepted = requested.clone();
    if let Some(uris) = &mut accepted.resource_subscriptions {
        uris.retain(|uri| registry().knows(uri));
    }
    accepted
}

/// Serves one stream, for a client that the protocol library talks with, until it leaves, the server drains (`drain`), or
/// nothing has happened for too long.
pub(super) async fn listen(
    app: Arc<App>,
    caller: Caller,
    stream: SubscriptionContext,
    drain: CancellationToken,
) -> Result<(), ErrorData> {
    let request_id = caller.request_id.clone();
    let fault = |error| results::fault(&error, &request_id);
    let (subscription, _) =
        Subscription::open(app, caller, stream.accepted().clone()).await.map_err(fault)?;
    let reader = Reader::Stream(stream.sink().clone());
    tokio::select! {
        ended = pass_on(subscription.delivery(), &reader) => ended.map_err(fault),
        () = stream.cancelled() => Ok(()),
        () = drain.cancelled() => Ok(()),
    }
}

/// What one stream follows.
pub(super) struct Subscription {
    app: Arc<App>,
    caller: Caller,
    watch: Watch,
    /// Whether it follows a device, which its caller may lose sight of without any news.
    looks: bool,
}

impl Subscription {
    /// Follows what of `wanted` the caller may follow, which is returned too; the error if that is nothing.
    pub(super) async fn open(
        app: Arc<App>,
        caller: Caller,
        mut wanted: SubscriptionFilter,
    ) -> Result<(Self, SubscriptionFilter)> {
        let watch = app.events.watch();
        let list = wanted.resources_list_changed == Some(true);
        if list {
            watch.follow(LIST, [Topic::Inventory])?;
        }
        if let Some(uris) = &mut wanted.resource_subscriptions {
            *uris = follow_all(&app, &caller, &watch, std::mem::take(uris), list).await?;
        }
        let mut followed = wanted.resource_subscriptions.iter().flatten();
        let looks = followed.any(|uri| registry().is_of_device(uri));
        Ok((Self { app, caller, watch, looks }, wanted))
    }

    /// What reads otherwise: URIs, and [`LIST`]. `None` when there was nothing for too long; the error when the caller may
    /// know of something no more.
    pub(super) async fn next(&self) -> Result<Option<Vec<Arc<str>>>> {
        self.delivery().next().await
    }

    fn delivery(&self) -> Delivery<'_> {
        let Self { app, caller, watch, looks } = self;
        Delivery { app, caller, watch, looks: *looks, ends: true }
    }
}

/// Where the protocol library takes notifications.
enum Reader {
    Stream(SubscriptionSink),
    Session(Peer<RoleServer>),
}

impl Reader {
    /// Tells that `key` reads otherwise; whether the client took it.
    async fn tell(&self, key: &str) -> bool {
        match (self, key) {
            (Self::Stream(sink), LIST) => sink.notify_resource_list_changed().await.is_ok(),
            (Self::Stream(sink), uri) => sink.notify_resource_updated(uri).await.is_ok(),
            (Self::Session(peer), LIST) => peer.notify_resource_list_changed().await.is_ok(),
            (Self::Session(peer), uri) => {
                peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(uri)).await.is_ok()
            }
        }
    }
}

/// Passes news on until the client is gone, it takes nothing any more or there is nothing to tell for too long.
async fn pass_on(delivery: Delivery<'_>, reader: &Reader) -> Result<()> {
    while let Some(keys) = delivery.next().await? {
        for key in keys {
            if !matches!(tokio::time::timeout(SEND_TIMEOUT, reader.tell(&key)).await, Ok(true)) {
                tracing::debug!("a subscription ended: its client takes nothing any more");
                return Ok(());
            }
        }
    }
    Ok(())
}

/// News that are still for their caller.
struct Delivery<'a> {
    app: &'a App,
    caller: &'a Caller,
    watch: &'a Watch,
    /// Whether to look again and again whether the caller may know of what it follows.
    looks: bool,
    /// Whether all ends when it may not of one thing.
    ends: bool,
}

impl Delivery<'_> {
    /// What reads otherwise; what the caller lost sight of is told of one last time, so that its client reads it and learns
    /// why, unless all ends with that.
    async fn next(&self) -> Result<Option<Vec<Arc<str>>>> {
        let mut news = pin!(self.watch.news());
        loop {
            tokio::select! {
                news = &mut news => {
                    for key in news.iter().flatten() {
                        self.may_know(key).await?;
                    }
                    return Ok(news);
                }
                () = tokio::time::sleep(LOOK_AGAIN), if self.looks => {
                    let mut lost = self.watch.followed();
                    for at in (0..lost.len()).rev() {
                        if self.may_know(&lost[at]).await? {
                            lost.swap_remove(at);
                        }
                    }
                    if !lost.is_empty() {
                        return Ok(Some(lost));
                    }
                }
            }
        }
    }

    /// Whether the caller may still know of `key`, which is not followed any more if not.
    async fn may_know(&self, key: &str) -> Result<bool> {
        if key == LIST {
            return Ok(true);
        }
        let Err(error) = registry().permit(self.app, &self.caller.principal, key).await else {
            return Ok(true);
        };
        tracing::debug!(%error, uri = key, "a subscription ended");
        if self.ends {
            return Err(error);
        }
        self.watch.unfollow(key);
        Ok(false)
    }
}

/// Follows those of `uris` that the caller may follow, and says which; the first one's error if that is none and the
/// stream follows nothing else. No more of them are looked at than could be followed.
async fn follow_all(
    app: &Arc<App>,
    caller: &Caller,
    watch: &Watch,
    uris: Vec<String>,
    follows_else: bool,
) -> Result<Vec<String>> {
    let (mut followed, mut refusal) = (Vec::new(), None);
    for uri in uris.into_iter().take(watch.most()) {
        match follow(app, caller, watch, &uri).await {
            Ok(()) => followed.push(uri),
            Err(error) if is_refusal(&error) => {
                tracing::debug!(%error, uri, "a stream does not follow what it asked for");
                refusal.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match refusal {
        Some(refusal) if followed.is_empty() && !follows_else => Err(refusal),
        _ => Ok(followed),
    }
}

/// Whether `error` says that this caller cannot follow this resource, not that something is broken.
fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Refused | ErrorKind::RateLimited)
}

async fn follow(app: &Arc<App>, caller: &Caller, watch: &Watch, uri: &str) -> Result<()> {
    let context = Context { app: app.clone(), caller: caller.clone() };
    watch.follow(uri, registry().topics(context, uri).await?).inspect_err(|refused| {
        if refused.kind() == ErrorKind::RateLimited && !watch.is_full() {
            app.metrics.limit_hits.inc(["sse_max_subscriptions_per_device"]);
        }
    })
}

/// What one session of the older revisions follows; nothing until it asks.
#[derive(Default)]
pub(super) struct Following(OnceLock<Started>);

struct Started {
    watch: Arc<Watch>,
    _ended: DropGuard,
}

impl Following {
    /// Follows `uri` and tells `peer`.
    pub(super) async fn subscribe(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        peer: &Peer<RoleServer>,
        uri: &str,
    ) -> Result<(), ErrorData> {
        let followed = follow(app, caller, &self.started(app, caller, peer).watch, uri).await;
        followed.map_err(|error| results::fault(&error, &caller.request_id))
    }

    /// Follows `uri` no longer.
    pub(super) fn unsubscribe(&self, uri: &str) {
        if let Some(started) = self.0.get() {
            started.watch.unfollow(uri);
        }
    }

    /// Tells `peer` when there are other resources.
    pub(super) fn list(&self, app: &Arc<App>, caller: &Caller, peer: &Peer<RoleServer>) {
        if let Err(error) = self.started(app, caller, peer).watch.follow(LIST, [Topic::Inventory]) {
            tracing::debug!(%error, "a session is not told of changes of the list");
        }
    }

    fn started(&self, app: &Arc<App>, caller: &Caller, peer: &Peer<RoleServer>) -> &Started {
        self.0.get_or_init(|| {
            let watch = Arc::new(app.events.watch());
            let ended = CancellationToken::new();
            tokio::spawn(forward(app.clone(), watch.clone(), caller.clone(), peer.clone(), ended.clone()));
            Started { watch, _ended: ended.drop_guard() }
        })
    }
}

async fn forward(
    app: Arc<App>,
    watch: Arc<Watch>,
    caller: Caller,
    peer: Peer<RoleServer>,
    ended: CancellationToken,
) {
    let reader = Reader::Session(peer.clone());
    let delivery = || Delivery { app: &app, caller: &caller, watch: &watch, looks: true, ends: false };
    // A session outlives idle times; its own end, or its client's, ends this.
    while !ended.is_cancelled() && !peer.is_transport_closed() {
        tokio::select! {
            outcome = pass_on(delivery(), &reader) => if let Err(error) = outcome {
                tracing::debug!(%error, "a session's news were interrupted");
            },
            () = ended.cancelled() => {}
        }
    }
}
