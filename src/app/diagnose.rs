//! Looking at the network from a device: ping and traceroute.

use std::net::IpAddr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::App;
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::clock;
use crate::domain::device::check_host;
use crate::domain::field::FieldType;
use crate::domain::row::RawRow;
use crate::error::{Error, Result, WhileDoing};
use crate::routeros::session::LONGEST_CALL;
use crate::routeros::transport::Request;
use crate::routeros::value;

/// The most echo requests of one call: they take a second each, and a call has a minute.
pub const MAX_PINGS: u32 = 50;
/// The most hops of a traceroute.
pub const MAX_HOPS: u32 = 64;

/// How long the router may take for one command, which may wait for replies that never come.
const PATIENCE: Duration = LONGEST_CALL;

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
        let reply =
            ticking(session.call_within(run("tool/traceroute", &arguments), PATIENCE, cancel), progress)
                .await;
        let hops = hops(&last_section(reply.while_doing(doing)?.rows));
        Ok(TraceReport {
            reached: reached(&request.target, &hops),
            device: device.name,
            target: request.target.clone(),
            hops,
        })
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

fn run(path: &str, arguments: &RawRow) -> Request {
    Request::Run { path: path.to_owned(), arguments: arguments.clone(), read_only: true }
}

/// Waits for `work`, telling every second how long it has taken.
async fn ticking<T>(work: impl Future<Output = T>, progress: &dyn Progress) -> T {
    let mut work = std::pin::pin!(work);
    let mut seconds = 0.0;
    loop {
        let second = tokio::time::sleep(Duration::from_secs(1));
        tokio::select! {
            done = &mut work => return done,
            () = second => {
                seconds += 1.0;
                progress.report(seconds, None, "the router is tracing").await;
            }
        }
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

/// A RouterOS time span in milliseconds: `24ms930us` and the like, or a plain number of milliseconds.
fn milliseconds(text: &str) -> Option<f64> {
    if let Ok(plain) = text.parse::<f64>() {
        return plain.is_finite().then_some(plain);
    }
    let seconds = value::typed(FieldType::Duration, text).as_f64()?;
    Some((seconds * 1_000_000.0).round() / 1000.0)
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
    fn times_come_out_in_milliseconds() {
        assert_eq!(milliseconds("24ms930us"), Some(24.93));
        assert_eq!(milliseconds("453us"), Some(0.453));
        assert_eq!(milliseconds("1.5"), Some(1.5));
        assert_eq!(milliseconds("timeout"), None);
    }

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
