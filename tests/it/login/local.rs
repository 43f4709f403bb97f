//! Local tokens: for whom, for what, for how long.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Served;
use super::provider::Provider;
use crate::it::support::Installation;

pub(super) fn create(installation: &Installation, name: &str, more: &[&str]) -> String {
    let arguments = [&["token", "create", name, "-o", "json"][..], more].concat();
    installation.rosmcp(&arguments).json()["token"].as_str().expect("a token").to_owned()
}

pub(super) fn served(installation: Installation, more: &[&str]) -> Served {
    let settings = [&["--set", "local_tokens_enabled=true"][..], installation.own_database(), more].concat();
    let settings: Vec<String> = settings.into_iter().map(str::to_owned).collect();
    Served::start(installation, &settings)
}

#[test]
fn a_local_token_lets_in_as_it_says_and_is_kept_nowhere() {
    let installation = Installation::new();
    let reader = create(&installation, "reader", &["--role", "read_only"]);
    let limited = create(
        &installation,
        "limited",
        &["--role", "admin", "--device", "tag:site=x", "--toolsets", "fleet,ip"],
    );
    let served = served(installation, &[]);
    let answer = served.whoami(&reader);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["principal"], json!({"issuer": "token", "subject": "reader"}));
    assert_eq!((&answer.body["role"], &answer.body["devices"]), (&json!("read_only"), &json!("all")));
    let tools = served.whoami(&limited).body["tools"].clone();
    let tools: Vec<&str> = tools.as_array().expect("tools").iter().filter_map(Value::as_str).collect();
    assert!(
        tools.contains(&"device_list") && tools.contains(&"ip_read") && !tools.contains(&"menu_read"),
        "{tools:?}"
    );
    let listed = served.ask(&limited, "tools/list", None, json!({})).body["result"]["tools"].clone();
    assert_eq!(listed.as_array().expect("tools").len(), tools.len());
    let devices =
        served.call(&limited, "device_list", &json!({})).body["result"]["structuredContent"].clone();
    assert_eq!(devices["devices"], json!([]));
    let refused = served.call(&limited, "menu_read", &json!({"device": "lab-1", "menu": "ip/address"}));
    assert_eq!(refused.body["result"]["structuredContent"]["kind"], "refused");
    let wrong =
        format!("{}{}", &reader[..reader.len() - 2], if reader.ends_with("AA") { "BB" } else { "AA" });
    for token in
        [wrong.as_str(), "rosmcp_0000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x.y.z"]
    {
        let answer = served.whoami(token);
        assert_eq!(answer.status, 401, "{token}");
        assert!(!answer.challenge().contains("resource_metadata"), "there is no provider: {}", answer.head);
    }
    assert_eq!(served.get("/.well-known/oauth-protected-resource", &[]).status, 404);
    let secret = &reader[reader.len() - 43..];
    served.installation.keeps_nowhere(secret);
}

#[test]
fn a_revoked_token_is_refused_and_its_streams_end() {
    let installation = Installation::new();
    let token = create(&installation, "ci", &["--role", "read_only"]);
    let served = served(installation, &[]);
    assert_eq!(served.whoami(&token).status, 200);
    let (_, mut stream) = open_stream(&served, &token);
    served.installation.rosmcp(&["token", "revoke", "ci"]).ok();
    let revoked = Instant::now();
    let mut rest = String::new();
    while stream.read_line(&mut rest).expect("the stream") > 0 {
        assert!(revoked.elapsed() < Duration::from_mins(1), "the stream is still open");
    }
    assert_eq!(served.whoami(&token).status, 401);
    let listed = served.installation.rosmcp(&["token", "list", "-o", "json"]).json();
    assert_eq!((&listed[0]["name"], &listed[0]["state"]), (&json!("ci"), &json!("revoked")));
    assert!(listed[0]["last_used_at"].is_string(), "{listed}");
    assert!(listed[0].get("token").is_none() && listed[0].get("digest").is_none());
    served.installation.rosmcp(&["token", "revoke", "ci"]).fails(9);
    let said = served.installation.rosmcp(&["token", "revoke", "cii"]).fails(8);
    assert!(said.contains("did you mean \"ci\""), "{said}");
    let again = ["token", "create", "ci", "--role", "admin"];
    served.installation.rosmcp(&again).fails(9);
}

/// Opens a session and its stream, which stays open.
pub(super) fn open_stream(served: &Served, token: &str) -> (String, BufReader<std::net::TcpStream>) {
    let session = served.initialize(token);
    let headers = [
        format!("authorization: Bearer {token}"),
        "accept: text/event-stream".to_owned(),
        format!("mcp-session-id: {session}"),
        "mcp-protocol-version: 2025-11-25".to_owned(),
    ];
    let mut stream = BufReader::new(served.open("GET /mcp", &headers, ""));
    let mut line = String::new();
    stream.read_line(&mut line).expect("a status");
    assert!(line.contains("200"), "{line}");
    (session, stream)
}

#[test]
fn a_session_is_not_another_principals() {
    let installation = Installation::new();
    let (ann, bob) = (
        create(&installation, "ann", &["--role", "admin"]),
        create(&installation, "bob", &["--role", "admin"]),
    );
    let served = served(installation, &[]);
    let session = served.initialize(&ann);
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"});
    assert_eq!(served.in_session(&ann, &session, &list).status, 200);
    assert_eq!(served.in_session(&bob, &session, &list).status, 404);
}

#[test]
fn local_tokens_stand_beside_an_identity_provider() {
    let provider = Provider::start("");
    let installation = Installation::new();
    let token = create(&installation, "ci", &["--role", "read_only"]);
    let settings = provider.settings(&[]);
    let served = served(installation, &settings.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(served.whoami(&token).status, 200);
    assert_eq!(served.whoami(&provider.token(&json!({}))).status, 200);
    assert_eq!(served.whoami(&provider.token(&json!({"aud": "x"}))).status, 401);
}

#[test]
fn a_token_is_asked_for_sensibly() {
    let installation = Installation::new();
    for (arguments, word) in [
        (&["--role", "root"][..], "read_only"),
        (&["--role", "admin", "--toolsets", "firewal"], "firewall"),
        (&["--role", "admin", "--device", "=x"], "key"),
        (&["--role", "admin", "--days", "0"], "1..=3650"),
    ] {
        let said = installation.rosmcp(&[&["token", "create", "t"][..], arguments].concat()).fails(2);
        assert!(said.contains(word), "{said}");
    }
    installation.rosmcp(&["token", "create", "a b", "--role", "admin"]).fails(2);
    let audited = create(&installation, "t", &["--role", "admin"]);
    let trail = installation.rosmcp(&["audit", "list", "--action", "token.create", "-o", "json"]).ok();
    assert!(trail.contains("t as admin") && !trail.contains(&audited), "{trail}");
}

#[test]
fn what_a_role_may_not_do_alone_it_may_ask_for() {
    let installation = Installation::new();
    let operator = create(&installation, "operator", &["--role", "ops_rw"]);
    let reader = create(&installation, "reader", &["--role", "read_only"]);
    let served = served(installation, &[]);
    let shell = |arguments: &[&str]| served.installation.rosmcp(arguments).ok();
    let flags = ["--allow-advanced-writes", "--allow-professional-workflows", "--allow-firewall-writes"];
    shell(&[&["device", "edit", "lab-1"][..], &flags].concat());
    let create = |token: &str, steps: Value| {
        let wanted = json!({"device": "lab-1", "steps": steps, "apply": true});
        served.call(token, "plan_create", &wanted).body["result"]["structuredContent"].clone()
    };
    let name = json!([{"op": "set", "menu": "system/identity", "values": {"name": "low risk"}}]);
    assert_eq!(create(&operator, name.clone())["status"], "applied", "what it may do alone");
    assert_eq!(create(&reader, name)["kind"], "refused");

    let rule = json!([{"op": "add", "menu": "ip/firewall/filter", "values": {"chain": "forward", "action": "accept"}}]);
    let plan = create(&operator, rule);
    assert_eq!((&plan["status"], &plan["risk"]), (&json!("pending"), &json!("high")), "{plan}");
    let (id, digest) = (plan["plan_id"].as_str().expect("an id"), plan["digest"].as_str().expect("a digest"));
    let apply = json!({"plan_id": id, "digest": digest});
    let apply = || served.call(&operator, "plan_apply", &apply).body["result"]["structuredContent"].clone();
    assert_eq!(apply()["status"], "pending", "nobody has approved it");
    shell(&["plan", "approve", id, "--digest", digest]);
    assert_eq!(apply()["status"], "applied");
}
