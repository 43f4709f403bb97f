//! A certificate and its key, as files hold them, and whether they are fit to be shown to clients.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;

use super::Files;
use crate::clock::{self, UnixMs};
use crate::error::{Error, Result};

/// The most of a file that is read, bytes.
const LARGEST: u64 = 1024 * 1024;

/// A pair that belongs together.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) pair: Arc<CertifiedKey>,
    /// When the certificate expires.
    pub(super) expires: UnixMs,
}

impl Identity {
    /// When the certificate expires, Unix seconds.
    pub(super) fn expires_seconds(&self) -> f64 {
        Duration::from_millis(self.expires.unsigned_abs()).as_secs_f64()
    }

    /// Whether `other` is the same certificate.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.pair.cert == other.pair.cert
    }
}

/// The one crypto provider of this surface.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    PROVIDER.get_or_init(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider())).clone()
}

/// Reads and checks the pair.
pub(super) fn read(files: &Files) -> Result<Identity> {
    check_closed(&files.key)?;
    let chain = CertificateDer::pem_slice_iter(&bytes(&files.certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| broken("tls_cert_file holds no certificate that can be read").caused_by(error))?;
    let key = PrivateKeyDer::from_pem_slice(&bytes(&files.key)?)
        .map_err(|error| broken("tls_key_file holds no private key that can be read").caused_by(error))?;
    let leaf = chain.first().cloned().ok_or_else(|| broken("tls_cert_file holds no certificate"))?;
    let pair = CertifiedKey::from_der(chain, key, &provider())
        .map_err(|error| broken("the certificate and the key do not belong together").caused_by(error))?;
    let expires = valid_until(&leaf)?;
    if let Some(name) = &files.name {
        check_name(&leaf, name)?;
    }
    Ok(Identity { pair: Arc::new(pair), expires })
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |error| broken(format!("{} cannot be read", path.display())).caused_by(error);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// A key that anybody on the machine can read is no secret.
#[cfg(unix)]
fn check_closed(key: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(key)
        .map_err(|error| broken(format!("{} cannot be read", key.display())).caused_by(error))?;
    let others = metadata.mode() % 0o10;
    if others == 0 {
        return Ok(());
    }
    Err(broken("tls_key_file is open to everybody on this machine")
        .hint(format!("chmod 640 {}", key.display())))
}

#[cfg(not(unix))]
fn check_closed(_: &Path) -> Result<()> {
    Ok(())
}

/// When the certificate expires; an error if it does not hold today.
fn valid_until(leaf: &CertificateDer<'_>) -> Result<UnixMs> {
    let (_, certificate) = x509_parser::parse_x509_certificate(leaf)
        .map_err(|error| broken("tls_cert_file holds no X.509 certificate").caused_by(error))?;
    let validity = certificate.validity();
    let now = clock::now_ms() / 1000;
    if now < validity.not_before.timestamp() {
        return Err(broken("the certificate is not valid yet").hint("is the clock of this machine right?"));
    }
    if now >= validity.not_after.timestamp() {
        return Err(broken("the certificate has expired").hint("renew it; it is taken over by itself then"));
    }
    Ok(validity.not_after.timestamp().saturating_mul(1000))
}

fn check_name(leaf: &CertificateDer<'_>, name: &str) -> Result<()> {
    let wrong = || {
        broken(format!("the certificate is not for {name}, the host of mcp_public_url"))
            .hint("get one that names it, or correct mcp_public_url")
    };
    let server = ServerName::try_from(name).map_err(|error| wrong().caused_by(error))?;
    let parsed = ParsedCertificate::try_from(leaf).map_err(|error| wrong().caused_by(error))?;
    verify_server_name(&parsed, &server).map_err(|error| wrong().caused_by(error))
}

fn broken(message: impl Into<String>) -> Error {
    Error::configuration(message)
}
