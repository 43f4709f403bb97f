//! The way in with a token: whose call it is, and what its role does not reach.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::json;

use super::client::{Connection, SESSIONS, call};
use super::{Access, Setup};
use crate::app::token::TokenRequest;
use crate::app::{App, Login};
use crate::domain::principal::{Caller, Principal, Role};
use crate::domain::scope::DeviceScope;
use crate::http::{Gate, Resource};
use crate::observe::metrics::Metrics;

/// A way in for one token of `role`, where roles come from scopes; and the header that goes with it.
pub(super) async fn gated(role: Role, scopes: &[(&str, Role)]) -> (Access, String) {
    let app = App::scratch().await;
    let caller = Caller::new(Principal::shell("ann"), "r");
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
    let gate = Gate { login: Arc::new(Login::new(None, Some(app), Arc::new(Metrics::new("lab")))), resource };
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

/// Posts a form.
pub(super) async fn submit(
    client: &mut Connection,
    path: &str,
    headers: &[(&str, &str)],
    form: &str,
) -> (u16, String, String) {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [&[kind][..], headers].concat();
    let answer = client.send("POST", path, &headers, form.as_bytes()).await;
    let header = |name: &str| answer.headers.get(name).cloned().unwrap_or_default();
    let told = (answer.status, header("location"), header("set-cookie"));
    answer.done().await;
    told
}

#[tokio::test]
async fn a_person_signs_in_with_a_local_token_and_out_again() {
    let (access, bearer) = gated(Role::Approver, &[]).await;
    let token = bearer.trim_start_matches("Bearer ");
    let server = Setup { access, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let answer = client.get("/auth").await;
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/auth/login"));
    assert!(answer.headers["content-security-policy"].contains("frame-ancestors 'none'"));
    answer.done().await;

    let (status, _, cookie) = submit(&mut client, "/auth/login", &[], "token=rosmcp_wrong").await;
    assert_eq!((status, cookie.as_str()), (401, ""));
    let form = format!("token={token}&next=%2F%2Fevil.test");
    let (status, location, cookie) = submit(&mut client, "/auth/login", &[], &form).await;
    assert_eq!((status, location.as_str()), (303, "/auth"), "it leads nowhere else");
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Secure"), "{cookie}");
    assert!(!cookie.contains(token));

    let session = cookie.split(';').next().unwrap().to_owned();
    let answer = client.send("GET", "/auth", &[("Cookie", &session)], b"").await;
    assert_eq!(answer.status, 200);
    let page = answer.text().await;
    assert!(page.contains("<strong>t</strong>") && page.contains("approver") && !page.contains("<script"));
    let csrf = page.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();

    let forged = submit(&mut client, "/auth/logout", &[("Cookie", &session)], "csrf=guess").await;
    assert_eq!(forged.0, 403);
    let foreign = [("Cookie", session.as_str()), ("Origin", "https://evil.test")];
    assert_eq!(submit(&mut client, "/auth/logout", &foreign, &format!("csrf={csrf}")).await.0, 403);
    assert_eq!(client.send("GET", "/auth", &[("Cookie", &session)], b"").await.done().await, 200);
    assert_eq!(
        submit(&mut client, "/auth/logout", &[("Cookie", &session)], &format!("csrf={csrf}")).await.0,
        200
    );
    assert_eq!(client.send("GET", "/auth", &[("Cookie", &session)], b"").await.done().await, 303);
}

#[tokio::test]
async fn whoever_signs_in_again_and_again_takes_only_their_own_places() {
    let (access, bearer) = gated(Role::Approver, &[]).await;
    let form = format!("token={}", bearer.trim_start_matches("Bearer "));
    let server = Setup { access, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let mut cookies = Vec::new();
    for _ in 0..12 {
        let (status, _, cookie) = submit(&mut client, "/auth/login", &[], &form).await;
        assert_eq!(status, 303);
        cookies.push(cookie.split(';').next().unwrap().to_owned());
    }
    let mut known = Vec::new();
    for cookie in &cookies {
        known.push(client.send("GET", "/auth", &[("Cookie", cookie)], b"").await.done().await);
    }
    assert_eq!(known, [[303; 2].as_slice(), &[200; 10]].concat(), "the oldest ended");
}

#[tokio::test]
async fn a_sign_in_that_was_not_begun_here_ends_nowhere() {
    let (access, _) = gated(Role::Admin, &[]).await;
    let server = Setup { access, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    for (path, cookie) in [
        ("/auth/callback?code=c&state=s", "__Host-rosmcp_sign_in=s"),
        ("/auth/callback?code=c&state=s", "a=b"),
        ("/auth/callback", "__Host-rosmcp_sign_in="),
    ] {
        assert_eq!(
            client.send("GET", path, &[("Cookie", cookie)], b"").await.done().await,
            401,
            "{path} {cookie}"
        );
    }
    assert_eq!(client.get("/auth/start").await.done().await, 404, "there is no provider");
    let server = Setup::default().start().await;
    assert_eq!(server.connect().await.get("/auth/login").await.done().await, 404, "there is no login");
}
