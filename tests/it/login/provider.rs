//! The made-up identity provider: what it publishes, and how often it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use jsonwebtoken::Algorithm;
use parking_lot::{Mutex, MutexGuard};
use serde_json::{Value, json};

use super::mint::{Signer, now};
use crate::it::support::Installation;

/// The audience of its tokens, and the client they are for.
pub(super) const AUDIENCE: &str = "api://routeros-mcp";
pub(super) const CLIENT: &str = "client-1";

/// A provider on loopback; the thread that answers ends with the test's process.
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) es: Signer,
    pub(super) rs: Signer,
    state: Arc<Mutex<State>>,
}

/// What it publishes.
pub(super) struct State {
    pub(super) keys: Vec<Value>,
    /// Answered with 503 instead.
    pub(super) outage: bool,
    /// Published instead of the keys.
    pub(super) instead: Option<String>,
    /// How often the keys were asked for.
    pub(super) asked: usize,
    /// What a code is good for.
    pub(super) token: String,
    /// The last form with which a code was redeemed.
    pub(super) redeemed: String,
    issuer: String,
}

impl Provider {
    /// One whose issuer has this path, empty or beginning with a slash.
    pub(super) fn start(path: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}{path}", listener.local_addr().expect("an address"));
        let (es, rs) = (Signer::new(Algorithm::ES256, "es"), Signer::new(Algorithm::RS256, "rs"));
        let keys = vec![es.jwk.clone(), rs.jwk.clone()];
        let state = Arc::new(Mutex::new(State {
            keys,
            outage: false,
            instead: None,
            asked: 0,
            token: String::new(),
            redeemed: String::new(),
            issuer: issuer.clone(),
        }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || answer(stream, &state));
            }
        });
        Self { issuer, es, rs, state }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn asked(&self) -> usize {
        self.state().asked
    }

    /// The header of a good token.
    pub(super) fn header(&self) -> Value {
        json!({"alg": self.es.algorithm, "typ": "at+jwt", "kid": self.es.jwk["kid"]})
    }

    /// The claims of a good token as RFC 9068 has them.
    pub(super) fn claims(&self) -> Value {
        json!({
            "iss": self.issuer, "sub": "ann", "aud": AUDIENCE, "exp": now() + 300, "iat": now(),
            "client_id": CLIENT, "jti": "1", "role": "admin",
        })
    }

    /// A good token with other claims.
    pub(super) fn token(&self, changes: &Value) -> String {
        self.es.token(&self.header(), &super::mint::with(&self.claims(), changes))
    }

    /// The settings of a server that trusts it.
    pub(super) fn settings(&self, more: &[&str]) -> Vec<String> {
        let own = [
            "oidc_enabled=true".to_owned(),
            format!("oidc_provider_url={}", self.issuer),
            format!("oidc_client_id={CLIENT}"),
            format!("oidc_audience={AUDIENCE}"),
            // Many tests' worth of bad tokens come from one address here.
            "rate_limit_failed_logins_per_minute=0".to_owned(),
        ];
        let key = |setting: &str| setting.split('=').next().map(str::to_owned);
        let own = own.into_iter().filter(|own| !more.iter().any(|setting| key(setting) == key(own)));
        let more = more.iter().map(|setting| (*setting).to_owned());
        own.chain(more).flat_map(|setting| ["--set".to_owned(), setting]).collect()
    }

    /// A server with one simulated router that trusts it.
    pub(super) fn serve(&self, more: &[&str]) -> super::client::Served {
        super::client::Served::start(Installation::empty(), &self.settings(more))
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) {
    let mut lines = BufReader::new(stream.try_clone().expect("a socket"));
    let mut request = String::new();
    while lines.read_line(&mut request).is_ok_and(|read| read > 2) {}
    let form = body_of(&mut lines, &request);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let mut state = state.lock();
    let keys = path.ends_with("/jwks");
    state.asked += usize::from(keys);
    let issuer = state.issuer.clone();
    let body = match (&state.instead, keys) {
        _ if path.ends_with("/token") => {
            state.redeemed = form;
            json!({"access_token": state.token, "token_type": "Bearer"}).to_string()
        }
        (Some(instead), true) => instead.clone(),
        (None, true) => json!({"keys": state.keys}).to_string(),
        (_, false) => json!({
            "issuer": issuer, "jwks_uri": format!("{issuer}/jwks"),
            "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        })
        .to_string(),
    };
    let status = if state.outage { "503 Service Unavailable" } else { "200 OK" };
    drop(state);
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let mut stream = stream;
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}

fn body_of(lines: &mut BufReader<TcpStream>, head: &str) -> String {
    let length = head.lines().find_map(|line| {
        line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
    });
    let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)];
    lines.read_exact(&mut body).expect("a body");
    String::from_utf8(body).expect("text")
}
