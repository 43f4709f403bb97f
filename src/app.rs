//! Use cases: what rosmcp can do, one file per use case, no protocol in sight.

pub mod progress;

/// Everything a use case needs; cheap to clone behind an `Arc`.
pub struct App {}
