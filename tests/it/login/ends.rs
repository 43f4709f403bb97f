//! Streams end when their caller may know of what they tell no more: the token expires or is revoked, a device leaves the
//! inventory or the caller's scope.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;

use serde_json::json;

use super::client::Served;
use super::local::{create, open_stream, served};
use super::mint::now;
use super::provider::Provider;
use crate::it::support::Installation;

const TRAIL: &str = "audit://events/recent";
/// Nothing changes this on a router that nobody writes to.
const CONFIG: &str = "device://lab-1/config";

type Stream = BufReader<TcpStream>;

/// Listens to `uri` with the stateless revision, as far as the acknowledgement.
fn listen(served: &Served, token: &str, uri: &str) -> Stream {
    let params = json!({"notifications": {"resourceSubscriptions": [uri]}});
    let mut stream = BufReader::new(served.post(token, "subscriptions/listen", None, params));
    until(&mut stream, "subscriptions/acknowledged");
    stream
}

/// Opens a session's stream and subscribes to `uri`.
fn subscribe(served: &Served, token: &str, uri: &str) -> Stream {
    let (session, stream) = open_stream(served, token);
    let params = json!({"jsonrpc": "2.0", "id": 7, "method": "resources/subscribe", "params": {"uri": uri}});
    let answer = served.in_session(token, &session, &params);
    assert_eq!(answer.body["result"], json!({}), "{}", answer.body);
    stream
}

/// Reads as far as a line with `word`.
fn until(stream: &mut Stream, word: &str) {
    let mut line = String::new();
    while !line.contains(word) {
        line.clear();
        assert!(stream.read_line(&mut line).expect("a line in time") > 0, "the stream ended before {word}");
    }
}

/// What a stream still says before it ends; it has a minute for that.
fn rest(mut stream: Stream) -> String {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).expect("the end of the stream in time");
    rest
}

#[test]
fn with_the_token() {
    let provider = Provider::start("");
    let served = provider.serve(&[]);
    let lasting = provider.token(&json!({}));
    let end = now() + 10;
    let brief = provider.token(&json!({"exp": end, "jti": "2"}));
    for stream in [listen(&served, &brief, TRAIL), subscribe(&served, &brief, CONFIG)] {
        rest(stream);
        assert!(now() >= end);
    }
    assert_eq!(served.whoami(&lasting).status, 200);
}

#[test]
fn with_the_scope_and_with_the_device() {
    let served = served(Installation::new(), &[]);
    let cli = |words: &[&str]| served.installation.rosmcp(words).ok();
    cli(&["device", "edit", "lab-1", "--tag", "site=x"]);
    let limited = create(&served.installation, "limited", &["--role", "read_only", "--device", "tag:site=x"]);
    let free = create(&served.installation, "free", &["--role", "approver"]);
    let (scoped, revoked) = (listen(&served, &limited, CONFIG), listen(&served, &free, TRAIL));
    let other = create(&served.installation, "other", &["--role", "read_only"]);
    let (listening, mut session) = (listen(&served, &other, CONFIG), subscribe(&served, &other, CONFIG));

    cli(&["device", "edit", "lab-1", "--untag", "site"]);
    let said = rest(scoped);
    assert!(said.contains("not_found"), "{said}");
    cli(&["token", "revoke", "free"]);
    rest(revoked);
    cli(&["device", "remove", "lab-1", "--yes"]);
    let said = rest(listening);
    assert!(said.contains("not_found"), "{said}");
    // The session goes on; its client reads the resource again and is told why.
    until(&mut session, CONFIG);
}
