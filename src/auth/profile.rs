//! How the access tokens of each identity provider tell themselves from its other tokens.
//!
//! RFC 9068 has a type for it. Where a provider does not use it, a claim that only its access tokens have is demanded,
//! and claims that only ID tokens have (OpenID Connect Core §3.1.3.6, §3.3.2.11) are refused.

use serde_json::{Map, Value};

use super::compact::Reason;
use crate::error::{Error, Result};
use crate::settings::OidcProfile;

/// Claims of ID tokens.
const OF_ID_TOKENS: [&str; 3] = ["nonce", "at_hash", "c_hash"];
/// Entra's issuers that are no tenant's: tokens of all tenants name their own.
const NO_TENANT: [&str; 3] = ["common", "organizations", "consumers"];
/// Hosts that publish Entra's keys.
const ENTRA_HOSTS: [&str; 3] = ["login.microsoftonline.com", "login.windows.net", "sts.windows.net"];

/// The profile of an issuer whose host gives it away; RFC 9068 otherwise.
pub(super) fn of_issuer(issuer: &str) -> OidcProfile {
    let (host, path) = host_and_path(issuer);
    let under = |domain: &str| host.ends_with(domain);
    if ENTRA_HOSTS.contains(&host) {
        OidcProfile::Entra
    } else if under(".okta.com") || under(".oktapreview.com") || under(".okta-emea.com") {
        OidcProfile::Okta
    } else if under(".auth0.com") {
        OidcProfile::Auth0
    } else if path.contains("/realms/") {
        OidcProfile::Keycloak
    } else {
        OidcProfile::Rfc9068
    }
}

/// Entra's tenant, the first segment of the issuer's path; `None` for other providers. An issuer of all tenants is a
/// configuration error.
pub(super) fn tenant(profile: OidcProfile, issuer: &str) -> Result<Option<String>> {
    if profile != OidcProfile::Entra {
        return Ok(None);
    }
    let (_, path) = host_and_path(issuer);
    let tenant = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if tenant.is_empty() || NO_TENANT.contains(&tenant) || tenant.contains('{') {
        return Err(Error::configuration(format!(
            "the issuer {issuer:?} is no tenant's: anybody's tokens would do"
        ))
        .hint(
            "write the tenant's id into oidc_provider_url: https://login.microsoftonline.com/TENANT-ID/v2.0",
        ));
    }
    Ok(Some(tenant.to_owned()))
}

/// Hosts besides the issuer's own that may publish a profile's keys.
pub(super) fn key_hosts(profile: OidcProfile) -> &'static [&'static str] {
    if profile == OidcProfile::Entra { &ENTRA_HOSTS } else { &[] }
}

/// Whether a token is an access token of the provider.
pub(super) fn is_access_token(
    profile: OidcProfile,
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
) -> Result<(), Reason> {
    if OF_ID_TOKENS.iter().any(|name| claims.contains_key(*name)) {
        return Err("it has a claim of ID tokens");
    }
    let has = |name: &str| claims.get(name).is_some_and(Value::is_string);
    let typed = is_at_jwt(header);
    let good = match profile {
        OidcProfile::Rfc9068 => typed,
        // Of its tokens only access tokens name the client that asked, as `azp` (v2.0) or `appid` (v1.0).
        OidcProfile::Entra => has("azp") || has("appid"),
        OidcProfile::Okta => has("cid"),
        OidcProfile::Auth0 => typed || has("azp") || has("gty"),
        OidcProfile::Keycloak => {
            typed
                || claims
                    .get("typ")
                    .and_then(Value::as_str)
                    .is_some_and(|typ| typ.eq_ignore_ascii_case("bearer"))
        }
    };
    if good { Ok(()) } else { Err("it is not an access token of the provider's profile") }
}

/// RFC 9068 §2.1: `at+jwt`, or in full `application/at+jwt`; media types know no case.
fn is_at_jwt(header: &Map<String, Value>) -> bool {
    let typ = header.get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == "at+jwt"
}

/// Whether the token stands for a person rather than for a program that logged in as itself.
pub(super) fn is_person(profile: OidcProfile, claims: &Map<String, Value>) -> bool {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let subject = text("sub");
    // RFC 9068 §2.2: without a resource owner the subject is the client.
    let itself =
        ["client_id", "azp", "cid", "appid"].iter().any(|name| text(name).is_some() && text(name) == subject);
    let said = text("gty") == Some("client-credentials")
        || text("idtyp") == Some("app")
        || text("preferred_username").is_some_and(|name| name.starts_with("service-account-"))
        || subject.is_some_and(|subject| subject.ends_with("@clients"));
    // Entra gives scopes to what acts for a person, and to nothing else; Keycloak tells where a service account came from.
    let of_service = match profile {
        OidcProfile::Entra => !claims.contains_key("scp"),
        OidcProfile::Keycloak => {
            ["clientAddress", "clientHost"].iter().any(|name| claims.contains_key(*name))
        }
        _ => false,
    };
    !itself && !said && !of_service
}

/// Host without port, and path, of an http URL.
pub(super) fn host_and_path(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => &authority[..at],
        _ => authority,
    };
    (host, path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_program_that_logged_in_as_itself_is_no_person() {
        use OidcProfile::{Entra, Keycloak, Rfc9068};
        for (profile, claims, person) in [
            (Rfc9068, json!({"sub": "ann", "client_id": "c"}), true),
            (Rfc9068, json!({"sub": "c", "client_id": "c"}), false),
            (Entra, json!({"sub": "ann", "azp": "c", "scp": "routers"}), true),
            (Entra, json!({"sub": "an id of the application", "azp": "c"}), false),
            (Keycloak, json!({"sub": "ann", "azp": "c"}), true),
            (
                Keycloak,
                json!({"sub": "an id of the account", "azp": "c", "clientAddress": "192.0.2.1"}),
                false,
            ),
        ] {
            let claims = claims.as_object().cloned().unwrap_or_default();
            assert_eq!(is_person(profile, &claims), person, "{claims:?}");
        }
    }
}
