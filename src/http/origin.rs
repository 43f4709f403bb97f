//! Only web pages of allowed origins may send requests (RFC 6454 §7); programs, which send no Origin, may.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::response::Response;

use super::allowed::Allowed;
use super::answer;
use super::middleware::{Middleware, Next};
use crate::error::{Error, ErrorKind};
use crate::observe::metrics::Metrics;

/// Refuses the others.
#[derive(Clone)]
pub(super) struct Origins {
    pub(super) allowed: Arc<Allowed>,
    pub(super) metrics: Arc<Metrics>,
}

impl Middleware for Origins {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let mut origins = request.headers().get_all(ORIGIN).iter();
        if origins.all(|origin| origin.to_str().is_ok_and(|origin| self.allowed.origin(origin))) {
            return next.run(request).await;
        }
        self.metrics.refusals.inc(["origin"]);
        tracing::warn!("refused a request of a web page that is not allowed to call this server");
        answer::error(
            &Error::new(ErrorKind::Refused, "pages of this origin may not call this server")
                .hint("the setting mcp_allowed_origins names those that may"),
        )
    }
}
