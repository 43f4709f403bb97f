//! `rosmcp device show`.

use clap::Args;

use crate::cli::context::Cx;
use crate::error::Result;

/// Show what the inventory knows of a router
#[derive(Args)]
pub(in crate::cli) struct Show {
    /// Name of the device
    name: String,
}

impl Show {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| cx.ui.object(&app.view(&app.device(&self.name).await?).await?)).await
    }
}
