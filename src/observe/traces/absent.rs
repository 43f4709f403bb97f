//! A build that sends no traces.

use std::fmt;

use tracing::{Span, Value};

use super::Recorder;
use crate::error::{Error, Result};
use crate::observe::trace::TraceParent;

/// Never there.
pub enum Traces {}

/// An error: whoever configures a collector waits for traces.
pub fn start(_url: &str, _environment: &str) -> Result<(Recorder, Traces)> {
    Err(Error::configuration("this build of rosmcp sends no traces")
        .hint("build it with `--features otel`, or leave otlp_traces_url out"))
}

impl Traces {
    /// Cannot be called.
    pub fn end(self) -> Result<()> {
        match self {}
    }
}

/// Does nothing.
pub fn note(_span: &Span, _field: &'static str, _value: impl Value) {}

/// Does nothing.
pub fn done(_span: &Span, _name: fmt::Arguments<'_>, _failed: bool) {}

/// Does nothing.
pub fn begin(_request: &Span, _caller: Option<&TraceParent>) {}
