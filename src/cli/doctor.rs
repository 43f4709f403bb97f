//! `rosmcp doctor`: whether everything is well, from the binary to the routers.

use clap::Args;

use super::context::Cx;
use crate::app::doctor::{Examined, Status};
use crate::app::schema;
use crate::auth::Verifier;
use crate::clock;
use crate::error::{Error, ErrorKind, Result};
use crate::http::probe;
use crate::http::tls::{Files, Shown, Tls};
use crate::settings::{self, Login, Settings, Transport};

const COLUMNS: [&str; 4] = ["check", "status", "evidence", "mend"];

/// Check binary, settings, database, key, audit trail, backups, each device, login and a running server
///
/// Changes nothing. Exit code 1 or above when something does not work; warnings are no failure.
#[derive(Args)]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        let mut lines = vec![binary(), examine_settings(&settings)];
        lines.extend(installation(cx, &settings).await);
        lines.push(login(&settings));
        if settings.oidc_enabled {
            lines.push(identity_provider(&settings).await);
        }
        let shown = certificate(&settings).await;
        lines.extend(shown.as_ref().map(examine_certificate));
        lines.push(handshake(&settings, shown.and_then(Result::ok)).await);
        cx.ui.rows(&COLUMNS, &lines)?;
        match lines.iter().filter(|line| line.status == Status::Failed).count() {
            0 => Ok(()),
            n => Err(Error::new(ErrorKind::Configuration, format!("{n} checks failed"))
                .hint("the column \"mend\" says what to do")),
        }
    }
}

fn binary() -> Examined {
    let place = std::env::current_exe()
        .map_or_else(|_| "unknown place".to_owned(), |path| path.display().to_string());
    Examined::new("binary", Status::Ok, format!("rosmcp {} at {place}", env!("CARGO_PKG_VERSION")))
}

fn examine_settings(settings: &Settings) -> Examined {
    match settings::check(settings) {
        Ok(odd) if odd.is_empty() => {
            Examined::new("settings", Status::Ok, format!("environment {}", settings.environment))
        }
        Ok(odd) => Examined::new("settings", Status::Warning, odd.join("; ")).mend("rosmcp settings show"),
        Err(error) => Examined::failed("settings", &error),
    }
}

/// What lies behind the database; an older schema is not touched.
async fn installation(cx: &Cx, settings: &Settings) -> Vec<Examined> {
    if let Err(error) = schema::must_exist(settings).await {
        return vec![Examined::failed("database", &error)];
    }
    match schema::status(settings).await {
        Err(error) => return vec![Examined::failed("database", &error)],
        Ok(status) if !status.pending.is_empty() => {
            let evidence = format!("{} migrations are pending", status.pending.len());
            return vec![Examined::new("database", Status::Warning, evidence).mend("rosmcp migrate")];
        }
        Ok(_) => {}
    }
    match cx.with_app(async |app| Ok(app.examine().await)).await {
        Ok(lines) => lines,
        Err(error) => vec![Examined::failed("database", &error)],
    }
}

fn login(settings: &Settings) -> Examined {
    match settings::login(settings) {
        Ok(Login::Owner) => {
            Examined::new("login", Status::Ok, "standard input and output, whoever starts it")
        }
        Ok(Login::Nobody) => Examined::new("login", Status::Ok, "none is asked for: a lab on loopback"),
        Ok(_) => Examined::new("login", Status::Ok, settings.issuer().unwrap_or("configured").to_owned()),
        Err(error) => Examined::failed("login", &error),
    }
}

/// Asks the identity provider what a server with these settings would ask.
async fn identity_provider(settings: &Settings) -> Examined {
    const CHECK: &str = "identity provider";
    // Whatever the server's own address is, the provider is asked the same.
    let resource = settings.mcp_public_url.as_deref().unwrap_or("http://localhost");
    let asked = async { Verifier::new(settings, resource)?.probe().await };
    match asked.await {
        Ok(keys) => Examined::new(CHECK, Status::Ok, format!("publishes {keys} keys to verify with")),
        Err(error) => Examined::failed(CHECK, &error),
    }
}

/// What a server with these settings shows to its clients, if it speaks TLS itself.
async fn certificate(settings: &Settings) -> Option<Result<Shown>> {
    if settings.mcp_transport != Transport::Http {
        return None;
    }
    Some(Tls::examine(Files::of(settings)?).await)
}

fn examine_certificate(shown: &Result<Shown>) -> Examined {
    const CHECK: &str = "TLS certificate";
    match shown {
        Ok(shown) => {
            Examined::new(CHECK, Status::Ok, format!("valid until {}", clock::rfc3339(shown.expires)))
        }
        Err(error) => Examined::failed(CHECK, error),
    }
}

/// Asks the server that should run with these settings for an MCP handshake.
async fn handshake(settings: &Settings, shown: Option<Shown>) -> Examined {
    const CHECK: &str = "MCP handshake";
    if settings.mcp_transport != Transport::Http {
        return Examined::new(CHECK, Status::Skipped, "clients start the server themselves");
    }
    let host = &settings.mcp_http_host;
    let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let scheme = if settings.tls_cert_file.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{host}:{}{}", settings.mcp_http_port, settings.mcp_http_base_path);
    let certificate = shown.map(|shown| shown.certificate);
    match probe::handshake(&url, certificate.as_deref()).await {
        Ok(said) => Examined::new(CHECK, Status::Ok, format!("{url}: {said}")),
        Err(error) if error.kind() == ErrorKind::Unreachable => {
            Examined::new(CHECK, Status::Skipped, error.to_string()).mend("rosmcp serve")
        }
        Err(error) => Examined::failed(CHECK, &error),
    }
}
