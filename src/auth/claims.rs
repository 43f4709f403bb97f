//! What the header and the claims of a token must say. Types are checked first: a library that takes a wrong type for an
//! absent claim lets expired tokens in (CVE-2026-25537).

use serde_json::{Map, Value};

use super::compact::{Compact, Reason};
use super::jwks::ALGORITHMS;
use super::profile;
use super::rules::Rules;

/// Numbers that a double carries exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;
const LONGEST_SUBJECT: usize = 255;
const LONGEST_KID: usize = 256;

/// What is known of a token whose claims are in order.
pub(super) struct Checked {
    pub(super) algorithm: jsonwebtoken::Algorithm,
    pub(super) kid: Option<String>,
    pub(super) subject: String,
    /// Unix seconds.
    pub(super) expires: f64,
}

/// Checks everything but the signature and the role, at `now` (Unix seconds).
pub(super) fn check(token: &Compact, rules: &Rules, now: f64) -> Result<Checked, Reason> {
    let (header, claims) = (&token.header, &token.claims);
    let (algorithm, kid) = signed_how(header)?;
    if text(claims, "iss")? != Some(rules.issuer.as_str()) {
        return Err("the issuer is another");
    }
    audience(claims, rules)?;
    let expires = times(claims, rules.leeway.as_secs_f64(), now)?;
    let subject = subject(claims)?;
    // RFC 7800, RFC 8705, RFC 9449: such a token is worth nothing without the key that it is bound to.
    if claims.contains_key("cnf") {
        return Err("it is bound to a key");
    }
    for name in ["scope", "scp"] {
        if claims.get(name).is_some_and(|value| !is_scope(value)) {
            return Err("the scope is neither a text nor a list of texts");
        }
    }
    if let Some(tenant) = &rules.tenant
        && text(claims, "tid")? != Some(tenant.as_str())
    {
        return Err("the tenant is another");
    }
    profile::is_access_token(rules.profile, header, claims)?;
    Ok(Checked { algorithm, kid, subject, expires })
}

/// RFC 7515 §4.1: the algorithm and the key's name; `jku`, `x5u`, `x5c` and `jwk` are no source of keys.
fn signed_how(header: &Map<String, Value>) -> Result<(jsonwebtoken::Algorithm, Option<String>), Reason> {
    let named = text(header, "alg")?.ok_or("no algorithm")?;
    let (_, algorithm) =
        ALGORITHMS.iter().find(|(name, _)| *name == named).ok_or("the algorithm is not accepted")?;
    if header.contains_key("crit") {
        return Err("it has a critical header that is not known");
    }
    if header.contains_key("enc") || text(header, "cty")?.is_some_and(|cty| cty.eq_ignore_ascii_case("jwt")) {
        return Err("it is encrypted or nested");
    }
    if header.get("b64").is_some_and(|b64| b64 != &Value::Bool(true)) {
        return Err("its payload is detached");
    }
    text(header, "typ")?;
    let kid = text(header, "kid")?.map(str::to_owned);
    if kid.as_ref().is_some_and(|kid| kid.is_empty() || kid.len() > LONGEST_KID) {
        return Err("the key id is empty or too long");
    }
    if ["jku", "x5u", "x5c", "jwk"].iter().any(|name| header.contains_key(*name)) {
        tracing::info!("a token brings its own key, which is ignored");
    }
    Ok((*algorithm, kid))
}

/// RFC 8707, RFC 9068 §4: made for this server, and for nobody else that is not known.
fn audience(claims: &Map<String, Value>, rules: &Rules) -> Result<(), Reason> {
    let named: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => {
            several.iter().map(Value::as_str).collect::<Option<_>>().ok_or("the audience is not texts")?
        }
        _ => return Err("no audience"),
    };
    if rules.client_id.as_deref().is_some_and(|client| named.as_slice() == [client]) {
        return Err("the audience is the client: an ID token");
    }
    if !named.iter().any(|name| rules.audiences.iter().any(|ours| ours == name)) {
        return Err("the audience is another");
    }
    let known = |name: &&str| {
        let ours = rules.audiences.iter().chain(&rules.other_audiences).chain(&rules.client_id);
        ours.into_iter().any(|known| known == name)
    };
    if named.iter().all(known) { Ok(()) } else { Err("it is also for an audience that is not known") }
}

/// RFC 7519 §4.1.4–6; returns when it expires.
fn times(claims: &Map<String, Value>, leeway: f64, now: f64) -> Result<f64, Reason> {
    let expires = time(claims, "exp")?.ok_or("no expiry")?;
    if expires <= 0.0 || now >= expires + leeway {
        return Err("expired");
    }
    if time(claims, "nbf")?.is_some_and(|start| now < start - leeway) {
        return Err("not yet in force");
    }
    if time(claims, "iat")?.is_some_and(|issued| issued > now + leeway) {
        return Err("issued in the future");
    }
    Ok(expires)
}

fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<f64>, Reason> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(time) if (0.0..EXACT).contains(&time) => Ok(Some(time)),
            _ => Err("a time is out of range"),
        },
        Some(_) => Err("a time is not a number"),
    }
}

fn subject(claims: &Map<String, Value>) -> Result<String, Reason> {
    let subject = text(claims, "sub")?.ok_or("no subject")?;
    let plain =
        !subject.is_empty() && subject.len() <= LONGEST_SUBJECT && !subject.chars().any(char::is_control);
    if plain {
        Ok(subject.to_owned())
    } else {
        Err("the subject is empty, too long or has control characters")
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Reason> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err("a text has another type"),
    }
}

fn is_scope(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(items) => items.iter().all(Value::is_string),
        _ => false,
    }
}
