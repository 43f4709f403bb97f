//! Locking oneself out, and what gets one in again.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{Client, exchange};
use super::router;
use crate::lab::Running;

/// Nothing comes within this.
const QUIET: Duration = Duration::from_millis(300);

/// A change by REST: method, path, body.
type Change<'a> = (&'a str, &'a str, Value);

/// A client whose connection stays.
struct Kept(Client, TcpStream);

impl Kept {
    async fn of(client: &Client) -> Self {
        let stream = TcpStream::connect(client.address).await.expect("connects");
        Self(client.clone(), stream)
    }

    fn request(&self, (method, path, body): &Change<'_>) -> String {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = self.0.head(method, path, body.len());
        format!("{head}Content-Type: application/json\r\n\r\n{body}")
    }

    /// Makes a change; its answer must come.
    async fn make(&mut self, change: &Change<'_>) {
        let request = self.request(change);
        let answer = exchange(&mut self.1, change.0, &request).await;
        assert!(answer.status < 300, "{change:?}: {}", answer.body);
    }

    /// Whether a request is answered.
    async fn answers(&mut self) -> bool {
        let request = self.request(&("GET", "system/identity", Value::Null));
        tokio::time::timeout(QUIET, exchange(&mut self.1, "GET", &request)).await.is_ok()
    }
}

/// What a new connection comes to.
pub(super) async fn knock(client: &Client) -> &'static str {
    let mut stream = TcpStream::connect(client.address).await.expect("the lab's listener takes it");
    let request = format!("{}\r\n", client.head("GET", "system/identity", 0));
    if stream.write_all(request.as_bytes()).await.is_err() {
        return "refused";
    }
    match tokio::time::timeout(QUIET, stream.read(&mut [0; 64])).await {
        Err(_) => "silent",
        Ok(Ok(read)) if read > 0 => "answered",
        Ok(_) => "refused",
    }
}

/// The id of the row of `path` where `name` is `value`.
async fn id(client: &Client, path: &str, name: &str, value: &str) -> String {
    let rows = client.rows(path).await;
    let row = rows.iter().find(|row| row[name] == value).unwrap_or_else(|| panic!("{path}: {name}={value}"));
    row[".id"].as_str().expect("an id").to_owned()
}

async fn reachable(router: &Running, service: &str) -> bool {
    router.reach().await.expect("a way")["services"][service]["reachable"] == true
}

#[tokio::test]
async fn the_answer_to_a_lock_out_leaves_and_then_nothing_more_until_it_is_mended() {
    let (lab, client) = router("chr", 1).await;
    let router = &lab.routers()[0];
    let mut kept = Kept::of(&client).await;
    let first = client.rows("ip/firewall/filter").await[0][".id"].clone();
    let rule = json!({"chain": "input", "action": "drop", "src-address-list": "out", "place-before": first});
    kept.make(&("PUT", "ip/firewall/filter", rule)).await;
    let entry = json!({"list": "out", "address": "10.40.0.20", "timeout": "4s"});
    kept.make(&("PUT", "ip/firewall/address-list", entry)).await;
    assert!(!kept.answers().await && !reachable(router, "www").await);
    assert_eq!(knock(&client).await, "silent");
    // The entry runs out on the router, and what was sent meanwhile arrives.
    let mut head = [0; 12];
    kept.1.read_exact(&mut head).await.expect("the held answer");
    assert_eq!(&head, b"HTTP/1.1 200");
    assert_eq!(knock(&client).await, "answered");
}

#[tokio::test]
async fn what_cuts_the_way_does_so_for_old_connections_and_new_ones() {
    let cases: &[(&str, &str, &str, &str)] = &[
        // Change, path, old connection, new connection.
        ("address", "ip/address", "silent", "silent"),
        ("port", "interface/disable", "silent", "silent"),
        ("service", "ip/service/disable", "silent", "refused"),
        ("source", "ip/service/set", "silent", "refused"),
        ("rule", "ip/firewall/filter", "answered", "silent"),
        ("raw", "ip/firewall/raw", "silent", "silent"),
        ("route", "ip/route", "silent", "silent"),
        ("bridge", "interface/bridge/port", "answered", "silent"),
        ("nat", "ip/firewall/nat", "answered", "silent"),
        ("harmless", "ip/firewall/filter", "answered", "answered"),
    ];
    for (what, path, old, new) in cases {
        let (_lab, client) = router("chr", 1).await;
        let mut kept = Kept::of(&client).await;
        if *what == "bridge" {
            kept.make(&("PUT", "interface/bridge", json!({"name": "bridge1"}))).await;
        }
        let change: Change<'_> = match *what {
            "address" => {
                let id = id(&client, "ip/address", "address", "10.40.0.1/24").await;
                ("POST", "ip/address/disable", json!({"numbers": id}))
            }
            "port" => ("POST", path, json!({"numbers": "ether2"})),
            "service" => ("POST", path, json!({"numbers": "www"})),
            "source" => ("POST", path, json!({"numbers": "www", "address": "192.0.2.0/24"})),
            "rule" => {
                let id = id(&client, path, "comment", "management").await;
                ("POST", "ip/firewall/filter/remove", json!({"numbers": id}))
            }
            "raw" => (
                "PUT",
                path,
                json!({"chain": "prerouting", "action": "drop", "dst-port": "80", "protocol": "tcp"}),
            ),
            "route" => ("PUT", path, json!({"dst-address": "10.40.0.20/32", "blackhole": "yes"})),
            "bridge" => ("PUT", path, json!({"bridge": "bridge1", "interface": "ether2"})),
            "nat" => {
                let rule = json!({"chain": "dstnat", "action": "dst-nat", "protocol": "tcp", "dst-port": "80", "to-addresses": "10.40.0.30"});
                ("PUT", path, rule)
            }
            _ => ("PUT", path, json!({"chain": "input", "action": "drop", "protocol": "udp"})),
        };
        kept.make(&change).await;
        assert_eq!(if kept.answers().await { "answered" } else { "silent" }, *old, "{what}: old");
        assert_eq!(knock(&client).await, *new, "{what}: new");
    }
}

#[tokio::test]
async fn a_service_that_moves_is_found_on_its_new_port() {
    let (lab, client) = router("chr", 1).await;
    let router = &lab.routers()[0];
    let before = router.reach().await.expect("a way");
    assert_eq!(
        before["services"]["www"],
        json!({"port": 80, "listens": router.rest_plain_port, "reachable": true, "rules-not-evaluated": []})
    );
    assert_eq!(before["interface"], "ether2");
    Kept::of(&client)
        .await
        .make(&("POST", "ip/service/set", json!({"numbers": "www", "port": "8080"})))
        .await;
    assert_eq!(knock(&client).await, "refused");
    let after = router.reach().await.expect("a way")["services"]["www"].clone();
    assert_eq!((&after["port"], &after["reachable"]), (&json!(8080), &json!(true)));
    let port = after["listens"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
    let moved = Client { address: (router.address, port).into(), ..client };
    let rows = moved.rows("ip/service?name=www&connection=true").await;
    let own = rows.iter().find(|row| row["port"] == "8080").expect("this connection");
    assert_eq!(own["local"], "10.40.0.1");
    assert!(own["remote"].as_str().is_some_and(|remote| remote.starts_with("10.40.0.20:")));
}

#[tokio::test]
async fn vlans_on_the_bridge_decide_whether_management_is_reached() {
    let cuts = [
        ("interface/bridge/vlan/set", "comment", "management", json!({"tagged": "bridge"}), false),
        ("interface/bridge/vlan/set", "comment", "management", json!({"tagged": "sfp-sfpplus1"}), false),
        ("interface/bridge/vlan/remove", "comment", "management", json!({}), false),
        ("interface/bridge/port/remove", "interface", "sfp-sfpplus1", json!({}), false),
        (
            "interface/bridge/port/set",
            "interface",
            "sfp-sfpplus1",
            json!({"frame-types": "admit-only-untagged-and-priority-tagged"}),
            false,
        ),
        ("interface/vlan/disable", "name", "vlan99-mgmt", json!({}), false),
        ("interface/list/member/remove", "interface", "vlan99-mgmt", json!({}), false),
        ("interface/bridge/set", "name", "bridge", json!({"vlan-filtering": "no"}), true),
        ("interface/vlan/set", "name", "vlan99-mgmt", json!({"name": "management"}), true),
        ("interface/ethernet/set", "name", "sfp-sfpplus1", json!({"name": "uplink"}), true),
        ("interface/bridge/vlan/remove", "comment", "guest", json!({}), true),
    ];
    for (command, name, value, mut body, stays) in cuts {
        let (lab, client) = router("branch", 1).await;
        let router = &lab.routers()[0];
        assert!(reachable(router, "api").await, "at the start");
        let path = command.rsplit_once('/').expect("a command").0;
        body["numbers"] = json!(id(&client, path, name, value).await);
        Kept::of(&client).await.make(&("POST", command, body)).await;
        assert_eq!(reachable(router, "www").await, stays, "{command} {value}");
    }
}
