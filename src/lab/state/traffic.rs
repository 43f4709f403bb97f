//! Counters that grow by themselves.
//!
//! A counter is a function of the uptime, so that nothing has to tick: the rate swings around its average, the total is
//! the integral of the rate.

/// One pair of counters; for firewall rules only the receiving half is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::lab) struct Traffic {
    /// Average bits per second received.
    pub(in crate::lab) rx: u64,
    /// Average bits per second sent.
    pub(in crate::lab) tx: u64,
    base_rx: u64,
    base_tx: u64,
    since: Option<i64>,
}

/// Milliseconds of one swing of the rate.
const SWING: f64 = 97_000.0;
/// How far the rate swings around its average.
const DEPTH: f64 = 0.4;
/// Average bytes of a packet.
const PACKET: u64 = 730;

impl Traffic {
    /// Counters that stand at zero when the uptime is `since` milliseconds.
    pub(in crate::lab) fn since(since: i64, rx: u64, tx: u64) -> Self {
        Self { rx, tx, base_rx: 0, base_tx: 0, since: Some(since) }
    }

    /// Bytes received and sent up to `uptime`.
    pub(in crate::lab) fn bytes(&self, uptime: i64) -> (u64, u64) {
        let Some(since) = self.since else { return (self.base_rx, self.base_tx) };
        (self.base_rx + total(self.rx, since, uptime), self.base_tx + total(self.tx, since, uptime))
    }

    /// Packets received and sent up to `uptime`.
    pub(in crate::lab) fn packets(&self, uptime: i64) -> (u64, u64) {
        let (rx, tx) = self.bytes(uptime);
        (rx.div_ceil(PACKET), tx.div_ceil(PACKET))
    }

    /// Bits per second received and sent at `uptime`.
    pub(in crate::lab) fn rate(&self, uptime: i64) -> (u64, u64) {
        if self.since.is_none() {
            return (0, 0);
        }
        (swung(self.rx, uptime), swung(self.tx, uptime))
    }

    /// Stops counting, or goes on.
    pub(in crate::lab) fn run(&mut self, running: bool, uptime: i64) {
        if running && self.since.is_none() {
            self.since = Some(uptime);
        } else if !running {
            (self.base_rx, self.base_tx) = self.bytes(uptime);
            self.since = None;
        }
    }

    /// Starts again from zero.
    pub(in crate::lab) fn reset(&mut self, uptime: i64) {
        (self.base_rx, self.base_tx) = (0, 0);
        self.since = self.since.map(|_| uptime);
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "simulated totals need no more precision than a float has, and are never negative"
)]
fn total(rate: u64, since: i64, uptime: i64) -> u64 {
    let integral = |at: i64| at as f64 - DEPTH * (SWING / std::f64::consts::TAU) * angle(at).cos();
    let seconds = (integral(uptime) - integral(since)).max(0.0) / 1000.0;
    (rate as f64 / 8.0 * seconds) as u64
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "simulated rates need no more precision than a float has, and are never negative"
)]
fn swung(rate: u64, uptime: i64) -> u64 {
    (rate as f64 * (1.0 + DEPTH * angle(uptime).sin())) as u64
}

#[expect(clippy::cast_precision_loss, reason = "an uptime in milliseconds is far below 2^52")]
fn angle(at: i64) -> f64 {
    at as f64 / SWING * std::f64::consts::TAU
}

/// A number that looks random and is always the same for the same words (FNV-1a).
pub(in crate::lab) fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_only_grow_and_keep_to_their_rate() {
        let traffic = Traffic::since(0, 8_000_000, 0);
        let mut last = 0;
        for second in 1..2000 {
            let (rx, tx) = traffic.bytes(second * 1000);
            assert!(rx > last && tx == 0, "{second}: {last} -> {rx}");
            last = rx;
        }
        let per_second = last / 1999;
        assert!((900_000..1_100_000).contains(&per_second), "{per_second}");
    }

    #[test]
    fn a_stopped_counter_stands_and_a_reset_one_starts_again() {
        let mut traffic = Traffic::since(0, 80_000, 8_000);
        traffic.run(false, 10_000);
        let stopped = traffic.bytes(10_000);
        assert_eq!(traffic.bytes(99_000), stopped);
        assert_eq!(traffic.rate(99_000), (0, 0));
        traffic.run(true, 99_000);
        assert!(traffic.bytes(109_000).0 > stopped.0);
        traffic.reset(109_000);
        assert_eq!(traffic.bytes(109_000), (0, 0));
    }
}
