//! The compact serialisation of a JWS (RFC 7515 §7.1), taken apart before any library sees it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::json;

/// Bytes of a token; Entra's with many groups have some ten thousand.
const LONGEST: usize = 16 * 1024;

/// Why a token is refused, for the log.
pub(super) type Reason = &'static str;

/// A token that has the form of a signed JWT; nothing of it is believed yet.
#[derive(Debug)]
pub(super) struct Compact {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
}

impl Compact {
    /// Takes a token apart: at most 16 KiB, three base64url segments without padding, header and payload each one
    /// strict JSON object.
    pub(super) fn parse(token: &str) -> Result<Self, Reason> {
        if token.len() > LONGEST {
            return Err("longer than 16 KiB");
        }
        let mut segments = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err("not three segments");
        };
        if signature.is_empty() || URL_SAFE_NO_PAD.decode(signature).is_err() {
            return Err("the signature is not base64url");
        }
        let header = object(header).ok_or("the header is not a strict JSON object in base64url")?;
        let claims = object(payload).ok_or("the payload is not a strict JSON object in base64url")?;
        Ok(Self { header, claims })
    }

    /// A text of the header or the claims, shortened, for the log.
    pub(super) fn told(object: &Map<String, Value>, name: &str) -> String {
        let text = object.get(name).and_then(Value::as_str).unwrap_or_default();
        text.chars().take(64).collect()
    }
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    json::object(&URL_SAFE_NO_PAD.decode(segment).ok()?)
}
