//! One session per device, kept while its endpoint and credential stay the same.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;

use super::App;
use crate::domain::credential::{Credential, SealedCredential};
use crate::domain::device::{Device, DeviceId, Endpoint, Environment};
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::{BreakerState, Observed, Observer, Session, SessionLimits};
use crate::settings::Settings;
use crate::store::credentials;
use crate::vault::Binding;

/// The table and the field that a login's envelope is bound to.
const TABLE: &str = "credentials";
const FIELD: &str = "password";

/// The sessions that are open.
pub(super) struct Sessions {
    limits: SessionLimits,
    open: Mutex<HashMap<DeviceId, Open>>,
}

struct Open {
    endpoint: Endpoint,
    version: i64,
    session: Session,
}

impl Sessions {
    pub(super) fn new(settings: &Settings) -> Self {
        let limits = SessionLimits {
            timeout: settings.routeros_rest_timeout_seconds,
            max_concurrent: settings.routeros_max_concurrent_per_device as usize,
            retry_attempts: settings.routeros_retry_attempts,
            retry_backoff: settings.routeros_retry_backoff_seconds,
            allow_loopback: settings.environment == Environment::Lab,
            ..SessionLimits::default()
        };
        Self { limits, open: Mutex::default() }
    }

    /// The limits that every session of this installation keeps.
    pub(super) fn limits(&self) -> &SessionLimits {
        &self.limits
    }

    /// How many of the open sessions have a breaker in `state`.
    pub(super) fn count(&self, state: BreakerState) -> usize {
        self.open.lock().values().filter(|kept| kept.session.breaker() == state).count()
    }

    fn kept(&self, device: &Device, version: i64) -> Option<Session> {
        let open = self.open.lock();
        let kept = open.get(&device.id)?;
        (kept.endpoint == device.endpoint && kept.version == version).then(|| kept.session.clone())
    }

    /// Closes the sessions with devices other than these.
    fn retain(&self, known: &HashSet<&DeviceId>) {
        self.open.lock().retain(|device, _| known.contains(device));
    }

    /// The session that was used last with the device.
    fn last(&self, device: &DeviceId) -> Option<Session> {
        Some(self.open.lock().get(device)?.session.clone())
    }

    fn keep(&self, device: &Device, version: i64, session: &Session) {
        let open = Open { endpoint: device.endpoint.clone(), version, session: session.clone() };
        self.open.lock().insert(device.id.clone(), open);
    }
}

/// What a device's stored password is bound to.
pub(super) fn binding(device: &Device, version: i64) -> Binding<'_> {
    Binding { table: TABLE, row: &device.id, field: FIELD, version, endpoint: &device.endpoint }
}

impl App {
    /// The session with `device`; nothing is sent yet.
    pub(super) async fn session(&self, device: &Device) -> Result<Session> {
        let sealed = self.sealed_credential(&device.id).await?.ok_or_else(|| no_credential(device))?;
        if let Some(session) = self.sessions.kept(device, sealed.version) {
            return Ok(session);
        }
        let credential = self.unseal(device, &sealed).await?;
        let limits = SessionLimits { observer: self.observer(device), ..self.sessions.limits().clone() };
        let session = Session::new(&device.endpoint, credential, limits)?;
        self.sessions.keep(device, sealed.version, &session);
        Ok(session)
    }

    /// Forgets the passwords and the breakers of devices that are not among the installation's `devices` any more.
    pub fn forget_others(&self, devices: &[Device]) {
        let known = devices.iter().map(|device| &device.id).collect();
        self.sessions.retain(&known);
        self.seen.retain(&known);
    }

    /// Whether calls to `device` are let through, as far as this process has made any: `closed`, `open` (it did not
    /// answer and is left alone) or `half_open` (it is about to be tried again).
    pub fn breaker(&self, device: &DeviceId) -> Option<&'static str> {
        Some(self.sessions.last(device)?.breaker().as_str())
    }

    /// Counts and times what is asked of `device`, and remembers that it answered.
    fn observer(&self, device: &Device) -> Observer {
        let (metrics, transport) = (self.metrics.clone(), device.endpoint.transport.as_str());
        let (seen, id) = (self.seen.clone(), device.id.clone());
        Observer::new(move |observed| match observed {
            Observed::Waited(time) => metrics.device_queue_duration.observe([transport], time),
            Observed::Ended { operation, outcome, took } => {
                if outcome == "ok" {
                    seen.answered(&id);
                }
                metrics.device_request_duration.observe([transport, operation, outcome], took);
            }
        })
    }

    pub(super) async fn sealed_credential(&self, device: &DeviceId) -> Result<Option<SealedCredential>> {
        let device = device.clone();
        self.store.read(move |conn| credentials::get(conn, &device, credentials::LOGIN)).await
    }

    pub(super) async fn unseal(&self, device: &Device, sealed: &SealedCredential) -> Result<Credential> {
        let password = self
            .vault_knowing(&sealed.key_id)
            .await?
            .unseal(&binding(device, sealed.version), &sealed.sealed)
            .while_doing(|| format!("opening the stored password of {:?}", device.name))?;
        Ok(Credential { username: sealed.username.clone(), password })
    }
}

fn no_credential(device: &Device) -> Error {
    Error::new(ErrorKind::Configuration, format!("no credential is stored for {:?}", device.name))
        .hint(format!("rosmcp device set-credential {} --username USER --password-stdin", device.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;

    #[tokio::test]
    async fn of_a_device_that_is_gone_nothing_is_kept() {
        let sessions = Sessions { limits: SessionLimits::default(), open: Mutex::default() };
        let [stays, goes] = ["edge-1", "edge-2"].map(|name| device(name, &[]));
        for device in [&stays, &goes] {
            let credential = Credential { username: "u".to_owned(), password: "p".to_owned().into() };
            let session =
                Session::new(&device.endpoint, credential, sessions.limits().clone()).expect("a session");
            sessions.keep(device, 1, &session);
        }
        sessions.retain(&HashSet::from([&stays.id]));
        assert!(sessions.last(&stays.id).is_some());
        assert!(sessions.last(&goes.id).is_none());
        assert_eq!(sessions.count(BreakerState::Closed), 1);
    }
}
