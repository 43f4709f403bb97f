//! Signing in with a browser, at the identity provider or with a local token: `/auth/login`, `/auth/callback`,
//! `/auth/logout`, and `/auth`, which says who has signed in.
//!
//! Pages are plain HTML without scripts, and no other page may frame them.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, SET_COOKIE, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::answer;
use super::browser::{Browsers, SESSION, SIGN_IN};
use crate::app::login::Grant;
use crate::error::{Error, ErrorKind, Result};

/// Where people sign in.
const LOGIN: &str = "/auth/login";
/// Where the provider sends them back to.
const CALLBACK: &str = "/auth/callback";
/// What they see when nothing else was asked for.
const HOME: &str = "/auth";
/// No path within this server is longer.
const LONGEST_PATH: usize = 512;
/// Nothing but the page itself: no scripts, no frames, no pictures.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// The routes of a server with a login; none without.
pub(super) fn routes<T: Clone + Send + Sync + 'static>(browsers: Option<Arc<Browsers>>) -> Router<T> {
    let Some(browsers) = browsers else { return Router::new() };
    Router::new()
        .route(HOME, get(home))
        .route(LOGIN, get(choose).post(by_token))
        .route("/auth/start", get(start))
        .route(CALLBACK, get(callback))
        .route("/auth/logout", post(logout))
        .with_state(browsers)
        .layer(axum::middleware::from_fn(plain_page))
}

/// Headers of every page for people.
pub(super) async fn plain_page(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
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
    let Some(visitor) = browsers.visitor(&headers) else { return to(LOGIN) };
    let principal = &visitor.principal;
    page(
        "Signed in",
        &format!(
            "<p>You are <strong>{}</strong> ({}), role <strong>{}</strong>.</p>\
             <form method=\"post\" action=\"/auth/logout\"><input type=\"hidden\" name=\"csrf\" value=\"{}\">\
             <button>Sign out</button></form>",
            escape(&principal.subject),
            escape(&principal.issuer),
            principal.role,
            escape(&visitor.csrf),
        ),
    )
}

/// The ways in: the provider, where there is one, and a local token, where they are taken.
async fn choose(State(browsers): State<Arc<Browsers>>, Query(leading): Query<Leading>) -> Response {
    let next = inside(&leading.next);
    let login = &browsers.gate.login;
    let mut ways = String::new();
    if login.signs_in() {
        let start = format!(
            "/auth/start?next={}",
            percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC)
        );
        if !login.takes_local_tokens() {
            return to(&start);
        }
        ways.push_str(&format!("<p><a href=\"{}\">Sign in with your organisation</a></p>", escape(&start)));
    }
    if login.takes_local_tokens() {
        ways.push_str(&format!(
            "<form method=\"post\" action=\"{LOGIN}\"><input type=\"hidden\" name=\"next\" value=\"{}\">\
             <label>Local token <input type=\"password\" name=\"token\" autocomplete=\"off\" required></label> \
             <button>Sign in</button></form>",
            escape(next)
        ));
    }
    if ways.is_empty() {
        ways.push_str("<p>This server has no way to sign in with a browser: it lacks oidc_client_id.</p>");
    }
    page("Sign in", &ways)
}

async fn by_token(State(browsers): State<Arc<Browsers>>, Form(form): Form<Token>) -> Response {
    let next = inside(&form.next);
    match browsers.gate.login.grant(form.token.trim()).await {
        Ok(grant) => enter(&browsers, grant, next),
        Err(error) => refused(&error),
    }
}

/// Off to the provider; the cookie binds the way back to this browser.
async fn start(State(browsers): State<Arc<Browsers>>, Query(leading): Query<Leading>) -> Response {
    let redirect_uri = format!("{}{CALLBACK}", browsers.gate.resource.origin());
    let begun = browsers.gate.login.begin_sign_in(&redirect_uri).and_then(|(url, sign_in)| {
        let state = sign_in.state.clone();
        browsers.begin(sign_in, inside(&leading.next).to_owned())?;
        Ok((url, state))
    });
    match begun {
        Ok((url, state)) => with_cookie(to(&url), &cookie(&browsers, SIGN_IN, &state, 600)),
        Err(error) => refused(&error),
    }
}

async fn callback(
    State(browsers): State<Arc<Browsers>>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    match complete(&browsers, &headers, &back).await {
        Ok((grant, next)) => enter(&browsers, grant, &next),
        Err(error) => refused(&error),
    }
}

async fn complete(browsers: &Browsers, headers: &HeaderMap, back: &Back) -> Result<(Arc<Grant>, String)> {
    let (sign_in, next) = browsers.take(&back.state, headers).ok_or_else(|| {
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
    if !browsers.visitor(&headers).is_some_and(|visitor| visitor.wrote(&form.csrf)) {
        return refused(&Error::new(ErrorKind::Refused, "the form is not of this session"));
    }
    browsers.close(&headers);
    with_cookie(page("Signed out", "<p>You have signed out.</p>"), &cookie(&browsers, SESSION, "", 0))
}

fn enter(browsers: &Browsers, grant: Arc<Grant>, next: &str) -> Response {
    match browsers.open(grant) {
        Ok(session) => with_cookie(to(next), &cookie(browsers, SESSION, &session, 8 * 3600)),
        Err(error) => refused(&error),
    }
}

fn refused(error: &Error) -> Response {
    let body = format!("<p>{}.</p><p><a href=\"{LOGIN}\">Sign in</a></p>", escape(&error.to_string()));
    let mut response = page("Not signed in", &body);
    *response.status_mut() = answer::status(error.kind());
    response
}

fn page(title: &str, body: &str) -> Response {
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} – rosmcp</title><h1>{title}</h1>{body}</html>"
    ))
    .into_response()
}

/// `next` if it is a path of this server, else where people land.
fn inside(next: &str) -> &str {
    let path = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= LONGEST_PATH
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if path { next } else { HOME }
}

fn to(place: &str) -> Response {
    match HeaderValue::try_from(place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response(),
        Err(error) => answer::error(&Error::internal("a place cannot be sent to", error)),
    }
}

fn cookie(browsers: &Browsers, name: &str, value: &str, seconds: u32) -> String {
    let secure = if browsers.gate.resource.url.starts_with("https://") { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// Text as HTML, in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::{escape, inside};

    #[test]
    fn a_sign_in_leads_nowhere_else() {
        for path in ["/approvals/1?x=y", "/auth", "/"] {
            assert_eq!(inside(path), path);
        }
        let long = format!("/{}", "x".repeat(600));
        for elsewhere in
            ["", "//evil.test", "https://evil.test", "/\\evil.test", "evil", "/a\r\nb", "/ä", &long]
        {
            assert_eq!(inside(elsewhere), "/auth", "{elsewhere}");
        }
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
