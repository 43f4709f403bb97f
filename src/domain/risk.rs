//! How much harm a change can do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much harm a change can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// A label or a counter.
    Low,
    /// A service for clients.
    Medium,
    /// Traffic or access of many.
    High,
    /// Can lock everybody out.
    Critical,
}

impl Risk {
    /// The risk's name as users see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}
