//! `traceroute`: the way from a device to a target.

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Annotations, Context, Tool};
use crate::app::traceroute::{TraceReport, TraceRequest};
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    device: String,
    /// Address or host name.
    target: String,
    /// 1 to 64.
    #[serde(default = "thirty")]
    max_hops: u32,
}

fn thirty() -> u32 {
    30
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "traceroute",
        "Traceroute",
        "Traces the way from a router to a target; returns the hops with loss and round-trip times.",
        "diagnostics",
        run,
        |report: &TraceReport| match report.reached {
            Some(false) => format!("{} not reached within {} hops", report.target, report.hops.len()),
            _ => format!("{} hops to {}", report.hops.len(), report.target),
        },
    )
    .annotated(Annotations::PROBE)
}

async fn run(context: Context, input: Input) -> Result<TraceReport> {
    let request = TraceRequest { target: input.target, max_hops: input.max_hops };
    context.app.traceroute(&input.device, &request, &*context.progress, &context.cancel).await
}
