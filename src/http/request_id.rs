//! Every request has an identifier: the client's `X-Request-Id` if it is a sane one, else a new ULID.
//!
//! It is in the response, in the log and in the audit, so that a person with one can find the others.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use super::middleware::{Middleware, Next};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
const MAX: usize = 64;

#[derive(Debug, Clone)]
struct RequestId(String);

/// The identifier of `request`; empty before this layer.
pub(super) fn of(request: &Request) -> &str {
    request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str())
}

/// Gives a request its identifier, and its answer the same.
#[derive(Clone)]
pub(super) struct RequestIds;

impl Middleware for RequestIds {
    async fn around(&self, mut request: Request, next: impl Next) -> Response {
        let id = request
            .headers()
            .get(HEADER)
            .and_then(|value| value.to_str().ok())
            .filter(|id| sane(id))
            .map_or_else(|| ulid::Ulid::generate().to_string(), str::to_owned);
        let value = HeaderValue::try_from(id.as_str());
        request.extensions_mut().insert(RequestId(id));
        let mut response = next.run(request).await;
        if let Ok(value) = value {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
}

fn sane(id: &str) -> bool {
    (1..=MAX).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::sane;

    #[test]
    fn only_short_plain_identifiers_are_taken_over() {
        assert!(sane("4bf92f35-77b3_4da6.a3ce:1"));
        assert!(sane(&"a".repeat(64)));
        for id in ["", " ", "a b", "a\"b", "é", &"a".repeat(65)] {
            assert!(!sane(id), "{id:?}");
        }
    }
}
