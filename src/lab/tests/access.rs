//! Who may do what.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{Client, exchange};
use super::router;

#[tokio::test]
async fn policies_decide_between_401_500_and_400() {
    let (lab, admin) = router("chr", 1).await;
    let lab = &lab.routers()[0];
    for (name, policies) in [
        ("no-rest", "read,write,api"),
        ("no-api", "read,write,rest-api"),
        ("no-read", "write,api,rest-api"),
        ("reader", "read,api,rest-api"),
        ("writer", "read,write,api,rest-api"),
    ] {
        lab.add_user(name, "pw", policies).expect("a user");
    }
    let of = |name: &str| admin.named(name, "pw");
    assert_eq!(of("no-rest").get("system/identity").await.status, 401);
    for name in ["no-api", "no-read"] {
        let answer = of(name).get("system/identity").await;
        assert_eq!(
            (answer.status, answer.detail().as_str()),
            (500, "std failure: not allowed (9)"),
            "{name}"
        );
    }
    let reader = of("reader");
    assert_eq!(reader.get("system/identity").await.status, 200);
    let patch = reader.patch("ip/address/*1", r#"{"comment":"x"}"#).await;
    assert_eq!((patch.status, patch.detail().as_str()), (400, "missing or invalid resource identifier"));
    for (path, body) in
        [("system/identity/set", r#"{"name":"x"}"#), ("ping", r#"{"address":"127.0.0.1","count":"1"}"#)]
    {
        let answer = reader.post(path, body).await;
        assert_eq!((answer.status, answer.detail().as_str()), (500, "not enough permissions (9)"), "{path}");
    }
    let writer = of("writer");
    assert_eq!(writer.post("system/identity/set", r#"{"name":"x"}"#).await.status, 200);
    let user = writer.put("user", r#"{"name":"eve","group":"full"}"#).await;
    assert_eq!(user.status, 500, "users need the policy `policy`: {}", user.body);
}

#[tokio::test]
async fn secrets_are_masked_without_the_policy_and_passwords_never_shown() {
    let (lab, admin) = router("branch", 1).await;
    lab.routers()[0].add_user("reader", "pw", "read,api,rest-api").expect("a user");
    let reader = admin.named("reader", "pw");
    let keys = reader.rows("interface/wireguard").await;
    assert!(!keys.is_empty() && keys.iter().all(|row| row["private-key"] == "*****"), "{keys:?}");
    assert!(admin.rows("interface/wireguard").await.iter().all(|row| row["private-key"] != "*****"));
    assert!(admin.rows("user").await.iter().all(|row| row.get("password").is_none()));
}

#[tokio::test]
async fn password_place_and_state_of_a_user_count_at_once() {
    let (lab, admin) = router("chr", 1).await;
    lab.routers()[0].add_user("ann", "old", "read,api,rest-api").expect("a user");
    let ann = admin.named("ann", "old");
    assert_eq!(ann.get("system/identity").await.status, 200);
    assert_eq!(admin.post("user/set", r#"{".id":"ann","password":"new"}"#).await.status, 200);
    assert_eq!(ann.get("system/identity").await.status, 401);
    let ann = admin.named("ann", "new");
    assert_eq!(ann.get("system/identity").await.status, 200);
    admin.post("user/set", r#"{".id":"ann","address":"192.0.2.0/24"}"#).await;
    assert_eq!(ann.get("system/identity").await.status, 401);
    admin.post("user/set", r#"{".id":"ann","address":""}"#).await;
    admin.post("user/disable", r#"{"numbers":"ann"}"#).await;
    assert_eq!(ann.get("system/identity").await.status, 401);
    let own = admin.post("user/disable", r#"{"numbers":"admin"}"#).await;
    assert_eq!(own.status, 200, "a user who disables himself is told that it worked");
    assert_eq!(admin.get("system/identity").await.status, 200, "and stays");
}

#[tokio::test]
async fn a_login_is_kept_and_written_down_once() {
    let (_lab, client) = router("chr", 1).await;
    for _ in 0..3 {
        client.get("system/identity").await;
    }
    let lines = client.rows("log?topics=system,info,account").await;
    let said = |wanted: &str| lines.iter().filter(|row| row["message"] == wanted).count();
    assert_eq!(said("user admin logged in from 10.40.0.20 via rest-api"), 1);
    assert_eq!(said("user admin logged in via api"), 1);
    let via: Vec<_> = client.rows("user/active").await.iter().map(|row| row["via"].to_string()).collect();
    assert_eq!(via, [r#""rest-api""#, r#""api""#]);
}

#[tokio::test]
async fn a_service_takes_only_allowed_sources_and_so_many_connections() {
    let (_lab, client) = router("chr", 1).await;
    client.post("ip/service/set", r#"{".id":"www","max-sessions":"2"}"#).await;
    let mut held = Vec::new();
    while held.len() < 2 {
        // The place of the connection before comes free a moment after it has gone.
        held.extend(admitted(&client).await);
    }
    assert!(admitted(&client).await.is_none(), "the third is closed without a word");
    let body = r#"{".id":"www","address":"192.0.2.0/24"}"#;
    let start = client.head("POST", "ip/service/set", body.len());
    let request = format!("{start}Content-Type: application/json\r\n\r\n{body}");
    assert_eq!(exchange(&mut held[0], "POST", &request).await.status, 200);
    held.clear();
    for _ in 0..3 {
        assert!(admitted(&client).await.is_none(), "not from here");
    }
}

/// A connection that answers, if the router takes it.
async fn admitted(client: &Client) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(client.address).await.expect("the handshake completes");
    let request = format!("{}\r\n", client.head("GET", "system/identity", 0));
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = vec![0; 4096];
    match stream.read(&mut answer).await {
        Ok(read) if read > 0 => Some(stream),
        _ => None,
    }
}

/// Trusts anybody and is only asked in this test.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

#[tokio::test]
async fn https_speaks_tls_1_2_and_1_3_with_the_announced_certificate() {
    let (lab, client) = router("chr", 1).await;
    let router = &lab.routers()[0];
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .expect("a version")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody))
            .with_no_client_auth();
        let tcp = TcpStream::connect((router.address, router.rest_port)).await.expect("connects");
        let name = ServerName::IpAddress(router.address.into());
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let mut stream = connector.connect(name, tcp).await.expect("shakes hands");
        let presented = stream.get_ref().1.peer_certificates().expect("a certificate")[0].clone();
        let sha256: String = Sha256::digest(&presented).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sha256, router.certificate_sha256);
        let request = format!("{}\r\n", client.head("GET", "system/identity", 0));
        assert_eq!(exchange(&mut stream, "GET", &request).await.status, 200);
    }
}
