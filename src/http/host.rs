//! Only requests that are addressed to this server are served (RFC 9110 §7.2).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
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
    match addressed(&allowed, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => {
            metrics.refusals.inc(["host"]);
            answer::error(&error)
        }
    }
}

/// The Host header and the request target's authority, where there is one, must both be ours; one of them must be there.
fn addressed(allowed: &Allowed, request: &Request) -> Result<(), Error> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next();
    let target = request.uri().authority();
    if hosts.next().is_some() || (host.is_none() && target.is_none()) {
        return Err(Error::usage("a request must name one host"));
    }
    let host = host.is_none_or(|host| host.to_str().is_ok_and(|host| allowed.host(host)));
    let target = target.is_none_or(|target| allowed.host(target.as_str()));
    if host && target {
        return Ok(());
    }
    tracing::warn!("refused a request for a host that is not this server's");
    Err(Error::new(ErrorKind::Refused, "this server does not go by that host name")
        .hint("the names it goes by are the setting mcp_allowed_hosts and the host of mcp_public_url"))
}
