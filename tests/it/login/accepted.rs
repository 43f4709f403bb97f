//! Tokens that must be believed, as the profiles' providers make them, and what becomes of their claims.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::mint::{Signer, with};
use super::provider::{AUDIENCE, CLIENT, Provider};

/// Sends a token of these header and claims and returns what the server takes its bearer for.
fn known(provider: &Provider, served: &super::client::Served, header: &Value, claims: &Value) -> Value {
    let answer = served.whoami(&provider.es.token(header, claims));
    assert_eq!(answer.status, 200, "{header} {claims}: {}", answer.body);
    answer.body
}

#[test]
fn every_asymmetric_algorithm_with_a_sound_key() {
    let provider = Provider::start("");
    let algorithms = [Algorithm::PS256, Algorithm::ES384, Algorithm::EdDSA, Algorithm::RS512];
    let signers: Vec<Signer> =
        algorithms.iter().map(|algorithm| Signer::new(*algorithm, &format!("{algorithm:?}"))).collect();
    provider.state().keys.extend(signers.iter().map(|signer| signer.jwk.clone()));
    provider.state().keys.extend([
        json!({"kty": "oct", "k": "AAAA", "kid": "symmetric"}),
        json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "small"}),
        json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "broken"}),
        json!("not an object"),
    ]);
    let served = provider.serve(&[]);
    for signer in signers.iter().chain([&provider.rs, &provider.es]) {
        let header = json!({"alg": signer.jwk["alg"], "typ": "at+jwt", "kid": signer.jwk["kid"]});
        let answer = served.whoami(&signer.token(&header, &provider.claims()));
        assert_eq!(answer.status, 200, "{:?}: {}", signer.algorithm, answer.body);
        assert_eq!(answer.body["principal"], json!({"issuer": provider.issuer, "subject": "ann"}));
    }
}

#[test]
fn what_rfc_9068_leaves_open() {
    let provider = Provider::start("");
    let served = provider.serve(&["oidc_other_audiences=https://other.test"]);
    let resource = format!("http://127.0.0.1:{}/mcp", served.server.port);
    let (header, claims) = (provider.header(), provider.claims());
    let exp = claims["exp"].as_f64().expect("a time");
    for changed in
        [json!({"typ": "application/at+jwt"}), json!({"typ": "AT+JWT"}), json!({"jku": "https://evil.test/"})]
    {
        known(&provider, &served, &with(&header, &changed), &claims);
    }
    for changed in [
        json!({"aud": [AUDIENCE]}),
        json!({"aud": resource}),
        json!({"aud": [AUDIENCE, resource, CLIENT, "https://other.test"]}),
        json!({"exp": exp + 0.5}),
        json!({"exp": super::mint::now() - 10}),
        json!({"nbf": super::mint::now() + 10}),
        json!({"iat": null}),
        json!({"sub": "x".repeat(255)}),
        json!({"scope": "openid profile"}),
        json!({"scp": ["a", "b"]}),
    ] {
        known(&provider, &served, &header, &with(&claims, &changed));
    }
}

#[test]
fn each_profile_as_its_provider_makes_it() {
    let entra_v2 =
        json!({"ver": "2.0", "azp": CLIENT, "tid": "tenant-1", "roles": ["admin"], "scp": "access_as_user"});
    let entra_v1 =
        json!({"ver": "1.0", "appid": CLIENT, "tid": "tenant-1", "roles": ["admin"], "idtyp": "app"});
    let keycloak =
        json!({"typ": "Bearer", "azp": CLIENT, "realm_access": {"roles": ["offline_access", "fleet-admin"]}});
    for (path, settings, claims) in [
        ("/tenant-1/v2.0", &["oidc_profile=entra"][..], vec![entra_v2, entra_v1]),
        (
            "/oauth2/default",
            &["oidc_profile=okta"],
            vec![json!({"cid": CLIENT, "uid": "00u1", "scp": ["openid"], "role": "admin", "ver": 1})],
        ),
        (
            "",
            &["oidc_profile=auth0"],
            vec![
                json!({"azp": CLIENT, "scope": "openid", "https://routeros-mcp/role": ["admin"]}),
                json!({"azp": CLIENT, "gty": "client-credentials", "sub": "x@clients", "roles": "admin"}),
            ],
        ),
        (
            "/realms/net",
            &[
                "oidc_role_claim=realm_access.roles",
                "oidc_role_map=fleet-admin=admin",
                "oidc_other_audiences=account",
            ],
            vec![keycloak.clone(), with(&keycloak, &json!({"aud": [AUDIENCE, "account"]}))],
        ),
    ] {
        let provider = Provider::start(path);
        let served = provider.serve(settings);
        for claims in claims {
            let plain = json!({"alg": "ES256", "typ": "JWT", "kid": "es"});
            let base = with(&provider.claims(), &json!({"client_id": null, "role": null}));
            let known = known(&provider, &served, &plain, &with(&base, &claims));
            assert_eq!(known["role"], "admin", "{settings:?}");
        }
    }
}

#[test]
fn auth0_names_its_own_endpoint_as_an_audience() {
    let provider = Provider::start("");
    let served = provider.serve(&["oidc_profile=auth0"]);
    let claims = json!({"azp": CLIENT, "aud": [AUDIENCE, format!("{}/userinfo", provider.issuer)]});
    assert_eq!(served.whoami(&provider.token(&claims)).status, 200);
}

#[test]
fn roles_and_devices_are_what_the_claims_say() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    for (claims, role) in [
        (json!({"role": "read_only"}), "read_only"),
        (json!({"role": ["unknown", "ops_rw", "read_only"]}), "ops_rw"),
        (json!({"role": null, "roles": ["approver", "read_only"]}), "approver"),
        (json!({"role": "read_only", "roles": ["admin"]}), "read_only"),
    ] {
        assert_eq!(served.whoami(&provider.token(&claims)).body["role"], role, "{claims}");
    }
    for (devices, seen) in [
        (json!(["lab-1"]), 1),
        (json!("lab-1,lab-2"), 1),
        (json!(["lab-9"]), 0),
        (json!([]), 0),
        (json!("env=lab"), 1),
        (json!(["env=prod"]), 0),
    ] {
        let token = provider.token(&json!({"device_scope": devices}));
        let answer = served.call(&token, "device_list", &json!({}));
        let listed = answer.body["result"]["structuredContent"]["devices"].as_array().expect("devices").len();
        assert_eq!(listed, seen, "{devices}");
        let answer = served.call(&token, "system_overview", &json!({"device": "lab-1"}));
        assert_eq!(answer.body["result"]["isError"] == true, seen == 0, "{devices}: {}", answer.body);
    }
}

#[test]
fn the_only_key_of_a_provider_needs_no_name() {
    let provider = Provider::start("");
    provider.state().keys.truncate(1);
    let served = provider.serve(&[]);
    known(&provider, &served, &with(&provider.header(), &json!({"kid": null})), &provider.claims());
}
