//! Verifying an access token from end to end.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{DecodingKey, Validation};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::claims::{self, Checked};
use super::code::{Client, Pending};
use super::compact::{Compact, Reason};
use super::discovery::Discovery;
use super::fetch::{Fetch, Observer};
use super::jwks::{KeyId, KeySet};
use super::keys::{Keys, Pace};
use super::rules::Rules;
use super::{profile, roles};
use crate::clock::{self, UnixMs};
use crate::domain::device::Environment;
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::Settings;

/// What a verified token says.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Who it stands for.
    pub principal: Principal,
    /// When it expires, Unix milliseconds.
    pub expires_at: UnixMs,
    /// The key that signed it; `None` where nothing was verified.
    pub key: Option<KeyId>,
}

/// Verifies the access tokens of one issuer.
pub struct Verifier {
    rules: Rules,
    keys: Option<Arc<Keys>>,
    client: Option<Client>,
}

/// The claims are read from our own, stricter parse.
#[derive(Deserialize)]
struct Ignored {}

impl Verifier {
    /// A verifier as `settings` say, for the server whose canonical URL is `resource`; asks nobody yet. An error where the
    /// settings let in too much, or where this build cannot verify signatures.
    pub fn new(settings: &Settings, resource: &str) -> Result<Self> {
        Self::paced(settings, resource, Pace::usual(settings.oidc_max_stale_seconds))
    }

    /// As [`Verifier::new`], asking the provider at another pace.
    pub fn paced(settings: &Settings, resource: &str, pace: Pace) -> Result<Self> {
        let rules = Rules::new(settings, resource)?;
        if settings.oidc_skip_verification {
            return Ok(Self { rules, keys: None, client: None });
        }
        self_test()?;
        let fetch = Fetch::new(settings.oidc_ca_file.as_deref(), settings.environment != Environment::Prod)?;
        let further = profile::key_hosts(rules.profile).iter().map(|host| (*host).to_owned());
        let key_hosts = further.chain(settings.oidc_key_hosts.iter().cloned()).collect();
        let keys = Arc::new(Keys::new(fetch, rules.issuer.clone(), key_hosts, pace));
        let client = settings.oidc_client_id.clone().map(|id| Client {
            id,
            secret: settings.oidc_client_secret.clone(),
            scopes: settings.oidc_scopes.clone(),
            resource: resource.to_owned(),
        });
        Ok(Self { rules, keys: Some(keys), client })
    }

    /// The same, with `observer` told of each request to the provider.
    #[must_use]
    pub fn observed(mut self, observer: Observer) -> Self {
        // Nobody shares them yet.
        if let Some(keys) = self.keys.as_mut().and_then(Arc::get_mut) {
            keys.observe(observer);
        }
        self
    }

    /// What is demanded of tokens.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether there are keys to verify with.
    pub fn ready(&self) -> bool {
        self.keys.as_ref().is_none_or(|keys| keys.current().is_some())
    }

    /// Whether the key that verified a token is still the issuer's.
    pub fn holds(&self, key: Option<KeyId>) -> bool {
        match (&self.keys, key) {
            (Some(keys), Some(key)) => keys.holds(key),
            (keys, _) => keys.is_none(),
        }
    }

    /// Asks the provider once, as [`Verifier::keep_fresh`] does, and returns how many keys it publishes;
    /// [`ErrorKind::Unreachable`] with the reason where that fails. Zero where nothing is verified.
    pub async fn probe(&self) -> Result<usize> {
        let Some(keys) = &self.keys else { return Ok(0) };
        keys.count().await.map_err(|reason| {
            Error::new(
                ErrorKind::Unreachable,
                format!("the identity provider's keys cannot be fetched: {reason}"),
            )
            .hint("check oidc_provider_url, and that this machine reaches it")
        })
    }

    /// Fetches the issuer's keys and keeps them fresh, for ever.
    pub async fn keep_fresh(&self) {
        match &self.keys {
            Some(keys) => keys.keep_fresh().await,
            None => std::future::pending().await,
        }
    }

    /// Whether people can sign in with a browser: there is a client id to do it with.
    pub fn signs_in(&self) -> bool {
        self.client.is_some() && self.keys.is_some()
    }

    /// Where to send a browser that begins to sign in.
    pub fn begin(&self, pending: &Pending) -> Result<String> {
        let (client, provider, _) = self.provider()?;
        client.begin(&provider, pending)
    }

    /// The access token for the `code` that the browser came back with. It is verified as any other is.
    pub async fn redeem(&self, code: &str, pending: &Pending) -> Result<SecretString> {
        let (client, provider, keys) = self.provider()?;
        client.redeem(keys.fetch(), &provider, code, pending).await
    }

    fn provider(&self) -> Result<(&Client, Arc<Discovery>, &Keys)> {
        let (Some(client), Some(keys)) = (&self.client, &self.keys) else {
            return Err(Error::not_found("this server has no client id to sign people in with")
                .hint("set oidc_client_id"));
        };
        Ok((client, keys.provider().ok_or_else(unavailable)?, keys))
    }

    /// Who `token` stands for. [`ErrorKind::Unauthenticated`] where it is not believed, whatever the reason, which only the
    /// log has; [`ErrorKind::Refused`] where it is and names no role; [`ErrorKind::Busy`] without keys.
    pub async fn verify(&self, token: &str) -> Result<Verified> {
        let compact = Compact::parse(token).map_err(|reason| {
            tracing::info!(reason, "refused an access token");
            not_accepted()
        })?;
        match self.judge(token, &compact).await {
            Ok(Some(verified)) => Ok(verified),
            Ok(None) => Err(no_role()),
            Err(Refusal::Unavailable) => Err(unavailable()),
            Err(Refusal::Untrue(reason)) => {
                let told = |object, name| Compact::told(object, name);
                let (alg, kid) = (told(&compact.header, "alg"), told(&compact.header, "kid"));
                let iss = told(&compact.claims, "iss");
                tracing::info!(reason, ?alg, ?kid, ?iss, "refused an access token");
                Err(not_accepted())
            }
        }
    }

    async fn judge(&self, token: &str, compact: &Compact) -> Result<Option<Verified>, Refusal> {
        let Some(keys) = &self.keys else { return self.believe(compact) };
        // Claims first: a token that is not even meant for this server makes nobody ask for keys.
        let checked = claims::check(compact, &self.rules, unix_seconds())?;
        let set = match keys.current() {
            Some(set) if found(&set, &checked) || checked.kid.as_deref().is_none_or(|kid| set.names(kid)) => {
                set
            }
            _ => keys.asked().await.ok_or(Refusal::Unavailable)?,
        };
        let key = set.find(checked.kid.as_deref(), checked.algorithm).ok_or("no key of that name fits")?;
        self.verify_signature(token, &checked, &key.decoding)?;
        let key = Some(key.id);
        self.verified(compact, &checked.subject, checked.expires, key)
    }

    fn verify_signature(&self, token: &str, checked: &Checked, key: &DecodingKey) -> Result<(), Reason> {
        let mut validation = Validation::new(checked.algorithm);
        validation.leeway = self.rules.leeway.as_secs();
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.rules.issuer]);
        validation.set_audience(&self.rules.audiences);
        jsonwebtoken::decode::<Ignored>(token, key, &validation).map(drop).map_err(|error| {
            match error.kind() {
                jsonwebtoken::errors::ErrorKind::InvalidSignature => "the signature is not the issuer's",
                _ => "the library does not accept it",
            }
        })
    }

    fn verified(
        &self,
        compact: &Compact,
        subject: &str,
        expires: f64,
        key: Option<KeyId>,
    ) -> Result<Option<Verified>, Refusal> {
        let Some(role) = self.rules.roles.role(&compact.claims)? else { return Ok(None) };
        let principal = Principal {
            devices: roles::devices(&compact.claims)?,
            person: profile::is_person(self.rules.profile, &compact.claims),
            ..Principal::unlimited(&self.rules.issuer, subject, role)
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be below 2^53 seconds; a cast saturates"
        )]
        let expires_at = (expires * 1000.0) as UnixMs;
        Ok(Some(Verified { principal, expires_at, key }))
    }

    /// For experiments on loopback: what the token says of its subject, role and end, unverified.
    fn believe(&self, compact: &Compact) -> Result<Option<Verified>, Refusal> {
        let subject = compact.claims.get("sub").and_then(Value::as_str).ok_or("no subject")?;
        let expires = number(&compact.claims, "exp").unwrap_or_else(|| unix_seconds() + 3600.0);
        if expires <= unix_seconds() {
            return Err(Refusal::Untrue("expired"));
        }
        self.verified(compact, subject, expires, None)
    }
}

enum Refusal {
    Untrue(Reason),
    Unavailable,
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::Untrue(reason)
    }
}

fn found(set: &Arc<KeySet>, checked: &Checked) -> bool {
    set.find(checked.kid.as_deref(), checked.algorithm).is_some()
}

fn number(claims: &Map<String, Value>, name: &str) -> Option<f64> {
    claims.get(name).and_then(Value::as_f64)
}

fn unix_seconds() -> f64 {
    let now = Duration::from_millis(u64::try_from(clock::now_ms()).unwrap_or_default());
    now.as_secs_f64()
}

/// The one answer to every token that is not believed.
pub(super) fn not_accepted() -> Error {
    Error::new(ErrorKind::Unauthenticated, "the access token is not accepted")
        .hint("get a new one from the identity provider, made for this server; its log has the reason")
}

fn no_role() -> Error {
    Error::new(ErrorKind::Refused, "the access token names no role that this server knows")
        .hint(
            "let the identity provider put a role into the claim that oidc_role_claim names (role or roles)",
        )
        .hint("or map what it puts there: oidc_role_map=value=read_only,…")
}

fn unavailable() -> Error {
    Error::new(
        ErrorKind::Busy,
        "the identity provider's keys are not available, so no access token can be checked",
    )
    .hint("the server's log says why; it goes on trying")
}

/// RFC 7515 appendix A.3: the library that is linked verifies a good signature and refuses a bad one.
fn self_test() -> Result<()> {
    const MESSAGE: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let broken = |error| Error::internal("this build cannot verify signatures", error);
    let key = DecodingKey::from_ec_components(
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    )
    .map_err(broken)?;
    let verify = |message: &str| {
        jsonwebtoken::crypto::verify(SIGNATURE, message.as_bytes(), &key, jsonwebtoken::Algorithm::ES256)
    };
    let sound = verify(MESSAGE).map_err(broken)? && !verify(&MESSAGE.replace("J9", "J8")).map_err(broken)?;
    if sound {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Internal, "this build verifies signatures wrongly"))
    }
}
