//! What a failed handshake means to the user.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use super::verify::CertificateChanged;
use crate::error::{Error, ErrorKind};

/// The error for a handshake that failed somewhere in the chain of `cause`; `None` when TLS is not what failed.
pub(in crate::routeros) fn explain(authority: &str, cause: &(dyn StdError + 'static)) -> Option<Error> {
    Some(match find(cause)? {
        TlsError::InvalidCertificate(error) => certificate(authority, error),
        TlsError::AlertReceived(AlertDescription::HandshakeFailure) => {
            unreachable(format!("{authority} has no certificate to prove who it is"))
                .hint("on the router: /ip/service/set www-ssl certificate=NAME (or api-ssl), after making one under /certificate")
        }
        TlsError::InvalidMessage(_) => unreachable(format!("{authority} does not speak TLS"))
            .hint("the port may be the one of plain HTTP: enable www-ssl on the router and use its port"),
        other => unreachable(format!("the TLS handshake with {authority} failed: {other}"))
            .hint("RouterOS must offer TLS 1.2: /ip/service/set www-ssl tls-version=only-1.2"),
    })
}

/// The rustls error in a chain; `io::Error` hides its inner error from `source`.
fn find<'a>(mut cause: &'a (dyn StdError + 'static)) -> Option<&'a TlsError> {
    loop {
        if let Some(error) = cause.downcast_ref::<TlsError>() {
            return Some(error);
        }
        let hidden: Option<&'a (dyn StdError + 'static)> = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inner| inner as &(dyn StdError + 'static));
        cause = hidden.or_else(|| cause.source())?;
    }
}

fn certificate(authority: &str, error: &CertificateError) -> Error {
    let trust = "compare the fingerprint with the router's (/certificate/print detail) and pin it: rosmcp device trust NAME";
    match error {
        CertificateError::Other(other) => match other.0.downcast_ref::<CertificateChanged>() {
            Some(changed) => unreachable(format!("{changed}; nothing was sent"))
                .hint("if you renewed the router's certificate, look at both fingerprints and pin the new one: rosmcp device trust NAME")
                .hint("if nobody did, somebody may be in between"),
            None => unreachable(format!("the certificate of {authority} is not trusted: {other}; nothing was sent"))
                .hint(trust),
        },
        CertificateError::UnknownIssuer => {
            unreachable(format!("nobody this machine trusts vouches for the certificate of {authority}; nothing was sent"))
                .hint(trust)
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            unreachable(format!("the certificate of {authority} has expired; nothing was sent"))
                .hint("renew it on the router, or pin it: rosmcp device trust NAME")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            unreachable(format!("the certificate of {authority} is not valid yet; nothing was sent"))
                .hint("check the clocks of the router and of this machine")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            unreachable(format!("the certificate of {authority} is for another name; nothing was sent"))
                .hint("use the host name the certificate is for, or pin it: rosmcp device trust NAME")
        }
        other => unreachable(format!("the certificate of {authority} is not trusted: {other}; nothing was sent"))
            .hint(trust),
    }
}

fn unreachable(message: String) -> Error {
    Error::new(ErrorKind::Unreachable, message)
}
