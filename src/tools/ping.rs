//! `ping`: echo requests from a device.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Annotations, Context, Tool};
use crate::app::ping::{PingReport, PingRequest};
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    device: String,
    /// Address or host name.
    target: String,
    /// Echo requests, 1 to 50, a second each.
    #[serde(default = "four")]
    count: u32,
    /// Bytes, 28 to 65535.
    #[serde(default)]
    size: Option<u32>,
    #[serde(default)]
    interface: Option<String>,
    /// Source address.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    source: Option<IpAddr>,
}

fn four() -> u32 {
    4
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "ping",
        "Ping",
        "Pings a target from a router; returns loss and round-trip times, with progress after each reply.",
        "diagnostics",
        run,
        |report: &PingReport| {
            format!("{} of {} replies from {}", report.received, report.sent, report.target)
        },
    )
    .annotated(Annotations::PROBE)
}

async fn run(context: Context, input: Input) -> Result<PingReport> {
    let request = PingRequest {
        target: input.target,
        count: input.count,
        size: input.size,
        interface: input.interface,
        source: input.source,
    };
    context.app.ping(&input.device, &request, &*context.progress, &context.cancel).await
}
