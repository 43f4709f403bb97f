//! `rosmcp config drift`.

use clap::Args;

use crate::app::config::drift::DeviceDrift;
use crate::cli::context::Cx;
use crate::cli::global::Format;
use crate::cli::targets::Selection;
use crate::error::Result;

/// Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs
#[derive(Args)]
#[command(after_help = "Examples:\n  rosmcp config drift edge-1\n  rosmcp config drift -l site=ams -o json")]
pub(in crate::cli) struct Drift {
    /// Names of devices
    devices: Vec<String>,
    #[command(flatten)]
    selection: Selection,
}

impl Drift {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let targets = self.selection.targets(&self.devices)?;
        let drift = cx.with_app(async |app| app.config_drift(&targets).await).await?;
        if cx.ui.format() == Format::Table {
            drift.devices.iter().try_for_each(|device| print(cx, device))?;
        } else {
            cx.ui.object(&drift)?;
        }
        drift.error().map_or(Ok(()), Err)
    }
}

fn print(cx: &Cx, device: &DeviceDrift) -> Result<()> {
    let name = &device.device;
    match (device.failure(), device.menus.as_slice()) {
        (Some(error), _) => cx.ui.complain(&format!("{name}: {}", error.message)),
        (None, []) => cx.ui.note(&format!("{name}: as it should be")),
        // Whose differences they are is a remark in what may go on to a file.
        (None, menus) => {
            cx.ui.print(&format!("# {name}: otherwise in {}\n{}", menus.join(", "), device.diff))?;
        }
    }
    Ok(())
}
