//! How a device was when it was last looked at.

/// What a look at a device came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HealthStatus {
    /// It answers and has resources to spare.
    Healthy,
    /// It answers, but its resources run short or part of the answer is missing.
    Degraded,
    /// It does not answer, or refuses rosmcp.
    Unreachable,
}

impl HealthStatus {
    /// The word that is shown and stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unreachable => "unreachable",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Healthy, Self::Degraded, Self::Unreachable].into_iter().find(|status| status.as_str() == word)
    }
}

/// The state of one device at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What the look came to.
    pub status: HealthStatus,
    /// When, Unix milliseconds.
    pub at: i64,
    /// How long the device took to answer, milliseconds.
    pub latency_ms: Option<i64>,
    /// `cpu-load` of `/system/resource`, percent.
    pub cpu_percent: Option<i64>,
    /// Memory in use, bytes.
    pub memory_used_bytes: Option<i64>,
    /// `total-memory` of `/system/resource`, bytes.
    pub memory_total_bytes: Option<i64>,
    /// `uptime` of `/system/resource`, seconds.
    pub uptime_seconds: Option<i64>,
    /// Why it is not healthy.
    pub error: Option<String>,
}
