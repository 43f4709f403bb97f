//! The flags of a change that goes over many devices.

use clap::{Args, ValueEnum};

use crate::domain::plan::{OnFailure, Rollout};

/// How it goes over many devices.
#[derive(Args)]
pub(super) struct RolloutFlags {
    /// How far each wave reaches, as numbers of devices or shares; one more takes the rest
    #[arg(
        long,
        value_name = "WAVES",
        value_delimiter = ',',
        default_value = "1,5%,25%",
        help_heading = "Many devices"
    )]
    waves: Vec<String>,
    /// Seconds between a wave and the look at its devices
    #[arg(long, value_name = "SECONDS", default_value_t = Rollout::default().soak_seconds, help_heading = "Many devices")]
    soak: u32,
    /// From how many failed devices on it stops
    #[arg(long, value_name = "COUNT", default_value_t = Rollout::default().max_failures, help_heading = "Many devices")]
    max_failures: u32,
    /// What becomes of the devices that have the change when it stops
    #[arg(long, value_enum, default_value_t = After::Stop, help_heading = "Many devices")]
    on_failure: After,
    /// The CPU load that no device may have reached after a wave
    #[arg(long, value_name = "PERCENT", default_value_t = Rollout::default().max_cpu_percent, help_heading = "Many devices")]
    max_cpu: u8,
    /// The use of memory that no device may have reached after a wave
    #[arg(long, value_name = "PERCENT", default_value_t = Rollout::default().max_memory_percent, help_heading = "Many devices")]
    max_memory: u8,
    /// A host that each device must reach by ping after a wave
    #[arg(long, value_name = "HOST", help_heading = "Many devices")]
    must_reach: Vec<String>,
}

/// What becomes of the devices that have the change when a rollout stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum After {
    /// They keep it; apply the plan again to go on
    Stop,
    /// Those of the last wave are put back
    RollBackWave,
    /// All are put back
    RollBackAll,
}

impl RolloutFlags {
    /// What the flags say.
    pub(super) fn rollout(&self) -> Rollout {
        Rollout {
            waves: self.waves.clone(),
            soak_seconds: self.soak,
            max_failures: self.max_failures,
            on_failure: match self.on_failure {
                After::Stop => OnFailure::Stop,
                After::RollBackWave => OnFailure::RollBackWave,
                After::RollBackAll => OnFailure::RollBackAll,
            },
            max_cpu_percent: self.max_cpu,
            max_memory_percent: self.max_memory,
            ping: self.must_reach.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Words {
        #[command(flatten)]
        flags: RolloutFlags,
    }

    #[test]
    fn without_flags_it_goes_as_a_rollout_goes_without_words() {
        let words = Words::try_parse_from(["rosmcp"]).unwrap();
        assert_eq!(words.flags.rollout(), Rollout::default());
    }
}
