//! Asking the person behind a client to look at a plan that waits for an approval.
//!
//! Only clients that can open an address for their user are asked (URL elicitation): those with sessions by a request on
//! the stream of the call, those of the stateless revision by a result that wants input. They are given the page's address,
//! which lets nobody in: whoever opens it signs in there, and the plan's policy judges that person, not the client.

use std::collections::BTreeMap;
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ElicitRequest, ElicitRequestParams, InputRequest,
    InputRequiredResult, ProtocolVersion,
};
use rmcp::service::RequestContext;
use rmcp::{Peer, RoleServer};
use serde_json::{Map, Value};

use crate::app::App;
use crate::domain::plan::PlanState;
use crate::error::{Error, Result};
use crate::tools::tool::{Answer, Tool, Waiting};

/// For how long a client with a session may let its user think before the call ends without.
const PATIENCE: Duration = Duration::from_secs(45);
/// The key of the one request for input.
const APPROVAL: &str = "approval";

/// What a person is asked.
pub(super) struct Ask {
    plan: String,
    url: String,
}

/// How a client is asked.
pub(super) enum Way {
    /// By a request of the server.
    Request(Peer<RoleServer>),
    /// By a result that wants input.
    Result,
}

/// What to ask after `outcome` of `tool`: nothing unless its plan waits and has a page.
pub(super) fn of(app: &App, tool: &Tool, outcome: &Result<Answer>) -> Option<Ask> {
    tool.waiting?;
    let unread =
        |error: &Error| tracing::error!(%error, tool = tool.name, "nobody is asked to look at a plan");
    let structured = outcome.as_ref().ok()?.object().inspect_err(unread).ok()?;
    let said = |key: &str| structured.get(key).and_then(Value::as_str);
    if said("status")? != PlanState::Pending.as_str() {
        return None;
    }
    let plan = said("plan_id")?.to_owned();
    let url = app.approval_url(&plan)?;
    Some(Ask { plan, url })
}

/// How the client of this request is asked to open an address; `None` for one that cannot.
pub(super) fn way(context: &RequestContext<RoleServer>) -> Option<Way> {
    let version = context.protocol_version()?;
    let opens = opens_addresses(context.client_capabilities());
    if version >= ProtocolVersion::V_2026_07_28 {
        return opens.then_some(Way::Result);
    }
    (opens && version >= ProtocolVersion::V_2025_11_25).then(|| Way::Request(context.peer.clone()))
}

/// Whether a client with these capabilities can open an address for its user.
pub(super) fn opens_addresses(capabilities: Option<ClientCapabilities>) -> bool {
    capabilities.and_then(|capabilities| capabilities.elicitation).is_some_and(|asks| asks.url.is_some())
}

/// Whether the request comes back from having been asked. A call that has had its effect is then replaced by the one that
/// shows the plan; which plan is the client's word, and no more than it may ask for anyway.
pub(super) fn came_back(tool: &Tool, request: &mut CallToolRequestParams) -> bool {
    let (Some(waiting), Some(plan)) = (tool.waiting, request.request_state.take()) else { return false };
    if let Waiting::As(shows) = waiting {
        request.name = shows.into();
        request.arguments = Some(Map::from_iter([("plan_id".to_owned(), plan.into())]));
    }
    true
}

impl Ask {
    /// A result that wants the input.
    pub(super) fn result(self) -> InputRequiredResult {
        let state = self.plan.clone();
        let request = InputRequest::Elicitation(ElicitRequest::new(self.params()));
        InputRequiredResult::new(Some(BTreeMap::from([(APPROVAL.to_owned(), request)])), Some(state))
    }

    /// Asks over the stream of the call and waits for the user's word, but not for ever; what the user said changes nothing
    /// about the result, for the page alone decides.
    pub(super) async fn request(self, peer: &Peer<RoleServer>) {
        let plan = self.plan.clone();
        if let Err(error) = peer.create_elicitation_with_timeout(self.params(), Some(PATIENCE)).await {
            tracing::debug!(plan, %error, "a client did not say what its user thinks of the page");
        }
    }

    fn params(self) -> ElicitRequestParams {
        ElicitRequestParams::UrlElicitationParams {
            meta: None,
            message: format!(
                "The plan {} waits for a person's approval. Open its page to read and judge it.",
                self.plan
            ),
            url: self.url,
            elicitation_id: self.plan,
        }
    }
}
