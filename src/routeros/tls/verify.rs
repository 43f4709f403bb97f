//! Certificate checks that look at the certificate itself instead of a chain.
//!
//! Both still verify the handshake's signature, so the peer holds the certificate's key: a fingerprint alone could be
//! replayed by anybody.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};
use sha2::{Digest, Sha256};

use super::config::provider;
use crate::domain::device::Fingerprint;

/// The fingerprint of a certificate in DER form.
pub(super) fn fingerprint(certificate: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::digest(certificate).into())
}

/// The certificate is another one than the pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CertificateChanged {
    /// The pinned one.
    pub(super) expected: Fingerprint,
    /// The one that was presented.
    pub(super) presented: Fingerprint,
}

impl fmt::Display for CertificateChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the certificate changed: expected {}, got {}", self.expected, self.presented)
    }
}

impl std::error::Error for CertificateChanged {}

/// Accepts exactly one certificate, or any when nothing is expected; never looks at names or dates.
#[derive(Debug)]
pub(super) struct Pinned {
    expected: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl Pinned {
    /// Accepts only the certificate with this fingerprint.
    pub(super) fn new(expected: Fingerprint) -> Self {
        Self { expected: Some(expected), provider: provider() }
    }

    /// Accepts whatever is presented; for looking, never for sending.
    pub(super) fn looking() -> Self {
        Self { expected: None, provider: provider() }
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let presented = fingerprint(end_entity);
        match self.expected {
            Some(expected) if expected != presented => {
                let changed = Arc::new(CertificateChanged { expected, presented });
                Err(CertificateError::Other(OtherError(changed)).into())
            }
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
