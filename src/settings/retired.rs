//! Names of earlier releases that mean nothing here, and why.
//!
//! They are warned about and otherwise ignored, so that an old configuration still starts.

/// A name that is no longer a setting.
#[derive(Debug)]
pub struct Retired {
    /// The key, as it stood in the file.
    pub key: &'static str,
    /// Why it means nothing, or which setting took its place.
    pub reason: &'static str,
}

macro_rules! retired {
    ($($reason:literal: $($key:literal),+;)+) => {
        /// Every retired name.
        pub static RETIRED: &[Retired] = &[$($(Retired { key: $key, reason: $reason },)+)+];
    };
}

retired! {
    "several servers share state through the database, Redis is not used":
        "redis_url", "redis_pool_size", "redis_timeout_seconds", "redis_password", "redis_ssl_cert_file",
        "redis_ssl_key_file", "redis_ssl_ca_certs", "redis_cache_enabled", "redis_cache_ttl_interfaces",
        "redis_cache_ttl_ips", "redis_cache_ttl_routes", "rate_limit_use_redis";
    "answers come from the router each time, there is no cache to configure":
        "mcp_resource_cache_enabled", "mcp_resource_cache_ttl_seconds", "mcp_resource_cache_max_entries",
        "mcp_resource_cache_auto_invalidate";
    "rosmcp sends no mail; approvers see what waits for them with `rosmcp plan list`":
        "notification_enabled", "notification_backend", "notification_from_address", "notification_smtp_host",
        "notification_smtp_port", "notification_smtp_use_tls", "notification_smtp_username",
        "notification_smtp_password", "notification_smtp_timeout", "notification_base_url";
    "the cipher is AES-256-GCM and nothing else": "encryption_algorithm";
    "the secret is oidc_client_secret, from the environment or the file": "oidc_client_secret_from_keyvault";
    "people come back to /auth/callback of mcp_public_url": "oidc_redirect_uri";
    "the issuer of an access token is always compared exactly": "oidc_validate_issuer_tenant";
    "the server describes itself": "mcp_description";
    "configuration is read over the router's own interfaces, never over SSH": "snapshot_use_ssh_fallback";
    "the shell's user is the actor of its calls": "cli_user";
    "give the settings file with --config": "config_file";
    "metrics are gathered when they are fetched":
        "metrics_collection_interval_seconds", "metrics_export_interval_seconds", "metrics_interval";
    "logs are structured and carry request ids always": "structured_logging", "log_request_id";
    "log_level decides what is logged about a tool call": "trace_tool_calls";
    "rosmcp does not see the tokens of a language model": "track_token_costs";
    "policy and approval decide about each plan": "trusted_workflows";
    "the name is mcp_transport": "transport";
    "the name is mcp_http_host": "http_host";
    "the name is mcp_http_port": "http_port";
    "the name is mcp_http_base_path": "http_base_path";
    "the name is health_check_interval_seconds": "health_check_interval";
    "the name is health_check_jitter_seconds": "health_check_jitter";
    "the name is routeros_rest_timeout_seconds": "routeros_rest_timeout";
    "the name is routeros_max_concurrent_per_device": "routeros_max_concurrent";
    "the name is routeros_retry_backoff_seconds": "routeros_retry_backoff";
}

/// Why `key` is retired; `None` when it is not.
pub(super) fn retired(key: &str) -> Option<&'static str> {
    RETIRED.iter().find(|retired| retired.key == key).map(|retired| retired.reason)
}

#[cfg(test)]
mod tests {
    use super::super::TABLE;
    use super::*;

    #[test]
    fn what_is_retired_is_not_a_setting_and_names_only_settings_that_exist() {
        for retired in RETIRED {
            assert!(TABLE.iter().all(|setting| setting.key != retired.key), "{}", retired.key);
            if let Some(name) = retired.reason.strip_prefix("the name is ") {
                assert!(TABLE.iter().any(|setting| setting.key == name), "{name}");
            }
        }
    }
}
