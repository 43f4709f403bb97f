//! Telling those who follow a plan that it has moved on: a shell, the page or another instance may have moved it, so the
//! database is asked, and only while somebody follows one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::Result;
use crate::events::Topic;

/// How often the database is asked.
pub const EVERY: Duration = Duration::from_secs(1);

/// Asks `every` so often until `stop` is cancelled.
pub async fn run(app: Arc<App>, every: Duration, stop: CancellationToken) {
    let mut known = BTreeMap::new();
    loop {
        match look(&app, &known).await {
            Ok(seen) => known = seen,
            Err(error) => tracing::warn!(%error, "plans that are followed could not be looked at"),
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Tells of followed plans whose stamp is another than the one known, and returns what is known now. The first look at a
/// plan tells too: it may have moved since somebody began to follow it.
async fn look(app: &App, known: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let followed = app.events.plans();
    if followed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let stamps = app.plan_stamps(followed).await?;
    for (plan, stamp) in &stamps {
        if known.get(plan) != Some(stamp) {
            app.events.publish(&Topic::Plan(plan.clone()));
        }
    }
    Ok(stamps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plan::Sample;

    #[tokio::test]
    async fn followers_of_a_plan_hear_that_it_moved_and_of_no_other() {
        let app = App::scratch().await;
        let (mine, digest) = app.sample_plan(Sample::default()).await;
        let (other, _) = app.sample_plan(Sample::default()).await;
        let watch = app.events.watch();
        watch.follow("mine", [Topic::Plan(mine.clone())]).unwrap();
        watch.follow("other", [Topic::Plan(other)]).unwrap();
        let known = look(&app, &BTreeMap::new()).await.unwrap();
        assert_eq!(watch.news().await.unwrap().len(), 2, "what moved before the first look is not missed");
        let known = look(&app, &known).await.unwrap();
        app.approve_sample(&mine, &digest).await;
        look(&app, &known).await.unwrap();
        let news = watch.news().await.unwrap();
        assert_eq!(news.iter().map(|key| &**key).collect::<Vec<_>>(), ["mine"]);
    }
}
