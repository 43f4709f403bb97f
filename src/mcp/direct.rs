//! What is answered over HTTP without the protocol library's machinery: calls of tools and streams of news in the stateless
//! revision, which are most of what a busy server is asked.
//!
//! For each request the library makes a transport, a peer and two tasks, and reads and writes the message several times
//! over. Here it is read once, and answered in the library's own types. Only what is plainly in order is taken; whatever is
//! not goes to the library, which is the one judge of that.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Either, Full};
use rmcp::model::{
    CallToolRequestMethod, CallToolRequestParams, ClientCapabilities, ConstString, Implementation,
    InputResponses, JsonObject, JsonRpcError, JsonRpcResponse, JsonRpcVersion2_0, ProtocolVersion, RequestId,
    RequestMetaObject, ServerResult, SubscriptionsListenRequestMethod, SubscriptionsListenRequestParams,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::calls::{self, Call};
use super::definitions::MIRRORED;
use super::results::{Answered, Called};
use super::server::{SERVER_INFO, Server};
use super::{asking, listening, progress};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind};

const CALL: &str = CallToolRequestMethod::VALUE;
const LISTEN: &str = SubscriptionsListenRequestMethod::VALUE;
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
/// Bytes of an answer that is not long.
const USUAL: usize = 4096;
/// The header of [`MIRRORED`].
const MIRROR: HeaderName = HeaderName::from_static("mcp-param-device");

/// The library's service, with what is answered directly taken off it.
#[derive(Clone)]
pub struct Direct<S> {
    library: S,
    server: Server,
    stop: CancellationToken,
}

/// The body of a direct answer.
pub(super) type Answer = UnsyncBoxBody<Bytes, Infallible>;

impl<S> Direct<S> {
    /// Answers of `server` in front of `library`; calls and streams under way end when `stop` is cancelled.
    pub(super) fn new(library: S, server: Server, stop: CancellationToken) -> Self {
        Self { library, server, stop }
    }
}

impl<S, R, B> Service<Request<R>> for Direct<S>
where
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Send,
    S: Service<Request<Either<R, Full<Bytes>>>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Either<B, Answer>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.library.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let clone = self.library.clone();
        let mut library = std::mem::replace(&mut self.library, clone);
        let Some((asked, caller)) = asked(&request) else {
            let answer = library.call(request.map(Either::Left));
            return Box::pin(async move { answer.await.map(|response| response.map(Either::Left)) });
        };
        let (server, stop) = (self.server.clone(), self.stop.clone());
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            // The body is in memory by now; of one that fails to be read there is nothing, which the library refuses.
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            match asked {
                Asked::Call => {
                    if let Some(wanted) = call(&server, &parts, &body) {
                        return Ok(called(server, caller, wanted, &parts, &stop).await.map(Either::Right));
                    }
                }
                Asked::Listen => {
                    if let Some(wanted) = stream(&body) {
                        return Ok(listening::answer(&server, caller, wanted, stop).map(Either::Right));
                    }
                }
            }
            let request = Request::from_parts(parts, Either::Right(Full::new(body)));
            library.call(request).await.map(|response| response.map(Either::Left))
        })
    }
}

/// What a request asks for.
#[derive(Clone, Copy)]
enum Asked {
    Call,
    Listen,
}

/// What may be answered directly by what the headers say, and who asks for it.
fn asked<R>(request: &Request<R>) -> Option<(Asked, Caller)> {
    let headers = request.headers();
    let stateless = request.method() == Method::POST
        && text(headers, PROTOCOL_VERSION) == Some(ProtocolVersion::V_2026_07_28.as_str())
        && takes_both(headers);
    let asked = match text(headers, METHOD).filter(|_| stateless)? {
        CALL => Asked::Call,
        LISTEN if !headers.contains_key(NAME) => Asked::Listen,
        _ => return None,
    };
    Some((asked, request.extensions().get::<Caller>()?.clone()))
}

/// Whether an answer may be JSON or a stream, as the server likes, which the protocol demands of a client.
fn takes_both(headers: &HeaderMap) -> bool {
    let Some(accept) = text(headers, ACCEPT) else { return false };
    let takes = |kind| accept.split(',').any(|one| one.trim() == kind);
    takes("application/json") && takes("text/event-stream")
}

/// A header that is there once.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    all.next().filter(|_| all.next().is_none())?.to_str().ok()
}

/// A request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message<P> {
    #[serde(rename = "jsonrpc")]
    _version: JsonRpcVersion2_0,
    pub(super) id: RequestId,
    method: String,
    pub(super) params: P,
}

impl<P: DeserializeOwned> Message<P> {
    /// One of `method`, if it is one.
    fn of(body: &[u8], method: &str) -> Option<Self> {
        serde_json::from_slice::<Self>(body).ok().filter(|message| message.method == method)
    }
}

/// Whether `meta` is what the stateless revision demands.
fn in_order(meta: Option<&RequestMetaObject>) -> Option<&RequestMetaObject> {
    meta.filter(|meta| {
        meta.protocol_version() == Some(ProtocolVersion::V_2026_07_28)
            && meta.missing_required_keys(&ProtocolVersion::V_2026_07_28).is_empty()
    })
}

/// The stream that is asked for, if the request is in order.
fn stream(body: &[u8]) -> Option<Message<SubscriptionsListenRequestParams>> {
    let wanted = Message::<SubscriptionsListenRequestParams>::of(body, LISTEN)?;
    in_order(wanted.params.meta.as_ref())?;
    Some(wanted)
}

/// What a call wants.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Wanted {
    name: String,
    arguments: Option<JsonObject>,
    input_responses: Option<InputResponses>,
    request_state: Option<String>,
    #[serde(rename = "_meta")]
    meta: Meta,
}

/// What the stateless revision has every request say of itself and its client; the library's own type reads each again where
/// it is asked for.
#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    version: ProtocolVersion,
    #[serde(rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: ClientCapabilities,
    #[serde(rename = "io.modelcontextprotocol/clientInfo")]
    client: Option<Implementation>,
    #[serde(rename = "progressToken")]
    progress: Option<IgnoredAny>,
}

/// The call that is asked for, if the request is in order and is answered by one message.
fn call(server: &Server, parts: &Parts, body: &[u8]) -> Option<Message<Wanted>> {
    let wanted = Message::<Wanted>::of(body, CALL)?;
    let Wanted { name, arguments, meta, .. } = &wanted.params;
    let plain = meta.version == ProtocolVersion::V_2026_07_28
        && meta.progress.is_none()
        && text(&parts.headers, NAME) == Some(name)
        && mirrored(&parts.headers, arguments.as_ref())
        && server.registry().get(name).is_some();
    plain.then_some(wanted)
}

/// Whether the headers say what the arguments say.
fn mirrored(headers: &HeaderMap, arguments: Option<&JsonObject>) -> bool {
    let (argument, _) = MIRRORED;
    let header = text(headers, MIRROR);
    match arguments.and_then(|arguments| arguments.get(argument)) {
        None | Some(Value::Null) => header.is_none(),
        Some(Value::String(value)) => header == Some(value),
        Some(_) => false,
    }
}

/// Answers a call, which comes to its end in good order when its client leaves.
async fn called(
    server: Server,
    caller: Caller,
    wanted: Message<Wanted>,
    parts: &Parts,
    stop: &CancellationToken,
) -> Response<Answer> {
    let Message { id, params: Wanted { name, arguments, input_responses, request_state, meta }, .. } = wanted;
    let mut request = CallToolRequestParams::new(name);
    request.arguments = arguments;
    request.input_responses = input_responses;
    request.request_state = request_state;
    let caller = match meta.client {
        Some(client) => caller.through(&format!("{} {}", client.name, client.version)),
        None => caller,
    };
    let opens = asking::opens_addresses(Some(meta.capabilities));
    let cancel = stop.child_token();
    let _client_left = cancel.clone().drop_guard();
    let request_id = caller.request_id.clone();
    let call = Call {
        caller,
        progress: progress::unwatched(),
        cancel,
        way: opens.then_some(asking::Way::Result),
        around: calls::span(parts),
        held: calls::held(parts),
        request,
    };
    let outcome = Surviving::new(async move {
        let outcome = AssertUnwindSafe(server.called(call)).catch_unwind().await;
        outcome.map_err(|_| Error::new(ErrorKind::Internal, "a call panicked"))
    });
    match outcome.await {
        Ok(Ok(Called::Answered(answer))) => {
            let result = Answered::of(&answer, &SERVER_INFO);
            json(&JsonRpcResponse { jsonrpc: JsonRpcVersion2_0, id, result })
        }
        Ok(other) => {
            let meta = Some(SERVER_INFO.clone());
            match other.and_then(|other| other.response(meta, &request_id)) {
                Ok(response) => {
                    let result = ServerResult::from(response);
                    json(&JsonRpcResponse { jsonrpc: JsonRpcVersion2_0, id, result })
                }
                Err(fault) => json(&JsonRpcError::new(Some(id), fault)),
            }
        }
        Err(broken) => broke_off(&broken),
    }
}

/// Work that goes on in a task of its own when whoever waits for it is gone. Until then it costs no task.
struct Surviving<F>(Option<Pin<Box<F>>>)
where
    F: Future<Output: Send> + Send + 'static;

impl<F: Future<Output: Send> + Send + 'static> Surviving<F> {
    fn new(work: F) -> Self {
        Self(Some(Box::pin(work)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for Surviving<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // Taken out while it runs, so that work which panics is not begun again.
        let Some(mut work) = self.0.take() else { return Poll::Pending };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for Surviving<F> {
    fn drop(&mut self) {
        // Without a runtime the process is ending, and nothing goes on.
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            drop(runtime.spawn(work));
        }
    }
}

fn json(message: &impl Serialize) -> Response<Answer> {
    let mut body = Vec::with_capacity(USUAL);
    if let Err(error) = serde_json::to_writer(&mut body, message) {
        return broke_off(&error);
    }
    let mut response = Response::new(Full::new(Bytes::from(body)).boxed_unsync());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A fault of ours; what stands in front of this service tells the client, with the request's id.
fn broke_off(error: &dyn std::error::Error) -> Response<Answer> {
    let mut response = Response::new(Full::new(Bytes::from(error.to_string())).boxed_unsync());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::app::App;
    use crate::domain::principal::Principal;
    use crate::mcp::Callers;
    use crate::tools::registry::registry;

    /// A call of `device_get` with what is to be different about it.
    fn request(headers: &[(&'static str, &'static str)], change: &Value) -> (Request<()>, Vec<u8>) {
        let mut request =
            Request::builder().method(Method::POST).extension(Caller::new(Principal::lab(), "r"));
        let usual = [
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", CALL),
            ("mcp-name", "device_get"),
            ("mcp-param-device", "edge"),
        ];
        for (name, value) in usual {
            let replaced = headers.iter().any(|(other, _)| *other == name);
            request = if replaced { request } else { request.header(name, value) };
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let mut message = json!({"jsonrpc": "2.0", "id": 1, "method": CALL, "params": {
            "name": "device_get",
            "arguments": {"device": "edge"},
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        }});
        for (pointer, value) in change.as_object().into_iter().flatten() {
            let (parent, member) = pointer.rsplit_once('/').unwrap();
            message.pointer_mut(parent).unwrap()[member.replace("~1", "/")] = value.clone();
        }
        (request.body(()).unwrap(), serde_json::to_vec(&message).unwrap())
    }

    #[test]
    fn the_mirror_is_the_header_that_is_announced() {
        let (_, header) = MIRRORED;
        assert_eq!(MIRROR.as_str(), format!("mcp-param-{header}").to_lowercase());
    }

    #[tokio::test]
    async fn only_calls_that_are_plainly_in_order_are_taken_off_the_library() {
        let server = Server::new(registry(), App::scratch().await.into(), Callers::PerRequest);
        let taken = |headers: &[(&'static str, &'static str)], change: &Value| {
            let (request, body) = request(headers, change);
            asked(&request).is_some() && call(&server, &request.into_parts().0, &body).is_some()
        };
        assert!(taken(&[], &json!({})));
        assert!(taken(&[("mcp-param-device", "")], &json!({"/params/arguments": {}})));
        assert!(taken(&[], &json!({"/id": "text", "/params/requestState": "plan"})));
        for headers in [
            [("accept", "application/json")],
            [("mcp-protocol-version", "2025-11-25")],
            [("mcp-method", "tools/list")],
            [("mcp-name", "device_list")],
            [("mcp-name", "=?base64?ZGV2aWNlX2dldA==?=")],
            [("mcp-param-device", "")],
            [("mcp-param-device", "core")],
        ] {
            assert!(!taken(&headers, &json!({})), "{headers:?}");
        }
        for change in [
            json!({"/jsonrpc": "1.0"}),
            json!({"/id": null}),
            json!({"/method": "tools/list"}),
            json!({"/result": {}}),
            json!({"/params/arguments": []}),
            json!({"/params/arguments/device": 1}),
            json!({"/params/name": "device_list"}),
            json!({"/params/_meta/progressToken": 1}),
            json!({"/params/task": {}}),
            json!({"/params/_meta/io.modelcontextprotocol~1clientInfo": {"name": "no version"}}),
            json!({"/params/_meta": {}}),
            json!({"/params/_meta/io.modelcontextprotocol~1protocolVersion": "2025-11-25"}),
        ] {
            assert!(!taken(&[], &change), "{change}");
        }
        let unknown = json!({"/params/name": "no_such_tool"});
        assert!(!taken(&[("mcp-name", "no_such_tool")], &unknown));
    }
}
