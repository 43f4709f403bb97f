//! A stream lasts no longer than the token that opened it: when that expires or is revoked, the stream ends.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;

use crate::app::login::Grant;

/// Ends `response` with `grant` if it is a stream of events; other answers are whole and end by themselves.
pub(super) fn while_granted(response: Response, grant: Arc<Grant>) -> Response {
    if !is_stream(&response) {
        return response;
    }
    let ended = Box::pin(grant.ended().clone().cancelled_owned());
    response.map(|body| Body::new(Lasting { body, ended, over: false, _grant: grant }))
}

/// Whether `response` is a stream of events.
pub(super) fn is_stream(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

struct Lasting {
    body: Body,
    ended: Pin<Box<WaitForCancellationFutureOwned>>,
    over: bool,
    /// Held, so that the token is looked at again for as long as the stream is open.
    _grant: Arc<Grant>,
}

impl HttpBody for Lasting {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.over || self.ended.as_mut().poll(context).is_ready() {
            self.over = true;
            return Poll::Ready(None);
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.over || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
