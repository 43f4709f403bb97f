//! The table: every metric, declared once. Its doc comments are the help that Prometheus and the reference show.

use parking_lot::Mutex;
use prometheus_client::registry::Registry;

use super::kinds::{Counter, Gauge, Histogram, Kind};
use super::process;
use crate::clock;
use crate::error::{Error, Result};

/// One metric, as the table declares it.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// The heading under which the reference lists it.
    pub group: &'static str,
    /// Its name, with `_total` where it counts.
    pub name: &'static str,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    help: &'static [&'static str],
}

impl Declaration {
    /// What it tells, in sentences.
    pub fn help(&self) -> String {
        self.help.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    }
}

macro_rules! metrics {
    ($($group:literal { $(
        $(#[doc = $help:literal])+
        $field:ident: $kind:ident<$count:literal> = $name:literal, [$($label:literal),*];
    )+ })+) => {
        /// The metrics of one server.
        pub struct Metrics {
            registry: Mutex<Registry>,
            $($( $(#[doc = $help])+ pub $field: $kind<$count>, )+)+
        }

        /// Every metric, in the order of the reference.
        pub const TABLE: &[Declaration] = &[$($(
            Declaration {
                group: $group,
                name: $name,
                kind: <$kind<$count> as Kind<$count>>::NAME,
                labels: &[$($label),*],
                help: &[$($help),+],
            },
        )+)+];

        impl Metrics {
            fn registered() -> Self {
                let mut registry = Registry::default();
                let mut declared = TABLE.iter();
                let mut help = || declared.next().map(Declaration::help).unwrap_or_default();
                $($( let $field = $kind::register(&mut registry, $name, &help(), [$($label),*]); )+)+
                Self { registry: Mutex::new(registry), $($($field,)+)+ }
            }
        }
    };
}

metrics! {
"HTTP" {
    /// Requests whose answer was sent or whose client left before (status 499).
    http_requests: Counter<3> = "mcp_http_requests_total", ["method", "route", "status"];
    /// From a request's header section to the head of its answer.
    http_request_duration: Histogram<1> = "mcp_http_request_duration_seconds", ["route"];
    /// Requests under way, streams among them.
    http_requests_active: Gauge<0> = "mcp_http_requests_active", [];
    /// Open connections.
    http_connections: Gauge<0> = "mcp_http_connections_active", [];
    /// Answers that are event streams and still open.
    sse_connections: Gauge<0> = "mcp_sse_connections_active", [];
    /// Requests that a limit refused or cut off. The label is the setting that says how much is allowed.
    limit_hits: Counter<1> = "mcp_limit_hits_total", ["limit"];
    /// Requests that were refused before anything of them was handled: `host`, `origin`.
    refusals: Counter<1> = "mcp_http_refusals_total", ["reason"];
}
"TLS" {
    /// Handshakes with clients: `ok`, `failed`, `timeout`.
    tls_handshakes: Counter<1> = "rosmcp_tls_handshakes_total", ["outcome"];
    /// Attempts to take over a new certificate: `ok`, or `failed`, which keeps the old one.
    tls_reloads: Counter<1> = "rosmcp_tls_reloads_total", ["outcome"];
    /// When the certificate in use expires, Unix seconds.
    tls_expiry: Gauge<0> = "rosmcp_tls_certificate_expiry_timestamp_seconds", [];
}
"MCP" {
    /// Tool calls from the checked arguments to the result; the outcome is `ok` or an error kind.
    tool_duration: Histogram<2> = "mcp_tool_execution_duration_seconds", ["tool", "outcome"];
    /// Sessions of the older protocol revisions.
    sessions: Gauge<0> = "mcp_sessions_active", [];
    /// Subscriptions to resources and to their list.
    subscriptions: Gauge<0> = "mcp_subscriptions_active", [];
}
"Login" {
    /// Requests to the identity provider: `discovery`, `keys` and `token`; the outcome is `ok` or `failed`.
    oidc_request_duration: Histogram<2> = "rosmcp_oidc_request_duration_seconds", ["endpoint", "outcome"];
    /// Tokens of callers that were looked at (one that was good a moment ago is not, again): the kind is `oidc` or `local`,
    /// the outcome `ok` or an error kind.
    logins: Counter<2> = "rosmcp_logins_total", ["kind", "outcome"];
}
"Routers" {
    /// Requests to routers with all waiting and retrying; the outcome is `ok` or an error kind.
    device_request_duration: Histogram<3> = "rosmcp_device_request_duration_seconds", ["transport", "operation", "outcome"];
    /// How long requests waited in the queue of their router.
    device_queue_duration: Histogram<1> = "rosmcp_device_queue_duration_seconds", ["transport"];
    /// Routers with a session by what their circuit breaker lets through: `closed` (all), `open` (nothing),
    /// `half_open` (one probe).
    device_breakers: Gauge<1> = "rosmcp_device_breakers", ["state"];
    /// Checks of routers in the background, by the health they found.
    health_checks: Counter<1> = "rosmcp_health_checks_total", ["health"];
    /// Routers by the health that the last check found.
    device_health: Gauge<1> = "rosmcp_devices", ["health"];
}
"Changes" {
    /// Plans by what became of them: `created`, `approved`, `rejected`, `applied`, `rolled_back`, …
    plans: Counter<1> = "rosmcp_plans_total", ["event"];
    /// Applying a plan to one router, from arming the guard to its end.
    plan_apply_duration: Histogram<1> = "rosmcp_plan_apply_duration_seconds", ["outcome"];
    /// Plans that a person must look at.
    plans_needing_attention: Gauge<0> = "rosmcp_plans_needing_attention", [];
}
"Data" {
    /// Database connections that may be used at once: `read`, `write`.
    database_pool: Gauge<1> = "mcp_database_connection_pool_size", ["sort"];
    /// Database connections in use.
    database_busy: Gauge<1> = "rosmcp_database_connections_busy", ["sort"];
    /// Batches of audit events that could not be stored, or not be appended to the file of `audit_log_file`; most follow later.
    audit_failures: Counter<0> = "rosmcp_audit_failures_total", [];
    /// Backups of rosmcp's own data: the outcome is `ok` or an error kind.
    backups: Counter<1> = "rosmcp_backups_total", ["outcome"];
    /// When the last good backup was made, Unix seconds.
    backup_last_success: Gauge<0> = "rosmcp_backup_last_success_timestamp_seconds", [];
    /// When the last restore drill ran, Unix seconds.
    backup_last_drill: Gauge<0> = "rosmcp_backup_last_drill_timestamp_seconds", [];
    /// Whether the last restore drill succeeded: 1 or 0.
    backup_drill_ok: Gauge<0> = "rosmcp_backup_drill_ok", [];
}
"Process" {
    /// Always 1; its labels tell the version and the environment that runs.
    build_info: Gauge<2> = "rosmcp_build_info", ["version", "environment"];
    /// Whether the server takes traffic: 1 or 0.
    ready: Gauge<0> = "rosmcp_ready", [];
    /// When the process started, Unix seconds.
    process_start_time: Gauge<0> = "process_start_time_seconds", [];
    /// Bytes of memory that are resident.
    process_resident_memory: Gauge<0> = "process_resident_memory_bytes", [];
    /// Processor time used so far, user and system, in seconds.
    process_cpu_seconds: Gauge<0> = "process_cpu_seconds", [];
    /// Open file descriptors.
    process_open_fds: Gauge<0> = "process_open_fds", [];
}
}

impl Metrics {
    /// Metrics that nothing has counted in yet, of a server of `environment`.
    pub fn new(environment: &str) -> Self {
        let metrics = Self::registered();
        metrics.build_info.set([env!("CARGO_PKG_VERSION"), environment], 1.0);
        for counted in [&metrics.http_connections, &metrics.sse_connections, &metrics.subscriptions] {
            counted.set([], 0.0);
        }
        metrics.process_start_time.set([], seconds(clock::now_ms()));
        metrics
    }

    /// All of them as `OpenMetrics` text, those of the process as they are now.
    pub fn text(&self) -> Result<String> {
        process::sample(self);
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry.lock())
            .map_err(|error| Error::internal("metrics cannot be written", error))?;
        // The library writes braces where there are no labels.
        Ok(text.replace("{} ", " "))
    }
}

/// A time in Unix milliseconds as Unix seconds.
pub fn seconds(at: clock::UnixMs) -> f64 {
    std::time::Duration::from_millis(u64::try_from(at).unwrap_or_default()).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::super::MAX_SERIES;
    use super::*;

    #[test]
    fn what_was_counted_is_in_the_text() {
        let metrics = Metrics::new("lab");
        metrics.http_requests.inc(["POST", "/mcp", "200"]);
        metrics.tool_duration.observe(["ping", "ok"], Duration::from_millis(3));
        let stream = metrics.sse_connections.hold([]);
        let text = metrics.text().unwrap();
        for line in [
            "mcp_http_requests_total{method=\"POST\",route=\"/mcp\",status=\"200\"} 1\n",
            "mcp_tool_execution_duration_seconds_bucket{le=\"0.005\",tool=\"ping\",outcome=\"ok\"} 1\n",
            "mcp_sse_connections_active 1.0\n",
            "# TYPE mcp_http_requests counter\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(text.ends_with("# EOF\n"));
        drop(stream);
        assert!(metrics.text().unwrap().contains("mcp_sse_connections_active 0.0\n"));
    }

    #[test]
    fn the_number_of_series_is_bounded() {
        let metrics = Metrics::new("lab");
        for number in 0..2 * MAX_SERIES {
            metrics.limit_hits.inc([&number.to_string()]);
        }
        metrics.limit_hits.inc(["0"]);
        let text = metrics.text().unwrap();
        assert_eq!(text.matches("\nmcp_limit_hits_total{").count(), MAX_SERIES + 1);
        assert_eq!(metrics.limit_hits.get(["other"]), MAX_SERIES as u64);
        assert_eq!(metrics.limit_hits.get(["0"]), 2);
    }

    #[test]
    fn names_are_unique_and_as_prometheus_wants_them() {
        let mut names = HashSet::new();
        for metric in TABLE {
            assert!(names.insert(metric.name), "{} twice", metric.name);
            assert_eq!(metric.name.ends_with("_total"), metric.kind == "counter", "{}", metric.name);
            assert!(metric.help().ends_with(['.', '…']) || metric.help().ends_with("0."), "{}", metric.name);
        }
    }
}
