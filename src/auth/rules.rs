//! What is demanded of an access token, worked out from the settings once.

use std::time::Duration;

use super::profile;
use super::roles::RoleRules;
use crate::error::{Error, Result};
use crate::settings::{OidcProfile, Settings};

/// What is demanded of an access token.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(super) issuer: String,
    /// Audiences that mean this server.
    pub(super) audiences: Vec<String>,
    /// Audiences that may stand beside them.
    pub(super) other_audiences: Vec<String>,
    /// The client id, where it is no audience of access tokens: a token for it alone is an ID token.
    pub(super) client_id: Option<String>,
    pub(super) profile: OidcProfile,
    /// Entra: the tenant of the issuer.
    pub(super) tenant: Option<String>,
    pub(super) leeway: Duration,
    pub(super) roles: RoleRules,
}

impl Rules {
    /// The rules that `settings` say for the server whose canonical URL is `resource`. A configuration error where a rule
    /// would let in more than its writer can have meant.
    pub fn new(settings: &Settings, resource: &str) -> Result<Self> {
        let issuer = settings
            .issuer()
            .ok_or_else(|| Error::configuration("oidc_enabled needs oidc_provider_url"))?
            .to_owned();
        let profile = settings.oidc_profile.unwrap_or_else(|| profile::of_issuer(&issuer));
        let tenant = profile::tenant(profile, &issuer)?;
        let mut audiences = vec![resource.to_owned()];
        audiences.extend(settings.audience().map(str::to_owned));
        let client_id = settings.oidc_client_id.clone().filter(|id| !audiences.contains(id));
        let mut other_audiences = settings.oidc_other_audiences.clone();
        if profile == OidcProfile::Auth0 {
            // Auth0 adds its own endpoint wherever the scope `openid` was asked for.
            other_audiences.push(format!("{}/userinfo", issuer.trim_end_matches('/')));
        }
        Ok(Self {
            audiences,
            other_audiences,
            client_id,
            profile,
            tenant,
            leeway: settings.oidc_clock_skew_seconds,
            roles: RoleRules::new(settings)?,
            issuer,
        })
    }

    /// The issuer's identifier, exactly.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The scopes that stand for roles, where roles come from scopes.
    pub fn scopes(&self) -> Vec<(String, crate::domain::principal::Role)> {
        self.roles.scopes()
    }
}
