//! Looking at the menus that somebody follows: one task per device, however many follow it.
//!
//! RouterOS does not push changes over REST, so the device is asked: every five seconds while something changes, up to
//! every minute while nothing does. What is told is that a menu reads otherwise; counters alone are no news.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::pace::Pace;
use crate::app::App;
use crate::app::look::Look;
use crate::clock::jitter;
use crate::domain::device::DeviceId;
use crate::error::ErrorKind;
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
    let mut tasks: HashMap<DeviceId, JoinHandle<()>> = HashMap::new();
    loop {
        tasks.retain(|_, task| !task.is_finished());
        for device in app.events.wanted().into_keys() {
            tasks
                .entry(device.clone())
                .or_insert_with(|| tokio::spawn(look_after(app.clone(), device, rhythm, stop.child_token())));
        }
        tokio::select! {
            () = app.events.demand_changed() => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Looks at one device for as long as somebody follows one of its menus.
async fn look_after(app: Arc<App>, device: DeviceId, rhythm: Rhythm, stop: CancellationToken) {
    let mut pace = Pace::between(rhythm.shortest, rhythm.longest);
    let mut seen = BTreeMap::new();
    loop {
        let menus = app.events.wanted().remove(&device).unwrap_or_default();
        if menus.is_empty() {
            return;
        }
        let round = look_at(&app, &device, &menus, &mut seen);
        let changed = tokio::select! {
            changed = round => changed,
            () = stop.cancelled() => return,
        };
        match changed {
            Some(true) => pace.quicken(),
            Some(false) => pace.slacken(),
            None => return,
        }
        tokio::select! {
            () = tokio::time::sleep(pace.wait() + jitter(pace.wait() / 10)) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Looks at each menu and tells of those that read otherwise; whether any did, `None` when the device is gone.
async fn look_at(
    app: &App,
    device: &DeviceId,
    menus: &BTreeSet<String>,
    seen: &mut BTreeMap<String, Look>,
) -> Option<bool> {
    seen.retain(|menu, _| menus.contains(menu));
    let mut changed = false;
    for menu in menus {
        let look = match app.look(device, menu).await {
            Ok(look) => look,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                app.events.publish(&Topic::Menu(device.clone(), menu.clone()));
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, %device, menu, "a followed menu could not be looked at");
                continue;
            }
        };
        if seen.insert(menu.clone(), look).is_some_and(|before| before != look) {
            changed = true;
            app.events.publish(&Topic::Menu(device.clone(), menu.clone()));
        }
    }
    Some(changed)
}
