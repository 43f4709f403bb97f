//! Seeing what the server does: structured logs, metrics that are declared once, and where a
//! request stands in its caller's trace.

pub mod logging;
pub mod metrics;
pub mod otlp;
mod spans;
pub mod trace;

pub use spans::Recorder;
