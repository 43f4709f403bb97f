//! How soon to look again: often at what changes or is ill, seldom at what doesn't answer.

use std::time::Duration;

/// A pace between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    shortest: Duration,
    longest: Duration,
    now: Duration,
}

impl Pace {
    pub(super) fn between(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest: longest.max(shortest), now: shortest }
    }

    /// How long to wait.
    pub(super) fn wait(self) -> Duration {
        self.now
    }

    /// As often as may be.
    pub(super) fn quicken(&mut self) {
        self.now = self.shortest;
    }

    /// Half as long again, up to the longest wait.
    pub(super) fn slacken(&mut self) {
        self.now = (self.now + self.now / 2).min(self.longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_keeps_its_bounds() {
        let mut pace = Pace::between(Duration::from_secs(4), Duration::from_secs(8));
        assert_eq!(pace.wait(), Duration::from_secs(4));
        pace.slacken();
        assert_eq!(pace.wait(), Duration::from_secs(6));
        pace.slacken();
        assert_eq!(pace.wait(), Duration::from_secs(8));
        pace.quicken();
        assert_eq!(pace.wait(), Duration::from_secs(4));
    }
}
