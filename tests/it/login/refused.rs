//! Tokens that must not be believed: each is 401, none makes the server ask the provider, none is told why.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::client::Served;
use super::mint::{Signer, encode, now, with};
use super::provider::{AUDIENCE, CLIENT, Provider};

type Bad = (&'static str, String);

/// Sends each token, and sees that the provider is left alone.
fn refuse_all(provider: &Provider, served: &Served, tokens: Vec<Bad>) {
    let asked = provider.asked();
    for (what, token) in tokens {
        let answer = served.whoami(&token);
        assert_eq!(answer.status, 401, "{what}: {}", answer.body);
        assert!(answer.challenge().contains("error=\"invalid_token\""), "{what}: {}", answer.head);
        let message = answer.body["error"]["message"].as_str();
        assert_eq!(message, Some("the token is not accepted"), "{what}");
    }
    assert_eq!(provider.asked(), asked, "somebody made the server ask the provider");
}

fn malformed(provider: &Provider) -> Vec<Bad> {
    let (header, claims) = (provider.header().to_string(), provider.claims().to_string());
    let good = provider.token(&json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let twice = claims.replacen('{', "{\"aud\":\"other\",", 1);
    let twice_header = header.replacen('{', "{\"alg\":\"none\",", 1);
    let deep = format!("{{\"x\":{}{},{}", "[".repeat(80), "]".repeat(80), &claims[1..]);
    let padded = format!("{{\"pad\":\"{}\",{}", "x".repeat(17_000), &claims[1..]);
    let es = &provider.es;
    vec![
        ("a word", "nonsense".into()),
        ("two segments", format!("{}.{}", parts[0], parts[1])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("no payload", format!("{}..{}", parts[0], parts[2])),
        ("four segments", format!("{good}.x")),
        ("five segments, a JWE", format!("{good}.x.x")),
        ("padding", format!("{}=.{}.{}", parts[0], parts[1], parts[2])),
        ("another alphabet", format!("{}.{}.{}+/", parts[0], parts[1], parts[2])),
        ("half a byte too much", format!("{good}A")),
        ("longer than 16 KiB", es.token_of(&header, &padded)),
        ("a claim twice", es.token_of(&header, &twice)),
        ("a header twice", es.token_of(&twice_header, &claims)),
        ("too deep", es.token_of(&header, &deep)),
        ("a payload that is a list", es.token_of(&header, &format!("[{claims}]"))),
        ("a payload that is a token", es.token_of(&header, &format!("{good:?}"))),
        ("a header that is a text", es.token_of("\"ES256\"", &claims)),
        ("not JSON", es.token_of(&header, "iss=x")),
        ("more after the JSON", es.token_of(&header, &format!("{claims} {{}}"))),
        ("not UTF-8", {
            let message = format!("{}.{}", parts[0], encode(b"{\"iss\":\"\xff\"}"));
            format!("{message}.{}", es.sign(&message))
        }),
        (
            "JSON serialisation",
            json!({"payload": parts[1], "protected": parts[0], "signature": parts[2]})
                .to_string()
                .replace(' ', ""),
        ),
    ]
}

fn wrongly_signed(provider: &Provider) -> Vec<Bad> {
    let (header, claims) = (provider.header(), provider.claims());
    let message = |header: &Value| {
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()))
    };
    let rogue = Signer::new(Algorithm::ES256, "es");
    let good = provider.token(&json!({}));
    let (body, signature) = good.rsplit_once('.').expect("three segments");
    let altered = with(&claims, &json!({"sub": "bob"}));
    let as_hmac = |alg: &str| {
        let message = message(&with(&header, &json!({"alg": alg})));
        let secret = jsonwebtoken::EncodingKey::from_secret(provider.es.jwk.to_string().as_bytes());
        let signed =
            jsonwebtoken::crypto::sign(message.as_bytes(), &secret, Algorithm::HS256).expect("a signature");
        format!("{message}.{signed}")
    };
    let unsigned = |alg: &str| format!("{}.AA", message(&with(&header, &json!({"alg": alg}))));
    let under = |changes: Value| provider.es.token(&with(&header, &changes), &claims);
    let rogue_jwk = rogue.jwk.clone();
    vec![
        ("another key under the same name", rogue.token(&header, &claims)),
        (
            "the claims altered",
            format!(
                "{}.{}.{signature}",
                body.split('.').next().unwrap_or_default(),
                encode(altered.to_string().as_bytes())
            ),
        ),
        ("the signature cut", format!("{body}.{}", &signature[..signature.len() - 4])),
        ("the signature of zeros", format!("{body}.{}", encode(&[0; 64]))),
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg empty", unsigned("")),
        ("HS256 with the public key", as_hmac("HS256")),
        ("HS512", as_hmac("HS512")),
        ("alg in another case", under(json!({"alg": "es256"}))),
        ("alg that is not known", under(json!({"alg": "ES512"}))),
        ("alg that is a number", under(json!({"alg": 256}))),
        ("no alg", under(json!({"alg": null}))),
        ("alg of another key's kind", under(json!({"alg": "RS256"}))),
        (
            "alg that the key is not for",
            provider.rs.token(&with(&header, &json!({"alg": "PS256", "kid": "rs"})), &claims),
        ),
        ("the kid of another key", under(json!({"kid": "rs"}))),
        ("no kid with two keys", under(json!({"kid": null}))),
        ("an unknown kid", under(json!({"kid": "nobody"}))),
        ("an empty kid", under(json!({"kid": ""}))),
        ("a kid that is a number", under(json!({"kid": 1}))),
        ("a kid that is a path", under(json!({"kid": "../../../dev/null"}))),
        ("a key of its own", rogue.token(&with(&header, &json!({"jwk": rogue_jwk, "kid": "mine"})), &claims)),
        (
            "a key somewhere",
            rogue.token(
                &with(&header, &json!({"jku": format!("{}/jwks", provider.issuer), "kid": "x"})),
                &claims,
            ),
        ),
        (
            "a certificate of its own",
            rogue.token(&with(&header, &json!({"x5c": ["AAAA"], "x5u": "http://127.0.0.1:1/"})), &claims),
        ),
        ("a critical extension", under(json!({"crit": ["exp"], "exp": 1}))),
        ("a detached payload", under(json!({"b64": false, "crit": ["b64"]}))),
        ("an encrypted one", under(json!({"enc": "A256GCM"}))),
        ("a nested one", under(json!({"cty": "JWT"}))),
        ("no type", under(json!({"typ": null}))),
        ("a JWT that is no access token", under(json!({"typ": "JWT"}))),
        ("a logout token", under(json!({"typ": "logout+jwt"}))),
        ("a type that is no text", under(json!({"typ": ["at+jwt"]}))),
    ]
}

fn untrue(provider: &Provider) -> Vec<Bad> {
    let claimed = |changes: Value| provider.token(&changes);
    let slash = format!("{}/", provider.issuer);
    let array = |audiences: Value| claimed(json!({"aud": audiences}));
    vec![
        ("no issuer", claimed(json!({"iss": null}))),
        ("another issuer", claimed(json!({"iss": "https://evil.test"}))),
        ("the issuer and a slash", claimed(json!({"iss": slash}))),
        ("a list of issuers", claimed(json!({"iss": [provider.issuer]}))),
        ("no audience", claimed(json!({"aud": null}))),
        ("another audience", claimed(json!({"aud": "https://graph.microsoft.com"}))),
        ("the audience in another case", claimed(json!({"aud": AUDIENCE.to_uppercase()}))),
        ("the audience and more", claimed(json!({"aud": format!("{AUDIENCE}/x")}))),
        ("the client as audience", claimed(json!({"aud": CLIENT}))),
        ("no audience in a list", array(json!([]))),
        ("an unknown audience beside", array(json!([AUDIENCE, "https://other.test"]))),
        ("an audience that is a number", claimed(json!({"aud": 7}))),
        ("a number among audiences", array(json!([AUDIENCE, 7]))),
        ("an audience that is an object", claimed(json!({"aud": {"value": AUDIENCE}}))),
        ("no expiry", claimed(json!({"exp": null}))),
        ("expired", claimed(json!({"exp": now() - 60}))),
        ("expired long ago", claimed(json!({"exp": 1}))),
        ("an expiry that is a text", claimed(json!({"exp": (now() + 300).to_string()}))),
        ("an expiry beyond all numbers", claimed(json!({"exp": 1e300}))),
        ("a negative expiry", claimed(json!({"exp": -1}))),
        ("an expiry that is true", claimed(json!({"exp": true}))),
        ("not yet in force", claimed(json!({"nbf": now() + 120}))),
        ("a start that is a text", claimed(json!({"nbf": "0"}))),
        ("issued in the future", claimed(json!({"iat": now() + 120}))),
        ("an issue that is a text", claimed(json!({"iat": "now"}))),
        ("no subject", claimed(json!({"sub": null}))),
        ("an empty subject", claimed(json!({"sub": ""}))),
        ("a subject that is a number", claimed(json!({"sub": 1}))),
        ("a long subject", claimed(json!({"sub": "x".repeat(256)}))),
        ("a subject with a line end", claimed(json!({"sub": "ann\nadmin"}))),
        ("bound to a key", claimed(json!({"cnf": {"jkt": "x"}}))),
        ("an ID token's nonce", claimed(json!({"nonce": "n"}))),
        ("an ID token's at_hash", claimed(json!({"at_hash": "h"}))),
        ("an ID token's c_hash", claimed(json!({"c_hash": "h"}))),
        ("a scope that is a number", claimed(json!({"scope": 1}))),
        ("a scope of numbers", claimed(json!({"scp": [1]}))),
        ("a role that is a number", claimed(json!({"role": 1}))),
        ("a role that is an object", claimed(json!({"role": {"admin": true}}))),
        ("devices that are a number", claimed(json!({"device_scope": 1}))),
        ("devices that mean nothing", claimed(json!({"device_scope": ["=x"]}))),
    ]
}

#[test]
fn no_bad_token_is_believed_and_none_costs_the_provider_anything() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    assert_eq!(served.whoami(&provider.token(&json!({}))).status, 200);
    let tokens: Vec<_> =
        malformed(&provider).into_iter().chain(wrongly_signed(&provider)).chain(untrue(&provider)).collect();
    assert!(tokens.len() >= 60, "{}", tokens.len());
    refuse_all(&provider, &served, tokens);
    assert_eq!(served.whoami(&provider.token(&json!({}))).status, 200);
}

#[test]
fn a_token_counts_in_one_header_only() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    let good = provider.token(&json!({}));
    let header = format!("authorization: Bearer {good}");
    for headers in [
        &[][..],
        &["authorization: Basic YWRtaW46"],
        &["authorization: Bearer"],
        &["authorization: Bearer "],
        &[&format!("authorization: {good}")],
        &[&format!("authorization: Bearer  {good}")],
        &[&format!("authorization: Bearer {good} x")],
        &[&header, &header],
        &[&format!("cookie: access_token={good}")],
    ] {
        assert_eq!(served.get("/mcp/initialize", headers).status, 401, "{headers:?}");
    }
    assert_eq!(served.get(&format!("/mcp/initialize?access_token={good}"), &[]).status, 401);
    assert_eq!(served.get("/mcp/initialize", &[&header]).status, 200);
}

#[test]
fn other_profiles_refuse_what_their_provider_makes_for_others() {
    for (path, profile, extra, bad) in [
        (
            "/tenant-1/v2.0",
            "entra",
            json!({"azp": CLIENT, "tid": "tenant-1"}),
            vec![
                json!({"tid": "tenant-2"}),
                json!({"tid": null}),
                json!({"azp": null}),
                json!({"tid": ["tenant-1"]}),
            ],
        ),
        (
            "/oauth2/default",
            "okta",
            json!({"cid": CLIENT}),
            vec![json!({"cid": null}), json!({"nonce": "n"})],
        ),
        ("", "auth0", json!({"azp": CLIENT}), vec![json!({"azp": null}), json!({"aud": CLIENT})]),
        (
            "/realms/net",
            "keycloak",
            json!({"typ": "Bearer"}),
            vec![
                json!({"typ": "ID"}),
                json!({"typ": "Refresh"}),
                json!({"typ": null}),
                json!({"aud": [AUDIENCE, "account"]}),
            ],
        ),
    ] {
        let provider = Provider::start(path);
        let served = provider.serve(&[&format!("oidc_profile={profile}")]);
        let plain = json!({"alg": "ES256", "typ": "JWT", "kid": "es"});
        let claims = with(&provider.claims(), &with(&extra, &json!({"client_id": null})));
        assert_eq!(served.whoami(&provider.es.token(&plain, &claims)).status, 200, "{profile}");
        let tokens =
            bad.iter().map(|bad| (profile, provider.es.token(&plain, &with(&claims, bad)))).collect();
        refuse_all(&provider, &served, tokens);
    }
}

#[test]
fn a_token_without_a_role_is_known_and_let_nowhere() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    for claims in [
        json!({"role": null}),
        json!({"role": "Admin"}),
        json!({"role": "superuser"}),
        json!({"role": null, "email": "admin", "preferred_username": "admin"}),
        json!({"role": null, "groups": ["admin"]}),
        json!({"role": []}),
    ] {
        let answer = served.whoami(&provider.token(&claims));
        assert_eq!(answer.status, 403, "{claims}");
        assert!(answer.challenge().contains("insufficient_scope"), "{}", answer.head);
        assert_eq!(answer.body["error"]["kind"], "refused");
        assert!(answer.body["error"]["hints"].to_string().contains("oidc_role_claim"));
    }
}
