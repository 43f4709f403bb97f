//! Renewing, with real files.

use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::*;

struct Place {
    directory: TempDir,
    metrics: Arc<Metrics>,
}

impl Place {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), metrics: Arc::new(Metrics::new("lab")) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
        set_mode(&self.path(name), 0o600);
    }

    /// Writes a pair for `host` that is valid in these years.
    fn pair(&self, host: &str, years: (i32, i32)) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        self.write("cert.pem", &params.self_signed(&key).unwrap().pem());
        self.write("key.pem", &key.serialize_pem());
    }

    async fn load(&self) -> Result<Arc<Tls>> {
        let name = Some("mcp.example.com".to_owned());
        let files = Files { certificate: self.path("cert.pem"), key: self.path("key.pem"), name };
        Tls::load(files, self.metrics.clone()).await
    }
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

const NOW: (i32, i32) = (2020, 2090);

#[tokio::test]
async fn a_new_pair_is_taken_over_and_a_bad_one_is_not() {
    let place = Place::new();
    place.pair("mcp.example.com", NOW);
    let tls = place.load().await.unwrap();
    let first = tls.current.identity();
    assert!(!tls.reload().await.unwrap(), "nothing new");
    for (host, years) in
        [("other.example.com", NOW), ("mcp.example.com", (2020, 2021)), ("mcp.example.com", (2089, 2090))]
    {
        place.pair(host, years);
        tls.reload().await.unwrap_err();
        assert!(tls.current.identity().same_as(&first), "{host} {years:?}");
    }
    place.write("key.pem", "not a key");
    assert!(tls.reload().await.is_err());
    place.pair("*.example.com", NOW);
    assert!(tls.reload().await.unwrap());
    assert!(!tls.current.identity().same_as(&first));
    assert_eq!(place.metrics.tls_reloads.get(["failed"]), 4);
    assert_eq!(place.metrics.tls_reloads.get(["ok"]), 1);
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused() {
    let place = Place::new();
    place.pair("mcp.example.com", NOW);
    place.write("key.pem", &KeyPair::generate().unwrap().serialize_pem());
    let error = place.load().await.err().unwrap();
    assert!(error.message().contains("do not belong together"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_everybody_can_read_is_refused() {
    let place = Place::new();
    place.pair("mcp.example.com", NOW);
    set_mode(&place.path("key.pem"), 0o644);
    assert!(place.load().await.err().unwrap().message().contains("everybody"));
    set_mode(&place.path("key.pem"), 0o640);
    place.load().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn swapped_symbolic_links_are_followed_as_certbot_leaves_them() {
    let place = Place::new();
    for round in ["1", "2"] {
        place.pair("mcp.example.com", NOW);
        for name in ["cert", "key"] {
            std::fs::rename(place.path(&format!("{name}.pem")), place.path(&format!("{name}{round}.pem")))
                .unwrap();
        }
    }
    let link = |round: &str| {
        for name in ["cert", "key"] {
            let (link, fresh) = (place.path(&format!("{name}.pem")), place.path("fresh"));
            std::os::unix::fs::symlink(format!("{name}{round}.pem"), &fresh).unwrap();
            std::fs::rename(fresh, link).unwrap();
        }
    };
    link("1");
    let tls = place.load().await.unwrap();
    assert!(!tls.reload().await.unwrap());
    link("2");
    assert!(tls.reload().await.unwrap());
}
