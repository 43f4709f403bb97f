//! What the operating system says of this process (Linux; elsewhere nothing is said).

use super::Metrics;

/// Bytes of a page and clock ticks of a second, which `/proc` counts in.
#[cfg(unix)]
fn units() -> (f64, f64) {
    let exact = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (exact(rustix::param::page_size() as u64), exact(rustix::param::clock_ticks_per_second()))
}

#[cfg(not(unix))]
fn units() -> (f64, f64) {
    (1.0, 1.0)
}

/// Brings the `process_…` gauges up to date.
pub(super) fn sample(metrics: &Metrics) {
    let (page, tick) = units();
    if let Some(pages) = field("/proc/self/statm", 1) {
        metrics.process_resident_memory.set([], pages * page);
    }
    // Fields 14 and 15 of proc(5), counted after the name, which may have blanks and ends with the last parenthesis.
    if let (Some(user), Some(system)) = (field("/proc/self/stat", 11), field("/proc/self/stat", 12)) {
        metrics.process_cpu_seconds.set([], (user + system) / tick);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        metrics.process_open_fds.set_count([], open.count());
    }
}

fn field(path: &str, index: usize) -> Option<f64> {
    let text = std::fs::read_to_string(path).ok()?;
    let after_name = text.rsplit_once(") ").map_or(text.as_str(), |(_, rest)| rest);
    after_name.split_ascii_whitespace().nth(index)?.parse().ok()
}
