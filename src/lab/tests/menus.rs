//! Every menu of the catalogue, on every model and many versions.

use std::collections::BTreeMap;

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
    for version in ["7.13.5", "7.16.2", "7.19.6", "7.20.8", "7.22.3", "7.24"] {
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
