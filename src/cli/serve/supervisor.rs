//! What systemd is told and asked (`sd_notify(3)`); without systemd all of it does nothing.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use sd_notify::NotifyState;

/// How much more time is asked for at once while the server starts.
const EXTENSION: Duration = Duration::from_mins(1);

/// Does what comes before the server is ready, and asks for more time as long as that goes on: a schema that is brought up to
/// date may take longer than the unit's `TimeoutStartSec=`.
pub(super) async fn starting<T>(work: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        done = work => done,
        never = ask_for_time() => match never {},
    }
}

async fn ask_for_time() -> Infallible {
    let extension = u32::try_from(EXTENSION.as_micros()).unwrap_or(u32::MAX);
    loop {
        tell(&[NotifyState::ExtendTimeoutUsec(extension)]);
        tokio::time::sleep(EXTENSION / 2).await;
    }
}

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
