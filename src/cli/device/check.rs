//! `rosmcp device test`.

use std::sync::Arc;

use clap::Args;

use crate::app::App;
use crate::cli::context::Cx;
use crate::domain::device::Device;
use crate::error::Result;

/// Connect to a router and say what is missing
#[derive(Args)]
pub(in crate::cli) struct Test {
    /// Name of the device
    name: String,
}

impl Test {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            let device = app.reachable_device(&self.name).await?;
            report(cx, app, &device).await
        })
        .await
    }
}

/// Checks a device and prints what was found; ends with the device's own error when it does not answer.
pub(in crate::cli) async fn report(cx: &Cx, app: &Arc<App>, device: &Device) -> Result<()> {
    let bar = cx.ui.bar(&format!("connecting to {}", device.endpoint.authority()));
    let (check, error) = app.check_device(device).await?;
    drop(bar);
    match error {
        Some(error) => Err(error),
        None => cx.ui.object(&check),
    }
}
