//! Bounds of what a client may cost, as the settings have them.

use std::time::Duration;

use crate::domain::principal::Role;
use crate::settings::Settings;

/// Sizes, times and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's header section.
    pub header_bytes: usize,
    /// Fields of a request's header section.
    pub header_fields: usize,
    /// In which a header section and a TLS handshake must arrive, and for which a connection may be idle.
    pub header_time: Duration,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// In which a body must arrive.
    pub body_time: Duration,
    /// Bytes of a body that must arrive each second, on average, after the first few.
    pub body_rate: u32,
    /// For which a client may take nothing of what it is sent.
    pub write_time: Duration,
    /// Connections at once; further ones wait to be accepted.
    pub connections: usize,
    /// Calls at once.
    pub calls: usize,
    /// Calls at once of one principal.
    pub calls_each: usize,
    /// Streams at once that wait for news.
    pub streams: usize,
    /// Streams at once of one principal.
    pub streams_each: usize,
    /// How often callers may call.
    pub rates: Rates,
    /// Between `/ready` saying no and no further request being taken, for load balancers to notice.
    pub drain_notice: Duration,
    /// For calls in flight to end before they are broken off.
    pub drain_time: Duration,
}

/// How often callers may call: so many times per window, at an even rate after a burst; 0 is as often as they like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// The window.
    pub window: Duration,
    /// Calls at once.
    pub burst: u32,
    /// Calls of a reader.
    pub read_only: u32,
    /// Calls of one who changes.
    pub ops_rw: u32,
    /// Calls of one who approves.
    pub approver: u32,
    /// Calls of an administrator.
    pub admin: u32,
    /// Calls of one principal that change something.
    pub writes: u32,
    /// Requests from one address whose login fails.
    pub failed_logins: u32,
}

impl Rates {
    /// The calls per window that `role` may make.
    pub(super) fn of(&self, role: Role) -> u32 {
        match role {
            Role::ReadOnly => self.read_only,
            Role::OpsRw => self.ops_rw,
            Role::Approver => self.approver,
            Role::Admin => self.admin,
        }
    }
}

impl From<&Settings> for Limits {
    fn from(settings: &Settings) -> Self {
        Self {
            header_bytes: settings.http_max_header_bytes as usize,
            header_fields: settings.http_max_header_fields as usize,
            header_time: settings.http_header_timeout_seconds,
            body_bytes: settings.http_max_body_bytes as usize,
            body_time: settings.http_body_timeout_seconds,
            body_rate: settings.http_min_body_bytes_per_second,
            write_time: settings.http_write_timeout_seconds,
            connections: settings.http_max_connections as usize,
            calls: settings.http_max_calls as usize,
            calls_each: settings.http_max_calls_per_principal as usize,
            streams: settings.http_max_streams as usize,
            streams_each: settings.http_max_streams_per_principal as usize,
            rates: Rates::from(settings),
            drain_notice: settings.shutdown_notice_seconds,
            drain_time: settings.shutdown_timeout_seconds,
        }
    }
}

impl From<&Settings> for Rates {
    fn from(settings: &Settings) -> Self {
        let number = |count: u32| if settings.rate_limit_enabled { count } else { 0 };
        Self {
            window: settings.rate_limit_window_seconds,
            burst: settings.rate_limit_burst,
            read_only: number(settings.rate_limit_read_only_per_minute),
            ops_rw: number(settings.rate_limit_ops_rw_per_minute),
            approver: number(settings.rate_limit_approver_per_minute),
            admin: number(settings.rate_limit_admin_per_minute),
            writes: number(settings.rate_limit_writes_per_minute),
            failed_logins: number(settings.rate_limit_failed_logins_per_minute),
        }
    }
}

impl Default for Limits {
    /// What the settings have by default.
    fn default() -> Self {
        Self {
            header_bytes: 32 * 1024,
            header_fields: 100,
            header_time: Duration::from_secs(10),
            body_bytes: 1024 * 1024,
            body_time: Duration::from_secs(30),
            body_rate: 1024,
            write_time: Duration::from_secs(30),
            connections: 12_000,
            calls: 1_024,
            calls_each: 64,
            streams: 10_000,
            streams_each: 20,
            rates: Rates::default(),
            drain_notice: Duration::ZERO,
            drain_time: Duration::from_secs(25),
        }
    }
}

impl Default for Rates {
    /// What the settings have by default.
    fn default() -> Self {
        Self {
            window: Duration::from_mins(1),
            burst: 40,
            read_only: 1_200,
            ops_rw: 1_200,
            approver: 1_200,
            admin: 0,
            writes: 120,
            failed_logins: 600,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{ProcessEnvironment, Request, load};

    #[test]
    fn the_defaults_are_those_of_the_settings() {
        let environment = ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
        let request = Request { config: None, overrides: Vec::new(), environment };
        assert_eq!(Limits::from(&load(&request).unwrap().settings), Limits::default());
    }
}
