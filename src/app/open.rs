//! Opening an installation.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::abilities::Learnt;
use super::audit::AuditLog;
use super::clockwork::Clockwork;
use super::device_view::Inventory;
use super::keys::{KeyPlace, VaultSlot, given_keys};
use super::news::Exchange;
use super::plan::Changes;
use super::schema;
use super::seen::Seen;
use super::sessions::Sessions;
use super::visible::InventoryCopy;
use crate::clock;
use crate::domain::device::Environment;
use crate::domain::principal::Principal;
use crate::domain::scope::DeviceScope;
use crate::error::{Result, WhileDoing};
use crate::events::{Hub, Limits};
use crate::observe::metrics::Metrics;
use crate::settings::{DatabaseUrl, ProcessEnvironment, Settings, SqlitePlace};
use crate::store::{ServerOptions, Store, StoreOptions, Together};
use crate::vault::Key;

/// An open installation as somebody may see it: everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    installation: Arc<Installation>,
    /// The devices that exist for whoever this view was made for.
    pub(super) scope: DeviceScope,
    /// The toolsets whose menus exist in plans for whoever this view was made for, `None` for all.
    pub(super) toolsets: Option<BTreeSet<String>>,
}

/// What all views of one installation share.
pub struct Installation {
    /// The settings in force.
    pub settings: Settings,
    /// The audit trail.
    pub audit: AuditLog,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
    /// What happens, for those who follow it.
    pub events: Hub,
    /// Whether this process does what one does for all.
    pub clockwork: Clockwork,
    pub(super) store: Store,
    pub(super) key_place: KeyPlace,
    pub(super) vault: VaultSlot,
    pub(super) sessions: Sessions,
    pub(super) seen: Arc<Seen>,
    pub(super) learnt: Learnt,
    pub(super) exchange: Exchange,
    /// Where people approve plans in a browser, once there is such a place.
    pub(super) approvals: OnceLock<String>,
    pub(super) inventory: Together<Inventory>,
    pub(super) inventory_copy: InventoryCopy,
    pub(super) changes: Changes,
}

/// What an installation has, its views have.
impl Deref for App {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.installation
    }
}

impl App {
    /// Opens the database (bringing a new or older one up to date) and starts the audit writer. Reads no key, for the first use
    /// of a credential does, unless there is no database yet: a key that must not be used is refused before one is made.
    /// Needs a tokio runtime.
    pub async fn open(settings: Settings, environment: &ProcessEnvironment) -> Result<Self> {
        Self::assemble(settings, KeyPlace::Configured(environment.clone())).await
    }

    /// Opens a throw-away installation: a database in memory and a key that nobody keeps.
    pub async fn open_throwaway(mut settings: Settings) -> Result<Self> {
        settings.database_url = DatabaseUrl::Sqlite(SqlitePlace::Memory);
        Self::assemble(settings, KeyPlace::Throwaway(Key::generate()?)).await
    }

    async fn assemble(settings: Settings, key_place: KeyPlace) -> Result<Self> {
        if !schema::is_there(&settings).await? {
            given_keys(&settings, &key_place).await?;
        }
        let store = open_store(&settings)
            .await
            .while_doing(|| format!("opening the database {}", settings.database_url))?;
        let metrics = Arc::new(Metrics::new(settings.environment.as_str()));
        let limits = follow_limits(&settings);
        let events = if store.is_private() { Hub::new(limits) } else { Hub::shared(limits) };
        let installation = Installation {
            audit: AuditLog::start(store.clone(), &settings, metrics.clone(), events.clone()),
            events,
            clockwork: Clockwork::default(),
            exchange: Exchange::default(),
            sessions: Sessions::new(&settings),
            seen: Arc::new(Seen::new(store.clone())),
            metrics,
            learnt: Learnt::default(),
            inventory: Inventory::together(),
            inventory_copy: InventoryCopy::default(),
            changes: Changes::default(),
            settings,
            store,
            key_place,
            vault: VaultSlot::default(),
            approvals: OnceLock::new(),
        };
        Ok(Self { installation: Arc::new(installation), scope: DeviceScope::All, toolsets: None })
    }

    /// The installation as `principal` may see it: use cases of this view know no device out of its scope, and no plan that
    /// touches menus out of its toolsets.
    #[must_use]
    pub fn seen_by(&self, principal: &Principal) -> Self {
        Self {
            installation: self.installation.clone(),
            scope: principal.devices.clone(),
            toolsets: principal.toolsets.clone(),
        }
    }

    /// Says under which address people approve plans in a browser, ending in `/`; the first word holds.
    pub fn approvals_at(&self, url: String) {
        self.approvals.get_or_init(|| url);
    }

    /// The address of the page of the plan `id`, where there is one.
    pub fn approval_url(&self, id: &str) -> Option<String> {
        self.approvals.get().map(|url| format!("{url}{id}"))
    }

    /// Whether the database answers, and takes writes again where it lately did not; what `/health` and `/ready` ask.
    pub async fn check_database(&self) -> Result<()> {
        self.store.probe().await
    }

    /// Has changes under way begin no further step, and what they wrote undone; [`App::close`] waits for it.
    pub fn stop_changes(&self) {
        self.changes.stop();
    }

    /// Ends changes under way, stores what is waiting and closes. What has not ended after `shutdown_timeout_seconds`, the
    /// guards on the routers undo.
    pub async fn close(&self) {
        if !self.changes.end(self.settings.shutdown_timeout_seconds).await {
            tracing::error!("what is still under way is broken off: the guard on a router undoes its change");
        }
        self.seen.settled().await;
        self.audit.close().await;
        if self.events.has_outgoing()
            && let Err(error) = self.exchange_news().await
        {
            tracing::warn!(%error, "other processes were not told of the last changes");
        }
        if let Err(error) = self.store.close().await {
            tracing::error!(%error, "the database did not close cleanly");
        }
    }
}

/// The most resources that one session or stream follows.
const FOLLOWED: usize = 256;

fn follow_limits(settings: &Settings) -> Limits {
    Limits {
        per_device: settings.sse_max_subscriptions_per_device as usize,
        per_watch: FOLLOWED,
        batch: settings.sse_update_batch_interval_seconds,
        idle: settings.sse_client_timeout_seconds,
    }
}

/// Opens the database and brings its schema up to date.
async fn open_store(settings: &Settings) -> Result<Store> {
    let (store, outcome) = schema::bring_up(settings).await?;
    if let Some(backup) = outcome.backup {
        tracing::info!(backup = %backup.display(), "backed the database up before bringing its schema up to date");
    }
    Ok(store)
}

/// Opens the database as it is; a file `alone`, so that nobody else has it open meanwhile.
pub(super) async fn connect(settings: &Settings, alone: bool) -> Result<Store> {
    let options = match &settings.database_url {
        DatabaseUrl::Sqlite(SqlitePlace::File(path)) => {
            StoreOptions { readers: settings.database_pool_size, alone, ..StoreOptions::file(path) }
        }
        DatabaseUrl::Sqlite(SqlitePlace::Memory) => StoreOptions::memory(),
        DatabaseUrl::Postgres(url) => StoreOptions::server(ServerOptions {
            url: url.clone(),
            connections: settings.database_pool_size + settings.database_max_overflow,
            strict: settings.environment == Environment::Prod,
        }),
    };
    let options = StoreOptions { echo: settings.database_echo, ..options };
    crate::blocking::run(move || Store::open(&options)).await
}

/// `ok`, or the kind of the error.
pub(crate) fn outcome<T>(result: &Result<T>) -> String {
    result.as_ref().map_or_else(|error| error.kind().to_string(), |_| "ok".to_owned())
}

/// Milliseconds since `started`.
pub(crate) fn elapsed_ms(started: clock::Instant) -> i64 {
    clock::milliseconds(started.elapsed())
}

#[cfg(test)]
impl App {
    /// A throw-away installation with default settings.
    pub(crate) async fn scratch() -> Self {
        Self::scratch_in("lab").await
    }

    /// A throw-away installation of an environment, with default settings otherwise.
    pub(crate) async fn scratch_in(name: &str) -> Self {
        let environment = ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
        let overrides = vec![("environment".to_owned(), name.to_owned())];
        let request = crate::settings::Request { config: None, overrides, environment };
        let settings = crate::settings::load(&request).expect("default settings").settings;
        Self::open_throwaway(settings).await.expect("a throw-away installation")
    }
}
