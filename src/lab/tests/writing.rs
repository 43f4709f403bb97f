//! Adding, changing, removing, moving, and what follows from it.

use serde_json::Value;

use super::client::Client;
use super::router;
use crate::lab::{Options, start};

async fn ids(client: &Client, path: &str) -> Vec<String> {
    client.rows(path).await.iter().map(|row| row[".id"].as_str().unwrap_or_default().to_owned()).collect()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_row_lives_from_put_to_delete() {
    let (_lab, client) = router("chr", 1).await;
    let made = client.put("ip/address", r#"{"address":"10.9.0.1/24","interface":"ether1"}"#).await;
    assert_eq!(made.status, 201);
    let row = made.json();
    let id = text(&row, ".id").to_owned();
    let place = format!("http://router.test/rest/ip/address/{id}");
    assert_eq!(made.header("location"), Some(place.as_str()));
    assert_eq!(
        made.body,
        format!(
            r#"{{".id":"{id}","actual-interface":"ether1","address":"10.9.0.1/24","disabled":"false","dynamic":"false","interface":"ether1","invalid":"false","network":"10.9.0.0","slave":"false","vrf":"main"}}"#
        )
    );
    let changed = client.patch(&format!("ip/address/{id}"), r#"{"comment":"guest","disabled":true}"#).await;
    assert_eq!(changed.status, 200);
    assert_eq!((text(&changed.json(), "comment"), text(&changed.json(), "disabled")), ("guest", "true"));
    let cleared = client.patch(&format!("ip/address/{id}"), r#"{"comment":null}"#).await;
    assert!(cleared.json().get("comment").is_none(), "an empty comment is no comment");
    let gone = client.delete(&format!("ip/address/{id}")).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    assert_eq!(client.delete(&format!("ip/address/{id}")).await.status, 404);
    let again = client.post("ip/address/add", r#"{"address":"10.9.0.1/24","interface":"ether1"}"#).await;
    assert_ne!(again.json()["ret"], id.as_str(), "an id is never used again");
}

#[tokio::test]
async fn a_refused_write_changes_nothing() {
    let (_lab, client) = router("chr", 1).await;
    let before = client.get("ip/address").await.body;
    let both = ids(&client, "ip/address").await.join(",");
    let body = format!(r#"{{".id":"{both},*FFFF","comment":"all or none"}}"#);
    assert_eq!(client.post("ip/address/set", &body).await.status, 404);
    assert_eq!(client.put("ip/address", r#"{"address":"10.0.0.1/24","interface":"no"}"#).await.status, 400);
    assert_eq!(client.get("ip/address").await.body, before);
}

#[tokio::test]
async fn what_may_stand_once_is_refused_twice() {
    let (_lab, client) = router("home", 1).await;
    for (path, body, words) in [
        (
            "ip/address",
            r#"{"address":"10.9.0.1/24","interface":"ether1"}"#,
            "failure: already have such address",
        ),
        (
            "ip/firewall/address-list",
            r#"{"list":"a","address":"192.0.2.1"}"#,
            "failure: already have such entry",
        ),
        (
            "user",
            r#"{"name":"eve","group":"read","password":"x"}"#,
            "failure: user with the same name already exists",
        ),
        ("interface/bridge", r#"{"name":"ether1"}"#, "failure: already have interface with such name"),
    ] {
        let first = client.put(path, body).await;
        if path != "interface/bridge" {
            assert_eq!(first.status, 201, "{path}: {}", first.body);
        }
        assert_eq!(client.put(path, body).await.detail(), words, "{path}");
    }
    let lease = client.put("ip/dhcp-server/lease", r#"{"address":"10.88.0.5"}"#).await;
    assert_eq!(lease.detail(), "failure: at least one dynamic lease identifier should be specified");
    let group = client.put("user/group", r#"{"name":"ops","policy":"read,api"}"#).await.json();
    client.put("user", r#"{"name":"ann","group":"ops"}"#).await;
    let refused = client.post("user/group/remove", &format!(r#"{{".id":"{}"}}"#, text(&group, ".id"))).await;
    assert_eq!(refused.detail(), "failure: group has some users");
}

#[tokio::test]
async fn a_user_of_the_l2tp_server_has_an_interface_that_waits() {
    let (_lab, client) = router("chr", 1).await;
    assert_eq!(client.put("interface/l2tp-server", "{}").await.detail(), "missing =user=");
    let bound = client.put("interface/l2tp-server", r#"{"user":"ann"}"#).await.json();
    assert_eq!((text(&bound, "name"), text(&bound, "running")), ("l2tp-in1", "false"));
    let shown = client.rows("interface?name=l2tp-in1").await.remove(0);
    assert_eq!((text(&shown, "type"), text(&shown, "running")), ("l2tp-in", "false"));
}

#[tokio::test]
async fn ssh_is_not_both_strict_and_lax() {
    let options =
        Options { model: Some("chr".into()), count: 1, version: Some("7.12.1".into()), ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let client = Client::of(&lab.routers()[0]);
    assert_eq!(client.post("ip/ssh/set", r#"{"allow-none-crypto":"yes"}"#).await.status, 200);
    let refused = client.post("ip/ssh/set", r#"{"strong-crypto":"yes"}"#).await;
    assert_eq!(
        refused.detail(),
        "failure: strong-crypto and allow-none-crypto can't be used at the same time"
    );
}

#[tokio::test]
async fn rules_keep_their_order_and_their_ids_when_they_move() {
    let (_lab, client) = router("chr", 1).await;
    for row in ids(&client, "ip/firewall/raw").await {
        client.delete(&format!("ip/firewall/raw/{row}")).await;
    }
    let mut made = Vec::new();
    for n in 0..4 {
        let body = format!(r#"{{"chain":"prerouting","action":"accept","comment":"{n}"}}"#);
        made.push(text(&client.put("ip/firewall/raw", &body).await.json(), ".id").to_owned());
    }
    let [a, b, c, d] = [&made[0], &made[1], &made[2], &made[3]];
    let moved =
        client.post("ip/firewall/raw/move", &format!(r#"{{"numbers":"{d},{c}","destination":"{a}"}}"#)).await;
    assert_eq!((moved.status, moved.body.as_str()), (200, "[]"));
    let order: Vec<_> = [d, c, a, b].into_iter().cloned().collect();
    assert_eq!(ids(&client, "ip/firewall/raw").await, order);
    let first =
        format!(r#"{{"chain":"prerouting","action":"drop","src-address":"192.0.2.9","place-before":"{d}"}}"#);
    let placed = client.put("ip/firewall/raw", &first).await.json();
    assert!(placed.get("place-before").is_none());
    assert_eq!(ids(&client, "ip/firewall/raw").await[0], text(&placed, ".id"));
    let unordered = client
        .put("ip/address", r#"{"address":"10.9.1.1/24","interface":"ether1","place-before":"*1"}"#)
        .await;
    assert_eq!(unordered.detail(), "unknown parameter place-before");
}

#[tokio::test]
async fn firewall_flags_are_absent_until_written() {
    let (_lab, client) = router("chr", 1).await;
    let rule = client.put("ip/firewall/filter", r#"{"chain":"input","action":"accept"}"#).await.json();
    for name in ["disabled", "log", "log-prefix", "comment", "protocol"] {
        assert!(rule.get(name).is_none(), "{name}: {rule}");
    }
    let path = format!("ip/firewall/filter/{}", text(&rule, ".id"));
    let written = client.patch(&path, r#"{"disabled":"no","log":"no"}"#).await.json();
    assert_eq!((text(&written, "disabled"), text(&written, "log")), ("false", "false"));
    assert_eq!((text(&written, "bytes"), text(&written, "dynamic")), ("0", "false"));
}

#[tokio::test]
async fn references_follow_a_rename_and_outlive_a_removal_as_dead_ids() {
    let (_lab, client) = router("chr", 1).await;
    let bridge = client.put("interface/bridge", r#"{"name":"guest"}"#).await.json();
    let address = client.put("ip/address", r#"{"address":"10.7.0.1/24","interface":"guest"}"#).await.json();
    let address = format!("ip/address/{}", text(&address, ".id"));
    let route = client.put("ip/route", r#"{"dst-address":"10.8.0.0/16","gateway":"guest"}"#).await.json();
    let route = format!("ip/route/{}", text(&route, ".id"));
    client.patch("interface/guest", r#"{"name":"visitors"}"#).await;
    let route = client.get(&route).await.json();
    assert_eq!((text(&route, "gateway"), text(&route, "active")), ("visitors", "true"));
    assert_eq!(text(&client.get(&address).await.json(), "interface"), "visitors");
    assert_eq!(client.get("interface/bridge/visitors").await.status, 200, "one interface, two menus");
    client.delete("interface/bridge/visitors").await;
    let orphan = client.get(&address).await.json();
    assert_eq!(text(&orphan, "interface"), text(&bridge, ".id"));
    assert_eq!(text(&orphan, "invalid"), "true");
}

#[tokio::test]
async fn routes_follow_addresses_and_interfaces() {
    let (_lab, client) = router("chr", 1).await;
    client.put("interface/bridge", r#"{"name":"dmz"}"#).await;
    client.put("ip/address", r#"{"address":"10.7.0.1/24","interface":"dmz"}"#).await;
    let connected = client.rows("ip/route?dst-address=10.7.0.0/24").await;
    assert_eq!(connected.len(), 1);
    assert_eq!(text(&connected[0], "connect"), "true");
    assert_eq!(text(&connected[0], "local-address"), "10.7.0.1%dmz");
    assert!(text(&connected[0], ".id").starts_with("*2018"));
    let route = client.put("ip/route", r#"{"dst-address":"10.99.0.0/16","gateway":"10.7.0.9"}"#).await.json();
    assert!(text(&route, ".id").starts_with("*8000"));
    assert_eq!((text(&route, "immediate-gw"), text(&route, "active")), ("10.7.0.9%dmz", "true"));
    client.patch("interface/bridge/dmz", r#"{"disabled":"yes"}"#).await;
    assert!(client.rows("ip/route?dst-address=10.7.0.0/24").await.is_empty());
    let cut = client.get(&format!("ip/route/{}", text(&route, ".id"))).await.json();
    assert_eq!((text(&cut, "inactive"), text(&cut, "immediate-gw")), ("true", ""));
    assert!(cut.get("active").is_none());
}

#[tokio::test]
async fn a_group_is_cleared_by_add_and_changed_by_set() {
    let (_lab, client) = router("chr", 1).await;
    let made = client.put("user/group", r#"{"name":"ops","policy":"read,api"}"#).await.json();
    assert!(text(&made, "policy").starts_with("read,api,!local"));
    let path = format!("user/group/{}", text(&made, ".id"));
    let set = client.patch(&path, r#"{"policy":"test,!api"}"#).await.json();
    assert!(text(&set, "policy").starts_with("read,test,!local"), "{set}");
    let unknown = client.patch(&path, r#"{"policy":"fly"}"#).await;
    assert_eq!(unknown.detail(), "input does not match any value of policy");
}

#[tokio::test]
async fn a_change_is_logged_and_remembered() {
    let (_lab, client) = router("chr", 1).await;
    client.put("ip/address", r#"{"address":"10.9.0.1/24","interface":"ether1"}"#).await;
    let last = client.rows("log").await.pop().expect("a line");
    assert_eq!(text(&last, "message"), "address added by admin");
    let newest = client.rows("system/history").await.remove(0);
    assert_eq!((text(&newest, "by"), text(&newest, "action")), ("admin", "address added"));
    client.post("log/info", r#"{"message":"hello"}"#).await;
    let said = client.rows("log?message=hello").await;
    assert_eq!(text(&said[0], "topics"), "script,info");
}
