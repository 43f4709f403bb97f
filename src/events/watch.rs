//! One reader of the bus.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use parking_lot::Mutex;

use super::hub::Hub;
use super::mailbox::Mailbox;
use super::topic::Topic;
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};

/// What a reader follows, and its news; following ends when it is dropped.
pub struct Watch {
    hub: Hub,
    id: u64,
    mailbox: Arc<Mailbox>,
    follows: Mutex<BTreeMap<Arc<str>, BTreeSet<Topic>>>,
    told: Mutex<Option<Instant>>,
}

impl Watch {
    pub(super) fn new(hub: Hub, id: u64) -> Self {
        Self { hub, id, mailbox: Arc::default(), follows: Mutex::default(), told: Mutex::default() }
    }

    /// Follows `topics` under the name `key`; following a key again changes nothing. [`ErrorKind::RateLimited`] when this
    /// reader, or the device, has all that it may have.
    pub fn follow(&self, key: &str, topics: impl IntoIterator<Item = Topic>) -> Result<()> {
        let mut follows = self.follows.lock();
        if follows.contains_key(key) {
            return Ok(());
        }
        let most = self.most();
        if follows.len() >= most {
            return Err(Error::new(ErrorKind::RateLimited, format!("{most} resources are followed already"))
                .hint("unsubscribe from some, or open another session"));
        }
        let (key, topics): (Arc<str>, BTreeSet<Topic>) = (key.into(), topics.into_iter().collect());
        self.hub.0.enter(&(self.id, key.clone()), &topics, &self.mailbox)?;
        follows.insert(key, topics);
        Ok(())
    }

    /// Whether this reader follows as much as one may.
    pub fn is_full(&self) -> bool {
        self.follows.lock().len() >= self.most()
    }

    /// How much one reader may follow.
    pub fn most(&self) -> usize {
        self.hub.0.limits.per_watch
    }

    /// Follows `key` no longer; whether it was followed.
    pub fn unfollow(&self, key: &str) -> bool {
        let Some((key, topics)) = self.follows.lock().remove_entry(key) else { return false };
        self.mailbox.forget(&key);
        self.hub.0.leave(&(self.id, key), &topics);
        true
    }

    /// The keys that are followed.
    pub fn followed(&self) -> Vec<Arc<str>> {
        self.follows.lock().keys().cloned().collect()
    }

    /// The keys with news, as soon as there are any, but a batch interval after the last time at the earliest; `None`
    /// when there were none for too long.
    pub async fn news(&self) -> Option<Vec<Arc<str>>> {
        let idle = self.hub.0.limits.idle;
        if idle.is_zero() {
            self.mailbox.filled().await;
        } else {
            tokio::time::timeout(idle, self.mailbox.filled()).await.ok()?;
        }
        let due = self.told.lock().map(|told| told + self.hub.0.limits.batch);
        if let Some(due) = due {
            tokio::time::sleep_until(due).await;
        }
        *self.told.lock() = Some(clock::monotonic());
        Some(self.mailbox.take())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for (key, topics) in std::mem::take(&mut *self.follows.lock()) {
            self.hub.0.leave(&(self.id, key), &topics);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::device::DeviceId;
    use crate::events::Limits;

    fn hub() -> Hub {
        Hub::new(Limits {
            per_device: 2,
            per_watch: 3,
            batch: Duration::from_secs(1),
            idle: Duration::from_mins(1),
        })
    }

    fn health(name: &str) -> Topic {
        Topic::Health(DeviceId(name.into()))
    }

    async fn news(watch: &Watch) -> Vec<String> {
        watch.news().await.unwrap().iter().map(ToString::to_string).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_news_come_at_once_and_further_ones_are_gathered() {
        let (hub, start) = (hub(), clock::monotonic());
        let watch = hub.watch();
        watch.follow("a", [health("a")]).unwrap();
        watch.follow("b", [health("b"), Topic::Inventory]).unwrap();
        hub.publish(&health("a"));
        assert_eq!(news(&watch).await, ["a"]);
        assert!(start.elapsed() < Duration::from_secs(1));
        for _ in 0..1000 {
            hub.publish(&health("a"));
            hub.publish(&Topic::Inventory);
        }
        assert_eq!(news(&watch).await, ["a", "b"]);
        assert!(start.elapsed() >= Duration::from_secs(1));
        hub.publish(&Topic::Audit);
        assert!(watch.news().await.is_none(), "idle for a minute");
    }

    #[tokio::test]
    async fn what_is_no_longer_followed_is_no_news() {
        let hub = hub();
        let watch = hub.watch();
        watch.follow("a", [health("a")]).unwrap();
        watch.follow("b", [health("b")]).unwrap();
        hub.publish(&health("a"));
        assert!(watch.unfollow("a"));
        assert!(!watch.unfollow("a"));
        hub.publish(&health("a"));
        hub.publish(&health("b"));
        assert_eq!(news(&watch).await, ["b"]);
    }

    #[test]
    fn a_device_and_a_reader_have_their_limits_and_leaving_makes_room() {
        let hub = hub();
        let (one, two, three) = (hub.watch(), hub.watch(), hub.watch());
        one.follow("a", [health("a")]).unwrap();
        one.follow("a", [health("a")]).unwrap();
        two.follow("a", [health("a")]).unwrap();
        assert_eq!(three.follow("a", [health("a")]).unwrap_err().kind(), ErrorKind::RateLimited);
        drop(two);
        three.follow("a", [health("a")]).unwrap();
        one.follow("b", [health("b")]).unwrap();
        one.follow("c", [Topic::Audit]).unwrap();
        assert_eq!(one.follow("d", [Topic::Audit]).unwrap_err().kind(), ErrorKind::RateLimited);
    }

    #[test]
    fn a_menu_is_wanted_while_somebody_follows_it() {
        let hub = hub();
        let device = DeviceId("a".into());
        let menu = || Topic::Menu(device.clone(), "interface".into());
        let (one, two) = (hub.watch(), hub.watch());
        one.follow("x", [menu()]).unwrap();
        two.follow("y", [menu()]).unwrap();
        assert_eq!(hub.wanted()[&device].len(), 1);
        drop(one);
        assert_eq!(hub.wanted().len(), 1);
        drop(two);
        assert!(hub.wanted().is_empty());
    }
}
