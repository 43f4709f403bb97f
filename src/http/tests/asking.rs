//! Plans that wait: whom the server asks to open their page, and how, in both protocol eras.

use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{SESSIONS, STATELESS, call};
use super::{Running, Setup};
use crate::app::App;
use crate::app::plan::Sample;

/// A server of the real tools with a page, and a plan that waits: its id, its page, and the arguments to apply it.
async fn waiting() -> (Running, String, String, Value) {
    let app = Arc::new(App::scratch().await);
    app.approvals_at("https://fleet.test/approvals/".to_owned());
    let (id, digest) = app.sample_plan(Sample::default()).await;
    let registry = Some(crate::tools::registry::registry());
    let server = Setup { installation: Some(app), registry, ..Setup::default() }.start().await;
    let page = format!("https://fleet.test/approvals/{id}");
    let arguments = json!({"plan_id": id, "digest": digest});
    (server, id, page, arguments)
}

/// What a call of the stateless revision answers to a client with `capabilities`.
async fn stateless(server: &Running, tool: &str, mut params: Value, capabilities: Value) -> Value {
    params["name"] = json!(tool);
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientCapabilities": capabilities,
    });
    let device = params["arguments"]["device"].as_str().map(str::to_owned);
    let mut headers =
        vec![("MCP-Protocol-Version", STATELESS), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool)];
    headers.extend(device.as_deref().map(|device| ("Mcp-Param-Device", device)));
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let reply = server.connect().await.post(&headers, &message).await.reply().await;
    reply["result"].clone()
}

fn opens() -> Value {
    json!({"elicitation": {"url": {}}})
}

#[tokio::test]
async fn a_stateless_client_is_asked_once_by_the_result() {
    let (server, id, page, arguments) = waiting().await;
    let asked = stateless(&server, "plan_apply", json!({"arguments": arguments}), opens()).await;
    assert_eq!(
        (&asked["resultType"], &asked["requestState"]),
        (&json!("input_required"), &json!(id)),
        "{asked}"
    );
    let request = &asked["inputRequests"]["approval"];
    assert_eq!(request["method"], "elicitation/create");
    assert_eq!((&request["params"]["mode"], &request["params"]["url"]), (&json!("url"), &json!(page)));

    let back = json!({"requestState": id, "inputResponses": {"approval": {"action": "accept"}}});
    let mut again = back.clone();
    again["arguments"] = arguments;
    let result = stateless(&server, "plan_apply", again, opens()).await;
    assert_eq!(result["structuredContent"]["status"], "pending", "{result}");
    let mut again = back;
    again["arguments"] = json!({"selector": "name=edge-1", "steps": []});
    let result = stateless(&server, "plan_create", again, opens()).await;
    assert_eq!(result["structuredContent"]["plan_id"], id, "no second plan is made: {result}");
    assert_eq!(server.app.plans(None, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_cannot_open_an_address_reads_it() {
    let (server, _, page, arguments) = waiting().await;
    for capabilities in [json!({}), json!({"elicitation": {}}), json!({"elicitation": {"form": {}}})] {
        let result = stateless(&server, "plan_apply", json!({"arguments": arguments}), capabilities).await;
        assert_eq!(result["structuredContent"]["status"], "pending", "{result}");
        let next = result["structuredContent"]["next"][0].as_str().unwrap();
        assert!(next.contains(&page), "{next}");
        assert!(result["content"][0]["text"].as_str().unwrap().contains(&page), "{result}");
    }
}

#[tokio::test]
async fn a_session_is_asked_on_the_stream_of_the_call() {
    let (server, id, page, arguments) = waiting().await;
    let mut client = server.connect().await;
    let params = json!({
        "protocolVersion": SESSIONS,
        "capabilities": opens(),
        "clientInfo": {"name": "test", "version": "1"},
    });
    let message = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params});
    let answer = client.post(&[], &message).await;
    let session = answer.headers["mcp-session-id"].clone();
    answer.reply().await;
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(client.in_session(&session, &initialized).await.done().await, 202);

    for action in ["accept", "decline"] {
        let mut stream = client.in_session(&session, &call(7, "plan_apply", &arguments)).await;
        let request = stream.event().await.unwrap();
        assert_eq!(
            (&request["method"], &request["params"]["url"]),
            (&json!("elicitation/create"), &json!(page))
        );
        assert_eq!(
            (&request["params"]["mode"], &request["params"]["elicitationId"]),
            (&json!("url"), &json!(id))
        );
        let said = json!({"jsonrpc": "2.0", "id": request["id"], "result": {"action": action}});
        assert_eq!(server.connect().await.in_session(&session, &said).await.done().await, 202);
        let result = stream.event().await.unwrap();
        assert_eq!(
            result["result"]["structuredContent"]["status"], "pending",
            "{action} approves nothing: {result}"
        );
        stream.done().await;
    }
}
