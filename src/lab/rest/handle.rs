//! What each method of a request does.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};

use super::body::{self, Arguments};
use super::fault;
use super::path::{Address, pairs};
use super::reply::{self, Reply};
use crate::catalogue::menu::{Menu, MenuKind};
use crate::lab::command::{Command, Login, Output, Record};
use crate::lab::commands;
use crate::lab::faults;
use crate::lab::faults::wire::Tamper;
use crate::lab::management::Gate;
use crate::lab::query::Query;
use crate::lab::router::{Denied, Router};
use crate::lab::session::Session;
use crate::lab::table::Row;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::verbs::is_id;
use crate::lab::write;

/// The longest body that is read.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What a router says to PATCH and DELETE in many cases.
const NO_ROW: &str = "missing or invalid resource identifier";

/// Where a connection comes in.
#[derive(Clone)]
pub(in crate::lab) struct Front {
    /// The router behind it.
    pub(in crate::lab) router: Arc<Router>,
    /// The client's address.
    pub(in crate::lab) from: IpAddr,
    /// Whether the connection is encrypted.
    pub(in crate::lab) secure: bool,
    /// Whether its packets come through.
    pub(in crate::lab) gate: Gate,
    /// What faults do to the connection.
    pub(in crate::lab) tamper: Tamper,
    /// Its number.
    pub(in crate::lab) connection: u64,
}

/// The reply to `request`.
pub(in crate::lab) async fn respond(front: Front, request: Request<Incoming>) -> Result<Reply, Infallible> {
    Ok(answer(&front, request).await)
}

async fn answer(front: &Front, request: Request<Incoming>) -> Reply {
    let (parts, body) = request.into_parts();
    let Some(path) = rest_path(&parts.uri) else {
        return web(&parts.method, parts.uri.path());
    };
    let protocol = if front.secure { "rest-secure" } else { "rest-plain" };
    if !front.router.rest_is_on(protocol) {
        return reply::page(StatusCode::FORBIDDEN, "Error 403: Forbidden");
    }
    if parts.method == Method::OPTIONS {
        return reply::status(StatusCode::SERVICE_UNAVAILABLE);
    }
    let session = match login(front, &parts.headers) {
        Ok(session) => session,
        Err(Denied::Unauthorized) => return reply::unauthorized(),
        Err(Denied::NoApi) => return reply::trap(&Trap::NO_API),
    };
    let Ok(body) = Limited::new(body, MOST_BYTES).collect().await else {
        return reply::status(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let body = body.to_bytes();
    if parts.method != Method::GET && !body.is_empty() && !is_json(&parts.headers) {
        return reply::status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let call = Call {
        router: front.router.clone(),
        login: session.login.clone(),
        address: Address::read(path, &front.router.state().tree.clone()),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        base: base(front, &parts.headers),
    };
    let (path, verb) = (&call.address.directory, call.verb(&parts.method));
    let number = front.router.ear.hear(faults::Front::Rest, front.connection, path, verb);
    let fault = front.router.faults.strike(path, verb, faults::Front::Rest);
    let work = async {
        let reply = dispatch(front, session, &parts.method, call, body.to_vec()).await;
        front.router.ear.done(number);
        reply
    };
    match fault {
        None => work.await,
        Some(fault) => fault::suffer(fault, &front.router, &front.tamper, work).await,
    }
}

/// What stands after `/rest`.
fn rest_path(uri: &Uri) -> Option<&str> {
    let rest = uri.path().strip_prefix("/rest")?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Anything but REST: the web interface's start page says that the router is alive.
fn web(method: &Method, path: &str) -> Reply {
    match (method, path) {
        (&Method::GET | &Method::HEAD, "/" | "/webfig/") => reply::page(StatusCode::OK, "RouterOS"),
        _ => reply::page(StatusCode::NOT_FOUND, "Error 404: Not Found"),
    }
}

/// The session of the credentials in `headers`.
fn login(front: &Front, headers: &HeaderMap) -> Result<Arc<Session>, Denied> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, encoded) = header.and_then(|value| value.split_once(' ')).ok_or(Denied::Unauthorized)?;
    let decoded = BASE64.decode(encoded.trim()).map_err(|_| Denied::Unauthorized)?;
    let pair = String::from_utf8(decoded).map_err(|_| Denied::Unauthorized)?;
    let (user, password) = pair.split_once(':').ok_or(Denied::Unauthorized)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(Denied::Unauthorized);
    }
    front.router.login(user, password, front.from)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// How a client writes addresses of this router.
fn base(front: &Front, headers: &HeaderMap) -> String {
    let scheme = if front.secure { "https" } else { "http" };
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    format!("{scheme}://{host}/rest")
}

/// Takes the session's turn and runs the method.
async fn dispatch(front: &Front, session: Arc<Session>, method: &Method, call: Call, body: Vec<u8>) -> Reply {
    let method = method.clone();
    let work = async move {
        match method {
            Method::GET => call.get().await,
            Method::PUT => call.put(body::read(&body)?).await,
            Method::PATCH => call.patch(body::read(&body)?).await,
            Method::DELETE => call.delete().await,
            Method::POST => call.post(body::read(&body)?).await,
            _ => Ok(reply::status(StatusCode::NOT_IMPLEMENTED)),
        }
    };
    front.gate.answer(front.router.run(session, work)).await.unwrap_or_else(|trap| reply::trap(&trap))
}

/// One authenticated request.
struct Call {
    router: Arc<Router>,
    login: Login,
    address: Address,
    query: String,
    base: String,
}

impl Call {
    /// The command that `method` stands for here.
    fn verb(&self, method: &Method) -> &str {
        match *method {
            Method::PUT => "add",
            Method::PATCH => "set",
            Method::DELETE => "remove",
            Method::POST => self.address.rest.last().map_or("", String::as_str),
            _ => "print",
        }
    }

    fn menu(&self) -> Option<&'static Menu> {
        self.router.state().tree.menu(&self.address.directory)
    }

    async fn execute(&self, verb: &str, words: Vec<(String, String)>, query: Query) -> Outcome<Output> {
        let path = self.address.directory.clone();
        let command = Command { path, verb: verb.to_owned(), words, query, live: None };
        self.router.execute(&self.login, &command).await
    }

    async fn print(&self, words: Vec<(String, String)>, query: Query) -> Outcome<Vec<Record>> {
        match self.execute("print", words, query).await? {
            Output::Rows(rows) => Ok(rows),
            Output::Ret(_) | Output::Done => Ok(Vec::new()),
        }
    }

    /// The whole row `id`, as add and set answer.
    async fn shown(&self, id: String) -> Outcome<Record> {
        let rows = self.print(vec![(".id".to_owned(), id)], Query::default()).await?;
        rows.into_iter().next().ok_or(Trap::NoSuchItem)
    }

    async fn get(&self) -> Outcome<Reply> {
        let mut words = Vec::new();
        let mut filters = Vec::new();
        for (name, value) in pairs(&self.query) {
            match name.as_str() {
                ".proplist" => words.push((name, value)),
                ".query" => {}
                _ => filters.push((name, value)),
            }
        }
        let query = Query::all(filters);
        match (self.menu(), self.address.rest.as_slice()) {
            (Some(menu), []) if menu.kind == MenuKind::Settings => {
                let found = self.print(words, query).await?;
                Ok(found.first().map_or_else(|| reply::rows(&[]), |row| reply::row(StatusCode::OK, row)))
            }
            (Some(_), []) => {
                // A list always tells its ids.
                for (_, wanted) in words.iter_mut().filter(|(name, _)| name == ".proplist") {
                    wanted.push_str(",.id");
                }
                self.print(words, query).await.map(|rows| reply::rows(&rows))
            }
            (Some(menu), [key]) if menu.kind != MenuKind::Settings => {
                words.push((".id".to_owned(), self.id(menu, key)?));
                let found = self.print(words, query).await?;
                found.first().map(|row| reply::row(StatusCode::OK, row)).ok_or(Trap::NoSuchItem)
            }
            _ => Err(self.no_row()),
        }
    }

    /// How GET refuses an address that is no menu and no row.
    fn no_row(&self) -> Trap {
        let Some(word) = self.address.rest.first() else {
            return Trap::Refused("no such command".to_owned());
        };
        let path = &self.address.directory;
        match commands::place(&self.router.state().tree, path, word) {
            Ok(_) => Trap::Refused("no such command".to_owned()),
            Err(Trap::Unsupported(what)) => Trap::Unsupported(what),
            Err(_) => Trap::no_such(word),
        }
    }

    /// The id of the row that `key` means in an address.
    fn id(&self, menu: &'static Menu, key: &str) -> Outcome<String> {
        if is_id(key) {
            return Ok(key.to_owned());
        }
        let state = self.router.state();
        let found = write::find(&state, menu, key).ok().and_then(|id| state.row(menu.path, id));
        if let Some((_, row)) = found {
            return Ok(row.tag());
        }
        let is_command = commands::place(&state.tree, menu.path, key);
        drop(state);
        match is_command {
            Ok(_) => Err(Trap::Refused("no such command".to_owned())),
            Err(Trap::Unsupported(what)) => Err(Trap::Unsupported(what)),
            Err(_) if menu.field("name").is_some() && !key.contains("%2A") => Err(Trap::no_such(key)),
            Err(_) => Err(Trap::Refused("no such command prefix".to_owned())),
        }
    }

    async fn put(&self, arguments: Arguments) -> Outcome<Reply> {
        if self.menu().is_none() || !self.address.rest.is_empty() {
            return Err(self.no_row());
        }
        let Output::Ret(id) = self.execute("add", arguments.words, Query::default()).await? else {
            return Err(Trap::Refused("no such command".to_owned()));
        };
        let row = self.shown(id.clone()).await?;
        Ok(reply::created(&row, &format!("{}/{}/{id}", self.base, self.address.directory)))
    }

    /// The menu and the key of the row that PATCH or DELETE means.
    fn target(&self) -> Outcome<(&'static Menu, &str)> {
        match (self.menu(), self.address.rest.as_slice()) {
            (Some(menu), [key]) if menu.kind != MenuKind::Settings => Ok((menu, key)),
            (Some(_), [] | [_]) => Err(Trap::Refused(NO_ROW.to_owned())),
            _ => Err(self.no_row()),
        }
    }

    /// The row's id; a name that is none and an escaped asterisk are refused alike.
    fn changeable(&self, menu: &'static Menu, key: &str) -> Outcome<(String, Row)> {
        let state = self.router.state();
        let id = write::find(&state, menu, key)
            .map_err(|trap| if is_id(key) { trap } else { Trap::Refused(NO_ROW.to_owned()) })?;
        state.row(menu.path, id).map(|(_, row)| (row.tag(), row.clone())).ok_or(Trap::NoSuchItem)
    }

    async fn patch(&self, arguments: Arguments) -> Outcome<Reply> {
        let (menu, key) = self.target()?;
        let (id, _) = self.changeable(menu, key)?;
        let mut words = arguments.words;
        words.insert(0, (".id".to_owned(), id.clone()));
        let done = self.execute("set", words, Query::default()).await;
        match done {
            Ok(_) => self.shown(id).await.map(|row| reply::row(StatusCode::OK, &row)),
            // By name, and without the right to write, every refusal reads the same.
            Err(Trap::NotAllowed(_)) => Err(Trap::Refused(NO_ROW.to_owned())),
            Err(Trap::Refused(_)) if !is_id(key) => Err(Trap::Refused(NO_ROW.to_owned())),
            Err(trap) => Err(trap),
        }
    }

    async fn delete(&self) -> Outcome<Reply> {
        let (menu, key) = self.target()?;
        if !self.router.state().tree.verbs(menu).contains(&"remove") {
            return Err(Trap::no_such("remove"));
        }
        let (id, row) = self.changeable(menu, key)?;
        if !write::removable(menu, &row) {
            return Err(Trap::Refused(NO_ROW.to_owned()));
        }
        self.execute("remove", vec![(".id".to_owned(), id)], Query::default()).await?;
        Ok(reply::gone())
    }

    async fn post(&self, arguments: Arguments) -> Outcome<Reply> {
        match self.address.rest.as_slice() {
            [] => Err(Trap::Refused("no such command".to_owned())),
            [verb] => self.execute(verb, arguments.words, arguments.query).await.map(reply::output),
            _ => Err(self.no_row()),
        }
    }
}
