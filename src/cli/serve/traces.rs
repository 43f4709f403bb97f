//! Traces for a collector, where the settings name one.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::observe::{Recorder, otlp};
use crate::settings::Settings;

/// How long the last spans may take to be sent.
const LAST: Duration = Duration::from_secs(1);

/// The task that sends them.
pub(super) struct Traces {
    task: JoinHandle<()>,
    stop: CancellationToken,
}

impl Traces {
    /// Begins to send what the recorder takes down; `None` where no collector is configured.
    pub(super) fn of(settings: &Settings) -> Result<Option<(Recorder, Self)>> {
        let Some(url) = &settings.otlp_traces_url else { return Ok(None) };
        let (recorder, exporter) = otlp::exporter(url, settings.environment.as_str())?;
        let stop = CancellationToken::new();
        let task = tokio::spawn(exporter.run(stop.clone()));
        Ok(Some((recorder, Self { task, stop })))
    }

    /// Sends what is left, for a moment.
    pub(super) async fn end(self) {
        self.stop.cancel();
        if tokio::time::timeout(LAST, self.task).await.is_err() {
            tracing::debug!("the last spans were not sent");
        }
    }
}
