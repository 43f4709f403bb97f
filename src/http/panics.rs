//! A panic while handling a request ends that request with a 500 and nothing else.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::{answer, request_id};
use crate::error::{Error, ErrorKind};

pub(super) async fn layer(request: Request, next: Next) -> Response {
    let id = request_id::of(&request).to_owned();
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!("a request handler panicked");
        answer::error(&Error::new(ErrorKind::Internal, format!("internal error, request {id}")))
    })
}
