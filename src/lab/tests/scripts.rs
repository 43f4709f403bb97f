//! Scripts: run by hand, by name, in the background and by the scheduler.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::router;
use crate::lab::{Options, start};

/// What `script` puts out.
pub(super) async fn output(client: &Client, script: &str) -> String {
    let body = json!({"script": script, "as-string": ""}).to_string();
    let answer = client.post("execute", &body).await;
    assert_eq!(answer.status, 200, "{script}: {}", answer.body);
    answer.json()["ret"].as_str().expect("a text").to_owned()
}

/// Waits until `path` has rows that `wanted` likes.
pub(super) async fn until(client: &Client, path: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let rows = client.rows(path).await;
        if wanted(&rows) {
            return rows;
        }
        assert!(Instant::now() < deadline, "it never comes to that: {rows:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Adds a row; returns it.
pub(super) async fn add(client: &Client, path: &str, row: Value) -> Value {
    let answer = client.put(path, &row.to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_script_says_what_it_puts_out() {
    let (_lab, client) = router("chr", 1).await;
    for (script, said) in [
        (":put hello", "hello"),
        (":put \"a\"; :put (\"b\" . \"c\")\n# done\n", "a\nbc"),
        (":local n 0; :foreach i in={1;2;3} do={ :set n ($n + $i) }; :put \"sum $n\"", "sum 6"),
        (":for i from=1 to=3 do={ :put ($i * 2) }", "2\n4\n6"),
        (":local i 0; :while ($i < 2) do={ :set i ($i + 1); :put $i }", "1\n2"),
        (":local i 5; :do { :put $i; :set i ($i + 1) } while=($i < 5)", "5"),
        (":if (1 = 2 || !(3 >= 4)) do={ :put yes } else={ :put no }", "true"),
        (":put [:len \"\\E2\\82\\AC\"]", "3"),
        (":put [:len [/interface ethernet find]]", "3"),
        (":put [/system identity get name]", "lab-1"),
        (":put \"name $[/interface get ether1 name] \\\"\\$x\\\"\"", "name ether1 \"$x\""),
        (":if ([/interface get ether1 disabled] = false) do={ :put up }", "up"),
        (":if ([:len [/interface find where name~\"^ether\" && !disabled]] = 3) do={ :put all }", "all"),
        (":do { :error \"oops\"; :put never } on-error={ :put caught }", "caught"),
        (":put 1; :return 2; :put 3", "1"),
        (":do { [[:parse \"/ip fly\"]] } on-error={ :put caught }; :put on", "caught\non"),
        (":local a 1; [[:parse \":put \\\"<\\$a>\\\"; :return 1; :put 2\"]]; :put $a", "<>\n1"),
        (
            ":put [/ip firewall filter print count-only]",
            &client.rows("ip/firewall/filter").await.len().to_string(),
        ),
        (":local a; :put \"<$a>\"", "<>"),
        ("{ :local a 1; { :local a 2; :put $a }; :put $a }", "2\n1"),
    ] {
        assert_eq!(output(&client, script).await, said, "{script}");
    }
}

#[tokio::test]
async fn a_script_that_cannot_be_read_is_invalid() {
    let (_lab, client) = router("chr", 1).await;
    for (source, invalid) in [("/ip fly", "true"), ("[[:parse \"/ip fly\"]]", "false"), (":put 1", "false")] {
        let row =
            add(&client, "system/script", json!({"name": source, "source": source, "policy": "read"})).await;
        assert_eq!(row["invalid"], invalid, "{source}");
    }
}

#[tokio::test]
async fn a_script_changes_the_router_in_both_spellings() {
    let (_lab, client) = router("chr", 1).await;
    output(
        &client,
        "/ip firewall address-list add list=a address=192.0.2.1 comment=\"x \\\"y\\\"\"\n\
         /ip/firewall/address-list/add list=a address=192.0.2.2\n\
         /ip firewall address-list\n\
         add list=b address=192.0.2.3\n\
         set [find list=a address=192.0.2.2] disabled=yes \\\n    comment=second\n\
         remove [find where list=\"b\"]\n\
         remove [find list=nothing]\n",
    )
    .await;
    let rows = client.rows("ip/firewall/address-list?list=a").await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["comment"], "x \"y\"");
    assert_eq!((&rows[1]["disabled"], &rows[1]["comment"]), (&json!("true"), &json!("second")));
    assert!(client.rows("ip/firewall/address-list?list=b").await.is_empty());
    let id = output(&client, ":put [/ip firewall filter add chain=forward action=drop]").await;
    output(&client, &format!("/ip firewall filter move {id} destination=[/ip firewall filter find where chain=input action=accept]")).await;
    output(&client, &format!("/ip/firewall/filter/move {id} [:put x]")).await;
    let rows = client.rows("ip/firewall/filter").await;
    assert!(rows.iter().any(|row| row[".id"] == id.as_str()));
}

#[tokio::test]
async fn a_failure_is_told_with_its_place_and_is_no_error() {
    let (_lab, client) = router("chr", 1).await;
    for (script, said) in [
        (":put 1\n/ip address remove *FFF", "1\nno such item (/ip/address/remove; line 2)"),
        (":error \"stop here\"", "stop here (:error; line 1)"),
        (
            "/ip/service/set www-ssl certificate=nosuch",
            "input does not match any value of certificate (/ip/service/set (certificate); line 1)",
        ),
        ("/ip flies", "bad command name flies (line 1 column 5)"),
        (":put 1; /user get [find name=nobody] name", "1\nno such item (/user/get; line 1)"),
    ] {
        assert_eq!(output(&client, script).await, said, "{script}");
    }
    let refused =
        client.post("execute", &json!({"script": ":put [:pick abc 1]", "as-string": ""}).to_string()).await;
    assert_eq!(refused.status, 501, "{}", refused.body);
    assert!(refused.header("x-sim-unsupported").is_some_and(|what| what.contains(":pick")));
    let before = client.rows("ip/address").await.len();
    output(&client, "/ip address remove [find]\n/ip address fly").await;
    assert_eq!(
        client.rows("ip/address").await.len(),
        before,
        "a script that can't be read does nothing at all"
    );
}

#[tokio::test]
async fn a_script_may_do_what_its_user_may() {
    let (lab, client) = router("chr", 1).await;
    lab.routers()[0].add_user("reader", "pw", "read,api,rest-api").expect("a user");
    lab.routers()[0].add_user("writer", "pw", "read,write,api,rest-api").expect("a user");
    let writer = client.named("writer", "pw");
    assert_eq!(
        output(&writer, "/user add name=x group=full password=y").await,
        "not enough permissions (9) (/user/add; line 1)"
    );
    let reader = client.named("reader", "pw");
    assert_eq!(reader.post("execute", r#"{"script":":put 1","as-string":""}"#).await.status, 500);
    let script =
        json!({"name": "mighty", "policy": "read,write,policy", "source": "/ip dns set cache-size=4096"});
    add(&client, "system/script", script).await;
    let refused = writer.post("system/script/run", r#"{"number":"mighty"}"#).await;
    assert_eq!((refused.status, refused.detail().as_str()), (500, "not enough permissions (9)"));
    assert_eq!(client.post("system/script/run", r#"{".id":"mighty"}"#).await.body, "[]");
    assert_eq!(client.get("ip/dns").await.json()["cache-size"], "4096");
    let row = client.rows("system/script?name=mighty").await.remove(0);
    assert_eq!(row["run-count"], "1");
    assert!(row["last-started"].is_string());
}

#[tokio::test]
async fn a_background_script_is_a_job_until_it_ends_or_is_removed() {
    let (_lab, client) = router("chr", 1000).await;
    let script = ":delay 1h; /ip firewall address-list add list=late address=192.0.2.9";
    let body = json!({ "script": script }).to_string();
    let job = client.post("execute", &body).await.json()["ret"].as_str().expect("an id").to_owned();
    assert!(job.starts_with('*'), "{job}");
    let rows = client.rows("system/script/job").await;
    assert_eq!((&rows[0][".id"], &rows[0]["owner"]), (&json!(job), &json!("admin")));
    assert_eq!(client.delete(&format!("system/script/job/{job}")).await.status, 204);
    let second = client.post("execute", &body).await.json()["ret"].clone();
    assert_ne!(second, json!(job));
    let rows = until(&client, "ip/firewall/address-list?list=late", |rows| !rows.is_empty()).await;
    assert_eq!(rows.len(), 1, "the removed one never came to it");
    until(&client, "system/script/job", <[Value]>::is_empty).await;
}

#[tokio::test]
async fn the_scheduler_runs_by_interval_and_removes_itself() {
    let (_lab, client) = router("chr", 1000).await;
    let source = "/ip firewall address-list add list=fired address=192.0.2.8 \\\n comment=[/system scheduler get guard run-count]\n\
        /system scheduler remove [find name=guard]; /system script remove [find name=guard]";
    add(&client, "system/script", json!({"name": "guard", "policy": "read,write", "source": source})).await;
    let row = json!({"name": "guard", "on-event": "guard", "interval": "5m", "policy": "read,write"});
    let made = add(&client, "system/scheduler", row).await;
    assert!(
        made["next-run"].is_string() && made["start-date"].is_string() && made["owner"] == "admin",
        "{made}"
    );
    assert!(client.rows("ip/firewall/address-list?list=fired").await.is_empty(), "not before its time");
    let fired = until(&client, "ip/firewall/address-list?list=fired", |rows| rows.len() == 1).await;
    assert_eq!(fired[0]["comment"], "1");
    until(&client, "system/scheduler?name=guard", <[Value]>::is_empty).await;
    until(&client, "system/script?name=guard", <[Value]>::is_empty).await;
    until(&client, "system/script/job", <[Value]>::is_empty).await;
}

#[tokio::test]
async fn a_removed_entry_never_runs() {
    let (_lab, client) = router("chr", 1000).await;
    let entry = |name: &str, interval: &str| {
        json!({"name": name, "interval": interval, "policy": "read,write",
            "on-event": format!("/ip firewall address-list add list={name} address=192.0.2.7")})
    };
    let made = add(&client, "system/scheduler", entry("disarmed", "2m")).await;
    let id = made[".id"].as_str().expect("an id").to_owned();
    assert_eq!(client.delete(&format!("system/scheduler/{id}")).await.status, 204);
    add(&client, "system/scheduler", entry("witness", "4m")).await;
    until(&client, "ip/firewall/address-list?list=witness", |rows| !rows.is_empty()).await;
    assert!(client.rows("ip/firewall/address-list?list=disarmed").await.is_empty());
}

#[tokio::test]
async fn an_entry_that_fails_says_so_in_the_log() {
    let (_lab, client) = router("chr", 1000).await;
    let mighty = json!({"name": "mighty", "policy": "read,write,policy", "source": ":log info never"});
    add(&client, "system/script", mighty).await;
    let row = json!({"name": "weak", "on-event": "mighty", "interval": "1m", "policy": "read,write"});
    add(&client, "system/scheduler", row).await;
    let told = "executing script mighty from scheduler (weak) failed, please check it manually";
    until(&client, &format!("log?message={}", told.replace(' ', "%20")), |rows| !rows.is_empty()).await;
    assert!(client.rows("log?message=never").await.is_empty());
    assert_eq!(client.rows("system/script?name=mighty").await[0]["run-count"], "0");
}

#[tokio::test]
async fn device_mode_home_forbids_the_scheduler_and_leaves_execute() {
    let options = Options {
        count: 1,
        model: Some("chr".into()),
        device_mode: Some("home".into()),
        ..Options::default()
    };
    let lab = start(options).await.expect("a lab");
    let client = Client::of(&lab.routers()[0]);
    assert_eq!(client.get("system/device-mode").await.json()["mode"], "home");
    let row =
        json!({"name": "guard", "on-event": ":put 1", "interval": "5m", "policy": "read,write"}).to_string();
    let refused = client.put("system/scheduler", &row).await;
    assert_eq!((refused.status, refused.detail().as_str()), (400, "failure: not allowed by device-mode"));
    assert_eq!(
        output(&client, "/system scheduler add name=x on-event=\":put 1\" interval=5m policy=read").await,
        "failure: not allowed by device-mode (/system/scheduler/add; line 1)"
    );
    assert!(client.rows("system/scheduler").await[0].get("next-run").is_none());
    let job = client.post("execute", r#"{"script":":delay 1h"}"#).await;
    assert_eq!(job.status, 200, "{}", job.body);
    assert!(start(Options { device_mode: Some("cosy".into()), ..Options::default() }).await.is_err());
}

#[tokio::test]
async fn time_that_passes_fires_and_a_wall_clock_that_jumps_does_not() {
    let (lab, client) = router("chr", 1).await;
    let row = json!({"name": "guard", "interval": "10m", "policy": "read,write",
        "on-event": "/ip firewall address-list add list=fired address=192.0.2.7; /system scheduler remove guard"});
    add(&client, "system/scheduler", row).await;
    let next = client.rows("system/scheduler?name=guard").await[0]["next-run"].clone();
    let uptime = client.get("system/resource").await.json()["uptime"].clone();
    for jump in [86_400_000, -2 * 86_400_000] {
        lab.routers()[0].jump(jump);
        let moved = client.rows("system/scheduler?name=guard").await;
        assert_eq!(moved[0]["run-count"], "0", "a jump of the wall clock is no time that passes");
        assert_ne!(moved[0]["next-run"], next);
    }
    let weeks =
        |text: &Value| text.as_str().unwrap_or_default().split('d').next().unwrap_or_default().to_owned();
    assert_eq!(weeks(&client.get("system/resource").await.json()["uptime"]), weeks(&uptime));
    lab.routers()[0].advance(Duration::from_mins(9));
    assert!(client.rows("ip/firewall/address-list?list=fired").await.is_empty());
    lab.routers()[0].advance(Duration::from_mins(2));
    until(&client, "ip/firewall/address-list?list=fired", |rows| rows.len() == 1).await;
    until(&client, "system/scheduler?name=guard", <[Value]>::is_empty).await;
}

#[tokio::test]
async fn the_admin_port_drives_the_clocks() {
    let options = Options { count: 2, model: Some("chr".into()), admin: true, ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let admin = lab.admin_url().expect("an admin port");
    let host = admin.strip_prefix("http://").expect("a URL").to_owned();
    let ask = async |method: &str, body: &str| {
        let mut stream = tokio::net::TcpStream::connect(&host).await.expect("connects");
        let request = format!(
            "{method} /time HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        super::client::exchange(&mut stream, method, &request).await
    };
    let hour = 3_600_000;
    let of = |shown: &Value, n: usize, name: &str| shown[n][name].as_i64().expect("a number");
    let before = ask("GET", "").await.json();
    let after = ask("POST", r#"{"router":"lab-2","advance":"1h","jump":"-2h"}"#).await.json();
    let passed = |n, name| of(&after, n, name) - of(&before, n, name);
    assert!((0..hour / 2).contains(&passed(0, "uptime_ms")) && (0..hour / 2).contains(&passed(0, "wall_ms")));
    assert!((hour..hour * 3 / 2).contains(&passed(1, "uptime_ms")), "{before} {after}");
    assert!((-hour..-hour / 2).contains(&passed(1, "wall_ms")), "{before} {after}");
    assert_eq!(ask("POST", r#"{"router":"lab-9","advance":"1h"}"#).await.status, 404);
    for wrong in [r#"{"advance":"-1h"}"#, r#"{"advance":"soon"}"#, r#"{"forward":"1h"}"#] {
        assert_eq!(ask("POST", wrong).await.status, 400, "{wrong}");
    }
}
