//! What systemd is told and asked (`sd_notify(3)`); without systemd all of it does nothing.

use sd_notify::NotifyState;

/// The server takes traffic, or has reloaded.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The server is reading its files anew.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => tracing::warn!(%error, "systemd could not be told of the reload"),
    }
}

/// Tells that the server is stopping.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Tells twice in each period of the unit's `WatchdogSec=` that the process still turns. Never ends.
pub(super) async fn keep_alive() {
    let Some(period) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    loop {
        tell(&[NotifyState::Watchdog]);
        tokio::time::sleep(period / 2).await;
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd could not be told how the server is");
    }
}
