//! Metrics: every one declared once in [`table`], with its help and the names of its labels.
//!
//! From the table come the fields of [`Metrics`], the text that Prometheus reads (`OpenMetrics` 1.0) and the reference.
//! Labels have few values, known before the server starts (routes, tools, outcomes): never a device, an address, a
//! principal or anything else that a client chooses. Should one slip through, a metric holds at most [`MAX_SERIES`]
//! combinations and counts the rest under `other`.
//!
//! The library is named here and nowhere else.

mod kinds;
mod process;
pub mod reference;
mod table;

pub use kinds::{Counter, Gauge, Held, Histogram, MAX_SERIES};
pub use table::{Declaration, Metrics, TABLE, seconds};

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
