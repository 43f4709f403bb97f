//! A look at the certificate that a device presents.

use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use super::config::builder;
use super::verify::{Pinned, fingerprint};
use crate::clock::UnixMs;
use crate::domain::device::{Endpoint, Fingerprint};
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::connect::{connect, server_name, shaken, timed_out};
use crate::routeros::session::SessionLimits;
use crate::routeros::text::clean;

/// How many names of a certificate are shown.
const NAMES_LIMIT: usize = 20;

/// A certificate as the device presented it; everything but the fingerprint is the device's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedCertificate {
    /// SHA-256 of its DER form.
    pub fingerprint: Fingerprint,
    /// Whom it names.
    pub subject: String,
    /// Who signed it, as it says itself.
    pub issuer: String,
    /// DNS names and addresses it is for, at most twenty.
    pub names: Vec<String>,
    /// The start of its validity, Unix milliseconds.
    pub not_before: UnixMs,
    /// The end of its validity, Unix milliseconds.
    pub not_after: UnixMs,
    /// Whether subject and issuer are the same.
    pub self_signed: bool,
}

/// The certificate that `endpoint` presents now; sends no credential and trusts nothing.
///
/// `Unreachable` or `Timeout` when there is no TLS within the limits' timeout.
pub async fn presented(endpoint: &Endpoint, limits: &SessionLimits) -> Result<PresentedCertificate> {
    let handshake = async {
        let stream = connect(endpoint, limits.allow_loopback).await?;
        handshake(endpoint, stream).await
    };
    let certificate = tokio::time::timeout(limits.timeout, handshake)
        .await
        .map_err(|_| timed_out(&endpoint.authority(), limits.timeout))??;
    read(&certificate)
}

async fn handshake(endpoint: &Endpoint, stream: TcpStream) -> Result<Vec<u8>> {
    let verifier = Arc::new(Pinned::looking());
    let config = builder()?.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector
        .connect(server_name(endpoint)?, stream)
        .await
        .map_err(|error| shaken(endpoint, error).error)?;
    let (_, connection) = stream.get_ref();
    let certificate = connection.peer_certificates().and_then(<[_]>::first);
    certificate.map(|certificate| certificate.to_vec()).ok_or_else(|| {
        Error::new(ErrorKind::Unreachable, format!("{} presented no certificate", endpoint.authority()))
    })
}

fn read(der: &[u8]) -> Result<PresentedCertificate> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|error| {
        Error::new(ErrorKind::Unreachable, "the device's certificate cannot be read")
            .caused_by(error.to_string())
    })?;
    let validity = certificate.validity();
    Ok(PresentedCertificate {
        fingerprint: fingerprint(der),
        subject: clean(&certificate.subject().to_string()),
        issuer: clean(&certificate.issuer().to_string()),
        names: names(&certificate),
        not_before: validity.not_before.timestamp().saturating_mul(1000),
        not_after: validity.not_after.timestamp().saturating_mul(1000),
        self_signed: certificate.subject().as_raw() == certificate.issuer().as_raw(),
    })
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension.value.general_names.iter().filter_map(name).take(NAMES_LIMIT).collect()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(clean(name)),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv4Addr::from(bytes).to_string()),
            _ => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string()),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_read_and_its_text_made_harmless() {
        let names = vec!["router.example".to_owned(), "192.0.2.1".to_owned()];
        let mut parameters = rcgen::CertificateParams::new(names).expect("parameters");
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "edge\u{1b}[2J");
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        let read = read(certificate.der()).expect("it reads");
        assert_eq!(read.fingerprint, fingerprint(certificate.der()));
        assert_eq!(read.names, ["router.example", "192.0.2.1"]);
        assert!(read.self_signed && read.not_before < read.not_after);
        assert!(read.subject.contains("edge[2J") && !read.subject.contains('\u{1b}'), "{}", read.subject);
    }

    #[test]
    fn what_is_no_certificate_is_an_error() {
        for der in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", &[0x30; 5000]] {
            assert!(read(der).is_err());
        }
    }
}
