//! `rosmcp serve`: the MCP server.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

use super::context::Cx;
use super::lab::{self, Simulated};
use crate::app::App;
use crate::app::backup::run_schedule;
use crate::domain::device::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Access, Allowed, Config, Health, Limits, Readiness};
use crate::mcp::{Callers, Server, SessionLimits};
use crate::observe::logging;
use crate::settings::{self, LogFormat, LogLevel, Login, Origin, Resolved, Settings, Transport};
use crate::tools::registry::registry;
use crate::{http, mcp};

/// Run the MCP server
///
/// Listens on 127.0.0.1:8080/mcp unless the settings say otherwise. Without a login it serves only the environment lab,
/// and only on loopback.
#[derive(Args)]
pub(super) struct Serve {
    /// How MCP clients connect
    #[arg(long, value_enum)]
    transport: Option<Wire>,
    /// Address to listen on
    #[arg(long)]
    host: Option<String>,
    /// TCP port to listen on; 0 takes any free one, which the log names
    #[arg(long)]
    port: Option<u16>,
    /// Add this many simulated routers, lab-1 to lab-N; without a configured database everything is forgotten at the end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    lab: Option<u16>,
}

/// How MCP clients connect.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wire {
    /// Streamable HTTP
    Http,
    /// Standard input and output
    Stdio,
}

impl Serve {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let resolved = cx.settings(self.overrides())?;
        start_logging(cx, &resolved.settings)?;
        for warning in settings::check(&resolved.settings)? {
            tracing::warn!("{warning}");
        }
        let access = access(&resolved.settings)?;
        // Taken before anything else, so that a port in use costs nothing.
        let listener = match resolved.settings.mcp_transport {
            Transport::Http => Some(self.listen(&resolved.settings).await?),
            Transport::Stdio => None,
        };
        let shutdown = stop_signal()?;
        let (app, simulated) = open(cx, &self, resolved).await?;
        tokio::spawn(app.clone().keep_plans_settled(shutdown.clone()));
        let clockwork = tokio::spawn(run_schedule(app.clone(), shutdown.clone()));
        let served = match listener {
            Some(listener) => serve_http(app.clone(), listener, access, shutdown).await,
            None => mcp::serve_stdio(registry(), app.clone(), &cx.user(), shutdown).await,
        };
        clockwork.abort();
        app.close().await;
        if let Some(simulated) = simulated {
            simulated.stop().await;
        }
        served
    }

    async fn listen(&self, settings: &Settings) -> Result<TcpListener> {
        let (host, port) = (settings.mcp_http_host.as_str(), self.port.unwrap_or(settings.mcp_http_port));
        TcpListener::bind((host, port)).await.map_err(|error| {
            Error::configuration(format!("cannot listen on {host}:{port}: {error}"))
                .hint("choose another port with --port, or stop what listens there")
        })
    }

    /// The verb's own flags as settings.
    fn overrides(&self) -> Vec<(String, String)> {
        let transport = self.transport.map(|wire| match wire {
            Wire::Http => "http".to_owned(),
            Wire::Stdio => "stdio".to_owned(),
        });
        let given = [
            ("mcp_transport", transport),
            ("mcp_http_host", self.host.clone()),
            // Port 0 asks the system for any free port; it is no setting, see `listen`.
            ("mcp_http_port", self.port.filter(|port| *port != 0).map(|port| port.to_string())),
        ];
        given.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    }
}

/// Opens the installation, with its simulated routers if any; the key is read now, so that a wrong one ends the start.
async fn open(cx: &Cx, serve: &Serve, resolved: Resolved) -> Result<(Arc<App>, Option<Simulated>)> {
    let Some(count) = serve.lab else {
        let app = App::open(resolved.settings, &cx.environment).await?;
        app.prepare_vault().await?;
        return Ok((Arc::new(app), None));
    };
    if resolved.settings.environment != Environment::Lab {
        return Err(Error::new(ErrorKind::Refused, "--lab is for the environment lab only")
            .hint(format!("this is {}; leave --lab out", resolved.settings.environment)));
    }
    let app = if *resolved.origin("database_url") == Origin::Default {
        App::open_throwaway(resolved.settings).await?
    } else {
        App::open(resolved.settings, &cx.environment).await?
    };
    let simulated = Simulated::start(count).await?;
    lab::enlist(&app, &cx.caller(), &simulated).await?;
    tracing::info!(count, "simulated routers are in the inventory, lab-1 and on");
    let app = Arc::new(app);
    tokio::spawn(lab::greet(app.clone()));
    Ok((app, Some(simulated)))
}

fn access(settings: &Settings) -> Result<Access> {
    match settings::login(settings)? {
        Login::Nobody | Login::Owner => Ok(Access::Open),
        Login::Oidc => {
            Err(Error::configuration("this version cannot check access tokens yet: oidc_enabled is set")
                .hint("serve environment lab on 127.0.0.1 without oidc_enabled, or use --transport stdio"))
        }
    }
}

async fn serve_http(
    app: Arc<App>,
    listener: TcpListener,
    access: Access,
    shutdown: CancellationToken,
) -> Result<()> {
    let address =
        listener.local_addr().map_err(|error| Error::internal("the listener has no address", error))?;
    tracing::info!(url = %format!("http://{address}{}", app.settings.mcp_http_base_path), environment = %app.settings.environment, "serving MCP");
    let server = Server::new(registry(), app.clone(), Callers::PerRequest);
    let config = config(&app, address, access)?;
    // Everything that the server needs is open already.
    config.health.readiness.ready();
    let surface = http::app(mcp::endpoint(server, SessionLimits::default()), config)?;
    http::serve(listener, surface, shutdown).await
}

fn config(app: &Arc<App>, address: SocketAddr, access: Access) -> Result<Config> {
    let settings = &app.settings;
    let mut allowed = Allowed::listener(address);
    if let Some(url) = &settings.mcp_public_url {
        allowed = allowed.with_public_url(url)?;
    }
    for host in &settings.mcp_allowed_hosts {
        allowed = allowed.with_host(host)?;
    }
    for origin in &settings.mcp_allowed_origins {
        allowed = allowed.with_origin(origin)?;
    }
    let database = app.clone();
    let health = Health {
        readiness: Readiness::starting(),
        database: Arc::new(move || {
            let app = database.clone();
            Box::pin(async move { app.check_database().await })
        }),
        oidc: settings.oidc_enabled,
    };
    let base_path = settings.mcp_http_base_path.clone();
    Ok(Config { base_path, allowed, access, health, limits: Limits::default() })
}

/// A token that SIGTERM or SIGINT cancels.
pub(super) fn stop_signal() -> Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| Error::internal("signals cannot be listened to", error));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        cancelled.cancel();
    });
    Ok(token)
}

fn start_logging(cx: &Cx, settings: &Settings) -> Result<()> {
    let level = match settings.level_of_logs() {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warning => LevelFilter::WARN,
        LogLevel::Error | LogLevel::Critical => LevelFilter::ERROR,
    };
    let format = match settings.format_of_logs() {
        LogFormat::Json => logging::Format::Json,
        LogFormat::Text => logging::Format::Text { colour: cx.ui.wants_color() },
    };
    logging::init(cx.log_level(level), format)
}
