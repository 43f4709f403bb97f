//! Signing in with a browser, at the identity provider or with a local token: `/auth/login`, `/auth/callback`,
//! `/auth/logout`, and `/auth`, which says who has signed in.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::browser::{self, Browsers, CALLBACK, Cookie, SESSION, SIGN_IN};
use super::middleware::Stack;
use super::page::{APPROVALS, LOGOUT, Site, framed, to};
use super::rate::{Rating, SignIns};
use crate::app::login::Grant;
use crate::error::{Error, ErrorKind, Result};

/// Where people sign in.
pub(super) const LOGIN: &str = "/auth/login";
/// Where they set out for the provider.
const START: &str = "/auth/start";
/// What they see when nothing else was asked for.
const HOME: &str = "/auth";
/// No path within this server is longer.
const LONGEST_PATH: usize = 512;

/// The routes of a server with a login; none without.
pub(super) fn routes<T: Clone + Send + Sync + 'static>(
    browsers: Option<Arc<Browsers>>,
    rating: &Arc<Rating>,
) -> Router<T> {
    let Some(browsers) = browsers else { return Router::new() };
    let rated = Stack(SignIns(rating.clone()));
    let routes = Router::new()
        .route(HOME, get(home))
        .route(LOGIN, post(by_token).route_layer(rated.clone()).get(choose))
        .route(START, get(start))
        .route(CALLBACK, get(callback).route_layer(rated))
        .route(LOGOUT, post(logout))
        .with_state(browsers);
    framed(routes)
}

#[derive(Deserialize)]
struct Leading {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Token {
    token: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Leaving {
    csrf: String,
}

/// Who has signed in; a stranger is sent to sign in.
async fn home(State(browsers): State<Arc<Browsers>>, headers: HeaderMap) -> Response {
    let site = &browsers.site;
    let Some(visitor) = browsers.visitor(&headers) else { return site.to(LOGIN) };
    let principal = &visitor.principal;
    let body = html! {
        p { "You are " strong { (principal.subject) } " (" (principal.issuer) "), role " strong { (principal.role) } "." }
        p { a href=(site.link(APPROVALS)) { "Plans" } }
    };
    site.page("Signed in", Some(&visitor), &body)
}

/// The ways in: the provider, where there is one, and a local token, where they are taken.
async fn choose(State(browsers): State<Arc<Browsers>>, Query(leading): Query<Leading>) -> Response {
    let (next, site, login) = (inside(&leading.next), &browsers.site, &browsers.gate.login);
    let start = format!("{START}?next={}", utf8_percent_encode(next, NON_ALPHANUMERIC));
    if login.signs_in() && !login.takes_local_tokens() {
        return site.to(&start);
    }
    let body = html! {
        @if login.signs_in() {
            p { a class="button" href=(site.link(&start)) { "Sign in with your organisation" } }
        }
        @if login.takes_local_tokens() { (token_form(site, next)) }
        @if !login.signs_in() && !login.takes_local_tokens() {
            p { "This server has no way to sign in with a browser: it lacks oidc_client_id." }
        }
    };
    site.page("Sign in", None, &body)
}

fn token_form(site: &Site, next: &str) -> Markup {
    html! {
        form class="card" method="post" action=(site.link(LOGIN)) {
            input type="hidden" name="next" value=(next);
            label for="token" { "Local token" }
            p class="quiet" id="token-help" {
                "Of a person: " code { "rosmcp token create NAME --role approver --person" }
            }
            input id="token" type="password" name="token" autocomplete="off" required aria-describedby="token-help";
            button { "Sign in" }
        }
    }
}

async fn by_token(State(browsers): State<Arc<Browsers>>, Form(form): Form<Token>) -> Response {
    match browsers.gate.login.local_grant(form.token.trim()).await {
        Ok(grant) => enter(&browsers, grant, false, inside(&form.next)),
        Err(error) => refused(&browsers, &error),
    }
}

/// Off to the provider; the cookie binds the way back to this browser.
async fn start(State(browsers): State<Arc<Browsers>>, Query(leading): Query<Leading>) -> Response {
    let begun = browser::begun(inside(&leading.next)).and_then(|begun| {
        let url = browsers.gate.login.begin_sign_in(&browsers.sign_in(&begun))?;
        Ok((url, begun))
    });
    match begun {
        Ok((url, begun)) => with_cookie(to(&url), &cookie(&browsers, &SIGN_IN, &begun)),
        Err(error) => refused(&browsers, &error),
    }
}

async fn callback(
    State(browsers): State<Arc<Browsers>>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    match complete(&browsers, &headers, &back).await {
        Ok((grant, next)) => {
            let entered = enter(&browsers, grant, true, inside(&next));
            with_cookie(entered, &cookie(&browsers, &SIGN_IN, ""))
        }
        Err(error) => refused(&browsers, &error),
    }
}

async fn complete(browsers: &Browsers, headers: &HeaderMap, back: &Back) -> Result<(Arc<Grant>, String)> {
    let (sign_in, next) = browsers.came_back(&back.state, headers).ok_or_else(|| {
        Error::new(ErrorKind::Unauthenticated, "this sign-in was not begun here, or took too long")
    })?;
    let code = back.code.as_deref().ok_or_else(|| {
        Error::new(ErrorKind::Unauthenticated, "the identity provider did not let you sign in")
    })?;
    Ok((browsers.gate.login.finish_sign_in(code, &sign_in).await?, next))
}

async fn logout(
    State(browsers): State<Arc<Browsers>>,
    headers: HeaderMap,
    Form(form): Form<Leaving>,
) -> Response {
    let visitor = browsers.visitor(&headers);
    if !visitor.as_ref().is_some_and(|visitor| visitor.wrote(&form.csrf)) {
        let error = Error::new(ErrorKind::Refused, "the form is not of this session");
        return browsers.site.fault(visitor.as_ref(), &error);
    }
    browsers.close(&headers);
    let body = html! {
        p { "You have signed out." }
        p { a href=(browsers.site.link(LOGIN)) { "Sign in" } }
    };
    with_cookie(browsers.site.page("Signed out", None, &body), &cookie(&browsers, &SESSION, ""))
}

fn enter(browsers: &Browsers, grant: Arc<Grant>, in_person: bool, next: &str) -> Response {
    match browsers.open(grant, in_person) {
        Ok(session) => with_cookie(browsers.site.to(next), &cookie(browsers, &SESSION, &session)),
        Err(error) => refused(browsers, &error),
    }
}

fn refused(browsers: &Browsers, error: &Error) -> Response {
    browsers.site.fault(None, error)
}

/// `next` if it is a path of this server, else where people land.
fn inside(next: &str) -> &str {
    let path = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= LONGEST_PATH
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if path { next } else { HOME }
}

/// What gives a browser the cookie, or takes it back if `value` is empty.
fn cookie(browsers: &Browsers, cookie: &Cookie, value: &str) -> String {
    let (name, seconds) = (browsers.name(cookie), if value.is_empty() { 0 } else { cookie.lasts.as_secs() });
    let secure = if browsers.secure() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{HOME, inside};

    #[test]
    fn a_sign_in_leads_nowhere_else() {
        for path in ["/approvals/1?x=y", "/auth", "/"] {
            assert_eq!(inside(path), path);
        }
        let long = format!("/{}", "x".repeat(600));
        for elsewhere in
            ["", "//evil.test", "https://evil.test", "/\\evil.test", "evil", "/a\r\nb", "/ä", &long]
        {
            assert_eq!(inside(elsewhere), HOME, "{elsewhere}");
        }
    }
}
