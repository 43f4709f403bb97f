//! Sessions: whose, and how many.

use std::time::Duration;

use serde_json::json;

use super::client::{SESSIONS, STATELESS, call, initialize};
use super::{Running, Setup};
use crate::domain::principal::Principal;
use crate::mcp::SessionLimits;

#[tokio::test]
async fn a_session_of_somebody_else_does_not_exist() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    // The surface knows one anonymous principal; the session becomes somebody else's.
    server.sessions.hand_over(&session, Principal::shell("somebody"));
    assert_eq!(client.in_session(&session, &call(1, "look", &json!({}))).await.done().await, 404);
    let id = ("Mcp-Session-Id", session.as_str());
    for version in [SESSIONS, STATELESS] {
        let headers = [id, ("MCP-Protocol-Version", version)];
        assert_eq!(client.post(&headers, &initialize(version)).await.done().await, 404, "{version}");
    }
    let stream = [id, ("Accept", "text/event-stream")];
    assert_eq!(client.send("GET", "/mcp", &stream, b"").await.done().await, 404);
    assert_eq!(client.send("DELETE", "/mcp", &[id], b"").await.done().await, 404);
    assert_eq!(server.sessions.count(), 1);
}

#[tokio::test]
async fn sessions_are_capped_in_all_and_per_principal() {
    for (limits, status, setting) in [
        (SessionLimits { total: 1, ..SessionLimits::default() }, 503, "mcp_max_sessions"),
        (
            SessionLimits { per_principal: 1, ..SessionLimits::default() },
            429,
            "mcp_max_sessions_per_principal",
        ),
    ] {
        let server = Setup { sessions: limits, ..Setup::default() }.start().await;
        let mut client = server.connect().await;
        let session = client.initialize().await;
        let answer = client.post(&[], &initialize(SESSIONS)).await;
        assert_eq!(answer.status, status);
        assert!(answer.headers.contains_key("retry-after"));
        let refused = answer.json().await;
        assert_eq!((&refused["id"], &refused["error"]["data"]["retryable"]), (&json!(0), &json!(true)));
        assert_eq!(server.metrics.limit_hits.get([setting]), 1);
        let reply =
            client.in_session(&session, &call(1, "look", &json!({"device": "a"}))).await.reply().await;
        assert_eq!(reply["id"], 1, "the one that is open goes on");
        assert_eq!(server.sessions.count(), 1);
    }
}

#[tokio::test]
async fn a_quiet_stream_keeps_its_session_and_an_abandoned_one_loses_it() {
    let limits = SessionLimits { idle: Duration::ZERO, ..SessionLimits::default() };
    let server = Setup { sessions: limits, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let mut streaming = server.connect().await;
    let headers = [("Mcp-Session-Id", session.as_str()), ("Accept", "text/event-stream")];
    assert_eq!(streaming.send("GET", "/mcp", &headers, b"").await.status, 200);
    server.sessions.reap().await;
    assert_eq!(server.sessions.count(), 1);
    drop(streaming);
    // The server learns of a client that is gone when its connection ends.
    for _ in 0..300 {
        server.sessions.reap().await;
        if server.sessions.count() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(client.in_session(&session, &call(1, "look", &json!({}))).await.done().await, 404);
}
