//! Both eras of the protocol on one endpoint.

use std::time::Duration;

use serde_json::json;

use super::Running;
use super::client::{SESSIONS, STATELESS, call, initialize};
use crate::app::AuditFilter;
use crate::clock;

#[tokio::test]
async fn a_session_is_opened_used_and_ended() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;

    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let list = client.in_session(&session, &list).await.reply().await;
    assert_eq!(list["result"]["tools"][0]["name"], "look");

    let answer = client.in_session(&session, &call(2, "look", &json!({"device": "edge"}))).await;
    assert_eq!(answer.headers["x-accel-buffering"], "no");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let result = &answer.reply().await["result"];
    assert_eq!(result["structuredContent"]["said"], "edge by lab:anonymous");
    assert_eq!(result["content"][0]["text"], "said edge by lab:anonymous");
    assert!(result.get("_meta").is_none(), "older peers know no server info in results");

    let headers = [("Mcp-Session-Id", session.as_str()), ("MCP-Protocol-Version", SESSIONS)];
    assert_eq!(client.send("DELETE", "/mcp", &headers, b"").await.done().await, 204);
    assert_eq!(server.sessions.count(), 0);
    assert_eq!(client.in_session(&session, &call(3, "look", &json!({}))).await.done().await, 404);
}

#[tokio::test]
async fn a_stateless_request_is_answered_in_json_without_a_session() {
    let server = Running::start().await;
    let mut client = server.connect().await;

    let discovered = client.stateless("server/discover", json!({})).await.json().await;
    let versions = &discovered["result"]["supportedVersions"];
    assert_eq!(*versions, json!(["2024-11-05", "2025-06-18", SESSIONS, STATELESS]));
    assert_eq!(discovered["result"]["cacheScope"], "private");

    let list = client.stateless("tools/list", json!({})).await.json().await;
    assert_eq!(list["result"]["ttlMs"], 300_000);
    assert_eq!(list["result"]["cacheScope"], "private");
    let names: Vec<_> =
        list["result"]["tools"].as_array().unwrap().iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["look", "count", "wait", "refuse", "change", "burst"], "in the registry's order");
    let look = &list["result"]["tools"][0];
    assert_eq!(look["inputSchema"]["properties"]["device"]["x-mcp-header"], "Device");
    assert_eq!(look["annotations"]["openWorldHint"], true);
    assert_eq!(look["title"], "Look");
    assert_eq!(look["outputSchema"]["type"], "object");

    let answer =
        client.stateless("tools/call", json!({"name": "look", "arguments": {"device": "edge"}})).await;
    assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "application/json"));
    assert!(!answer.headers.contains_key("mcp-session-id"));
    let result = &answer.json().await["result"];
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "rosmcp");
    assert_eq!(server.sessions.count(), 0);
}

#[tokio::test]
async fn an_unknown_session_in_a_stateless_request_is_ignored() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let headers =
        [("MCP-Protocol-Version", STATELESS), ("Mcp-Method", "server/discover"), ("Mcp-Session-Id", "x")];
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": meta}});
    assert_eq!(client.post(&headers, &message).await.done().await, 200);
}

#[tokio::test]
async fn headers_that_contradict_the_body_are_refused() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({"name": "look", "arguments": {"device": "edge"}, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let version = ("MCP-Protocol-Version", STATELESS);
    let (method, name, device) =
        (("Mcp-Method", "tools/call"), ("Mcp-Name", "look"), ("Mcp-Param-Device", "edge"));
    assert_eq!(client.post(&[version, method, name, device], &message).await.json().await["id"], 1);
    for headers in [
        [version, ("Mcp-Method", "tools/list"), name, device],
        [version, method, ("Mcp-Name", "count"), device],
        [version, method, ("Mcp-Name", "=?base64?Y291bnQ=?="), device],
        [version, method, name, ("Mcp-Param-Device", "core")],
        [("MCP-Protocol-Version", SESSIONS), method, name, device],
    ] {
        let answer = client.post(&headers, &message).await;
        assert_eq!(answer.status, 400, "{headers:?}");
        assert_eq!(answer.json().await["error"]["code"], -32020, "{headers:?}");
    }
}

/// A call with a progress token goes through the protocol library, one without is answered beside it; the server has to be
/// the same on both ways.
#[tokio::test]
async fn a_call_is_answered_alike_by_the_library_and_beside_it() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    for (name, arguments) in [
        ("look", json!({"device": "edge"})),
        ("look", json!({"device": null})),
        ("look", json!({})),
        ("count", json!({"steps": "x"})),
        ("refuse", json!({})),
        ("burst", json!({})),
        ("nothing", json!({})),
    ] {
        let mut answers = Vec::new();
        for meta in [json!({}), json!({"progressToken": "p"})] {
            let params = json!({"name": name, "arguments": arguments, "_meta": meta});
            let answer = client.stateless_with(&[("X-Request-Id", "same")], "tools/call", params).await;
            let (status, media) = (answer.status, answer.headers["content-type"].clone());
            answers.push((status, media, answer.json().await));
        }
        assert_eq!(answers[0], answers[1], "{name}");
    }
}

#[tokio::test]
async fn a_client_that_asks_for_batches_is_offered_a_revision_without_them() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let reply = client.post(&[], &initialize("2025-03-26")).await.reply().await;
    assert_eq!(reply["result"]["protocolVersion"], SESSIONS);
    assert_eq!(reply["result"]["serverInfo"]["name"], "rosmcp");
    assert!(reply["result"]["instructions"].as_str().unwrap().contains("device_list"));
}

#[tokio::test]
async fn failures_are_tool_errors_or_protocol_errors() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let refused =
        client.stateless("tools/call", json!({"name": "refuse", "arguments": {}})).await.json().await;
    assert_eq!(refused["result"]["isError"], true);
    assert_eq!(
        refused["result"]["structuredContent"],
        json!({
            "kind": "unreachable",
            "message": "no answer from 192.0.2.1",
            "hints": ["is it on?"],
            "retryable": true,
        })
    );

    let wrong = client.stateless("tools/call", json!({"name": "count", "arguments": {"steps": "x"}})).await;
    let wrong = wrong.json().await;
    assert_eq!(wrong["result"]["isError"], true, "a model sees what is wrong with its arguments: {wrong}");
    assert_eq!(wrong["result"]["structuredContent"]["kind"], "usage");

    let unknown =
        client.stateless("tools/call", json!({"name": "loook", "arguments": {}})).await.json().await;
    assert_eq!(unknown["error"]["code"], -32602);
    assert!(unknown["error"]["data"]["hints"][0].as_str().unwrap().contains("look"));

    let answer = client.stateless("tools/call", json!({"name": "burst", "arguments": {}})).await;
    let id = answer.headers["x-request-id"].clone();
    let error = answer.json().await["error"].clone();
    assert_eq!(error["code"], -32603);
    assert_eq!(error["data"]["request_id"], id.as_str());
    assert!(!error.to_string().contains("bug"));
}

#[tokio::test]
async fn parameters_that_do_not_fit_are_told_and_are_no_unknown_method() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let either = [
        ("tools/call", json!({"name": "look", "arguments": []}), "expected an object"),
        ("tools/call", json!({"name": "look", "arguments": "x"}), "expected an object"),
        ("tools/call", json!({}), "missing field `name`"),
        ("resources/read", json!({"uri": 5}), "expected a string"),
        ("prompts/get", json!({}), "missing field `name`"),
        ("completion/complete", json!({}), "missing field `ref`"),
    ];
    let told = |answer: serde_json::Value, method: &str, reason: &str| {
        let error = &answer["error"];
        assert_eq!(error["code"], -32602, "{method}: {answer}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(method) && message.contains(reason), "{message}");
    };
    for (method, params, reason) in &either {
        let answer = client.stateless(method, params.clone()).await;
        assert_eq!(answer.status, 200, "{method}");
        told(answer.json().await, method, reason);
    }
    told(
        client.stateless("subscriptions/listen", json!({})).await.reply().await,
        "subscriptions/listen",
        "missing",
    );
    let subscribe = ("resources/subscribe", json!({}), "missing field `uri`");
    for (method, params, reason) in either.iter().chain([&subscribe]) {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        told(client.in_session(&session, &request).await.reply().await, method, reason);
    }
    let listen = json!({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {}});
    assert_eq!(client.in_session(&session, &listen).await.reply().await["error"]["code"], -32601);
}

#[tokio::test]
async fn what_was_not_declared_is_not_there() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let declared = client.stateless("server/discover", json!({})).await.json().await;
    let resources = json!({"subscribe": true, "listChanged": true});
    let capabilities = json!({"completions": {}, "prompts": {}, "resources": resources, "tools": {}});
    assert_eq!(declared["result"]["capabilities"], capabilities);
    for method in ["logging/setLevel", "resources/subscribe", "nothing"] {
        let params = if method == "logging/setLevel" { json!({"level": "info"}) } else { json!({}) };
        let answer = client.stateless(method, params).await;
        assert_eq!((answer.status, &answer.json().await["error"]["code"]), (404, &json!(-32601)), "{method}");
    }
}

#[tokio::test]
async fn progress_arrives_event_by_event() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let params = json!({"name": "count", "arguments": {"steps": 3}, "_meta": {"progressToken": "p"}});
    let mut stream = client.stateless("tools/call", params).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    for step in 1..=3 {
        let event = stream.event().await.unwrap();
        assert_eq!(event["params"]["progressToken"], "p");
        assert_eq!(event["params"]["progress"], f64::from(step));
    }
    assert_eq!(stream.event().await.unwrap()["result"]["structuredContent"]["said"], "all");
    assert!(stream.event().await.is_none());
}

#[tokio::test]
async fn a_stateless_client_cancels_by_leaving() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let params = json!({"name": "wait", "arguments": {}, "_meta": {"progressToken": 1}});
    let mut stream = client.stateless("tools/call", params).await;
    assert_eq!(stream.event().await.unwrap()["method"], "notifications/progress");
    assert!(!server.cancelled.is_cancelled());
    drop(client);
    tokio::time::timeout(Duration::from_secs(30), server.cancelled.cancelled()).await.unwrap();
}

#[tokio::test]
async fn a_client_with_a_session_cancels_by_saying_so_and_not_by_leaving() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let mut calling = server.connect().await;
    let mut stream = calling.in_session(&session, &call(7, "wait", &json!({}))).await;
    assert_eq!(stream.event().await.unwrap()["method"], "notifications/progress");
    drop(calling);
    assert_eq!(client.get("/live").await.json().await["status"], "alive");
    assert!(!server.cancelled.is_cancelled());
    let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}});
    assert_eq!(client.in_session(&session, &cancel).await.done().await, 202);
    tokio::time::timeout(Duration::from_secs(30), server.cancelled.cancelled()).await.unwrap();
}

#[tokio::test]
async fn a_streamed_answer_does_not_wait_for_the_clients_acknowledgement() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let started = clock::monotonic();
    for id in 1..=100 {
        let reply =
            client.in_session(&session, &call(id, "look", &json!({"device": "edge"}))).await.reply().await;
        assert_eq!(reply["id"], id);
    }
    // With Nagle's algorithm on, each of them takes 40 ms for nothing.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

/// Without a progress token: such a call is answered beside the protocol library.
#[tokio::test]
async fn a_call_whose_client_leaves_is_cancelled_and_recorded() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let call = client.stateless("tools/call", json!({"name": "wait", "arguments": {}}));
    let left = tokio::time::timeout(Duration::from_millis(200), call).await;
    assert!(left.is_err(), "it waits");
    drop(client);
    tokio::time::timeout(Duration::from_secs(20), server.cancelled.cancelled()).await.expect("it is told");
    let row = async {
        loop {
            let rows =
                server.app.audit.recent(AuditFilter { limit: 1, ..AuditFilter::default() }).await.unwrap();
            match rows.into_iter().next() {
                Some(row) => return row,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    let row = tokio::time::timeout(Duration::from_secs(20), row).await.expect("a row");
    assert_eq!(row.event.tool.as_deref(), Some("wait"));
}
