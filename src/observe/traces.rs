//! Traces for a collector: the spans of requests and calls, where a caller's trace goes on.
//!
//! A build without the feature `otel` has none, and says so where a collector is configured.

#[cfg(not(feature = "otel"))]
mod absent;
#[cfg(feature = "otel")]
mod otlp;

use tracing_subscriber::Layer;
use tracing_subscriber::registry::Registry;

#[cfg(not(feature = "otel"))]
pub use absent::{Traces, begin, done, note, start};
#[cfg(feature = "otel")]
pub use otlp::{Traces, begin, done, note, start};

/// Takes spans down; a layer of the process's subscriber.
pub type Recorder = Box<dyn Layer<Registry> + Send + Sync>;
