//! `system_overview`: one device at a glance.

use super::arguments::OneDevice;
use super::tool::{Context, Tool};
use super::untrusted::Untrusted;
use crate::app::overview::Overview;
use crate::error::Result;

pub(super) fn tool() -> Tool {
    Tool::read(
        "system_overview",
        "System overview",
        "Sums up one router: identity, version, model, load, memory, interfaces, addresses, default gateways.",
        "system",
        run,
        |overview: &Untrusted<Overview>| {
            format!(
                "{} is {} (RouterOS {}, {})",
                overview.device,
                overview.status.as_str(),
                overview.version,
                overview.model
            )
        },
    )
}

async fn run(context: Context, input: OneDevice) -> Result<Untrusted<Overview>> {
    let overview = context.app.overview(&input.device).await?;
    Ok(Untrusted::new(
        overview,
        &[
            "identity",
            "version",
            "model",
            "architecture",
            "clock",
            "reasons",
            "addresses",
            "default_gateways",
        ],
    ))
}
