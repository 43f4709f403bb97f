//! `/export` to a file, and the file in pieces.

use serde_json::json;

use super::client::Client;
use super::router;
use super::scripts::output;
use crate::lab::{Options, start};

/// What `/export` with these arguments writes, read in pieces of `piece` bytes.
async fn exported(client: &Client, path: &str, arguments: serde_json::Value, piece: usize) -> String {
    let mut arguments = arguments;
    arguments["file"] = json!("out");
    let done = client.post(&format!("{path}export"), &arguments.to_string()).await;
    assert_eq!((done.status, done.body.as_str()), (200, "[]"));
    let mut text = String::new();
    loop {
        let body =
            json!({"file": "out.rsc", "chunk-size": piece.to_string(), "offset": text.len().to_string()});
        let answer = client.post("file/read", &body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let data = answer.json()[0]["data"].as_str().expect("data").to_owned();
        if data.is_empty() {
            break;
        }
        text += &data;
    }
    let size = client.rows("file?name=out.rsc").await[0]["size"].clone();
    assert_eq!(size, text.len().to_string());
    assert_eq!(client.delete("file/out.rsc").await.status, 204);
    text
}

#[tokio::test]
async fn an_export_is_a_file_that_is_read_in_pieces_and_removed() {
    let (_lab, client) = router("chr", 1).await;
    assert_eq!(client.post("export", "{}").await.body, "[]", "without a file nothing comes back");
    let text = exported(&client, "", json!({}), 1000).await;
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|line| line.ends_with(" by RouterOS 7.24")), "{text}");
    assert_eq!(lines.next(), Some("# system id = tNm7xQdW2aL"));
    for part in [
        "\n/ip address\nadd address=203.0.113.10/24 interface=ether1 network=203.0.113.0\n",
        "\nadd action=accept chain=input comment=\"answers to ourselves\" \\\n    connection-state=established,related,untracked\n",
        "\n/ip service\nset telnet disabled=yes\nset ftp disabled=yes\nset ssh address=10.40.0.0/24\n",
        "\n/system identity\nset name=lab-1\n",
        "set [ find default-name=ether1 ] comment=public\n",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
    assert!(!text.contains("dynamic=") && !text.contains("password="), "{text}");
    let beyond = json!({"file": "nightly.rsc", "chunk-size": "10", "offset": "0"});
    assert_eq!(
        client.post("file/read", &beyond.to_string()).await.status,
        501,
        "a model's file has no contents"
    );
    client.put("file", r#"{"name":"a.txt","contents":"one"}"#).await;
    let beyond = json!({"file": "a.txt", "chunk-size": "10", "offset": "4"});
    let answer = client.post("file/read", &beyond.to_string()).await;
    assert_eq!((answer.status, answer.detail().as_str()), (400, "failure: chunk out of file bounds"));
}

#[tokio::test]
async fn styles_paths_and_secrets_are_as_asked() {
    let (lab, client) = router("branch", 1).await;
    let one = exported(&client, "ip/address/", json!({"terse": ""}), 32768).await;
    assert!(one.lines().skip(5).all(|line| line.starts_with("/ip address add address=")), "{one}");
    let two = exported(&client, "", json!({"path": "/ip/address,/system,!/system/script"}), 32768).await;
    assert!(
        two.contains("/ip address\n") && two.contains("/system note\n") && !two.contains("/system script"),
        "{two}"
    );
    let verbose = exported(&client, "ip/pool/", json!({"verbose": ""}), 32768).await;
    assert!(verbose.len() > exported(&client, "ip/pool/", json!({}), 32768).await.len() - 1, "{verbose}");
    let key = "private-key=";
    assert!(!exported(&client, "", json!({}), 32768).await.contains(key));
    let all = exported(&client, "", json!({"show-sensitive": ""}), 32768).await;
    assert!(all.contains(key) && all.contains("preshared-key="), "{all}");
    assert!(all.lines().all(|line| line.starts_with('#') || line.chars().count() <= 79), "{all}");
    for (name, policy) in
        [("plain", "read,write,ftp,test,api,rest-api"), ("noftp", "read,write,sensitive,api,rest-api")]
    {
        lab.routers()[0].add_user(name, "pw", policy).expect("a user");
    }
    let plain = client.named("plain", "pw");
    assert!(
        !exported(&plain, "", json!({"show-sensitive": ""}), 32768).await.contains(key),
        "he may not see secrets"
    );
    let refused = client.named("noftp", "pw").post("export", r#"{"file":"x"}"#).await;
    assert_eq!((refused.status, refused.detail().as_str()), (500, "not enough permissions (9)"));
}

#[tokio::test]
async fn old_versions_read_no_files_in_pieces_and_take_no_paths() {
    let options =
        Options { model: Some("chr".into()), count: 1, version: Some("7.12.1".into()), ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let client = Client::of(&lab.routers()[0]);
    let read = client.post("file/read", r#"{"file":"x","chunk-size":"1","offset":"0"}"#).await;
    assert_eq!(read.detail(), "no such command or directory (read)");
    assert_eq!(client.post("export", r#"{"path":"/ip"}"#).await.detail(), "unknown parameter path");
    assert_eq!(client.post("export", r#"{"file":"all"}"#).await.status, 200);
    let text = client.rows("file?name=all.rsc").await[0]["contents"].as_str().expect("contents").to_owned();
    assert!(text.contains("# software id =") && text.contains("/ip address\n"), "{text}");
}

/// Writes `text` to the file `name` and imports it.
async fn imported(client: &Client, text: &str, more: &str) -> super::client::Answer {
    drop(client.delete("file/in.rsc").await);
    let made = client.put("file", &json!({"name": "in.rsc", "contents": text}).to_string()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    client.post("import", &format!(r#"{{"file-name":"in.rsc"{more}}}"#)).await
}

#[tokio::test]
async fn an_import_runs_up_to_the_first_error_and_tells_where_it_is() {
    let (_lab, client) = router("chr", 1).await;
    let text = "# by hand\n/ip address\nadd address=10.9.1.1/24 \\\n    interface=ether3\nadd address=10.9.2.1/24 interface=nope\nadd address=10.9.3.1/24 interface=ether3\n";
    let answer = imported(&client, text, "").await;
    assert_eq!(
        (answer.status, answer.detail().as_str()),
        (
            400,
            "Script Error: input does not match any value of interface (/ip/address/add (interface); line 5)"
        )
    );
    let there = |address: &str| format!("ip/address?address={address}/24");
    assert_eq!(client.rows(&there("10.9.1.1")).await.len(), 1, "what stands before has run");
    assert_eq!(client.rows(&there("10.9.3.1")).await.len(), 0);
    let rest = imported(&client, text, r#","from-line":"6""#).await;
    assert_eq!(rest.status, 400, "without its menu the line means nothing: {}", rest.body);
    let bad = "/ip pool\nadd name=one ranges=10.9.9.1-10.9.9.9\nthis is wrong\nadd name=two ranges=10.9.8.1\nthat too\n";
    let dry = imported(&client, bad, r#","verbose":"yes","dry-run":"""#).await;
    assert_eq!(dry.detail(), "Script Error: found 2 error(s) in import file");
    assert_eq!(client.rows("ip/pool").await.len(), 0, "a dry run changes nothing");
    let answer = imported(&client, bad, "").await;
    assert_eq!(answer.detail(), "Script Error: bad command name this (line 3 column 1)");
    assert_eq!(client.rows("ip/pool").await.len(), 1);
}

#[tokio::test]
async fn rows_of_an_export_are_chosen_and_named_by_number() {
    let (_lab, client) = router("home", 1).await;
    let all = output(&client, "/ip/firewall/filter export").await;
    let some = output(&client, "/ip firewall filter export terse where chain=input && action=drop").await;
    let commands = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
    assert!(commands(&some) > 0 && commands(&some) < commands(&all), "{some}");
    assert!(
        some.lines()
            .filter(|line| !line.starts_with('#'))
            .all(|line| line.contains("action=drop chain=input")),
        "{some}"
    );
    output(&client, "/ip firewall filter export file=some where chain=input").await;
    let kept = client.rows("file?name=some.rsc").await[0]["contents"].as_str().expect("contents").to_owned();
    assert!(kept.contains("chain=input") && !kept.contains("chain=forward"), "{kept}");
    let unknown = json!({"script": "/ip export where chain=input", "as-string": ""}).to_string();
    assert_eq!(client.post("execute", &unknown).await.status, 501, "whose rows would that be");
    let logged = "/system logging\nset 0 topics=info,!dhcp\n";
    assert_eq!(imported(&client, logged, "").await.status, 200);
    assert_eq!(client.rows("system/logging").await[0]["topics"], "info,!dhcp");
    let gone = imported(&client, "/system logging\nset 99 topics=info\n", "").await;
    assert_eq!(gone.detail(), "Script Error: no such item (/system/logging/set; line 2)");
}

#[tokio::test]
async fn what_was_exported_can_be_imported_and_comes_out_the_same() {
    for model in ["chr", "branch"] {
        let (_lab, client) = router(model, 1).await;
        let menus = ["ip/firewall/filter", "ip/firewall/nat", "ip/route", "system/script", "ip/dns/static"];
        for menu in menus {
            let before = exported(&client, &format!("{menu}/"), json!({}), 32768).await;
            // From the end, so that what lets us in goes after what keeps everybody out.
            for row in client.rows(menu).await.iter().rev().filter(|row| row["dynamic"] != "true") {
                let id = row[".id"].as_str().expect("an id");
                assert_eq!(client.delete(&format!("{menu}/{id}")).await.status, 204, "{menu} {row}");
            }
            let answer = imported(&client, &before, "").await;
            assert_eq!(answer.status, 200, "{model} {menu}: {}\n{before}", answer.body);
            let after = exported(&client, &format!("{menu}/"), json!({}), 32768).await;
            let configuration = |text: &str| {
                text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
            };
            assert_eq!(configuration(&before), configuration(&after), "{model} {menu}");
        }
    }
}
