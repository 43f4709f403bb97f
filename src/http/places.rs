//! How much may be under way at once, in all and of one principal.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind};
use crate::observe::metrics::Metrics;

/// A number of places, and the settings that say how many.
pub(super) struct Places {
    limits: Bounds,
    taken: Mutex<Taken>,
    metrics: Arc<Metrics>,
}

/// How many places there are.
pub(super) struct Bounds {
    /// In all, and the setting that says so.
    pub(super) all: (usize, &'static str),
    /// Of one principal, unless everybody is the same one.
    pub(super) each: Option<(usize, &'static str)>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    each: HashMap<String, usize>,
}

impl Places {
    pub(super) fn new(limits: Bounds, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self { limits, taken: Mutex::default(), metrics })
    }

    /// A place for `principal`: `Busy` if there are too many in all, `RateLimited` if too many are its own.
    pub(super) fn take(self: &Arc<Self>, principal: &Principal) -> Result<Place, Error> {
        let mut taken = self.taken.lock();
        let (all, setting) = self.limits.all;
        if taken.all >= all {
            return Err(self.refusal(ErrorKind::Busy, setting, "the server has its hands full"));
        }
        let key = self.limits.each.map(|_| principal.to_string());
        if let (Some(key), Some((each, setting))) = (&key, self.limits.each) {
            let own = taken.each.entry(key.clone()).or_default();
            if *own >= each {
                let message =
                    format!("{each} of your requests are under way, which is all that you may have");
                return Err(self.refusal(ErrorKind::RateLimited, setting, &message));
            }
            *own += 1;
        }
        taken.all += 1;
        Ok(Place { places: self.clone(), key })
    }

    fn refusal(&self, kind: ErrorKind, setting: &'static str, message: &str) -> Error {
        self.metrics.limit_hits.inc([setting]);
        Error::new(kind, message)
            .hint(format!("wait for some to end; the setting {setting} says how many there may be"))
    }
}

/// A place that is taken until this is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    key: Option<String>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock();
        taken.all -= 1;
        if let Some(key) = &self.key
            && let Some(own) = taken.each.get_mut(key)
        {
            *own -= 1;
            if *own == 0 {
                taken.each.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(all: usize, each: Option<usize>) -> Arc<Places> {
        let bounds = Bounds { all: (all, "all"), each: each.map(|each| (each, "each")) };
        Places::new(bounds, Arc::new(Metrics::new("lab")))
    }

    #[test]
    fn places_come_back_and_are_counted_in_all_and_for_each() {
        let places = places(3, Some(2));
        let (ann, bob) = (Principal::shell("ann"), Principal::shell("bob"));
        let first = places.take(&ann).unwrap();
        let _second = places.take(&ann).unwrap();
        assert_eq!(places.take(&ann).err().unwrap().kind(), ErrorKind::RateLimited);
        let third = places.take(&bob).unwrap();
        assert_eq!(places.take(&bob).err().unwrap().kind(), ErrorKind::Busy);
        drop((first, third));
        assert!(places.take(&ann).is_ok());
        assert_eq!(places.metrics.limit_hits.get(["each"]), 1);
        assert_eq!(places.taken.lock().each.len(), 1, "who has none is forgotten");
    }

    #[test]
    fn where_everybody_is_the_same_only_the_total_counts() {
        let places = places(2, None);
        let _held = [places.take(&Principal::lab()).unwrap(), places.take(&Principal::lab()).unwrap()];
        assert_eq!(places.take(&Principal::lab()).err().unwrap().kind(), ErrorKind::Busy);
    }
}
