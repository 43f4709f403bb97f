//! `rosmcp serve`: the MCP server.

mod listeners;

use std::net::SocketAddr;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

use self::listeners::Listeners;
use super::context::Cx;
use super::lab::{self, Simulated};
use crate::app::backup::run_schedule;
use crate::app::{self, App};
use crate::auth::Verifier;
use crate::domain::device::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Access, Allowed, Config, Gate, Health, Limits, Readiness, StreamLimits};
use crate::jobs::follow::Rhythm;
use crate::mcp::{Callers, Server, SessionLimits};
use crate::observe::logging;
use crate::settings::{self, LogFormat, LogLevel, Login, Origin, Resolved, Settings, Transport};
use crate::tools::registry::registry;
use crate::{http, jobs, mcp};

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
        settings::login(&resolved.settings)?;
        // Taken before anything else, so that a port in use costs nothing.
        let listener = match resolved.settings.mcp_transport {
            Transport::Http => Some(Listeners::bind(&resolved, self.port).await?),
            Transport::Stdio => None,
        };
        let shutdown = stop_signal()?;
        let (app, simulated) = open(cx, &self, resolved).await?;
        let follow = jobs::follow::run(app.clone(), Rhythm::default(), shutdown.child_token());
        let follow = tokio::spawn(follow);
        tokio::spawn(app.clone().keep_plans_settled(shutdown.clone()));
        let clockwork = tokio::spawn(run_schedule(app.clone(), shutdown.clone()));
        let served = match listener {
            Some(listeners) => serve_http(app.clone(), listeners, shutdown).await,
            None => mcp::serve_stdio(registry(), app.clone(), &cx.user(), shutdown).await,
        };
        follow.abort();
        clockwork.abort();
        app.close().await;
        if let Some(simulated) = simulated {
            simulated.stop().await;
        }
        served
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

/// How callers prove who they are to the server at `address`.
fn access(app: &Arc<App>, address: SocketAddr) -> Result<Access> {
    let settings = &app.settings;
    if settings::login(settings)? != Login::Token {
        return Ok(Access::Open);
    }
    let url = resource_url(settings, address);
    let verifier = settings.oidc_enabled.then(|| Verifier::new(settings, &url)).transpose()?;
    let resource = http::Resource {
        url,
        issuer: verifier.as_ref().map(|verifier| verifier.rules().issuer().to_owned()),
        scopes: verifier.as_ref().map(|verifier| verifier.rules().scopes()).unwrap_or_default(),
    };
    let local = settings.local_tokens_enabled.then(|| App::clone(app));
    Ok(Access::Login(Arc::new(Gate { login: Arc::new(app::Login::new(verifier, local)), resource })))
}

/// The canonical URL of the endpoint: the public one, with the endpoint's path where it has none of its own.
fn resource_url(settings: &Settings, address: SocketAddr) -> String {
    let path = &settings.mcp_http_base_path;
    match settings.mcp_public_url.as_deref().map(|url| url.trim_end_matches('/')) {
        Some(url) if url.matches('/').count() > 2 => url.to_owned(),
        Some(url) => format!("{url}{path}"),
        None => format!("http://{address}{path}"),
    }
}

async fn serve_http(app: Arc<App>, listeners: Listeners, shutdown: CancellationToken) -> Result<()> {
    let address = listeners.address()?;
    tracing::info!(url = %format!("http://{address}{}", app.settings.mcp_http_base_path), environment = %app.settings.environment, "serving MCP");
    let server = Server::new(registry(), app.clone(), Callers::PerRequest);
    let access = access(&app, address)?;
    let watch = watch(&access);
    let config = config(&app, address, access)?;
    // Everything that the server needs is open already.
    config.health.readiness.ready();
    let drain = server.drain();
    let endpoint = mcp::endpoint(move || server.for_connection(), drain, SessionLimits::default());
    let surface = http::app(endpoint, config)?;
    let metrics = listeners.metrics.map(|listener| {
        let sampled = app.clone();
        tokio::spawn(http::metrics(listener, &surface, Arc::new(move || sampled.sample_metrics())))
    });
    let checks = tokio::spawn(jobs::health::run(app.clone(), shutdown.clone()));
    let served = http::serve(listeners.mcp, surface, shutdown).await;
    // It ends with the same signal, and stores nothing once the database is closed.
    ended("health checks", checks).await;
    watch.abort();
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    served
}

/// Waits for a job to end.
async fn ended(what: &str, job: JoinHandle<()>) {
    if let Err(error) = job.await {
        tracing::error!(%error, "the job of {what} ended badly");
    }
}

/// Keeps the identity provider's keys fresh and ends what its tokens no longer allow, as long as the server runs.
fn watch(access: &Access) -> JoinHandle<()> {
    let login = match access {
        Access::Login(gate) => Some(gate.login.clone()),
        Access::Open | Access::Closed => None,
    };
    tokio::spawn(async move {
        if let Some(login) = login {
            login.watch().await;
        }
    })
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
        login: match &access {
            Access::Login(gate) => Some(gate.login.clone()),
            Access::Open | Access::Closed => None,
        },
    };
    let base_path = settings.mcp_http_base_path.clone();
    let (registry, metrics) = (registry(), app.metrics.clone());
    let streams = StreamLimits {
        total: settings.mcp_max_streams as usize,
        per_principal: settings.mcp_max_streams_per_principal as usize,
    };
    let limits = Limits { streams, ..Limits::default() };
    Ok(Config { base_path, allowed, access, registry, health, limits, metrics })
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
