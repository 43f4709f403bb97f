//! How a plan goes over many devices.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::device::check_host;
use crate::error::{Error, Result};

/// How many waves there may be.
const MOST_WAVES: usize = 20;
/// The longest soak time, seconds: a wave must end while its plan is still good.
const LONGEST_SOAK: u32 = 3600;
/// How many hosts a gate may ping.
const MOST_PINGS: usize = 5;

/// Waves, the gate after each of them, and what becomes of it all when devices fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rollout {
    /// How far each wave reaches, as a number of devices or as a share: `1`, `5%`. One more wave takes the rest.
    #[serde(deserialize_with = "waves")]
    #[schemars(with = "Vec<Wave>")]
    pub waves: Vec<String>,
    /// Seconds between the last device of a wave and its gate.
    pub soak_seconds: u32,
    /// From how many failed devices on it stops.
    pub max_failures: u32,
    /// What becomes of the devices that have the change when it stops.
    pub on_failure: OnFailure,
    /// The CPU load, percent, that no device may have reached at the gate.
    pub max_cpu_percent: u8,
    /// The use of memory, percent, that no device may have reached at the gate.
    pub max_memory_percent: u8,
    /// Hosts that each device must reach at the gate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ping: Vec<String>,
}

/// How far a wave reaches, as it may be given: a number of devices need not be a text.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Wave {
    Text(String),
    Devices(u32),
}

fn waves<'de, D: Deserializer<'de>>(given: D) -> std::result::Result<Vec<String>, D::Error> {
    let text = |wave| match wave {
        Wave::Text(text) => text,
        Wave::Devices(count) => count.to_string(),
    };
    Ok(Vec::<Wave>::deserialize(given)?.into_iter().map(text).collect())
}

/// What becomes of the devices that have the change when a rollout stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// They keep it, and the plan can go on.
    Stop,
    /// Those of the last wave are put back.
    RollBackWave,
    /// All are put back.
    RollBackAll,
}

impl Default for Rollout {
    fn default() -> Self {
        Self {
            waves: ["1", "5%", "25%"].map(str::to_owned).to_vec(),
            soak_seconds: 5,
            max_failures: 1,
            on_failure: OnFailure::Stop,
            max_cpu_percent: 95,
            max_memory_percent: 95,
            ping: Vec::new(),
        }
    }
}

impl Rollout {
    /// Refuses what makes no sense.
    pub fn check(&self) -> Result<()> {
        if self.waves.len() > MOST_WAVES {
            return Err(Error::usage(format!("a rollout has at most {MOST_WAVES} waves")));
        }
        for wave in &self.waves {
            reach(wave, 100)?;
        }
        if self.soak_seconds > LONGEST_SOAK {
            return Err(Error::usage(format!("soak_seconds is at most {LONGEST_SOAK}")));
        }
        if self.max_failures == 0 {
            return Err(Error::usage("max_failures is 1 or more"));
        }
        let percents = [self.max_cpu_percent, self.max_memory_percent];
        if percents.iter().any(|percent| !(1..=100).contains(percent)) {
            return Err(Error::usage("a percentage of a gate is 1 to 100"));
        }
        if self.ping.len() > MOST_PINGS {
            return Err(Error::usage(format!("a gate pings at most {MOST_PINGS} hosts")));
        }
        self.ping.iter().try_for_each(|host| check_host(host).map(drop))
    }

    /// Where the waves over `count` devices end, ascending, the last one at `count`.
    pub fn ends(&self, count: usize) -> Vec<usize> {
        let reached = self.waves.iter().filter_map(|wave| reach(wave, count).ok());
        let mut ends: Vec<_> = reached.map(|end| end.clamp(1, count)).chain([count]).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}

/// How many of `count` devices a wave reaches; part of a device is a whole one.
fn reach(wave: &str, count: usize) -> Result<usize> {
    let bad = || {
        Error::usage(format!("{wave:?} is no wave"))
            .hint("a wave is a number of devices or a share: 1, 5%, 25%")
    };
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0).ok_or_else(bad);
    match wave.strip_suffix('%') {
        Some(share) => {
            let share = number(share)?;
            if share <= 100 { Ok((count * share).div_ceil(100)) } else { Err(bad()) }
        }
        None => number(wave),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(waves: &[&str]) -> Rollout {
        Rollout { waves: waves.iter().map(|wave| (*wave).to_owned()).collect(), ..Rollout::default() }
    }

    #[test]
    fn waves_grow_and_end_with_everybody() {
        assert_eq!(Rollout::default().ends(200), [1, 10, 50, 200]);
        assert_eq!(Rollout::default().ends(3), [1, 3]);
        assert_eq!(Rollout::default().ends(1), [1]);
        assert_eq!(of(&["50%", "2", "1000"]).ends(10), [2, 5, 10]);
        assert_eq!(of(&[]).ends(7), [7]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(Rollout::default().check().is_ok());
        for wave in ["", "0", "%", "101%", "-1", "1.5", "x", " 5%"] {
            assert!(of(&[wave]).check().is_err(), "{wave:?}");
        }
        let good = Rollout::default();
        assert!(Rollout { max_failures: 0, ..good.clone() }.check().is_err());
        assert!(Rollout { max_cpu_percent: 0, ..good.clone() }.check().is_err());
        assert!(Rollout { soak_seconds: 100_000, ..good.clone() }.check().is_err());
        assert!(Rollout { ping: vec!["a b".to_owned()], ..good }.check().is_err());
    }
}
