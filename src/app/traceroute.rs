//! Tracing the way from a device to a target.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, milliseconds, run, ticking};
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::domain::device::check_host;
use crate::domain::field::FieldType;
use crate::domain::row::RawRow;
use crate::error::{Error, Result, WhileDoing};
use crate::routeros::value;

/// The most hops of a traceroute.
pub const MAX_HOPS: u32 = 64;

/// What to trace.
pub struct TraceRequest {
    /// Address or host name.
    pub target: String,
    /// The most hops, 1 to 64.
    pub max_hops: u32,
}

/// The way to a target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TraceReport {
    /// The device that traced.
    pub device: String,
    /// What it traced.
    pub target: String,
    /// The hops in order.
    pub hops: Vec<Hop>,
    /// Whether the last hop that answered is the target itself; `None` for a target given by name.
    pub reached: Option<bool>,
}

/// One hop.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Hop {
    /// Counts from 1.
    pub hop: u32,
    /// Who answered; absent when nobody did.
    pub address: Option<String>,
    /// Lost, percent.
    pub loss_percent: Option<f64>,
    /// Last round trip, milliseconds.
    pub last_ms: Option<f64>,
    /// Mean round trip, milliseconds.
    pub avg_ms: Option<f64>,
    /// The router's remark.
    pub status: Option<String>,
}

impl App {
    /// Traces the way from the device `name`; progress counts the seconds, for the router answers only at the end.
    pub async fn traceroute(
        &self,
        name: &str,
        request: &TraceRequest,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<TraceReport> {
        if !(1..=MAX_HOPS).contains(&request.max_hops) {
            return Err(Error::usage(format!("max_hops must be 1 to {MAX_HOPS}, is {}", request.max_hops)));
        }
        let device = self.reachable_device(name).await?;
        let session = self.session(&device).await?;
        let arguments = RawRow::from([
            ("address".to_owned(), check_host(&request.target)?),
            ("count".to_owned(), "1".to_owned()),
            ("max-hops".to_owned(), request.max_hops.to_string()),
        ]);
        let doing = || format!("tracing {} from {:?}", request.target, device.name);
        let command = run("tool/traceroute", &arguments);
        let reply =
            ticking(session.call_within(command, PATIENCE, cancel), progress, "the router is tracing").await;
        let hops = hops(&last_section(reply.while_doing(doing)?.rows));
        Ok(TraceReport {
            reached: reached(&request.target, &hops),
            device: device.name,
            target: request.target.clone(),
            hops,
        })
    }
}

/// Traceroute repeats all hops in every section; the last one is the result.
fn last_section(rows: Vec<RawRow>) -> Vec<RawRow> {
    let section = |row: &RawRow| row.get(".section").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let last = rows.iter().map(section).max().unwrap_or(0);
    rows.into_iter().filter(|row| section(row) == last).collect()
}

fn hops(rows: &[RawRow]) -> Vec<Hop> {
    (1..).zip(rows).map(|(hop, row)| self::hop(hop, row)).collect()
}

fn hop(hop: u32, row: &RawRow) -> Hop {
    let text = |field: &str| row.get(field).filter(|text| !text.is_empty()).map(|text| clean_text(text));
    let percent = |text: &String| match value::typed(FieldType::Percent, text) {
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    Hop {
        hop,
        address: text("address"),
        loss_percent: row.get("loss").and_then(percent),
        last_ms: row.get("last").and_then(|text| milliseconds(text)),
        avg_ms: row.get("avg").and_then(|text| milliseconds(text)),
        status: text("status"),
    }
}

fn reached(target: &str, hops: &[Hop]) -> Option<bool> {
    let target: IpAddr = target.parse().ok()?;
    let last = hops.iter().rev().find_map(|hop| hop.address.as_deref());
    Some(last.and_then(|address| address.parse::<IpAddr>().ok()) == Some(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_section_of_a_traceroute_counts() {
        let row = |section: &str, address: &str| {
            RawRow::from([(".section".into(), section.into()), ("address".into(), address.into())])
        };
        let rows = vec![row("0", "10.0.0.1"), row("1", "10.0.0.1"), row("1", "10.0.0.2")];
        let hops = hops(&last_section(rows));
        assert_eq!(hops.len(), 2);
        assert_eq!(reached("10.0.0.2", &hops), Some(true));
        assert_eq!(reached("10.0.0.9", &hops), Some(false));
        assert_eq!(reached("example.com", &hops), None);
    }
}
