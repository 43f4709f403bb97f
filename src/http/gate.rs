//! The way in with a token: what a request must present, and what it is told where it doesn't (RFC 6750 §3, RFC 9728 §5.1).

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::answer;
use super::page::APPROVALS;
use crate::app::login::{Grant, Login};
use crate::domain::principal::Role;
use crate::error::{Error, ErrorKind};

/// Where the metadata of a protected resource is (RFC 9728 §3.1), the resource's path behind it.
pub(super) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The way in with a token.
pub struct Gate {
    /// Who gets in.
    pub login: Arc<Login>,
    /// What they get into.
    pub resource: Resource,
}

/// This server as an OAuth protected resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its canonical URL, the audience of its tokens (RFC 8707 §2).
    pub url: String,
    /// The identity provider, where there is one.
    pub issuer: Option<String>,
    /// The scopes that stand for roles, where roles come from scopes.
    pub scopes: Vec<(String, Role)>,
}

impl Resource {
    /// The path of the URL, empty for none.
    pub(super) fn path(&self) -> &str {
        let (_, path) = self.split();
        path
    }

    /// Scheme, host and port of the URL.
    pub(super) fn origin(&self) -> &str {
        let (origin, _) = self.split();
        origin
    }

    /// What a proxy has put before our paths: the path of the URL without the endpoint's own, `base_path`, at its end.
    pub(super) fn root(&self, base_path: &str) -> &str {
        self.path().trim_end_matches('/').strip_suffix(base_path).unwrap_or_default()
    }

    /// Where people approve plans, where the endpoint's own path is `base_path`; ends in `/`.
    pub fn approvals(&self, base_path: &str) -> String {
        format!("{}{}{APPROVALS}", self.origin(), self.root(base_path))
    }

    fn split(&self) -> (&str, &str) {
        let authority = self.url.find("://").map_or(0, |at| at + 3);
        let path = self.url[authority..].find('/').map_or(self.url.len(), |at| authority + at);
        self.url.split_at(path)
    }

    fn metadata_url(&self) -> String {
        let (origin, path) = self.split();
        format!("{origin}{WELL_KNOWN}{path}")
    }

    /// The scopes that a client asks for at first: those of the role that only reads, or of the weakest there is.
    pub(super) fn first_scopes(&self) -> Vec<&str> {
        self.scopes_of(Role::ALL.iter().copied())
    }

    /// The scopes of the first of `roles` that has any.
    pub(super) fn scopes_of(&self, roles: impl IntoIterator<Item = Role>) -> Vec<&str> {
        let of = |wanted: Role| -> Vec<&str> {
            self.scopes.iter().filter(|(_, role)| *role == wanted).map(|(scope, _)| scope.as_str()).collect()
        };
        roles.into_iter().map(of).find(|scopes| !scopes.is_empty()).unwrap_or_default()
    }

    /// The challenge: where the metadata is, which scopes are needed, and what was wrong with what was presented.
    fn challenge(&self, fault: Option<&str>, scopes: &[&str]) -> String {
        let mut parts = vec!["realm=\"rosmcp\"".to_owned()];
        if let Some(fault) = fault {
            parts.push(format!("error=\"{fault}\""));
            parts.push(format!("error_description=\"{}\"", description(fault)));
        }
        if self.issuer.is_some() {
            parts.push(format!("resource_metadata=\"{}\"", self.metadata_url()));
        }
        if !scopes.is_empty() {
            parts.push(format!("scope=\"{}\"", scopes.join(" ")));
        }
        format!("Bearer {}", parts.join(", "))
    }
}

/// Always the same words, whatever the reason: they are no oracle.
fn description(fault: &str) -> &'static str {
    match fault {
        "insufficient_scope" => "the token does not allow this",
        _ => "the token is not accepted",
    }
}

impl Gate {
    /// What the bearer of these headers may do, or the answer that refuses it.
    pub(super) async fn admit(&self, headers: &HeaderMap) -> Result<Arc<Grant>, Response> {
        let token = match bearer(headers) {
            Presented::Token(token) => token,
            Presented::Nothing => return Err(self.unauthenticated(None)),
            Presented::Nonsense => return Err(self.unauthenticated(Some("invalid_token"))),
        };
        self.login.grant(token).await.map_err(|error| match error.kind() {
            ErrorKind::Unauthenticated => self.unauthenticated(Some("invalid_token")),
            ErrorKind::Refused => self.insufficient(&error, &self.resource.first_scopes()),
            ErrorKind::Busy => answer::error(&error),
            _ => unavailable(&error),
        })
    }

    /// Whether these headers present a token that was not seen to be good yet: a login that may fail. Without any there is
    /// nothing to look at.
    pub(super) fn would_log_in(&self, headers: &HeaderMap) -> bool {
        match bearer(headers) {
            Presented::Token(token) => !self.login.knows(token),
            Presented::Nonsense => true,
            Presented::Nothing => false,
        }
    }

    /// 403 for a call that other scopes would allow: a client can ask for those and come back.
    pub(super) fn insufficient(&self, error: &Error, scopes: &[&str]) -> Response {
        challenged(answer::error(error), &self.resource.challenge(Some("insufficient_scope"), scopes))
    }

    fn unauthenticated(&self, fault: Option<&str>) -> Response {
        let message = if fault.is_some() { "the token is not accepted" } else { "a login is required" };
        let error = Error::new(ErrorKind::Unauthenticated, message)
            .hint("send an access token for this server in the header Authorization: Bearer TOKEN");
        challenged(answer::error(&error), &self.resource.challenge(fault, &self.resource.first_scopes()))
    }
}

fn challenged(mut response: Response, challenge: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

/// A fault of ours is no verdict on the token; the log has it.
fn unavailable(error: &Error) -> Response {
    tracing::error!(%error, "a token could not be checked");
    let told = Error::new(ErrorKind::Busy, "logins cannot be checked at the moment");
    let mut response = answer::error(&told);
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().entry(RETRY_AFTER).or_insert(HeaderValue::from_static("30"));
    response
}

enum Presented<'a> {
    Token(&'a str),
    Nothing,
    Nonsense,
}

/// RFC 6750 §2.1, and only that: one header, `Bearer`, one blank, the token. Not from the body, not from the query.
fn bearer(headers: &HeaderMap) -> Presented<'_> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let Some(header) = all.next() else { return Presented::Nothing };
    if all.next().is_some() {
        return Presented::Nonsense;
    }
    let Some((scheme, token)) = header.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Presented::Nonsense;
    };
    match scheme.eq_ignore_ascii_case("bearer") {
        true if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Presented::Token(token)
        }
        true => Presented::Nonsense,
        false => Presented::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(url: &str) -> Resource {
        let scopes = vec![("fleet:write".to_owned(), Role::OpsRw), ("fleet:read".to_owned(), Role::ReadOnly)];
        Resource { url: url.into(), issuer: Some("https://login.test".into()), scopes }
    }

    #[test]
    fn a_challenge_leads_to_the_metadata_and_names_the_scopes() {
        let with_path = resource("https://fleet.test/mcp");
        assert_eq!(
            with_path.challenge(None, &with_path.first_scopes()),
            "Bearer realm=\"rosmcp\", resource_metadata=\"https://fleet.test/.well-known/oauth-protected-resource/mcp\", \
             scope=\"fleet:read\""
        );
        let bare = resource("https://fleet.test");
        assert!(bare.challenge(None, &[]).ends_with("/.well-known/oauth-protected-resource\""));
        let local = Resource { issuer: None, scopes: Vec::new(), ..with_path };
        assert_eq!(
            local.challenge(Some("invalid_token"), &[]),
            "Bearer realm=\"rosmcp\", error=\"invalid_token\", error_description=\"the token is not accepted\""
        );
    }

    #[test]
    fn a_token_is_one_header_of_two_words() {
        let headers = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_static(value));
            }
            headers
        };
        let token = |values: &[&'static str]| match bearer(&headers(values)) {
            Presented::Token(token) => Some(token.to_owned()),
            _ => None,
        };
        assert_eq!(token(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(token(&["bearer abc"]).as_deref(), Some("abc"));
        for bad in [
            &["Bearer"][..],
            &["Bearer "],
            &["Bearer  abc"],
            &["Bearer a b"],
            &["Bearer abc "],
            &["Basic abc"],
            &["abc"],
            &["Bearer abc", "Bearer abc"],
            &["Bearer\tabc"],
        ] {
            assert_eq!(token(bad), None, "{bad:?}");
        }
    }
}
