//! Who is calling: the principal of a request, known before anything of its body is read.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;

use super::gate::Gate;
use super::middleware::{Middleware, Next};
use super::peer::Client;
use super::rate::LetIn;
use super::{answer, lasting, request_id};
use crate::app::login::Grant;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind};

/// How a caller proves who it is; the settings decide which of these a server may use.
#[derive(Clone)]
pub enum Access {
    /// Nobody has to: every caller is the anonymous principal of the lab.
    Open,
    /// Nobody can: every MCP request is refused.
    Closed,
    /// By a token.
    Login(Arc<Gate>),
}

impl Access {
    /// The way in with a token, where there is one.
    pub fn gate(&self) -> Option<&Arc<Gate>> {
        match self {
            Self::Login(gate) => Some(gate),
            Self::Open | Self::Closed => None,
        }
    }
}

impl Middleware for Access {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let (principal, grant) = match admitted(self, request.headers()).await {
            Ok(admitted) => admitted,
            Err(refusal) => return refusal,
        };
        let response = run_as(principal, request, next).await;
        match grant {
            Some(grant) => lasting::while_granted(response, grant),
            None => response,
        }
    }
}

/// Has `request` handled as one of `principal`.
pub(super) async fn run_as(principal: Arc<Principal>, mut request: Request, next: impl Next) -> Response {
    let mut caller = Caller::new(principal.clone(), request_id::of(&request));
    caller.source = request.extensions().get::<Client>().map(|client| client.address);
    request.extensions_mut().insert(caller);
    if let Some(let_in) = request.extensions().get::<LetIn>() {
        let_in.set();
    }
    let mut response = next.run(request).await;
    // For the access log, which sees the response alone.
    response.extensions_mut().insert(principal);
    response
}

/// Who sent `request`, which is known inside of [`run_as`].
pub(super) fn of(request: &Request) -> Result<&Caller, Error> {
    request.extensions().get::<Caller>().ok_or_else(nobody)
}

fn nobody() -> Error {
    Error::new(ErrorKind::Unauthenticated, "a login is required")
}

async fn admitted(
    access: &Access,
    headers: &HeaderMap,
) -> Result<(Arc<Principal>, Option<Arc<Grant>>), Response> {
    match access {
        Access::Open => Ok((Arc::new(Principal::lab()), None)),
        Access::Closed => Err(answer::error(&nobody())),
        Access::Login(gate) => {
            let grant = gate.admit(headers).await?;
            Ok((grant.principal.clone(), Some(grant)))
        }
    }
}
