//! Statuses and messages of refused requests.

use tokio::net::TcpStream;

use super::client::exchange;
use super::router;

#[tokio::test]
async fn every_refusal_has_its_status_and_words() {
    let (_lab, client) = router("chr", 1).await;
    for (method, path, body, status, detail) in [
        ("GET", "nonexistent", "", 400, "no such command or directory (nonexistent)"),
        ("GET", "ip/nonexistent", "", 400, "no such command or directory (nonexistent)"),
        ("GET", "system/routerboard", "", 400, "no such command or directory (routerboard)"),
        ("GET", "interface/ether99", "", 400, "no such command or directory (ether99)"),
        ("GET", "ip/address/print", "", 400, "no such command"),
        ("GET", "console/inspect", "", 400, "no such command"),
        ("GET", "log/error", "", 400, "no such command"),
        ("GET", "ip", "", 400, "no such command"),
        ("GET", "ip/address/ether1", "", 400, "no such command prefix"),
        ("GET", "ip/address/%2A1", "", 400, "no such command prefix"),
        ("GET", "ip/address/*FFFF", "", 404, ""),
        ("PATCH", "ip/address/%2A1", "{}", 400, "missing or invalid resource identifier"),
        ("PATCH", "ip/address", "{}", 400, "missing or invalid resource identifier"),
        ("PATCH", "system/identity", r#"{"name":"x"}"#, 400, "missing or invalid resource identifier"),
        ("PATCH", "ip/address/*FFFF", "{}", 404, ""),
        (
            "PATCH",
            "interface/ether1",
            r#"{"nonexistent":"1"}"#,
            400,
            "missing or invalid resource identifier",
        ),
        ("PATCH", "ip/address/*1", r#"{"nonexistent":"1"}"#, 400, "unknown parameter nonexistent"),
        ("PATCH", "ip/address/*1", r#"{"invalid":"true"}"#, 400, "unknown parameter invalid"),
        (
            "PATCH",
            "ip/address/*1",
            r#"{"interface":"nope"}"#,
            400,
            "input does not match any value of interface",
        ),
        ("PATCH", "ip/address/*1", r#"{"address":"10.0.0.999"}"#, 400, "invalid value for argument address"),
        ("DELETE", "ip/address", "", 400, "missing or invalid resource identifier"),
        ("DELETE", "ip/address/*FFFF", "", 404, ""),
        ("DELETE", "interface/ether1", "", 400, "no such command or directory (remove)"),
        ("DELETE", "user/group/full", "", 400, "missing or invalid resource identifier"),
        ("PUT", "ip/address", r#"{"interface":"ether1"}"#, 400, "missing =address="),
        ("PUT", "ip/address", r#"{"address":"x","nope":"1"}"#, 400, "unknown parameter nope"),
        ("PUT", "ip/address", "[]", 400, "Failed to parse json"),
        ("PUT", "ip/address", r#"{"address":1e3}"#, 400, "Failed to parse json"),
        ("PUT", "ip/route", r#"{"distance":"0"}"#, 400, "value of distance out of range (1..255)"),
        ("PUT", "interface", "{}", 400, "no such command or directory (add)"),
        ("POST", "ip/address", "{}", 400, "no such command"),
        ("POST", "ip/address/frobnicate", "{}", 400, "no such command or directory (frobnicate)"),
        ("POST", "interface/remove", r#"{".id":"*1"}"#, 400, "no such command or directory (remove)"),
        ("POST", "ip/address/set", r#"{"disabled":"yes"}"#, 400, "missing =.id="),
        (
            "POST",
            "ip/address/set",
            r#"{".id":"*1","disabled":"maybe"}"#,
            400,
            "input does not match any value of disabled",
        ),
        ("POST", "ping", "{}", 400, "missing =address="),
        (
            "POST",
            "ping",
            r#"{"address":"192.0.2.1","size":"5"}"#,
            400,
            "value of size out of range (28..65535)",
        ),
    ] {
        let answer = match method {
            "GET" => client.get(path).await,
            "DELETE" => client.delete(path).await,
            "PUT" => client.put(path, body).await,
            "PATCH" => client.patch(path, body).await,
            _ => client.post(path, body).await,
        };
        assert_eq!((answer.status, answer.detail().as_str()), (status, detail), "{method} {path} {body}");
        assert_eq!(answer.json()["error"], status, "the status is the only number");
    }
}

#[tokio::test]
async fn error_bodies_are_byte_for_byte_those_of_a_router() {
    let (_lab, client) = router("chr", 1).await;
    assert_eq!(client.get("ip/address/*FFFF").await.body, r#"{"error":404,"message":"Not Found"}"#);
    assert_eq!(
        client.put("ip/address", r#"{"nonexistent":"1"}"#).await.body,
        r#"{"detail":"unknown parameter nonexistent","error":400,"message":"Bad Request"}"#
    );
    let wrong = client.named("admin", "wrong").get("ip/address").await;
    assert_eq!(wrong.body, r#"{"error":401,"message":"Unauthorized"}"#);
    assert_eq!(wrong.header("www-authenticate"), Some("Basic"));
}

#[tokio::test]
async fn odd_methods_and_bodies_without_a_type_are_refused() {
    let (_lab, client) = router("chr", 1).await;
    let raw = async |method: &str, headers: &str, body: &str| {
        let mut stream = TcpStream::connect(client.address).await.expect("connects");
        let head = client.head(method, "ip/address", body.len());
        exchange(&mut stream, method, &format!("{head}{headers}\r\n{body}")).await
    };
    assert_eq!(raw("HEAD", "", "").await.status, 501);
    let options = raw("OPTIONS", "", "").await;
    assert_eq!(options.status, 503);
    assert!(!options.head.to_ascii_lowercase().contains("access-control"));
    assert_eq!(raw("PUT", "", "{}").await.status, 415);
    assert_eq!(raw("PUT", "Content-Type: text/plain\r\n", "{}").await.status, 415);
    let charset = raw("PUT", "Content-Type: application/json; charset=utf-8\r\n", "{}").await;
    assert_eq!(charset.detail(), "missing =address=");
}

#[tokio::test]
async fn what_is_not_simulated_says_so() {
    let (_lab, client) = router("chr", 1).await;
    for (path, what) in [("ip/hotspot", "/ip/hotspot"), ("mpls/ldp", "/mpls")] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.header("x-sim-unsupported")), (501, Some(what)));
    }
    let answer = client.post("system/reset-configuration", "{}").await;
    assert_eq!(
        (answer.status, answer.header("x-sim-unsupported")),
        (501, Some("/system/reset-configuration"))
    );
}

#[tokio::test]
async fn the_start_page_needs_no_password() {
    let (_lab, client) = router("chr", 1).await;
    let mut stream = TcpStream::connect(client.address).await.expect("connects");
    let answer = exchange(&mut stream, "GET", "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html")));
}
