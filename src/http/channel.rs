//! The transport of 2024-11-05: `GET {base}/sse` is a session's event stream, whose first event says where the client posts
//! its messages, `POST {base}/messages`. Both pass what every MCP request passes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;

use super::in_flight::Slot;
use super::{answer, caller, session};
use crate::error::{Error, Result};
use crate::mcp::{Channel, Channels};
use crate::observe::metrics::Metrics;

/// Where messages are posted, below the base path.
pub(super) const MESSAGES: &str = "/messages";
/// Between two comments on a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Proxies such as nginx hold back what is small otherwise.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// What both routes need.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) channels: Arc<Channels>,
    /// The path of the second route.
    pub(super) messages: Arc<str>,
    pub(super) metrics: Arc<Metrics>,
}

/// Where a message is to go.
#[derive(Deserialize)]
pub(super) struct Target {
    session_id: String,
}

/// Opens a channel and streams what comes down.
pub(super) async fn open(State(door): State<Door>, request: Request) -> Response {
    let opened = match caller::of(&request) {
        Ok(caller) => door.channels.open(&caller.principal).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(channel) => {
            let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
            ([UNBUFFERED], Sse::new(events(&door.messages, channel)).keep_alive(keep_alive)).into_response()
        }
        Err(error) => {
            session::count(&error, &door.metrics);
            answer::error(&error)
        }
    }
}

/// Hands one message to its channel: 202, the answer comes down the stream.
pub(super) async fn post(
    State(door): State<Door>,
    Query(target): Query<Target>,
    request: Request,
) -> Response {
    match deliver(&door.channels, &target.session_id, request).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(error) => answer::error(&error),
    }
}

async fn deliver(channels: &Channels, id: &str, request: Request) -> Result<()> {
    let sender = caller::of(&request)?.principal.clone();
    let place = request.extensions().get::<Slot>().and_then(Slot::take).ok_or_else(|| {
        Error::usage("a session over SSE does not listen by request").hint("call resources/subscribe")
    })?;
    let (parts, body) = request.into_parts();
    // Its size was bounded before it came here.
    let body = to_bytes(body, usize::MAX)
        .await
        .map_err(|error| Error::usage("the body broke off").caused_by(error))?;
    channels.send(id, &sender, parts, &body, place)
}

fn events(messages: &str, channel: Channel) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let endpoint = format!("{messages}?session_id={}", channel.id());
    let rest = stream::unfold(channel, async |mut channel| Some((channel.next().await?, channel)));
    let rest = rest.map(|message| event("message", &message));
    stream::once(async move { event("endpoint", &endpoint) }).chain(rest).map(Ok)
}

fn event(name: &str, data: &str) -> Event {
    Event::default().event(name).data(data)
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use proptest::prelude::*;

    use super::*;

    /// As the HTML standard reads an event stream (§9.2.6): name and data of each event.
    fn read(text: &str) -> Vec<(String, String)> {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        let (mut all, mut name, mut data) = (Vec::new(), String::new(), Vec::new());
        for line in lines.split('\n') {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match (line, field) {
                ("", _) if data.is_empty() => name.clear(),
                ("", _) => {
                    all.push((std::mem::take(&mut name), std::mem::take(&mut data).join("\n")));
                }
                (_, "event") => value.clone_into(&mut name),
                (_, "data") => data.push(value.to_owned()),
                _ => {}
            }
        }
        all
    }

    async fn written(events: Vec<Event>) -> String {
        let events = stream::iter(events.into_iter().map(Ok::<_, Infallible>));
        let body = Sse::new(events).into_response().into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    }

    proptest! {
        #[test]
        fn no_data_makes_an_event_of_its_own(
            texts in prop::collection::vec("(?s)(\r|\n|data:|event: x|id: 1|retry: 1|:|\0|\u{2028}|\u{feff}|.){1,12}", 1..5)
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let events = texts.iter().map(|text| event("message", text)).collect();
            let read = read(&runtime.block_on(written(events)));
            prop_assert_eq!(read.len(), texts.len());
            for ((name, data), text) in read.iter().zip(&texts) {
                prop_assert_eq!(name, "message");
                // How a line ends is the one thing that an event stream does not keep.
                prop_assert_eq!(data, &text.replace('\r', "\n"));
            }
        }

        #[test]
        fn a_message_arrives_as_it_was(text in "(?s)(\r|\n|data:|event: x|id: 1|.){0,20}") {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let message = serde_json::json!({"jsonrpc": "2.0", "method": text, "params": {text.clone(): [text]}});
            let written = runtime.block_on(written(vec![event("message", &message.to_string())]));
            prop_assert_eq!(written.lines().count(), 3, "name, data, end: {}", written);
            let (_, data) = &read(&written)[0];
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(data).unwrap(), message);
        }
    }
}
