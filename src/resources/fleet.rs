//! `fleet://…`: all devices together.

use serde::Serialize;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::complete::Words;
use crate::app::device_view::DeviceView;
use crate::domain::device::Environment;
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result};
use crate::events::Topic;

pub(super) fn resources() -> [Resource; 2] {
    [
        Resource::new(
            "fleet",
            "fleet://health-summary",
            "fleet-health-summary",
            "Health of the fleet",
            "How many routers are healthy, and each one that is not, as the last check of each found it.",
            |_| vec![Topic::FleetHealth, Topic::Inventory],
            summary,
        )
        .listed()
        .untrusted(),
        Resource::new(
            "fleet",
            "fleet://devices/{environment}",
            "fleet-devices",
            "Devices of an environment",
            "The routers in the inventory with address, RouterOS version, model and tags.",
            |_| vec![Topic::Inventory],
            devices,
        )
        .completing(&[("environment", Words::Environments)])
        .listed()
        .untrusted(),
    ]
}

#[derive(Serialize)]
struct Devices {
    environment: String,
    devices: Vec<DeviceView>,
}

async fn summary(context: Context, _: Values) -> Result<Contents> {
    Contents::json(&context.app.health_summary().await?)
}

async fn devices(context: Context, values: Values) -> Result<Contents> {
    let environment: Environment = values.get("environment").parse()?;
    let own = context.app.settings.environment;
    if environment != own {
        let message = format!("this installation is {own}, and shows the devices of {own} only");
        return Err(Error::new(ErrorKind::Refused, message).hint(format!("read fleet://devices/{own}")));
    }
    let devices = context.app.own_views(&Selector::default()).await?;
    Contents::json(&Devices { environment: environment.to_string(), devices })
}
