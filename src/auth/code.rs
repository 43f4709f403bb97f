//! Signing a person in with a browser: the authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636), the token asked for
//! this server (RFC 8707).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::discovery::Discovery;
use super::fetch::Fetch;
use super::json;
use crate::error::{Error, ErrorKind, Result};

/// This server as a client of the provider.
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: Option<SecretString>,
    pub(super) scopes: String,
    pub(super) resource: String,
}

/// A sign-in that has begun: what has to come back, and what proves that it was begun here.
///
/// All of it comes from one secret, which the browser keeps and brings back: a server that remembered sign-ins could be
/// filled with them by strangers, and another instance would not know them.
pub struct Pending {
    /// Goes to the provider and comes back with the code.
    pub state: String,
    verifier: String,
    redirect_uri: String,
}

impl Pending {
    /// The sign-in of the browser that keeps `secret`, which comes back at `redirect_uri`.
    pub fn of(secret: &str, redirect_uri: String) -> Self {
        let derived = |what: &str| digest(&format!("rosmcp sign-in {what} {secret}"));
        Self { state: derived("state"), verifier: derived("verifier"), redirect_uri }
    }
}

impl Client {
    /// Where to send the browser.
    pub(super) fn begin(&self, provider: &Discovery, pending: &Pending) -> Result<String> {
        let endpoint = provider.authorization_endpoint.as_ref().ok_or_else(no_endpoint)?;
        let challenge = digest(&pending.verifier);
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", &pending.redirect_uri),
            ("scope", &self.scopes),
            ("resource", &self.resource),
            ("state", &pending.state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{separator}{query}"))
    }

    /// The access token for `code`.
    pub(super) async fn redeem(
        &self,
        fetch: &Fetch,
        provider: &Discovery,
        code: &str,
        pending: &Pending,
    ) -> Result<SecretString> {
        let endpoint = provider.token_endpoint.as_ref().ok_or_else(no_endpoint)?;
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &pending.redirect_uri),
            ("client_id", &self.id),
            ("code_verifier", &pending.verifier),
            ("resource", &self.resource),
        ]);
        let login = self.secret.as_ref().map(|secret| (escape(&self.id), escape(secret.expose_secret())));
        let answer = fetch.post(endpoint, body, login).await.map_err(|reason| {
            tracing::warn!(reason, "a sign-in could not be completed");
            Error::new(ErrorKind::Unauthenticated, "the identity provider did not complete the sign-in")
                .hint("try again; the server's log has the reason")
        })?;
        let token = json::object(&answer).and_then(|answer| match answer.get("access_token") {
            Some(Value::String(token)) => Some(SecretString::from(token.clone())),
            _ => None,
        });
        token.ok_or_else(|| {
            Error::new(ErrorKind::Unauthenticated, "the identity provider answered without an access token")
        })
    }
}

/// `application/x-www-form-urlencoded`.
fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&")
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The SHA-256 of `text`, base64url.
fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

fn no_endpoint() -> Error {
    Error::configuration("the identity provider does not say where people sign in")
}
