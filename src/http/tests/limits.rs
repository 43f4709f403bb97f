//! What a client may cost.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::client::{Connection, call, initialize};
use super::login::{gated, submit};
use super::{Limits, Running, Setup};
use crate::domain::principal::Role;
use crate::http::Rates;

const LONG: Duration = Duration::from_secs(20);

/// Everything that `Open` lets through counts as the lab's administrator.
fn calls_per_minute(admin: u32, burst: u32) -> Limits {
    Limits { rates: Rates { burst, admin, ..Rates::default() }, ..Limits::default() }
}

/// Why a call is refused, and after how many seconds its result says to try again; nothing where it is not.
async fn look(client: &mut Connection) -> Option<(String, u64)> {
    let answer = client.stateless("tools/call", json!({"name": "look", "arguments": {"device": "r1"}})).await;
    assert_eq!(answer.status, 200, "a client shows its model what a result says");
    let result = answer.json().await["result"].clone();
    assert_eq!(result["resultType"], "complete");
    let refusal = &result["structuredContent"];
    let wait = refusal["retry_after_seconds"].as_u64();
    assert_eq!(result["isError"] == true, wait.is_some());
    Some((refusal["kind"].as_str()?.to_owned(), wait?))
}

/// Waits until a call is let in.
async fn until_free(client: &mut Connection) {
    let free = async {
        while look(client).await.is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, free).await.expect("the place of a call that has ended is free");
}

#[tokio::test]
async fn a_principal_that_calls_too_often_is_told_when_to_try_again() {
    let server = Setup { limits: calls_per_minute(6, 2), ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    assert_eq!(look(&mut client).await, None);
    assert_eq!(look(&mut client).await, None);
    assert_eq!(look(&mut client).await, Some(("rate_limited".to_owned(), 10)));
    assert_eq!(server.metrics.limit_hits.get(["rate_limit_admin_per_minute"]), 1);
    let request = json!({"jsonrpc": "2.0", "id": "a-7", "method": "tools/list"});
    let refused = client.post(&[], &request).await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.headers["retry-after"].parse().unwrap();
    let error = refused.json().await;
    assert_eq!((&error["jsonrpc"], &error["id"]), (&json!("2.0"), &json!("a-7")));
    assert_eq!(
        (&error["error"]["code"], &error["error"]["data"]["kind"]),
        (&json!(-32603), &json!("rate_limited"))
    );
    assert_eq!(error["error"]["data"]["retry_after_seconds"], wait);
    assert!(
        error["error"]["message"].as_str().unwrap().contains(&format!("try again in {wait} s")),
        "{error}"
    );
    for body in [format!("{{\"id\":1,\"a\":\"{}\"}}", "x".repeat(100_000)), "{".to_owned()] {
        let mut client = server.connect().await;
        let refused = client.post_bytes(&[], body.as_bytes()).await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.json().await["id"], json!(null), "no more is read than an id is worth");
    }
    assert_eq!(client.get("/live").await.json().await["status"], "alive", "health is not rated");
}

#[tokio::test]
async fn changes_have_a_rate_of_their_own() {
    let rates = Rates { writes: 6, burst: 2, ..Rates::default() };
    let limits = Limits { rates, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let mut tries = Vec::new();
    for tool in ["change", "look", "change", "change", "look"] {
        let params = json!({"name": tool, "arguments": {"device": "r1"}});
        let answer = client.stateless("tools/call", params).await;
        assert_eq!(answer.status, 200);
        let answer = answer.json().await;
        assert_eq!(answer["id"], 1, "{answer}");
        tries.push(answer["result"]["structuredContent"]["kind"] == "rate_limited");
    }
    assert_eq!(tries, [false, false, false, true, false]);
    assert_eq!(server.metrics.limit_hits.get(["rate_limit_writes_per_minute"]), 1);
}

/// At most one login that fails at once, one a minute: the next is far off for the slowest machine.
fn failed_logins() -> Limits {
    let rates = Rates { failed_logins: 1, burst: 1, ..Rates::default() };
    Limits { rates, ..Limits::default() }
}

const WRONG: (&str, &str) = ("Authorization", "Bearer wrong");

#[tokio::test]
async fn an_address_whose_logins_fail_is_refused_unless_a_trusted_proxy_sent_others() {
    let (access, _) = gated(Role::Admin, &[]).await;
    let proxies = vec!["127.0.0.1".parse().unwrap()];
    let server = Setup { access, limits: failed_logins(), proxies, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let mut tries = Vec::new();
    for from in
        ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8::3"]
    {
        let answer = client.post(&[("X-Forwarded-For", from), WRONG], &initialize("2025-11-25")).await;
        tries.push(answer.status);
        answer.json().await;
    }
    assert_eq!(tries, [401, 429, 429, 401, 401, 429, 429]);
    assert_eq!(server.metrics.limit_hits.get(["rate_limit_failed_logins_per_minute"]), 4);
}

#[tokio::test]
async fn who_has_got_in_goes_on_where_the_logins_of_others_fail() {
    let (access, bearer) = gated(Role::Admin, &[]).await;
    let server = Setup { access, limits: failed_logins(), ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let good = ("Authorization", bearer.as_str());
    assert_eq!(client.post(&[good], &initialize("2025-11-25")).await.done().await, 200);
    let form = format!("token={}", bearer.trim_start_matches("Bearer "));
    let (status, _, cookie) = submit(&mut client, "/auth/login", &[], &form).await;
    assert_eq!(status, 303);

    assert_eq!(client.post(&[WRONG], &initialize("2025-11-25")).await.done().await, 401);
    for (method, path) in [("POST", "/mcp"), ("GET", "/mcp/initialize"), ("GET", "/auth/callback")] {
        assert_eq!(client.send(method, path, &[WRONG], b"").await.done().await, 429, "{method} {path}");
    }
    assert_eq!(submit(&mut client, "/auth/login", &[], "token=rosmcp_wrong").await.0, 429);

    assert_eq!(client.post(&[good], &initialize("2025-11-25")).await.done().await, 200);
    let session = cookie.split(';').next().unwrap();
    assert_eq!(client.send("GET", "/auth", &[("Cookie", session)], b"").await.done().await, 200);
    for path in ["/live", "/ready", "/health", "/.well-known/oauth-protected-resource", "/auth/login"] {
        let status = client.send("GET", path, &[WRONG], b"").await.done().await;
        assert!(!matches!(status, 401 | 429), "{path}: {status}");
    }
    // Without a token there is nothing that costs anything.
    assert_eq!(client.post(&[], &initialize("2025-11-25")).await.done().await, 401);
}

#[tokio::test]
async fn calls_at_once_are_bounded_and_streams_are_no_calls() {
    let limits = Limits { calls: 1, streams: 2, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut session = server.connect().await;
    let id = session.initialize().await;
    let headers = [("Mcp-Session-Id", id.as_str()), ("Accept", "text/event-stream")];
    let mut listening = server.connect().await;
    let stream = listening.send("GET", "/mcp", &headers, b"").await;
    assert_eq!(stream.status, 200);

    let mut busy = server.connect().await;
    let params = json!({"name": "wait", "arguments": {}, "_meta": {"progressToken": 1}});
    let mut waiting = busy.stateless("tools/call", params).await;
    assert!(waiting.event().await.is_some());
    let mut client = server.connect().await;
    assert_eq!(look(&mut client).await.unwrap().0, "busy");
    drop(waiting);
    drop(busy);
    until_free(&mut client).await;
    assert_eq!(client.in_session(&id, &call(2, "look", &json!({"device": "r1"}))).await.status, 200);
}

#[tokio::test]
async fn a_call_in_a_session_keeps_its_place_though_its_client_has_left() {
    let limits = Limits { calls: 2, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let wait = |id: u64| {
        let params = json!({"name": "wait", "arguments": {}, "_meta": {"progressToken": id}});
        json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params})
    };
    let (mut leaves, mut stays) = (server.connect().await, server.connect().await);
    let mut left = leaves.in_session(&session, &wait(1)).await;
    assert!(left.event().await.is_some());
    drop(left);
    drop(leaves);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut waiting = stays.in_session(&session, &wait(2)).await;
    assert!(waiting.event().await.is_some());
    assert_eq!(look(&mut client).await.unwrap().0, "busy", "what was left goes on");
    drop(waiting);
    client.send("DELETE", "/mcp", &[("Mcp-Session-Id", &session)], b"").await.done().await;
    until_free(&mut client).await;
}

#[tokio::test]
async fn streams_at_once_are_bounded() {
    let limits = Limits { streams: 0, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut session = server.connect().await;
    let id = session.initialize().await;
    let headers = [("Mcp-Session-Id", id.as_str()), ("Accept", "text/event-stream")];
    let answer = server.connect().await.send("GET", "/mcp", &headers, b"").await.status;
    assert_eq!(answer, 503);
    assert_eq!(server.metrics.limit_hits.get(["http_max_streams"]), 1);
}

#[tokio::test]
async fn who_came_by_https_is_told_to_stay_with_it() {
    let server = Setup { proxies: vec!["127.0.0.0/8".parse().unwrap()], ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    for (scheme, told) in [("https", true), ("http", false)] {
        for path in ["/live", "/health", "/nowhere", "/mcp"] {
            let answer = client.send("GET", path, &[("X-Forwarded-Proto", scheme)], b"").await;
            assert_eq!(answer.headers.contains_key("strict-transport-security"), told, "{scheme} {path}");
            assert_eq!(answer.headers["x-frame-options"], "DENY");
            answer.json().await;
        }
    }
}

#[tokio::test]
async fn a_body_that_trickles_is_not_waited_for() {
    let limits = Limits { body_time: Duration::from_mins(10), body_rate: 1_000_000, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut slow = server.connect().await;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{{",
        server.address
    );
    slow.raw(head.as_bytes()).await;
    assert_eq!(slow.answer().await.status, 408);
    assert_eq!(server.metrics.limit_hits.get(["http_min_body_bytes_per_second"]), 1);
}

#[tokio::test]
async fn a_connection_that_asks_for_nothing_is_left() {
    let limits = Limits { header_time: Duration::from_millis(200), ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    // Nothing at all, the beginning of HTTP/2, and the beginning of HTTP/1.
    for beginning in [&b""[..], b"PRI * HTTP/2.0\r\n", b"GET /live"] {
        let mut silent = server.connect().await;
        silent.raw(beginning).await;
        assert!(silent.closed().await);
    }
    assert_eq!(server.metrics.limit_hits.get(["http_header_timeout_seconds"]), 3);
}

#[tokio::test]
async fn closed_connections_are_not_counted_any_more() {
    let server = Running::start().await;
    for _ in 0..20 {
        server.connect().await.get("/live").await.json().await;
    }
    while server.metrics.http_connections.get([]) > 0.0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(server.metrics.http_requests_active.get([]).to_string(), "0");
}

#[tokio::test]
async fn a_connection_too_many_waits_for_another_to_close_and_is_counted() {
    let limits = Limits { connections: 1, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut first = server.connect().await;
    assert_eq!(first.get("/live").await.done().await, 200);
    let mut second = server.connect().await;
    while server.metrics.limit_hits.get(["http_max_connections"]) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(first);
    assert_eq!(second.get("/live").await.done().await, 200);
}

/// A client of HTTP/2 that asks for one thing, with `settings`, and from then on only answers pings, which is all that it
/// takes to stay; returns once the server has left it.
async fn holds_on(server: &Running, settings: &[u8]) {
    let frame = |kind: u8, flags: u8, stream: u8, payload: &[u8]| {
        let length = u8::try_from(payload.len()).unwrap();
        [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
    };
    let host = server.address.to_string();
    let get = [&[0x82, 0x84, 0x86, 0x41, u8::try_from(host.len()).unwrap()], host.as_bytes()].concat();
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let opening =
        [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(4, 0, 0, settings), &frame(1, 5, 1, &get)].concat();
    stream.write_all(&opening).await.unwrap();
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let mut payload = vec![0; usize::from(head[1]) << 8 | usize::from(head[2])];
        if stream.read_exact(&mut payload).await.is_err() {
            return;
        }
        // The server may have closed by now, which the next read shows.
        if (head[3], head[4]) == (6, 0) {
            let _ = stream.write_all(&frame(6, 1, 0, &payload)).await;
        }
    }
}

#[tokio::test]
async fn a_client_of_http_2_that_only_answers_pings_is_left() {
    let limits = Limits { header_time: Duration::from_millis(100), ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    tokio::time::timeout(LONG, holds_on(&server, b"")).await.unwrap();
    assert_eq!(server.metrics.limit_hits.get(["http_write_timeout_seconds"]), 0);
}

#[tokio::test]
async fn a_client_of_http_2_that_lets_no_answer_through_is_left() {
    let write_time = Duration::from_millis(500);
    let limits = Limits { header_time: Duration::from_millis(100), write_time, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    // No window for any stream.
    tokio::time::timeout(LONG, holds_on(&server, &[0, 4, 0, 0, 0, 0])).await.unwrap();
    assert_eq!(server.metrics.limit_hits.get(["http_write_timeout_seconds"]), 1);
}
