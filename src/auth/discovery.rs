//! What an identity provider says of itself (OpenID Connect Discovery §4).

use serde_json::{Map, Value};

use super::fetch::Fetch;
use super::{json, profile};

/// The provider's endpoints that are used here.
#[derive(Debug, Clone)]
pub(super) struct Discovery {
    pub(super) jwks_uri: String,
    /// Where people sign in.
    pub(super) authorization_endpoint: Option<String>,
    /// Where codes are redeemed.
    pub(super) token_endpoint: Option<String>,
}

/// Where the provider of `issuer` says its keys are. The document must be that issuer's to the letter, and the keys on its
/// own host or on one of `key_hosts`.
pub(super) async fn discover(fetch: &Fetch, issuer: &str, key_hosts: &[String]) -> Result<Discovery, String> {
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let document = fetch.get("discovery", &url).await?;
    let document = json::object(&document.text).ok_or_else(|| format!("{url} is not a JSON object"))?;
    read(&document, fetch, issuer, key_hosts)
}

fn read(
    document: &Map<String, Value>,
    fetch: &Fetch,
    issuer: &str,
    key_hosts: &[String],
) -> Result<Discovery, String> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let said = text("issuer").unwrap_or_default();
    if said != issuer {
        return Err(format!(
            "the provider calls itself {said:.200?}; oidc_provider_url must say exactly that"
        ));
    }
    let jwks_uri = text("jwks_uri").ok_or("the provider does not say where its keys are")?;
    let (host, _) = profile::host_and_path(jwks_uri);
    let (own, _) = profile::host_and_path(issuer);
    if host != own && !key_hosts.iter().any(|allowed| allowed == host) {
        return Err(format!("the provider's keys are on {host:.200?}, which oidc_key_hosts does not name"));
    }
    if !fetch.may_ask(jwks_uri) {
        return Err(format!("the provider's keys are not on https: {jwks_uri:.200?}"));
    }
    let endpoint = |name| text(name).filter(|url| fetch.may_ask(url)).map(str::to_owned);
    Ok(Discovery {
        jwks_uri: jwks_uri.to_owned(),
        authorization_endpoint: endpoint("authorization_endpoint"),
        token_endpoint: endpoint("token_endpoint"),
    })
}
