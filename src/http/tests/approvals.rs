//! The page on which people judge plans: what it takes, what it refuses, and that text stays text.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;

use super::client::Connection;
use super::{Access, Running, Setup};
use crate::app::plan::Sample;
use crate::app::token::TokenRequest;
use crate::app::{App, AuditFilter, Login};
use crate::domain::plan::PlanState;
use crate::domain::policy::ApprovalBy;
use crate::domain::principal::{Caller, Principal, Role};
use crate::domain::risk::Risk;
use crate::domain::scope::DeviceScope;
use crate::http::{Gate, Resource};

/// A server of an installation, and its people's browsers.
struct Site {
    app: Arc<App>,
    server: Running,
}

impl Site {
    async fn new(environment: &str, url: &str) -> Self {
        let app = Arc::new(App::scratch_in(environment).await);
        let resource = Resource { url: url.into(), issuer: None, scopes: Vec::new() };
        let gate =
            Gate { login: Arc::new(Login::new(None, Some(App::clone(&app)), app.metrics.clone())), resource };
        let setup = Setup {
            access: Access::Login(Arc::new(gate)),
            installation: Some(app.clone()),
            ..Setup::default()
        };
        Self { app, server: setup.start().await }
    }

    async fn prod() -> Self {
        Self::new("prod", "http://127.0.0.1/mcp").await
    }

    async fn token(&self, name: &str, role: Role, person: bool, devices: DeviceScope) -> String {
        let lifetime = Duration::from_hours(1);
        self.make(TokenRequest { name: name.into(), role, devices, toolsets: None, person, lifetime }).await
    }

    async fn make(&self, request: TokenRequest) -> String {
        let caller = Caller::new(Principal::shell("root"), "r");
        let (_, token) = self.app.create_token(&caller, request).await.unwrap();
        token.expose_secret().to_owned()
    }

    /// A browser in which the holder of a new token has signed in.
    async fn visit(&self, name: &str, role: Role, person: bool) -> Visit {
        let token = self.token(name, role, person, DeviceScope::All).await;
        Visit::of(&self.server, &token).await
    }

    async fn state(&self, plan: &str) -> PlanState {
        self.app.plan(plan).await.unwrap().status
    }

    /// The outcomes of what was recorded of judgements, oldest first.
    async fn judgements(&self) -> Vec<String> {
        let rows = self.app.audit.recent(AuditFilter::default()).await.unwrap();
        let judged = ["plan.approve", "plan.reject", "plan.judge"];
        let mut outcomes: Vec<_> = rows
            .into_iter()
            .filter(|row| judged.contains(&&*row.event.action))
            .map(|row| row.event.outcome)
            .collect();
        outcomes.reverse();
        outcomes
    }
}

/// A browser with a cookie.
struct Visit {
    client: Connection,
    cookie: String,
}

/// What a page answered: status, place, body.
type Answered = (u16, String, String);

impl Visit {
    async fn of(server: &Running, token: &str) -> Self {
        let mut client = server.connect().await;
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        let form = format!("token={token}&next=/approvals/");
        let answer = client.send("POST", "/auth/login", &kind, form.as_bytes()).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/approvals/"));
        let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
        answer.done().await;
        Self { client, cookie }
    }

    async fn get(&mut self, path: &str) -> Answered {
        let answer = self.client.send("GET", path, &[("Cookie", &self.cookie)], b"").await;
        let place = answer.headers.get("location").cloned().unwrap_or_default();
        (answer.status, place, answer.text().await)
    }

    async fn post(&mut self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answered {
        let pair =
            |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let form = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        let own = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", &*self.cookie)];
        let headers = [&own[..], headers].concat();
        let answer = self.client.send("POST", path, &headers, form.as_bytes()).await;
        let place = answer.headers.get("location").cloned().unwrap_or_default();
        (answer.status, place, answer.text().await)
    }

    /// The session's secret, from the form with which one signs out.
    async fn csrf(&mut self) -> String {
        let (_, _, page) = self.get("/approvals/").await;
        hidden(&page, "csrf")
    }
}

fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark)
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("{page}"))
        .to_owned()
}

#[tokio::test]
async fn a_person_reads_a_plan_and_approves_it_once() {
    let site = Site::prod().await;
    let (id, digest) = site.app.sample_plan(Sample { risk: Risk::Critical, ..Sample::default() }).await;
    let mut bea = site.visit("bea", Role::Approver, true).await;
    let (_, _, list) = bea.get("/approvals/").await;
    let place = format!("/approvals/{id}");
    assert!(list.contains(&format!("href=\"{place}\"")) && list.contains("local:ann"), "{list}");
    let (status, _, page) = bea.get(&place).await;
    assert_eq!((status, hidden(&page, "digest")), (200, digest.clone()));
    for said in
        ["local:ann", "critical risk", "edge-1", "plain 2", "prod", "its risk asks for it", "not cover"]
    {
        assert!(page.to_lowercase().contains(&said.to_lowercase()), "{said}: {page}");
    }
    let csrf = hidden(&page, "csrf");
    let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
    let (status, _, said) = bea.post(&place, &[], &fields).await;
    assert!(status == 403 && said.contains("must be acknowledged"), "{status} {said}");
    let acknowledged = [&fields[..], &[("acknowledge", "yes"), ("note", "looked at it")]].concat();
    assert_eq!(bea.post(&place, &[], &acknowledged).await.0, 303);
    assert_eq!(site.state(&id).await, PlanState::Approved);
    let (_, _, page) = bea.get(&place).await;
    assert!(page.contains("approved by token:bea") && !page.contains("name=\"verdict\""), "{page}");
    assert_eq!(bea.post(&place, &[], &acknowledged).await.0, 409, "an approval is given once");
    assert_eq!(site.judgements().await, ["refused", "ok", "conflict"]);
}

#[tokio::test]
async fn where_two_must_approve_the_page_says_how_many_have() {
    let site = Site::prod().await;
    let (id, digest) = site.app.sample_plan(Sample { approvals: 2, ..Sample::default() }).await;
    let place = format!("/approvals/{id}");
    for (name, state, count) in
        [("bea", PlanState::Pending, "1 of 2"), ("cid", PlanState::Approved, "2 of 2")]
    {
        let mut visit = site.visit(name, Role::Approver, true).await;
        let csrf = visit.csrf().await;
        let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
        assert_eq!(visit.post(&place, &[], &fields).await.0, 303);
        assert_eq!(site.state(&id).await, state);
        let (_, _, page) = visit.get(&place).await;
        assert!(page.contains(count) && page.contains(&format!("token:{name}")), "{page}");
        assert!(!page.contains("value=\"approve\""), "{name} has approved it: {page}");
        assert_eq!(visit.post(&place, &[], &fields).await.0, 409, "the same person counts once");
    }
    assert_eq!(site.judgements().await, ["ok", "conflict", "ok", "conflict"]);
}

#[tokio::test]
async fn a_rejection_says_why() {
    let site = Site::prod().await;
    let (id, digest) = site.app.sample_plan(Sample::default()).await;
    let mut bea = site.visit("bea", Role::Admin, true).await;
    let place = format!("/approvals/{id}");
    let csrf = bea.csrf().await;
    let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "reject")];
    assert_eq!(bea.post(&place, &[], &fields).await.0, 400);
    assert_eq!(bea.post(&place, &[], &[&fields[..], &[("note", "not today")]].concat()).await.0, 303);
    assert_eq!(site.state(&id).await, PlanState::Rejected);
    assert!(bea.get(&place).await.2.contains("not today"));
}

#[tokio::test]
async fn what_is_not_this_session_this_page_and_this_plan_is_refused_and_recorded() {
    let site = Site::prod().await;
    let (id, digest) = site.app.sample_plan(Sample::default()).await;
    let (_, other) = site.app.sample_plan(Sample::default()).await;
    let mut bea = site.visit("bea", Role::Approver, true).await;
    let (csrf, foreign) = (bea.csrf().await, site.visit("cid", Role::Approver, true).await.csrf().await);
    let place = format!("/approvals/{id}");
    let edited = digest.replace(&digest[..1], if digest.starts_with('0') { "1" } else { "0" });
    for (csrf, digest, verdict, status) in [
        ("", &*digest, "approve", 403),
        ("guess", &digest, "approve", 403),
        (&*foreign, &digest, "approve", 403),
        (&csrf, &other, "approve", 409),
        (&csrf, &edited, "approve", 409),
        (&csrf, &digest[..11], "approve", 409),
        (&csrf, "", "approve", 409),
        (&csrf, &digest, "apply", 400),
    ] {
        let fields = [("csrf", csrf), ("digest", digest), ("verdict", verdict)];
        assert_eq!(bea.post(&place, &[], &fields).await.0, status, "{csrf} {digest} {verdict}");
    }
    let expected = ["refused", "refused", "refused", "conflict", "conflict", "conflict", "conflict", "usage"];
    assert_eq!(site.judgements().await, expected);

    let good = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
    for headers in
        [[("Origin", "https://evil.test")], [("Origin", "null")], [("Sec-Fetch-Site", "cross-site")]]
    {
        let (status, _, said) = bea.post(&place, &headers, &good).await;
        assert!(status == 403 && said.contains("<h1>"), "{headers:?} {status} {said}");
    }
    let cookie = std::mem::replace(&mut bea.cookie, "rosmcp_session=guess".into());
    assert_eq!(bea.post(&place, &[], &good).await.1, format!("/auth/login?next=%2Fapprovals%2F{id}"));
    assert_eq!(site.state(&id).await, PlanState::Pending);
    bea.cookie = cookie;
    assert_eq!(bea.post(&place, &[("Sec-Fetch-Site", "same-origin")], &good).await.0, 303);
}

#[tokio::test]
async fn who_may_not_approve_is_told_so_and_refused() {
    let site = Site::prod().await;
    let own = Sample { requester: ("token", "ann"), ..Sample::default() };
    let (id, digest) = site.app.sample_plan(own).await;
    let place = format!("/approvals/{id}");
    for (name, role, person, why) in [
        ("ann", Role::Admin, true, "the one who asked for a plan does not approve it"),
        ("ops", Role::OpsRw, true, "the role ops_rw may not approve plans"),
        ("eye", Role::ReadOnly, true, "the role read_only may not approve plans"),
        ("bot", Role::Admin, false, "a service may not approve plans"),
    ] {
        let mut visit = site.visit(name, role, person).await;
        let (status, _, page) = visit.get(&place).await;
        assert!(status == 200 && page.contains(why) && !page.contains("name=\"verdict\""), "{name}: {page}");
        let csrf = visit.csrf().await;
        let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
        let (status, _, page) = visit.post(&place, &[], &fields).await;
        assert!(status == 403 && page.to_lowercase().contains(why), "{name}: {status} {page}");
    }
    assert_eq!(site.judgements().await, ["refused"; 4]);
    assert_eq!(site.state(&id).await, PlanState::Pending);
    let elsewhere = site.token("far", Role::Approver, true, DeviceScope::only(["core-1"]).unwrap()).await;
    let mut far = Visit::of(&site.server, &elsewhere).await;
    assert_eq!(far.get(&place).await.0, 404, "a plan for devices out of sight does not exist");
    assert!(!far.get("/approvals/").await.2.contains(&id));
}

#[tokio::test]
async fn only_who_may_approve_sees_plans_beyond_its_toolsets() {
    let site = Site::prod().await;
    let (id, _) = site.app.sample_plan(Sample::default()).await;
    for (name, role, person, status) in [
        ("bot", Role::Admin, false, 404),
        ("ops", Role::OpsRw, true, 404),
        ("bea", Role::Approver, true, 200),
    ] {
        let toolsets = Some(["change".to_owned(), "firewall".to_owned()].into());
        let lifetime = Duration::from_hours(1);
        let devices = DeviceScope::All;
        let request = TokenRequest { name: name.into(), role, devices, toolsets, person, lifetime };
        let token = site.make(request).await;
        let mut visit = Visit::of(&site.server, &token).await;
        assert_eq!(visit.get(&format!("/approvals/{id}")).await.0, status, "{name}");
        assert_eq!(visit.get("/approvals/").await.2.contains(&id), status == 200, "{name}");
    }
}

#[tokio::test]
async fn a_token_is_no_proof_that_a_person_is_there() {
    let site = Site::new("staging", "http://127.0.0.1/mcp").await;
    let approval_by = ApprovalBy::OutOfBand;
    let (id, digest) =
        site.app.sample_plan(Sample { requester: ("token", "ann"), approval_by, ..Sample::default() }).await;
    let mut ann = site.visit("ann", Role::Admin, true).await;
    let csrf = ann.csrf().await;
    let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
    let (status, _, said) = ann.post(&format!("/approvals/{id}"), &[], &fields).await;
    assert!(status == 403 && said.contains("in person only"), "{status} {said}");
}

#[tokio::test]
async fn an_expired_plan_is_not_approved() {
    let site = Site::prod().await;
    let (id, digest) = site.app.sample_plan(Sample { lasts: -1, ..Sample::default() }).await;
    let mut bea = site.visit("bea", Role::Approver, true).await;
    let csrf = bea.csrf().await;
    let place = format!("/approvals/{id}");
    let (_, _, page) = bea.get(&place).await;
    assert!(page.contains(">expired</span>") && !page.contains("name=\"verdict\""), "{page}");
    let fields = [("csrf", &*csrf), ("digest", &*digest), ("verdict", "approve")];
    assert_eq!(bea.post(&place, &[], &fields).await.0, 409);
    assert_eq!(site.state(&id).await, PlanState::Expired);
}

#[tokio::test]
async fn text_of_others_stays_text() {
    let site = Site::prod().await;
    let mut bea = site.visit("bea", Role::Approver, true).await;
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "\" autofocus onfocus=\"alert(1)",
        "</textarea></q></td><svg/onload=alert(1)>",
        "<form action=https://evil.test><input name=csrf>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<!--",
        "<base href=//evil.test>",
        "\u{202e}<b>txet\u{200b}",
        "\u{1b}[31m<i>",
        "a\u{1}b<u>",
    ] {
        let (id, _) = site.app.sample_plan(Sample { text: hostile.into(), ..Sample::default() }).await;
        for path in [format!("/approvals/{id}"), "/approvals/".to_owned()] {
            let (status, _, page) = bea.get(&path).await;
            assert_eq!(status, 200, "{hostile:?} in {path}: {page}");
            assert!(!page.contains(hostile), "{hostile:?} as it is in {path}: {page}");
            let tags = [
                "<script",
                "<img",
                "<svg",
                "<a href=\"j",
                "<base",
                "<b>",
                "<i>",
                "<u>",
                "<!--",
                "<form action=h",
            ];
            let made: Vec<_> = tags.iter().filter(|tag| page.contains(**tag)).collect();
            assert!(made.is_empty(), "{hostile:?} made {made:?} in {path}");
            assert!(!page.contains(['\u{202e}', '\u{200b}', '\u{1b}', '\0']), "{hostile:?} in {path}");
        }
    }
}

#[tokio::test]
async fn a_browser_is_given_the_rules_and_a_form_has_bounds() {
    let site = Site::new("lab", "https://fleet.test/below/mcp").await;
    let (id, _) = site.app.sample_plan(Sample::default()).await;
    let token = site.token("bea", Role::Approver, true, DeviceScope::All).await;
    let mut client = site.server.connect().await;
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = client.send("POST", "/auth/login", &kind, format!("token={token}").as_bytes()).await;
    assert_eq!(answer.headers["location"], "/below/auth", "a proxy put us below a path");
    let cookie = answer.headers["set-cookie"].clone();
    assert!(cookie.starts_with("__Host-rosmcp_session=") && cookie.contains("; Secure"), "{cookie}");
    answer.done().await;
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let place = format!("/approvals/{id}");
    let answer = client.send("GET", &place, &[("Cookie", &cookie)], b"").await;
    let policy =
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    for (name, value) in [
        ("content-security-policy", policy),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(answer.headers[name], value, "{name}");
    }
    let page = answer.text().await;
    assert!(
        page.contains("href=\"/below/approvals/style.css\"") && page.contains("<html lang=\"en\">"),
        "{page}"
    );
    assert!(page.contains(&format!("action=\"/below{place}\"")) && !page.contains(" style="), "{page}");
    let answer = client.get("/approvals/style.css").await;
    assert_eq!((answer.status, &*answer.headers["content-type"]), (200, "text/css; charset=utf-8"));
    answer.done().await;
    let long = format!("note={}", "x".repeat(20_000));
    let headers = [kind[0], ("Cookie", &*cookie)];
    assert_eq!(client.send("POST", &place, &headers, long.as_bytes()).await.done().await, 413);
    let mut client = site.server.connect().await;
    let answer = client.send("GET", "/approvals/nothing", &[("Cookie", &cookie)], b"").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().await.contains("There is no plan"));
}

#[tokio::test]
async fn where_nobody_can_sign_in_nothing_can_be_approved() {
    let server = Setup::default().start().await;
    let (id, digest) = server.app.sample_plan(Sample::default()).await;
    let mut client = server.connect().await;
    for path in ["/approvals/".to_owned(), format!("/approvals/{id}")] {
        let answer = client.get(&path).await;
        assert_eq!(answer.status, 200);
        let page = answer.text().await;
        assert!(
            page.contains("rosmcp plan approve") && !page.contains("<form") && !page.contains(&digest),
            "{page}"
        );
    }
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let form = format!("digest={digest}&verdict=approve");
    let answer = client.send("POST", &format!("/approvals/{id}"), &kind, form.as_bytes()).await;
    assert_eq!(answer.done().await, 405);
    assert_eq!(server.app.plan(&id).await.unwrap().status, PlanState::Pending);
}
