//! Cross-checks: settings that are fine alone and wrong together.

use super::access::lab_on_loopback;
use super::database::{DatabaseUrl, SqlitePlace};
use super::network::{is_loopback, url_host};
use super::table::Settings;
use super::words::{FailClosed, Transport};
use crate::domain::device::Environment;
use crate::error::{Error, Result};

/// A rule: what is wrong with these settings, if anything.
type Rule = fn(&Settings) -> Option<&'static str>;

/// What stops a server.
const REFUSED: &[Rule] = &[
    |s| {
        let both = s.oidc_provider_url.as_ref().zip(s.oidc_issuer.as_ref());
        both.is_some_and(|(url, issuer)| url != issuer)
            .then_some("oidc_provider_url and oidc_issuer name the same thing and differ")
    },
    |s| {
        (s.oidc_enabled && s.issuer().is_none())
            .then_some("oidc_enabled needs oidc_provider_url, the issuer URL of the identity provider")
    },
    |s| {
        (s.oidc_enabled && s.audience().is_none())
            .then_some("oidc_enabled needs oidc_audience (or oidc_client_id), so that only tokens made for this server count")
    },
    |s| {
        (s.oidc_enabled && s.issuer().is_some_and(|url| !url_is_safe(s, url)))
            .then_some("oidc_provider_url must be https; http is only for loopback outside prod")
    },
    |s| {
        (s.oidc_skip_verification && !lab_on_loopback(s)).then_some(
            "oidc_skip_verification is refused outside environment lab on loopback: anybody could be anybody",
        )
    },
    |s| {
        (!s.routeros_verify_ssl && prod(s))
            .then_some("routeros_verify_ssl=false is refused in prod: trust single certificates with `rosmcp device trust`")
    },
    |s| {
        (s.tls_cert_file.is_some() != s.tls_key_file.is_some())
            .then_some("tls_cert_file and tls_key_file go together, one of them is missing")
    },
    |s| (s.backup_daily_at.is_some() && s.backup_dir.is_none()).then_some("backup_daily_at needs backup_dir"),
    |s| {
        (s.audit_fail_closed == FailClosed::Off && prod(s))
            .then_some("audit_fail_closed=off is refused in prod: changes would go unrecorded")
    },
    |s| {
        (s.mcp_public_url.as_ref().is_some_and(|url| !url_is_safe(s, url)) && prod(s))
            .then_some("mcp_public_url must be https in prod")
    },
    |s| {
        let same_host = s.metrics_host == s.mcp_http_host;
        let both = s.metrics_enabled && s.mcp_transport == Transport::Http;
        (both && same_host && s.metrics_port == s.mcp_http_port)
            .then_some("metrics_port and mcp_http_port are the same port of the same address")
    },
    |s| {
        let memory = matches!(s.database_url, DatabaseUrl::Sqlite(SqlitePlace::Memory));
        (memory && s.environment != Environment::Lab)
            .then_some("database_url is in memory, which is only for environment lab: everything would be lost at the end")
    },
];

/// What is odd but works.
const ODD: &[Rule] = &[
    |s| {
        (s.oidc_skip_verification && s.oidc_enabled)
            .then_some("oidc_skip_verification is on: every access token is believed, whoever made it")
    },
    |s| (s.debug && prod(s)).then_some("debug is on in prod"),
    |s| (s.database_echo && prod(s)).then_some("database_echo is on in prod: each SQL statement is logged"),
    |s| {
        (!s.routeros_verify_ssl)
            .then_some("routeros_verify_ssl=false has no effect: certificates are verified, trust single ones with `rosmcp device trust`")
    },
    |s| {
        let bare = s.tls_cert_file.is_none() && s.mcp_trusted_proxies.is_empty();
        (s.mcp_transport == Transport::Http && !is_loopback(&s.mcp_http_host) && bare)
            .then_some("the server speaks plain HTTP to other machines, so tokens can be read on the way: put a TLS proxy in front and name it in mcp_trusted_proxies")
    },
    |s| {
        let public = s.mcp_public_url.as_deref().and_then(url_host).is_some_and(|host| !is_loopback(host));
        (s.mcp_transport == Transport::Http && public && !s.oidc_enabled && !s.local_tokens_enabled)
            .then_some("mcp_public_url leads here from other machines and no login is asked for")
    },
    |s| {
        let public = s.mcp_public_url.as_deref().and_then(url_host).is_some_and(|host| !is_loopback(host));
        let behind = s.mcp_transport == Transport::Http && is_loopback(&s.mcp_http_host) && public;
        (behind && s.mcp_trusted_proxies.is_empty() && (s.oidc_enabled || s.local_tokens_enabled))
            .then_some("mcp_public_url leads here through a proxy that mcp_trusted_proxies does not name: all callers count as one address, and one's failed logins keep others from logging in")
    },
    |s| {
        (s.metrics_enabled && !is_loopback(&s.metrics_host))
            .then_some("metrics_host can be reached from other machines, and metrics need no login")
    },
];

/// Checks settings against each other, as a server must before it starts. Returns what is odd; what can't be is a
/// configuration error. Who may call without a login is [`super::login`]'s question.
pub fn check(settings: &Settings) -> Result<Vec<String>> {
    let broken = |rules: &[Rule]| rules.iter().filter_map(|rule| rule(settings)).collect::<Vec<_>>();
    let refused = broken(REFUSED);
    if refused.is_empty() {
        return Ok(broken(ODD).into_iter().map(str::to_owned).collect());
    }
    Err(Error::configuration(refused.join("; ")))
}

fn prod(settings: &Settings) -> bool {
    settings.environment == Environment::Prod
}

/// Whether what goes to `url` can't be read on the way: https, or loopback outside prod.
fn url_is_safe(settings: &Settings, url: &str) -> bool {
    url.starts_with("https://") || (!prod(settings) && url_host(url).is_some_and(is_loopback))
}
