//! Opening an installation.

use std::time::Duration;

use tokio::sync::OnceCell;

use super::audit::AuditLog;
use super::sessions::Sessions;
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::domain::principal::Caller;
use crate::error::{Error, Result, WhileDoing};
use crate::settings::{ProcessEnvironment, Settings};
use crate::store::Store;
use crate::vault::Vault;
use crate::vault::source::KeySource;

/// An open installation: everything a use case needs; shared behind an `Arc`.
pub struct App {
    /// The settings in force.
    pub settings: Settings,
    /// The audit trail.
    pub audit: AuditLog,
    pub(super) store: Store,
    pub(super) key_source: KeySource,
    pub(super) vault: OnceCell<Vault>,
    pub(super) sessions: Sessions,
}

/// What a change of rosmcp's own data did, for its audit row.
pub(super) struct Change<'a> {
    pub(super) action: &'static str,
    pub(super) device: Option<&'a str>,
    pub(super) detail: Option<String>,
}

impl App {
    /// Opens the database (bringing a new or older one up to date) and starts the audit writer. Reads no key: the
    /// first use of a credential does. Needs a tokio runtime.
    pub async fn open(settings: Settings, environment: &ProcessEnvironment) -> Result<Self> {
        let key_source = KeySource::from_settings(&settings, environment)?;
        Self::assemble(settings, key_source).await
    }

    /// Opens a throw-away installation: a database in memory and a key that nobody keeps.
    pub async fn open_throwaway(mut settings: Settings) -> Result<Self> {
        settings.database_url = crate::settings::DatabaseUrl::Memory;
        Self::assemble(settings, KeySource::throwaway()?).await
    }

    async fn assemble(settings: Settings, key_source: KeySource) -> Result<Self> {
        let store = Store::open(&settings).await.while_doing(|| "opening the database")?;
        Ok(Self {
            audit: AuditLog::start(store.clone()),
            sessions: Sessions::new(&settings),
            settings,
            store,
            key_source,
            vault: OnceCell::new(),
        })
    }

    /// Whether the database answers; what `/health` and `/ready` ask.
    pub async fn check_database(&self) -> Result<()> {
        tokio::time::timeout(Duration::from_secs(2), self.store.read(|conn| conn.ping()))
            .await
            .map_err(|_| Error::new(crate::error::ErrorKind::Timeout, "the database did not answer in 2 s"))?
    }

    /// Stores what is waiting and closes.
    pub async fn close(&self) {
        self.audit.close().await;
        self.store.close().await;
    }

    /// Records a change of rosmcp's own data and passes its result on; a change whose record cannot be stored is
    /// reported as failed to be recorded.
    pub(super) async fn recorded<T>(
        &self,
        caller: &Caller,
        change: Change<'_>,
        started: clock::Instant,
        result: Result<T>,
    ) -> Result<T> {
        let event = AuditEvent {
            at: clock::now_ms(),
            issuer: caller.principal.issuer.clone(),
            subject: caller.principal.subject.clone(),
            request_id: caller.request_id.clone(),
            action: change.action.to_owned(),
            tool: None,
            device: change.device.map(str::to_owned),
            outcome: outcome(&result),
            detail: change.detail,
            duration_ms: elapsed_ms(started),
        };
        let stored = self.audit.record(event).await;
        let value = result?;
        stored.while_doing(|| format!("recording {}", change.action))?;
        Ok(value)
    }
}

/// `ok`, or the kind of the error.
pub(crate) fn outcome<T>(result: &Result<T>) -> String {
    result.as_ref().map_or_else(|error| error.kind().to_string(), |_| "ok".to_owned())
}

/// Milliseconds since `started`.
pub(crate) fn elapsed_ms(started: clock::Instant) -> i64 {
    i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX)
}
