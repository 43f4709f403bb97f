//! OTLP over HTTP in its JSON form, by the libraries of OpenTelemetry.
//!
//! Only this program's own spans at the level of errors are taken, `request` and `call`, and what is recorded on them:
//! routes, tools, outcomes and ids. No event is, for log lines have a place of their own.

use std::fmt;
use std::time::Duration;

use opentelemetry::trace::{
    SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::runtime::Tokio;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use tracing::{Level, Metadata, Span, Value};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

use super::Recorder;
use crate::error::{Error, Result};
use crate::observe::trace::TraceParent;

/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the last spans may take to be sent.
const LAST: Duration = Duration::from_secs(1);

/// Sends spans on as they end.
pub struct Traces(SdkTracerProvider);

/// Sends what the recorder takes down to the collector at `url`, as a server of `environment`. Needs a runtime around it.
pub fn start(url: &str, environment: &str) -> Result<(Recorder, Traces)> {
    let failed = |error| Error::internal("the exporter of traces cannot be built", error);
    let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    let client = client.no_proxy().build();
    let client = client.map_err(|error| Error::internal("the client for traces cannot be built", error))?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(url)
        .with_timeout(PATIENCE)
        .build()
        .map_err(failed)?;
    let resource = Resource::builder_empty().with_service_name("rosmcp").with_attributes([
        KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
        KeyValue::new("deployment.environment.name", environment.to_owned()),
    ]);
    let provider = SdkTracerProvider::builder()
        .with_resource(resource.build())
        .with_span_processor(BatchSpanProcessor::builder(exporter, Tokio).build())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("rosmcp"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(filter_fn(is_ours));
    Ok((Box::new(layer), Traces(provider)))
}

impl Traces {
    /// Sends what is left, for a second at most. Blocks.
    pub fn end(self) -> Result<()> {
        self.0
            .shutdown_with_timeout(LAST)
            .map_err(|error| Error::internal("the last spans were not sent", error))
    }
}

/// Records what only a trace tells of a span: log lines say it by themselves.
pub fn note(span: &Span, field: &'static str, value: impl Value) {
    span.record(field, value);
}

/// Makes a request's span the server's part of its caller's trace, or the first of a trace of its own.
pub fn begin(request: &Span, caller: Option<&TraceParent>) {
    let context = caller
        .and_then(remote)
        .map_or_else(Context::new, |caller| Context::new().with_remote_span_context(caller));
    // It is an error where nobody takes spans down.
    if request.set_parent(context).is_ok() {
        request.record("otel.kind", "server");
    }
}

/// Gives a span the name and the state that are only known at its end.
pub fn done(span: &Span, name: fmt::Arguments<'_>, failed: bool) {
    let context = span.context();
    let span = context.span();
    if span.is_recording() {
        span.update_name(name.to_string());
        if failed {
            span.set_status(Status::error(""));
        }
    }
}

fn remote(caller: &TraceParent) -> Option<SpanContext> {
    let trace = TraceId::from_hex(caller.trace_id()).ok()?;
    let span = SpanId::from_hex(caller.span_id()).ok()?;
    let flags = if caller.sampled() { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
    Some(SpanContext::new(trace, span, flags, true, TraceState::NONE))
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    let ours = metadata.target().split("::").next() == Some(env!("CARGO_CRATE_NAME"));
    metadata.is_span() && ours && *metadata.level() == Level::ERROR
}
