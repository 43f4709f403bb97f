//! A peer on loopback that answers HTTP as badly as it is told, and remembers every byte it received.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::domain::credential::Credential;
use crate::domain::device::{Endpoint, Fingerprint, TransportKind, Trust};
use crate::routeros::session::{Session, SessionLimits};

/// What the peer does with one request.
#[derive(Clone)]
pub(super) enum Answer {
    /// Sends these bytes and waits for the next request.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes.
    Close(Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends these bytes one by one with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Never answers, and keeps the connection.
    Hang,
    /// Waits, then sends these bytes.
    Late(Duration, Vec<u8>),
    /// Sends this head and then body without end.
    Endless(Vec<u8>),
}

type Behaviour = Arc<dyn Fn(usize) -> Answer + Send + Sync>;

/// What the peer has seen and done.
#[derive(Default)]
pub(super) struct Seen {
    bytes: Mutex<Vec<u8>>,
    connections: AtomicUsize,
    requests: AtomicUsize,
    running: AtomicUsize,
    most_running: AtomicUsize,
    written: AtomicUsize,
}

pub(super) struct Server {
    pub(super) port: u16,
    pub(super) seen: Arc<Seen>,
    tls: Arc<Mutex<Option<TlsAcceptor>>>,
}

/// A certificate with its key.
pub(super) struct Identity {
    pub(super) certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

impl Identity {
    /// Self-signed, for these names.
    pub(super) fn new(names: &[&str]) -> Self {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(names).expect("a certificate");
        Self { certificate: cert, key: signing_key }
    }

    /// SHA-256 of the certificate.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Sha256::digest(self.certificate.der()).into())
    }

    pub(super) fn acceptor(&self, versions: &[&'static rustls::SupportedProtocolVersion]) -> TlsAcceptor {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.der().clone()], key)
            .expect("a certificate with its key");
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Server {
    /// Speaks plain HTTP; `behaviour` gets the number of the request, from 0.
    pub(super) async fn plain(behaviour: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(behaviour)).await
    }

    /// Speaks HTTPS as `identity`.
    pub(super) async fn tls(
        identity: &Identity,
        behaviour: impl Fn(usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(identity.acceptor(rustls::ALL_VERSIONS)), Arc::new(behaviour)).await
    }

    /// Speaks HTTPS with TLS 1.2 only, as RouterOS does.
    pub(super) async fn tls12(
        identity: &Identity,
        behaviour: impl Fn(usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(identity.acceptor(&[&rustls::version::TLS12])), Arc::new(behaviour)).await
    }

    async fn start(tls: Option<TlsAcceptor>, behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (seen, tls) = (Arc::new(Seen::default()), Arc::new(Mutex::new(tls)));
        let server = Self { port, seen: seen.clone(), tls: tls.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let acceptor = tls.lock().clone();
                let (seen, behaviour) = (seen.clone(), behaviour.clone());
                tokio::spawn(async move {
                    match acceptor {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                let _ = serve(stream, &seen, &behaviour).await;
                            }
                        }
                        None => {
                            let _ = serve(stream, &seen, &behaviour).await;
                        }
                    }
                });
            }
        });
        server
    }

    /// From now on new connections get another certificate.
    pub(super) fn swap(&self, identity: &Identity) {
        *self.tls.lock() = Some(identity.acceptor(rustls::ALL_VERSIONS));
    }

    pub(super) fn endpoint(&self, trust: Trust) -> Endpoint {
        endpoint("127.0.0.1", self.port, trust)
    }

    /// A session with this peer over plain HTTP.
    pub(super) fn session(&self, limits: SessionLimits) -> Session {
        session(&self.endpoint(Trust::Plain), limits)
    }

    /// Everything that was received, after decryption.
    pub(super) fn received(&self) -> String {
        String::from_utf8_lossy(&self.seen.bytes.lock()).into_owned()
    }

    pub(super) fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    pub(super) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were on their way at once.
    pub(super) fn most_running(&self) -> usize {
        self.seen.most_running.load(Ordering::SeqCst)
    }

    /// How many bytes of an endless body went out.
    pub(super) fn written(&self) -> usize {
        self.seen.written.load(Ordering::SeqCst)
    }
}

pub(super) fn endpoint(host: &str, port: u16, trust: Trust) -> Endpoint {
    Endpoint { host: host.into(), port, transport: TransportKind::Rest, trust }
}

pub(super) fn session(endpoint: &Endpoint, limits: SessionLimits) -> Session {
    let credential = Credential { username: "rosmcp".into(), password: SecretString::from("s3cret!") };
    Session::new(endpoint, credential, limits).expect("a session")
}

/// Limits for tests: loopback, little patience with pauses.
pub(super) fn limits(timeout: Duration) -> SessionLimits {
    SessionLimits {
        timeout,
        retry_backoff: Duration::from_millis(10),
        allow_loopback: true,
        ..SessionLimits::default()
    }
}

/// An answer with status 200 and this JSON.
pub(super) fn ok(json: &str) -> Vec<u8> {
    with_status("200 OK", json)
}

/// An answer with this status and JSON.
pub(super) fn with_status(status: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}")
        .into_bytes()
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Closing>(
    mut stream: S,
    seen: &Seen,
    behaviour: &Behaviour,
) -> std::io::Result<()> {
    while request(&mut stream, seen).await? {
        let number = seen.requests.fetch_add(1, Ordering::SeqCst);
        let running = seen.running.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_running.fetch_max(running, Ordering::SeqCst);
        let goes_on = answer(&mut stream, behaviour(number), seen).await;
        seen.running.fetch_sub(1, Ordering::SeqCst);
        if !goes_on? {
            return Ok(());
        }
    }
    Ok(())
}

async fn answer<S: AsyncWrite + Unpin + Closing>(
    stream: &mut S,
    answer: Answer,
    seen: &Seen,
) -> std::io::Result<bool> {
    match answer {
        Answer::Bytes(bytes) => stream.write_all(&bytes).await.map(|()| true),
        Answer::Late(pause, bytes) => {
            tokio::time::sleep(pause).await;
            stream.write_all(&bytes).await.map(|()| true)
        }
        Answer::Close(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await.map(|()| false)
        }
        Answer::Reset(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            // The bytes must be read before the reset throws them away.
            tokio::time::sleep(Duration::from_millis(20)).await;
            stream.abort();
            Ok(false)
        }
        Answer::Drip(bytes, pause) => {
            for byte in bytes {
                stream.write_all(&[byte]).await?;
                stream.flush().await?;
                tokio::time::sleep(pause).await;
            }
            Ok(true)
        }
        Answer::Hang => std::future::pending().await,
        Answer::Endless(head) => {
            stream.write_all(&head).await?;
            let body = vec![b' '; 65_536];
            loop {
                stream.write_all(&body).await?;
                seen.written.fetch_add(body.len(), Ordering::SeqCst);
            }
        }
    }
}

/// Receives one request; false at the end of the connection.
async fn request<S: AsyncRead + Unpin>(stream: &mut S, seen: &Seen) -> std::io::Result<bool> {
    let mut received = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await?;
        let new = &buffer[..read];
        seen.bytes.lock().extend_from_slice(new);
        received.extend_from_slice(new);
        if read == 0 || complete(&received) {
            return Ok(read > 0);
        }
    }
}

fn complete(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// Ending a connection with a reset.
pub(super) trait Closing {
    fn abort(&mut self);
}

impl Closing for TcpStream {
    fn abort(&mut self) {
        self.set_zero_linger().expect("a socket option");
    }
}

impl Closing for tokio_rustls::server::TlsStream<TcpStream> {
    fn abort(&mut self) {
        self.get_mut().0.abort();
    }
}
