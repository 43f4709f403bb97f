//! Listening to news over HTTP without the protocol library's machinery.
//!
//! For each stream the library keeps two tasks and three queues, and every notification passes through all of them; ten
//! thousand streams that wait should cost less. So a `subscriptions/listen` that is plainly in order is answered here, with
//! the library's own messages.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use rmcp::ErrorData;
use rmcp::model::{
    ErrorCode, GetMeta, JsonRpcError, JsonRpcNotification, JsonRpcResponse, JsonRpcVersion2_0, RequestId,
    ResourceListChangedNotification, ResourceUpdatedNotification, ResourceUpdatedNotificationParam,
    ServerNotification, SubscriptionFilter, SubscriptionsAcknowledgedNotification,
    SubscriptionsAcknowledgedNotificationParams, SubscriptionsListenRequestParams, SubscriptionsListenResult,
};
use serde::Serialize;
use tokio::time::{Instant, Sleep};
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::direct::{Answer, Message};
use super::results;
use super::server::{self, Server};
use super::subscriptions::{LIST, Subscription};
use crate::app::App;
use crate::clock;
use crate::domain::principal::Caller;

/// After so long without an event, a comment shows the client and whatever is between that the stream is alive.
const ALIVE: Duration = Duration::from_secs(15);
const COMMENT: &[u8] = b":\n\n";

/// The stream that `wanted` asks for; it ends when `stop` is cancelled.
pub(super) fn answer(
    server: &Server,
    caller: Caller,
    wanted: Message<SubscriptionsListenRequestParams>,
    stop: CancellationToken,
) -> Response<Answer> {
    let listener = Listener::new(server, caller, wanted);
    let events = stream::unfold(Box::new(listener), Listener::next).take_until(stop.cancelled_owned());
    let body = StreamBody::new(Alive::new(events.boxed()).map(|event| Ok(Frame::data(event))));
    let mut response = Response::new(body.boxed_unsync());
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (http::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    response.headers_mut().extend(headers);
    response
}

/// One stream.
struct Listener {
    app: Arc<App>,
    caller: Caller,
    id: RequestId,
    drain: CancellationToken,
    stage: Stage,
}

enum Stage {
    Opening(SubscriptionFilter),
    Open(Box<Subscription>),
    Over,
}

impl Listener {
    fn new(server: &Server, caller: Caller, wanted: Message<SubscriptionsListenRequestParams>) -> Self {
        let (app, drain) = (server.seen_by(&caller), server.drain());
        let filter = wanted.params.notifications.supported_by(&server::capabilities());
        Self { app, caller, id: wanted.id, drain, stage: Stage::Opening(filter) }
    }

    /// The next event, and what comes after it.
    async fn next(mut self: Box<Self>) -> Option<(Bytes, Box<Self>)> {
        let event = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Opening(wanted) => {
                match Subscription::open(self.app.clone(), self.caller.clone(), wanted).await {
                    Ok((subscription, honoured)) => {
                        self.stage = Stage::Open(Box::new(subscription));
                        self.acknowledgement(honoured)
                    }
                    Err(error) => self.refusal(results::fault(&error, &self.caller.request_id)),
                }
            }
            Stage::Open(subscription) => {
                let news = tokio::select! {
                    news = subscription.next() => news,
                    () = self.drain.cancelled() => Ok(None),
                };
                match news {
                    Ok(Some(keys)) => {
                        self.stage = Stage::Open(subscription);
                        keys.iter().flat_map(|key| self.notification(news_of(key))).collect()
                    }
                    Ok(None) => self.end(),
                    Err(error) => self.refusal(results::fault(&error, &self.caller.request_id)),
                }
            }
            Stage::Over => return None,
        };
        Some((Bytes::from(event), self))
    }

    fn acknowledgement(&self, honoured: SubscriptionFilter) -> Vec<u8> {
        let params = SubscriptionsAcknowledgedNotificationParams::new(honoured);
        self.notification(ServerNotification::SubscriptionsAcknowledgedNotification(
            SubscriptionsAcknowledgedNotification::new(params),
        ))
    }

    fn notification(&self, mut notification: ServerNotification) -> Vec<u8> {
        notification.get_meta_mut().set_subscription_id(self.id.clone());
        event(&JsonRpcNotification { jsonrpc: JsonRpcVersion2_0, notification })
    }

    fn end(&self) -> Vec<u8> {
        let mut result = SubscriptionsListenResult::complete(self.id.clone());
        result.meta.set_server_info(server::implementation());
        event(&JsonRpcResponse { jsonrpc: JsonRpcVersion2_0, id: self.id.clone(), result })
    }

    /// This revision has no code of its own for a resource that is not there.
    fn refusal(&self, mut fault: ErrorData) -> Vec<u8> {
        if fault.code == ErrorCode::RESOURCE_NOT_FOUND {
            fault.code = ErrorCode::INVALID_PARAMS;
        }
        event(&JsonRpcError::new(Some(self.id.clone()), fault))
    }
}

fn news_of(key: &str) -> ServerNotification {
    if key == LIST {
        ServerNotification::ResourceListChangedNotification(ResourceListChangedNotification::default())
    } else {
        ServerNotification::ResourceUpdatedNotification(ResourceUpdatedNotification::new(
            ResourceUpdatedNotificationParam::new(key),
        ))
    }
}

/// A message as an event; the messages here are strings and numbers, which always are JSON.
fn event(message: &impl Serialize) -> Vec<u8> {
    let mut event = b"data: ".to_vec();
    if let Err(error) = serde_json::to_writer(&mut event, message) {
        tracing::error!(%error, "a notification could not be written");
        return COMMENT.to_vec();
    }
    event.extend_from_slice(b"\n\n");
    event
}

/// A stream that says something now and then.
struct Alive {
    events: BoxStream<'static, Bytes>,
    due: Pin<Box<Sleep>>,
}

impl Alive {
    fn new(events: BoxStream<'static, Bytes>) -> Self {
        Self { events, due: Box::pin(tokio::time::sleep(ALIVE)) }
    }
}

impl Stream for Alive {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let event = match self.events.poll_next_unpin(context) {
            Poll::Ready(event) => event,
            Poll::Pending => {
                std::task::ready!(self.due.as_mut().poll(context));
                Some(Bytes::from_static(COMMENT))
            }
        };
        let due: Instant = clock::monotonic() + ALIVE;
        self.due.as_mut().reset(due);
        Poll::Ready(event)
    }
}
