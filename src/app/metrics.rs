//! Metrics that tell a state, not an event: brought up to date before each time that they are told.
//!
//! What is in the database is told as it is there, whichever process did it: a backup that a timer made counts as well.

use super::App;
use crate::error::Result;
use crate::observe::metrics::seconds;
use crate::routeros::session::BreakerState;
use crate::store::plans;

impl App {
    /// Brings them up to date; what the database does not tell stays as it was.
    pub async fn sample_metrics(&self) {
        for state in [BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen] {
            self.metrics.device_breakers.set_count([state.as_str()], self.sessions.count(state));
        }
        for connections in self.store.connections() {
            self.metrics.database_pool.set_count([connections.sort], connections.all);
            self.metrics.database_busy.set_count([connections.sort], connections.busy);
        }
        self.metrics.subscriptions.set_count([], self.events.followed());
        let stored = async {
            self.sample_health().await?;
            self.sample_plans().await?;
            self.sample_backups().await
        };
        if let Err(error) = stored.await {
            tracing::warn!(%error, "the metrics of what is stored are not up to date");
        }
    }

    async fn sample_health(&self) -> Result<()> {
        let summary = self.health_summary().await?;
        for (health, count) in [
            ("healthy", summary.healthy),
            ("warning", summary.warning),
            ("critical", summary.critical),
            ("unreachable", summary.unreachable),
            ("unknown", summary.unknown),
        ] {
            self.metrics.device_health.set_count([health], count);
        }
        Ok(())
    }

    /// Counts the plans that need a person.
    pub(super) async fn sample_plans(&self) -> Result<()> {
        let open = self.store.read(plans::needing_attention).await?;
        self.metrics.plans_needing_attention.set_count([], open.len());
        Ok(())
    }

    async fn sample_backups(&self) -> Result<()> {
        let status = self.backup_status().await?;
        if let Some(at) = status.last_success {
            self.metrics.backup_last_success.set([], seconds(at));
        }
        if let (Some(at), Some(ok)) = (status.last_drill, status.drill_ok) {
            self.metrics.backup_last_drill.set([], seconds(at));
            self.metrics.backup_drill_ok.set_count([], usize::from(ok));
        }
        Ok(())
    }
}
