//! News between the processes that use one database: what one publishes, the subscribers of all are told within a second.
//!
//! The table of news is the truth: each process writes there what it published, five times a second at most, and reads what
//! the others wrote. It needs nothing of the database but transactions, so it works through any pooler and on SQLite as well,
//! where the other process is a verb on the command line. A process that was cut off reads on from where it was.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::error::Result;
use crate::events::{Hub, Topic};
use crate::store::news;

/// How often the others' news are read.
const EVERY: Duration = Duration::from_millis(500);
/// For how long own news are gathered.
const GATHER: Duration = Duration::from_millis(200);

/// Where this process stands.
pub(super) struct Exchange {
    origin: String,
    /// The number up to which it has heard; `None` before it listened.
    heard: Mutex<Option<i64>>,
}

impl Default for Exchange {
    fn default() -> Self {
        Self { origin: ulid::Ulid::generate().to_string(), heard: Mutex::default() }
    }
}

impl App {
    /// Tells the other processes what is published here and publishes here what they tell, until `stop`.
    pub async fn share_news(&self, stop: CancellationToken) {
        let mut failing = false;
        loop {
            let exchanged = self.exchange_news().await;
            if let Err(error) = &exchanged
                && !failing
            {
                tracing::warn!(%error, "news of other processes cannot be read, and ours not be told, for now");
            }
            failing = exchanged.is_err();
            let more = async {
                self.events.outgoing().await;
                tokio::time::sleep(GATHER).await;
            };
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = more => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Tells what is waiting, hears what there is.
    pub(super) async fn exchange_news(&self) -> Result<()> {
        if self.store.is_private() {
            return Ok(());
        }
        let mut heard = self.exchange.heard.lock().await;
        let topics = self.events.take_outgoing();
        let (told, last) = match self.exchange_in_store(&topics, *heard).await {
            Ok(exchanged) => exchanged,
            Err(error) => {
                self.events.put_back(&topics);
                return Err(error);
            }
        };
        *heard = Some(last);
        drop(heard);
        publish(&self.events, &told);
        Ok(())
    }

    async fn exchange_in_store(&self, topics: &[Topic], since: Option<i64>) -> Result<(Vec<String>, i64)> {
        let origin = self.exchange.origin.clone();
        let topics: Vec<_> = topics.iter().map(ToString::to_string).collect();
        if topics.is_empty() {
            return self
                .store
                .read(move |conn| match since {
                    Some(since) => news::heard(conn, &origin, since),
                    None => Ok((Vec::new(), news::last(conn)?)),
                })
                .await;
        }
        self.store
            .write(move |conn| {
                let since = since.map_or_else(|| news::last(conn), Ok)?;
                let heard = news::heard(conn, &origin, since)?;
                news::tell(conn, &origin, &topics)?;
                Ok(heard)
            })
            .await
    }
}

/// A topic that a newer rosmcp knows and this one does not is nobody's news here.
fn publish(events: &Hub, told: &[String]) {
    for topic in told.iter().filter_map(|topic| topic.parse().ok()) {
        events.tell(&topic);
    }
}
