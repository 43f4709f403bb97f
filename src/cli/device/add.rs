//! `rosmcp device add`.

use clap::Args;

use super::check::report;
use super::endpoint::{Allow, TrustFlags, Wire, environments, tags};
use crate::app::device::NewDevice;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::domain::device::{Environment, Trust};
use crate::error::Result;

/// Add a router, connect to it and say what is missing
#[derive(Args)]
pub(in crate::cli) struct Add {
    /// Name of the device
    name: String,
    /// Host name, IPv4 or IPv6 address
    #[arg(long)]
    host: String,
    /// TCP port [default: 443, 80 with --plain-http; API 8729, 8728]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// How to talk to it
    #[arg(long, value_enum, default_value = "rest")]
    transport: Wire,
    #[command(flatten)]
    login: Login,
    #[command(flatten)]
    trust: TrustFlags,
    /// lab, staging or prod [default: the setting environment]
    #[arg(long, value_parser = environments())]
    environment: Option<Environment>,
    /// A label, key=value; may be given several times
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    #[command(flatten)]
    allow: Allow,
    /// Add it without connecting
    #[arg(long)]
    no_check: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let new = NewDevice {
            name: self.name,
            host: self.host,
            port: self.port,
            transport: self.transport.into(),
            trust: self.trust.trust()?.unwrap_or(Trust::System),
            environment: self.environment,
            tags: tags(&self.tags)?,
            capabilities: self.allow.capabilities(),
            credential: self.login.credential(cx).await?,
        };
        cx.with_new_app(async |app| {
            let device = app.add_device(&cx.caller(), new).await?;
            cx.ui.note(&format!("added {:?}", device.name));
            if self.no_check || device.environment != app.settings.environment {
                return cx.ui.object(&crate::app::device_view::DeviceView::from(&device));
            }
            let checked = report(cx, app, &device).await;
            checked.map_err(|error| {
                error.hint(format!("it is in the inventory; try again: rosmcp device test {}", device.name))
            })
        })
        .await
    }
}
