//! Who follows what.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::mailbox::Mailbox;
use super::outbox::Outbox;
use super::topic::Topic;
use super::watch::Watch;
use crate::domain::device::DeviceId;
use crate::error::{Error, ErrorKind, Result};

/// How much may be followed, and how often its readers are told.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Things followed of one device, by all readers together.
    pub per_device: usize,
    /// Things followed by one reader.
    pub per_watch: usize,
    /// For how long a reader's news are gathered after the last delivery.
    pub batch: Duration,
    /// After how long without news a watch ends; zero is never.
    pub idle: Duration,
}

/// The bus; clones share it.
#[derive(Clone)]
pub struct Hub(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) limits: Limits,
    table: Mutex<Table>,
    demand: Notify,
    outbox: Outbox,
}

#[derive(Default)]
struct Table {
    last: u64,
    followers: HashMap<Topic, HashMap<Follower, Arc<Mailbox>>>,
    per_device: HashMap<DeviceId, usize>,
    /// Things followed, by all readers together.
    followed: usize,
}

/// A reader, and what it calls the thing that it follows.
pub(super) type Follower = (u64, Arc<str>);

impl Hub {
    /// A hub that nobody follows anything of.
    pub fn new(limits: Limits) -> Self {
        Self::with(limits, Outbox::default())
    }

    /// As [`Hub::new`], with an outbox: what is published is kept for other processes, to be taken out.
    pub fn shared(limits: Limits) -> Self {
        Self::with(limits, Outbox::kept())
    }

    fn with(limits: Limits, outbox: Outbox) -> Self {
        Self(Arc::new(Shared { limits, table: Mutex::default(), demand: Notify::new(), outbox }))
    }

    /// Tells everyone who follows `topic`, here and in other processes.
    pub fn publish(&self, topic: &Topic) {
        self.tell(topic);
        self.0.outbox.put(topic);
    }

    /// Whether other processes have something to be told.
    pub fn has_outgoing(&self) -> bool {
        !self.0.outbox.is_empty()
    }

    /// Takes out what other processes have not been told yet.
    pub fn take_outgoing(&self) -> Vec<Topic> {
        self.0.outbox.take().into_iter().collect()
    }

    /// Keeps what could not be told.
    pub fn put_back(&self, topics: &[Topic]) {
        for topic in topics {
            self.0.outbox.put(topic);
        }
    }

    /// Returns when other processes may have something to be told.
    pub async fn outgoing(&self) {
        self.0.outbox.filled().await;
    }

    /// Tells everyone here who follows `topic`.
    pub fn tell(&self, topic: &Topic) {
        if let Some(followers) = self.0.table.lock().followers.get(topic) {
            for ((_, key), mailbox) in followers {
                mailbox.put(key);
            }
        }
    }

    /// A reader that follows nothing yet.
    pub fn watch(&self) -> Watch {
        let mut table = self.0.table.lock();
        table.last += 1;
        Watch::new(self.clone(), table.last)
    }

    /// The menus that somebody follows, by device.
    pub fn wanted(&self) -> BTreeMap<DeviceId, BTreeSet<String>> {
        let mut wanted: BTreeMap<DeviceId, BTreeSet<String>> = BTreeMap::new();
        for topic in self.0.table.lock().followers.keys() {
            if let Topic::Menu(device, menu) = topic {
                wanted.entry(device.clone()).or_default().insert(menu.clone());
            }
        }
        wanted
    }

    /// How many things are followed, by all readers together.
    pub fn followed(&self) -> usize {
        self.0.table.lock().followed
    }

    /// The plans that somebody follows, by their ids.
    pub fn plans(&self) -> BTreeSet<String> {
        let table = self.0.table.lock();
        let plan = |topic: &Topic| match topic {
            Topic::Plan(id) => Some(id.clone()),
            _ => None,
        };
        table.followers.keys().filter_map(plan).collect()
    }

    /// Returns when what is [`wanted`](Self::wanted) may have changed.
    pub async fn demand_changed(&self) {
        self.0.demand.notified().await;
    }
}

impl Shared {
    /// Enters a follower of `topics`, unless one of their devices is followed too much already.
    pub(super) fn enter(
        &self,
        follower: &Follower,
        topics: &BTreeSet<Topic>,
        mailbox: &Arc<Mailbox>,
    ) -> Result<()> {
        let mut table = self.table.lock();
        for device in devices(topics) {
            if table.per_device.get(device).is_some_and(|count| *count >= self.limits.per_device) {
                return Err(too_many(self.limits.per_device));
            }
        }
        for device in devices(topics) {
            *table.per_device.entry(device.clone()).or_default() += 1;
        }
        for topic in topics {
            table.followers.entry(topic.clone()).or_default().insert(follower.clone(), mailbox.clone());
        }
        table.followed += 1;
        drop(table);
        self.demand.notify_one();
        Ok(())
    }

    /// Strikes a follower of `topics`.
    pub(super) fn leave(&self, follower: &Follower, topics: &BTreeSet<Topic>) {
        let mut table = self.table.lock();
        for topic in topics {
            if let Some(followers) = table.followers.get_mut(topic) {
                followers.remove(follower);
                if followers.is_empty() {
                    table.followers.remove(topic);
                }
            }
        }
        for device in devices(topics) {
            if let Some(count) = table.per_device.get_mut(device) {
                *count -= 1;
                if *count == 0 {
                    table.per_device.remove(device);
                }
            }
        }
        table.followed -= 1;
        drop(table);
        self.demand.notify_one();
    }
}

fn devices(topics: &BTreeSet<Topic>) -> BTreeSet<&DeviceId> {
    topics.iter().filter_map(Topic::device).collect()
}

fn too_many(most: usize) -> Error {
    Error::new(
        ErrorKind::RateLimited,
        format!("the device has {most} subscriptions, which is all it may have"),
    )
    .hint("end one, or raise sse_max_subscriptions_per_device")
}
