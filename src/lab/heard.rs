//! What a router was asked, in the order in which it came: a test reads here what nobody may have written, and when.

use std::collections::VecDeque;

use parking_lot::Mutex;

use super::faults::Front;

/// How many requests are remembered.
const MOST: usize = 10_000;

/// A request that a router heard, refused or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Counts from 1, over both fronts.
    pub number: u64,
    /// Whether it came over the binary API.
    pub over_api: bool,
    /// The connection that it came over; no two have the same.
    pub connection: u64,
    /// The menu: `ip/address`.
    pub path: String,
    /// The command: `print`, `add`, `login`, ….
    pub verb: String,
    /// Whether it was carried out, as far as the router let it.
    pub done: bool,
}

impl Heard {
    /// Whether it may have changed something.
    pub fn is_write(&self) -> bool {
        !matches!(
            self.verb.as_str(),
            "print" | "get" | "find" | "listen" | "login" | "monitor" | "export" | "inspect"
        )
    }
}

#[derive(Debug, Default)]
struct Inner {
    heard: VecDeque<Heard>,
    requests: u64,
    connections: u64,
}

/// What one router heard.
#[derive(Debug, Default)]
pub(super) struct Ear(Mutex<Inner>);

impl Ear {
    /// A number for a new connection.
    pub(super) fn connection(&self) -> u64 {
        let mut inner = self.0.lock();
        inner.connections += 1;
        inner.connections
    }

    /// Remembers a request; returns its number.
    pub(super) fn hear(&self, front: Front, connection: u64, path: &str, verb: &str) -> u64 {
        let mut inner = self.0.lock();
        inner.requests += 1;
        let number = inner.requests;
        if inner.heard.len() >= MOST {
            inner.heard.pop_front();
        }
        let (path, verb) = (path.to_owned(), verb.to_owned());
        let over_api = front == Front::Api;
        inner.heard.push_back(Heard { number, over_api, connection, path, verb, done: false });
        number
    }

    /// Notes that the request was carried out.
    pub(super) fn done(&self, number: u64) {
        let mut inner = self.0.lock();
        if let Some(heard) = inner.heard.iter_mut().rev().find(|heard| heard.number == number) {
            heard.done = true;
        }
    }

    /// All that is remembered, oldest first.
    pub(super) fn all(&self) -> Vec<Heard> {
        self.0.lock().heard.iter().cloned().collect()
    }

    /// Forgets all requests and counts from 1 again.
    pub(super) fn forget(&self) {
        let mut inner = self.0.lock();
        inner.heard.clear();
        inner.requests = 0;
    }
}
