//! `fleet_health`: how the devices are.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arguments::TargetArguments;
use super::tool::{Context, Tool};
use crate::app::health::FleetHealth;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(flatten)]
    targets: TargetArguments,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "fleet_health",
        "Fleet health",
        "Asks routers how they are: CPU, memory, storage, temperature, uptime, a verdict each, worst first.",
        "fleet",
        run,
        |health: &FleetHealth| {
            let unknown = match health.unknown {
                0 => String::new(),
                some => format!(", {some} not asked"),
            };
            format!(
                "{} healthy, {} warning, {} critical, {} unreachable{unknown}",
                health.healthy, health.warning, health.critical, health.unreachable
            )
        },
    )
}

async fn run(context: Context, input: Input) -> Result<FleetHealth> {
    context.app.fleet_health(&input.targets.targets()?).await
}
