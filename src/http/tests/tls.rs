//! TLS on real sockets.

use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Setup;
use crate::error::ErrorKind;
use crate::http::probe;
use crate::http::tls::{Files, Tls};
use crate::observe::metrics::Metrics;

const NAME: &str = "mcp.example.com";

/// Writes a new pair and returns its certificate.
fn renew(directory: &Path) -> CertificateDer<'static> {
    use std::os::unix::fs::PermissionsExt;
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([NAME.to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(directory.join("cert.pem"), certificate.pem()).unwrap();
    std::fs::write(directory.join("key.pem"), key.serialize_pem()).unwrap();
    std::fs::set_permissions(directory.join("key.pem"), std::fs::Permissions::from_mode(0o600)).unwrap();
    certificate.der().clone()
}

async fn connect(address: std::net::SocketAddr, trusted: &CertificateDer<'static>) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(NAME).unwrap(), stream).await.unwrap()
}

async fn get(stream: &mut TlsStream<TcpStream>, host: std::net::SocketAddr) -> String {
    let request = format!("GET /live HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

#[tokio::test]
async fn a_server_with_tls_is_known_by_its_certificate_and_not_by_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let certificate = renew(directory.path());
    let files = Files {
        certificate: directory.path().join("cert.pem"),
        key: directory.path().join("key.pem"),
        name: Some(NAME.to_owned()),
    };
    let tls = Tls::load(files.clone(), Arc::new(Metrics::new("lab"))).await.unwrap();
    let server = Setup { tls: Some(tls), ..Setup::default() }.start().await;
    let url = format!("https://{}/mcp", server.address);
    let shown = Tls::examine(files.clone()).await.unwrap();
    assert_eq!(shown.certificate, certificate.to_vec());
    let said = probe::handshake(&url, Some(&shown.certificate)).await.unwrap();
    assert!(said.contains("2025-11-25"), "{said}");
    renew(directory.path());
    let renewed = Tls::examine(files).await.unwrap();
    let said = probe::handshake(&url, Some(&renewed.certificate)).await.unwrap_err();
    assert_eq!(said.kind(), ErrorKind::Conflict, "{said}");
}

#[tokio::test]
async fn a_renewed_certificate_is_for_new_connections_and_breaks_no_old_one() {
    let directory = tempfile::tempdir().unwrap();
    let first = renew(directory.path());
    let files = Files {
        certificate: directory.path().join("cert.pem"),
        key: directory.path().join("key.pem"),
        name: Some(NAME.to_owned()),
    };
    let metrics = Arc::new(Metrics::new("lab"));
    let tls = Tls::load(files, metrics.clone()).await.unwrap();
    let server = Setup { tls: Some(tls.clone()), ..Setup::default() }.start().await;
    let mut old = connect(server.address, &first).await;
    let answer = get(&mut old, server.address).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security"), "{answer}");
    for _ in 0..5 {
        let renewed = renew(directory.path());
        assert!(tls.reload().await.unwrap());
        let mut new = connect(server.address, &renewed).await;
        assert!(get(&mut new, server.address).await.starts_with("HTTP/1.1 200"));
        assert!(get(&mut old, server.address).await.starts_with("HTTP/1.1 200"));
    }
    // Plain HTTP on a TLS port is a failed handshake and nothing else.
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain.write_all(b"GET /live HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
    assert_eq!(server.metrics.tls_handshakes.get(["ok"]), 6);
    assert_eq!(server.metrics.tls_handshakes.get(["failed"]), 1);
}
