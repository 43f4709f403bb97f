//! What a device's own figures say of its health.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HealthStatus {
    /// Answers, and every figure is below its warning level.
    Healthy,
    /// A figure is at its warning level, or the device restarted a moment ago.
    Warning,
    /// A figure is at its critical level.
    Critical,
    /// Could not be asked.
    // For a reason of rosmcp's own, such as earlier requests that the device is busy with. Never kept.
    Unknown,
    /// Does not answer, or refuses us.
    Unreachable,
}

impl HealthStatus {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

impl FromStr for HealthStatus {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        [Self::Healthy, Self::Warning, Self::Critical, Self::Unknown, Self::Unreachable]
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or_else(|| Error::usage(format!("{word:?} is not a health status")))
    }
}

/// The figures that health is judged by; `None` where the device does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vitals {
    /// CPU load, percent.
    pub cpu_load_percent: Option<f64>,
    /// Memory in use, percent.
    pub memory_used_percent: Option<f64>,
    /// Storage in use, percent.
    pub storage_used_percent: Option<f64>,
    /// Time since the last start, seconds.
    pub uptime_seconds: Option<u64>,
    /// CPU temperature, degrees Celsius.
    pub temperature_celsius: Option<f64>,
}

struct Level {
    what: &'static str,
    unit: &'static str,
    figure: fn(&Vitals) -> Option<f64>,
    warning: f64,
    critical: f64,
}

const LEVELS: &[Level] = &[
    Level { what: "CPU load", unit: " %", figure: |v| v.cpu_load_percent, warning: 80.0, critical: 95.0 },
    Level {
        what: "memory use",
        unit: " %",
        figure: |v| v.memory_used_percent,
        warning: 85.0,
        critical: 95.0,
    },
    Level {
        what: "storage use",
        unit: " %",
        figure: |v| v.storage_used_percent,
        warning: 90.0,
        critical: 98.0,
    },
    Level {
        what: "temperature",
        unit: " °C",
        figure: |v| v.temperature_celsius,
        warning: 75.0,
        critical: 90.0,
    },
];

/// A device that started less than this many seconds ago is worth a look.
const FRESH_START_SECONDS: u64 = 60;

/// The status that the figures add up to, with a sentence for each figure that is out of bounds.
pub fn judge(vitals: &Vitals) -> (HealthStatus, Vec<String>) {
    let mut status = HealthStatus::Healthy;
    let mut reasons = Vec::new();
    for level in LEVELS {
        let Some(figure) = (level.figure)(vitals) else { continue };
        let reached = if figure >= level.critical {
            HealthStatus::Critical
        } else if figure >= level.warning {
            HealthStatus::Warning
        } else {
            continue;
        };
        status = status.max(reached);
        reasons.push(format!("{} is {figure:.0}{}", level.what, level.unit));
    }
    if vitals.uptime_seconds.is_some_and(|uptime| uptime < FRESH_START_SECONDS) {
        status = status.max(HealthStatus::Warning);
        reasons.push("the device started less than a minute ago".to_owned());
    }
    (status, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_figure_decides() {
        let vitals = Vitals {
            cpu_load_percent: Some(81.0),
            memory_used_percent: Some(96.0),
            uptime_seconds: Some(3600),
            ..Vitals::default()
        };
        let (status, reasons) = judge(&vitals);
        assert_eq!(status, HealthStatus::Critical);
        assert_eq!(reasons, ["CPU load is 81 %", "memory use is 96 %"]);
    }

    #[test]
    fn a_device_that_says_nothing_is_not_called_ill() {
        assert_eq!(judge(&Vitals::default()), (HealthStatus::Healthy, vec![]));
    }

    #[test]
    fn a_fresh_start_is_a_warning() {
        let vitals = Vitals { uptime_seconds: Some(5), ..Vitals::default() };
        assert_eq!(judge(&vitals).0, HealthStatus::Warning);
    }
}
