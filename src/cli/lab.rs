//! `rosmcp lab`: simulated routers on their own.

use clap::Args;

use super::context::Cx;
use super::serve::stop_signal;
use crate::app::App;
use crate::app::device::NewDevice;
use crate::domain::credential::Credential;
use crate::domain::device::{Environment, TransportKind, Trust};
use crate::domain::principal::Caller;
use crate::error::Result;
use crate::lab;

/// Run simulated routers on loopback until interrupted
///
/// Prints one JSON line per router with its ports, user, password and certificate.
#[derive(Args)]
pub(super) struct Lab {
    /// How many
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=500))]
    count: u16,
    /// Which model; all of them in turn when left out
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(lab::models()))]
    model: Option<String>,
}

impl Lab {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let stop = stop_signal()?;
        let options = lab::Options { count: self.count.into(), model: self.model, ..lab::Options::default() };
        let lab = lab::start(options).await?;
        for router in lab.routers() {
            cx.ui.line(router)?;
        }
        stop.cancelled().await;
        lab.stop().await;
        Ok(())
    }
}

/// The simulated routers of `serve --lab N`.
pub(super) struct Simulated(lab::Lab);

impl Simulated {
    /// Starts `count` routers, lab-1 to lab-N.
    pub(super) async fn start(count: usize) -> Result<Self> {
        Ok(Self(lab::start(lab::Options { count, ..lab::Options::default() }).await?))
    }

    pub(super) async fn stop(self) {
        self.0.stop().await;
    }
}

/// Puts the simulated routers into the inventory, in place of those of an earlier run.
pub(super) async fn enlist(app: &App, caller: &Caller, simulated: &Simulated) -> Result<()> {
    for router in simulated.0.routers() {
        if app.device(&router.name).await.is_ok() {
            app.remove_device(caller, &router.name).await?;
        }
        let device = NewDevice {
            name: router.name.clone(),
            host: router.address.to_string(),
            port: Some(router.rest_port),
            transport: TransportKind::Rest,
            trust: Trust::Pin(router.certificate_sha256.parse()?),
            environment: Some(Environment::Lab),
            tags: [("simulated".to_owned(), "yes".to_owned())].into(),
            capabilities: Vec::new(),
            credential: Credential {
                username: router.username.clone(),
                password: router.password.clone().into(),
            },
        };
        app.add_device(caller, device).await?;
    }
    Ok(())
}
