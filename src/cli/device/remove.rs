//! `rosmcp device remove`.

use clap::Args;

use crate::cli::context::Cx;
use crate::error::Result;

/// Remove a router, its stored password and its kept configurations from the inventory
#[derive(Args)]
pub(in crate::cli) struct Remove {
    /// Name of the device
    name: String,
}

impl Remove {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let device = app.reachable_device(&self.name).await?;
            cx.ui.confirm(&format!("remove {:?} and its stored password?", device.name)).await?;
            app.remove_device(&cx.caller(), &device.name).await?;
            cx.ui.note(&format!("removed {:?}", device.name));
            Ok(())
        })
        .await
    }
}
