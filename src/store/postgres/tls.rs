//! TLS to the database server.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::url::Protection;
use crate::error::{Error, Result};

/// The largest file of authorities that is read.
const MAX_PEM: u64 = 4 << 20;

/// What makes TLS connections that verify as `protection` says; it is never asked where there is none.
pub(super) fn connector(protection: &Protection) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::internal("TLS cannot be set up", error))?;
    let config = match protection {
        Protection::None => builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth(),
        Protection::Tls(Some(file)) => {
            builder.with_root_certificates(authorities(file)?).with_no_client_auth()
        }
        Protection::Tls(None) => {
            let system = Verifier::new(provider).map_err(|error| {
                Error::configuration(
                    "this machine has no certificate authorities to verify the database with",
                )
                .hint(
                    "install the package ca-certificates, or name one with sslrootcert=FILE in database_url",
                )
                .caused_by(error)
            })?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(system)).with_no_client_auth()
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn authorities(file: &Path) -> Result<RootCertStore> {
    let unusable = |reason: String| {
        Error::configuration(format!("sslrootcert {} cannot be used: {reason}", file.display()))
            .hint("write the path of a PEM file with the authority's certificate into database_url")
    };
    let size = std::fs::metadata(file).map_err(|error| unusable(error.to_string()))?.len();
    if size > MAX_PEM {
        return Err(unusable(format!("it has {size} bytes")));
    }
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| unusable(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
    }
    if roots.is_empty() { Err(unusable("it holds no certificate".to_owned())) } else { Ok(roots) }
}
