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
    lab_of(1).await
}

/// So many routers without faults.
pub(super) async fn lab_of(count: u16) -> Lab {
    let options = lab::Options { count, model: Some("chr".into()), ..lab::Options::default() };
    lab::start(options).await.expect("a lab")
}

/// A patient session with `router`.
pub(super) fn session(router: &Running, transport: TransportKind) -> Session {
    session_with(router, transport, |limits| limits)
}

/// A session with `router` whose limits are those that `limited` makes of patient ones.
pub(super) fn session_with(
    router: &Running,
    transport: TransportKind,
    limited: impl Fn(SessionLimits) -> SessionLimits,
) -> Session {
    let port = match transport {
        TransportKind::Rest => router.rest_port,
        TransportKind::Api => router.api_tls_port,
    };
    let trust = Trust::Pin(router.certificate_sha256.parse().expect("a fingerprint"));
    over(router, transport, port, trust, limited)
}

/// A patient session with `router` without TLS, which takes a fraction of the time to connect.
pub(super) fn plain(
    router: &Running,
    transport: TransportKind,
    limited: impl Fn(SessionLimits) -> SessionLimits,
) -> Session {
    let port = match transport {
        TransportKind::Rest => router.rest_plain_port,
        TransportKind::Api => router.api_port,
    };
    over(router, transport, port, Trust::Plain, limited)
}

fn over(
    router: &Running,
    transport: TransportKind,
    port: u16,
    trust: Trust,
    limited: impl Fn(SessionLimits) -> SessionLimits,
) -> Session {
    let endpoint = Endpoint { host: "127.0.0.1".into(), port, transport, trust };
    let credential =
        Credential { username: router.username.clone(), password: router.password.clone().into() };
    let limits = SessionLimits {
        timeout: Duration::from_secs(20),
        retry_backoff: Duration::from_millis(10),
        allow_loopback: true,
        ..SessionLimits::default()
    };
    Session::new(&endpoint, credential, limited(limits)).expect("a session")
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
