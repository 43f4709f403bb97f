//! Asking the identity provider: over https, bounded in size and time, never redirected.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::CACHE_CONTROL;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response, StatusCode};

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

/// The client for the provider's documents.
pub(super) struct Fetch {
    client: Client,
    /// Whether plain http to loopback is allowed.
    plain_loopback: bool,
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
        Ok(Self { client, plain_loopback })
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

    /// The document at `url`; in words why there is none.
    pub(super) async fn get(&self, url: &str) -> Result<Document, String> {
        if !self.may_ask(url) {
            return Err(format!("{url} is not https"));
        }
        let response = self.client.get(url).send().await.map_err(|error| words(url, &error))?;
        if response.status() != StatusCode::OK {
            return Err(format!("{url} answers {}", response.status()));
        }
        let max_age = max_age(&response);
        let mut text = Vec::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            text.extend_from_slice(&chunk.map_err(|error| words(url, &error))?);
            if text.len() > LARGEST {
                return Err(format!("{url} answers with more than {LARGEST} bytes"));
            }
        }
        Ok(Document { text, max_age })
    }
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
