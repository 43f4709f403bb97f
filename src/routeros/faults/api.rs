//! The binary API against peers that answer as they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::certificates::every_verb;
use super::server::{Identity, limits, session};
use crate::clock::monotonic;
use crate::domain::device::{Endpoint, Fingerprint, TransportKind, Trust};
use crate::domain::row::RawRow;
use crate::error::ErrorKind;
use crate::routeros::session::{Session, SessionLimits};
use crate::routeros::transport::{Print, Request};
use crate::routeros::watch::Watch;

const PATIENT: Duration = Duration::from_secs(20);

/// What the peer does with a sentence: the bytes it sends, and whether it closes then.
type Behaviour = Arc<dyn Fn(&[String], usize) -> (Vec<u8>, bool) + Send + Sync>;

struct Peer {
    port: u16,
    heard: Arc<Mutex<Vec<Vec<String>>>>,
    connections: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

impl Peer {
    /// Answers each sentence after the login as `behaviour` says; it gets the sentence and the number of the connection.
    async fn start(behaviour: impl Fn(&[String], usize) -> (Vec<u8>, bool) + Send + Sync + 'static) -> Self {
        Self::secured(None, behaviour).await
    }

    async fn secured(
        identity: Option<&Identity>,
        behaviour: impl Fn(&[String], usize) -> (Vec<u8>, bool) + Send + Sync + 'static,
    ) -> Self {
        let acceptor = identity.map(|identity| identity.acceptor(rustls::ALL_VERSIONS));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (heard, connections) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<AtomicUsize>::default());
        let (behaviour, open): (Behaviour, _) = (Arc::new(behaviour), Arc::<AtomicUsize>::default());
        let peer = Self { port, heard: heard.clone(), connections: connections.clone(), open: open.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (behaviour, heard, acceptor) = (behaviour.clone(), heard.clone(), acceptor.clone());
                let open = open.clone();
                open.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, number, &behaviour, &heard).await,
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => serve(stream, number, &behaviour, &heard).await,
                            Err(_) => None,
                        },
                    };
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        peer
    }

    fn session(&self, limits: SessionLimits) -> Session {
        self.trusting(Trust::Plain, limits)
    }

    fn trusting(&self, trust: Trust, limits: SessionLimits) -> Session {
        let endpoint =
            Endpoint { host: "127.0.0.1".into(), port: self.port, transport: TransportKind::Api, trust };
        session(&endpoint, limits)
    }

    /// What was heard, without tags.
    fn heard(&self) -> Vec<String> {
        let heard = self.heard.lock();
        heard
            .iter()
            .map(|words| {
                words.iter().filter(|word| !word.starts_with(".tag=")).cloned().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    async fn until_heard(&self, command: &str) {
        let deadline = monotonic() + PATIENT;
        while !self.heard().iter().any(|sentence| sentence.starts_with(command)) {
            assert!(monotonic() < deadline, "{command} was never sent");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    number: usize,
    behaviour: &Behaviour,
    heard: &Mutex<Vec<Vec<String>>>,
) -> Option<()> {
    loop {
        let words = hear(&mut stream).await?;
        heard.lock().push(words.clone());
        let (bytes, close) = behaviour(&words, number);
        stream.write_all(&bytes).await.ok()?;
        if close {
            stream.shutdown().await.ok()?;
            return None;
        }
    }
}

/// Reads one sentence whose words are shorter than 128 bytes.
async fn hear<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Vec<String>> {
    let mut words = Vec::new();
    loop {
        let length = stream.read_u8().await.ok()?;
        if length == 0 {
            return Some(words);
        }
        let mut word = vec![0; usize::from(length)];
        stream.read_exact(&mut word).await.ok()?;
        words.push(String::from_utf8(word).expect("text"));
    }
}

/// A sentence of words shorter than 128 bytes.
fn say(words: &[&str]) -> Vec<u8> {
    let word = |word: &&str| [&[u8::try_from(word.len()).expect("short")], word.as_bytes()].concat();
    words.iter().flat_map(word).chain([0]).collect()
}

fn tag(words: &[String]) -> &str {
    words.iter().find(|word| word.starts_with(".tag=")).expect("a tag")
}

/// `!done`, perhaps after one row.
fn done(words: &[String], row: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if !row.is_empty() {
        bytes.extend(say(&[&["!re", tag(words)], row].concat()));
    }
    bytes.extend(say(&["!done", tag(words)]));
    bytes
}

fn is_login(words: &[String]) -> bool {
    words[0] == "/login"
}

fn print(menu: &str) -> Request {
    Request::Print(Print { menu: menu.into(), ..Print::default() })
}

fn add() -> Request {
    Request::Add { menu: "ip/pool".into(), values: RawRow::from([("name".into(), "x".into())]) }
}

#[tokio::test]
async fn the_login_comes_first_and_commands_share_the_connection() {
    let peer = Peer::start(|words, _| match words[0].as_str() {
        "/login" => (say(&["!done", tag(words)]), false),
        "/ip/pool/add" => (say(&["!done", tag(words), "=ret=*A"]), false),
        _ => (done(words, &["=.id=*1", "=name=ether1"]), false),
    })
    .await;
    let session = peer.session(limits(PATIENT));
    let rows = session.print(Print { menu: "interface".into(), ..Print::default() }).await.expect("rows");
    assert_eq!(rows[0]["name"], "ether1");
    assert_eq!(session.call(add()).await.expect("added").ret.as_deref(), Some("*A"));
    let heard = ["/login =name=rosmcp =password=s3cret!", "/interface/print", "/ip/pool/add =name=x"];
    assert_eq!(peer.heard(), heard);
    assert_eq!(peer.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn answers_find_their_commands_in_any_order() {
    let first = Mutex::new(None);
    let peer = Peer::start(move |words, _| match words[0].as_str() {
        "/login" => (say(&["!done", tag(words)]), false),
        "/first/print" => {
            *first.lock() = Some(words.to_vec());
            (vec![], false)
        }
        _ => {
            let mut bytes = done(words, &["=name=second"]);
            let first = first.lock().take().expect("the first came first");
            bytes.extend(done(&first, &["=name=first"]));
            (bytes, false)
        }
    })
    .await;
    let session = peer.session(limits(PATIENT));
    let waiting = {
        let session = session.clone();
        tokio::spawn(async move { session.call(print("first")).await })
    };
    peer.until_heard("/first/print").await;
    let second = session.call(print("second")).await.expect("rows");
    assert_eq!(second.rows[0]["name"], "second");
    assert_eq!(waiting.await.expect("no panic").expect("rows").rows[0]["name"], "first");
}

#[tokio::test]
async fn a_refused_login_ends_it() {
    let peer = Peer::start(|words, _| {
        let mut bytes = say(&["!trap", tag(words), "=message=invalid user name or password (6)"]);
        bytes.extend(say(&["!done", tag(words)]));
        (bytes, false)
    })
    .await;
    let error = peer.session(limits(PATIENT)).call(print("interface")).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::DeviceAuth);
    assert!(error.message().contains("invalid user name or password (6)"), "{error}");
    assert_eq!(peer.heard().len(), 1, "nothing is sent without a login, nor is it tried again");
}

#[tokio::test]
async fn the_challenge_of_old_versions_is_not_answered() {
    let peer =
        Peer::start(|words, _| (say(&["!done", tag(words), "=ret=ebddd18303a54111e2dea05a92ab46b4"]), false))
            .await;
    let error = peer.session(limits(PATIENT)).call(print("interface")).await.expect_err("too old");
    assert_eq!(error.kind(), ErrorKind::DeviceRejected);
}

#[tokio::test]
async fn a_call_that_is_given_up_is_cancelled_on_the_router() {
    let ping = Mutex::new(None);
    let peer = Peer::start(move |words, _| match words[0].as_str() {
        "/tool/ping" => {
            *ping.lock() = Some(words.to_vec());
            (vec![], false)
        }
        "/cancel" => {
            let ping = ping.lock().take().expect("a ping");
            assert_eq!(words[1], format!("={}", tag(&ping).trim_start_matches('.')));
            let mut bytes = say(&["!trap", tag(&ping), "=category=2", "=message=interrupted"]);
            bytes.extend(say(&["!done", tag(words)]));
            bytes.extend(say(&["!done", tag(&ping)]));
            (bytes, false)
        }
        _ => (done(words, &[]), false),
    })
    .await;
    let session = peer.session(SessionLimits { max_concurrent: 1, ..limits(PATIENT) });
    let cancel = CancellationToken::new();
    let ping = {
        let (session, cancel) = (session.clone(), cancel.clone());
        let ping = Request::Run { path: "tool/ping".into(), arguments: RawRow::new(), read_only: true };
        tokio::spawn(async move { session.call_within(ping, PATIENT, &cancel).await })
    };
    peer.until_heard("/tool/ping").await;
    cancel.cancel();
    let error = ping.await.expect("no panic").expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(error.message().contains("told to stop it"), "{error}");
    session.call(print("interface")).await.expect("its place is free again");
    assert_eq!(peer.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_router_that_does_not_stop_loses_its_connection() {
    let peer = Peer::start(|words, number| match words[0].as_str() {
        "/login" => (say(&["!done", tag(words)]), false),
        _ if number == 0 => (vec![], false),
        _ => (done(words, &[]), false),
    })
    .await;
    let session = peer.session(SessionLimits { max_concurrent: 1, ..limits(Duration::from_secs(8)) });
    let short = Duration::from_millis(300);
    let silent = session.call_within(add(), short, &CancellationToken::new()).await.expect_err("silent");
    assert_eq!(silent.kind(), ErrorKind::OutcomeUnknown);
    session.call(print("interface")).await.expect("a new connection");
    assert_eq!(peer.connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_cut_connection_is_made_again_for_reads_and_leaves_writes_open() {
    for cut in [vec![], say(&["!fatal", "going down"]), vec![3, b'!', b'r']] {
        let peer = Peer::start(move |words, number| match words[0].as_str() {
            "/login" => (say(&["!done", tag(words)]), false),
            _ if number % 2 == 0 => (cut.clone(), true),
            _ => (done(words, &["=name=x"]), false),
        })
        .await;
        peer.session(limits(PATIENT)).call(print("interface")).await.expect("the second time");
        let error = peer.session(limits(PATIENT)).call(add()).await.expect_err("cut");
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        assert_eq!(peer.heard().iter().filter(|sentence| sentence.starts_with("/ip/pool/add")).count(), 1);
    }
}

#[tokio::test]
async fn what_is_not_the_api_says_so() {
    for bytes in [
        b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
        vec![0xFF],
        vec![0xF0, 0x7F, 0xFF, 0xFF, 0xFF],
        say(&["hello"]),
        say(&["!re", "=name=unasked"]).repeat(100_000),
    ] {
        let peer = Peer::start(move |words, _| {
            let answer = if is_login(words) { say(&["!done", tag(words)]) } else { vec![] };
            ([answer, bytes.clone()].concat(), true)
        })
        .await;
        let limits = SessionLimits { max_body: 100_000, ..limits(PATIENT) };
        let error = peer.session(limits).call(print("interface")).await.expect_err("garbage");
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
    }
}

#[tokio::test]
async fn an_answer_is_read_no_further_than_allowed() {
    let peer = Peer::start(|words, _| match words[0].as_str() {
        "/log/print" => (say(&["!re", tag(words), "=message=xxxxxxxxxxxxxxxx"]).repeat(2_000), false),
        "/file/print" => (say(&["!re", tag(words), "=contents=xxxxxxxxxxxxxxxx"]).repeat(100_000), false),
        _ => (done(words, &[]), false),
    })
    .await;
    let session = peer.session(SessionLimits { max_body: 50_000, ..limits(PATIENT) });
    let error = session.call(print("log")).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::DeviceRejected, "{error}");
    peer.until_heard("/cancel").await;
    session.call(print("file")).await.expect_err("too large");
    session.call(print("interface")).await.expect("a new connection");
    assert_eq!(peer.connections.load(Ordering::SeqCst), 2, "one that goes on and on is closed");
}

#[tokio::test]
async fn a_silent_login_leaves_no_write_open() {
    let peer = Peer::start(|_, _| (vec![], false)).await;
    let error = peer.session(limits(Duration::from_millis(300))).call(add()).await.expect_err("silent");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(peer.heard().len(), 1);
}

#[tokio::test]
async fn another_certificate_gets_no_login() {
    let identity = Identity::new(&["edge"]);
    let peer = Peer::secured(Some(&identity), |words, _| (done(words, &[]), false)).await;
    let trusted = Trust::Pin(identity.fingerprint());
    peer.trusting(trusted, limits(PATIENT)).call(print("interface")).await.expect("trusted");
    let heard = peer.heard().len();
    let error =
        peer.trusting(Trust::Pin(Fingerprint([0; 32])), limits(PATIENT)).call(print("interface")).await;
    let error = error.expect_err("another certificate");
    assert!(error.message().contains("the certificate changed"), "{error}");
    assert_eq!(peer.heard().len(), heard);
}

#[tokio::test]
async fn an_exclusive_session_is_one_connection_and_never_another() {
    let peer = Peer::start(|words, _| match words[0].as_str() {
        "/login" => (say(&["!done", tag(words)]), false),
        "/system/reboot" => (vec![], true),
        _ => (done(words, &[]), false),
    })
    .await;
    let session = peer.session(limits(PATIENT));
    session.call(print("interface")).await.expect("rows");
    let run = |path: &str| Request::Run { path: path.into(), arguments: RawRow::new(), read_only: false };
    let exclusive = session.exclusive().await.expect("a login");
    assert_eq!(peer.connections.load(Ordering::SeqCst), 2, "a connection of its own");
    exclusive.call(run("safe-mode/take")).await.expect("taken");
    exclusive.call(add()).await.expect("added");
    let error = exclusive.call(run("system/reboot")).await.expect_err("cut");
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    let error = exclusive.call(run("safe-mode/release")).await.expect_err("the connection has ended");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert_eq!(peer.connections.load(Ordering::SeqCst), 2);
    assert!(!peer.heard().iter().any(|sentence| sentence == "/safe-mode/release"), "{:?}", peer.heard());
    session.call(print("interface")).await.expect("the usual session goes on");
}

#[tokio::test]
async fn dropping_an_exclusive_session_ends_its_connection() {
    let peer = Peer::start(|words, _| (done(words, &[]), false)).await;
    let exclusive = peer.session(limits(PATIENT)).exclusive().await.expect("a login");
    assert_eq!(peer.open.load(Ordering::SeqCst), 1);
    drop(exclusive);
    let deadline = monotonic() + PATIENT;
    while peer.open.load(Ordering::SeqCst) > 0 {
        assert!(monotonic() < deadline, "the connection stays");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_watch_that_is_dropped_is_cancelled_on_the_router() {
    let peer = Peer::start(|words, _| match words[0].as_str() {
        "/ip/pool/listen" => (vec![], false),
        _ => (done(words, &[]), false),
    })
    .await;
    let session = peer.session(SessionLimits { max_concurrent: 1, ..limits(PATIENT) });
    let watch = Watch { menu: "ip/pool".into(), ..Watch::default() };
    let changes = session.watch(watch).await.expect("rows");
    session.call(print("interface")).await.expect("a watch takes no place in the queue");
    drop(changes);
    peer.until_heard("/cancel =tag=1").await;
}

#[tokio::test]
async fn no_verb_says_a_word_to_a_stranger() {
    let identity = Identity::new(&["edge"]);
    let peer = Peer::secured(Some(&identity), |words, _| (done(words, &[]), false)).await;
    let session = peer.trusting(Trust::Pin(Fingerprint([0; 32])), limits(PATIENT));
    for request in every_verb() {
        let error = session.call(request.clone()).await.expect_err("a stranger");
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{request:?}: {error}");
    }
    session.exclusive().await.expect_err("a stranger");
    session.watch(Watch { menu: "ip/pool".into(), ..Watch::default() }).await.expect_err("a stranger");
    assert_eq!(peer.heard(), Vec::<String>::new());
    assert!(peer.connections.load(Ordering::SeqCst) > 6, "each tried to connect");
}
