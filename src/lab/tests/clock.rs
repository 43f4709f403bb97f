//! What moves by itself, and commands that take time.

use serde_json::Value;

use super::router;

fn number(row: &Value, name: &str) -> u64 {
    row[name].as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} in {row}"))
}

#[tokio::test]
async fn uptime_and_counters_grow() {
    let (_lab, client) = router("chr", 1000).await;
    let before = client.get("interface/ether1").await.json();
    let uptime = client.get("system/resource").await.json()["uptime"].clone();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let after = client.get("interface/ether1").await.json();
    assert!(number(&after, "rx-byte") > number(&before, "rx-byte"));
    assert!(number(&after, "tx-packet") >= number(&before, "tx-packet"));
    assert_ne!(client.get("system/resource").await.json()["uptime"], uptime);
    let rates = client.post("interface/monitor-traffic", r#"{"interface":"ether1","once":""}"#).await.json();
    assert!(number(&rates[0], "rx-bits-per-second") > 0);
    assert!(rates[0].get(".section").is_none());
}

#[tokio::test]
async fn a_disabled_interface_stops_counting() {
    let (_lab, client) = router("chr", 1000).await;
    client.patch("interface/ether1", r#"{"disabled":"yes"}"#).await;
    let one = client.get("interface/ether1").await.json();
    tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    let two = client.get("interface/ether1").await.json();
    assert_eq!(one["rx-byte"], two["rx-byte"]);
    assert_eq!((&two["running"], &two["disabled"]), (&"false".into(), &"true".into()));
}

#[tokio::test]
async fn an_entry_with_a_timeout_is_dynamic_and_goes() {
    let (_lab, client) = router("chr", 1000).await;
    let body = r#"{"list":"blocked","address":"203.0.113.45","timeout":"10m"}"#;
    let made = client.put("ip/firewall/address-list", body).await.json();
    assert_eq!((&made["dynamic"], &made["disabled"]), (&"true".into(), &"false".into()));
    assert!(made.get("creation-time").is_some());
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !client.rows("ip/firewall/address-list?list=blocked").await.is_empty() {
        assert!(std::time::Instant::now() < deadline, "it never goes");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn setting_the_clock_moves_it_and_shortens_no_timeout() {
    let (_lab, client) = router("chr", 1).await;
    let body = r#"{"list":"blocked","address":"203.0.113.45","timeout":"10m"}"#;
    client.put("ip/firewall/address-list", body).await;
    let uptime = number_of_seconds(&client).await;
    let set = client
        .post("system/clock/set", r#"{"date":"2031-02-03","time":"04:05:06","time-zone-name":"Europe/Riga"}"#)
        .await;
    assert_eq!((set.status, set.body.as_str()), (200, "[]"));
    let clock = client.get("system/clock").await.json();
    assert_eq!((&clock["date"], &clock["gmt-offset"]), (&"2031-02-03".into(), &"+02:00".into()), "{clock}");
    assert!(clock["time"].as_str().is_some_and(|time| time.starts_with("04:05:")), "{clock}");
    assert_eq!(
        client.rows("ip/firewall/address-list?list=blocked").await.len(),
        1,
        "ten minutes are ten minutes"
    );
    assert!(number_of_seconds(&client).await < uptime + 3600, "the uptime goes on as it was");
    for (body, said) in [
        (r#"{"date":"2031-02-30"}"#, "invalid value for argument date"),
        (r#"{"time":"24:00:00"}"#, "invalid value for argument time"),
    ] {
        let refused = client.post("system/clock/set", body).await;
        assert_eq!((refused.status, refused.detail().as_str()), (400, said));
    }
    assert_eq!(client.post("system/clock/set", r#"{"date":"feb/03/2031"}"#).await.status, 501);
    assert_eq!(client.get("system/clock").await.json()["date"], "2031-02-03", "a refusal moves nothing");
}

async fn number_of_seconds(client: &super::Client) -> i64 {
    let uptime = client.get("system/resource").await.json()["uptime"].clone();
    crate::lab::value::duration::millis(uptime.as_str().unwrap_or_default()).expect("an uptime") / 1000
}

#[tokio::test]
async fn leases_that_nobody_serves_run_out() {
    let (lab, client) = router("home", 1).await;
    let leases = async || client.rows("ip/dhcp-server/lease").await;
    let held = |row: &&Value| row["dynamic"] == "true" && row["status"] == "bound";
    let dynamic = |rows: &[Value]| rows.iter().filter(held).count();
    let before = leases().await;
    assert!(dynamic(&before) > 0);
    let pool = client.rows("ip/pool/used").await;
    assert!(
        pool.iter().any(|row| row["pool"] == "default-dhcp" && row["info"] == "F0:18:98:2A:77:1D"),
        "{pool:?}"
    );
    let hour = std::time::Duration::from_hours(1);
    lab.routers()[0].advance(hour);
    assert_eq!(dynamic(&leases().await), dynamic(&before), "clients renew");
    let server = client.rows("ip/dhcp-server").await[0][".id"].as_str().expect("an id").to_owned();
    client.patch(&format!("ip/dhcp-server/{server}"), r#"{"disabled":"yes"}"#).await;
    assert_eq!(dynamic(&leases().await), dynamic(&before), "a lease lasts without its server");
    lab.routers()[0].advance(hour);
    let after = leases().await;
    assert_eq!(dynamic(&after), 0, "{after:?}");
    let kept = after.iter().find(|row| row["address"] == "10.88.0.5").expect("the static lease");
    assert_eq!(kept["status"], "waiting");
    assert!(kept.get("expires-after").is_none() && kept.get("active-address").is_none(), "{kept}");
    assert_ne!(kept["last-seen"], "never");
    assert_eq!(client.post("ip/dhcp-server/lease/print", r#"{"active":""}"#).await.body, "[]");
    assert_eq!(client.rows("ip/pool/used").await.len(), 0);
}

#[tokio::test]
async fn a_timeout_reads_as_given_right_after() {
    let (_lab, client) = router("chr", 1).await;
    let body = r#"{"list":"blocked","address":"203.0.113.45","timeout":"1d"}"#;
    assert_eq!(client.put("ip/firewall/address-list", body).await.json()["timeout"], "1d");
}

#[tokio::test]
async fn ping_tells_each_reply_and_what_came_of_all() {
    let (_lab, client) = router("chr", 100).await;
    let own = client.rows("ip/address").await[0]["address"].as_str().unwrap_or_default().to_owned();
    let own = own.split('/').next().unwrap_or_default();
    let rows = client.post("ping", &format!(r#"{{"address":"{own}","count":"3"}}"#)).await.json();
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 3);
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(number(row, "seq"), n as u64);
        assert_eq!((number(row, "sent"), number(row, "received")), (n as u64 + 1, n as u64 + 1));
        assert_eq!((number(row, "packet-loss"), number(row, "size"), number(row, "ttl")), (0, 56, 64));
        for name in ["time", "min-rtt", "avg-rtt", "max-rtt", "host"] {
            assert!(row.get(name).is_some(), "{name}");
        }
    }
    let lost = client.post("tool/ping", r#"{"address":"240.0.0.1","count":1}"#).await.json();
    assert_eq!((&lost[0]["status"], &lost[0]["packet-loss"]), (&"timeout".into(), &"100".into()));
    assert!(lost[0].get("time").is_none() && lost[0].get("avg-rtt").is_none());
}

#[tokio::test]
async fn traceroute_gives_all_hops_in_each_section() {
    let (_lab, client) = router("home", 100).await;
    let rows = client.post("tool/traceroute", r#"{"address":"203.0.113.10","count":"2"}"#).await.json();
    let rows = rows.as_array().expect("rows");
    let of = |section: &str| rows.iter().filter(|row| row[".section"] == section).collect::<Vec<_>>();
    assert_eq!(of("0").len(), of("1").len());
    assert_eq!(of("1").last().map(|row| &row["address"]), Some(&"203.0.113.10".into()));
    assert_eq!(of("1")[0]["sent"], "2");
    let dark = client.post("tool/traceroute", r#"{"address":"203.0.113.200","count":"1"}"#).await.json();
    let last = dark.as_array().and_then(|rows| rows.last().cloned()).expect("a hop");
    assert_eq!(
        (&last["address"], &last["last"], &last["loss"]),
        (&"".into(), &"timeout".into(), &"100".into())
    );
}

#[tokio::test]
async fn monitoring_with_a_duration_has_one_section_per_sample() {
    let (_lab, client) = router("chr", 100).await;
    let body = r#"{"interface":"ether1,ether2","duration":"3s"}"#;
    let rows = client.post("interface/monitor-traffic", body).await.json();
    let sections: Vec<_> = rows.as_array().expect("rows").iter().map(|row| row[".section"].clone()).collect();
    assert_eq!(sections, ["0", "0", "1", "1", "2", "2"]);
}

#[tokio::test]
async fn a_session_closes_after_a_minute_with_all_that_waits_in_it() {
    let (lab, client) = router("chr", 30).await;
    lab.routers()[0].add_user("other", "pw", "read,api,rest-api").expect("a user");
    let endless = tokio::spawn({
        let client = client.clone();
        async move { client.post("ping", r#"{"address":"240.0.0.1"}"#).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.get("system/identity").await }
    });
    let other = client.named("other", "pw").get("system/identity").await;
    assert_eq!(other.status, 200, "other users don't wait");
    assert!(!waiting.is_finished(), "the same user does");
    for answer in [endless.await.expect("ends"), waiting.await.expect("ends")] {
        assert_eq!((answer.status, answer.detail().as_str()), (400, "Session closed"));
    }
    assert_eq!(client.get("system/identity").await.status, 200, "the next one logs in anew");
}

#[tokio::test]
async fn a_client_that_leaves_does_not_stop_its_command() {
    use tokio::io::AsyncWriteExt as _;
    let (_lab, client) = router("chr", 30).await;
    let body = r#"{"address":"240.0.0.1"}"#;
    let head = client.head("POST", "ping", body.len());
    let mut stream = tokio::net::TcpStream::connect(client.address).await.expect("connects");
    let request = format!("{head}Content-Type: application/json\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.expect("writes");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    drop(stream);
    let next = client.get("system/identity").await;
    assert_eq!(next.detail(), "Session closed", "it waits behind the endless ping and ends with it");
}
