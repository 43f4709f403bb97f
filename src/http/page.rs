//! Pages for people: one frame around each, one stylesheet, and the rules that a browser is given and held to.
//!
//! Pages are plain HTML, work without scripts, and may neither be framed nor load anything but the stylesheet. A form is
//! taken only when its browser says that a page of this server sent it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::answer::{self, Told};
use super::browser::Visitor;
use super::middleware::{Middleware, Next, Stack};
use crate::app;
use crate::domain::device::Environment;
use crate::error::{Error, ErrorKind};

/// Where people find what waits for them.
pub(super) const APPROVALS: &str = "/approvals/";
/// Where people sign out.
pub(super) const LOGOUT: &str = "/auth/logout";
/// Where the stylesheet is.
pub(super) const STYLE: &str = "/approvals/style.css";
/// The bytes of a form; a reason of a thousand characters, percent-encoded, fits.
const LONGEST_FORM: usize = 16 * 1024;
/// In which a form must arrive and be answered.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nothing but the page itself and its stylesheet: no scripts, no frames, no pictures.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// With `no-referrer` a browser would send its own forms with the origin `null`.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The server that the pages are of.
pub(super) struct Site {
    /// What the pages show and do.
    pub(super) app: Arc<app::App>,
    /// What stands before every path when a proxy has put the server below one of its own; empty mostly.
    pub(super) root: String,
}

impl Site {
    /// `path` as a browser must write it.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// Sends a browser to `path`.
    pub(super) fn to(&self, path: &str) -> Response {
        to(&self.link(path))
    }

    /// A page.
    pub(super) fn page(&self, title: &str, visitor: Option<&Visitor>, body: &Markup) -> Response {
        let environment = self.app.settings.environment;
        let whole = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " – rosmcp" }
                    link rel="stylesheet" href=(self.link(STYLE));
                }
                body {
                    a class="skip" href="#content" { "Skip to the content" }
                    header {
                        a class="brand" href=(self.link(APPROVALS)) { "rosmcp" }
                        (environment_badge(environment))
                        @if let Some(visitor) = visitor { (self.who(visitor)) }
                    }
                    main id="content" tabindex="-1" {
                        h1 { (title) }
                        (body)
                    }
                }
            }
        };
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        ([(CONTENT_TYPE, kind)], whole.into_string()).into_response()
    }

    /// A page that says what went wrong, with its status.
    pub(super) fn fault(&self, visitor: Option<&Visitor>, error: &Error) -> Response {
        let mut response = self.told(visitor, &Told::from(error));
        *response.status_mut() = answer::status(error.kind());
        response
    }

    fn told(&self, visitor: Option<&Visitor>, told: &Told) -> Response {
        let body = html! {
            p class="fault" role="alert" { (sentence(&told.message)) }
            @for hint in &told.hints { p { (sentence(hint)) } }
            p { a href=(self.link(APPROVALS)) { "Back to the plans" } }
        };
        self.page("That did not work", visitor, &body)
    }

    fn who(&self, visitor: &Visitor) -> Markup {
        let principal = &visitor.principal;
        html! {
            form class="who" method="post" action=(self.link(LOGOUT)) {
                span {
                    strong { (principal.subject) } " "
                    span class="quiet" { "(" (principal.role) ")" }
                }
                input type="hidden" name="csrf" value=(visitor.csrf);
                button class="plain" { "Sign out" }
            }
        }
    }
}

/// The environment as a mark that is always in sight: whoever approves must know where.
fn environment_badge(environment: Environment) -> Markup {
    html! { span class={"badge environment " (environment)} { (environment) } }
}

/// `text` as a sentence: a capital at its beginning, a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

/// Sends a browser to `place`.
pub(super) fn to(place: &str) -> Response {
    match HeaderValue::try_from(place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response(),
        Err(error) => answer::error(&Error::internal("a place cannot be sent to", error)),
    }
}

/// The stylesheet.
pub(super) async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(CONTENT_TYPE, kind)], include_str!("page/style.css")).into_response()
}

/// Puts around `routes` what holds for every page.
pub(super) fn framed<T: Clone + Send + Sync + 'static>(routes: Router<T>) -> Router<T> {
    routes.layer(DefaultBodyLimit::max(LONGEST_FORM)).layer(Stack(Ruled))
}

/// The rules for the browser, a form's origin, and an end to waiting.
#[derive(Clone)]
struct Ruled;

impl Middleware for Ruled {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let answered = if request.method() == Method::POST && !own(request.headers()) {
            let refusal = Error::new(ErrorKind::Refused, "the form was not sent by a page of this server");
            Ok(answer::error(&refusal.hint("open the page anew and send it from there")))
        } else {
            tokio::time::timeout(PATIENCE, next.run(request)).await
        };
        let mut response = answered
            .unwrap_or_else(|_| answer::error(&Error::new(ErrorKind::Timeout, "the page took too long")));
        said_by_the_framework(&mut response);
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(REFERRER_POLICY, REFERRER);
        response
    }
}

/// What the framework refuses (a form too long, one that cannot be read) is told as a page too.
fn said_by_the_framework(response: &mut Response) {
    let status = response.status();
    let page =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if status.as_u16() >= 400 && !page && response.extensions().get::<Told>().is_none() {
        let reason = status.canonical_reason().unwrap_or("refused").to_lowercase();
        response
            .extensions_mut()
            .insert(Told { message: format!("the server refuses this: {reason}"), hints: Vec::new() });
    }
}

/// Whether a browser says that a page of this very server sends the form. Programs say nothing, and foreign origins have
/// been refused before; origins that may call the endpoint are still no pages of ours.
fn own(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_SITE).is_none_or(|site| site == "same-origin")
}

/// Says refusals of what is around the pages as pages too, where a page was asked for.
#[derive(Clone)]
pub(super) struct Faults(pub(super) Arc<Site>);

impl Middleware for Faults {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let path = request.uri().path();
        let below =
            |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let for_people = below("/approvals") || below("/auth");
        let response = next.run(request).await;
        let told = response.extensions().get::<Told>().cloned().filter(|_| for_people);
        let Some(told) = told else { return response };
        let mut page = self.0.told(None, &told);
        *page.status_mut() = response.status();
        let kept = response.headers().iter().filter(|(name, _)| !name.as_str().starts_with("content-"));
        page.headers_mut().extend(kept.map(|(name, value)| (name.clone(), value.clone())));
        page.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
        page
    }
}
