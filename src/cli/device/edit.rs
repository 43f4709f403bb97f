//! `rosmcp device edit`.

use clap::Args;

use super::endpoint::{Allow, Deny, TrustFlags, Wire, environments, tags};
use crate::app::device::DeviceEdit;
use crate::app::device_view::DeviceView;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::domain::device::Environment;
use crate::error::{Error, Result};

/// Change a router's entry; what is not named stays
///
/// The stored password is bound to address, port, transport and certificate: where one of them changes, the password
/// must be given again. `device trust` is the exception.
#[derive(Args)]
pub(in crate::cli) struct Edit {
    /// Name of the device
    name: String,
    /// New name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// New host name or address
    #[arg(long)]
    host: Option<String>,
    /// New TCP port
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Another transport
    #[arg(long, value_enum)]
    transport: Option<Wire>,
    #[command(flatten)]
    login: Login,
    #[command(flatten)]
    trust: TrustFlags,
    /// lab, staging or prod
    #[arg(long, value_parser = environments())]
    environment: Option<Environment>,
    /// Set a label, key=value
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    /// Remove a label
    #[arg(long = "untag", value_name = "KEY")]
    untag: Vec<String>,
    #[command(flatten)]
    allow: Allow,
    #[command(flatten)]
    deny: Deny,
}

impl Edit {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let withdrawn = self.deny.capabilities();
        if let Some(both) = self.allow.capabilities().into_iter().find(|one| withdrawn.contains(one)) {
            let what = both.as_str();
            return Err(Error::usage(format!("{what} is both granted and withdrawn")).hint("say one of them"));
        }
        let edit = DeviceEdit {
            name: self.rename,
            host: self.host,
            port: self.port,
            transport: self.transport.map(Into::into),
            trust: self.trust.trust()?,
            environment: self.environment,
            set_tags: tags(&self.tags)?,
            remove_tags: self.untag,
            grant: self.allow.capabilities(),
            withdraw: withdrawn,
            credential: if self.login.is_given() { Some(self.login.credential(cx).await?) } else { None },
        };
        cx.with_app(async |app| {
            let device = app.edit_device(&cx.caller(), &self.name, edit).await?;
            cx.ui.object(&DeviceView::from(&device))
        })
        .await
    }
}
