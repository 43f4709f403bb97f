//! Resources, prompts and completion, and being told of changes, in both eras.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Answer, Connection, SESSIONS};
use super::{Running, Setup};
use crate::events::Topic;
use crate::http::Limits;

const LONG: Duration = Duration::from_secs(20);
const SUMMARY: &str = "fleet://health-summary";
const TRAIL: &str = "audit://events/recent";

fn uri(message: &Value) -> &str {
    message["params"]["uri"].as_str().unwrap_or_default()
}

async fn next(stream: &mut Answer<'_>) -> Value {
    tokio::time::timeout(LONG, stream.event()).await.unwrap().unwrap()
}

async fn listen<'a>(client: &'a mut Connection, uris: &[&str]) -> Answer<'a> {
    let (stream, honoured) = acknowledged(client, uris).await;
    assert_eq!(honoured["resourceSubscriptions"], json!(uris));
    stream
}

/// Listens to `uris` and to the list; the stream, and what the server says that it honours.
async fn acknowledged<'a>(client: &'a mut Connection, uris: &[&str]) -> (Answer<'a>, Value) {
    let wanted = json!({"resourceSubscriptions": uris, "resourcesListChanged": true});
    let mut stream = client.stateless("subscriptions/listen", json!({"notifications": wanted})).await;
    assert_eq!(stream.status, 200);
    let first = next(&mut stream).await;
    assert_eq!(first["method"], "notifications/subscriptions/acknowledged");
    let honoured = first["params"]["notifications"].clone();
    (stream, honoured)
}

#[tokio::test]
async fn resources_are_listed_and_read_by_stateless_requests() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let list = client.stateless("resources/list", json!({})).await.json().await;
    let uris: Vec<_> = list["result"]["resources"].as_array().unwrap().iter().map(|r| &r["uri"]).collect();
    assert_eq!(uris, [SUMMARY, "fleet://devices/lab", TRAIL]);
    assert_eq!(list["result"]["cacheScope"], "private");
    let templates = client.stateless("resources/templates/list", json!({})).await.json().await;
    let all = templates["result"]["resourceTemplates"].as_array().unwrap();
    assert!(all.iter().any(|one| one["uriTemplate"] == "device://{id}/menu/{+path}"), "{templates}");

    let read = client.stateless("resources/read", json!({"uri": SUMMARY})).await.json().await;
    let contents = &read["result"]["contents"][0];
    assert_eq!(
        (contents["uri"].as_str(), contents["mimeType"].as_str()),
        (Some(SUMMARY), Some("application/json"))
    );
    let summary: Value = serde_json::from_str(contents["text"].as_str().unwrap()).unwrap();
    assert_eq!((&summary["unknown"], &summary["environment"]), (&json!(0), &json!("lab")));
    assert!(contents["_meta"]["rosmcp/untrusted"].as_str().unwrap().contains("never instructions"));

    let missing =
        client.stateless("resources/read", json!({"uri": "device://nobody/health"})).await.json().await;
    assert_eq!(missing["error"]["code"], -32602);
    assert_eq!(missing["error"]["data"]["kind"], "not_found");
}

#[tokio::test]
async fn a_missing_resource_has_the_older_code_in_a_session() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let session = client.initialize().await;
    let read = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": "x://y"}});
    assert_eq!(client.in_session(&session, &read).await.reply().await["error"]["code"], -32002);
}

#[tokio::test]
async fn prompts_and_arguments_are_completed() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let list = client.stateless("prompts/list", json!({})).await.json().await;
    assert_eq!(list["result"]["prompts"].as_array().unwrap().len(), 10);
    let get = json!({"name": "troubleshoot-device", "arguments": {"issue_type": "health"}});
    let prompt = client.stateless("prompts/get", get).await.json().await;
    let text = prompt["result"]["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(text.contains("health problem") && text.contains("`fleet_health`"), "{text}");
    let wrong = client.stateless("prompts/get", json!({"name": "troubleshoot-devices"})).await.json().await;
    assert_eq!(wrong["error"]["code"], -32602);

    let asked = [
        (json!({"type": "ref/prompt", "name": "troubleshoot-device"}), "issue_type", "perf", "performance"),
        (
            json!({"type": "ref/resource", "uri": "device://{id}/menu/{+path}"}),
            "path",
            "ip/fire",
            "ip/firewall/filter",
        ),
    ];
    for (reference, name, typed, expected) in asked {
        let params = json!({"ref": reference, "argument": {"name": name, "value": typed}});
        let answer = client.stateless("completion/complete", params).await.json().await;
        let values = answer["result"]["completion"]["values"].as_array().unwrap();
        assert!(values.contains(&json!(expected)), "{answer}");
    }
}

#[tokio::test]
async fn a_stateless_stream_is_told_of_what_it_follows_and_of_nothing_else() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let (mut stream, honoured) =
        acknowledged(&mut client, &["device://nobody/health", SUMMARY, "moon://shine"]).await;
    assert_eq!(honoured, json!({"resourceSubscriptions": [SUMMARY], "resourcesListChanged": true}));
    server.app.events.publish(&Topic::Audit);
    server.app.events.publish(&Topic::FleetHealth);
    let told = next(&mut stream).await;
    assert_eq!((told["method"].as_str(), uri(&told)), (Some("notifications/resources/updated"), SUMMARY));
    assert_eq!(told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 1);
    server.app.events.publish(&Topic::Inventory);
    let mut methods = [next(&mut stream).await, next(&mut stream).await];
    methods.sort_by_key(|told| told["method"].as_str().map(str::to_owned));
    assert_eq!(methods[0]["method"], "notifications/resources/list_changed");
    assert_eq!(uri(&methods[1]), SUMMARY);
}

#[tokio::test]
async fn a_call_is_news_of_the_trail_and_reading_the_trail_is_none() {
    let server = Running::start().await;
    let (mut listening, mut calling) = (server.connect().await, server.connect().await);
    let mut stream = listen(&mut listening, &[TRAIL]).await;
    calling.stateless("resources/read", json!({"uri": TRAIL})).await.done().await;
    assert!(tokio::time::timeout(Duration::from_millis(300), stream.event()).await.is_err());
    calling
        .stateless("tools/call", json!({"name": "look", "arguments": {"device": "edge"}}))
        .await
        .done()
        .await;
    assert_eq!(uri(&next(&mut stream).await), TRAIL);
}

#[tokio::test]
async fn a_stream_ends_with_a_final_message_when_the_server_stops() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let mut stream = listen(&mut client, &[SUMMARY]).await;
    server.shutdown.cancel();
    let last = next(&mut stream).await;
    assert_eq!((&last["id"], &last["result"]["resultType"]), (&json!(1), &json!("complete")));
    assert!(stream.event().await.is_none());
    tokio::time::timeout(LONG, server.task).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_stream_that_could_follow_nothing_is_an_error_and_acknowledges_nothing() {
    let server = Running::start().await;
    let mut client = server.connect().await;
    let wanted =
        json!({"notifications": {"resourceSubscriptions": ["device://nobody/health", "moon://shine"]}});
    let mut stream = client.stateless("subscriptions/listen", wanted).await;
    assert_eq!(next(&mut stream).await["error"]["data"]["kind"], "not_found");
    assert!(stream.event().await.is_none());
}

#[tokio::test]
async fn a_session_subscribes_and_unsubscribes() {
    let server = Running::start().await;
    let (mut client, mut streaming) = (server.connect().await, server.connect().await);
    let session = client.initialize().await;
    let headers = [
        ("Mcp-Session-Id", session.as_str()),
        ("MCP-Protocol-Version", SESSIONS),
        ("Accept", "text/event-stream"),
    ];
    let mut stream = streaming.send("GET", "/mcp", &headers, b"").await;
    for (id, method, target) in
        [(1, "subscribe", SUMMARY), (2, "subscribe", TRAIL), (3, "unsubscribe", TRAIL)]
    {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": format!("resources/{method}"), "params": {"uri": target}});
        assert_eq!(
            client.in_session(&session, &request).await.reply().await["result"],
            json!({}),
            "{method}"
        );
    }
    let unknown = json!({"jsonrpc": "2.0", "id": 4, "method": "resources/subscribe", "params": {"uri": "device://nobody/health"}});
    assert_eq!(client.in_session(&session, &unknown).await.reply().await["error"]["code"], -32002);
    server.app.events.publish(&Topic::Audit);
    server.app.events.publish(&Topic::FleetHealth);
    assert_eq!(uri(&next(&mut stream).await), SUMMARY);
    server.app.events.publish(&Topic::Inventory);
    assert_eq!(next(&mut stream).await["method"], "notifications/resources/list_changed");
    assert_eq!(uri(&next(&mut stream).await), SUMMARY);
}

#[tokio::test]
async fn streams_are_counted_and_a_client_that_leaves_makes_room() {
    let limits = Limits { streams: 1, ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut first = server.connect().await;
    drop(listen(&mut first, &[SUMMARY]).await);
    let mut second = server.connect().await;
    let wanted = json!({"notifications": {"resourceSubscriptions": [SUMMARY]}});
    let refused = second.stateless("subscriptions/listen", wanted.clone()).await;
    assert_eq!(refused.status, 503);
    assert!(refused.headers["retry-after"].parse::<u32>().is_ok());
    let refused = refused.json().await;
    assert_eq!((&refused["id"], &refused["error"]["data"]["kind"]), (&json!(1), &json!("busy")));
    drop(first);
    let freed = async {
        while second.stateless("subscriptions/listen", wanted.clone()).await.status != 200 {
            second = server.connect().await;
        }
    };
    tokio::time::timeout(LONG, freed).await.unwrap();
}

/// Far too little to fill the kernel's buffer, where alone our own timer would see that nobody takes it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_client_that_takes_nothing_is_left_however_little_it_is_sent() {
    let limits = Limits { write_time: Duration::from_secs(1), ..Limits::default() };
    let server = Setup { limits, ..Setup::default() }.start().await;
    let mut stalled = Connection::narrow(server.address).await;
    listen(&mut stalled, &[TRAIL]).await;
    let mut calling = server.connect().await;
    let left = async {
        while server.metrics.sse_connections.get([]) > 0.0 {
            let look = json!({"name": "look", "arguments": {"device": "edge"}});
            calling.stateless("tools/call", look).await.done().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(3 * LONG, left).await.unwrap();
    assert_eq!(server.metrics.limit_hits.get(["http_write_timeout_seconds"]), 1);
}
