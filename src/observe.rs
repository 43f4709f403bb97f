//! Seeing what the server does: structured logs, and metrics that are declared once.

pub mod logging;
pub mod metrics;
