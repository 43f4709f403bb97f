//! Following the menus that somebody follows: one task per device, however many follow it.
//!
//! Over the binary API the router says when a menu changes, and one connection carries that for all its menus. Over REST,
//! and for a menu that the router says nothing of, the device is asked: every five seconds while something changes, up to
//! every minute while nothing does. What is told is that a menu reads otherwise; counters alone are no news.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::pace::Pace;
use crate::app::App;
use crate::app::look::Look;
use crate::app::watch::{MenuChanges, RowChange};
use crate::clock::{self, jitter};
use crate::domain::device::{Device, DeviceId, Endpoint, TransportKind};
use crate::error::{ErrorKind, Result};
use crate::events::Topic;

/// How often a device is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// While something changes.
    pub shortest: Duration,
    /// While nothing does.
    pub longest: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { shortest: Duration::from_secs(5), longest: Duration::from_mins(1) }
    }
}

/// Looks at what is followed until `stop` is cancelled.
pub async fn run(app: Arc<App>, rhythm: Rhythm, stop: CancellationToken) {
    let mut tasks: HashMap<DeviceId, (JoinHandle<()>, Arc<Notify>)> = HashMap::new();
    loop {
        tasks.retain(|_, (task, _)| !task.is_finished());
        for device in app.events.wanted().into_keys() {
            if let Some((_, poke)) = tasks.get(&device) {
                poke.notify_one();
                continue;
            }
            let (poke, stop) = (Arc::<Notify>::default(), stop.child_token());
            let follower = Follower::new(app.clone(), device.clone());
            let task = tokio::spawn(follower.look_after(rhythm, poke.clone(), stop));
            tasks.insert(device, (task, poke));
        }
        tokio::select! {
            () = app.events.demand_changed() => {}
            // One that was just about to leave when it was poked is replaced.
            () = tokio::time::sleep(rhythm.longest) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Whoever follows one device.
struct Follower {
    app: Arc<App>,
    device: DeviceId,
    /// Where the router answered when it was last listened to.
    endpoint: Option<Endpoint>,
    /// The menus that it tells of by itself.
    heard: BTreeMap<String, AbortOnDropHandle<()>>,
    /// The others, as they last looked.
    seen: BTreeMap<String, Look>,
}

impl Follower {
    fn new(app: Arc<App>, device: DeviceId) -> Self {
        Self { app, device, endpoint: None, heard: BTreeMap::new(), seen: BTreeMap::new() }
    }

    /// Follows for as long as somebody follows one of the device's menus; looks at once at those that are new when poked.
    async fn look_after(mut self, rhythm: Rhythm, poke: Arc<Notify>, stop: CancellationToken) {
        let mut pace = Pace::between(rhythm.shortest, rhythm.longest);
        let mut due = clock::monotonic();
        loop {
            let menus = self.app.events.wanted().remove(&self.device).unwrap_or_default();
            if menus.is_empty() {
                return;
            }
            let all = clock::monotonic() >= due;
            let changed = tokio::select! {
                changed = self.round(&menus, all) => changed,
                () = stop.cancelled() => return,
            };
            match changed {
                Some(true) => pace.quicken(),
                Some(false) if all => pace.slacken(),
                Some(false) => {}
                None => return,
            }
            if all {
                due = clock::monotonic() + pace.wait() + jitter(pace.wait() / 10);
            }
            tokio::select! {
                () = tokio::time::sleep_until(due) => {}
                () = poke.notified() => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Listens where the router tells by itself and looks at the other menus, at `all` of them or only at new ones; whether
    /// any reads otherwise, `None` when the device is gone.
    async fn round(&mut self, menus: &BTreeSet<String>, all: bool) -> Option<bool> {
        self.seen.retain(|menu, _| menus.contains(menu));
        self.heard.retain(|menu, task| menus.contains(menu) && !task.is_finished());
        let listened = self.listen(menus).await;
        if self.is_gone(listened) {
            for menu in menus {
                self.tell(menu);
            }
            return None;
        }
        let mut changed = false;
        for menu in menus.iter().filter(|menu| !self.heard.contains_key(*menu)) {
            if !all && self.seen.contains_key(menu) {
                continue;
            }
            match self.app.look(&self.device, menu).await {
                Ok(look) => {
                    if self.seen.insert(menu.clone(), look).is_some_and(|before| before != look) {
                        changed = true;
                        self.tell(menu);
                    }
                }
                failed => {
                    if self.is_gone(failed.map(drop)) {
                        self.tell(menu);
                        return None;
                    }
                }
            }
        }
        Some(changed)
    }

    /// Begins to listen to the menus that are not listened to yet, where the transport carries that.
    async fn listen(&mut self, menus: &BTreeSet<String>) -> Result<()> {
        let device = self.app.device_by_id(&self.device).await?;
        if self.endpoint.as_ref() != Some(&device.endpoint) {
            self.heard.clear();
            self.endpoint = Some(device.endpoint.clone());
        }
        if device.endpoint.transport != TransportKind::Api {
            return Ok(());
        }
        for menu in menus {
            if !self.heard.contains_key(menu) {
                self.begin(&device, menu).await;
            }
        }
        Ok(())
    }

    async fn begin(&mut self, device: &Device, menu: &str) {
        match self.app.watch(device, menu).await {
            Ok(changes) => {
                let hearing = hear(self.app.clone(), self.device.clone(), menu.to_owned(), changes);
                self.heard.insert(menu.to_owned(), AbortOnDropHandle::new(tokio::spawn(hearing)));
                // Something may have happened between the last look and now.
                if self.seen.remove(menu).is_some() {
                    self.tell(menu);
                }
            }
            Err(error) => tracing::debug!(%error, device = %self.device, menu, "a menu is looked at instead"),
        }
    }

    /// Whether the device is gone from the inventory; other failures are logged, for they pass.
    fn is_gone(&self, outcome: Result<()>) -> bool {
        let Err(error) = outcome else { return false };
        if error.kind() != ErrorKind::NotFound {
            tracing::warn!(%error, device = %self.device, "a followed device could not be looked at");
        }
        error.kind() == ErrorKind::NotFound
    }

    fn tell(&self, menu: &str) {
        self.app.events.publish(&Topic::Menu(self.device.clone(), menu.to_owned()));
    }
}

/// Tells of each change until the router falls silent; then it is for the looks, which know of a new password, to find out
/// when it is back.
async fn hear(app: Arc<App>, device: DeviceId, menu: String, mut changes: MenuChanges) {
    let topic = Topic::Menu(device, menu.clone());
    while let Some(change) = changes.next().await {
        if change.is_news(&menu) {
            app.events.publish(&topic);
        }
        if let RowChange::Silent { .. } = change {
            return;
        }
    }
    app.events.publish(&topic);
}
