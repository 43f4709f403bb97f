//! `interface_traffic`, `firewall_review`, `upgrade_check`: what a router has to say, summed up.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arguments::OneDevice;
use super::tool::{Annotations, Context, Tool};
use super::untrusted::Untrusted;
use crate::app::review::{FirewallReview, Severity};
use crate::app::traffic::TrafficReport;
use crate::app::upgrade::UpgradeCheck;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TrafficOf {
    device: String,
    /// Else all that run.
    #[serde(default)]
    interfaces: Vec<String>,
}

pub(super) fn tools() -> [Tool; 3] {
    [
        Tool::read(
            "interface_traffic",
            "Interface traffic",
            "Measures what a router's interfaces carry now, busiest first.",
            "interface",
            traffic,
            |report: &TrafficReport| match report.interfaces.first() {
                Some(first) => {
                    format!("{} interfaces measured, {} is the busiest", report.interfaces.len(), first.name)
                }
                None => "no interface runs".to_owned(),
            },
        ),
        Tool::read(
            "firewall_review",
            "Review a firewall",
            "Reviews filter rules and services: open chains, shadowed, duplicate, unused or invalid rules, missing established.",
            "firewall",
            review,
            describe_review,
        ),
        Tool::read(
            "upgrade_check",
            "Check for upgrades",
            "Has a router ask for new RouterOS versions; installs nothing.",
            "system",
            upgrade,
            |check: &UpgradeCheck| match (check.newer, &check.latest) {
                (Some(true), Some(latest)) => format!("{} could run RouterOS {latest}", check.device),
                (Some(false), _) => format!("{} is up to date", check.device),
                _ => format!("{} could not find out", check.device),
            },
        )
        .annotated(Annotations::PROBE),
    ]
}

fn describe_review(review: &Untrusted<FirewallReview>) -> String {
    let count = |wanted| review.findings.iter().filter(|finding| finding.severity == wanted).count();
    let (high, medium, low) = (count(Severity::High), count(Severity::Medium), count(Severity::Low));
    let worst = review.findings.first().map_or(String::new(), |finding| format!(": {}", finding.message));
    format!("{high} high, {medium} medium, {low} low findings{worst}")
}

async fn traffic(context: Context, input: TrafficOf) -> Result<TrafficReport> {
    context.app.interface_traffic(&input.device, &input.interfaces, &context.cancel).await
}

async fn review(context: Context, input: OneDevice) -> Result<Untrusted<FirewallReview>> {
    let review = context.app.firewall_review(&input.device).await?;
    Ok(Untrusted::new(review, &["chain", "ends", "message"]))
}

async fn upgrade(context: Context, input: OneDevice) -> Result<UpgradeCheck> {
    context.app.upgrade_check(&input.device, &*context.progress, &context.cancel).await
}
