//! GET, print and their filters.

use std::collections::BTreeMap;

use tokio::net::TcpStream;

use super::client::exchange;
use super::router;

#[tokio::test]
async fn a_list_is_an_array_and_settings_are_an_object() {
    let (_lab, client) = router("chr", 1).await;
    let addresses = client.rows("ip/address").await;
    assert!(!addresses.is_empty());
    let one = client.get("ip/address/*1").await.json();
    assert_eq!(one[".id"], "*1");
    assert_eq!(client.get("system/identity").await.body, r#"{"name":"lab-1"}"#);
    assert_eq!(client.get("interface/ether1").await.json()["name"], "ether1");
    assert_eq!(client.get("ip/address?comment=nothing%20like%20that").await.body, "[]");
}

#[tokio::test]
async fn headers_are_those_of_a_router_and_the_connection_stays() {
    let (_lab, client) = router("chr", 1).await;
    let mut stream = TcpStream::connect(client.address).await.expect("connects");
    for _ in 0..3 {
        let request = format!("{}\r\n", client.head("GET", "system/identity", 0));
        let answer = exchange(&mut stream, "GET", &request).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert!(answer.header("x-frame-options").is_some() && answer.header("expires").is_some());
        assert!(answer.header("set-cookie").is_none());
    }
}

#[tokio::test]
async fn ids_come_first_and_keys_in_order_and_every_value_is_text() {
    let (_lab, client) = router("branch", 1).await;
    for path in ["interface", "ip/address", "ip/firewall/filter", "ip/dhcp-server/lease", "log"] {
        let answer = client.get(path).await;
        let rows: Vec<BTreeMap<String, String>> = serde_json::from_str(&answer.body).expect("rows of text");
        assert!(!rows.is_empty(), "{path}");
        assert!(answer.body.starts_with(r#"[{".id":"#), "{path}");
        let keys: Vec<_> = answer.json()[0].as_object().expect("a row").keys().skip(1).cloned().collect();
        assert!(keys.is_sorted(), "{path}: {keys:?}");
    }
}

#[tokio::test]
async fn a_property_list_keeps_the_id_in_lists_only() {
    let (_lab, client) = router("chr", 1).await;
    let keys =
        |value: &serde_json::Value| value.as_object().expect("a row").keys().cloned().collect::<Vec<_>>();
    let rows = client.rows("interface?.proplist=name,type").await;
    assert_eq!(keys(&rows[0]), [".id", "name", "type"]);
    let one = client.get("interface/ether1?.proplist=name,mtu").await.json();
    assert_eq!(keys(&one), ["mtu", "name"]);
    let resource = client.get("system/resource?.proplist=uptime,cpu-load").await.json();
    assert_eq!(keys(&resource), ["cpu-load", "uptime"]);
    for list in [r#""name,type""#, r#"["name","type"]"#] {
        let printed = client.post("interface/print", &format!(r#"{{".proplist":{list}}}"#)).await.json();
        assert_eq!(keys(&printed[0]), ["name", "type"]);
    }
}

#[tokio::test]
async fn filters_are_exact_and_joined_and_know_both_spellings_of_truth() {
    let (_lab, client) = router("chr", 1).await;
    let all = client.rows("interface").await.len();
    let running = client.rows("interface?running=true&.proplist=name").await;
    assert_eq!(running, client.rows("interface?running=yes&.proplist=name").await);
    assert!(!running.is_empty() && running.len() <= all);
    assert_eq!(client.rows("interface?name=ether1&type=ether").await.len(), 1);
    assert_eq!(client.rows("interface?name=ether1&type=bridge").await.len(), 0);
    assert_eq!(client.rows("interface?name=ether").await.len(), 0, "no patterns");
    assert_eq!(client.rows("interface?.query=type%3Dbridge").await.len(), all, "does nothing in an address");
}

#[tokio::test]
async fn print_takes_queries_and_counts() {
    let (_lab, client) = router("home", 1).await;
    let body = r##"{".proplist":"name,type",".query":["type=bridge","type=loopback","#|"]}"##;
    let rows = client.post("interface/print", body).await.json();
    let rows = rows.as_array().expect("rows");
    assert!(rows.len() >= 2 && rows.iter().all(|row| row["type"] == "bridge" || row["type"] == "loopback"));
    let count =
        client.post("interface/print", r##"{"count-only":"",".query":["type=ether","#!"]}"##).await.json();
    let ether = client.rows("interface?type=ether").await.len();
    let all = client.rows("interface").await.len();
    assert_eq!(count["ret"], (all - ether).to_string());
    let oids = client.post("system/resource/print", r#"{"oid":"",".proplist":"uptime"}"#).await.json();
    assert_eq!(oids[0]["uptime"], ".1.3.6.1.2.1.1.3.0");
    assert_eq!(
        client.post("interface/print", r#"{"?type":"ether"}"#).await.detail(),
        "unknown parameter ?type"
    );
}

#[tokio::test]
async fn an_open_connection_is_a_row_among_the_services() {
    let (_lab, client) = router("chr", 1).await;
    let own = client.rows("ip/service?connection=true").await;
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!((&own[0]["name"], &own[0]["dynamic"]), (&"www".into(), &"true".into()));
    let next = client.rows("ip/service?connection=true").await;
    assert!(next.iter().all(|row| row[".id"] != own[0][".id"]), "each connection has an id of its own");
    assert!(client.rows("ip/service?dynamic=false").await.iter().any(|row| row["name"] == "www-ssl"));
}

#[tokio::test]
async fn the_console_describes_itself() {
    let (_lab, client) = router("chr", 1).await;
    let rows = client.post("console/inspect", r#"{"request":"child","path":"ip,address,add"}"#).await.json();
    let rows = rows.as_array().expect("rows");
    assert_eq!((&rows[0]["name"], &rows[0]["node-type"]), (&"add".into(), &"cmd".into()));
    let arguments: Vec<_> = rows[1..].iter().map(|row| row["name"].as_str().unwrap_or_default()).collect();
    for argument in ["address", "comment", "disabled", "interface", "network"] {
        assert!(arguments.contains(&argument), "{argument} is missing in {arguments:?}");
    }
    assert!(!arguments.contains(&"actual-interface"), "only what can be written");
    let root = client.post("console/inspect", r#"{"request":"child","path":""}"#).await.json();
    assert!(
        root.as_array().expect("rows").iter().any(|row| row["name"] == "ip" && row["node-type"] == "dir")
    );
    let syntax =
        client.post("console/inspect", r#"{"request":"syntax","path":"ip,address,add,disabled"}"#).await;
    assert_eq!(syntax.json()[0]["text"], "yes|no");
}
