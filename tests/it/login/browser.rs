//! People who sign in at the provider with a browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::client::{Answer, Served};
use super::provider::Provider;

/// A browser that has set out for the provider.
pub(super) struct Browser {
    pub(super) cookie: String,
    pub(super) state: String,
    challenge: String,
}

/// A header of an answer, empty if it is not there.
pub(super) fn header<'a>(answer: &'a Answer, wanted: &str) -> &'a str {
    let mut headers = answer.head.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map_or("", |(_, value)| value)
}

/// Begins to sign in.
pub(super) fn set_out(served: &Served) -> Browser {
    let answer = served.get("/auth/start?next=%2Fapprovals%2F", &[]);
    assert_eq!(answer.status, 303, "{} {}", answer.head, answer.body);
    let asked = |name: &str| {
        let query = header(&answer, "location").split_once('?').expect("a query").1;
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        value.expect(name).replace("%2D", "-").replace("%5F", "_")
    };
    let cookie = header(&answer, "set-cookie").split(';').next().expect("a cookie").to_owned();
    Browser { cookie, state: asked("state"), challenge: asked("code_challenge") }
}

/// Comes back from the provider with `code`.
pub(super) fn come_back(served: &Served, cookie: &str, state: &str, code: &str) -> Answer {
    served.get(&format!("/auth/callback?code={code}&state={state}"), &[format!("cookie: {cookie}").as_str()])
}

#[test]
fn who_sets_out_and_never_comes_back_shuts_nobody_out() {
    let provider = Provider::start("");
    // Nobody reads its log here, and so many lines would fill the pipe.
    let served = provider.serve(&["log_level=ERROR"]);
    provider.state().token = provider.token(&json!({"sub": "bea"}));
    let first = set_out(&served);
    for _ in 0..1_100 {
        set_out(&served);
    }
    let answer = come_back(&served, &first.cookie, &first.state, "c");
    assert_eq!((answer.status, header(&answer, "location")), (303, "/approvals/"), "{}", answer.head);
    assert!(
        answer.head.contains("rosmcp_session=") && answer.head.contains("rosmcp_sign_in=;"),
        "{}",
        answer.head
    );
    let form = provider.state().redeemed.clone();
    let verifier = form.split('&').find_map(|pair| pair.strip_prefix("code_verifier=")).expect("a verifier");
    let verifier = verifier.replace("%2D", "-").replace("%5F", "_");
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), first.challenge);
}

#[test]
fn only_the_browser_that_set_out_comes_back_and_only_as_it_did() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    provider.state().token = provider.token(&json!({}));
    let (own, other) = (set_out(&served), set_out(&served));
    assert_eq!(come_back(&served, &other.cookie, &own.state, "c").status, 401);
    assert_eq!(come_back(&served, "a=b", &own.state, "c").status, 401);
    let (secret, rest) = own.cookie.split_once('.').expect("parts");
    let (_, next) = rest.split_once('.').expect("parts");
    for changed in [
        format!("{secret}.9999999999999.{next}"),
        format!("{}.{}", own.cookie, next),
        own.cookie.replace(next, &URL_SAFE_NO_PAD.encode("/auth")),
    ] {
        assert_eq!(come_back(&served, &changed, &own.state, "c").status, 401, "{changed}");
    }
    assert_eq!(come_back(&served, &own.cookie, &own.state, "c").status, 303);
    assert!(!provider.state().redeemed.is_empty());
}
