//! Who may call the server without a login.

use super::network::is_loopback;
use super::table::Settings;
use super::words::Transport;
use crate::domain::device::Environment;
use crate::error::{Error, Result};

/// How callers of the server prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Standard input and output: the caller is whoever started the process, and could read its database anyway.
    Owner,
    /// Nobody has to: a lab on loopback.
    Nobody,
    /// By a token: of the identity provider, a local one, or either, as the settings say.
    Token,
}

/// How callers must prove who they are. Without a login only environment lab on a loopback address may serve HTTP;
/// anything else is a configuration error that says why.
pub fn login(settings: &Settings) -> Result<Login> {
    if settings.mcp_transport == Transport::Stdio {
        return Ok(Login::Owner);
    }
    if settings.oidc_enabled || settings.local_tokens_enabled {
        return Ok(Login::Token);
    }
    if lab_on_loopback(settings) {
        return Ok(Login::Nobody);
    }
    let reason = if is_loopback(&settings.mcp_http_host) {
        format!("environment is {}", settings.environment)
    } else {
        format!("mcp_http_host {} can be reached from other machines", settings.mcp_http_host)
    };
    Err(Error::configuration(format!("refusing to serve without a login: {reason}"))
        .hint("set oidc_enabled, oidc_provider_url and oidc_audience, or local_tokens_enabled")
        .hint("or serve environment lab on 127.0.0.1, or use --transport stdio"))
}

/// Whether this is a lab that other machines can't reach.
pub(super) fn lab_on_loopback(settings: &Settings) -> bool {
    settings.environment == Environment::Lab && is_loopback(&settings.mcp_http_host)
}
