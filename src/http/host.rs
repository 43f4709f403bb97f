//! Only requests that are addressed to this server are served (RFC 9110 §7.2).
//!
//! What asks whether the server is well often names nothing (HTTP/1.0) or an address of its own making (a pod's, a
//! proxy's name for its upstream). Those routes answer it, with less; see [`Stranger`].

use std::sync::Arc;

use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::response::Response;

use super::allowed::Allowed;
use super::middleware::{Middleware, Next};
use super::{answer, health};
use crate::error::{Error, ErrorKind};
use crate::observe::metrics::Metrics;

/// Refuses those that are not.
#[derive(Clone)]
pub(super) struct Hosts {
    pub(super) allowed: Arc<Allowed>,
    pub(super) metrics: Arc<Metrics>,
}

impl Middleware for Hosts {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        match addressed(&self.allowed, &request) {
            Ok(true) => next.run(request).await,
            Ok(false) if health::PATHS.contains(&request.uri().path()) => {
                request.extensions_mut().insert(Stranger);
                next.run(request).await
            }
            Ok(false) => refuse(&self.metrics, &not_ours()),
            Err(error) => refuse(&self.metrics, &error),
        }
    }
}

/// Marks a request that does not name this server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stranger;

fn refuse(metrics: &Metrics, error: &Error) -> Response {
    metrics.refusals.inc(["host"]);
    answer::error(error)
}

/// Whether the host that the request names, in its Host header, its target's authority or both, is ours. Only HTTP/1.0 may
/// name none (RFC 9112 §3.2); two that differ are an error, for whoever stands before us may have looked at the other one
/// (RFC 9112 §3.2.2, RFC 9113 §8.3.1).
fn addressed(allowed: &Allowed, request: &Request) -> Result<bool, Error> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next();
    let target = request.uri().authority();
    let named = host.is_some() || target.is_some();
    if hosts.next().is_some() || (!named && request.version() > Version::HTTP_10) {
        return Err(Error::usage("a request must name one host"));
    }
    if let (Some(host), Some(target)) = (host, target)
        && !host.to_str().is_ok_and(|host| Allowed::same(request.uri().scheme_str(), host, target.as_str()))
    {
        return Err(Error::usage("the request's target and its Host header name different hosts"));
    }
    let host = host.is_none_or(|host| host.to_str().is_ok_and(|host| allowed.host(host)));
    let target = target.is_none_or(|target| allowed.host(target.as_str()));
    Ok(named && host && target)
}

fn not_ours() -> Error {
    tracing::warn!("refused a request for a host that is not this server's");
    Error::new(ErrorKind::Refused, "this server does not go by that host name")
        .hint("the names it goes by are the setting mcp_allowed_hosts and the host of mcp_public_url")
}
