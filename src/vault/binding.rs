//! What a sealed credential is bound to.

use sha2::{Digest, Sha256};

use super::envelope::list;
use crate::domain::device::{DeviceId, Endpoint, Trust};

/// The place a credential belongs to: sealed for one place, it opens in no other. Whoever changes the endpoint of a
/// device must unseal for the old one and seal for the new one, or ask for the password again.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The table that stores it.
    pub table: &'a str,
    /// Whose row it is in.
    pub row: &'a DeviceId,
    /// Which field it is.
    pub field: &'a str,
    /// The version of the credential.
    pub version: i64,
    /// Where the credential is sent to.
    pub endpoint: &'a Endpoint,
}

/// SHA-256 over everything that decides who receives a credential: transport, host, port and how the device proves
/// who it is.
pub(super) fn endpoint_digest(endpoint: &Endpoint) -> [u8; 32] {
    let (kind, detail): (&str, &[u8]) = match &endpoint.trust {
        Trust::System => ("system", &[]),
        Trust::Pin(fingerprint) => ("pin", &fingerprint.0),
        Trust::Authority(pem) => ("authority", pem.as_bytes()),
        Trust::Plain => ("plain", &[]),
    };
    let port = endpoint.port.to_be_bytes();
    let transport = endpoint.transport.as_str();
    let host = endpoint.host.as_bytes();
    Sha256::digest(list([transport.as_bytes(), host, &port, kind.as_bytes(), detail])).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::{Fingerprint, TransportKind};

    #[test]
    fn every_part_of_an_endpoint_changes_its_digest() {
        let base =
            Endpoint { host: "a".into(), port: 443, transport: TransportKind::Rest, trust: Trust::System };
        let others = [
            Endpoint { host: "b".into(), ..base.clone() },
            Endpoint { port: 444, ..base.clone() },
            Endpoint { transport: TransportKind::Api, ..base.clone() },
            Endpoint { trust: Trust::Plain, ..base.clone() },
            Endpoint { trust: Trust::Pin(Fingerprint([0; 32])), ..base.clone() },
            Endpoint { trust: Trust::Pin(Fingerprint([1; 32])), ..base.clone() },
            Endpoint { trust: Trust::Authority(String::new()), ..base.clone() },
            Endpoint { trust: Trust::Authority("x".into()), ..base.clone() },
        ];
        let mut digests: Vec<_> = others.iter().chain([&base]).map(endpoint_digest).collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), others.len() + 1);
    }
}
