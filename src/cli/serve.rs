//! `rosmcp serve`: the MCP server.

mod background;
mod listeners;
mod signals;
mod supervisor;

use std::net::SocketAddr;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use futures_util::FutureExt;
use futures_util::future::OptionFuture;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

use self::background::Background;
use self::listeners::Listeners;
use self::signals::{Hangups, Stop};
use super::context::Cx;
use super::lab::{self, Simulated};
use super::open_files;
use crate::app::{self, App};
use crate::auth::Verifier;
use crate::blocking;
use crate::domain::device::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::http::tls::{Files, Tls};
use crate::http::{Access, Allowed, Config, Gate, Health, Limits, Readiness};
use crate::mcp::{Callers, Server, SessionLimits};
use crate::observe::logging;
use crate::observe::traces::{self, Recorder};
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
        let mut resolved = cx.settings(self.overrides())?;
        let environment = resolved.settings.environment.as_str();
        let collector = resolved.settings.otlp_traces_url.as_deref();
        let (recorder, traces) = collector.map(|url| traces::start(url, environment)).transpose()?.unzip();
        let level = start_logging(cx, &resolved.settings, recorder)?;
        let inherited = listeners::inherited(&mut resolved.settings)?;
        for warning in settings::check(&resolved.settings)? {
            tracing::warn!("{warning}");
        }
        settings::login(&resolved.settings)?;
        open_files::raise();
        // Taken before anything else, so that a port in use costs nothing.
        let listener = match resolved.settings.mcp_transport {
            Transport::Http => Some(Listeners::bind(&resolved, self.port, inherited).await?),
            Transport::Stdio => None,
        };
        let stop = Stop::listen()?;
        let (app, simulated) = supervisor::starting(Box::pin(open(cx, &self, resolved))).await?;
        let background = Background::start(&app, &stop.asked);
        let served = match listener {
            Some(listeners) => {
                let hangups = signals::on_hangup(async || self.reload(cx, &level));
                serve_http(app.clone(), listeners, &stop, hangups).await
            }
            None => mcp::serve_stdio(registry(), app.clone(), &cx.user(), stop.asked.clone()).await,
        };
        background.end().await;
        app.close().await;
        if let Some(traces) = traces
            && let Err(error) = blocking::run(move || traces.end()).await
        {
            tracing::warn!(%error, "the end of the traces");
        }
        if let Some(simulated) = simulated {
            simulated.stop().await;
        }
        served
    }

    /// Reads the settings anew and takes over what may change while it runs: how much is logged.
    fn reload(&self, cx: &Cx, level: &logging::Level) -> Result<()> {
        let settings = cx.settings(self.overrides())?.settings;
        level.set(cx.log_level(level_of(&settings)))
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
            // Port 0 asks the system for any free port; it is no setting, see [`Listeners::bind`].
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
    let observed = app.metrics.clone();
    let verifier = verifier.map(|verifier| {
        verifier.observed(Arc::new(move |endpoint, outcome, took| {
            observed.oidc_request_duration.observe([endpoint, outcome], took);
        }))
    });
    let resource = http::Resource {
        url,
        issuer: verifier.as_ref().map(|verifier| verifier.rules().issuer().to_owned()),
        scopes: verifier.as_ref().map(|verifier| verifier.rules().scopes()).unwrap_or_default(),
    };
    let local = settings.local_tokens_enabled.then(|| App::clone(app));
    let login = Arc::new(app::Login::new(verifier, local, app.metrics.clone()));
    Ok(Access::Login(Arc::new(Gate { login, resource })))
}

/// The canonical URL of the endpoint: the public one, with the endpoint's path where it has none of its own.
fn resource_url(settings: &Settings, address: SocketAddr) -> String {
    let path = &settings.mcp_http_base_path;
    match settings.mcp_public_url.as_deref().map(|url| url.trim_end_matches('/')) {
        Some(url) if url.matches('/').count() > 2 => url.to_owned(),
        Some(url) => format!("{url}{path}"),
        None if settings.tls_cert_file.is_some() => format!("https://{address}{path}"),
        None => format!("http://{address}{path}"),
    }
}

async fn serve_http(
    app: Arc<App>,
    listeners: Listeners,
    stop: &Stop,
    hangups: Hangups<impl AsyncFn() -> Result<()>>,
) -> Result<()> {
    let address = listeners.address()?;
    let server = Server::new(registry(), app.clone(), Callers::PerRequest);
    let access = access(&app, address)?;
    if let Some(gate) = access.gate() {
        app.approvals_at(gate.resource.approvals(&app.settings.mcp_http_base_path));
    }
    let watch = watch(&access);
    let config = config(&app, address, access).await?;
    let (tls, readiness) = (config.tls.clone(), config.health.readiness.clone());
    let login = config.health.login.clone();
    let scheme = if tls.is_some() { "https" } else { "http" };
    tracing::info!(url = %format!("{scheme}://{address}{}", app.settings.mcp_http_base_path), environment = %app.settings.environment, "serving MCP");
    let (drain, direct) = (server.drain(), server.clone());
    let endpoint = mcp::endpoint(move || server.for_connection(), drain, sessions(&app.settings));
    let endpoint = endpoint.direct(direct);
    let surface = http::app(endpoint, config)?;
    let sampled = app.clone();
    let sample: http::Sample = Arc::new(move || {
        let app = sampled.clone();
        Box::pin(async move { app.sample_metrics().await })
    });
    let metrics = match listeners.metrics {
        Some(listener) => {
            let names = scraped(&app.settings, &listener)?;
            Some(http::metrics(listener, &surface, names, sample))
        }
        None => None,
    };
    // Everything that the server needs is open already.
    readiness.ready();
    supervisor::ready();
    let end = tokio::select! {
        outcome = http::serve(listeners.mcp, surface, stop.asked.clone()) => outcome,
        () = OptionFuture::from(metrics).then(|_| std::future::pending()) => Ok(()),
        () = hangups.each(tls.as_deref(), login.as_deref()) => Ok(()),
        () = supervisor::keep_alive() => Ok(()),
        () = stop.at_once.cancelled() => {
            tracing::warn!("asked twice to stop: breaking everything off");
            Ok(())
        }
    };
    watch.abort();
    end
}

/// Keeps the identity provider's keys fresh and ends what its tokens no longer allow, as long as the server runs.
fn watch(access: &Access) -> JoinHandle<()> {
    let login = access.gate().map(|gate| gate.login.clone());
    tokio::spawn(async move {
        if let Some(login) = login {
            login.watch().await;
        }
    })
}

async fn config(app: &Arc<App>, address: SocketAddr, access: Access) -> Result<Config> {
    let settings = &app.settings;
    let (database, backups) = (app.clone(), app.clone());
    let health = Health {
        readiness: Readiness::starting(),
        database: http::shared(Arc::new(move || {
            let app = database.clone();
            Box::pin(async move { app.check_database().await })
        })),
        backup: http::shared(Arc::new(move || {
            let app = backups.clone();
            Box::pin(async move { app.backup_status().await.ok()?.last_success })
        })),
        oidc: settings.oidc_enabled,
        login: access.gate().map(|gate| gate.login.clone()),
        metrics: app.metrics.clone(),
    };
    let base_path = settings.mcp_http_base_path.clone();
    Ok(Config {
        base_path,
        sse: settings.mcp_sse_enabled,
        allowed: allowed(settings, address)?,
        installation: app.clone(),
        access,
        registry: registry(),
        proxies: settings.mcp_trusted_proxies.clone(),
        health,
        tls: tls(app).await?,
        limits: Limits::from(settings),
        metrics: app.metrics.clone(),
    })
}

/// Reads what settings name for a server over HTTP, short of listening: what is wrong there would end its start.
pub(super) async fn examine(settings: &Settings) -> Result<()> {
    let address = listeners::resolved(&settings.mcp_http_host, settings.mcp_http_port).await?;
    allowed(settings, address)?;
    match Files::of(settings) {
        Some(files) => Tls::examine(files).await.map(drop),
        None => Ok(()),
    }
}

/// By which names the server at `address` goes.
fn allowed(settings: &Settings, address: SocketAddr) -> Result<Allowed> {
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
    Ok(allowed)
}

/// By which names metrics are read on `listener`; any where other machines reach it: scrapers have their own for it, and who
/// reaches it may read it. On loopback a page in a browser of this machine may not.
fn scraped(settings: &Settings, listener: &TcpListener) -> Result<Option<Allowed>> {
    let address = listeners::address_of(listener)?;
    if !address.ip().is_loopback() {
        return Ok(None);
    }
    // A tunnel to it has a port of its own.
    let mut local = ["localhost", "127.0.0.1", "[::1]"].into_iter();
    local.try_fold(allowed(settings, address)?, Allowed::with_host).map(Some)
}

async fn tls(app: &App) -> Result<Option<Arc<Tls>>> {
    match Files::of(&app.settings) {
        Some(files) => Tls::load(files, app.metrics.clone()).await.map(Some),
        None => Ok(None),
    }
}

fn sessions(settings: &Settings) -> SessionLimits {
    SessionLimits {
        total: settings.mcp_max_sessions as usize,
        per_principal: settings.mcp_max_sessions_per_principal as usize,
        idle: settings.mcp_session_idle_seconds,
        ..SessionLimits::default()
    }
}

/// A token that SIGTERM or SIGINT cancels.
pub(super) fn stop_signal() -> Result<CancellationToken> {
    Ok(Stop::listen()?.asked)
}

fn level_of(settings: &Settings) -> LevelFilter {
    match settings.level_of_logs() {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warning => LevelFilter::WARN,
        LogLevel::Error | LogLevel::Critical => LevelFilter::ERROR,
    }
}

fn start_logging(cx: &Cx, settings: &Settings, recorder: Option<Recorder>) -> Result<logging::Level> {
    let format = match settings.format_of_logs() {
        LogFormat::Json => logging::Format::Json,
        LogFormat::Text => logging::Format::Text { colour: cx.ui.wants_color() },
    };
    logging::init(cx.log_level(level_of(settings)), format, recorder)
}
