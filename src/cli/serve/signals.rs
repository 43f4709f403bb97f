//! What signals ask of a server: SIGTERM and SIGINT to stop, a second one to stop at once, SIGHUP to read its files anew.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::supervisor;
use crate::app::Login;
use crate::error::{Error, Result};
use crate::http::tls::Tls;

/// Whether the server is to stop.
pub(super) struct Stop {
    /// Cancelled by the first signal.
    pub(super) asked: CancellationToken,
    /// Cancelled by the second.
    pub(super) at_once: CancellationToken,
}

impl Stop {
    /// Listens to SIGTERM and SIGINT from now on.
    pub(super) fn listen() -> Result<Self> {
        let (mut terminate, mut interrupt) = (on(SignalKind::terminate())?, on(SignalKind::interrupt())?);
        let stop = Self { asked: CancellationToken::new(), at_once: CancellationToken::new() };
        let steps = [stop.asked.clone(), stop.at_once.clone()];
        tokio::spawn(async move {
            for step in steps {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                // Before anything ends: an idle server is gone in the next moment.
                supervisor::stopping();
                step.cancel();
            }
        });
        Ok(stop)
    }
}

/// What is done at each SIGHUP.
pub(super) struct Hangups<F> {
    signal: Result<Signal>,
    reload: F,
}

/// Has `reload` called at each SIGHUP from now on.
pub(super) fn on_hangup<F: AsyncFn() -> Result<()>>(reload: F) -> Hangups<F> {
    Hangups { signal: on(SignalKind::hangup()), reload }
}

impl<F: AsyncFn() -> Result<()>> Hangups<F> {
    /// Reloads at each SIGHUP until dropped, the certificate and local tokens too; what fails is logged and leaves things
    /// as they were.
    pub(super) async fn each(self, tls: Option<&Tls>, login: Option<&Login>) {
        let mut signal = match self.signal {
            Ok(signal) => signal,
            Err(error) => {
                tracing::error!(%error, "the server will not reload");
                return std::future::pending().await;
            }
        };
        while signal.recv().await.is_some() {
            supervisor::reloading();
            if let Err(error) = (self.reload)().await {
                tracing::error!(%error, "the settings were not read anew");
            }
            if let Some(tls) = tls
                && let Err(error) = tls.reload().await
            {
                tracing::error!(%error, "the certificate was not taken over, the one before stays in use");
            }
            if let Some(login) = login {
                login.look_again().await;
            }
            tracing::info!("reloaded");
            supervisor::ready();
        }
    }
}

fn on(kind: SignalKind) -> Result<Signal> {
    signal(kind).map_err(|error| Error::internal("signals cannot be listened to", error))
}
