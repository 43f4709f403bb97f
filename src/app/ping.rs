//! Pinging from a device.

use std::net::IpAddr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, milliseconds, run};
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::clock;
use crate::domain::device::check_host;
use crate::domain::row::RawRow;
use crate::error::{Error, Result, WhileDoing};

/// The most echo requests of one call: they take a second each, and a call has a minute.
pub const MAX_PINGS: u32 = 50;

/// What to ping.
pub struct PingRequest {
    /// Address or host name.
    pub target: String,
    /// Echo requests, 1 to 50.
    pub count: u32,
    /// Bytes of each packet, 28 to 65535; the router's default when `None`.
    pub size: Option<u32>,
    /// Send from this interface.
    pub interface: Option<String>,
    /// Send from this address.
    pub source: Option<IpAddr>,
}

/// What came back.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PingReport {
    /// The device that pinged.
    pub device: String,
    /// What it pinged.
    pub target: String,
    /// Echo requests sent.
    pub sent: u32,
    /// Replies received.
    pub received: u32,
    /// Lost, percent.
    pub loss_percent: f64,
    /// Fastest reply, milliseconds.
    pub rtt_min_ms: Option<f64>,
    /// Mean, milliseconds.
    pub rtt_avg_ms: Option<f64>,
    /// Slowest reply, milliseconds.
    pub rtt_max_ms: Option<f64>,
    /// Each request in order.
    pub replies: Vec<PingReply>,
}

/// One echo request and what became of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PingReply {
    /// Counts from 0.
    pub seq: u32,
    /// Who answered.
    pub host: Option<String>,
    /// Round trip, milliseconds; absent when nothing came back.
    pub time_ms: Option<f64>,
    /// Time to live of the reply.
    pub ttl: Option<u32>,
    /// The router's word where there was no plain reply: `timeout`, `net unreachable`, …
    pub status: Option<String>,
}

impl App {
    /// Pings from the device `name`, reporting after each reply. RouterOS sends REST answers only when a command
    /// ends, so each echo request is a command of its own.
    pub async fn ping(
        &self,
        name: &str,
        request: &PingRequest,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<PingReport> {
        if !(1..=MAX_PINGS).contains(&request.count) {
            return Err(Error::usage(format!("count must be 1 to {MAX_PINGS}, is {}", request.count)));
        }
        let device = self.reachable_device(name).await?;
        let session = self.session(&device).await?;
        let arguments = request.arguments()?;
        let mut replies = Vec::new();
        for seq in 0..request.count {
            let started = clock::monotonic();
            let command = run("tool/ping", &arguments);
            let reply = session
                .call_within(command, PATIENCE, cancel)
                .await
                .while_doing(|| format!("pinging {} from {:?}", request.target, device.name))?;
            replies.push(reply.rows.first().map_or_else(|| silent(seq), |row| ping_reply(seq, row)));
            let said = format!("{} of {} replies", answered(&replies), replies.len());
            progress.report(f64::from(seq + 1), Some(f64::from(request.count)), &said).await;
            if seq + 1 < request.count {
                tokio::time::sleep_until(started + Duration::from_secs(1)).await;
            }
        }
        Ok(report(device.name, request.target.clone(), replies))
    }
}

impl PingRequest {
    fn arguments(&self) -> Result<RawRow> {
        let mut arguments = RawRow::from([
            ("address".to_owned(), check_host(&self.target)?),
            ("count".to_owned(), "1".to_owned()),
        ]);
        if let Some(size) = self.size {
            if !(28..=65_535).contains(&size) {
                return Err(Error::usage(format!("size must be 28 to 65535, is {size}")));
            }
            arguments.insert("size".to_owned(), size.to_string());
        }
        if let Some(interface) = &self.interface {
            arguments.insert("interface".to_owned(), interface.clone());
        }
        if let Some(source) = self.source {
            arguments.insert("src-address".to_owned(), source.to_string());
        }
        Ok(arguments)
    }
}

fn ping_reply(seq: u32, row: &RawRow) -> PingReply {
    let text = |field: &str| row.get(field).filter(|text| !text.is_empty()).map(|text| clean_text(text));
    PingReply {
        seq,
        host: text("host"),
        time_ms: row.get("time").and_then(|text| milliseconds(text)),
        ttl: row.get("ttl").and_then(|text| text.parse().ok()),
        status: text("status"),
    }
}

/// RouterOS ended the command without a row.
fn silent(seq: u32) -> PingReply {
    PingReply {
        seq,
        host: None,
        time_ms: None,
        ttl: None,
        status: Some("no answer from the router".to_owned()),
    }
}

fn answered(replies: &[PingReply]) -> usize {
    replies.iter().filter(|reply| reply.time_ms.is_some()).count()
}

fn report(device: String, target: String, replies: Vec<PingReply>) -> PingReport {
    let times: Vec<f64> = replies.iter().filter_map(|reply| reply.time_ms).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (sent, received) = (count(replies.len()), count(times.len()));
    let lost = f64::from(sent - received) / f64::from(sent.max(1)) * 100.0;
    let mean = times.iter().sum::<f64>() / f64::from(received.max(1));
    PingReport {
        device,
        target,
        sent,
        received,
        loss_percent: super::health::rounded(lost),
        rtt_min_ms: times.iter().copied().reduce(f64::min),
        rtt_avg_ms: (received > 0).then(|| (mean * 1000.0).round() / 1000.0),
        rtt_max_ms: times.iter().copied().reduce(f64::max),
        replies,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_what_was_lost() {
        let reply = |time_ms| PingReply { seq: 0, host: None, time_ms, ttl: None, status: None };
        let report = report("r".into(), "t".into(), vec![reply(Some(1.0)), reply(None), reply(Some(2.0))]);
        assert_eq!((report.sent, report.received, report.loss_percent), (3, 2, 33.3));
        assert_eq!(
            (report.rtt_min_ms, report.rtt_avg_ms, report.rtt_max_ms),
            (Some(1.0), Some(1.5), Some(2.0))
        );
    }
}
