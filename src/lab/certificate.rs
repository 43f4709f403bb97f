//! The self-signed certificate of one simulated router.

use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, SanType};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// How a router proves itself.
pub(super) struct Identity {
    /// TLS 1.2 and 1.3 with that certificate, HTTP/1.1.
    pub(super) tls: Arc<ServerConfig>,
    /// SHA-256 of the certificate, lower-case hexadecimal.
    pub(super) sha256: String,
}

/// A new certificate for `name` at `address`, made now and known to nobody.
pub(super) fn identity(name: &str, address: IpAddr) -> Result<Identity> {
    let failed = |error| Error::internal("the lab can't make a certificate", error);
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
    let mut params = CertificateParams::new(vec![name.to_owned()]).map_err(failed)?;
    params.subject_alt_names.push(SanType::IpAddress(address));
    params.distinguished_name.push(DnType::CommonName, name);
    let certificate = params.self_signed(&key).map_err(failed)?;
    let der = certificate.der().clone();
    let sha256 = hex(&Sha256::digest(&der));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12, &rustls::version::TLS13])
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![der], key));
    let tls = config.map_err(|error| Error::internal("the lab's certificate doesn't fit its key", error))?;
    Ok(Identity { tls: Arc::new(tls), sha256 })
}

/// `bytes` in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.extend(
            [byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)),
        );
        text
    })
}
