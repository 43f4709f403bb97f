//! The HTTP client of one session.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder, Response, Url};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::ask::{Ask, ask};
use super::read::read;
use crate::clock::{Instant, monotonic};
use crate::domain::credential::Credential;
use crate::domain::device::{Endpoint, Trust};
use crate::error::{Error, Result};
use crate::routeros::address::Checked;
use crate::routeros::connect::{UNACKNOWLEDGED, timed_out, unreachable, unsent};
use crate::routeros::session::SessionLimits;
use crate::routeros::tls::{client_config, explain};
use crate::routeros::transport::{Failure, Reply, Request, Stage, Transport};

/// How long an unused connection is kept; RouterOS's web server drops idle ones too.
const IDLE: Duration = Duration::from_secs(30);
/// Headers that a response may have.
const HEADERS_LIMIT: usize = 64;

/// REST with one router as one user.
pub(in crate::routeros) struct Rest {
    client: Client,
    base: String,
    authority: String,
    credential: Credential,
    connect_timeout: Duration,
    max_body: usize,
}

impl Rest {
    /// A client for `endpoint`; does no I/O.
    pub(in crate::routeros) fn new(
        endpoint: &Endpoint,
        credential: Credential,
        limits: &SessionLimits,
    ) -> Result<Self> {
        if credential.username.contains(':') {
            return Err(Error::usage("a user name with a colon cannot log in over REST"));
        }
        let scheme = if endpoint.trust == Trust::Plain { "http" } else { "https" };
        let authority = endpoint.authority();
        let base = format!("{scheme}://{authority}/rest/");
        Url::parse(&base).map_err(|error| {
            Error::usage(format!("{authority:?} is not a host and a port")).caused_by(error)
        })?;
        let connect_timeout = limits.connect_timeout();
        let client = client(endpoint, limits)?;
        Ok(Self { client, base, authority, credential, connect_timeout, max_body: limits.max_body })
    }

    fn request(&self, ask: Ask) -> Result<RequestBuilder> {
        let url = Url::parse(&format!("{}{}", self.base, ask.path))
            .map_err(|error| Error::internal("a path cannot be part of a URL", error))?;
        let password = self.credential.password.expose_secret();
        let request =
            self.client.request(ask.method, url).basic_auth(&self.credential.username, Some(password));
        Ok(match ask.body {
            Some(body) => {
                request.header(CONTENT_TYPE, "application/json").body(Value::Object(body).to_string())
            }
            None => request,
        })
    }

    /// What a failed exchange means; nothing was sent when it failed while connecting.
    fn lost(&self, error: reqwest::Error) -> Failure {
        // The URL is not a secret, but it says nothing that the caller does not say better.
        let error = error.without_url();
        if let Some(ours) = chain(&error).find_map(|cause| cause.downcast_ref::<Error>()) {
            return unsent(ours.clone());
        }
        if let Some(told) = explain(&self.authority, &error) {
            let stage = if error.is_connect() { Stage::Untrusted } else { Stage::Lost };
            return Failure::at(stage, told.caused_by(error));
        }
        let stage = if error.is_connect() || error.is_builder() { Stage::Unsent } else { Stage::Lost };
        let told = if error.is_timeout() {
            timed_out(&self.authority, self.connect_timeout)
        } else {
            unreachable(&self.authority, io_kind(&error))
        };
        Failure::at(stage, told.caused_by(error))
    }

    async fn exchange(&self, ask: Ask, request: &Request) -> Result<Reply, Failure> {
        let sending = self.request(ask).map_err(|error| Failure::at(Stage::Withheld, error))?;
        let response: Response = sending.send().await.map_err(|error| self.lost(error))?;
        read(response, request, self.max_body, |error| self.lost(error)).await
    }
}

#[async_trait]
impl Transport for Rest {
    /// REST cannot stop a command, and a connection closed early upsets RouterOS's web server, so `_given_up` changes
    /// nothing.
    async fn call(
        &self,
        request: &Request,
        deadline: Instant,
        _given_up: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let ask = ask(request).map_err(|error| Failure::at(Stage::Withheld, error))?;
        let began = monotonic();
        tokio::time::timeout_at(deadline, self.exchange(ask, request)).await.unwrap_or_else(|_| {
            let waited = monotonic().saturating_duration_since(began);
            Err(Failure::at(Stage::Lost, timed_out(&self.authority, waited)))
        })
    }
}

fn client(endpoint: &Endpoint, limits: &SessionLimits) -> Result<Client> {
    let builder = Client::builder()
        .user_agent(concat!("rosmcp/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .http1_max_headers(HEADERS_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .dns_resolver(Checked { allow_loopback: limits.allow_loopback })
        .connect_timeout(limits.connect_timeout())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(1);
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout(UNACKNOWLEDGED);
    let builder = builder
        .tls_backend_preconfigured(client_config(&endpoint.trust)?)
        .https_only(endpoint.trust != Trust::Plain);
    builder.build().map_err(|error| Error::internal("the HTTP client cannot be set up", error))
}

/// The errors behind `error`, outermost first.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| (*error).source())
}

fn io_kind(error: &reqwest::Error) -> io::ErrorKind {
    let kind = chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).last();
    // hyper tells a connection that ended early in words of its own, without an I/O error.
    kind.unwrap_or(io::ErrorKind::UnexpectedEof)
}
