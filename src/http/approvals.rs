//! `/approvals/`: where a person reads a plan and approves or rejects it.
//!
//! Nothing here can be done by a caller of the protocol: it takes a signed-in person's session, a form of that session, and
//! the digest of the plan that the person was shown. What may be approved by whom is decided where the shell asks too.

mod list;
mod plan;
mod words;

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Form, Router};
use maud::html;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::browser::{Browsers, Visitor};
use super::caller;
use super::in_flight::{Calls, InFlight};
use super::middleware::{Middleware, Next, Stack};
use super::page::{APPROVALS, STYLE, Site, framed, style};
use super::rate::{Principals, Rating};
use super::sign_in::LOGIN;
use crate::app::App;
use crate::app::plan::{ApprovalRequest, Verdict};
use crate::domain::access::{self, Tier};
use crate::domain::plan::PlanState;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind, Result};

/// The most plans of either list.
const MOST: usize = 100;

/// What the routes need.
pub(super) struct Desk {
    /// The server.
    pub(super) site: Arc<Site>,
    /// Who has signed in; absent where nobody can.
    pub(super) browsers: Option<Arc<Browsers>>,
    /// How often people may call.
    pub(super) rating: Arc<Rating>,
    /// How many may at once.
    pub(super) in_flight: InFlight,
}

/// The routes; where nobody can sign in, a page that says how plans are approved there.
pub(super) fn routes<T: Clone + Send + Sync + 'static>(desk: Desk) -> Router<T> {
    let pages = match desk.browsers {
        None => Router::new()
            .route(APPROVALS, get(no_login))
            .route("/approvals/{id}", get(no_login))
            .with_state(desk.site),
        Some(browsers) => Router::new()
            .route(APPROVALS, get(list))
            .route("/approvals/{id}", get(show).post(judge))
            .with_state(desk.site)
            .layer(Stack(Visitors(browsers).then(Principals(desk.rating)).then(Calls(desk.in_flight)))),
    };
    framed(
        pages.route(STYLE, get(style)).route("/approvals", get(|| async { super::page::to("approvals/") })),
    )
}

/// Lets in who has signed in, and sends everybody else to do so.
#[derive(Clone)]
struct Visitors(Arc<Browsers>);

impl Middleware for Visitors {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let Some(visitor) = self.0.visitor(request.headers()) else {
            let here = utf8_percent_encode(request.uri().path(), NON_ALPHANUMERIC);
            return self.0.site.to(&format!("{LOGIN}?next={here}"));
        };
        let principal = visitor.principal.clone();
        request.extensions_mut().insert(visitor);
        caller::run_as(principal, request, next).await
    }
}

/// Without a login a model that fetches the page could approve as well as a person.
async fn no_login(State(site): State<Arc<Site>>) -> Response {
    let body = html! {
        p { "Nobody can sign in to this server, so nothing can be approved here: a program could do it as well as a person." }
        p { "At a shell: " code { "rosmcp plan approve PLAN" } }
        p {
            "For this page, switch a login on: " code { "oidc_enabled" } " for your identity provider, or "
            code { "local_tokens_enabled" } " for tokens of " code { "rosmcp token create" } "."
        }
    };
    site.page("Approvals are off", None, &body)
}

async fn list(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Extension(caller): Extension<Caller>,
) -> Response {
    let listed = async {
        let app = seen_by(&site, &caller)?;
        let waiting = app.plans(Some(PlanState::Pending), None, MOST).await?;
        let mut recent = app.plans(None, None, MOST).await?;
        recent.retain(|line| line.status != PlanState::Pending);
        Ok(list::markup(&site, &waiting, &recent))
    };
    match listed.await {
        Ok(body) => site.page("Plans", Some(&visitor), &body),
        Err(error) => site.fault(Some(&visitor), &error),
    }
}

async fn show(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Response {
    match shown(&site, &visitor, &caller, &id).await {
        Ok(page) => page,
        Err(error) => site.fault(Some(&visitor), &error),
    }
}

async fn shown(site: &Site, visitor: &Visitor, caller: &Caller, id: &str) -> Result<Response> {
    let app = seen_by(site, caller)?;
    let view = app.plan(id).await?;
    let log = app.plan_log(id).await?;
    let hindrance = app.could_approve(caller, id, visitor.in_person).await.err();
    let place = site.link(&format!("{APPROVALS}{}", view.plan_id));
    let reading =
        plan::Reading { view: &view, log: &log, hindrance: hindrance.as_ref(), visitor, place: &place };
    Ok(site.page(&plan::title(&view), Some(visitor), &plan::markup(&reading)))
}

/// What the forms of a plan's page send.
#[derive(Deserialize)]
struct Judgement {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    digest: String,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    acknowledge: Option<String>,
    #[serde(default)]
    note: String,
}

async fn judge(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<Judgement>,
) -> Response {
    match judged(&site, &visitor, &caller, &id, form).await {
        Ok(()) => site.to(&format!("{APPROVALS}{id}")),
        Err(error) => site.fault(Some(&visitor), &error),
    }
}

async fn judged(site: &Site, visitor: &Visitor, caller: &Caller, id: &str, form: Judgement) -> Result<()> {
    let app = seen_by(site, caller)?;
    let note = Some(form.note.trim().to_owned()).filter(|note| !note.is_empty());
    let verdict = match form.verdict.as_str() {
        _ if !visitor.wrote(&form.csrf) => {
            Err(Error::new(ErrorKind::Refused, "the form is not of this session")
                .hint("open the plan anew and send the form from there"))
        }
        "approve" => Ok(Verdict::Approve),
        "reject" if note.is_none() => Err(Error::usage("a rejection says why")),
        "reject" => Ok(Verdict::Reject),
        _ => Err(Error::usage("the form says neither approve nor reject")),
    };
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(error) => return Err(app.refused_to_judge(caller, id, error).await),
    };
    let request = ApprovalRequest {
        id: id.to_owned(),
        digest: form.digest,
        verdict,
        acknowledge: form.acknowledge.as_deref() == Some("yes"),
        in_person: visitor.in_person,
        note,
    };
    app.judge_plan(caller, request).await
}

/// The installation as the caller may see it, if plans are any of the caller's business.
fn seen_by(site: &Site, caller: &Caller) -> Result<App> {
    access::may_use(&caller.principal, Tier::Fundamental, "change", "plans")?;
    if access::may_approve(&caller.principal).is_err() {
        return Ok(site.app.seen_by(&caller.principal));
    }
    // Toolsets limit what programs are offered; whoever judges a plan has to see all of it.
    Ok(site.app.seen_by(&Principal { toolsets: None, ..Principal::clone(&caller.principal) }))
}
