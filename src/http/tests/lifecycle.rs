//! Health, start and stop.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::{Limits, Running, Setup};
use crate::error::{Error, ErrorKind};
use crate::http::{Readiness, State};

const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn health_has_the_shape_that_supervisors_expect() {
    let server = Running::start().await;
    let answer = server.connect().await.get("/health").await.json().await;
    let members: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["status", "timestamp", "version", "database", "oidc"]);
    assert_eq!(answer["status"], "healthy");
    assert_eq!(answer["database"], "connected");
    assert_eq!(answer["oidc"], "disabled");
}

#[tokio::test]
async fn health_tells_of_plans_that_need_a_person() {
    let server = Running::start().await;
    server.metrics.plans_needing_attention.set([], 2.0);
    let answer = server.connect().await.get("/health").await.json().await;
    assert_eq!((&answer["status"], &answer["plans_needing_attention"]), (&json!("healthy"), &json!(2)));
}

#[tokio::test]
async fn health_tells_of_the_last_good_backup() {
    let backup: super::Recall = Arc::new(|| Box::pin(async { Some(1_700_000_000_000) }));
    let server = Setup { backup, ..Setup::default() }.start().await;
    let answer = server.connect().await.get("/health").await.json().await;
    assert_eq!(answer["last_backup"], "2023-11-14T22:13:20.000Z");
}

#[tokio::test]
async fn a_lost_database_shows_without_details() {
    let database: super::Probe =
        Arc::new(|| Box::pin(async { Err(Error::new(ErrorKind::Busy, "/var/lib/x.db is gone")) }));
    let server = Setup { database, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let answer = client.get("/health").await;
    assert_eq!(answer.status, 503);
    let answer = answer.json().await;
    assert_eq!(answer["status"], "unhealthy");
    assert_eq!(answer["errors"], json!(["database unavailable"]));
    let answer = client.get("/ready").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json().await["reason"], "database unavailable");
}

#[test]
fn what_drains_never_gets_ready_again() {
    let readiness = Readiness::starting();
    assert_eq!(readiness.state(), State::Starting);
    readiness.ready();
    readiness.draining();
    readiness.ready();
    assert_eq!(readiness.state(), State::Draining);
}

#[tokio::test]
async fn stopping_says_so_first_and_lets_calls_end() {
    let limits = Limits { drain_notice: Duration::from_secs(2), ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let (mut asking, mut calling) = (server.connect().await, server.connect().await);
    let params = json!({"name": "count", "arguments": {"steps": 6}, "_meta": {"progressToken": 1}});
    let mut stream = calling.stateless("tools/call", params).await;
    assert!(stream.event().await.is_some());
    server.shutdown.cancel();
    let draining = async {
        while server.readiness.state() != State::Draining {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, draining).await.expect("it says so");
    let answer = asking.get("/ready").await.json().await;
    assert_eq!(answer["reason"], "draining");
    let mut last = None;
    while let Some(event) = stream.event().await {
        last = Some(event);
    }
    assert_eq!(last.unwrap()["result"]["structuredContent"]["said"], "all", "the call has ended, unbroken");
    tokio::time::timeout(LONG, server.task).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn idle_connections_sessions_and_streams_do_not_hold_up_a_stop() {
    let server = Running::start().await;
    let mut idle = server.connect().await;
    assert_eq!(idle.get("/live").await.json().await["status"], "alive");
    let session = idle.initialize().await;
    let mut streaming = server.connect().await;
    let headers = [("Mcp-Session-Id", session.as_str()), ("Accept", "text/event-stream")];
    let mut stream = streaming.send("GET", "/mcp", &headers, b"").await;
    assert_eq!(stream.status, 200);
    server.shutdown.cancel();
    tokio::time::timeout(LONG, server.task).await.unwrap().unwrap().unwrap();
    assert!(stream.event().await.is_none(), "the stream ended");
    assert!(idle.closed().await);
}

#[tokio::test]
async fn calls_that_do_not_end_are_broken_off() {
    let limits = Limits { drain_time: Duration::from_millis(50), ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut calling = server.connect().await;
    let params = json!({"name": "wait", "arguments": {}, "_meta": {"progressToken": 1}});
    let mut stream = calling.stateless("tools/call", params).await;
    assert!(stream.event().await.is_some());
    server.shutdown.cancel();
    tokio::time::timeout(LONG, server.task).await.unwrap().unwrap().unwrap();
    assert!(stream.event().await.is_none());
}
