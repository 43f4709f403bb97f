//! `rosmcp lab`: simulated routers on their own.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::context::Cx;
use super::open_files;
use super::serve::stop_signal;
use crate::app::device::NewDevice;
use crate::app::{App, Targets};
use crate::blocking;
use crate::domain::credential::Credential;
use crate::domain::device::{Capability, Device, Environment, TransportKind, Trust};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result, WhileDoing as _};
use crate::lab;

/// Run simulated routers on loopback until interrupted
///
/// Prints one JSON line per router with its ports, user, password and certificate, and where faults can be had on demand.
#[derive(Args)]
#[command(disable_version_flag = true)]
pub(super) struct Lab {
    /// How many
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// Which model; all of them in turn when left out
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(lab::models::names()))]
    model: Option<String>,
    /// Which RouterOS version; each model's own when left out
    #[arg(long, value_name = "7.x")]
    version: Option<String>,
    /// Which device-mode; each model's own when left out
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(lab::device_mode::names()))]
    device_mode: Option<String>,
    /// How many times as fast as this machine's clock the routers' time runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    speed: u32,
    /// What shall go wrong: a JSON array of faults, as the admin port takes them
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

impl Lab {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let stop = stop_signal()?;
        let options = lab::Options {
            count: self.count,
            model: self.model,
            version: self.version,
            device_mode: self.device_mode,
            speed: self.speed,
            faults: faults(self.faults).await?,
            admin: true,
            ..lab::Options::default()
        };
        open_files::raise();
        let lab = lab::start(options).await?;
        for router in lab.routers() {
            cx.ui.line(&line(router, lab.admin_url()))?;
        }
        stop.cancelled().await;
        lab.stop().await;
        Ok(())
    }
}

/// What a script needs to talk to a router.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    model: &'a str,
    version: &'a str,
    address: IpAddr,
    rest_port: u16,
    rest_plain_port: u16,
    api_port: u16,
    api_tls_port: u16,
    username: &'a str,
    password: &'a str,
    certificate_sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    management: Option<&'a lab::Management>,
    admin_url: Option<String>,
}

/// The faults in a file; none without one.
async fn faults(file: Option<PathBuf>) -> Result<Vec<lab::Rule>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let doing = format!("reading the faults in {}", file.display());
    let read =
        move || std::fs::read_to_string(&file).map_err(|error| Error::unreadable("the file", &file, &error));
    blocking::run(read).await.and_then(|text| lab::Rule::read(&text)).while_doing(|| doing)
}

fn line(router: &lab::Running, admin_url: Option<String>) -> Line<'_> {
    Line {
        name: &router.name,
        model: &router.model,
        version: &router.version,
        address: router.address,
        rest_port: router.rest_port,
        rest_plain_port: router.rest_plain_port,
        api_port: router.api_port,
        api_tls_port: router.api_tls_port,
        username: &router.username,
        password: &router.password,
        certificate_sha256: &router.certificate_sha256,
        management: router.management.as_ref(),
        admin_url,
    }
}

/// The simulated routers of `serve --lab N`.
pub(super) struct Simulated(lab::Lab);

impl Simulated {
    /// Starts `count` routers, lab-1 to lab-N.
    pub(super) async fn start(count: u16) -> Result<Self> {
        open_files::raise();
        Ok(Self(lab::start(lab::Options { count, ..lab::Options::default() }).await?))
    }

    pub(super) async fn stop(self) {
        self.0.stop().await;
    }
}

/// Asks each simulated router who it is, so that the inventory can tell; the server does not wait for it.
pub(super) async fn greet(app: Arc<App>) {
    let devices = app.targets(&Targets::All).await.unwrap_or_default();
    for device in devices.into_iter().filter(is_simulated) {
        if let Err(error) = app.check_device(&device).await {
            tracing::warn!(%error, device = device.name, "a simulated router could not be asked");
        }
    }
}

/// The tag by which a simulated router is known; no other device gives way to one.
const SIMULATED: &str = "simulated";

fn is_simulated(device: &Device) -> bool {
    device.tags.get(SIMULATED).is_some_and(|value| value == "yes")
}

/// Puts the simulated routers into the inventory, in place of those of an earlier run.
pub(super) async fn enlist(app: &App, caller: &Caller, simulated: &Simulated) -> Result<()> {
    for router in simulated.0.routers() {
        if let Ok(device) = app.device(&router.name).await {
            if !is_simulated(&device) {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    format!("the inventory has a device {:?} that is not simulated", device.name),
                )
                .hint("rename it, or leave --lab out"));
            }
            app.remove_device(caller, &router.name).await?;
        }
        let device = NewDevice {
            name: router.name.clone(),
            host: router.address.to_string(),
            port: Some(router.rest_port),
            transport: TransportKind::Rest,
            trust: Trust::Pin(router.certificate_sha256.parse()?),
            environment: Some(Environment::Lab),
            tags: [(SIMULATED.to_owned(), "yes".to_owned())].into(),
            capabilities: Capability::ALL.to_vec(),
            credential: Credential {
                username: router.username.clone(),
                password: router.password.clone().into(),
            },
        };
        app.add_device(caller, device).await?;
    }
    Ok(())
}
