//! Telling clients that a resource reads otherwise, in both protocol eras.
//!
//! The stateless revision listens with one request per stream ([`listen`]); the older ones subscribe within a session
//! ([`Following`]). Behind both is one [`Watch`] of the bus, so that a client which doesn't read costs one note per
//! resource, and whether the caller may know of a resource is asked again before each notification.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rmcp::model::{ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, SubscriptionContext, SubscriptionSink};
use rmcp::{ErrorData, RoleServer};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::results;
use crate::app::App;
use crate::domain::principal::Caller;
use crate::error::Result;
use crate::events::{Topic, Watch};
use crate::resources::registry::registry;
use crate::resources::resource::Context;

/// A client that takes nothing for so long is gone, or as good as that.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);

/// The key of the list of resources; no URI is empty.
const LIST: &str = "";

/// What a stream may ask for: resources that there are.
pub(super) fn accepted(requested: &SubscriptionFilter) -> SubscriptionFilter {
    let mut accepted = requested.clone();
    if let Some(uris) = &mut accepted.resource_subscriptions {
        uris.retain(|uri| registry().knows(uri));
    }
    accepted
}

/// Serves one stream until its client leaves, the server drains (`drain`), or nothing has happened for too long.
pub(super) async fn listen(
    app: Arc<App>,
    caller: Caller,
    stream: SubscriptionContext,
    drain: CancellationToken,
) -> Result<(), ErrorData> {
    let watch = app.events.watch();
    let accepted = stream.accepted();
    for uri in accepted.resource_subscriptions.iter().flatten() {
        follow(&app, &caller, &watch, uri).await?;
    }
    if accepted.resources_list_changed == Some(true) {
        watch.follow(LIST, [Topic::Inventory]).map_err(|error| results::fault(&error, &caller.request_id))?;
    }
    let reader = Reader::Stream(stream.sink().clone());
    tokio::select! {
        () = deliver(&watch, &caller, &reader) => {}
        () = stream.cancelled() => {}
        () = drain.cancelled() => {}
    }
    Ok(())
}

/// Where notifications go.
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
async fn deliver(watch: &Watch, caller: &Caller, reader: &Reader) {
    while let Some(keys) = watch.news().await {
        for key in keys {
            if &*key != LIST && registry().permit(&caller.principal, &key).is_err() {
                watch.unfollow(&key);
                continue;
            }
            if !matches!(tokio::time::timeout(SEND_TIMEOUT, reader.tell(&key)).await, Ok(true)) {
                tracing::debug!("a subscription ended: its client takes nothing any more");
                return;
            }
        }
    }
}

async fn follow(app: &Arc<App>, caller: &Caller, watch: &Watch, uri: &str) -> Result<(), ErrorData> {
    let context = Context { app: app.clone(), caller: caller.clone() };
    let topics = registry().topics(context, uri).await;
    topics
        .and_then(|topics| watch.follow(uri, topics))
        .map_err(|error| results::fault(&error, &caller.request_id))
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
        follow(app, caller, &self.started(app, caller, peer).watch, uri).await
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
            tokio::spawn(forward(watch.clone(), caller.clone(), peer.clone(), ended.clone()));
            Started { watch, _ended: ended.drop_guard() }
        })
    }
}

async fn forward(watch: Arc<Watch>, caller: Caller, peer: Peer<RoleServer>, ended: CancellationToken) {
    let reader = Reader::Session(peer.clone());
    // A session outlives idle times; its own end, or its client's, ends this.
    while !ended.is_cancelled() && !peer.is_transport_closed() {
        tokio::select! {
            () = deliver(&watch, &caller, &reader) => {}
            () = ended.cancelled() => {}
        }
    }
}
