//! Faults as a client meets them, byte by byte, and the admin port.

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{Client, exchange};
use crate::lab::{Lab, Options, Rule, start};

async fn lab(faults: &str) -> (Lab, Client) {
    let faults = Rule::read(faults).expect("rules");
    let options = Options { count: 2, model: Some("chr".into()), faults, admin: true, ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let client = Client::of(&lab.routers()[0]);
    (lab, client)
}

/// Everything that comes until the connection ends, and how it ends.
async fn last_words(client: &Client, path: &str) -> (Vec<u8>, std::io::Result<usize>) {
    let mut stream = TcpStream::connect(client.address).await.expect("connects");
    let request = format!("{}\r\n", client.head("GET", path, 0));
    stream.write_all(request.as_bytes()).await.expect("writes");
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    (bytes, end)
}

#[tokio::test]
async fn an_answer_is_cut_reset_or_never_comes() {
    let (_lab, client) = lab(
        r#"[{"fault":"truncate","count":1},{"fault":"reset","at":20,"count":1},{"fault":"lost-answer","count":1}]"#,
    )
    .await;
    let (bytes, end) = last_words(&client, "interface").await;
    assert!(end.is_ok() && bytes.starts_with(b"HTTP/1.1 200 OK\r\nContent-Length: "), "{bytes:?}");
    let text = String::from_utf8(bytes).expect("text");
    let length: usize =
        text.lines().nth(1).and_then(|line| line.rsplit(' ').next()?.parse().ok()).expect("a length");
    assert!(text.len() < length, "only half of it");
    let (bytes, end) = last_words(&client, "interface").await;
    let reset = end.expect_err("a reset").kind();
    assert!(reset == std::io::ErrorKind::ConnectionReset && bytes.len() <= 20, "{bytes:?}");
    let (bytes, end) = last_words(&client, "interface").await;
    assert!(end.is_ok() && bytes.is_empty());
    assert_eq!(client.get("interface").await.status, 200, "and then all is well");
}

#[tokio::test]
async fn a_slow_answer_is_whole_and_the_connection_goes_on() {
    let (_lab, client) = lab(r#"{"fault":"drip","ms":1,"count":1}"#).await;
    let mut stream = TcpStream::connect(client.address).await.expect("connects");
    let request = format!("{}\r\n", client.head("GET", "system/identity", 0));
    for _ in 0..2 {
        let answer = exchange(&mut stream, "GET", &request).await;
        assert_eq!((answer.status, answer.json()["name"].as_str()), (200, Some("lab-1")));
    }
}

#[tokio::test]
async fn garbage_wrong_lengths_and_statuses_are_what_they_say() {
    let (_lab, client) = lab(r#"[{"fault":"garbage","count":1},{"fault":"wrong-length","by":-5,"count":1},{"fault":"latency","ms":1,"count":1},
            {"fault":"status","status":503,"count":1},{"fault":"unauthorized","count":1},
            {"fault":"status","status":500,"detail":"std failure: timeout (13)"}]"#)
    .await;
    let garbage = client.get("interface").await;
    assert!(garbage.status == 200 && garbage.body.contains('\u{fffd}'), "{}", garbage.body);
    let short = client.get("system/identity").await;
    let length: usize =
        short.header("content-length").and_then(|length| length.parse().ok()).expect("a length");
    assert_eq!(length + 5, client.get("system/identity").await.body.len());
    assert_eq!(client.get("interface").await.body, r#"{"error":503,"message":"Service Unavailable"}"#);
    assert_eq!(client.get("interface").await.status, 401);
    let last = client.get("interface").await;
    assert_eq!((last.status, last.detail().as_str()), (500, "std failure: timeout (13)"));
}

#[tokio::test]
async fn what_was_done_shows_in_what_is_there_afterwards() {
    let (_lab, client) = lab(
        r#"[{"match":{"verb":"add"},"fault":"refused","count":1},{"match":{"verb":"add"},"fault":"ignored","count":1},
            {"match":{"path":"ip/pool","verb":"remove"},"fault":"lost-answer","count":1}]"#,
    )
    .await;
    let pool = |name: &str| format!(r#"{{"name":"{name}","ranges":"192.0.2.1"}}"#);
    assert_eq!(client.put("ip/pool", &pool("refused")).await.status, 400);
    let ignored = client.put("ip/pool", &pool("ignored")).await;
    assert_eq!((ignored.status, ignored.json()["name"].as_str()), (201, Some("ignored")));
    let named = |rows: Vec<serde_json::Value>, name: &str| rows.iter().any(|row| row["name"] == name);
    let rows = client.rows("ip/pool").await;
    assert!(named(rows.clone(), "refused") && !named(rows, "ignored"));
    let mut stream = TcpStream::connect(client.address).await.expect("connects");
    let request = format!("{}\r\n", client.head("DELETE", "ip/pool/refused", 0));
    stream.write_all(request.as_bytes()).await.expect("writes");
    assert_eq!(stream.read_to_end(&mut Vec::new()).await.expect("closed"), 0);
    assert!(!named(client.rows("ip/pool").await, "refused"));
}

#[tokio::test]
async fn the_admin_port_lays_and_lifts_faults() {
    let (lab, client) = lab("[]").await;
    let admin = lab.admin_url().expect("an admin port");
    let host = admin.strip_prefix("http://").expect("a URL").to_owned();
    let ask = async |method: &str, headers: &str, body: &str| {
        let mut stream = TcpStream::connect(&host).await.expect("connects");
        let length = body.len();
        let request = format!("{method} /faults HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
        exchange(&mut stream, method, &request).await
    };
    let own = format!("Host: {host}\r\nContent-Type: application/json\r\n");
    let rule = r#"{"router":"lab-1","fault":"status","status":503}"#;
    assert_eq!(ask("POST", &own, rule).await.json().as_array().map(Vec::len), Some(1));
    assert_eq!(client.get("interface").await.status, 503);
    assert_eq!(Client::of(&lab.routers()[1]).get("interface").await.status, 200);
    let listed = ask("GET", &own, "").await.json();
    assert_eq!((&listed[0]["router"], &listed[0]["fault"]), (&json!("lab-1"), &json!("status")));
    assert_eq!(ask("DELETE", &own, "").await.json(), json!([]));
    assert_eq!(client.get("interface").await.status, 200);

    for (headers, body, status) in [
        (own.clone(), r#"{"router":"lab-9","fault":"hang"}"#, 404),
        (own.clone(), r#"{"fault":"flood"}"#, 400),
        (format!("Host: {host}\r\nContent-Type: text/plain\r\n"), rule, 415),
        (own.replace(&host, "evil.example"), rule, 403),
        (format!("{own}Origin: https://evil.example\r\n"), rule, 403),
    ] {
        assert_eq!(ask("POST", &headers, body).await.status, status, "{headers}");
    }
    assert_eq!(ask("GET", &own, "").await.json(), json!([]), "nothing of that was laid");
}
