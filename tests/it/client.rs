//! The client alone, without an installation, against simulated routers.

use std::collections::BTreeMap;
use std::time::Duration;

use rosmcp::domain::credential::Credential;
use rosmcp::domain::device::{Endpoint, TransportKind, Trust};
use rosmcp::lab::{self, Lab, Running};
use rosmcp::routeros::session::{Session, SessionLimits};

pub(super) const BOTH: [TransportKind; 2] = [TransportKind::Rest, TransportKind::Api];

/// One router without faults.
pub(super) async fn lab() -> Lab {
    let options = lab::Options { count: 1, model: Some("chr".into()), ..lab::Options::default() };
    lab::start(options).await.expect("a lab")
}

/// A patient session with `router`.
pub(super) fn session(router: &Running, transport: TransportKind) -> Session {
    let port = match transport {
        TransportKind::Rest => router.rest_port,
        TransportKind::Api => router.api_tls_port,
    };
    let trust = Trust::Pin(router.certificate_sha256.parse().expect("a fingerprint"));
    let endpoint = Endpoint { host: "127.0.0.1".into(), port, transport, trust };
    let credential =
        Credential { username: router.username.clone(), password: router.password.clone().into() };
    let limits = SessionLimits {
        timeout: Duration::from_secs(20),
        retry_backoff: Duration::from_millis(10),
        allow_loopback: true,
        ..SessionLimits::default()
    };
    Session::new(&endpoint, credential, limits).expect("a session")
}

/// Names and values of a row.
pub(super) fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Lets requests meet the faults that the JSON in `rules` says, and no others.
pub(super) fn fault(lab: &Lab, rules: &str) {
    lab.mend();
    lab.fault(&lab::Rule::read(rules).expect("rules")).expect("a router of the lab");
}
