//! What a database URL says about the connection: the driver's part, and how the server proves who it is.

use std::net::IpAddr;
use std::path::PathBuf;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::error::{Error, ErrorKind, Result};

/// How the connection is protected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Protection {
    /// Not at all: over a local socket or loopback, or because the URL says so.
    None,
    /// TLS; the server's certificate is verified against the system's authorities, or those of this file.
    Tls(Option<PathBuf>),
}

/// A URL, read.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) protection: Protection,
}

/// Reads `postgresql://…`. `sslmode=disable` switches TLS off, `require` and stricter on; without it, TLS is used unless
/// the server is on this machine. A certificate is always verified, as with libpq's `verify-full`
/// (<https://www.postgresql.org/docs/15/libpq-ssl.html>). With `strict`, plain connections to other machines are refused.
pub(super) fn read(url: &str, strict: bool) -> Result<Target> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut authority, mut rest) = (None, None, Vec::new());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            // `ssl` is how asyncpg spells it.
            Some(("sslmode" | "ssl", value)) => mode = Some(value.to_owned()),
            Some(("sslrootcert", value)) => authority = Some(path(value)?),
            _ => rest.push(parameter),
        }
    }
    let driver = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    let mut config: Config = driver.parse().map_err(|error: tokio_postgres::Error| unreadable(&error))?;
    let local = stays_here(&config);
    let protection = match mode.as_deref() {
        Some("disable" | "false") if strict && !local => return Err(unprotected()),
        Some("disable" | "false") => Protection::None,
        None | Some("allow" | "prefer") if local => Protection::None,
        None | Some("allow" | "prefer" | "require" | "true" | "verify-ca" | "verify-full") => {
            Protection::Tls(authority)
        }
        Some(other) => return Err(unknown_mode(other)),
    };
    config.application_name("rosmcp").ssl_mode(match protection {
        Protection::None => SslMode::Disable,
        Protection::Tls(_) => SslMode::Require,
    });
    Ok(Target { config, protection })
}

/// Whether the driver connects to this machine only: it takes an address instead of a name's where there is one, and takes
/// neither for the default of libpq.
fn stays_here(config: &Config) -> bool {
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    hosts.iter().all(is_local)
        && addresses.iter().all(IpAddr::is_loopback)
        && hosts.len() + addresses.len() > 0
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

fn path(value: &str) -> Result<PathBuf> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
    decoded.map(|path| PathBuf::from(path.as_ref())).map_err(|_| {
        Error::configuration("sslrootcert in database_url is not UTF-8").hint("write the path of a PEM file")
    })
}

/// The driver's words name the parameter that it does not like, never its value.
fn unreadable(error: &tokio_postgres::Error) -> Error {
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Error::configuration(format!("database_url cannot be used: {cause}")).hint(
        "write postgresql://user:password@host:port/name, with options of libpq such as sslmode after a `?`",
    )
}

fn unknown_mode(mode: &str) -> Error {
    Error::configuration(format!("database_url has sslmode={mode}, which PostgreSQL does not know"))
        .hint("use verify-full, or disable on a network that you trust")
}

fn unprotected() -> Error {
    Error::new(
        ErrorKind::Configuration,
        "in prod, a database on another machine is only used over verified TLS",
    )
    .hint("leave sslmode=disable out of database_url; name a private authority with sslrootcert=FILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protection(url: &str) -> Protection {
        read(url, true).expect(url).protection
    }

    #[test]
    fn other_machines_are_verified_and_this_one_is_not() {
        for local in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpostgresql"] {
            assert_eq!(protection(&format!("postgresql://u:p@{local}/n")), Protection::None, "{local}");
        }
        for mode in ["", "?sslmode=prefer", "?sslmode=require", "?ssl=require", "?sslmode=verify-full"] {
            let url = format!("postgresql://u:p@db.example.com/n{mode}");
            assert_eq!(protection(&url), Protection::Tls(None), "{url}");
        }
        let private =
            protection("postgresql://u@db.example.com/n?sslrootcert=%2Fetc%2Fca.pem&connect_timeout=3");
        assert_eq!(private, Protection::Tls(Some("/etc/ca.pem".into())));
        assert_eq!(protection("postgresql://u@localhost/n?sslmode=verify-full"), Protection::Tls(None));
        assert_eq!(protection("postgresql://u@localhost/n?hostaddr=127.0.0.1"), Protection::None);
        for elsewhere in
            ["postgresql://u@localhost/n?hostaddr=192.0.2.1", "postgresql:///n?hostaddr=192.0.2.1"]
        {
            assert_eq!(protection(elsewhere), Protection::Tls(None), "{elsewhere}");
        }
    }

    #[test]
    fn plain_to_elsewhere_is_refused_where_it_matters() {
        let url = "postgresql://u:hunter2@db.example.com/n?sslmode=disable";
        assert!(read(url, true).is_err());
        assert_eq!(read(url, false).map(|target| target.protection).ok(), Some(Protection::None));
    }

    #[test]
    fn what_cannot_be_used_is_said_without_the_password() {
        for url in ["postgresql://u:hunter2@h/n?sslmode=maybe", "postgresql://u:hunter2@h/n?colour=red"] {
            let error = read(url, false).expect_err(url);
            assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
        }
    }
}
