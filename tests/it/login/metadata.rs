//! How a client finds its way in: challenges, the resource's metadata, and scopes.

use serde_json::{Value, json};

use super::provider::Provider;
use crate::it::support::Installation;

#[test]
fn a_client_is_led_from_the_refusal_to_the_provider() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    let own = format!("http://127.0.0.1:{}", served.server.port);
    let answer = served.get("/mcp", &[]);
    assert_eq!(answer.status, 401);
    let metadata = format!("resource_metadata=\"{own}/.well-known/oauth-protected-resource/mcp\"");
    assert!(answer.challenge().contains(&metadata), "{}", answer.head);
    assert!(!answer.challenge().contains("error="), "nothing was presented: {}", answer.head);
    for path in ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"] {
        let answer = served.get(path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body["resource"], format!("{own}/mcp"));
        assert_eq!(answer.body["authorization_servers"], json!([provider.issuer]));
        assert_eq!(answer.body["bearer_methods_supported"], json!(["header"]));
    }
}

#[test]
fn behind_a_proxy_the_public_url_is_the_audience() {
    let provider = Provider::start("");
    let served = provider.serve(&["mcp_public_url=https://fleet.example.org/routers/mcp"]);
    let resource = "https://fleet.example.org/routers/mcp";
    let answer = served.get("/.well-known/oauth-protected-resource/routers/mcp", &[]);
    assert_eq!((answer.status, &answer.body["resource"]), (200, &json!(resource)));
    assert_eq!(served.whoami(&provider.token(&json!({"aud": resource}))).status, 200);
    let own = format!("http://127.0.0.1:{}/mcp", served.server.port);
    assert_eq!(served.whoami(&provider.token(&json!({"aud": own}))).status, 401);
}

#[test]
fn scopes_are_roles_where_the_settings_say_so() {
    let provider = Provider::start("");
    let map = "oidc_role_map=fleet:read=read_only,fleet:write=ops_rw,fleet:admin=admin";
    let served = provider.serve(&["oidc_role_claim=scope", map]);
    assert!(served.get("/mcp", &[]).challenge().contains("scope=\"fleet:read\""));
    let metadata = served.get("/.well-known/oauth-protected-resource", &[]);
    assert_eq!(metadata.body["scopes_supported"], json!(["fleet:read"]));
    let as_scope = |scope: &str| provider.token(&json!({"role": "admin", "scope": scope}));
    assert_eq!(served.whoami(&as_scope("openid fleet:read fleet:write")).body["role"], "ops_rw");
    let answer = served.whoami(&as_scope("openid"));
    assert_eq!(answer.status, 403);
    assert!(answer.challenge().contains("scope=\"fleet:read\""), "{}", answer.head);
}

#[test]
fn the_doctor_asks_the_provider() {
    let provider = Provider::start("");
    let (installation, settings) = (Installation::new(), provider.settings(&[]));
    let words: Vec<&str> =
        ["doctor", "-o", "json"].into_iter().chain(settings.iter().map(String::as_str)).collect();
    let line = || {
        let lines: Value = serde_json::from_str(&installation.rosmcp(&words).stdout()).expect("JSON");
        let found =
            lines.as_array().and_then(|lines| lines.iter().find(|line| line["check"] == "identity provider"));
        found.cloned().expect("a line")
    };
    let well = line();
    assert_eq!(well["status"], "ok", "{well}");
    assert!(well["evidence"].as_str().is_some_and(|text| text.contains("2 keys")), "{well}");
    provider.state().outage = true;
    assert_eq!(line()["status"], "failed");
}

#[test]
fn settings_that_would_let_in_anybody_stop_the_server() {
    let provider = Provider::start("");
    let installation = Installation::new();
    let refused = |settings: &[&str]| {
        let port = ["serve".to_owned(), "--port".to_owned(), "0".to_owned()];
        let all: Vec<String> = port.into_iter().chain(provider.settings(settings)).collect();
        installation.rosmcp(&all.iter().map(String::as_str).collect::<Vec<_>>()).fails(10)
    };
    assert!(refused(&["oidc_role_claim=email"]).contains("oidc_role_claim"));
    let common = "oidc_provider_url=https://login.microsoftonline.com/common/v2.0";
    assert!(refused(&[common]).contains("no tenant"));
    assert!(refused(&["oidc_ca_file=missing.pem"]).contains("missing.pem"));
    assert!(
        refused(&["oidc_skip_verification=true", "mcp_http_host=0.0.0.0"]).contains("oidc_skip_verification")
    );
    assert!(refused(&["oidc_provider_url=http://192.0.2.1"]).contains("https"));
}

#[test]
fn a_lab_on_loopback_may_believe_what_it_is_told() {
    let provider = Provider::start("");
    let served = provider.serve(&["oidc_skip_verification=true"]);
    let rogue = super::mint::Signer::new(jsonwebtoken::Algorithm::ES256, "es");
    let answer =
        served.whoami(&rogue.token(&json!({"alg": "ES256"}), &json!({"sub": "dev", "role": "ops_rw"})));
    assert_eq!((answer.status, &answer.body["role"]), (200, &json!("ops_rw")));
    assert_eq!(served.whoami("nonsense").status, 401);
    assert_eq!(provider.asked(), 0);
}
