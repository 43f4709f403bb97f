//! Replies: statuses, headers and bodies.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::json;
use crate::lab::command::{Output, Record};
use crate::lab::trap::Trap;

/// The whole reply; RouterOS never streams.
pub(in crate::lab) type Reply = Response<Full<Bytes>>;

/// The header by which the simulator says that a real router would know more.
const UNSUPPORTED: HeaderName = HeaderName::from_static("x-sim-unsupported");

/// A reply with the headers that RouterOS sends.
fn reply(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Keep-Alive"));
    headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("sameorigin"));
    if status != StatusCode::NO_CONTENT {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    reply
}

/// JSON.
fn of_json(status: StatusCode, body: Vec<u8>) -> Reply {
    reply(status, "application/json", body)
}

/// A page of text, as the start page and switched-off services answer.
pub(super) fn page(status: StatusCode, title: &str) -> Reply {
    let body = format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    reply(status, "text/html", body.into_bytes())
}

/// Rows as an array.
pub(super) fn rows(rows: &[Record]) -> Reply {
    let mut body = vec![b'['];
    for (n, row) in rows.iter().enumerate() {
        if n > 0 {
            body.push(b',');
        }
        write(row, &mut body);
    }
    body.push(b']');
    of_json(StatusCode::OK, body)
}

/// One row as an object.
pub(super) fn row(status: StatusCode, row: &Record) -> Reply {
    let mut body = Vec::new();
    write(row, &mut body);
    of_json(status, body)
}

/// What a command of POST answers.
pub(super) fn output(output: Output) -> Reply {
    match output {
        Output::Rows(found) => rows(&found),
        Output::Ret(value) => row(StatusCode::OK, &Record::from([("ret", value)])),
        Output::Done => rows(&[]),
    }
}

/// A row just made, with the address of where it is now.
pub(super) fn created(made: &Record, location: &str) -> Reply {
    let mut reply = row(StatusCode::CREATED, made);
    if let Ok(location) = HeaderValue::from_str(location) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

/// Nothing left.
pub(super) fn gone() -> Reply {
    reply(StatusCode::NO_CONTENT, "", Vec::new())
}

/// An error without details.
pub(super) fn status(status: StatusCode) -> Reply {
    error(status, None)
}

/// Credentials are missing or wrong.
pub(super) fn unauthorized() -> Reply {
    let mut reply = status(StatusCode::UNAUTHORIZED);
    reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
    reply
}

/// A refused command.
pub(super) fn trap(trap: &Trap) -> Reply {
    match trap {
        Trap::NoSuchItem => status(StatusCode::NOT_FOUND),
        Trap::Refused(detail) => error(StatusCode::BAD_REQUEST, Some(detail)),
        Trap::NotAllowed(detail) => error(StatusCode::INTERNAL_SERVER_ERROR, Some(detail)),
        Trap::SessionClosed => error(StatusCode::BAD_REQUEST, Some("Session closed")),
        Trap::Interrupted => error(StatusCode::BAD_REQUEST, Some("interrupted")),
        Trap::Unsupported(what) => unsupported(what),
    }
}

/// The simulator's own error.
fn unsupported(what: &str) -> Reply {
    let mut reply = error(StatusCode::NOT_IMPLEMENTED, Some(&format!("not simulated: {what}")));
    let name = HeaderValue::from_str(what).unwrap_or(HeaderValue::from_static("request"));
    reply.headers_mut().insert(UNSUPPORTED, name);
    reply
}

/// The error body: keys in alphabetical order, the status as the only number.
pub(super) fn error(status: StatusCode, detail: Option<&str>) -> Reply {
    let mut body = vec![b'{'];
    if let Some(detail) = detail {
        body.extend(b"\"detail\":");
        json::write(detail, &mut body);
        body.push(b',');
    }
    let reason = status.canonical_reason().unwrap_or_default();
    body.extend(format!("\"error\":{},\"message\":\"{reason}\"}}", status.as_u16()).bytes());
    of_json(status, body)
}

/// `.id` first, then the keys in alphabetical order.
fn write(row: &Record, body: &mut Vec<u8>) {
    let id = row.get_key_value(".id");
    let rest = row.iter().filter(|(name, _)| **name != ".id");
    body.push(b'{');
    for (n, (name, value)) in id.into_iter().chain(rest).enumerate() {
        if n > 0 {
            body.push(b',');
        }
        json::write(name, body);
        body.push(b':');
        json::write(value, body);
    }
    body.push(b'}');
}
