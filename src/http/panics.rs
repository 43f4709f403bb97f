//! A panic while handling a request ends that request with a 500 and nothing else.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt;

use super::middleware::{Middleware, Next};
use super::{answer, request_id};
use crate::error::{Error, ErrorKind};

/// Ends them.
#[derive(Clone)]
pub(super) struct Panics;

impl Middleware for Panics {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let id = request_id::of(&request).to_owned();
        AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!("a request handler panicked");
            answer::error(&Error::new(ErrorKind::Internal, format!("internal error, request {id}")))
        })
    }
}
