//! `fleet_read`: one menu of many devices.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arguments::{RowArguments, TargetArguments};
use super::tool::{Context, Tool};
use crate::app::fleet::FleetRead;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    menu: String,
    #[serde(flatten)]
    targets: TargetArguments,
    #[serde(flatten)]
    rows: RowArguments,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "fleet_read",
        "Read a menu of many devices",
        "Reads one menu of several routers at once; each device has its own page or its own error.",
        "fleet",
        run,
        |read: &FleetRead| format!("{} of {} devices answered", read.succeeded, read.devices.len()),
    )
}

async fn run(context: Context, input: Input) -> Result<FleetRead> {
    let request = input.rows.request(input.menu)?;
    context.app.fleet_read(&input.targets.targets()?, &request).await
}
