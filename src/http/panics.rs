//! A panic while handling a request ends that request with a 500 and nothing else.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::answer;
use super::request_id::RequestId;
use crate::error::{Error, ErrorKind};

pub(super) async fn layer(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!("a request handler panicked");
        answer::error(&Error::new(ErrorKind::Internal, format!("internal error, request {id}")))
    })
}
