//! An even rate with a burst: the generic cell rate algorithm (ITU-T I.371), one moment per key.
//!
//! A key's moment is when it will have paid for what it took. It may take more while that lies no further ahead than the
//! burst allows. Our own, because refusing an address must not cost it anything further: looking and paying are two
//! steps here.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Instant;

/// Keys that are remembered at once. Were there more that all owe something, new ones would go free: an attack from so
/// many addresses is not stopped by counting them.
const KEYS: usize = 100_000;
/// Between two looks through all of them for those that owe nothing any more, which takes milliseconds.
const LOOK: Duration = Duration::from_secs(1);

/// Takes of each key, limited.
#[derive(Debug)]
pub(super) struct Rate<K> {
    /// What one take costs.
    every: Duration,
    /// How far ahead a key may be and still take.
    ahead: Duration,
    paid: Mutex<Paid<K>>,
}

/// When each key will have paid for what it took.
#[derive(Debug)]
struct Paid<K> {
    until: HashMap<K, Instant>,
    /// When they were last looked through.
    looked: Option<Instant>,
}

impl<K: Eq + Hash> Paid<K> {
    /// Whether there is room for one more key.
    fn has_room(&mut self, now: Instant) -> bool {
        if self.until.len() < KEYS {
            return true;
        }
        if self.looked.is_none_or(|looked| now.saturating_duration_since(looked) >= LOOK) {
            self.looked = Some(now);
            self.until.retain(|_, until| *until > now);
        }
        self.until.len() < KEYS
    }
}

impl<K: Eq + Hash> Rate<K> {
    /// `count` takes per `window`, `burst` of them at once; `None` if `count` is 0, which is no limit.
    pub(super) fn new(count: u32, window: Duration, burst: u32) -> Option<Self> {
        let every = window.checked_div(count)?;
        let ahead = every * (burst.min(count).max(1) - 1);
        let paid = Mutex::new(Paid { until: HashMap::new(), looked: None });
        Some(Self { every, ahead, paid })
    }

    /// Takes once, or says how long to wait.
    pub(super) fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut paid = self.paid.lock();
        self.wait(&paid, &key, now)?;
        self.pay(&mut paid, key, now);
        Ok(())
    }

    /// Whether `key` could take at `now`, or how long it would have to wait.
    pub(super) fn look(&self, key: &K, now: Instant) -> Result<(), Duration> {
        self.wait(&self.paid.lock(), key, now)
    }

    /// Makes `key` pay for one take, whether it could or not.
    pub(super) fn charge(&self, key: K, now: Instant) {
        self.pay(&mut self.paid.lock(), key, now);
    }

    fn wait(&self, paid: &Paid<K>, key: &K, now: Instant) -> Result<(), Duration> {
        let ahead = paid.until.get(key).map_or(Duration::ZERO, |paid| paid.saturating_duration_since(now));
        if ahead <= self.ahead { Ok(()) } else { Err(ahead.saturating_sub(self.ahead)) }
    }

    fn pay(&self, paid: &mut Paid<K>, key: K, now: Instant) {
        if !paid.until.contains_key(&key) && !paid.has_room(now) {
            return;
        }
        let until = paid.until.entry(key).or_insert(now);
        *until = (*until).max(now) + self.every;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn after_the_burst_the_rate_is_even() {
        let rate = Rate::new(60, 60 * SECOND, 3).unwrap();
        let now = monotonic();
        for _ in 0..3 {
            rate.take("ann", now).unwrap();
        }
        assert_eq!(rate.take("ann", now), Err(SECOND));
        assert_eq!(rate.take("bob", now), Ok(()), "others are not concerned");
        assert_eq!(rate.take("ann", now + SECOND), Ok(()));
        assert_eq!(rate.take("ann", now + SECOND), Err(SECOND));
        assert_eq!(rate.take("ann", now + 100 * SECOND), Ok(()), "what was not used does not add up");
        let later = now + 100 * SECOND;
        assert_eq!((1..=5).filter(|_| rate.take("ann", later).is_ok()).count(), 2);
    }

    #[test]
    fn a_burst_is_never_more_than_the_window_has() {
        let rate = Rate::new(2, 60 * SECOND, 40).unwrap();
        let now = monotonic();
        assert_eq!((1..=5).filter(|_| rate.take("ann", now).is_ok()).count(), 2);
        assert!(Rate::<&str>::new(0, SECOND, 1).is_none());
    }

    #[test]
    fn a_flood_of_keys_is_looked_through_once_a_second() {
        let rate = Rate::new(1000, SECOND, 1).unwrap();
        let (now, known) = (monotonic(), || rate.paid.lock().until.len());
        for key in 0..=KEYS {
            rate.charge(key, now);
        }
        assert_eq!(known(), KEYS, "one more goes free");
        // By now all have paid, but looking again for each that comes would be the attack.
        rate.charge(KEYS + 1, now + SECOND / 2);
        assert_eq!(known(), KEYS);
        rate.charge(KEYS + 1, now + SECOND);
        assert_eq!(known(), 1);
    }

    #[test]
    fn looking_costs_nothing_and_paying_is_not_refused() {
        let rate = Rate::new(1, SECOND, 1).unwrap();
        let now = monotonic();
        rate.look(&1, now).unwrap();
        rate.charge(1, now);
        rate.charge(1, now);
        assert_eq!(rate.look(&1, now), Err(2 * SECOND));
    }
}
