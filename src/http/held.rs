//! A service held by its handle, so that copying it costs the same however much is inside.
//!
//! Each of axum's middlewares copies what it wraps for every request. Where one wraps another wraps another, the innermost
//! would be copied as many times as there are layers, and so would every one in between.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use tower::util::Oneshot;
use tower::{Layer, Service, ServiceExt};

/// Holds what is inside of it; goes between two middlewares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold;

impl<S> Layer<S> for Hold {
    type Service = Held<S>;

    fn layer(&self, inside: S) -> Held<S> {
        Held(Arc::new(inside))
    }
}

/// See [`Hold`].
pub(super) struct Held<S>(Arc<S>);

impl<S> Clone for Held<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> Service<Request> for Held<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Oneshot<S, Request>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // The copy that takes the request is asked.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        S::clone(&self.0).oneshot(request)
    }
}
