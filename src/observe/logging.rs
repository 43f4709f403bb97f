//! Logs: one line per event on standard error, as JSON or as text.
//!
//! Every line inside a request names the request's id. What keeps secrets out: passwords, keys and tokens live in types
//! that don't print themselves; requests are logged by route, never by path, query, header or body; libraries, which
//! print what they send and receive at their lower levels, are heard from `warn` upwards only, whatever the level; and
//! the protocol library, which prints whole messages at every level, is not heard at all (the surfaces log its faults).

use std::fmt;
use std::io;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::fmt::{self as lines, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::reload;

use super::traces::Recorder;
use crate::clock;
use crate::error::{Error, Result};

/// The shape of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people; `colour` where standard error is a terminal that wants it.
    Text {
        /// With ANSI colours.
        colour: bool,
    },
    /// One JSON object.
    Json,
}

/// Sends the process's logs of `level` and above to standard error, and its spans to `recorder` where there is one. An error
/// if something else has taken them already.
pub fn init(level: LevelFilter, format: Format, recorder: Option<Recorder>) -> Result<Level> {
    let (subscriber, level) = subscriber(level, format, io::stderr, recorder);
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|error| Error::internal("logging was set up twice", error))?;
    Ok(level)
}

/// How much the process logs, changeable while it runs.
pub struct Level(reload::Handle<Targets, Registry>);

impl Level {
    /// Logs `level` and above from now on.
    pub fn set(&self, level: LevelFilter) -> Result<()> {
        self.0
            .reload(targets(level))
            .map_err(|error| Error::internal("the log level cannot be changed", error))
    }
}

fn subscriber<W>(
    level: LevelFilter,
    format: Format,
    writer: W,
    recorder: Option<Recorder>,
) -> (Box<dyn Subscriber + Send + Sync>, Level)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let line = lines::layer::<Registry>().with_writer(writer).with_timer(Clock);
    let line = match format {
        Format::Text { colour } => line.with_ansi(colour).boxed(),
        Format::Json => line.json().flatten_event(true).with_current_span(false).with_span_list(true).boxed(),
    };
    let (filter, level) = reload::Layer::new(targets(level));
    let layers: Vec<_> = std::iter::once(line.with_filter(filter).boxed()).chain(recorder).collect();
    (Box::new(Registry::default().with(layers)), Level(level))
}

fn targets(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("rmcp", LevelFilter::OFF)
        .with_target(env!("CARGO_CRATE_NAME"), level)
}

/// RFC 3339 in UTC with milliseconds.
struct Clock;

impl FormatTime for Clock {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        writer.write_str(&clock::rfc3339(clock::now_ms()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parking_lot::Mutex;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(level: LevelFilter, format: Format, events: impl FnOnce()) -> String {
        let sink = Sink::default();
        let writer = sink.clone();
        let (subscriber, _) = subscriber(level, format, move || writer.clone(), None);
        tracing::subscriber::with_default(subscriber, events);
        let bytes = sink.0.lock().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn within_a_request() {
        let _request = tracing::error_span!("request", request_id = "req-1").entered();
        let _inner = tracing::info_span!("inner").entered();
        tracing::info!(status = 200, "answered");
    }

    #[test]
    fn a_json_line_names_its_request() {
        let line = logged(LevelFilter::INFO, Format::Json, within_a_request);
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["message"], "answered");
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["status"], 200);
        assert_eq!(line["spans"][0]["request_id"], "req-1");
        assert!(line["timestamp"].as_str().is_some_and(|at| at.ends_with('Z') && at.len() == 24));
    }

    #[test]
    fn a_text_line_names_its_request() {
        let line = logged(LevelFilter::INFO, Format::Text { colour: false }, within_a_request);
        assert!(line.contains("req-1") && line.contains("answered") && line.lines().count() == 1, "{line}");
    }

    #[test]
    fn libraries_are_not_heard_below_warn() {
        let lines = logged(LevelFilter::TRACE, Format::Text { colour: false }, || {
            tracing::info!(target: "hyper::proto", "a whole header");
            tracing::error!(target: "rmcp::service", "a whole message");
            tracing::warn!(target: "hyper::proto", "a warning");
            tracing::trace!("our own");
        });
        assert!(!lines.contains("a whole"), "{lines}");
        assert!(lines.contains("a warning") && lines.contains("our own"));
    }

    #[test]
    fn the_level_can_be_changed_while_it_runs() {
        let sink = Sink::default();
        let writer = sink.clone();
        let (subscriber, level) =
            subscriber(LevelFilter::WARN, Format::Text { colour: false }, move || writer.clone(), None);
        tracing::subscriber::with_default(subscriber, || {
            for (number, heard) in
                [LevelFilter::WARN, LevelFilter::DEBUG, LevelFilter::INFO].into_iter().enumerate()
            {
                level.set(heard).unwrap();
                tracing::debug!(number, "a detail");
            }
        });
        let lines = String::from_utf8(sink.0.lock().clone()).unwrap();
        assert!(lines.lines().count() == 1 && lines.contains("number=1"), "{lines}");
    }

    #[test]
    fn a_higher_level_holds_for_everyone() {
        let lines = logged(LevelFilter::ERROR, Format::Json, || {
            tracing::warn!(target: "hyper::proto", "a warning");
            tracing::info!("our own");
        });
        assert_eq!(lines, "");
    }
}
