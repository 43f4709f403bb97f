//! From an HTTP answer to a reply, within limits.

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};

use super::rows::{Body, parse};
use crate::domain::row::RawRow;
use crate::error::Error;
use crate::routeros::error::{not_routeros, rejected, too_large};
use crate::routeros::text::{ROWS_LIMIT, clean};
use crate::routeros::transport::{Failure, Reply, Request, Stage};

/// The largest error body that is read; RouterOS's are a few hundred bytes.
const ERROR_LIMIT: usize = 64 * 1024;

/// Reads the whole answer to `request`, at most `limit` bytes of it.
///
/// `lost` turns a broken connection into what to tell the user.
pub(super) async fn read(
    mut response: Response,
    request: &Request,
    limit: usize,
    lost: impl Fn(reqwest::Error) -> Failure,
) -> Result<Reply, Failure> {
    let status = response.status();
    if status.is_redirection() || status.is_informational() {
        return Err(Failure::at(Stage::Answered, redirected(&response)));
    }
    if status.is_success() {
        expect_json(&response).map_err(|error| Failure::at(Stage::Garbled, error))?;
        let body = body(&mut response, request, limit, lost).await?;
        return reply(status, &body, request).map_err(|error| Failure::at(Stage::Garbled, error));
    }
    let body = body(&mut response, request, limit.min(ERROR_LIMIT), lost).await?;
    Err(rejected(status.as_u16(), &body, request))
}

fn redirected(response: &Response) -> Error {
    let target =
        response.headers().get(LOCATION).map(|value| clean(&String::from_utf8_lossy(value.as_bytes())));
    let target = target.unwrap_or_else(|| "nowhere".to_owned());
    not_routeros(&format!("a redirect to {target}, which is not followed"))
}

/// Refuses an answer that says of itself that it is no JSON. An empty one says nothing.
fn expect_json(response: &Response) -> Result<(), Error> {
    if response.headers().contains_key(CONTENT_ENCODING) {
        return Err(not_routeros("a compressed body"));
    }
    if response.status() == StatusCode::NO_CONTENT || response.content_length() == Some(0) {
        return Ok(());
    }
    let content_type = response.headers().get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    let media = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    if media.trim_ascii().eq_ignore_ascii_case(b"application/json") {
        return Ok(());
    }
    let said = clean(&String::from_utf8_lossy(media));
    Err(not_routeros(&format!("content of type {said:?} instead of application/json")))
}

async fn body(
    response: &mut Response,
    request: &Request,
    limit: usize,
    lost: impl Fn(reqwest::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(too_large(limit, request));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(&lost)? {
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit, request));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn reply(status: StatusCode, body: &[u8], request: &Request) -> Result<Reply, Error> {
    if body.is_empty() {
        return match request {
            Request::Print(_) => Err(not_routeros(&format!("HTTP {} without a body", status.as_u16()))),
            _ => Ok(Reply::default()),
        };
    }
    let body = parse(body).map_err(|error| unreadable(&error))?;
    Ok(match (request, body) {
        (Request::Print(_), Body::Rows(rows)) => Reply { rows, ret: None },
        (Request::Print(_), Body::One(row)) => Reply { rows: vec![row], ret: None },
        (Request::Add { .. }, Body::One(row)) => {
            let ret = row.get(".id").cloned();
            Reply { rows: vec![row], ret }
        }
        (_, Body::One(row)) => done(row),
        // Some commands answer nothing as one row without fields.
        (_, Body::Rows(rows)) => {
            Reply { rows: rows.into_iter().filter(|row| !row.is_empty()).collect(), ret: None }
        }
    })
}

/// A bare object is what `!done` carried: `ret`, and whatever the command says besides.
fn done(mut row: RawRow) -> Reply {
    let ret = row.remove("ret");
    Reply { rows: if row.is_empty() { Vec::new() } else { vec![row] }, ret }
}

fn unreadable(error: &serde_json::Error) -> Error {
    let error = not_routeros(&format!("a body that is not RouterOS's JSON ({})", clean(&error.to_string())));
    error.hint(format!("answers are read up to {ROWS_LIMIT} rows"))
}
