//! What the trail holds of who called.

use serde_json::json;

use super::client::{Connection, SESSIONS, call, initialize};
use super::{Running, Setup};
use crate::app::AuditFilter;
use crate::domain::audit::AuditEvent;

async fn look(client: &mut Connection, headers: &[(&str, &str)], meta: &serde_json::Value) {
    let mut message = call(2, "look", &json!({"device": "edge"}));
    message["params"]["_meta"] = meta.clone();
    assert_eq!(client.post(headers, &message).await.done().await, 200);
}

#[tokio::test]
async fn a_row_names_the_program_and_where_it_called_from_in_both_eras() {
    let proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let server = Setup { proxies, ..Setup::default() }.start().await;
    let mut client = server.connect().await;
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "claude-code", "version": "2.1\u{1b}"},
    });
    let headers = [
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "look"),
        ("Mcp-Param-Device", "edge"),
        ("X-Forwarded-For", "192.0.2.7"),
    ];
    look(&mut client, &headers, &meta).await;
    let event = recorded(&server, "claude-code 2.1").await;
    assert_eq!(event.source.as_deref(), Some("192.0.2.7"));

    let mut begin = initialize(SESSIONS);
    begin["params"]["clientInfo"] = json!({"name": "inspector", "version": "1"});
    let answer = client.post(&[], &begin).await;
    let session = answer.headers["mcp-session-id"].clone();
    answer.reply().await;
    let headers = [("Mcp-Session-Id", session.as_str()), ("MCP-Protocol-Version", SESSIONS)];
    look(&mut client, &headers, &json!({})).await;
    let event = recorded(&server, "inspector 1").await;
    assert_eq!(event.source.as_deref(), Some("127.0.0.1"));
}

/// The newest row once it is of `client`: a read is stored with the next batch.
async fn recorded(server: &Running, client: &str) -> AuditEvent {
    let stored = async {
        loop {
            let filter = AuditFilter { limit: 1, ..AuditFilter::default() };
            let newest = server.app.audit.recent(filter).await.unwrap();
            match newest.into_iter().next() {
                Some(row) if row.event.client.as_deref() == Some(client) => return row.event,
                _ => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), stored).await.unwrap()
}
