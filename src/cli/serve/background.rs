//! What goes on beside serving: jobs that begin with the server and end with it.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::app::backup::run_schedule;
use crate::jobs;
use crate::jobs::follow::Rhythm;

/// For how long a job that was told to end may go on.
const GRACE: Duration = Duration::from_secs(2);

/// Jobs under way.
pub(super) struct Background {
    stop: CancellationToken,
    jobs: JoinSet<()>,
}

impl Background {
    /// Starts them; they end with `stop`, too. What only one process is to do, the one with the clockwork does, whatever it
    /// serves: one that an assistant has started for itself as well.
    pub(super) fn start(app: &Arc<App>, stop: &CancellationToken) -> Self {
        let stop = stop.child_token();
        let mut tasks = JoinSet::new();
        let (standing, stopped) = (app.clone(), stop.clone());
        tasks.spawn(async move { standing.stand_for_clockwork(stopped).await });
        let (sharing, stopped) = (app.clone(), stop.clone());
        tasks.spawn(async move { sharing.share_news(stopped).await });
        tasks.spawn(jobs::follow::run(app.clone(), Rhythm::default(), stop.clone()));
        tasks.spawn(jobs::plans::run(app.clone(), jobs::plans::EVERY, stop.clone()));
        tasks.spawn(jobs::snapshots::run(app.clone(), stop.clone()));
        tasks.spawn(app.clone().keep_plans_settled(stop.clone()));
        tasks.spawn(run_schedule(app.clone(), stop.clone()));
        let (changing, stopped) = (app.clone(), stop.clone());
        tasks.spawn(async move {
            stopped.cancelled().await;
            changing.stop_changes();
        });
        tasks.spawn(jobs::health::run(app.clone(), stop.clone()));
        Self { stop, jobs: tasks }
    }

    /// Ends them; one that takes too long is broken off, as a crash would, and stays as whole as then.
    pub(super) async fn end(mut self) {
        self.stop.cancel();
        let ended = async {
            while let Some(job) = self.jobs.join_next().await {
                if let Err(error) = job {
                    tracing::error!(%error, "a job of the server ended badly");
                }
            }
        };
        // Dropping them aborts those that are left.
        let _ = tokio::time::timeout(GRACE, ended).await;
    }
}
