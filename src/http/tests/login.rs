//! The way in with a token: whose call it is, and what its role does not reach.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::json;

use super::client::{SESSIONS, call};
use super::{Access, Setup};
use crate::app::token::TokenRequest;
use crate::app::{App, Login};
use crate::domain::principal::{Caller, Principal, Role};
use crate::domain::scope::DeviceScope;
use crate::http::{Gate, Resource};

/// A way in for one token of `role`, where roles come from scopes; and the header that goes with it.
async fn gated(role: Role, scopes: &[(&str, Role)]) -> (Access, String) {
    let app = App::scratch().await;
    let caller = Caller { principal: Principal::shell("ann"), request_id: "r".into() };
    let request = TokenRequest {
        name: "t".into(),
        role,
        devices: DeviceScope::All,
        toolsets: None,
        person: false,
        lifetime: Duration::from_hours(1),
    };
    let (_, token) = app.create_token(&caller, request).await.unwrap();
    let resource = Resource {
        url: "https://fleet.test/mcp".into(),
        issuer: Some("https://login.test".into()),
        scopes: scopes.iter().map(|(scope, role)| ((*scope).to_owned(), *role)).collect(),
    };
    let gate = Gate { login: Arc::new(Login::new(None, Some(app))), resource };
    (Access::Login(Arc::new(gate)), format!("Bearer {}", token.expose_secret()))
}

#[tokio::test]
async fn a_call_beyond_the_scopes_is_answered_with_those_that_would_do() {
    let scopes = [("fleet:read", Role::ReadOnly), ("fleet:write", Role::OpsRw), ("fleet:admin", Role::Admin)];
    let (access, bearer) = gated(Role::ReadOnly, &scopes).await;
    let server = Setup { access, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let headers = [("Authorization", bearer.as_str()), ("MCP-Protocol-Version", SESSIONS)];
    let answer = client.post(&headers, &call(1, "change", &json!({}))).await;
    assert_eq!(answer.status, 403);
    let challenge = answer.headers["www-authenticate"].clone();
    assert!(
        challenge.contains("error=\"insufficient_scope\"") && challenge.contains("scope=\"fleet:write\"")
    );
    assert!(
        challenge
            .contains("resource_metadata=\"https://fleet.test/.well-known/oauth-protected-resource/mcp\"")
    );
    assert_eq!(answer.json().await["error"]["kind"], "refused");
    let hidden = json!({"name": "look", "arguments": {"device": "a", "name": "change"}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": hidden});
    assert_ne!(client.post(&headers, &message).await.done().await, 403, "the name of the tool alone counts");
}

#[tokio::test]
async fn where_no_scope_would_help_the_result_says_why() {
    let (access, bearer) = gated(Role::ReadOnly, &[]).await;
    let server = Setup { access, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let headers = [
        ("Authorization", bearer.as_str()),
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "change"),
    ];
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({"name": "change", "arguments": {}, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let reply = client.post(&headers, &message).await.reply().await;
    assert_eq!(reply["result"]["structuredContent"]["kind"], "refused", "{reply}");
}

#[tokio::test]
async fn without_a_token_nothing_of_the_endpoint_answers() {
    let (access, bearer) = gated(Role::Admin, &[]).await;
    let server = Setup { access, ..Setup::default() }.start().await;
    for (method, path) in [("POST", "/mcp"), ("GET", "/mcp"), ("DELETE", "/mcp"), ("GET", "/mcp/initialize")]
    {
        let mut client = server.connect().await;
        assert_eq!(client.send(method, path, &[], b"").await.status, 401, "{method} {path}");
    }
    let mut client = server.connect().await;
    let answer = client.send("GET", "/mcp/initialize", &[("Authorization", &bearer)], b"").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json().await["tools"].as_array().unwrap().len(), 6);
    assert_eq!(server.connect().await.get("/live").await.status, 200);
}
