//! `device_get`: one device of the inventory.

use super::arguments::OneDevice;
use super::tool::{Context, Tool};
use super::untrusted::{FACTS, Untrusted};
use crate::app::device_view::DeviceView;
use crate::error::Result;

pub(super) fn tool() -> Tool {
    Tool::read(
        "device_get",
        "Show a device",
        "Returns what the inventory knows of one router, without contacting it.",
        "fleet",
        run,
        |device: &Untrusted<DeviceView>| format!("{} at {}:{}", device.name, device.host, device.port),
    )
}

async fn run(context: Context, input: OneDevice) -> Result<Untrusted<DeviceView>> {
    let device = context.app.reachable_device(&input.device).await?;
    Ok(Untrusted::new(context.app.view(&device).await?, &FACTS))
}
