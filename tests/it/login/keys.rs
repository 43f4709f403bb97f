//! The provider's keys over time: rotation, removal, outage, floods.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::Algorithm;
use rosmcp::auth::{Pace, Verifier};
use rosmcp::error::ErrorKind;
use rosmcp::settings::{self, ProcessEnvironment, Request};
use serde_json::json;

use super::mint::{Signer, with};
use super::provider::Provider;

const HOUR: Duration = Duration::from_hours(1);

/// A pace at which nothing happens by itself.
fn slow() -> Pace {
    Pace { cooldown: HOUR, starting: HOUR, fresh: HOUR, fresh_bounds: (HOUR, HOUR), max_stale: 4 * HOUR }
}

fn verifier(provider: &Provider, pace: Pace) -> Arc<Verifier> {
    let flags = provider.settings(&[]);
    let pairs = flags.iter().filter_map(|flag| flag.split_once('='));
    let overrides = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let environment = ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
    let request = Request { config: None, overrides, environment };
    let settings = settings::load(&request).expect("settings").settings;
    Arc::new(Verifier::paced(&settings, "http://127.0.0.1/mcp", pace).expect("a verifier"))
}

/// The same with its keys fetched, and kept as fresh as the pace says.
async fn started(provider: &Provider, pace: Pace) -> Arc<Verifier> {
    let verifier = verifier(provider, pace);
    let keeper = verifier.clone();
    tokio::spawn(async move { keeper.keep_fresh().await });
    until(|| verifier.ready()).await;
    verifier
}

async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen within half a minute");
}

async fn verdict(verifier: &Verifier, token: &str) -> Result<(), ErrorKind> {
    verifier.verify(token).await.map(drop).map_err(|error| error.kind())
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_goes_with_its_removal() {
    let provider = Provider::start("");
    let verifier = started(&provider, Pace { cooldown: Duration::ZERO, ..slow() }).await;
    let old = provider.token(&json!({}));
    assert_eq!(verdict(&verifier, &old).await, Ok(()));
    let held = verifier.verify(&old).await.expect("a good token").key;
    let new = Signer::new(Algorithm::ES256, "new");
    let token = new.token(&with(&provider.header(), &json!({"kid": "new"})), &provider.claims());
    assert_eq!(verdict(&verifier, &token).await, Err(ErrorKind::Unauthenticated));
    provider.state().keys.push(new.jwk.clone());
    assert_eq!(verdict(&verifier, &token).await, Ok(()), "found on demand");
    assert_eq!(verdict(&verifier, &old).await, Ok(()), "both are published");
    provider.state().keys.remove(0);
    let asked = with(&provider.header(), &json!({"kid": "unknown"}));
    assert_eq!(
        verdict(&verifier, &new.token(&asked, &provider.claims())).await,
        Err(ErrorKind::Unauthenticated)
    );
    assert_eq!(verdict(&verifier, &old).await, Err(ErrorKind::Unauthenticated), "removed");
    assert!(!verifier.holds(held));
    let mut swapped = new.jwk.clone();
    swapped["kid"] = json!("es");
    provider.state().keys.push(swapped);
    assert_eq!(verdict(&verifier, &old).await, Err(ErrorKind::Unauthenticated), "the name alone is nothing");
}

#[tokio::test]
async fn five_thousand_unknown_keys_cost_one_question() {
    let provider = Provider::start("");
    let verifier = started(&provider, Pace { cooldown: HOUR, ..slow() }).await;
    let before = provider.asked();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..5_000 {
        let kid = with(&provider.header(), &json!({"kid": format!("random-{number}")}));
        let token = provider.es.token(&kid, &provider.claims());
        let verifier = verifier.clone();
        tasks.spawn(async move { verdict(&verifier, &token).await });
    }
    while let Some(outcome) = tasks.join_next().await {
        assert_eq!(outcome.expect("no panic"), Err(ErrorKind::Unauthenticated));
    }
    assert!(provider.asked() - before <= 1, "{}", provider.asked() - before);
    assert_eq!(verdict(&verifier, &provider.token(&json!({}))).await, Ok(()));
}

#[tokio::test]
async fn an_outage_is_ridden_out_to_the_stale_limit_and_no_further() {
    let provider = Provider::start("");
    let brief = Duration::from_millis(50);
    let pace = Pace {
        cooldown: brief,
        fresh: brief,
        fresh_bounds: (brief, brief),
        starting: brief,
        max_stale: Duration::from_secs(2),
    };
    let verifier = started(&provider, pace).await;
    let token = provider.token(&json!({}));
    provider.state().outage = true;
    let asked = provider.asked();
    until(|| provider.asked() > asked + 1 || !verifier.ready()).await;
    if verifier.ready() {
        assert_eq!(verdict(&verifier, &token).await, Ok(()), "within the limit");
    }
    until(|| !verifier.ready()).await;
    assert_eq!(verdict(&verifier, &token).await, Err(ErrorKind::Busy), "beyond the limit");
    provider.state().outage = false;
    until(|| verifier.ready()).await;
    assert_eq!(verdict(&verifier, &token).await, Ok(()), "the provider is back");
}

#[tokio::test]
async fn nonsense_never_replaces_good_keys() {
    let provider = Provider::start("");
    let verifier = started(&provider, Pace { cooldown: Duration::ZERO, ..slow() }).await;
    let token = provider.token(&json!({}));
    let unknown = provider.es.token(&with(&provider.header(), &json!({"kid": "x"})), &provider.claims());
    let huge = format!("{{\"keys\":[],\"pad\":\"{}\"}}", "x".repeat(300_000));
    let many = json!({"keys": vec![provider.es.jwk.clone(); 65]}).to_string();
    for instead in [
        "",
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "<html>",
        &huge,
        &many,
    ] {
        provider.state().instead = Some(instead.to_owned());
        let asked = provider.asked();
        assert_eq!(verdict(&verifier, &unknown).await, Err(ErrorKind::Unauthenticated));
        assert!(provider.asked() > asked, "{instead:.40}");
        assert_eq!(verdict(&verifier, &token).await, Ok(()), "{instead:.40}");
    }
}

#[tokio::test]
async fn a_start_without_the_provider_is_no_verdict_on_tokens() {
    let provider = Provider::start("");
    provider.state().outage = true;
    let pace = Pace { starting: Duration::from_millis(20), cooldown: Duration::from_millis(20), ..slow() };
    let verifier = verifier(&provider, pace);
    let keeper = verifier.clone();
    tokio::spawn(async move { keeper.keep_fresh().await });
    assert_eq!(verdict(&verifier, &provider.token(&json!({}))).await, Err(ErrorKind::Busy));
    assert_eq!(
        verdict(&verifier, &provider.token(&json!({"iss": "x"}))).await,
        Err(ErrorKind::Unauthenticated)
    );
    provider.state().outage = false;
    until(|| verifier.ready()).await;
    assert_eq!(verdict(&verifier, &provider.token(&json!({}))).await, Ok(()));
}
