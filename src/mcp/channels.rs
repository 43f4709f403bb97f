//! The transport of revision 2024-11-05: the server's messages go down one event stream, the client's are posted beside
//! it. The protocol library speaks it no longer; this bridges it to the library's handler.
//!
//! A channel is a session: it is in the table of [`Sessions`], whose caps and ownership hold for it, and it is over when
//! its stream is. What a message costs its sender is given back once it is answered, not when it has been posted.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use futures_util::stream;
use http::request::Parts;
use parking_lot::Mutex;
use rmcp::model::{
    ClientJsonRpcMessage, ClientNotification, JsonRpcMessage, RequestId, ServerJsonRpcMessage,
};
use rmcp::service::ServerInitializeError;
use rmcp::transport::common::server_side_http::session_id;
use rmcp::transport::streamable_http_server::session::SessionId;
use rmcp::{ServerHandler, ServiceExt};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::sync::{CancellationToken, DropGuard, PollSender};

use super::sessions::{Sessions, Visit};
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result};

/// Messages that wait in a channel, each way.
const QUEUE: usize = 16;

/// Something that a call holds until it has ended and its answer is on its way.
pub type Hold = Arc<dyn Any + Send + Sync>;

/// In the extensions of a request's head, so that it is held for as long as the request is handled.
#[derive(Clone)]
struct Holding(#[expect(dead_code, reason = "it is held, not read")] Hold);

type Unanswered = Arc<Mutex<HashMap<RequestId, Hold>>>;
type Serve =
    dyn Fn(Receiver<ClientJsonRpcMessage>, Sender<ServerJsonRpcMessage>, CancellationToken) + Send + Sync;

/// The way up of one channel.
#[derive(Clone)]
pub(super) struct Upstream {
    messages: Sender<ClientJsonRpcMessage>,
    unanswered: Unanswered,
}

/// Opens channels to one handler, and takes what is posted to them.
pub struct Channels {
    sessions: Arc<Sessions>,
    serve: Box<Serve>,
    stop: CancellationToken,
}

impl Channels {
    /// Channels to what `handler` makes, which is asked for each; all of them end when `stop` is cancelled.
    pub(super) fn new<H: ServerHandler>(
        handler: impl Fn() -> H + Send + Sync + 'static,
        sessions: Arc<Sessions>,
        stop: CancellationToken,
    ) -> Self {
        let serve = move |up, down, stop| {
            tokio::spawn(serve(handler(), up, down, stop));
        };
        Self { sessions, serve: Box::new(serve), stop }
    }

    /// A new channel of `owner`; [`ErrorKind::Busy`] if there are too many sessions in all, [`ErrorKind::RateLimited`] if
    /// too many are the owner's.
    pub async fn open(&self, owner: &Principal) -> Result<Channel> {
        let id = session_id();
        let (messages, up) = mpsc::channel(QUEUE);
        let (down, answers) = mpsc::channel(QUEUE);
        let unanswered = Unanswered::default();
        let upstream = Upstream { messages, unanswered: unanswered.clone() };
        let yielded = self.sessions.admit_channel(id.clone(), owner, upstream)?;
        // Before anything is waited for, so that a client which leaves meanwhile leaves no session behind.
        let entered = Entered { sessions: self.sessions.clone(), id: id.clone() };
        let visit = self.sessions.visit(&id, owner);
        if let Some(yielded) = yielded {
            self.sessions.close(&yielded).await;
        }
        let stop = self.stop.child_token();
        (self.serve)(up, down, stop.clone());
        Ok(Channel { answers, unanswered, sent: None, _visit: visit, entered, _stop: stop.drop_guard() })
    }

    /// Hands the message `body`, which came with the head `parts`, to the channel `id` of `sender`; `hold` is kept until
    /// it is answered. [`ErrorKind::NotFound`] if there is no such channel or it is another's, [`ErrorKind::Usage`] if it
    /// is no message, [`ErrorKind::Busy`] if too many wait already.
    pub fn send(
        &self,
        id: &str,
        sender: &Principal,
        mut parts: Parts,
        body: &[u8],
        hold: Hold,
    ) -> Result<()> {
        let upstream = self.sessions.upstream(id, sender).ok_or_else(no_such_channel)?;
        let mut message: ClientJsonRpcMessage = serde_json::from_slice(body)
            .map_err(|error| Error::usage("the body is not a message of MCP").caused_by(error))?;
        let place = upstream.messages.try_reserve().map_err(|error| match error {
            mpsc::error::TrySendError::Full(()) => too_many_waiting(),
            mpsc::error::TrySendError::Closed(()) => no_such_channel(),
        })?;
        parts.extensions.insert(Holding(hold.clone()));
        message.insert_extension(parts);
        upstream.keep(&message, hold);
        place.send(message);
        Ok(())
    }
}

impl Upstream {
    /// Keeps `hold` for a request until its answer; the sender of one that is cancelled waits for none.
    fn keep(&self, message: &ClientJsonRpcMessage, hold: Hold) {
        match message {
            JsonRpcMessage::Request(request) => {
                self.unanswered.lock().insert(request.id.clone(), hold);
            }
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) = &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.unanswered.lock().remove(id);
                }
            }
            _ => {}
        }
    }
}

fn no_such_channel() -> Error {
    Error::not_found("there is no such session").hint("open another with GET, and keep its stream open")
}

fn too_many_waiting() -> Error {
    Error::new(ErrorKind::Busy, format!("{QUEUE} messages of this session wait to be read"))
        .hint("read the answers on the session's stream, then send further messages")
}

/// The client's end of a channel; dropping it ends the session.
pub struct Channel {
    answers: Receiver<ServerJsonRpcMessage>,
    unanswered: Unanswered,
    /// Of the answer that was given out last: the next is asked for when that one is on its way.
    sent: Option<Hold>,
    _visit: Option<Visit>,
    entered: Entered,
    _stop: DropGuard,
}

impl Channel {
    /// What a client names the channel by.
    pub fn id(&self) -> &str {
        &self.entered.id
    }

    /// The next message for the client as JSON, `None` when the session is over.
    pub async fn next(&mut self) -> Option<String> {
        self.sent = None;
        loop {
            let message = self.answers.recv().await?;
            let answered = match &message {
                JsonRpcMessage::Response(response) => Some(&response.id),
                JsonRpcMessage::Error(error) => error.id.as_ref(),
                _ => None,
            };
            self.sent = answered.and_then(|id| self.unanswered.lock().remove(id));
            match serde_json::to_string(&message) {
                Ok(text) => return Some(text),
                Err(error) => tracing::error!(%error, "a message could not be written"),
            }
        }
    }
}

/// A channel's entry in the table of sessions, struck when dropped.
struct Entered {
    sessions: Arc<Sessions>,
    id: SessionId,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.sessions.forget(&self.id);
    }
}

async fn serve<H: ServerHandler>(
    handler: H,
    mut up: Receiver<ClientJsonRpcMessage>,
    down: Sender<ServerJsonRpcMessage>,
    stop: CancellationToken,
) {
    let up = stream::poll_fn(move |context| up.poll_recv(context));
    let ended = match handler.serve_with_ct((PollSender::new(down), up), stop).await {
        Ok(running) => running.waiting().await.err().map(|error| error.to_string()),
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => None,
        Err(error) => Some(error.to_string()),
    };
    if let Some(reason) = ended {
        tracing::debug!(reason, "a session over HTTP with SSE ended badly");
    }
}
