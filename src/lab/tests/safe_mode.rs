//! Safe mode: held by one session of the binary API, lost with it.

use super::api::Api;
use super::router;
use super::scripts::{add, until};
use crate::lab::{Options, start};
use serde_json::{Value, json};

const LIST: &str = "ip/firewall/address-list?list=safe";

fn entry(n: usize) -> Value {
    json!({"list": "safe", "address": format!("192.0.2.{n}")})
}

#[tokio::test]
async fn losing_the_session_undoes_everybodys_changes() {
    let (lab, client) = router("chr", 1).await;
    add(&client, "ip/firewall/address-list", entry(1)).await;
    let mut api = Api::admin(&lab.routers()[0]).await;
    assert_eq!(api.ask(&["/safe-mode/take"]).await, [["!done"]]);
    let held = api.rows(&["/safe-mode/print"]).await;
    assert_eq!(
        (held[0]["enabled"].as_str(), held[0]["user"].as_str(), held[0]["current"].as_str()),
        ("true", "admin", "true")
    );
    api.ret(&["/ip/firewall/address-list/add", "=list=safe", "=address=192.0.2.2"]).await;
    add(&client, "ip/firewall/address-list", entry(3)).await;
    client.post("system/identity/set", r#"{"name":"changed"}"#).await;
    assert_eq!(client.rows(LIST).await.len(), 3);
    drop(api);
    let left = until(&client, LIST, |rows| rows.len() == 1).await;
    assert_eq!(left[0]["address"], "192.0.2.1");
    assert_eq!(client.get("system/identity").await.json()["name"], "lab-1");
}

#[tokio::test]
async fn released_changes_stay_and_unrolled_ones_go() {
    let (lab, client) = router("chr", 1).await;
    let mut api = Api::admin(&lab.routers()[0]).await;
    api.ask(&["/safe-mode/take"]).await;
    add(&client, "ip/firewall/address-list", entry(1)).await;
    assert_eq!(api.ask(&["/safe-mode/release"]).await, [["!done"]]);
    assert_eq!(api.rows(&["/safe-mode/print"]).await[0]["enabled"], "false");
    api.ask(&["/safe-mode/take"]).await;
    add(&client, "ip/firewall/address-list", entry(2)).await;
    assert_eq!(api.ask(&["/safe-mode/unroll"]).await, [["!done"]]);
    drop(api);
    assert_eq!(client.rows(LIST).await.len(), 1);
}

#[tokio::test]
async fn after_a_hundred_changes_it_is_dropped_and_nothing_is_undone() {
    let (lab, client) = router("chr", 1).await;
    let mut api = Api::admin(&lab.routers()[0]).await;
    api.ask(&["/safe-mode/take"]).await;
    for n in 0..101 {
        api.ret(&["/ip/firewall/address-list/add", "=list=safe", &format!("=address=192.0.2.{n}")]).await;
    }
    assert_eq!(api.rows(&["/safe-mode/print"]).await[0]["enabled"], "false");
    drop(api);
    until(&client, "user/active?via=api", |rows| rows.iter().all(|row| row["address"] == "")).await;
    assert_eq!(client.rows(LIST).await.len(), 101);
}

#[tokio::test]
async fn a_hundred_changes_are_undone() {
    let (lab, client) = router("chr", 1).await;
    let mut api = Api::admin(&lab.routers()[0]).await;
    api.ask(&["/safe-mode/take"]).await;
    for n in 0..100 {
        api.ret(&["/ip/firewall/address-list/add", "=list=safe", &format!("=address=192.0.2.{n}")]).await;
    }
    drop(api);
    until(&client, LIST, <[Value]>::is_empty).await;
}

#[tokio::test]
async fn it_belongs_to_its_session_alone() {
    let (lab, client) = router("chr", 1).await;
    let mut holder = Api::admin(&lab.routers()[0]).await;
    let mut other = Api::admin(&lab.routers()[0]).await;
    holder.ask(&["/safe-mode/take"]).await;
    for words in
        [&["/safe-mode/release"][..], &["/safe-mode/unroll"], &["/safe-mode/take", "=on-error=abort"]]
    {
        assert_eq!(other.ask(words).await[0][0], "!trap", "{words:?}");
    }
    assert_eq!(other.rows(&["/safe-mode/print"]).await[0]["current"], "false");
    add(&client, "ip/firewall/address-list", entry(1)).await;
    assert_eq!(other.ask(&["/safe-mode/take", "=on-error=unroll"]).await, [["!done"]]);
    assert!(client.rows(LIST).await.is_empty());
    assert_eq!(other.rows(&["/safe-mode/print"]).await[0]["current"], "true");
}

#[tokio::test]
async fn it_is_no_matter_of_rest_or_of_old_versions() {
    let (_lab, client) = router("chr", 1).await;
    assert_eq!(client.post("safe-mode/take", "{}").await.status, 501);
    let options =
        Options { count: 1, version: Some("7.17.2".into()), model: Some("chr".into()), ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let mut api = Api::admin(&lab.routers()[0]).await;
    let refused = api.ask(&["/safe-mode/take"]).await;
    assert!(refused[0].iter().any(|word| word.contains("no such command")), "{refused:?}");
}
