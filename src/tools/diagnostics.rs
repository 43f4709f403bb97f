//! `dns_resolve`, `torch`, `bandwidth_test`: looks at the network from a device, beside ping and traceroute.

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Annotations, Context, Tool};
use crate::app::bandwidth::{BandwidthReport, BandwidthRequest, Direction};
use crate::app::resolve::Resolved;
use crate::app::torch::{TorchReport, TorchRequest};
use crate::domain::access::Tier;
use crate::error::Result;

/// The group that they are listed under.
const TOOLSET: &str = "diagnostics";
/// Changes nothing for good, but fills a line while it runs.
const HEAVY: Annotations =
    Annotations { read_only: false, destructive: false, idempotent: false, open_world: true };

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Query {
    device: String,
    name: String,
    /// Else the router's own.
    #[serde(default)]
    server: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Look {
    device: String,
    interface: String,
    #[serde(default = "five")]
    #[schemars(range(min = 2, max = 30))]
    seconds: u32,
    /// Address or prefix.
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    destination: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Test {
    device: String,
    /// Another device's name.
    target: String,
    #[serde(default = "five")]
    #[schemars(range(min = 1, max = 30))]
    seconds: u32,
    #[serde(default = "both")]
    direction: Direction,
}

fn five() -> u32 {
    5
}

fn both() -> Direction {
    Direction::Both
}

pub(super) fn tools() -> [Tool; 3] {
    [
        Tool::read(
            "dns_resolve",
            "Resolve a name",
            "Has a router resolve a DNS name.",
            TOOLSET,
            resolve,
            |found: &Resolved| format!("{} is {}", found.name, found.address),
        )
        .annotated(Annotations::PROBE),
        Tool::read(
            "torch",
            "Watch an interface",
            "Shows who talks to whom over an interface, busiest flows first.",
            TOOLSET,
            torch,
            |report: &TorchReport| format!("{} flows on {}", report.flows.len(), report.interface),
        ),
        Tool::read(
            "bandwidth_test",
            "Bandwidth test",
            "Measures the throughput between two routers, filling the line. Both must allow it; the target's server must ask no password.",
            TOOLSET,
            bandwidth,
            |report: &BandwidthReport| {
                let rate = |bits: Option<u64>| bits.map_or_else(|| "?".to_owned(), |bits| bits.to_string());
                format!("received {} bit/s, sent {} bit/s", rate(report.rx_bits_per_second), rate(report.tx_bits_per_second))
            },
        )
        .annotated(HEAVY)
        .tier(Tier::Advanced),
    ]
}

async fn resolve(context: Context, input: Query) -> Result<Resolved> {
    context.app.resolve(&input.device, &input.name, input.server.as_deref(), &context.cancel).await
}

async fn torch(context: Context, input: Look) -> Result<TorchReport> {
    let request = TorchRequest {
        interface: input.interface,
        seconds: input.seconds,
        source: input.source,
        destination: input.destination,
    };
    context.app.torch(&input.device, &request, &*context.progress, &context.cancel).await
}

async fn bandwidth(context: Context, input: Test) -> Result<BandwidthReport> {
    let request =
        BandwidthRequest { target: input.target, seconds: input.seconds, direction: input.direction };
    context.app.bandwidth_test(&input.device, &request, &*context.progress, &context.cancel).await
}
