//! The transport of 2024-11-05.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Answer, Connection, call};
use super::{Running, Setup};
use crate::domain::principal::Principal;
use crate::events::Topic;
use crate::http::Limits;
use crate::mcp::SessionLimits;

const LONG: Duration = Duration::from_secs(20);
const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const SUMMARY: &str = "fleet://health-summary";

async fn started() -> Running {
    Setup { sse: true, ..Setup::default() }.start().await
}

async fn next(stream: &mut Answer<'_>) -> Value {
    tokio::time::timeout(LONG, stream.event()).await.unwrap().unwrap()
}

/// A stream with its handshake done, and where to post.
async fn opened<'a>(server: &Running, stream: &'a mut Connection) -> (Answer<'a>, String) {
    let mut stream = stream.get("/mcp/sse").await;
    assert_eq!((stream.status, stream.headers["x-accel-buffering"].as_str()), (200, "no"));
    let endpoint = tokio::time::timeout(LONG, stream.named_event()).await.unwrap().unwrap();
    assert_eq!(endpoint.0, "endpoint");
    assert!(endpoint.1.starts_with("/mcp/messages?session_id="), "{}", endpoint.1);
    let mut client = server.connect().await;
    assert_eq!(post(&mut client, &endpoint.1, &super::client::initialize("2024-11-05")).await, 202);
    assert_eq!(next(&mut stream).await["result"]["protocolVersion"], "2024-11-05");
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(post(&mut client, &endpoint.1, &initialized).await, 202);
    (stream, endpoint.1)
}

async fn post(client: &mut Connection, to: &str, message: &Value) -> u16 {
    client.send("POST", to, JSON, message.to_string().as_bytes()).await.done().await
}

#[tokio::test]
async fn it_is_not_there_unless_it_is_asked_for() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    assert_eq!(client.get("/mcp/sse").await.done().await, 404);
    assert_eq!(post(&mut client, "/mcp/messages?session_id=x", &json!({})).await, 404);
}

#[tokio::test]
async fn a_client_calls_and_follows() {
    let server = started().await;
    let (mut streaming, mut client) = (server.connect().await, server.connect().await);
    let (mut stream, messages) = opened(&server, &mut streaming).await;
    assert_eq!(
        post(&mut client, &messages, &call(7, "look", &json!({"device": "a\nb\r\ndata: x"}))).await,
        202
    );
    let answer = next(&mut stream).await;
    assert_eq!((&answer["id"], answer["result"]["isError"].as_bool()), (&json!(7), Some(false)), "{answer}");
    let follow =
        json!({"jsonrpc": "2.0", "id": 8, "method": "resources/subscribe", "params": {"uri": SUMMARY}});
    assert_eq!(post(&mut client, &messages, &follow).await, 202);
    assert_eq!(next(&mut stream).await["result"], json!({}));
    server.app.events.publish(&Topic::FleetHealth);
    assert_eq!(next(&mut stream).await["params"]["uri"], SUMMARY);
    assert_eq!(server.sessions.count(), 1);
}

#[tokio::test]
async fn only_its_owner_posts_to_it_and_only_messages() {
    let server = started().await;
    let (mut streaming, mut client) = (server.connect().await, server.connect().await);
    let (stream, messages) = opened(&server, &mut streaming).await;
    let good = call(1, "look", &json!({}));
    for (to, body, status) in [
        ("/mcp/messages?session_id=00000000-0000-0000-0000-000000000000", good.to_string(), 404),
        ("/mcp/messages", good.to_string(), 400),
        (&messages, "[]".to_owned(), 400),
        (&messages, "{".to_owned(), 400),
        (&messages, json!({"jsonrpc": "2.0"}).to_string(), 400),
        (&messages, json!({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen"}).to_string(), 400),
    ] {
        assert_eq!(client.send("POST", to, JSON, body.as_bytes()).await.done().await, status, "{to} {body}");
        client = server.connect().await;
    }
    let evil = [JSON[0], ("Origin", "https://evil.test")];
    assert_eq!(client.send("POST", &messages, &evil, b"{}").await.done().await, 403);
    let id = messages.split('=').next_back().unwrap();
    server.sessions.hand_over(id, Principal::shell("somebody"));
    assert_eq!(post(&mut client, &messages, &good).await, 404);
    drop(stream);
}

#[tokio::test]
async fn it_is_over_when_its_stream_is() {
    let server = started().await;
    let (mut streaming, mut client) = (server.connect().await, server.connect().await);
    let (_, messages) = opened(&server, &mut streaming).await;
    drop(streaming);
    let over = async {
        while server.sessions.count() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LONG, over).await.unwrap();
    assert_eq!(post(&mut client, &messages, &call(1, "look", &json!({}))).await, 404);
    assert_eq!(server.metrics.sse_connections.get([]).to_string(), "0");
}

#[tokio::test]
async fn its_streams_and_sessions_are_counted() {
    for (limits, sessions, status) in [
        (Limits { streams: 1, ..Limits::default() }, SessionLimits::default(), 503),
        (Limits::default(), SessionLimits { total: 1, ..SessionLimits::default() }, 503),
        (Limits::default(), SessionLimits { per_principal: 1, ..SessionLimits::default() }, 429),
    ] {
        let server = Setup { sse: true, limits, sessions, ..Setup::default() }.start().await;
        let (mut streaming, mut second) = (server.connect().await, server.connect().await);
        let (_stream, _) = opened(&server, &mut streaming).await;
        assert_eq!(second.get("/mcp/sse").await.done().await, status);
    }
}

#[tokio::test]
async fn a_call_counts_until_it_is_answered_or_cancelled() {
    let limits = Limits { calls: 1, ..Limits::default() };
    let server = Setup { sse: true, limits, ..Setup::default() }.start().await;
    let (mut streaming, mut client) = (server.connect().await, server.connect().await);
    let (mut stream, messages) = opened(&server, &mut streaming).await;
    assert_eq!(post(&mut client, &messages, &call(1, "wait", &json!({}))).await, 202);
    assert_eq!(post(&mut client, &messages, &call(2, "look", &json!({}))).await, 503);
    let progress = next(&mut stream).await;
    assert_eq!(progress["method"], "notifications/progress");
    // A client that leaves has cancelled what it called.
    drop(streaming);
    let freed = async { while client.stateless("tools/list", json!({})).await.done().await != 200 {} };
    tokio::time::timeout(LONG, freed).await.unwrap();
    tokio::time::timeout(LONG, server.cancelled.cancelled()).await.unwrap();
}

#[tokio::test]
async fn a_stop_waits_for_the_answer_and_ends_the_stream() {
    let server = started().await;
    let (mut streaming, mut client) = (server.connect().await, server.connect().await);
    let (mut stream, messages) = opened(&server, &mut streaming).await;
    assert_eq!(post(&mut client, &messages, &call(3, "count", &json!({"steps": 3}))).await, 202);
    server.shutdown.cancel();
    let mut last = next(&mut stream).await;
    while last["method"] == "notifications/progress" {
        last = next(&mut stream).await;
    }
    assert_eq!((&last["id"], &last["result"]["structuredContent"]["said"]), (&json!(3), &json!("all")));
    assert!(tokio::time::timeout(LONG, stream.event()).await.unwrap().is_none());
    tokio::time::timeout(LONG, server.task).await.unwrap().unwrap().unwrap();
}
