//! Telling those who follow a plan that it has moved on: a shell, the page or another instance may have moved it, so the
//! database is asked, and only while somebody follows one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::events::Topic;

/// How often the database is asked.
pub const EVERY: Duration = Duration::from_secs(1);

/// Asks `every` so often until `stop` is cancelled.
pub async fn run(app: Arc<App>, every: Duration, stop: CancellationToken) {
    let mut known = BTreeMap::new();
    loop {
        let followed = app.events.plans();
        if !followed.is_empty() {
            match app.plan_stamps(followed).await {
                Ok(stamps) => known = tell(&app, &known, stamps),
                Err(error) => tracing::warn!(%error, "plans that are followed could not be looked at"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Tells of plans whose stamp is another than the one known, and returns what is known now.
fn tell(
    app: &App,
    known: &BTreeMap<String, String>,
    stamps: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    for (plan, stamp) in &stamps {
        if known.get(plan).is_some_and(|before| before != stamp) {
            app.events.publish(&Topic::Plan(plan.clone()));
        }
    }
    stamps
}
