//! The table: every setting, declared once. Its doc comments are the help that users read.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::database::{DatabaseUrl, default_url};
use super::declaration::{Declaration, Default, Range, settings};
use super::layers::Layers;
use super::network::{Network, base_path, bind_host, host_pattern, http_url, web_origin};
use super::value::{Argv, Parsed, RoleMap, Value, maintenance_window};
use super::words::{
    ApprovalChoice, ApprovalFrom, FailClosed, KeySource, LogFormat, LogLevel, OidcProfile, Transport,
};
use crate::domain::device::Environment;
use crate::domain::retention::{Policy, Within};

settings! {
"General" {
    /// Where this installation belongs. Sets the defaults of policy; a device is only touched by a server of its own
    /// environment.
    environment: Environment = "lab";
    /// Logs everything, as `log_level` DEBUG does. Leave it off in prod: debug logs are long.
    debug: bool = "false";
    /// How much is logged.
    log_level: LogLevel = "INFO";
    /// How a log line is written. Not set: json in prod, text elsewhere.
    log_format: Option<LogFormat> = unset, such as "json";
}
"MCP server" {
    /// How `serve` talks to MCP clients: Streamable HTTP, or standard input and output.
    mcp_transport: Transport = "http";
    /// The address to listen on. Without a login only a loopback address is allowed, and only in environment lab.
    mcp_http_host: String = "127.0.0.1", check bind_host;
    /// The TCP port to listen on.
    mcp_http_port: u16 = "8080", from 1 to 65535;
    /// The path of the MCP endpoint.
    mcp_http_base_path: String = "/mcp", check base_path;
    /// Whether the older transport of 2024-11-05 (HTTP with SSE) is offered as well, for clients that know no other:
    /// `GET {base}/sse` and `POST {base}/messages` below the path of the endpoint.
    mcp_sse_enabled: bool = "false";
    /// The URL of the MCP server as clients see it, for example through a reverse proxy: its host is allowed as a
    /// `Host`, and it names the protected resource to identity providers. Not set: worked out from the address.
    mcp_public_url: Option<String> = unset, such as "https://mcp.example.com/mcp", check http_url;
    /// Further names that a request's `Host` may have, each with or without a port. Loopback names and the host of
    /// `mcp_public_url` are always allowed.
    mcp_allowed_hosts: Vec<String> = unset, such as "mcp.example.com", check host_pattern;
    /// Web pages that may call the server: origins such as `https://chat.example.com`. A request without an `Origin`
    /// is allowed, any other origin is refused.
    mcp_allowed_origins: Vec<String> = unset, such as "https://chat.example.com", check web_origin;
    /// Addresses or networks of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    mcp_trusted_proxies: Vec<Network> =
        unset, such as "127.0.0.1,10.0.0.0/8";
    /// The certificate chain (PEM) with which the server speaks TLS itself (1.2 and 1.3); needs `tls_key_file`. A
    /// changed pair is taken over within ten seconds or at SIGHUP, if it is in order; else the old one stays.
    tls_cert_file: Option<PathBuf> = unset, such as "/etc/letsencrypt/live/mcp.example.com/fullchain.pem";
    /// The private key (PEM) of the certificate; nobody but its owner and group may read the file.
    tls_key_file: Option<PathBuf> = unset, such as "/etc/letsencrypt/live/mcp.example.com/privkey.pem";
}
"Database" {
    /// Where the data is: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://` (in memory, gone at the end)
    /// or `postgresql://user:password@host:5432/name`. The spellings `sqlite+aiosqlite:`, `postgresql+asyncpg:`,
    /// `postgresql+psycopg:` and `postgres:` mean the same. PostgreSQL needs a rosmcp built with it; a server on another
    /// machine is used over verified TLS unless `?sslmode=disable` says otherwise, which prod refuses.
    database_url: DatabaseUrl = (default_url, "SQLite `rosmcp.db` in the state directory");
    /// How many connections are kept.
    database_pool_size: u32 = "5", from 1 to 100;
    /// How many connections may be opened beyond the pool when all are busy. SQLite does without.
    database_max_overflow: u32 = "10", from 0 to 100;
    /// Logs each SQL statement at level DEBUG, without its values.
    database_echo: bool = "false";
}
"Encryption key" {
    /// The outer key, base64 of 32 random bytes, as `rosmcp keygen` prints it: it protects the passwords of all
    /// devices. Comes from the environment or the file, never from the command line.
    encryption_key: Option<SecretString> = unset, such as "the output of rosmcp keygen";
    /// A file that holds the outer key; only its owner may read it.
    encryption_key_file: Option<PathBuf> = unset, such as "/etc/routeros-mcp/encryption.key";
    /// A program that prints the outer key within 10 seconds, with its arguments; no shell is involved.
    encryption_key_command: Option<Argv> = unset, such as "vault kv get -field=key secret/routeros-mcp";
    /// Which source is used. Not set: whichever single one is configured. The keyring of the operating system
    /// (service `rosmcp`, user `encryption_key`) is only asked when this says so.
    encryption_key_source: Option<KeySource> = unset, such as "file";
    /// The outer key before the last change, accepted until every data key is wrapped anew.
    encryption_key_previous: Option<SecretString> = unset, such as "the key before";
}
"Audit" {
    /// What is refused when it cannot be recorded: everything, changes, or (outside prod) nothing but changes of rosmcp's
    /// own data, which their record is a part of.
    audit_fail_closed: FailClosed = "writes";
    /// A file to which each audit row is appended as well, one JSON object a line with the hashes that bind it to the row
    /// before; for a log shipper, or kept where the server cannot change what it wrote. What cannot be appended follows later.
    /// On PostgreSQL each host's file has the rows of that host.
    audit_log_file: Option<PathBuf> = unset, such as "/var/log/routeros-mcp/audit.jsonl";
    /// After how many days a server deletes audit rows; 0 is never. Only whole checkpointed stretches go, and what
    /// stays still verifies.
    audit_retention_days: u32 = "0", from 0 to 3650;
}
"Backups" {
    /// The directory of backups, for `rosmcp backup` without `--to` or `--dir` and for the server's own schedule. Better on
    /// another disk than the database.
    backup_dir: Option<PathBuf> = unset, such as "/var/backups/routeros-mcp";
    /// At which time of the day, in UTC, the server makes a backup into `backup_dir` by itself and deletes those that need
    /// not stay, up to five minutes later. A time that was missed is made up for once. Not set: never; the shipped timer or cron line does it.
    backup_daily_at: Option<String> = unset, such as "02:00", check time_of_day;
    /// How many backups stay, whatever their age: the newest so many. Rules add up: a backup goes when none keeps it.
    backup_keep_last: u32 = "0", from 0 to 100_000;
    /// The newest backup of each of so many hours that have one stays.
    backup_keep_hourly: u32 = "0", from 0 to 100_000;
    /// The newest backup of each of so many days that have one stays.
    backup_keep_daily: u32 = "0", from 0 to 100_000;
    /// The newest backup of each of so many weeks that have one stays.
    backup_keep_weekly: u32 = "0", from 0 to 100_000;
    /// The newest backup of each of so many months that have one stays.
    backup_keep_monthly: u32 = "0", from 0 to 100_000;
    /// The newest backup of each of so many years that have one stays.
    backup_keep_yearly: u32 = "0", from 0 to 100_000;
    /// Backups stay that are at most this much older than the newest: years, months, days and hours, as in `1y6m7d12h`.
    backup_keep_within: Option<String> = "30d", check length_of_time;
}
"Login" {
    /// Whether HTTP clients must present an access token of the identity provider.
    oidc_enabled: bool = "false";
    /// The identity provider: its issuer URL, exactly as it writes it.
    oidc_provider_url: Option<String> = unset, such as "https://login.example.com", check http_url;
    /// Another name for `oidc_provider_url`.
    oidc_issuer: Option<String> = unset, such as "https://login.example.com", check http_url;
    /// The client id of the application at the identity provider.
    oidc_client_id: Option<String> = unset, such as "routeros-mcp";
    /// The secret of that application, for people who sign in with a browser; not needed for a public client. Comes from
    /// the environment or the file, never from the command line.
    oidc_client_secret: Option<SecretString> = unset, such as "the secret of the application";
    /// What is asked for when a person signs in with a browser.
    oidc_scopes: String = "openid profile";
    /// The audience that an access token must be made for. Not set: the client id. Tokens made for `mcp_public_url` are
    /// always taken (RFC 8707).
    oidc_audience: Option<String> = unset, such as "api://routeros-mcp";
    /// Further audiences that an access token may name beside this server, such as Keycloak's `account`. A token that is
    /// also for anybody else is refused.
    oidc_other_audiences: Vec<String> = unset, such as "account";
    /// Believes access tokens without checking them. Refused everywhere but in environment lab on loopback.
    oidc_skip_verification: bool = "false";
    /// The claim that says the role, a text or a list; dots lead inside, as in `realm_access.roles`. With `scope`, clients
    /// can ask for more when they need it. Not set: `role`, else `roles`.
    oidc_role_claim: Option<String> = unset, such as "role";
    /// Which role each value of the claim stands for: `value=role,value=role`. Not set: the values are the names of
    /// the roles: `read_only`, `ops_rw`, `approver` and `admin`.
    oidc_role_map: RoleMap = unset, such as "network-team=ops_rw,network-leads=admin";
    /// What the provider's access tokens look like. Not set: as the issuer's host gives away, else as RFC 9068 says.
    oidc_profile: Option<OidcProfile> = unset, such as "entra";
    /// Certificate authorities (PEM) that the identity provider's certificate may be of, beside the system's.
    oidc_ca_file: Option<PathBuf> = unset, such as "/etc/routeros-mcp/idp-ca.pem";
    /// Hosts beside the issuer's own that may publish its keys.
    oidc_key_hosts: Vec<String> = unset, such as "www.googleapis.com", check host_pattern;
    /// For how many seconds the provider's keys are used while it does not answer.
    oidc_max_stale_seconds: Duration = "14400", from 60 to 86400;
    /// By how many seconds the provider's clock may differ.
    oidc_clock_skew_seconds: Duration = "30", from 0 to 60;
    /// Whether HTTP clients may present local tokens, which `rosmcp token create` makes: beside access tokens, or instead
    /// of them.
    local_tokens_enabled: bool = "false";
}
"Subscriptions" {
    /// How many subscriptions one device may have.
    sse_max_subscriptions_per_device: u32 = "100", from 1 to 1000;
    /// After how many seconds an idle stream ends; 0 is never.
    sse_client_timeout_seconds: Duration = "1800", from 0 to 7200;
    /// For how many seconds updates of one resource are gathered into one.
    sse_update_batch_interval_seconds: Duration = "1.0", from 0.1 to 60;
}
"Health and metrics" {
    /// How often each device is checked, in seconds.
    health_check_interval_seconds: Duration = "60", from 10 to 3600;
    /// Up to how many seconds each check is moved at random, so that not all devices are asked at once.
    health_check_jitter_seconds: Duration = "10", from 0 to 300;
    /// Whether Prometheus metrics are served.
    metrics_enabled: bool = "true";
    /// The address on which metrics are served; they need no login. On loopback only to requests that name this machine or one
    /// of `mcp_allowed_hosts`.
    metrics_host: String = "127.0.0.1", check bind_host;
    /// The TCP port on which metrics are served.
    metrics_port: u16 = "9090", from 1 to 65535;
    /// Where spans of requests and tool calls are sent: a collector's address for traces by OTLP over HTTP, which it takes as
    /// JSON. A caller's `traceparent` is continued. Needs a build with the feature `otel`. Not set: nowhere.
    otlp_traces_url: Option<String> = unset, such as "http://127.0.0.1:4318/v1/traces", check http_url;
}
"Routers" {
    /// How long a router may take to answer, in seconds.
    routeros_rest_timeout_seconds: Duration = "5", from 1 to 60;
    /// How many requests may be under way to one router.
    routeros_max_concurrent_per_device: u32 = "3", from 1 to 10;
    /// How often a read that failed on the way is tried; 0 counts as 1. Changes are never repeated by themselves.
    routeros_retry_attempts: u32 = "3", from 0 to 10;
    /// How many seconds pass before the second try; doubles with each further one.
    routeros_retry_backoff_seconds: Duration = "1", from 0.1 to 60;
    /// Whether the certificates of routers are verified. Verification cannot be switched off for a whole fleet:
    /// `false` is refused in prod and a warning elsewhere. Trust single certificates with `rosmcp device trust`.
    routeros_verify_ssl: bool = "true";
}
"Changes" {
    /// Whether nothing is ever changed on a router, whoever asks.
    read_only_mode: bool = "false";
    /// From which risk on a plan needs a person's approval: low, medium, high, critical, or never. Not set: low in
    /// prod, high in staging, never in lab. Plans for several devices need one in prod and staging.
    approval_from_risk: Option<ApprovalFrom> = unset, such as "medium";
    /// Who may approve: another person than the requester, or any approver, his own plans included, at a terminal. Not
    /// set: `other_person` in prod, `out_of_band` elsewhere. People are told apart by who vouches for them and their name
    /// there: a shell, a local token and the identity provider know one person as three.
    approval_by: Option<ApprovalChoice> = unset, such as "other_person";
    /// How many different people must approve a plan that needs an approval.
    approvals_required: u32 = "1", from 1 to 10;
    /// For how many seconds an approval is good.
    approval_expiry_seconds: Duration = "900", from 60 to 86400;
    /// For how many seconds a plan can be approved and applied.
    plan_expiry_seconds: Duration = "3600", from 60 to 86400;
    /// How many seconds after the first write a router undoes a plan that nobody has confirmed.
    plan_confirm_seconds: u32 = "300", from 30 to 3600;
    /// When plans may be applied, in UTC; not set: at any time.
    maintenance_windows: Vec<String> = unset, such as "sat 02:00-05:00", check maintenance_window;
    /// How many days after its end a server deletes a plan; 0 is never. The audit trail keeps what it did, and a plan that
    /// may still be carried on, or needs a person, stays.
    plan_retention_days: u32 = "400", from 0 to 3650;
    /// How many devices one plan may change.
    plan_max_devices: u32 = "50", from 1 to 1000;
    /// Menus that plans may change although they never do otherwise: users, scripts, files, packages, reboots.
    plan_allowed_menus: Vec<String> = unset, such as "system/script";
}
"Snapshots" {
    /// Whether the configuration of each device is kept regularly.
    snapshot_capture_enabled: bool = "true";
    /// How often, in seconds.
    snapshot_capture_interval_seconds: Duration = "3600", from 300 to 86400;
    /// How large a snapshot may be, in bytes.
    snapshot_max_size_bytes: u32 = "10485760", from 1_048_576 to 104_857_600;
    /// How many snapshots of each device are kept.
    snapshot_retention_count: u32 = "5", from 1 to 100;
    /// How hard snapshots are compressed (gzip).
    snapshot_compression_level: u32 = "6", from 0 to 9;
}
"HTTP limits" {
    /// How many bytes the header section of a request may have.
    http_max_header_bytes: u32 = "32768", from 8192 to 262_144;
    /// How many fields the header section of a request may have.
    http_max_header_fields: u32 = "100", from 20 to 1000;
    /// In how many seconds a header section and a TLS handshake must be complete, and for how long a connection stays
    /// open without a request. A proxy in front must keep idle connections for less.
    http_header_timeout_seconds: Duration = "10", from 1 to 300;
    /// How many bytes the body of a request may have.
    http_max_body_bytes: u32 = "1048576", from 65536 to 16_777_216;
    /// In how many seconds a body must arrive.
    http_body_timeout_seconds: Duration = "30", from 1 to 300;
    /// How many bytes of a body must arrive each second on average, from the fifth second on.
    http_min_body_bytes_per_second: u32 = "1024", from 1 to 1_048_576;
    /// For how many seconds a client may take nothing of what it is sent.
    http_write_timeout_seconds: Duration = "30", from 1 to 600;
    /// How many connections are open at once; further ones wait to be accepted.
    http_max_connections: u32 = "12000", from 1 to 1_000_000;
    /// How many calls are under way at once.
    http_max_calls: u32 = "1024", from 1 to 100_000;
    /// How many calls of one caller are under way at once. Without a login there is one caller, and no such limit.
    http_max_calls_per_principal: u32 = "64", from 1 to 100_000;
    /// How many event streams that wait for news are open at once.
    http_max_streams: u32 = "10000", from 1 to 1_000_000;
    /// How many event streams of one caller that wait for news are open at once. Without a login there is one caller,
    /// and no such limit.
    http_max_streams_per_principal: u32 = "20", from 1 to 100_000;
    /// How many sessions of the older protocol revisions there are at once.
    mcp_max_sessions: u32 = "2000", from 1 to 100_000;
    /// How many sessions of one caller there are at once.
    mcp_max_sessions_per_principal: u32 = "32", from 1 to 100_000;
    /// After how many seconds without a request or an open stream a session ends.
    mcp_session_idle_seconds: Duration = "1800", from 10 to 86400;
    /// For how many seconds a stopping server says so in `/ready` before it takes no further request, so that load
    /// balancers notice.
    shutdown_notice_seconds: Duration = "0", from 0 to 300;
    /// How many seconds calls under way are given to end when the server stops.
    shutdown_timeout_seconds: Duration = "25", from 0 to 300;
}
"Rate limits" {
    /// Whether callers are limited.
    rate_limit_enabled: bool = "true";
    /// How many calls per window a caller with role `read_only` may make; 0 is unlimited. An assistant easily makes ten
    /// calls in a few seconds, so the defaults are far above those of earlier releases (10 and 5).
    rate_limit_read_only_per_minute: u32 = "1200", from 0 to 1_000_000;
    /// How many calls per window a caller with role `ops_rw` may make; 0 is unlimited.
    rate_limit_ops_rw_per_minute: u32 = "1200", from 0 to 1_000_000;
    /// How many calls per window a caller with role `approver` may make; 0 is unlimited.
    rate_limit_approver_per_minute: u32 = "1200", from 0 to 1_000_000;
    /// How many calls per window a caller with role `admin` may make; 0 is unlimited.
    rate_limit_admin_per_minute: u32 = "0", from 0 to 1_000_000;
    /// How many calls per window that change something, plans or routers, each caller may make, whatever the role; up to ten
    /// at once; 0 is unlimited.
    rate_limit_writes_per_minute: u32 = "120", from 0 to 1_000_000;
    /// How many requests per window an address may send whose login fails (IPv6: a /64); then tokens that have not proved good
    /// before wait, and nothing else does. 0 is unlimited.
    rate_limit_failed_logins_per_minute: u32 = "600", from 0 to 1_000_000;
    /// The length of the window, in seconds. What is allowed per window comes back evenly, not at its end.
    rate_limit_window_seconds: Duration = "60", from 1 to 3600;
    /// How many calls may come at once before the even rate holds.
    rate_limit_burst: u32 = "40", from 1 to 100_000;
}
}

impl Settings {
    /// Which backups stay.
    pub fn backup_policy(&self) -> Policy {
        Policy {
            last: self.backup_keep_last,
            hourly: self.backup_keep_hourly,
            daily: self.backup_keep_daily,
            weekly: self.backup_keep_weekly,
            monthly: self.backup_keep_monthly,
            yearly: self.backup_keep_yearly,
            // What is no length of time was refused when the settings were read.
            within: self.backup_keep_within.as_deref().and_then(|text| Within::parse(text).ok()),
        }
    }

    /// How log lines are written: as set, else json in prod and text elsewhere.
    pub fn format_of_logs(&self) -> LogFormat {
        let by_environment =
            if self.environment == Environment::Prod { LogFormat::Json } else { LogFormat::Text };
        self.log_format.unwrap_or(by_environment)
    }

    /// How much is logged: as set, everything with `debug`.
    pub fn level_of_logs(&self) -> LogLevel {
        if self.debug { LogLevel::Debug } else { self.log_level }
    }

    /// The issuer of access tokens, by either of its names.
    pub fn issuer(&self) -> Option<&str> {
        self.oidc_provider_url.as_deref().or(self.oidc_issuer.as_deref())
    }

    /// The audience that access tokens must be made for: as set, else the client id.
    pub fn audience(&self) -> Option<&str> {
        self.oidc_audience.as_deref().or(self.oidc_client_id.as_deref())
    }
}

fn time_of_day(text: &str) -> Parsed<()> {
    let digits = |text: &str| (text.len() == 2).then(|| text.parse::<u8>().ok()).flatten();
    let time = text.split_once(':').and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?)));
    match time {
        Some((0..=23, 0..=59)) => Ok(()),
        _ => Err("a time of the day like 02:00".to_owned()),
    }
}

fn length_of_time(text: &str) -> Parsed<()> {
    Within::parse(text).map(drop).map_err(|_| "a length of time like 30d or 1y6m".to_owned())
}
