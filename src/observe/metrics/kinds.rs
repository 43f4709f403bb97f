//! The kinds of metric, each a family of series told apart by `N` labels.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::{TypedMetric, counter, gauge, histogram};
use prometheus_client::registry::Registry;

/// How many combinations of label values one metric holds; further ones are counted together under `other`.
pub const MAX_SERIES: usize = 2_000;

const OTHER: &str = "other";

type Labels<const N: usize> = [(&'static str, String); N];

/// A metric that can be declared in the table.
pub(super) trait Kind<const N: usize>: Sized {
    /// The word of the exposition format.
    const NAME: &'static str;

    /// The metric `name` with these labels, registered.
    fn register(registry: &mut Registry, name: &str, help: &str, labels: [&'static str; N]) -> Self;
}

#[derive(Clone, Debug)]
struct Series<const N: usize, M, C = fn() -> M> {
    family: Family<Labels<N>, M, C>,
    labels: [&'static str; N],
    /// How many combinations there are.
    created: Arc<AtomicUsize>,
}

impl<const N: usize, M, C> Series<N, M, C>
where
    M: TypedMetric + Clone,
    C: MetricConstructor<M>,
{
    /// The series with these label values.
    fn with(&self, values: [&str; N]) -> M {
        let labels = self.named(values);
        if let Some(known) = self.family.get(&labels) {
            return known.clone();
        }
        let another = self.created.fetch_add(1, Ordering::Relaxed) < MAX_SERIES;
        self.family.get_or_create_owned(&if another { labels } else { self.named([OTHER; N]) })
    }

    fn named(&self, values: [&str; N]) -> Labels<N> {
        let mut names = self.labels.iter();
        values.map(|value| (names.next().copied().unwrap_or_default(), value.to_owned()))
    }
}

/// Counts up.
#[derive(Clone, Debug)]
pub struct Counter<const N: usize>(Series<N, counter::Counter>);

impl<const N: usize> Counter<N> {
    /// Counts one more.
    pub fn inc(&self, labels: [&str; N]) {
        self.0.with(labels).inc();
    }

    /// How many were counted.
    pub fn get(&self, labels: [&str; N]) -> u64 {
        self.0.with(labels).get()
    }
}

impl<const N: usize> Kind<N> for Counter<N> {
    const NAME: &'static str = "counter";

    fn register(registry: &mut Registry, name: &str, help: &str, labels: [&'static str; N]) -> Self {
        let family = Family::new_with_constructor(counter::Counter::default as fn() -> counter::Counter);
        // The format wants the suffix at the series and not at the metric; the library puts it there.
        registry.register(name.trim_end_matches("_total"), help.trim_end_matches('.'), family.clone());
        Self(Series { family, labels, created: Arc::default() })
    }
}

type Amount = gauge::Gauge<f64, AtomicU64>;

/// Goes up and down.
#[derive(Clone, Debug)]
pub struct Gauge<const N: usize>(Series<N, Amount>);

impl<const N: usize> Gauge<N> {
    /// It is `amount` now.
    pub fn set(&self, labels: [&str; N], amount: f64) {
        self.0.with(labels).set(amount);
    }

    /// It is `count` now.
    pub fn set_count(&self, labels: [&str; N], count: usize) {
        self.set(labels, f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    /// How much it is.
    pub fn get(&self, labels: [&str; N]) -> f64 {
        self.0.with(labels).get()
    }

    /// One more until the answer is dropped.
    pub fn hold(&self, labels: [&str; N]) -> Held {
        let amount = self.0.with(labels);
        amount.inc();
        Held(amount)
    }
}

impl<const N: usize> Kind<N> for Gauge<N> {
    const NAME: &'static str = "gauge";

    fn register(registry: &mut Registry, name: &str, help: &str, labels: [&'static str; N]) -> Self {
        let family = Family::new_with_constructor(Amount::default as fn() -> Amount);
        registry.register(name, help.trim_end_matches('.'), family.clone());
        Self(Series { family, labels, created: Arc::default() })
    }
}

/// One of what a gauge counts, for as long as it lives.
#[derive(Debug)]
pub struct Held(Amount);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// How long things took, in seconds, from 1 ms to a minute.
#[derive(Clone, Debug)]
pub struct Histogram<const N: usize>(Series<N, histogram::Histogram>);

impl<const N: usize> Histogram<N> {
    /// One took this long.
    pub fn observe(&self, labels: [&str; N], took: Duration) {
        self.0.with(labels).observe(took.as_secs_f64());
    }
}

impl<const N: usize> Kind<N> for Histogram<N> {
    const NAME: &'static str = "histogram";

    fn register(registry: &mut Registry, name: &str, help: &str, labels: [&'static str; N]) -> Self {
        let family = Family::new_with_constructor(seconds as fn() -> histogram::Histogram);
        registry.register(name, help.trim_end_matches('.'), family.clone());
        Self(Series { family, labels, created: Arc::default() })
    }
}

fn seconds() -> histogram::Histogram {
    histogram::Histogram::new([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    ])
}
