//! `device_check`: whether a device answers, and what it lacks.

use super::arguments::OneDevice;
use super::tool::{Context, Tool};
use super::untrusted::Untrusted;
use crate::app::check::DeviceCheck;
use crate::error::Result;

pub(super) fn tool() -> Tool {
    Tool::read(
        "device_check",
        "Check a device",
        "Connects to a router and says whether it answers, which RouterOS it runs, and what is missing (service, \
         policy, certificate) with the command that mends it.",
        "fleet",
        run,
        describe,
    )
}

fn describe(check: &Untrusted<DeviceCheck>) -> String {
    match &check.error {
        Some(error) => format!("{} does not answer: {}", check.device, error.message),
        None => format!(
            "{} answers, RouterOS {}, {} findings",
            check.device,
            check.facts.version.as_deref().unwrap_or("of unknown version"),
            check.findings.len()
        ),
    }
}

async fn run(context: Context, input: OneDevice) -> Result<Untrusted<DeviceCheck>> {
    let device = context.app.reachable_device(&input.device).await?;
    let (check, _) = context.app.check_device(&device).await?;
    Ok(Untrusted::new(check, &["identity", "version", "model", "architecture", "serial", "what", "message"]))
}
