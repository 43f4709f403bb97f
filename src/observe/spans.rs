//! Spans of requests and calls, remembered while they last and handed over when they end: half of what a trace needs, the
//! other half is [`super::otlp`].
//!
//! Only this program's own spans are taken, and only what is recorded on them: routes, tools, outcomes and ids.

use tokio::sync::mpsc;
use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::clock::{self, Instant, UnixMs};

/// Spans that wait to be sent; further ones are lost.
const WAITING: usize = 4096;

/// A span that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) trace: [u8; 16],
    pub(super) id: [u8; 8],
    pub(super) parent: Option<[u8; 8]>,
    pub(super) name: &'static str,
    /// Unix milliseconds.
    pub(super) started: UnixMs,
    pub(super) nanoseconds: u64,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// Takes spans down; a layer of the process's subscriber.
pub struct Recorder(mpsc::Sender<Ended>);

/// A recorder, and where what it takes down arrives.
pub(super) fn recorder() -> (Recorder, mpsc::Receiver<Ended>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Recorder(sender), receiver)
}

/// A span that goes on.
struct Open {
    ended: Ended,
    began: Instant,
    sampled: bool,
}

impl Open {
    /// Within `parent`, or the first of a trace of its own; `None` without random numbers to name it.
    fn begin(name: &'static str, parent: Option<(&Ended, bool)>) -> Option<Self> {
        let (mut trace, mut id) = ([0; 16], [0; 8]);
        getrandom::fill(&mut id).ok()?;
        match parent {
            Some((parent, _)) => trace = parent.trace,
            None => getrandom::fill(&mut trace).ok()?,
        }
        let ended = Ended {
            trace,
            id,
            parent: parent.map(|(parent, _)| parent.id),
            name,
            started: clock::now_ms(),
            nanoseconds: 0,
            fields: Vec::new(),
        };
        Some(Self { ended, began: clock::monotonic(), sampled: parent.is_none_or(|(_, sampled)| sampled) })
    }

    fn take(&mut self, field: &Field, value: String) {
        match field.name() {
            "trace_id" => self.ended.trace = bytes(&value).unwrap_or(self.ended.trace),
            "parent_id" => self.ended.parent = bytes(&value).or(self.ended.parent),
            name => self.ended.fields.push((name, value)),
        }
    }
}

impl Visit for Open {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.take(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, value.to_owned());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        match field.name() {
            "sampled" => self.sampled = value,
            _ => self.take(field, value.to_string()),
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let around = span.parent();
        let around = around.as_ref().map(|parent| parent.extensions());
        let parent = around.as_ref().and_then(|extensions| extensions.get::<Open>());
        let open = Open::begin(span.name(), parent.map(|open| (&open.ended, open.sampled)));
        drop(around);
        if let Some(mut open) = open {
            attributes.record(&mut open);
            span.extensions_mut().insert(open);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            values.record(open);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(mut open) = context.span(&id).and_then(|span| span.extensions_mut().remove::<Open>()) else {
            return;
        };
        open.ended.nanoseconds = u64::try_from(open.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        if open.sampled {
            // Whoever asked waits for no collector: what does not fit in is lost.
            drop(self.0.try_send(open.ended));
        }
    }
}

/// The bytes of as many hexadecimal digits.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[test]
    fn spans_belong_to_their_callers_trace_and_to_each_other() {
        let (recorder, mut ended) = recorder();
        let subscriber = tracing_subscriber::Registry::default().with(recorder);
        tracing::subscriber::with_default(subscriber, || {
            let request = tracing::error_span!(
                "request",
                trace_id = tracing::field::Empty,
                parent_id = tracing::field::Empty,
                sampled = tracing::field::Empty
            );
            request.record("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
            request.record("parent_id", "00f067aa0ba902b7");
            drop(tracing::error_span!(parent: &request, "call", tool = "ping"));
            request.record("sampled", true);
            drop(request);
            let unwanted = tracing::debug_span!("unwanted", sampled = false);
            drop(tracing::debug_span!(parent: &unwanted, "inner"));
        });
        let (call, request) = (ended.try_recv().unwrap(), ended.try_recv().unwrap());
        assert_eq!((call.name, call.parent, call.trace), ("call", Some(request.id), request.trace));
        assert_eq!(call.fields, [("tool", "ping".to_owned())]);
        assert_eq!(request.trace[..2], [0x4b, 0xf9]);
        assert_eq!(request.parent, bytes("00f067aa0ba902b7"));
        assert!(ended.try_recv().is_err(), "who says not to sample is obeyed");
    }
}
