//! What the server says of itself to those who ask before or beside the protocol: the metadata of the protected resource
//! (RFC 9728), and `GET {base}/initialize`, by which an operator verifies that a token works.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::answer;
use super::gate::Gate;
use crate::domain::principal::Caller;
use crate::error::Error;
use crate::mcp;
use crate::tools::registry::Registry;

/// RFC 9728 §2; 404 where there is no identity provider to lead to.
pub(super) async fn resource(State(gate): State<Option<Arc<Gate>>>) -> Response {
    let Some((gate, issuer)) = gate.as_ref().and_then(|gate| Some((gate, gate.resource.issuer.as_ref()?)))
    else {
        return answer::error(&Error::not_found("this server has no identity provider"));
    };
    let mut metadata = json!({
        "resource": gate.resource.url,
        "resource_name": "rosmcp",
        "authorization_servers": [issuer],
        "bearer_methods_supported": ["header"],
    });
    if !gate.resource.scopes.is_empty() {
        metadata["scopes_supported"] = gate.resource.first_scopes().into();
    }
    (StatusCode::OK, Json(metadata)).into_response()
}

/// Who the caller is to this server, and what it may use.
pub(super) async fn initialize(
    State(registry): State<&'static Registry>,
    Extension(caller): Extension<Caller>,
) -> Json<Value> {
    let principal = &caller.principal;
    let tools: Vec<_> = registry.visible_to(principal).map(|tool| tool.name.as_str()).collect();
    Json(json!({
        "server": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "protocol_versions": mcp::protocol_versions(),
        "principal": {"issuer": principal.issuer, "subject": principal.subject},
        "role": principal.role,
        "devices": principal.devices.entries().map_or_else(|| json!("all"), |entries| json!(entries)),
        "tools": tools,
    }))
}
