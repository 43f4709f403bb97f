//! The admin port of a lab: faults, time and ways, while it runs.
//!
//! `GET /faults` lists the rules that are left, `POST /faults` adds a rule or an array of them, `DELETE /faults` forgets
//! all. `GET /time` tells each router's clocks, `POST /time` moves them: `{"advance": "10m"}` lets time pass,
//! `{"jump": "-1h"}` sets the wall clock alone, and `"router": "lab-1"` means one router. `GET /management` tells how
//! clients reach each router at the moment, and opens ports for services that moved. It listens on loopback only, and
//! refuses requests that a web page could have sent.

mod time;

use std::convert::Infallible;
use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, ORIGIN};
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::faults::Rule;
use super::run::{Running, lay};
use crate::error::{ErrorKind, Result};

/// The longest body that is read.
const MOST_BYTES: usize = 1024 * 1024;

/// What the admin port needs.
#[derive(Clone)]
pub(super) struct Admin {
    /// Every router of the lab.
    pub(super) routers: Vec<Running>,
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// Ends it.
    pub(super) stop: CancellationToken,
    /// Every connection.
    pub(super) tasks: TaskTracker,
}

type Reply = Response<Full<Bytes>>;

impl Admin {
    /// Takes connections until stopped.
    pub(super) async fn serve(self, listener: TcpListener) {
        while let Some(accepted) = self.stop.run_until_cancelled(listener.accept()).await {
            if let Ok((stream, _)) = accepted {
                let admin = self.clone();
                self.tasks.spawn(async move {
                    let stop = admin.stop.clone();
                    stop.run_until_cancelled(admin.connection(stream)).await;
                });
            } else {
                // Too many open files, perhaps: the next one may come through.
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    }

    async fn connection(self, stream: TcpStream) {
        let service = service_fn(move |request| {
            let admin = self.clone();
            async move { Ok::<_, Infallible>(admin.answer(request).await) }
        });
        let served =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        // A client that breaks off is its own business.
        drop(served);
    }

    async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (parts, body) = request.into_parts();
        if !self.is_own(&parts.headers) {
            return error(StatusCode::FORBIDDEN, "only for programs on this machine");
        }
        match (parts.uri.path(), &parts.method) {
            ("/faults", &Method::GET) => reply(StatusCode::OK, &self.faults()),
            ("/faults", &Method::DELETE) => {
                self.routers.iter().for_each(|router| router.faults().clear());
                reply(StatusCode::OK, &json!([]))
            }
            ("/time", &Method::GET) => reply(StatusCode::OK, &time::show(&self.routers)),
            ("/faults" | "/time", &Method::POST) if !is_json(&parts.headers) => {
                error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type must be application/json")
            }
            (path @ ("/faults" | "/time"), &Method::POST) => {
                match Limited::new(body, MOST_BYTES).collect().await {
                    Ok(body) if path == "/time" => self.change_time(&body.to_bytes()),
                    Ok(body) => self.add(&body.to_bytes()),
                    Err(_) => error(StatusCode::PAYLOAD_TOO_LARGE, "too large"),
                }
            }
            ("/faults", _) => error(StatusCode::METHOD_NOT_ALLOWED, "GET, POST or DELETE"),
            ("/time", _) => error(StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
            ("/management", &Method::GET) => self.management().await,
            ("/management", _) => error(StatusCode::METHOD_NOT_ALLOWED, "GET"),
            _ => error(StatusCode::NOT_FOUND, "there are only /faults, /time and /management"),
        }
    }

    /// Whether the request comes from a program and not, by a trick with names, from a web page.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let names = [self.address.to_string(), format!("localhost:{}", self.address.port())];
        host.is_some_and(|host| names.iter().any(|name| name == host)) && !headers.contains_key(ORIGIN)
    }

    /// The rules of each router, with its name.
    fn faults(&self) -> Value {
        let named = |router: &Running| {
            let name = router.name.clone();
            router.faults().all().into_iter().map(move |rule| rule.of(&name))
        };
        json!(self.routers.iter().flat_map(named).collect::<Vec<_>>())
    }

    async fn management(&self) -> Reply {
        let mut ways = Vec::new();
        for router in &self.routers {
            match router.reach().await {
                Ok(way) => ways.push(way),
                Err(why) => return error(StatusCode::INTERNAL_SERVER_ERROR, why.message()),
            }
        }
        reply(StatusCode::OK, &json!(ways))
    }

    fn add(&self, body: &[u8]) -> Reply {
        let added = Rule::read(&String::from_utf8_lossy(body)).and_then(|rules| lay(&self.routers, &rules));
        Self::done(added.map(|()| self.faults()))
    }

    fn change_time(&self, body: &[u8]) -> Reply {
        Self::done(time::change(&self.routers, body).map(|()| time::show(&self.routers)))
    }

    fn done(shown: Result<Value>) -> Reply {
        match shown {
            Ok(shown) => reply(StatusCode::OK, &shown),
            Err(why) if why.kind() == ErrorKind::NotFound => error(StatusCode::NOT_FOUND, why.message()),
            Err(why) => error(StatusCode::BAD_REQUEST, why.message()),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    })
}

fn error(status: StatusCode, message: &str) -> Reply {
    reply(status, &json!({ "error": message }))
}

fn reply(status: StatusCode, body: &Value) -> Reply {
    let mut reply = Response::new(Full::from(body.to_string()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    reply
}
