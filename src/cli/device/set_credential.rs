//! `rosmcp device set-credential`.

use clap::Args;

use super::check::report;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::error::Result;

/// Store another user name and password for a router, and try them
#[derive(Args)]
pub(in crate::cli) struct SetCredential {
    /// Name of the device
    name: String,
    #[command(flatten)]
    login: Login,
    /// Store them without connecting
    #[arg(long)]
    no_check: bool,
}

impl SetCredential {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let device = app.device(&self.name).await?;
            let credential = self.login.credential(cx).await?;
            app.set_credential(&cx.caller(), &device.name, credential).await?;
            cx.ui.note(&format!("stored the credential of {:?}", device.name));
            if self.no_check || device.environment != app.settings.environment {
                return Ok(());
            }
            report(cx, app, &device).await
        })
        .await
    }
}
