//! A tool called, whichever way the call came.

use std::any::Any;
use std::sync::{Arc, Weak};

use http::request::Parts;
use rmcp::model::{CallToolRequestParams, Extensions};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::asking::{self, Way};
use super::channels::Hold;
use super::progress::{self, End};
use super::results::{self, Called};
use super::server::Server;
use crate::app::outcome as word;
use crate::app::progress::Progress;
use crate::domain::principal::Caller;
use crate::error::Result;
use crate::observe::traces;
use crate::tools::tool::{Answer, Context};

/// No tool has a longer name; a longer one is not echoed.
const NAME_MAX: usize = 64;

/// A call with all that it needs.
pub(super) struct Call {
    pub(super) caller: Caller,
    pub(super) request: CallToolRequestParams,
    pub(super) progress: (Arc<dyn Progress>, End),
    /// Cancelled when the caller gives up.
    pub(super) cancel: CancellationToken,
    /// How its client can be asked to open an address.
    pub(super) way: Option<Way>,
    /// The HTTP request's span, which a task of its own is outside of; none for stdio.
    pub(super) around: Option<tracing::Id>,
    /// What is held until the call has ended.
    pub(super) held: Option<Hold>,
}

impl Call {
    /// One that came through the protocol library.
    pub(super) fn of(
        caller: Caller,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Self {
        let head = context.extensions.get::<Parts>();
        Self {
            caller,
            request,
            progress: progress::of(context),
            cancel: context.ct.clone(),
            way: asking::way(context),
            around: around(&context.extensions),
            held: head.and_then(held),
        }
    }
}

impl Server {
    /// Has the registry answer `call`.
    pub(super) async fn called(&self, call: Call) -> Result<Called, ErrorData> {
        let Call { caller, mut request, progress, cancel, way, around, held } = call;
        let _until_it_ends = held;
        if request.name.len() > NAME_MAX {
            return Err(ErrorData::invalid_params(
                format!("no tool's name has more than {NAME_MAX} bytes"),
                None,
            ));
        }
        let tool = self.registry().find(&request.name).map_err(|error| results::malformed(&error))?;
        let asked = asking::came_back(tool, &mut request);
        let request_id = caller.request_id.clone();
        let span = tracing::error_span!(
            parent: around,
            "call",
            %request_id,
            tool = %request.name,
            outcome = tracing::field::Empty,
        );
        let outcome = Box::pin(self.run(caller, request, progress, cancel)).instrument(span.clone()).await;
        traces::note(&span, "outcome", word(&outcome).as_str());
        traces::done(&span, format_args!("tools/call {}", tool.name), outcome.is_err());
        let ask = asking::of(self.app(), tool, &outcome).filter(|_| !asked);
        match ask.and_then(|ask| Some((ask, way?))) {
            Some((ask, Way::Result)) => return Ok(Called::Asks(ask.result())),
            Some((ask, Way::Request(peer))) => Box::pin(ask.request(&peer)).await,
            None => {}
        }
        span.in_scope(|| results::outcome(outcome, &request_id))
    }

    async fn run(
        &self,
        caller: Caller,
        request: CallToolRequestParams,
        (progress, _end): (Arc<dyn Progress>, End),
        cancel: CancellationToken,
    ) -> Result<Answer> {
        let context = Context { app: self.app().clone(), caller, progress, cancel };
        self.registry().call(context, &request.name, request.arguments.unwrap_or_default()).await
    }
}

/// What is held for a call as long as its handler is at it, though its client may have left. Weak, because a request's
/// extensions may outlive the handler.
#[derive(Clone)]
pub struct Underway(Weak<dyn Any + Send + Sync>);

impl Underway {
    /// For the extensions of a request, for whose call `held` is held.
    pub fn new<T: Any + Send + Sync>(held: &Arc<T>) -> Self {
        let held: Weak<T> = Arc::downgrade(held);
        Self(held)
    }
}

/// Holds what is held for the call with this head.
pub(super) fn held(head: &Parts) -> Option<Hold> {
    head.extensions.get::<Underway>()?.0.upgrade()
}

/// The span of the HTTP request in these extensions of a message.
pub(super) fn around(extensions: &Extensions) -> Option<tracing::Id> {
    span(extensions.get::<Parts>()?)
}

/// The span of the HTTP request with this head.
pub(super) fn span(head: &Parts) -> Option<tracing::Id> {
    head.extensions.get::<tracing::Span>().and_then(tracing::Span::id)
}
