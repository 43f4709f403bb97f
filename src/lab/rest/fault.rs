//! What faults do to a request over REST.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::{Response, StatusCode};

use super::reply::{self, Reply};
use crate::lab::faults::wire::{End, Tamper, Wire};
use crate::lab::faults::{Fault, WORDS, not_edited};
use crate::lab::router::Router;

/// No JSON and no UTF-8.
const GARBAGE: &[u8] = b"\x80\xff[{\"name\":\xfe\xed}, ]]\x00<html>";

/// The reply to the request whose answer is `work`, as far as there is one.
pub(super) async fn suffer(
    fault: Fault,
    router: &Router,
    tamper: &Tamper,
    work: impl Future<Output = Reply>,
) -> Reply {
    match fault {
        Fault::Latency(delay) => {
            tokio::time::sleep(delay).await;
            work.await
        }
        Fault::Stall(delay) => {
            let reply = work.await;
            tokio::time::sleep(delay).await;
            reply
        }
        Fault::Hang => std::future::pending().await,
        Fault::Unauthorized => reply::unauthorized(),
        Fault::Status(status, detail) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            reply::error(status, detail.as_deref())
        }
        Fault::Refused(detail) => {
            work.await;
            reply::error(StatusCode::BAD_REQUEST, Some(detail.as_deref().unwrap_or(WORDS)))
        }
        Fault::Reboot(span) => {
            work.await;
            router.lose_power(span);
            std::future::pending().await
        }
        Fault::Edit(edit) => match router.intervene(edit).await {
            Ok(_) => work.await,
            Err(trap) => reply::error(StatusCode::BAD_REQUEST, Some(&not_edited(&trap))),
        },
        // Connections meet it, not requests.
        Fault::Certificate => work.await,
        Fault::Ignored => {
            let before = router.state().clone();
            let reply = work.await;
            *router.state() = before;
            reply
        }
        Fault::LostAnswer => {
            work.await;
            replaced(tamper, Wire::new(Vec::new(), End::Close))
        }
        Fault::Reset(at) => {
            let bytes = raw(work.await, 0, None).await;
            replaced(tamper, Wire::new(Fault::cut(bytes, Some(at)), End::Reset))
        }
        Fault::Truncate(at) => {
            let bytes = raw(work.await, 0, None).await;
            replaced(tamper, Wire::new(Fault::cut(bytes, at), End::Close))
        }
        Fault::Garbage => {
            let bytes = raw(work.await, 0, Some(GARBAGE)).await;
            replaced(tamper, Wire::new(bytes, End::Open))
        }
        Fault::WrongLength(by) => {
            let bytes = raw(work.await, by, None).await;
            replaced(tamper, Wire::new(bytes, End::Open))
        }
        Fault::Drip(pace) => {
            let bytes = raw(work.await, 0, None).await;
            replaced(tamper, Wire::slowly(bytes, pace))
        }
    }
}

/// Leaves `wire` to be sent in the place of the reply.
fn replaced(tamper: &Tamper, wire: Wire) -> Reply {
    tamper.instead(wire);
    Response::new(Full::default())
}

/// The bytes of a reply, perhaps with another body, its length said wrong by `by`.
async fn raw(reply: Reply, by: i32, body: Option<&[u8]>) -> Vec<u8> {
    let (parts, own) = reply.into_parts();
    let own = own.collect().await.map_or_else(|never| match never {}, http_body_util::Collected::to_bytes);
    let body = body.map_or(own, Bytes::copy_from_slice);
    let length = i64::try_from(body.len()).unwrap_or(i64::MAX).saturating_add(i64::from(by)).max(0);
    let mut bytes = format!("HTTP/1.1 {}\r\nContent-Length: {length}\r\n", parts.status).into_bytes();
    for (name, value) in &parts.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}
