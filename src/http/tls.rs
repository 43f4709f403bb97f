//! TLS in the server itself: 1.2 and 1.3, with a certificate that can be renewed while it serves.
//!
//! The files are read again every [`INTERVAL`] and when somebody asks; that finds what certbot does, which swaps the
//! targets of symbolic links. A new pair is taken over if it parses, belongs together, is valid today and covers the
//! public name; else the old one stays, with a line in the log and a count. Open connections keep what they have.

mod identity;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use self::identity::Identity;
use crate::blocking;
use crate::clock::UnixMs;
use crate::error::{Error, Result, WhileDoing};
use crate::observe::metrics::Metrics;
use crate::settings::{self, Settings};

/// How often the files are looked at.
pub const INTERVAL: Duration = Duration::from_secs(10);

/// Where the certificate is, and for which name it must be good.
#[derive(Debug, Clone)]
pub struct Files {
    /// The chain, PEM, the server's own certificate first.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
    /// The host of the public URL, if there is one.
    pub name: Option<String>,
}

impl Files {
    /// Those of the settings; `None` where the server does not speak TLS itself.
    pub fn of(settings: &Settings) -> Option<Self> {
        let name = settings.mcp_public_url.as_deref().and_then(settings::url_host).map(str::to_owned);
        Some(Self { certificate: settings.tls_cert_file.clone()?, key: settings.tls_key_file.clone()?, name })
    }
}

/// What a server with these files shows to clients.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its own certificate, DER.
    pub certificate: Vec<u8>,
    /// When it expires.
    pub expires: UnixMs,
}

/// What a listener needs to speak TLS.
pub struct Tls {
    files: Files,
    acceptor: TlsAcceptor,
    current: Arc<Current>,
    metrics: Arc<Metrics>,
}

impl Tls {
    /// Reads the files; a `Configuration` error says what is wrong with them.
    pub async fn load(files: Files, metrics: Arc<Metrics>) -> Result<Arc<Self>> {
        let identity = read(&files).await?;
        metrics.tls_expiry.set([], identity.expires_seconds());
        let current = Arc::new(Current(RwLock::new(identity)));
        let mut config = ServerConfig::builder_with_provider(identity::provider())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| Error::internal("TLS cannot be set up", error))?
            .with_no_client_auth()
            .with_cert_resolver(current.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(Self { files, acceptor: TlsAcceptor::from(Arc::new(config)), current, metrics }))
    }

    /// What the files hold, checked as at a start, without serving it.
    pub async fn examine(files: Files) -> Result<Shown> {
        let identity = read(&files).await?;
        let certificate = identity.pair.cert.first().map(|leaf| leaf.to_vec()).unwrap_or_default();
        Ok(Shown { certificate, expires: identity.expires })
    }

    /// Takes over what the files hold now. `true` if that is something new; an error leaves the old pair in use.
    pub async fn reload(&self) -> Result<bool> {
        let identity = match read(&self.files).await {
            Ok(identity) => identity,
            Err(error) => {
                self.metrics.tls_reloads.inc(["failed"]);
                return Err(error);
            }
        };
        if identity.same_as(&self.current.identity()) {
            return Ok(false);
        }
        self.metrics.tls_reloads.inc(["ok"]);
        self.metrics.tls_expiry.set([], identity.expires_seconds());
        tracing::info!(certificate = %self.files.certificate.display(), "a new certificate is in use");
        *self.current.0.write() = identity;
        Ok(true)
    }

    /// Looks at the files every [`INTERVAL`] until dropped.
    pub async fn watch(&self) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            if let Err(error) = self.reload().await {
                tracing::error!(%error, "the certificate was not taken over, the one before stays in use");
            }
        }
    }

    pub(super) async fn accept<S>(&self, stream: S) -> std::io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.acceptor.accept(stream).await
    }
}

async fn read(files: &Files) -> Result<Arc<Identity>> {
    let files = files.clone();
    let described = format!("reading {} and {}", files.certificate.display(), files.key.display());
    blocking::run(move || identity::read(&files)).await.map(Arc::new).while_doing(|| described)
}

#[derive(Debug)]
struct Current(RwLock<Arc<Identity>>);

impl Current {
    fn identity(&self) -> Arc<Identity> {
        self.0.read().clone()
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.identity().pair.clone())
    }
}

#[cfg(test)]
mod tests;
