//! Every menu of the catalogue, on every model and many versions.

use std::collections::BTreeMap;

use super::client::Client;
use super::router;
use crate::catalogue::menu::MenuKind;
use crate::catalogue::menus;
use crate::lab::{Options, models, start};

#[tokio::test]
async fn every_menu_of_every_model_answers_with_fields_that_it_has() {
    for model in models::names() {
        let (_lab, client) = router(model, 1).await;
        let mut answered = 0;
        for menu in menus::all() {
            let answer = client.get(menu.path).await;
            let may_lack = model != "chr" || menu.optional || menu.since.is_some();
            let missing = answer.status == 400 && answer.detail().starts_with("no such command or directory");
            if missing && may_lack {
                continue;
            }
            assert_eq!(answer.status, 200, "{model} /{}: {}", menu.path, answer.body);
            let rows: Vec<BTreeMap<String, String>> = match menu.kind {
                MenuKind::Settings => vec![serde_json::from_str(&answer.body).expect("an object")],
                _ => serde_json::from_str(&answer.body).expect("an array"),
            };
            for name in rows.iter().flat_map(BTreeMap::keys) {
                let known = menu.field(name).is_some() || matches!(name.as_str(), ".id" | ".nextid");
                assert!(known, "{model} /{} shows {name}", menu.path);
            }
            answered += 1;
        }
        assert!(answered > 100, "{model}: {answered}");
    }
}

#[tokio::test]
async fn models_run_on_many_versions() {
    for version in ["7.10.2", "7.12.2", "7.13.5", "7.16.2", "7.19.6", "7.20.8", "7.22.3", "7.24"] {
        let options = Options { version: Some(version.to_owned()), ..Options::default() };
        let lab = start(options).await.unwrap_or_else(|error| panic!("{version}: {error}"));
        assert!(lab.routers().iter().all(|router| router.version == format!("{version} (stable)")));
    }
    for version in ["7.10.2", "7.24rc2"] {
        let options = Options {
            count: 1,
            model: Some("chr".to_owned()),
            version: Some(version.to_owned()),
            ..Options::default()
        };
        assert!(start(options).await.is_ok(), "{version}");
    }
}

#[tokio::test]
async fn each_version_has_its_own_commands_fields_and_rows() {
    let of = async |version: &str| {
        let options = Options {
            count: 1,
            model: Some("chr".to_owned()),
            version: Some(version.to_owned()),
            ..Options::default()
        };
        let lab = start(options).await.expect("a lab");
        let client = Client::of(&lab.routers()[0]);
        (lab, client)
    };
    let ((_old, old), (_new, new)) = (of("7.15.3").await, of("7.24").await);
    let rule = r#"{"chain":"input","action":"accept"}"#;
    let (before, after) =
        (old.put("ip/firewall/filter", rule).await.json(), new.put("ip/firewall/filter", rule).await.json());
    assert_eq!((&before["disabled"], &before["log-prefix"]), (&"false".into(), &"".into()), "{before}");
    assert!(after.get("disabled").is_none() && after.get("log-prefix").is_none(), "{after}");
    let (before, after) = (old.rows("ip/service").await, new.rows("ip/service").await);
    assert!(before.iter().all(|row| row.get("proto").is_none() && row.get("max-sessions").is_none()));
    assert!(after.iter().any(|row| row["connection"] == "true"));
    let (before, after) = (old.rows("file").await, new.rows("file").await);
    assert!(before[0].get("last-modified").is_none() && after[0].get("creation-time").is_none());
    let unset = r#"{"numbers":"*1","value-name":"comment"}"#;
    let refused = old.post("system/script/unset", unset).await;
    assert_eq!(refused.detail(), "no such command or directory (unset)");
    assert_ne!(new.post("system/script/unset", unset).await.detail(), refused.detail());
    assert_eq!(old.post("file/copy", "{}").await.detail(), "no such command or directory (copy)");
    assert_eq!(new.post("file/copy", "{}").await.status, 501, "a real one has it");
    let port = new.rows("interface/ethernet").await[0][".id"].as_str().expect("an id").to_owned();
    let port = new.patch(&format!("interface/ethernet/{port}"), r#"{"poe-out":"off"}"#).await;
    assert_eq!(port.detail(), "unknown parameter poe-out", "a cloud router has no hardware");
}

#[tokio::test]
async fn what_does_not_exist_is_said_when_starting() {
    for options in [
        Options { model: Some("toaster".to_owned()), ..Options::default() },
        Options { version: Some("seven".to_owned()), ..Options::default() },
        Options { count: 0, ..Options::default() },
    ] {
        assert!(start(options).await.is_err());
    }
}

#[tokio::test]
async fn stopping_closes_the_listeners() {
    let (lab, client) = router("chr", 1).await;
    assert_eq!(client.get("system/identity").await.status, 200);
    lab.stop().await;
    assert!(tokio::net::TcpStream::connect(client.address).await.is_err());
}
