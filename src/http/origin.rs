//! Only web pages of allowed origins may send requests (RFC 6454 §7); programs, which send no Origin, may.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::middleware::Next;
use axum::response::Response;

use super::allowed::Allowed;
use super::answer;
use crate::error::{Error, ErrorKind};
use crate::observe::metrics::Metrics;

pub(super) async fn layer(
    State((allowed, metrics)): State<(Arc<Allowed>, Arc<Metrics>)>,
    request: Request,
    next: Next,
) -> Response {
    let mut origins = request.headers().get_all(ORIGIN).iter();
    if origins.all(|origin| origin.to_str().is_ok_and(|origin| allowed.origin(origin))) {
        return next.run(request).await;
    }
    metrics.refusals.inc(["origin"]);
    tracing::warn!("refused a request of a web page that is not allowed to call this server");
    answer::error(
        &Error::new(ErrorKind::Refused, "pages of this origin may not call this server")
            .hint("the setting mcp_allowed_origins names those that may"),
    )
}
