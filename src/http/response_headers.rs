//! What every response says to browsers and caches: nothing is to be stored, guessed, framed or run, and whoever came by
//! HTTPS is to stay with it.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::Response;

use super::middleware::{Middleware, Next};
use super::peer::Client;

const ALWAYS: [(HeaderName, &str); 3] =
    [(CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff"), (X_FRAME_OPTIONS, "DENY")];
/// For what is no page; a page brings its own.
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds them.
#[derive(Clone)]
pub(super) struct ResponseHeaders;

impl Middleware for ResponseHeaders {
    async fn around(&self, request: Request, next: impl Next) -> Response {
        let https = request.extensions().get::<Client>().is_some_and(|client| client.https);
        let mut response = next.run(request).await;
        let headers = response.headers_mut();
        // At once, and for the request's id.
        headers.reserve(8);
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.entry(REFERRER_POLICY).or_insert(NO_REFERRER);
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
        if https {
            headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
        }
        response
    }
}
