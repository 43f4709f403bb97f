//! What a router forgets, and how it comes back: reboot, undo, backups, watched hosts.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::api::Api;
use super::client::Client;
use super::management::knock;
use super::router;
use super::scripts::{add, output, until};

/// Waits until the router refuses connections.
async fn down(client: &Client) {
    tokio::time::timeout(Duration::from_secs(30), async {
        while TcpStream::connect(client.address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("it goes down");
}

/// Waits until it takes them again.
async fn up(client: &Client) {
    tokio::time::timeout(Duration::from_secs(30), async {
        while TcpStream::connect(client.address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("it comes back");
}

#[tokio::test]
async fn a_reboot_closes_the_ports_and_forgets_what_memory_held() {
    let (lab, client) = router("chr", 20).await;
    let router = &lab.routers()[0];
    let mut api = Api::admin(router).await;
    let entry = |name: &str, start: &str| {
        json!({"name": name, "start-time": start, "policy": "read,write",
            "on-event": format!("/ip firewall address-list add list={name} address=192.0.2.7")})
    };
    add(&client, "system/scheduler", entry("at-start", "startup")).await;
    let timed = json!({"list": "timed", "address": "192.0.2.1", "timeout": "1d"});
    add(&client, "ip/firewall/address-list", timed).await;
    add(&client, "ip/firewall/address-list", json!({"list": "kept", "address": "192.0.2.1"})).await;
    client.post("execute", r#"{"script":":global x 1; :delay 1d"}"#).await;
    until(&client, "system/script/environment", |rows| rows.len() == 1).await;
    assert!(
        client.rows("ip/firewall/address-list?list=at-start").await.is_empty(),
        "not before the next boot"
    );
    let counted = client.rows("system/scheduler?name=nightly-export").await.remove(0);
    assert_eq!(counted["run-count"], "37");
    assert_eq!(client.post("system/reboot", "{}").await.body, "[]");
    down(&client).await;
    assert!(api.is_closed().await);
    router.advance(Duration::from_secs(30));
    up(&client).await;
    let uptime = client.get("system/resource").await.json()["uptime"].as_str().unwrap_or_default().to_owned();
    assert!(!uptime.contains(['w', 'd', 'h']), "{uptime}");
    let fired = until(&client, "ip/firewall/address-list?list=at-start", |rows| !rows.is_empty()).await;
    assert_eq!(fired.len(), 1);
    assert!(client.rows("ip/firewall/address-list?list=timed").await.is_empty());
    assert_eq!(client.rows("ip/firewall/address-list?list=kept").await.len(), 1);
    assert!(client.rows("system/script/job").await.is_empty());
    assert!(client.rows("system/script/environment").await.is_empty());
    assert_eq!(client.rows("system/scheduler?name=nightly-export").await[0]["run-count"], "0");
    assert!(client.rows("log").await[0]["message"].as_str().is_some_and(|line| line.contains("rebooted")));
    let mut api = Api::admin(router).await;
    assert_eq!(api.rows(&["/system/identity/print"]).await.len(), 1);
}

#[tokio::test]
async fn a_reboot_needs_its_policy() {
    let (lab, client) = router("chr", 1).await;
    lab.routers()[0].add_user("writer", "pw", "read,write,api,rest-api").expect("a user");
    assert_eq!(client.named("writer", "pw").post("system/reboot", "{}").await.status, 500);
}

#[tokio::test]
async fn a_guard_survives_a_reboot_and_a_job_does_not() {
    let (lab, client) = router("chr", 20).await;
    let undo = "/ip dns set cache-size=2048; /system scheduler remove [find name~\"^guard\"]; /system script remove guard";
    add(&client, "system/script", json!({"name": "guard", "policy": "read,write", "source": undo})).await;
    for (name, start, interval) in [("guard", None, "1h"), ("guard-boot", Some("startup"), "0s")] {
        let mut row =
            json!({"name": name, "on-event": "guard", "interval": interval, "policy": "read,write"});
        if let Some(start) = start {
            row["start-time"] = json!(start);
        }
        add(&client, "system/scheduler", row).await;
    }
    client.post("execute", r#"{"script":":delay 10s; /ip dns set cache-size=1"}"#).await;
    client.post("ip/dns/set", r#"{"cache-size":"4096"}"#).await;
    client.post("system/reboot", "{}").await;
    down(&client).await;
    lab.routers()[0].advance(Duration::from_secs(30));
    up(&client).await;
    until(&client, "system/scheduler", |rows| rows.iter().all(|row| row["name"] != "guard-boot")).await;
    until(&client, "system/script?name=guard", <[Value]>::is_empty).await;
    lab.routers()[0].advance(Duration::from_mins(5));
    assert_eq!(client.get("ip/dns").await.json()["cache-size"], "2048");
}

#[tokio::test]
async fn what_cut_the_way_before_a_reboot_is_undone_after_it() {
    let (lab, client) = router("chr", 20).await;
    let undo = "/ip service enable www; /system scheduler remove guard";
    let guard = json!({"name": "guard", "start-time": "startup", "on-event": undo, "policy": "read,write"});
    add(&client, "system/scheduler", guard).await;
    // The answer to this request shall be out before the way is cut.
    let cut = json!({"script": ":delay 20s; /ip service disable www; :delay 1s; /system reboot"});
    assert_eq!(client.post("execute", &cut.to_string()).await.status, 200);
    down(&client).await;
    lab.routers()[0].advance(Duration::from_secs(30));
    up(&client).await;
    until_it_answers(&client).await;
    until(&client, "system/scheduler?name=guard", <[Value]>::is_empty).await;
    let www = client.rows("ip/service?name=www&dynamic=false").await;
    assert_eq!(www[0]["disabled"], "false");
    assert!(client.rows("log").await[0]["message"].as_str().is_some_and(|line| line.contains("rebooted")));
}

/// Waits until the router answers on what its listeners take.
async fn until_it_answers(client: &Client) {
    let deadline = std::time::Instant::now() + Duration::from_secs(30);
    while knock(client).await != "answered" {
        assert!(std::time::Instant::now() < deadline, "the way stays cut");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn changes_are_undone_and_done_again_in_order() {
    let (_lab, client) = router("chr", 1).await;
    let before = client.rows("ip/firewall/filter").await;
    let first = before[0][".id"].as_str().expect("an id").to_owned();
    client.patch(&format!("ip/firewall/filter/{first}"), r#"{"comment":"changed \"here\""}"#).await;
    let made = add(&client, "ip/firewall/filter", json!({"chain": "forward", "action": "drop"})).await;
    let id = made[".id"].as_str().expect("an id").to_owned();
    let body = json!({"numbers": id, "destination": first}).to_string();
    client.post("ip/firewall/filter/move", &body).await;
    client.delete(&format!("ip/firewall/filter/{}", before[1][".id"].as_str().expect("an id"))).await;
    let after = client.rows("ip/firewall/filter").await;
    let history = client.rows("system/history").await;
    assert_eq!((&history[0]["undoable"], &history[0]["redoable"]), (&json!("true"), &json!("false")));
    assert!(
        history[3]["redo"].as_str().is_some_and(|redo| redo.contains(r#"comment="changed \"here\"""#)),
        "{history:?}"
    );
    assert_eq!(history[2]["undo"], format!("/ip firewall filter remove {id}"));
    for _ in 0..4 {
        assert_eq!(client.post("undo", "{}").await.body, "[]");
    }
    assert_eq!(stripped(&client).await, strip(&before));
    assert_eq!(client.rows("system/history").await[0]["redoable"], "true");
    for _ in 0..4 {
        assert_eq!(client.post("redo", "{}").await.body, "[]");
    }
    assert_eq!(stripped(&client).await, strip(&after));
    assert_eq!(client.post("redo", "{}").await.status, 501);
}

/// Rules without what counts by itself.
fn strip(rows: &[Value]) -> Vec<Value> {
    let mut rows = rows.to_vec();
    for row in &mut rows {
        for name in ["bytes", "packets"] {
            row.as_object_mut().expect("a row").remove(name);
        }
    }
    rows
}

async fn stripped(client: &Client) -> Vec<Value> {
    strip(&client.rows("ip/firewall/filter").await)
}

#[tokio::test]
async fn a_backup_brings_everything_back() {
    let (lab, client) = router("chr", 20).await;
    let saved = client.post("system/backup/save", r#"{"name":"before","password":"pw"}"#).await;
    assert_eq!((saved.status, saved.body.as_str()), (200, "[]"));
    let file = client.rows("file?name=before.backup").await.remove(0);
    assert_eq!(file["type"], "backup");
    let rules = client.rows("ip/firewall/filter").await.len();
    output(&client, "/ip firewall filter remove [find]; /system identity set name=other").await;
    let wrong = client.post("system/backup/load", r#"{"name":"before","password":"other"}"#).await;
    assert_eq!(wrong.status, 501, "{}", wrong.body);
    assert_eq!(output(&client, "/system backup load name=before.backup password=pw").await, "");
    down(&client).await;
    lab.routers()[0].advance(Duration::from_secs(30));
    up(&client).await;
    assert_eq!(client.rows("ip/firewall/filter").await.len(), rules);
    assert_eq!(client.get("system/identity").await.json()["name"], "lab-1");
    assert_eq!(client.rows("file?name=before.backup").await.len(), 1);
}

#[tokio::test]
async fn a_watched_host_that_goes_down_runs_its_script_with_few_rights() {
    let (lab, client) = router("chr", 1).await;
    let script = "/ip firewall address-list add list=down address=192.0.2.7; /user add name=x group=full";
    let row = json!({"name": "far", "host": "203.0.113.77", "interval": "10s", "down-script": script});
    add(&client, "tool/netwatch", row).await;
    let seen = until(&client, "tool/netwatch?name=far", |rows| rows[0]["status"] == "down").await;
    assert!(seen[0]["since"].is_string());
    until(&client, "ip/firewall/address-list?list=down", |rows| !rows.is_empty()).await;
    assert!(client.rows("user?name=x").await.is_empty());
    lab.routers()[0].advance(Duration::from_mins(1));
    assert_eq!(client.rows("ip/firewall/address-list?list=down").await.len(), 1, "only when it changes");
}
