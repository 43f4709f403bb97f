//! Asking the identity provider: over https, bounded in size and time, never redirected.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response, StatusCode};

use crate::clock;
use crate::error::{Error, Result};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of one answer.
const LARGEST: usize = 256 * 1024;
/// Bytes of a file of certificate authorities.
const LARGEST_CA_FILE: u64 = 1024 * 1024;

/// A document and how long its server says it keeps.
pub(super) struct Document {
    pub(super) text: Vec<u8>,
    pub(super) max_age: Option<Duration>,
}

/// Told of each request: what was asked for, `ok` or `failed`, how long it took.
pub type Observer = Arc<dyn Fn(&'static str, &'static str, Duration) + Send + Sync>;

/// The client for the provider's documents.
pub(super) struct Fetch {
    client: Client,
    /// Whether plain http to loopback is allowed.
    plain_loopback: bool,
    observer: Option<Observer>,
}

impl Fetch {
    /// A client that trusts the system's authorities and those of `ca_file`.
    pub(super) fn new(ca_file: Option<&Path>, plain_loopback: bool) -> Result<Self> {
        let mut builder = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("rosmcp/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = ca_file {
            builder = builder.tls_certs_merge(authorities(path)?);
        }
        let client = builder.build().map_err(|error| {
            Error::configuration("the HTTPS client for the identity provider cannot be set up")
                .caused_by(error)
        })?;
        Ok(Self { client, plain_loopback, observer: None })
    }

    /// Has `observer` told of each request from now on.
    pub(super) fn observe(&mut self, observer: Observer) {
        self.observer = Some(observer);
    }

    /// Whether `url` may be asked: https, or http to loopback where that is allowed.
    pub(super) fn may_ask(&self, url: &str) -> bool {
        let (host, _) = super::profile::host_and_path(url);
        let loopback = host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        !url.contains('@')
            && (url.starts_with("https://")
                || (self.plain_loopback && url.starts_with("http://") && loopback))
    }

    /// The document at `url`, `what` it is for observers; in words why there is none.
    pub(super) async fn get(&self, what: &'static str, url: &str) -> Result<Document, String> {
        self.observed(what, self.ask(url)).await
    }

    async fn observed<T>(
        &self,
        what: &'static str,
        asked: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        let began = clock::monotonic();
        let answer = asked.await;
        if let Some(observer) = &self.observer {
            observer(what, if answer.is_ok() { "ok" } else { "failed" }, began.elapsed());
        }
        answer
    }

    async fn ask(&self, url: &str) -> Result<Document, String> {
        if !self.may_ask(url) {
            return Err(format!("{url} is not https"));
        }
        let response = self.client.get(url).send().await.map_err(|error| words(url, &error))?;
        if response.status() != StatusCode::OK {
            return Err(format!("{url} answers {}", response.status()));
        }
        let max_age = max_age(&response);
        Ok(Document { text: body(url, response).await?, max_age })
    }

    /// The answer to a form for a token, sent with `login` where there is one; in words why there is none.
    pub(super) async fn post(
        &self,
        url: &str,
        form: String,
        login: Option<(String, String)>,
    ) -> Result<Vec<u8>, String> {
        self.observed("token", self.send(url, form, login)).await
    }

    async fn send(
        &self,
        url: &str,
        form: String,
        login: Option<(String, String)>,
    ) -> Result<Vec<u8>, String> {
        if !self.may_ask(url) {
            return Err(format!("{url} is not https"));
        }
        let mut request =
            self.client.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        if let Some((user, password)) = login {
            request = request.basic_auth(user, Some(password));
        }
        let response = request.send().await.map_err(|error| words(url, &error))?;
        if response.status() != StatusCode::OK {
            return Err(format!("{url} answers {}", response.status()));
        }
        body(url, response).await
    }
}

async fn body(url: &str, response: Response) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        text.extend_from_slice(&chunk.map_err(|error| words(url, &error))?);
        if text.len() > LARGEST {
            return Err(format!("{url} answers with more than {LARGEST} bytes"));
        }
    }
    Ok(text)
}

/// RFC 9111 §5.2.2.1.
fn max_age(response: &Response) -> Option<Duration> {
    let control = response.headers().get(CACHE_CONTROL)?.to_str().ok()?;
    let seconds = control.split(',').find_map(|part| part.trim().strip_prefix("max-age="))?;
    seconds.trim_matches('"').parse().ok().map(Duration::from_secs)
}

/// The whole chain of causes: the outermost says only that it failed.
fn words(url: &str, error: &reqwest::Error) -> String {
    let mut words = format!("{url}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}

fn authorities(path: &Path) -> Result<Vec<Certificate>> {
    let bad = |why: String| {
        Error::configuration(format!("oidc_ca_file {}: {why}", path.display()))
            .hint("it must hold one or more certificates in PEM form")
    };
    let size = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
    if size > LARGEST_CA_FILE {
        return Err(bad(format!("larger than {LARGEST_CA_FILE} bytes")));
    }
    let pem = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| bad(error.to_string()))?;
    if certificates.is_empty() {
        Err(bad("there is no certificate in it".to_owned()))
    } else {
        Ok(certificates)
    }
}
