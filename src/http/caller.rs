//! Who is calling: the principal of a request, known before anything of its body is read.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::answer;
use super::request_id::RequestId;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind};

/// How a caller proves who it is; the settings decide which of these a server may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nobody has to: every caller is the anonymous principal of the lab.
    Open,
    /// Nobody can: every MCP request is refused.
    Closed,
}

pub(super) async fn layer(State(access): State<Access>, mut request: Request, next: Next) -> Response {
    let principal = match access {
        Access::Open => Principal::lab(),
        Access::Closed => {
            return answer::error(&Error::new(ErrorKind::Unauthenticated, "a login is required"));
        }
    };
    let request_id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    request.extensions_mut().insert(Caller { principal: principal.clone(), request_id });
    let mut response = next.run(request).await;
    // For the access log, which sees the response alone.
    response.extensions_mut().insert(principal);
    response
}
