//! The metrics as a page of the reference.

use super::TABLE;

/// `docs/reference/metrics.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Metrics\n\n`rosmcp serve` shows them at `http://METRICS_HOST:METRICS_PORT/metrics` as OpenMetrics text, without a \
         login and on a port of their own. Durations are in seconds. No label is a device, an address or a person. A \
         metric appears with its first event.\n\nAlert rules and a scrape configuration are in \
         [packaging/prometheus](../../packaging/prometheus/).\n",
    );
    for group in TABLE.chunk_by(|one, next| one.group == next.group) {
        let heading = group.first().map_or("", |metric| metric.group);
        page.extend(["\n## ", heading, "\n\n| name | kind | labels | meaning |\n|---|---|---|---|\n"]);
        for metric in group {
            let labels =
                metric.labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
            page.push_str(&format!(
                "| `{}` | {} | {labels} | {} |\n",
                metric.name,
                metric.kind,
                metric.help()
            ));
        }
    }
    page
}
