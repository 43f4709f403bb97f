//! Middlewares that cost what they do and nothing more.
//!
//! However many stand in a [`Stack`], they are one service to the router. axum's own copy for each request what they wrap, and
//! take the request apart and put it together again at each layer, which took as long as answering did.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use futures_util::future::BoxFuture;
use tower::{Layer, Service, ServiceExt};

/// What comes after a middleware.
pub(super) trait Next: Copy + Send + Sync {
    /// Has `request` answered.
    fn run(self, request: Request) -> impl Future<Output = Response> + Send;
}

/// What is done around answering a request.
pub(super) trait Middleware: Clone + Send + Sync + 'static {
    /// Answers `request`, by `next` or instead of it.
    fn around(&self, request: Request, next: impl Next) -> impl Future<Output = Response> + Send;

    /// This one, and `inner` between it and what comes after.
    fn then<M: Middleware>(self, inner: M) -> Then<Self, M> {
        Then(self, inner)
    }
}

/// See [`Middleware::then`].
#[derive(Clone)]
pub(super) struct Then<A, B>(A, B);

impl<A: Middleware, B: Middleware> Middleware for Then<A, B> {
    fn around(&self, request: Request, next: impl Next) -> impl Future<Output = Response> + Send {
        self.0.around(request, Inner(&self.1, next))
    }
}

struct Inner<'a, M, N>(&'a M, N);

impl<M, N: Copy> Clone for Inner<'_, M, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, N: Copy> Copy for Inner<'_, M, N> {}

impl<M: Middleware, N: Next> Next for Inner<'_, M, N> {
    fn run(self, request: Request) -> impl Future<Output = Response> + Send {
        // In a box each: a future is moved into the one that waits for it, and would carry all within it along.
        Box::pin(self.0.around(request, self.1))
    }
}

/// Puts a middleware, and those that it has within, around a service.
#[derive(Clone)]
pub(super) struct Stack<M>(pub(super) M);

impl<M: Clone, S> Layer<S> for Stack<M> {
    type Service = Stacked<M, S>;

    fn layer(&self, service: S) -> Stacked<M, S> {
        Stacked(Arc::new((self.0.clone(), service)))
    }
}

/// A service with a middleware around it.
pub(super) struct Stacked<M, S>(Arc<(M, S)>);

impl<M, S> Clone for Stacked<M, S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<M, S> Service<Request> for Stacked<M, S>
where
    M: Middleware,
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // The copy that takes the request is asked.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let stacked = self.0.clone();
        Box::pin(async move {
            let (middleware, service) = &*stacked;
            Ok(middleware.around(request, Innermost(service)).await)
        })
    }
}

struct Innermost<'a, S>(&'a S);

impl<S> Clone for Innermost<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Innermost<'_, S> {}

impl<S> Next for Innermost<'_, S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync,
    S::Future: Send,
{
    async fn run(self, request: Request) -> Response {
        let Ok(response) = self.0.clone().oneshot(request).await;
        response
    }
}
