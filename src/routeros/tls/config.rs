//! The rustls configuration for each rule of trust.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::verify::Pinned;
use crate::domain::device::Trust;
use crate::error::{Error, Result};

/// The configuration that trusts as `trust` says; the one for plain connections trusts nobody.
///
/// `Configuration` when the system has no roots or the authority's PEM has no certificate.
pub(in crate::routeros) fn client_config(trust: &Trust) -> Result<ClientConfig> {
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        Trust::System => system()?,
        Trust::Pin(fingerprint) => Arc::new(Pinned::new(*fingerprint)),
        Trust::Authority(pem) => return authority(pem),
        // Unused, and much cheaper to make than the system's rules that an HTTP client would make by itself.
        Trust::Plain => {
            return Ok(builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
        }
    };
    Ok(builder()?.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// TLS 1.2 and 1.3 with the one crypto provider of this program.
pub(super) fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>> {
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::internal("TLS cannot be set up", error))
}

/// The provider, made once: thousands of sessions share it.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    PROVIDER.get_or_init(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider())).clone()
}

/// The system's roots, read once.
fn system() -> Result<Arc<Verifier>> {
    static VERIFIER: OnceLock<Arc<Verifier>> = OnceLock::new();
    if let Some(verifier) = VERIFIER.get() {
        return Ok(verifier.clone());
    }
    let verifier = Verifier::new(provider()).map(Arc::new).map_err(|error| {
        Error::configuration("this machine has no certificate authorities to verify devices with")
            .hint("install the package ca-certificates, or pin the device's certificate: rosmcp device trust NAME")
            .caused_by(error)
    })?;
    Ok(VERIFIER.get_or_init(|| verifier).clone())
}

fn authority(pem: &str) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|error| unreadable(&error.to_string()))?;
        roots.add(certificate).map_err(|error| unreadable(&error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unreadable("there is no certificate in it"));
    }
    Ok(builder()?.with_root_certificates(roots).with_no_client_auth())
}

fn unreadable(why: &str) -> Error {
    Error::configuration(format!("the device's certificate authority cannot be used: {why}"))
        .hint("it must be one or more certificates in PEM form; set it with: rosmcp device edit NAME --ca-file FILE")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_authority_must_be_pem_certificates() {
        for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let error = client_config(&Trust::Authority(pem.into())).expect_err("no authority");
            assert_eq!(error.kind(), ErrorKind::Configuration, "{pem:?}");
        }
    }
}
