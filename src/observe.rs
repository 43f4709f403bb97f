//! Seeing what the server does: structured logs, metrics that are declared once, and where a
//! request stands in its caller's trace.

pub mod logging;
pub mod metrics;
pub mod trace;
pub mod traces;
