//! A tool that the caller's scopes do not reach is answered before the protocol sees the call: 403 with the scopes that
//! would do, so that a client can ask its user for them and come back (MCP, "Authorization", scope challenge handling).
//!
//! Where no scope would help, the call goes on and its result says why it is refused, which a model can read.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;

use super::gate::Gate;
use super::json::Message;
use super::middleware::{Middleware, Next};
use crate::domain::access::covers;
use crate::domain::principal::{Caller, Role};
use crate::tools::registry::Registry;

/// What is needed to see that a call reaches too far.
#[derive(Clone)]
pub(super) struct StepUp {
    pub(super) registry: &'static Registry,
    pub(super) gate: Option<Arc<Gate>>,
}

impl Middleware for StepUp {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        match self.challenge(&request) {
            Some(challenge) => challenge,
            None => next.run(request).await,
        }
    }
}

impl StepUp {
    fn challenge(&self, request: &Request) -> Option<Response> {
        let gate = self.gate.as_ref()?;
        let called = request.extensions().get::<Message>()?.tool()?;
        let principal = &request.extensions().get::<Caller>()?.principal;
        let tool = self.registry.get(called)?;
        if covers(principal.role, tool.tier) {
            return None;
        }
        let refusal = tool.allowed_to(principal).err()?;
        let enough = Role::ALL.iter().copied().filter(|role| covers(*role, tool.tier));
        let scopes = gate.resource.scopes_of(enough);
        (!scopes.is_empty()).then(|| gate.insufficient(&refusal, &scopes))
    }
}
