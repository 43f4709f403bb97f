//! Traces for a collector: OTLP over HTTP in its JSON form (OTLP 1.x, "OTLP/HTTP").
//!
//! Our own, because it is one document and one request, and the libraries for it are a family of ten packages. A collector that does
//! not answer costs nothing but its spans.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use super::spans::{self, Ended, Recorder};
use crate::domain::hex::hex;
use crate::error::{Error, Result};

/// Spans that are sent together.
const BATCH: usize = 512;
/// For how long they are gathered.
const GATHER: Duration = Duration::from_secs(1);
/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends what a [`Recorder`] takes down.
pub struct Exporter {
    ended: Receiver<Ended>,
    client: Client,
    url: String,
    environment: String,
}

/// Sends to the collector at `url` as a server of `environment`; nothing is sent before [`Exporter::run`].
pub fn exporter(url: &str, environment: &str) -> Result<(Recorder, Exporter)> {
    let client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).no_proxy().build();
    let client = client.map_err(|error| Error::internal("the client for traces cannot be built", error))?;
    let (recorder, ended) = spans::recorder();
    Ok((recorder, Exporter { ended, client, url: url.to_owned(), environment: environment.to_owned() }))
}

impl Exporter {
    /// Sends spans as they end, until `stop` is cancelled and those that had ended before are sent.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut answered = true;
        loop {
            tokio::select! {
                () = tokio::time::sleep(GATHER) => {}
                () = stop.cancelled() => {}
            }
            let last = stop.is_cancelled();
            let mut batch = Vec::new();
            while let Ok(span) = self.ended.try_recv() {
                batch.push(span);
                if batch.len() == BATCH {
                    self.send(&std::mem::take(&mut batch), &mut answered).await;
                }
            }
            if !batch.is_empty() {
                self.send(&batch, &mut answered).await;
            }
            if last {
                return;
            }
        }
    }

    /// Sends a batch; the first failure after a success is told.
    async fn send(&self, spans: &[Ended], answered: &mut bool) {
        let sent = self.client.post(&self.url).json(&self.document(spans)).send().await;
        match sent.and_then(reqwest::Response::error_for_status) {
            Ok(_) => *answered = true,
            Err(error) if *answered => {
                *answered = false;
                tracing::warn!(error = %error.without_url(), "the collector does not take traces");
            }
            Err(_) => {}
        }
    }

    fn document(&self, spans: &[Ended]) -> Value {
        let version = env!("CARGO_PKG_VERSION");
        let resource = [
            ("service.name", "rosmcp"),
            ("service.version", version),
            ("deployment.environment.name", self.environment.as_str()),
        ];
        let resource: Vec<_> = resource.iter().map(|(key, value)| attribute(key, value)).collect();
        let spans: Vec<_> = spans.iter().map(span).collect();
        json!({"resourceSpans": [{
            "resource": {"attributes": resource},
            "scopeSpans": [{"scope": {"name": "rosmcp", "version": version}, "spans": spans}],
        }]})
    }
}

fn span(ended: &Ended) -> Value {
    let field = |name: &str| {
        ended.fields.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    };
    let (server, name) = match ended.name {
        "request" => (true, format!("{} {}", field("http.request.method"), field("http.route"))),
        "call" => (false, format!("tools/call {}", field("tool"))),
        other => (false, other.to_owned()),
    };
    let began = u128::try_from(ended.started).unwrap_or_default() * 1_000_000;
    let failed =
        field("http.response.status_code").starts_with('5') || !matches!(field("outcome"), "" | "ok");
    let attributes: Vec<_> = ended.fields.iter().map(|(key, value)| attribute(key, value)).collect();
    let mut span = json!({
        "traceId": hex(&ended.trace),
        "spanId": hex(&ended.id),
        "name": name,
        // SPAN_KIND_SERVER, SPAN_KIND_INTERNAL
        "kind": if server { 2 } else { 1 },
        "startTimeUnixNano": began.to_string(),
        "endTimeUnixNano": (began + u128::from(ended.nanoseconds)).to_string(),
        "attributes": attributes,
        // STATUS_CODE_ERROR, STATUS_CODE_UNSET
        "status": {"code": if failed { 2 } else { 0 }},
    });
    if let Some(parent) = ended.parent {
        span["parentSpanId"] = hex(&parent).into();
    }
    span
}

fn attribute(key: &str, value: &str) -> Value {
    json!({"key": key, "value": {"stringValue": value}})
}
