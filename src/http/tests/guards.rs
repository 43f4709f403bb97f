//! What is refused, and how.

use std::time::Duration;

use serde_json::json;

use super::client::{Connection, initialize};
use super::{Access, Limits, Running, Setup};

async fn status(client: &mut Connection, path: &str, headers: &[(&str, &str)]) -> u16 {
    let answer = client.send("GET", path, headers, b"").await;
    let status = answer.status;
    answer.json().await;
    status
}

#[tokio::test]
async fn hosts_and_origins_are_checked() {
    let server = Running::start().await;
    let port = server.address.port();
    let (here, local) = (format!("127.0.0.1:{port}"), format!("localhost:{port}"));
    let path = "/mcp/initialize";
    let mut client = server.connect().await;
    assert_eq!(status(&mut client, path, &[("Host", &here)]).await, 200);
    assert_eq!(status(&mut client, path, &[("Host", &local)]).await, 200);
    for host in ["evil.test", &format!("evil.test:{port}"), "127.0.0.1", "127.0.0.1:1"] {
        assert_eq!(status(&mut client, path, &[("Host", host)]).await, 403, "{path} {host}");
    }
    let own = format!("http://localhost:{port}");
    assert_eq!(status(&mut client, path, &[("Origin", &own)]).await, 200);
    for origin in ["null", "http://evil.test", "https://localhost", "http://localhost"] {
        assert_eq!(status(&mut client, path, &[("Origin", origin)]).await, 403, "{path} {origin}");
    }
    assert_eq!(status(&mut client, path, &[("Origin", &own), ("Origin", "http://evil.test")]).await, 403);
    assert_eq!(status(&mut client, path, &[("Host", &here), ("Host", &here)]).await, 400);
    let mut client = server.connect().await;
    let answer = client.post(&[("Origin", "http://evil.test")], &initialize("2025-11-25")).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json().await["error"]["kind"], "refused");
    let answer = client.send("GET", "/nowhere", &[("Host", "evil.test")], b"").await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn whoever_asks_whether_it_is_well_is_told_that_and_no_more() {
    let server = Running::start().await;
    for path in ["/health", "/live", "/ready"] {
        let mut client = server.connect().await;
        client.raw(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await;
        assert_eq!(client.answer().await.status, 200, "{path}: a load balancer that speaks HTTP/1.0");
        let mut client = server.connect().await;
        client.raw(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await;
        assert_eq!(client.answer().await.status, 400, "{path}");
        let mut client = server.connect().await;
        for host in ["mcp_backend", "10.1.2.3:8080"] {
            assert_eq!(status(&mut client, path, &[("Host", host)]).await, 200, "{path} {host}");
        }
        assert_eq!(status(&mut client, path, &[("Host", "a"), ("Host", "a")]).await, 400);
        assert_eq!(status(&mut client, path, &[("Origin", "http://evil.test")]).await, 403);
    }
    let answer =
        server.connect().await.send("GET", "/health", &[("Host", "mcp_backend")], b"").await.json().await;
    let members: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["status", "timestamp"]);
}

#[tokio::test]
async fn a_request_whose_target_names_a_host_names_no_other() {
    let server = Running::start().await;
    let (here, port) = (server.address.to_string(), server.address.port());
    let local = format!("localhost:{port}");
    for (target, host, status) in [
        (&*here, &*here, 200),
        (&local.to_uppercase(), &local, 200),
        (&local, &here, 400),
        ("evil.test", &here, 400),
        (&here, "evil.test", 400),
        (&here, "127.0.0.1", 400),
        ("evil.test", "evil.test", 403),
        ("evil.test", "evil.test:80", 403),
    ] {
        let mut client = server.connect().await;
        let request = format!("GET http://{target}/mcp/initialize HTTP/1.1\r\nHost: {host}\r\n\r\n");
        client.raw(request.as_bytes()).await;
        assert_eq!(client.answer().await.status, status, "{target} {host}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_in_json() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let answer = client.get("/nowhere").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json().await["error"]["kind"], "not_found");
    let answer = client.send("PUT", "/mcp", &[("Content-Length", "0")], b"").await;
    assert_eq!((answer.status, answer.headers["allow"].contains("POST")), (405, true));
    assert_eq!(answer.json().await["error"]["kind"], "usage");
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_any_other_replaced() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let answer = client.send("GET", "/live", &[("X-Request-Id", "trace-42")], b"").await;
    assert_eq!(answer.headers["x-request-id"], "trace-42");
    answer.json().await;
    let answer = client.send("GET", "/live", &[("X-Request-Id", "a b")], b"").await;
    assert_eq!(answer.headers["x-request-id"].len(), 26);
}

#[tokio::test]
async fn bodies_that_are_no_plain_message_are_refused_as_json_rpc_says() {
    let server = Running::start().await;
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let wide = format!("{{\"a\":[{}]}}", vec!["0"; 20_000].join(","));
    for (body, code) in [
        ("{", -32700),
        ("", -32700),
        ("[]", -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
        (r#"{"hello":"world"}"#, -32600),
        (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
        (&deep, -32600),
        (&wide, -32600),
    ] {
        let mut client = server.connect().await;
        let answer = client.post_bytes(&[], body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{body:.40}");
        assert_eq!(answer.json().await["error"]["code"], code, "{body:.40}");
    }
}

#[tokio::test]
async fn large_compressed_and_foreign_bodies_are_refused() {
    let server = Running::start().await;
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(server.connect().await.post_bytes(&[], large.as_bytes()).await.status, 413);

    let mut endless = server.connect().await;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.address
    );
    endless.raw(head.as_bytes()).await;
    let chunk = format!("{:x}\r\n{}\r\n", 600_000, " ".repeat(600_000));
    endless.raw(chunk.as_bytes()).await;
    endless.raw(chunk.as_bytes()).await;
    assert_eq!(endless.answer().await.status, 413);

    let mut client = server.connect().await;
    let answer = client.post(&[("Content-Encoding", "gzip")], &json!({})).await;
    assert_eq!((answer.status, &answer.json().await["error"]["code"]), (415, &json!(-32600)));
    let answer = client.send("POST", "/mcp", &[("Content-Type", "text/plain")], b"{}").await;
    assert_eq!((answer.status, &answer.json().await["error"]["code"]), (415, &json!(-32600)));
    let answer = client.send("POST", "/mcp", &[("Content-Type", "application/json")], b"{}").await;
    assert_eq!((answer.status, &answer.json().await["error"]["code"]), (406, &json!(-32600)));
}

#[tokio::test]
async fn slow_and_oversized_headers_and_slow_bodies_end() {
    let limits = Limits {
        header_time: Duration::from_millis(100),
        body_time: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut slow = server.connect().await;
    slow.raw(b"GET /live HTTP/1.1\r\nHost: ").await;
    assert!(slow.closed().await);

    let mut slow = server.connect().await;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{",
        server.address
    );
    slow.raw(head.as_bytes()).await;
    assert_eq!(slow.answer().await.status, 408);

    let many: Vec<_> = (0..101).map(|field| (format!("X-Field-{field}"), "1")).collect();
    let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(server.connect().await.send("GET", "/live", &many, b"").await.status, 431);
    let long = "x".repeat(40 * 1024);
    assert_eq!(server.connect().await.send("GET", "/live", &[("X-Long", &long)], b"").await.status, 431);
}

#[tokio::test]
async fn a_closed_server_serves_nobody_but_supervisors() {
    let server = Setup { access: Access::Closed, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let answer = client.post(&[], &initialize("2025-11-25")).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json().await["error"]["kind"], "unauthenticated");
    assert_eq!(status(&mut server.connect().await, "/live", &[]).await, 200);
}
